//! Who may ask for something: plain data, as the store keeps it.

use crate::clock::Millis;
use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What a member of the staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Talks with owners.
    Technician,
    /// Writes the corpus.
    Editor,
    /// Does both, and manages users.
    Admin,
}

impl StaffRole {
    /// Every role.
    pub const ALL: [StaffRole; 3] = [StaffRole::Technician, StaffRole::Editor, StaffRole::Admin];

    /// The name on the wire, on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            StaffRole::Technician => "technician",
            StaffRole::Editor => "editor",
            StaffRole::Admin => "admin",
        }
    }

    /// The role with that name.
    pub fn parse(name: &str) -> Option<StaffRole> {
        StaffRole::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// A member of the staff.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    pub languages: Vec<Language>,
    /// In the PHC format of argon2; none for somebody invited, who sets it by a link.
    pub password_hash: Option<String>,
    pub created_at: Millis,
    pub disabled: bool,
    /// Grows with every change of the user.
    pub revision: u64,
}

/// Without the password's hash and the address, so that neither comes into a log.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let User { id, role, languages, disabled, .. } = self;
        f.debug_struct("User")
            .field("id", id)
            .field("role", role)
            .field("languages", languages)
            .field("disabled", disabled)
            .finish_non_exhaustive()
    }
}

/// An owner's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerSession {
    pub id: Uuid,
    /// The origin that it belongs to.
    pub site: String,
    pub conversation: Option<Uuid>,
    /// Whom a site has named as its owner; none of an anonymous one.
    pub identity: Option<Uuid>,
    pub created_at: Millis,
    /// When it was used last, to the hour.
    pub seen_at: Millis,
    /// It may not be used any more, and its sockets are closed.
    pub revoked: bool,
}

impl OwnerSession {
    /// Whose frames they are: the owner's where they are known, over all devices, else the session's.
    pub fn author(&self) -> Uuid {
        self.identity.unwrap_or(self.id)
    }
}
