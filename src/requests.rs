//! The use cases of requests: making and moving them, looking one up by its code, free slots, telling owners who are away, and what is
//! overdue.
//!
//! What a request may become is said by the table of kinds ([`crate::aftersales::kind`]); that all of it is stored together, by the
//! store. What needs records gets them as arguments: who asks has looked them up.
//!
//! - [`making`]: from a checked form to what the store makes
//! - [`moving`]: one step of the table, by a technician or by the owner
//! - [`looking`]: a request by its code, and how many wrong codes anybody may try
//! - [`slots`]: which times of a centre are free
//! - [`appointment`]: when and where a request's owner is expected
//! - [`calendar`]: an appointment as a file for calendars
//! - [`exporting`]: all of them as CSV

pub mod appointment;
pub mod calendar;
pub mod exporting;
pub mod looking;
pub mod making;
pub mod moving;
pub mod slots;

use crate::access::right::KeepRequests;
use crate::access::{Granted, Principal, authorize};
use crate::aftersales::kind::Kinds;
use crate::alerts::{Letter, Post, Posted};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::error::Error;
use crate::forms::Forms;
use crate::i18n::Args;
use crate::jobs::Failure;
use crate::language::Language;
use crate::market::MarketsNow;
use crate::store::{NoticeEnd, NoticeState, Store};
use looking::Guesses;
use std::sync::Arc;

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// What joins the rooms for requests.
pub struct Requests {
    store: Store,
    clock: Arc<dyn Clock>,
    markets: MarketsNow,
    forms: Forms,
    guesses: Guesses,
    post: Option<Post>,
    /// Our own origin, for links in e-mails and calendars, and whose appointments they are.
    origin: String,
    company: String,
    /// The page of a closed request is there for so long.
    page_ms: i64,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    Sent,
    /// The owner has read of it in the conversation.
    Read,
    /// Nobody has said where to, or no e-mails are sent here.
    NoWay,
    /// An attempt was cut off, and it may have arrived: it is not sent again.
    Unknown,
}

impl Noticed {
    /// The name in the job's result.
    pub fn as_str(self) -> &'static str {
        match self {
            Noticed::Sent => "sent",
            Noticed::Read => "read",
            Noticed::NoWay => "no_way",
            Noticed::Unknown => "unknown",
        }
    }
}

/// The right of the server itself.
fn own() -> Result<Granted<'static, KeepRequests>, Error> {
    authorize(Principal::System, KeepRequests)
}

impl Requests {
    /// Reads `[requests]`. An error names the key.
    pub fn new(store: Store, config: &Config, markets: MarketsNow, forms: Forms, clock: Arc<dyn Clock>) -> Result<Requests, config::Error> {
        Ok(Requests {
            store,
            clock,
            markets,
            forms,
            guesses: Guesses::new(config.requests.wrong_codes_per_hour),
            post: Post::new(config)?,
            origin: config.own_origin(),
            company: config.company.name.clone(),
            page_ms: config.requests.page_days.saturating_mul(DAY_MS),
        })
    }

    /// The table of kinds.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.forms.kinds
    }

    /// Requests and their forms in the reader's language.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Tells the owner by e-mail of an event of their request, unless they have read of it. One attempt of a job.
    ///
    /// Before anything leaves, the database knows of it; what was cut off after that is not sent again, for nobody knows whether it
    /// arrived. What certainly did not arrive fails for now.
    pub async fn notice(&self, code: &str, seq: u64) -> Result<Noticed, Failure> {
        let Some(facts) = self.store.notice_facts(own()?, code, seq).await? else {
            return Err(Failure::ForGood("there is no such event of a request".into()));
        };
        let (Some(post), Some(to)) = (&self.post, facts.email) else { return Ok(Noticed::NoWay) };
        if facts.is_read {
            return Ok(Noticed::Read);
        }
        let id = format!("{code}-{seq}");
        match self.store.begin_notice(own()?, code, seq, id.clone()).await? {
            NoticeState::Begun => {}
            NoticeState::Sent => return Ok(Noticed::Sent),
            NoticeState::Unknown => return Ok(Noticed::Unknown),
        }
        let posted = post.send(&self.letter(code, facts.language, to, id)).await;
        let (end, noticed) = match posted {
            Posted::Sent => (NoticeEnd::Sent, Ok(Noticed::Sent)),
            Posted::NotNow(why) => (NoticeEnd::Failed, Err(Failure::ForNow(why))),
            Posted::Never(why) => (NoticeEnd::Failed, Err(Failure::ForGood(why))),
            Posted::Unknown(why) => {
                tracing::warn!(code, seq, why, "nobody knows whether an e-mail went out: it is not sent again");
                (NoticeEnd::Unknown, Ok(Noticed::Unknown))
            }
        };
        self.store.end_notice(own()?, code, seq, end).await?;
        noticed
    }

    fn letter(&self, code: &str, language: Language, to: String, id: String) -> Letter {
        let args = Args::new().with("code", code).with("link", format!("{}/r/{code}", self.origin));
        let say = |key| self.forms.say(language, key, &args);
        Letter { to, subject: say("request-mail-subject"), body: say("request-mail-body"), id }
    }

    /// Marks what is overdue now; how many were not marked before.
    pub async fn mark_overdue(&self) -> Result<u64, Error> {
        Ok(self.store.mark_overdue(own()?).await?)
    }
}
