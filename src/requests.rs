//! The use cases of requests: telling owners who are away, and what is overdue.
//!
//! What a request may become is decided by the table of kinds; that all of it is stored together, by the store.

use crate::access::right::KeepRequests;
use crate::access::{Granted, Principal, authorize};
use crate::alerts::{Letter, Post, Posted};
use crate::config::{self, Config};
use crate::error::Error;
use crate::i18n::{Args, Catalog};
use crate::jobs::Failure;
use crate::language::Language;
use crate::store::{NoticeEnd, NoticeState, Store};
use std::sync::Arc;

/// What joins the rooms for requests.
pub struct Requests {
    store: Store,
    catalog: Arc<Catalog>,
    post: Option<Post>,
    /// Our own origin, for links in e-mails.
    origin: String,
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
    pub fn new(store: Store, config: &Config, catalog: Arc<Catalog>) -> Result<Requests, config::Error> {
        Ok(Requests { store, catalog, post: Post::new(config)?, origin: config.own_origin() })
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
        let say = |key| self.catalog.text(language, key, &args);
        Letter { to, subject: say("request-mail-subject"), body: say("request-mail-body"), id }
    }

    /// Marks what is overdue now; how many were not marked before.
    pub async fn mark_overdue(&self) -> Result<u64, Error> {
        Ok(self.store.mark_overdue(own()?).await?)
    }
}
