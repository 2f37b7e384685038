//! What is stored of one person, for whoever answers for it: found, handed out, erased.
//!
//! ```text
//! find ─▶ what is theirs, and how much ─▶ export: a folder with JSON and files
//!                                      └▶ erase: list of erasures ─▶ one transaction ─▶ sockets (4506), files, the database's log
//! ```
//!
//! An erasure stands in a list beside the database (`ledger`) before anything is erased. What was cut off in between, and what an older copy of
//! the database brings back, is erased at the next start: [`Privacy::replay`].

mod export;
mod ledger;

pub use export::Exported;

use crate::access::right::HandlePersons;
use crate::access::{Granted, Principal, User, authorize};
use crate::aftersales::schema::{RecordKind, fold_key};
use crate::aftersales::{email, phone};
use crate::clock::Clock;
use crate::connections::Connections;
use crate::error::{Code, Error};
use crate::forms::Forms;
use crate::jobs::Task;
use crate::records::{Record, Records};
use crate::store::{self, Actor, Belongings, Erasure, Holdings, Sought, Store};
use crate::uploads::Uploads;
pub use ledger::FILE as LEDGER;
use ledger::Ledger;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Owners of the records that one address or number finds: more are no person's.
const MOST_OWNERS: u32 = 20;
/// Longest reason for an erasure, in characters.
pub const MAX_REASON: usize = 500;
/// How a request of somebody who is erased ends, the first of these states that its kind has.
const ENDS: [&str; 3] = ["cancelled", "closed", "declined"];

/// What a person is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Email(String),
    /// In any form with the country's number.
    Phone(String),
    /// Of the car whose owner they are now.
    Vin(String),
    /// The id of an owner of the records.
    Owner(String),
    Conversation(Uuid),
    /// As a site names them, signed.
    Subject {
        subject: String,
        site: Option<String>,
    },
}

/// Why nobody was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    Error(Error),
    /// What was typed is none of that kind.
    Form,
    Nobody,
    /// These owners of the records, none of which may be taken for another.
    Several(Vec<String>),
    /// Sites name several people so: which site?
    SeveralSites,
}

impl<T: Into<Error>> From<T> for Refused {
    fn from(error: T) -> Refused {
        Refused::Error(error.into())
    }
}

/// A person, and how much is stored of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub of: Belongings,
    pub held: Holdings,
}

/// What joins the rooms for people's data.
pub struct Privacy {
    store: Store,
    records: Records,
    uploads: Arc<Uploads>,
    connections: Arc<Connections>,
    /// In which state a request of a kind ends.
    ends: Vec<(String, String)>,
    ledger: Ledger,
    clock: Arc<dyn Clock>,
}

/// What [`Privacy`] needs.
pub struct Rooms {
    pub store: Store,
    pub records: Records,
    pub uploads: Arc<Uploads>,
    pub connections: Arc<Connections>,
    pub forms: Forms,
    pub clock: Arc<dyn Clock>,
}

impl Privacy {
    /// With the list of erasures in a data folder.
    pub fn new(rooms: Rooms, data: &Path) -> Privacy {
        let Rooms { store, records, uploads, connections, forms, clock } = rooms;
        let end = |kind: &crate::aftersales::kind::KindSpec| {
            let state = ENDS.into_iter().find(|state| kind.is_terminal(state));
            let state = state.or_else(|| kind.states.iter().find(|state| state.terminal).map(|state| state.id.as_str()))?;
            Some((kind.id.clone(), state.to_owned()))
        };
        let ends = forms.kinds.kinds().iter().filter_map(end).collect();
        Privacy { store, records, uploads, connections, ends, ledger: Ledger::new(data), clock }
    }

    /// Who is known by this, and how much is stored of them.
    pub async fn find(&self, user: &User, named: &Named) -> Result<Found, Refused> {
        self.found(authorize(Principal::Staff(user), HandlePersons)?, named).await
    }

    /// The same for whoever has the command line.
    pub async fn find_for_operator(&self, named: &Named) -> Result<Found, Refused> {
        self.found(system()?, named).await
    }

    async fn found(&self, granted: Granted<'_, HandlePersons>, named: &Named) -> Result<Found, Refused> {
        let sought = self.sought(named).await?;
        let of = match self.store.belongings(granted, &sought).await {
            Err(store::Error::Conflict("site")) => return Err(Refused::SeveralSites),
            Err(store::Error::Conflict(_)) => return Err(Refused::Several(Vec::new())),
            found => found?,
        };
        if of.is_empty() {
            return Err(Refused::Nobody);
        }
        let held = self.store.holdings(granted, &of).await?;
        Ok(Found { of, held })
    }

