//! The staff's accounts: logging in and out, who is on the staff, and how somebody gets a password.
//!
//! - [`attempts`]: how often a log-in may fail
//! - [`member`]: what may be said about a member of the staff, field by field

pub mod attempts;
pub mod member;

use crate::access::password::Passwords;
use crate::access::right::{ManageStaff, TakeNext};
use crate::access::{Principal, User, authorize, secret};
use crate::accounts::attempts::{Account, Allowed, Attempts};
use crate::accounts::member::{Change, Fault, NewMember, Wrong};
use crate::clock::{Clock, Millis};
use crate::connections::Connections;
use crate::error::{Code, Error};
use crate::jobs::Task;
use crate::limits::AddressKey;
use crate::metrics;
use crate::store::{self, Actor, AuditFilter, AuditRow, Login, NewJob, NewUser, Store, UserChange};
use std::sync::Arc;
use uuid::Uuid;

/// How long a password link is good (`docs/reliability.md` section 3, row 20).
pub const LINK_WITHIN_MS: Millis = 3_600_000;
/// Most members on one page.
pub const MAX_PAGE: u32 = 200;

/// What joins the rooms for accounts.
pub struct Accounts {
    store: Store,
    clock: Arc<dyn Clock>,
    passwords: Passwords<AddressKey>,
    attempts: Attempts,
    connections: Arc<Connections>,
}

/// A log-in that has just begun. Neither secret is stored as it is.
pub struct Begun {
    pub user: User,
    /// For the cookie.
    pub token: String,
    /// For the header of requests that change something.
    pub csrf: String,
}

/// A link by which somebody sets their password, once.
pub struct PasswordLink {
    /// Stands in the fragment of the link's URL, and nowhere else.
    pub token: String,
    pub expires_at: Millis,
}

/// Why a use case did nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    Error(Error),
    /// These fields are wrong.
    Invalid(Vec<Wrong>),
}

impl<T: Into<Error>> From<T> for Refused {
    fn from(error: T) -> Refused {
        Refused::Error(error.into())
    }
}

impl Accounts {
    pub fn new(store: Store, allowed: Allowed, connections: Arc<Connections>, clock: Arc<dyn Clock>) -> Accounts {
        let passwords = Passwords::new(clock.secret());
        Accounts { store, clock, passwords, attempts: Attempts::new(allowed), connections }
    }

    /// Drops what limits no longer need.
    pub fn sweep(&self) {
        self.attempts.sweep(self.clock.now());
    }

    /// Checks a password and begins a log-in. An account that is unknown, disabled or without a password, and a wrong password,
    /// look alike and take as long.
    pub async fn log_in(&self, address: AddressKey, email: &str, password: String) -> Result<Begun, Error> {
        let email = member::fold_email(email);
        let user = self.store.user_by_email(&email).await?.filter(|user| !user.disabled);
        let known = match &user {
            Some(user) => self.store.knows_place(user.id, &place(user.id, address)).await?,
            None => false,
        };
        let attempt = self.attempts.begin(address, account(&email), known, self.clock.now());
        let attempt = attempt.inspect_err(|_| metrics::REFUSED.add("logins"))?;
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let right = match self.passwords.verify(address, password, hash).await {
            Ok(right) => right,
            Err(busy) => {
                self.attempts.give_back(attempt);
                return Err(busy);
            }
        };
        let refused = || {
            metrics::LOGINS.add("failed");
            tracing::info!("log-in refused");
            Err(Error { message: Some("login-failed"), ..Error::new(Code::Unauthenticated) })
        };
        let Some(user) = user.filter(|_| right) else { return refused() };
        self.attempts.give_back(attempt);
        let token = secret::token(self.clock.secret());
        let csrf = secret::token(self.clock.secret());
        match self.store.add_login(&user, &secret::hash(&token), csrf.clone(), place(user.id, address)).await {
            Err(store::Error::NotFound) => return refused(),
            added => added?,
        }
        metrics::LOGINS.add("ok");
        tracing::info!(user = %user.id, "logged in");
        Ok(Begun { user, token, csrf })
    }

