//! What somebody has to be able to look up later: who did what to whom, and who guessed.
//!
//! A row is written in the transaction of what it tells. [`Store::by`] says who acts; what the program does by itself stands in its
//! own logs and gets no row. Each action keeps its newest [`KEPT`] rows.

use super::dialect::{Builder, Row};
use super::error::{Error, Result};
use super::script::Script;
use super::{Store, Work};
use crate::clock::Millis;
use serde_json::{Map, Value};
use sqlx::Row as _;
use uuid::Uuid;

/// Rows that the audit keeps of each action.
const KEPT: i64 = 10_000;
/// Rows beyond those before they make room, so that not every row costs a look.
const SLACK: i64 = 500;

/// Makes each row an action with its name on the wire and in the database.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $text:literal,)*) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AuditAction {
            $($(#[$doc])* $name,)*
        }

        impl AuditAction {
            /// All of them, in the order in which a page offers them.
            pub const ALL: &[AuditAction] = &[$(AuditAction::$name,)*];

            /// The name on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(AuditAction::$name => $text,)*
                }
            }
        }
    };
}

actions! {
    /// A code that no request has was asked for.
    WrongCode "wrong_code",
    /// A request's code was right, and the end of the car's VIN was not.
    WrongVinEnd "wrong_vin_end",
    StaffAdded "staff_added",
    StaffChanged "staff_changed",
    StaffDisabled "staff_disabled",
    StaffEnabled "staff_enabled",
    /// A link that sets a password was made for somebody.
    PasswordLink "password_link",
    PasswordSet "password_set",
    /// Something was published although the gate warned; the detail has the reason.
    GateOverridden "gate_overridden",
    /// Another file was put in the place of a manual or picture of answers, under its name.
    FileReplaced "file_replaced",
    FileRemoved "file_removed",
    RecordAdded "record_added",
    RecordChanged "record_changed",
    RecordRemoved "record_removed",
    RecordsImported "records_imported",
    RecordsExported "records_exported",
    /// Staff moved a request to another state.
    RequestMoved "request_moved",
    /// Staff exchanged a part of a car for a request; the detail has both serial numbers.
    PartExchanged "part_exchanged",
    /// What was stored of a person was handed out; the subject is the export's name.
    PersonExported "person_exported",
    /// What was stored of a person was erased; the subject is the erasure's id, the detail how much and why.
    PersonErased "person_erased",
}

impl AuditAction {
    /// The action of that name.
    pub fn parse(name: &str) -> Option<AuditAction> {
        AuditAction::ALL.iter().copied().find(|action| action.as_str() == name)
    }

