//! Who may do what: one table, one function, and a type that only they can build.
//!
//! Every function of the store that reads or writes a conversation takes a [`Granted`] value, which names who was granted
//! what on which conversation, and [`authorize`] is the only place that makes one: a forgotten check does not compile, nor
//! does a grant to read where one to write is needed. What is absent and what is foreign look alike from outside: `not_found`.
//!
//! Passwords of the staff are in [`password`], tokens in [`secret`].
//!
//! Nobody makes a grant by hand:
//!
//! ```compile_fail
//! use aftercare::access::{Granted, Principal, right::ReadConversation};
//! let granted = Granted { principal: Principal::Anonymous, right: ReadConversation(uuid::Uuid::nil()) };
//! ```
//!
//! Who may only read cannot write:
//!
//! ```compile_fail
//! use aftercare::access::{Granted, right::ReadConversation};
//! use aftercare::chat::command::{StaffCommand, Stamp};
//! async fn release(store: &aftercare::store::Store, granted: Granted<'_, ReadConversation>, stamp: Stamp) {
//!     let _ = store.append_staff(granted, stamp, StaffCommand::Release { claim: 1 }).await;
//! }
//! ```
//!
//! The same with the right that it needs compiles:
//!
//! ```
//! use aftercare::access::{Granted, right::WorkConversation};
//! use aftercare::chat::command::{StaffCommand, Stamp};
//! async fn release(store: &aftercare::store::Store, granted: Granted<'_, WorkConversation>, stamp: Stamp) {
//!     let _ = store.append_staff(granted, stamp, StaffCommand::Release { claim: 1 }).await;
//! }
//! ```

pub mod identity;
pub mod password;
mod principal;
pub mod right;
pub mod secret;

pub use identity::Identity;
pub use principal::{OwnerSession, StaffRole, User};
pub use right::Action;

use crate::error::{Code, Error};
use right::Right;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Principal<'a> {
    /// Nobody that we know.
    Anonymous,
    /// A car owner's stored session.
    Owner(&'a OwnerSession),
    /// Somebody whom a site vouches for.
    Identified(&'a Identity),
    /// Somebody logged in.
    Staff(&'a User),
    /// The server itself, for what nobody asked for.
    System,
}

/// Proof that the principal has the right. Only [`authorize`] makes it.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a, R> {
    principal: Principal<'a>,
    right: R,
}

impl<'a, R: Right> Granted<'a, R> {
    /// Who was granted it.
    pub fn principal(&self) -> Principal<'a> {
        self.principal
    }

    /// What was granted.
    pub fn right(&self) -> R {
        self.right
    }
}

impl StaffRole {
    /// What a role may do.
    pub fn may(self, action: Action) -> bool {
        match action {
            Action::ReadConversation(_)
            | Action::WorkConversation(_)
            | Action::TakeNext
            | Action::UseDesk
            | Action::WorkRequests
            | Action::ReadRecords
            | Action::CorrectRecords => {
                matches!(self, StaffRole::Technician | StaffRole::Admin)
            }
            Action::Ask | Action::OwnLogin => true,
            Action::EditFaq => matches!(self, StaffRole::Editor | StaffRole::Admin),
            Action::ManageStaff | Action::EditRecords | Action::HandlePersons => self == StaffRole::Admin,
            Action::OwnConversation(_)
            | Action::BeginConversation
            | Action::BeIdentified
            | Action::ReturnChats(_)
            | Action::WatchDanger(_)
            | Action::KeepRequests
            | Action::TallyQuestions => false,
        }
    }
}