    /// The log-in behind a cookie, if it is alive.
    pub async fn login(&self, token_hash: &[u8; 32]) -> Result<Option<Login>, Error> {
        Ok(self.store.login(token_hash).await?)
    }

    /// Ends one log-in and its connections; those of the user's other log-ins stay.
    pub async fn log_out(&self, user: Uuid, token_hash: &[u8; 32]) -> Result<(), Error> {
        self.store.end_login(token_hash).await?;
        self.connections.revoke_login(user, token_hash);
        Ok(())
    }

    /// Members by e-mail, after one of them, and whether there are more.
    pub async fn page(&self, by: &User, after: Option<Uuid>, limit: u32) -> Result<(Vec<User>, bool), Error> {
        may_manage(by)?;
        let limit = limit.clamp(1, MAX_PAGE);
        let mut users = self.store.users_after(after, limit.saturating_add(1)).await?;
        let more = users.len() > limit as usize;
        users.truncate(limit as usize);
        Ok((users, more))
    }

    /// One member, also when disabled.
    pub async fn member(&self, by: &User, id: Uuid) -> Result<User, Error> {
        may_manage(by)?;
        self.store.user(id).await?.ok_or_else(|| Code::NotFound.into())
    }

    /// Adds a member; without a password they are invited, and get a link.
    pub async fn add(&self, by: &User, address: AddressKey, new: NewMember) -> Result<(User, Option<PasswordLink>), Refused> {
        may_manage(by)?;
        let NewMember { email, name, role, languages, password } = new.checked().map_err(Refused::Invalid)?;
        self.refuse_taken(&email).await?;
        let password_hash = match password {
            Some(password) => Some(self.passwords.hash(address, password).await?),
            None => None,
        };
        let new = NewUser { email: email.clone(), name, role, languages, password_hash };
        let user = match self.store.by(Actor::User(by.id)).add_user(new).await {
            Ok(user) => user,
            Err(store::Error::Conflict(_)) => {
                // Somebody was faster.
                self.refuse_taken(&email).await?;
                return Err(Code::Busy.into());
            }
            Err(error) => return Err(error.into()),
        };
        tracing::info!(by = %by.id, user = %user.id, role = user.role.as_str(), "added to the staff");
        let link = if user.password_hash.is_none() { Some(self.make_link(by, user.id).await?) } else { None };
        Ok((user, link))
    }

    /// Changes name, role and languages, when nobody else has since `revision`. Another role ends the member's log-ins, and one
    /// that may not talk with owners gives their chats back to the queue.
    pub async fn change(&self, by: &User, id: Uuid, revision: u64, change: Change) -> Result<User, Refused> {
        may_manage(by)?;
        let Change { name, role, languages } = change.checked().map_err(Refused::Invalid)?;
        if id == by.id && role != by.role {
            return Err(Code::OwnAccount.into());
        }
        let change = UserChange { name, role, languages };
        let (user, shut_out) = self.store.by(Actor::User(by.id)).change_user(id, revision, change, return_chats(id)).await?;
        if shut_out {
            self.connections.revoke_user(id);
        }
        tracing::info!(by = %by.id, user = %user.id, role = user.role.as_str(), "changed a member of the staff");
        Ok(user)
    }

    /// Shuts a member out at once; their chats go back to the queue.
    pub async fn disable(&self, by: &User, id: Uuid) -> Result<User, Error> {
        may_manage(by)?;
        if id == by.id {
            return Err(Code::OwnAccount.into());
        }
        let user = self.store.by(Actor::User(by.id)).disable_user(id, false, return_chats(id)).await?;
        self.connections.revoke_user(id);
        tracing::info!(by = %by.id, user = %user.id, "disabled a member of the staff");
        Ok(user)
    }

