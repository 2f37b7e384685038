//! The staff's accounts: logging in and out.

use crate::access::password::Passwords;
use crate::access::{User, secret};
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::limits::{AddressKey, Rates};
use crate::metrics;
use crate::store::Store;
use std::sync::Arc;

/// What joins the rooms for accounts.
pub struct Accounts {
    store: Store,
    rates: Arc<Rates>,
    clock: Arc<dyn Clock>,
    passwords: Passwords,
}

/// A log-in that has just begun. Neither secret is stored as it is.
pub struct Begun {
    pub user: User,
    /// For the cookie.
    pub token: String,
    /// For the header of requests that change something.
    pub csrf: String,
}

impl Accounts {
    pub fn new(store: Store, rates: Arc<Rates>, clock: Arc<dyn Clock>) -> Accounts {
        let passwords = Passwords::new(clock.secret());
        Accounts { store, rates, clock, passwords }
    }

    /// Checks a password and begins a log-in. An unknown account, a disabled one and a wrong password look alike.
    pub async fn log_in(&self, address: AddressKey, email: &str, password: String) -> Result<Begun, Error> {
        let email = email.trim().to_lowercase();
        self.rates.login(address, secret::hash(&email))?;
        let user = self.store.user_by_email(&email).await?.filter(|user| !user.disabled);
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let right = self.passwords.verify(password, hash).await?;
        let Some(user) = user.filter(|_| right) else {
            metrics::LOGINS.add("failed");
            tracing::info!("log-in refused");
            return Err(Error { message: Some("login-failed"), ..Error::new(Code::Unauthenticated) });
        };
        let token = secret::token(self.clock.secret());
        let csrf = secret::token(self.clock.secret());
        self.store.add_login(user.id, &secret::hash(&token), csrf.clone()).await?;
        metrics::LOGINS.add("ok");
        tracing::info!(user = %user.id, "logged in");
        Ok(Begun { user, token, csrf })
    }

    /// Ends one log-in; nothing happens when it has ended already.
    pub async fn log_out(&self, token_hash: &[u8; 32]) -> Result<(), Error> {
        Ok(self.store.end_login(token_hash).await?)
    }
}