    /// Whether its subject is a member of the staff.
    pub const fn is_about_staff(self) -> bool {
        use AuditAction::{PasswordLink, PasswordSet, StaffAdded, StaffChanged, StaffDisabled, StaffEnabled};
        matches!(self, StaffAdded | StaffChanged | StaffDisabled | StaffEnabled | PasswordLink | PasswordSet)
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The program by itself: no row.
    Program,
    /// A member of the staff.
    User(Uuid),
    /// Whoever has the command line.
    Operator,
    /// An owner's session.
    Session(Uuid),
    /// An address, as a hash: the same for the same one.
    Address([u8; 8]),
}

/// What the column has for the command line.
const OPERATOR: &str = "operator";

impl Actor {
    /// As the column has it; none for the program.
    fn text(self) -> Option<String> {
        match self {
            Actor::Program => None,
            Actor::User(id) | Actor::Session(id) => Some(id.to_string()),
            Actor::Operator => Some(OPERATOR.to_owned()),
            Actor::Address(hash) => Some(hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}

/// Who did it, as a row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditBy {
    Staff {
        id: String,
        name: String,
    },
    Operator,
    /// The id of an owner's session.
    Session(String),
    /// A hash of an address.
    Address(String),
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    pub id: i64,
    pub at: Millis,
    pub action: AuditAction,
    pub by: AuditBy,
    /// A code, the id of an entry or a member, a path, `KIND/ID` of a record.
    pub subject: String,
    /// The name of the member that it is about.
    pub subject_name: Option<String>,
    /// What else is known, by name.
    pub detail: Map<String, Value>,
}

/// Which rows are wanted; none of a field means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub action: Option<AuditAction>,
    /// The id of a member, or [`OPERATOR`].
    pub by: Option<String>,
    /// How the subject begins, in any case of letters.
    pub about: Option<String>,
    /// Not before.
    pub from: Option<Millis>,
    /// Before.
    pub to: Option<Millis>,
}

/// A row to be written, besides who acts.
pub(super) struct Note {
    pub action: AuditAction,
    pub subject: String,
    pub detail: Map<String, Value>,
}

impl Note {
    pub fn new(action: AuditAction, subject: impl ToString) -> Note {
        Note { action, subject: subject.to_string(), detail: Map::new() }
    }

    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Note {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// Writes a row within the transaction of what it tells.
pub(super) async fn note(work: &mut Work, actor: Actor, note: Note) -> Result<()> {
    let mut script = Builder::new("");
    if write(&mut script, actor, note, work.now) {
        script.build().execute(&mut work.conn).await?;
    }
    Ok(())
}

/// The statement of a row; false where none is written.
pub(super) fn write(script: &mut Script, actor: Actor, note: Note, at: Millis) -> bool {
    let Some(actor) = actor.text() else { return false };
    let Note { action, subject, detail } = note;
    script.push("insert into audit (at, action, actor, subject, detail) values (");
    let mut row = script.separated(", ");
    row.push_bind(at).push_bind(action.as_str()).push_bind(actor).push_bind(subject).push_bind(Value::Object(detail).to_string());
    script.push(")");
    true
}

impl Store {
    /// The same store for somebody: what they change is noted.
    pub fn by(&self, actor: Actor) -> Store {
        Store(self.0.clone(), actor)
    }

    /// Notes what changes nothing by itself.
    pub async fn audit(&self, action: AuditAction, subject: String, detail: Map<String, Value>) -> Result<()> {
        let actor = self.1;
        self.write(move |work| Box::pin(note(work, actor, Note { action, subject, detail }))).await
    }

    /// At most `limit` rows, the newest first, below the one of an id.
    pub async fn audited(&self, filter: AuditFilter, below: Option<i64>, limit: u32) -> Result<Vec<AuditRow>> {
        let AuditFilter { action, by, about, from, to } = filter;
        let mut query = Builder::new(
            "select a.id, a.at, a.action, a.actor, a.subject, a.detail, u.name as by_name, s.name as subject_name \
             from audit a left join users u on u.id = a.actor left join users s on s.id = a.subject where a.id < ",
        );
        query.push_bind(below.unwrap_or(i64::MAX));
        if let Some(action) = action {
            query.push(" and a.action = ").push_bind(action.as_str());
        }
        if let Some(by) = by {
            query.push(" and a.actor = ").push_bind(by);
        }
        if let Some(about) = about {
            let escaped: String =
                about.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
            query.push(" and lower(a.subject) like ").push_bind(format!("{}%", escaped.to_lowercase())).push(" escape '\\'");
        }
        if let Some(from) = from {
            query.push(" and a.at >= ").push_bind(from);
        }
        if let Some(to) = to {
            query.push(" and a.at < ").push_bind(to);
        }
        query.push(" order by a.id desc limit ").push_bind(i64::from(limit));
        query.build().fetch_all(&self.0.read).await?.iter().map(row).collect()
    }

    /// Lets the oldest rows of each action go; how many went.
    pub async fn prune_audit(&self) -> Result<u64> {
        self.prune_audit_to(KEPT, SLACK).await
    }

    pub(super) async fn prune_audit_to(&self, kept: i64, slack: i64) -> Result<u64> {
        let sql = "select action, count(*) as amount from audit group by action having count(*) > $1";
        let full = sqlx::query(sql).bind(kept + slack).fetch_all(&self.0.read).await?;
        let mut gone = 0;
        for of in full {
            let action: String = of.try_get("action")?;
            let pruned = self.write(move |work| {
                Box::pin(async move {
                    let sql = "delete from audit where action = $1 and id <= \
                               (select id from audit where action = $1 order by id desc limit 1 offset $2)";
                    Ok(sqlx::query(sql).bind(action).bind(kept).execute(&mut work.conn).await?.rows_affected())
                })
            });
            gone += pruned.await?;
        }
        Ok(gone)
    }
}

fn row(row: &Row) -> Result<AuditRow> {
    let (action, actor, detail): (String, String, String) = (row.try_get("action")?, row.try_get("actor")?, row.try_get("detail")?);
    let action = AuditAction::parse(&action).ok_or_else(|| Error::corrupt(format!("action {action}")))?;
    let by = match row.try_get::<Option<String>, _>("by_name")? {
        Some(name) => AuditBy::Staff { id: actor, name },
        None if actor == OPERATOR => AuditBy::Operator,
        None if Uuid::try_parse(&actor).is_ok() => AuditBy::Session(actor),
        None => AuditBy::Address(actor),
    };
    let subject_name: Option<String> = row.try_get("subject_name")?;
    Ok(AuditRow {
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        action,
        by,
        subject: row.try_get("subject")?,
        subject_name: subject_name.filter(|_| action.is_about_staff()),
        detail: serde_json::from_str(&detail).map_err(|_| Error::corrupt("detail of the audit"))?,
    })
}
