//! Who may do what: one table, one function, and a type that only they can build.
//!
//! A handler that touches a conversation takes a [`Granted`] value, and [`authorize`] is the only place that makes one, so
//! that a forgotten check does not compile (`reliability.md` section 4, row 1). What is absent and what is foreign look alike
//! from outside: `not_found`.
//!
//! Passwords of the staff are in [`password`], tokens in [`secret`].

pub mod password;
pub mod secret;

mod principal;

pub use principal::{OwnerSession, StaffRole, User};

use crate::error::{Code, Error};
use uuid::Uuid;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Principal<'a> {
    /// Nobody that we know.
    Anonymous,
    /// A car owner's stored session.
    Owner(&'a OwnerSession),
    /// Somebody logged in.
    Staff(&'a User),
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read and write one's own conversation as its owner.
    OwnConversation,
    /// Use the technicians' console: the queue and its feed.
    Desk,
    /// Read a conversation as staff, notes included.
    ReadConversation,
    /// Write into a conversation as staff: claim, reply, note, resolve.
    WorkConversation,
    /// Ask the matcher without a conversation.
    Ask,
    /// Know and end one's own log-in.
    OwnLogin,
}

/// Proof that `principal` may act on `target`. Only [`authorize`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    action: Action,
    conversation: Option<Uuid>,
}

impl Granted {
    /// The conversation that the grant is for.
    pub fn conversation(&self) -> Option<Uuid> {
        self.conversation
    }

    /// The action that the grant is for.
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The one decision. Denied by default.
///
/// In version 1 there is one workspace: every technician and admin may see every conversation, an editor none.
pub fn authorize(principal: Principal<'_>, action: Action, conversation: Option<Uuid>) -> Result<Granted, Error> {
    let allowed = match (principal, action) {
        (Principal::Owner(session), Action::OwnConversation) => {
            !session.revoked && conversation.is_none_or(|wanted| session.conversation == Some(wanted))
        }
        (Principal::Staff(user), Action::Desk | Action::ReadConversation | Action::WorkConversation) => {
            matches!(user.role, StaffRole::Technician | StaffRole::Admin)
        }
        (Principal::Staff(_), Action::Ask | Action::OwnLogin) => true,
        _ => false,
    };
    match (allowed, principal, action) {
        (true, _, _) => Ok(Granted { action, conversation }),
        (false, Principal::Owner(_), Action::OwnConversation) => Err(Code::NotFound.into()),
        (false, Principal::Anonymous, _) => Err(Code::Unauthenticated.into()),
        (false, _, _) => Err(Code::Forbidden.into()),
    }
}