    /// Lets a member in again.
    pub async fn enable(&self, by: &User, id: Uuid) -> Result<User, Error> {
        may_manage(by)?;
        let user = self.store.by(Actor::User(by.id)).enable_user(id).await?;
        tracing::info!(by = %by.id, user = %user.id, "enabled a member of the staff");
        Ok(user)
    }

    /// Whether conversations may be with a member now.
    pub async fn may_take_chats(&self, id: Uuid) -> Result<bool, Error> {
        let user = self.store.user(id).await?;
        Ok(user.is_some_and(|user| authorize(Principal::Staff(&user), TakeNext).is_ok()))
    }

    /// A new password link for a member; the one before is void.
    pub async fn password_link(&self, by: &User, id: Uuid) -> Result<PasswordLink, Error> {
        may_manage(by)?;
        let link = self.make_link(by, id).await?;
        tracing::info!(by = %by.id, user = %id, "made a password link");
        Ok(link)
    }

    /// Rows of the audit, the newest first, below the one of an id, and whether there are more.
    pub async fn audit(&self, by: &User, filter: AuditFilter, below: Option<i64>, limit: u32) -> Result<(Vec<AuditRow>, bool), Error> {
        may_manage(by)?;
        let limit = limit.clamp(1, MAX_PAGE);
        let mut rows = self.store.audited(filter, below, limit.saturating_add(1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok((rows, more))
    }

    /// Sets the password of a link's member, once. Ends their log-ins, and forgets failed ones.
    pub async fn set_password(&self, address: AddressKey, token: &str, password: String) -> Result<User, Refused> {
        member::check_password(&password).map_err(|wrong| Refused::Invalid(vec![wrong]))?;
        self.attempts.begin_link(address, self.clock.now())?;
        let token_hash = secret::hash(token);
        let expired = || Refused::from(Code::LinkExpired);
        // Before the hash: guessing tokens costs the server next to nothing.
        self.store.user_of_link(&token_hash).await?.ok_or_else(expired)?;
        self.attempts.give_back_link(address);
        let password_hash = self.passwords.hash(address, password).await?;
        let user = match self.store.use_password_link(&token_hash, password_hash).await {
            Err(store::Error::NotFound) => return Err(expired()),
            used => used?,
        };
        self.connections.revoke_user(user.id);
        self.attempts.forgive(account(&user.email));
        tracing::info!(user = %user.id, "set a password by a link");
        Ok(user)
    }

    async fn make_link(&self, by: &User, id: Uuid) -> Result<PasswordLink, Error> {
        let token = secret::token(self.clock.secret());
        let expires_at = self.store.by(Actor::User(by.id)).add_password_link(id, &secret::hash(&token), LINK_WITHIN_MS).await?;
        Ok(PasswordLink { token, expires_at })
    }

    async fn refuse_taken(&self, email: &str) -> Result<(), Refused> {
        let Some(user) = self.store.user_by_email(email).await? else { return Ok(()) };
        let fault = if user.disabled { Fault::Disabled } else { Fault::Taken };
        Err(Refused::Invalid(vec![Wrong { field: "email", fault, member: Some(user.id) }]))
    }
}

fn may_manage(by: &User) -> Result<(), Error> {
    authorize(Principal::Staff(by), ManageStaff).map(|_| ())
}

/// The job that gives a member's chats back. The store adds it in the same transaction: who is shut out keeps nobody waiting.
pub fn return_chats(user: Uuid) -> NewJob {
    Task::ReturnChats { user }.job()
}

/// What an account's attempts are counted under.
fn account(email: &str) -> Account {
    secret::hash(email)
}

/// What a place is remembered under: a hash of user and address, so that the database lists no addresses.
fn place(user: Uuid, address: AddressKey) -> [u8; 32] {
    secret::hash(&format!("{user} {address:x}"))
}