    /// What the store has to look for.
    async fn sought(&self, named: &Named) -> Result<Vec<Sought>, Refused> {
        Ok(match named {
            Named::Owner(id) => match self.records.one(RecordKind::Owner, id).await? {
                Some(owner) => vec![Sought::Owner(owner.id)],
                None => return Err(Refused::Nobody),
            },
            Named::Conversation(id) => vec![Sought::Conversation(*id)],
            Named::Subject { subject, site } => vec![Sought::Subject { subject: subject.clone(), site: site.clone() }],
            Named::Email(text) => {
                let email = email::parse(text).map_err(|_| Refused::Form)?;
                let owner = self.owner_with("email", &email).await?.map(Sought::Owner);
                owner.into_iter().chain([Sought::Email(email)]).collect()
            }
            Named::Phone(text) => {
                let phone = phone::parse(text, None).map_err(|_| Refused::Form)?;
                vec![Sought::Owner(self.owner_with("phone", &phone).await?.ok_or(Refused::Nobody)?)]
            }
            Named::Vin(text) => {
                let key = fold_key(text);
                let car = self.records.find(RecordKind::Vehicle, &key, MOST_OWNERS).await?;
                let car = car.into_iter().find(|car| said(car, "vin").is_some_and(|vin| fold_key(vin) == key)).ok_or(Refused::Nobody)?;
                vec![Sought::Owner(said(&car, "owner").ok_or(Refused::Nobody)?.to_owned())]
            }
        })
    }

    /// The one owner of the records who has this very address or number; families share them.
    async fn owner_with(&self, field: &str, value: &str) -> Result<Option<String>, Refused> {
        let found = self.records.find(RecordKind::Owner, value, MOST_OWNERS).await?;
        let has = |owner: &Record| said(owner, field).is_some_and(|of| of.eq_ignore_ascii_case(value));
        let mut ids: Vec<String> = found.into_iter().filter(has).map(|owner| owner.id).collect();
        if ids.len() > 1 {
            return Err(Refused::Several(ids));
        }
        Ok(ids.pop())
    }

    /// Erases all that is theirs, for a member of the staff who says why.
    pub async fn erase(&self, user: &User, of: Belongings, reason: String) -> Result<Uuid, Error> {
        let granted = authorize(Principal::Staff(user), HandlePersons)?;
        let erasure = self.begin(of)?;
        self.finish(granted, Actor::User(user.id), &erasure, Some(reason)).await?;
        Ok(erasure.id)
    }

    /// The same for whoever has the command line: an erasure under this id, which is made once.
    pub async fn erase_for_operator(&self, id: Uuid, of: Belongings, reason: Option<String>) -> Result<(), Error> {
        let granted = system()?;
        let mut erasure = self.begin(of)?;
        erasure.id = id;
        self.finish(granted, Actor::Operator, &erasure, reason).await
    }

    /// Makes again what this database has not been through: an older copy of it was put back, or the program was stopped halfway. How many.
    pub async fn replay(&self) -> Result<usize, Error> {
        let granted = system()?;
        let mut made = 0;
        for erasure in self.ledger.read()? {
            if !self.store.has_erased(granted, erasure.id).await? {
                self.carry_out(granted, Actor::Program, &erasure, None).await?;
                made += 1;
            }
        }
        Ok(made)
    }

    fn begin(&self, of: Belongings) -> Result<Erasure, Error> {
        if of.is_empty() {
            return Err(Code::NotFound.into());
        }
        Ok(Erasure { id: self.clock.id(), at: self.clock.now(), of })
    }

    /// The list comes first: what it has is erased sooner or later, whatever happens.
    async fn finish(
        &self,
        granted: Granted<'_, HandlePersons>,
        actor: Actor,
        erasure: &Erasure,
        reason: Option<String>,
    ) -> Result<(), Error> {
        if !self.store.has_erased(granted, erasure.id).await? {
            self.ledger.add(erasure)?;
        }
        self.carry_out(granted, actor, erasure, reason).await
    }

    async fn carry_out(
        &self,
        granted: Granted<'_, HandlePersons>,
        actor: Actor,
        erasure: &Erasure,
        reason: Option<String>,
    ) -> Result<(), Error> {
        let store = self.store.by(actor);
        let erased = store.erase_person(granted, erasure.clone(), self.ends.clone(), reason).await?;
        for session in &erased.sessions {
            self.connections.erase_owner(*session);
        }
        self.uploads.erase(&erased.uploads).await?;
        if let Err(error) = self.store.scrub().await {
            tracing::warn!(%error, "the log of the database has what was erased until nobody reads in it: it is tried again");
            self.store.enqueue_job(Task::Scrub {}.job()).await?;
        }
        Ok(())
    }
}

fn said<'r>(record: &'r Record, field: &str) -> Option<&'r str> {
    record.body.get(field).and_then(serde_json::Value::as_str)
}

/// What nobody in particular asks for: the command line, the start.
fn system() -> Result<Granted<'static, HandlePersons>, Error> {
    authorize(Principal::System, HandlePersons)
}