/// The one decision. Denied by default.
pub fn authorize<R: Right>(principal: Principal<'_>, right: R) -> Result<Granted<'_, R>, Error> {
    let action = right.action();
    if allows(principal, action) {
        return Ok(Granted { principal, right });
    }
    Err(match (principal, action) {
        (Principal::Owner(_), Action::OwnConversation(_)) => Code::NotFound.into(),
        (Principal::Anonymous, _) => Code::Unauthenticated.into(),
        _ => Code::Forbidden.into(),
    })
}

/// The table.
///
/// In version 1 there is one workspace: every technician and admin may see every conversation, an editor none.
fn allows(principal: Principal<'_>, action: Action) -> bool {
    match (principal, action) {
        (Principal::Anonymous, Action::BeginConversation) => true,
        (Principal::Identified(_), Action::BeIdentified) => true,
        (Principal::Owner(session), Action::OwnConversation(wanted)) => !session.revoked && session.conversation == Some(wanted),
        (Principal::Staff(user), action) => !user.disabled && user.role.may(action),
        (
            Principal::System,
            Action::UseDesk
            | Action::ReturnChats(_)
            | Action::WatchDanger(_)
            | Action::TallyQuestions
            | Action::KeepRequests
            | Action::HandlePersons,
        ) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::right::*;
    use super::*;
    use crate::clock::Millis;
    use uuid::Uuid;

    const MINE: Uuid = Uuid::from_u128(1);
    const FOREIGN: Uuid = Uuid::from_u128(2);
    const NOW: Millis = 0;

    fn session(revoked: bool) -> OwnerSession {
        let (id, site, conversation, identity) = (Uuid::from_u128(3), String::new(), Some(MINE), None);
        OwnerSession { id, site, conversation, identity, created_at: NOW, seen_at: NOW, revoked }
    }

    fn user(role: StaffRole, disabled: bool) -> User {
        let (email, name, password_hash) = (String::new(), String::new(), None);
        User { id: Uuid::from_u128(4), email, name, role, languages: Vec::new(), password_hash, created_at: NOW, disabled, revision: 1 }
    }

    /// Each right, asked for by each principal: `ok`, or the code of the refusal.
    fn row(principal: Principal<'_>) -> [&'static str; 20] {
        fn verdict<R: Right>(principal: Principal<'_>, right: R) -> &'static str {
            authorize(principal, right).map_or_else(|error| error.code.as_str(), |_| "ok")
        }
        [
            verdict(principal, OwnConversation(MINE)),
            verdict(principal, OwnConversation(FOREIGN)),
            verdict(principal, BeginConversation),
            verdict(principal, BeIdentified),
            verdict(principal, ReadConversation(MINE)),
            verdict(principal, WorkConversation(MINE)),
            verdict(principal, TakeNext),
            verdict(principal, UseDesk),
            verdict(principal, ReturnChats(FOREIGN)),
            verdict(principal, WatchDanger(MINE)),
            verdict(principal, WorkRequests),
            verdict(principal, KeepRequests),
            verdict(principal, Ask),
            verdict(principal, OwnLogin),
            verdict(principal, EditFaq),
            verdict(principal, ManageStaff),
            verdict(principal, ReadRecords),
            verdict(principal, CorrectRecords),
            verdict(principal, EditRecords),
            verdict(principal, HandlePersons),
        ]
    }

    #[test]
    fn the_table_is_as_written_here() {
        const NO: &str = "forbidden";
        const WHO: &str = "unauthenticated";
        assert_eq!(
            row(Principal::Anonymous),
            [WHO, WHO, "ok", WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO, WHO]
        );
        assert_eq!(
            row(Principal::Owner(&session(false))),
            ["ok", "not_found", NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO]
        );
        assert_eq!(
            row(Principal::Owner(&session(true))),
            ["not_found", "not_found", NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO]
        );
        for (role, staff) in [(StaffRole::Technician, NO), (StaffRole::Admin, "ok")] {
            assert_eq!(
                row(Principal::Staff(&user(role, false))),
                [NO, NO, NO, NO, "ok", "ok", "ok", "ok", NO, NO, "ok", NO, "ok", "ok", staff, staff, "ok", "ok", staff, staff]
            );
        }
        assert_eq!(
            row(Principal::Staff(&user(StaffRole::Editor, false))),
            [NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, "ok", "ok", "ok", NO, NO, NO, NO, NO]
        );
        let signed = Identity { site: String::new(), subject: String::new(), email: None, name: None };
        let mut identified = [NO; 20];
        identified[3] = "ok";
        assert_eq!(row(Principal::Identified(&signed)), identified);
        for role in StaffRole::ALL {
            assert_eq!(row(Principal::Staff(&user(role, true))), [NO; 20]);
        }
        assert_eq!(row(Principal::System), [NO, NO, NO, NO, NO, NO, NO, "ok", "ok", "ok", NO, "ok", NO, NO, NO, NO, NO, NO, NO, "ok"]);
    }
}
