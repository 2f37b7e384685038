//! How often log-ins may fail: by address, by account, and by the two together.
//!
//! - **A known pair**, an account at an address from which it has logged in before, has a budget of its own and no other. So
//!   whoever guesses from elsewhere, from however many addresses, never shuts an account's owner out of the place where they
//!   work; and whoever fails at the next desk, behind the same address, keeps nobody else waiting.
//! - **Any other attempt** needs room in three budgets: of the pair, of the address (a list of accounts is tried from one
//!   place), and of the account (one account is tried from many places). A pair's budget is smaller than an account's, so one
//!   address alone cannot use an account's up.
//!
//! An attempt is counted before its password is checked, so that many at once gain nothing, and given back when the password
//! was right: only failures stay. A budget that is used up lets one attempt through after a pause, which doubles with each
//! failure up to the window; a window without failures clears it.

use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::limits::AddressKey;
use dashmap::DashMap;
use std::hash::Hash;

/// Failures are remembered for this long after the last one (`docs/reliability.md` section 3, row 7: 15 minutes).
pub const WINDOW_MS: Millis = 15 * 60_000;
/// The first pause after a budget is used up; it doubles from there, up to [`WINDOW_MS`].
const FIRST_PAUSE_MS: Millis = 60_000;
/// Budgets remembered at once, of each kind. More at a time are an attack from tens of thousands of addresses; attempts that
/// would need a new one then get `busy`, those of a known pair are let in uncounted.
const MAX_BUDGETS: usize = 100_000;

/// An account, as the hash of its e-mail: unknown ones are counted alike, or the limit would tell who is known.
pub type Account = [u8; 32];

/// How many failures are free in a window.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    pub per_pair: u32,
    pub per_address: u32,
    pub per_account: u32,
}

/// All budgets.
#[derive(Debug)]
pub struct Attempts {
    allowed: Allowed,
    pairs: Budgets<(AddressKey, Account)>,
    addresses: Budgets<AddressKey>,
    accounts: Budgets<Account>,
    links: Budgets<AddressKey>,
}

/// One attempt that was counted. Dropped, it stays counted.
#[derive(Debug)]
#[must_use = "an attempt with the right password is given back"]
pub struct Attempt {
    address: AddressKey,
    account: Account,
    known: bool,
}

impl Attempts {
    pub fn new(allowed: Allowed) -> Attempts {
        Attempts {
            allowed,
            pairs: Budgets::default(),
            addresses: Budgets::default(),
            accounts: Budgets::default(),
            links: Budgets::default(),
        }
    }

    /// Counts an attempt at `now`, or says when the next is free. `known`: the account has logged in from this address before.
    pub fn begin(&self, address: AddressKey, account: Account, known: bool, now: Millis) -> Result<Attempt, Error> {
        let Allowed { per_pair, per_address, per_account } = self.allowed;
        let attempt = Attempt { address, account, known };
        match self.pairs.take((address, account), per_pair, now) {
            Err(error) if known && error.code == Code::Busy => return Ok(attempt),
            taken => taken?,
        }
        if known {
            return Ok(attempt);
        }
        if let Err(error) = self.addresses.take(address, per_address, now) {
            self.pairs.give_back(&(address, account));
            return Err(error);
        }
        if let Err(error) = self.accounts.take(account, per_account, now) {
            self.pairs.give_back(&(address, account));
            self.addresses.give_back(&address);
            return Err(error);
        }
        Ok(attempt)
    }

    /// The password was right, or was never looked at: the attempt counts for nothing.
    pub fn give_back(&self, attempt: Attempt) {
        self.pairs.give_back(&(attempt.address, attempt.account));
        if !attempt.known {
            self.addresses.give_back(&attempt.address);
            self.accounts.give_back(&attempt.account);
        }
    }

    /// Counts an attempt to set a password by a link. A link cannot be guessed: this bounds the work.
    pub fn begin_link(&self, address: AddressKey, now: Millis) -> Result<(), Error> {
        self.links.take(address, self.allowed.per_address, now)
    }

    /// The link was good.
    pub fn give_back_link(&self, address: AddressKey) {
        self.links.give_back(&address);
    }

    /// Forgets an account's failures, everywhere: it has a new password.
    pub fn forgive(&self, account: Account) {
        self.accounts.0.remove(&account);
        self.pairs.0.retain(|(_, of), _| *of != account);
    }

    /// Drops what a window without failures has cleared.
    pub fn sweep(&self, now: Millis) {
        self.pairs.sweep(now);
        self.addresses.sweep(now);
        self.accounts.sweep(now);
        self.links.sweep(now);
    }
}

/// Failures by key.
#[derive(Debug)]
struct Budgets<K: Eq + Hash>(DashMap<K, Failures>);

impl<K: Eq + Hash> Default for Budgets<K> {
    fn default() -> Self {
        Budgets(DashMap::new())
    }
}

/// Attempts that failed, or whose password is being checked.
#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Millis,
}

impl<K: Eq + Hash> Budgets<K> {
    fn take(&self, key: K, allowed: u32, now: Millis) -> Result<(), Error> {
        if self.0.len() >= MAX_BUDGETS && !self.0.contains_key(&key) {
            return Err(Code::Busy.into());
        }
        let mut failures = self.0.entry(key).or_insert(Failures { count: 0, last: now });
        // A clock that went back must not make the pause longer.
        failures.last = failures.last.min(now);
        let since = now.saturating_sub(failures.last);
        if since >= WINDOW_MS {
            failures.count = 0;
        }
        let pause = pause(failures.count, allowed);
        if since < pause {
            return Err(Error::rate_limited(u64::try_from(pause - since).unwrap_or(1)));
        }
        *failures = Failures { count: failures.count.saturating_add(1), last: now };
        Ok(())
    }

    fn give_back(&self, key: &K) {
        if let Some(mut failures) = self.0.get_mut(key) {
            failures.count = failures.count.saturating_sub(1);
        }
        self.0.remove_if(key, |_, failures| failures.count == 0);
    }

    fn sweep(&self, now: Millis) {
        self.0.retain(|_, failures| now.saturating_sub(failures.last) < WINDOW_MS);
    }
}

/// The pause after the last of `count` failures, when `allowed` are free.
fn pause(count: u32, allowed: u32) -> Millis {
    match count.checked_sub(allowed) {
        None => 0,
        Some(over) => FIRST_PAUSE_MS.checked_shl(over.min(30)).unwrap_or(WINDOW_MS).clamp(FIRST_PAUSE_MS, WINDOW_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    const ALLOWED: Allowed = Allowed { per_pair: 5, per_address: 30, per_account: 20 };
    const NOW: Millis = 1_800_000_000_000;

    fn address(last: u8) -> AddressKey {
        AddressKey::from(IpAddr::from([192, 0, 2, last]))
    }

    fn account(number: u8) -> Account {
        [number; 32]
    }

    /// Attempts that are let in of `times`, and the wait that the last refusal names.
    fn fail(attempts: &Attempts, times: usize, of: impl Fn(usize) -> (AddressKey, Account, bool), now: Millis) -> (usize, u64) {
        let (mut passed, mut wait) = (0, 0);
        for time in 0..times {
            let (address, account, known) = of(time);
            match attempts.begin(address, account, known, now) {
                Ok(_) => passed += 1,
                Err(error) => wait = error.after_ms.unwrap_or(0),
            }
        }
        (passed, wait)
    }

    #[test]
    fn successes_are_not_counted() {
        let attempts = Attempts::new(ALLOWED);
        for _ in 0..100 {
            let attempt = attempts.begin(address(1), account(1), false, NOW).expect("room");
            attempts.give_back(attempt);
        }
        assert!(attempts.pairs.0.is_empty() && attempts.addresses.0.is_empty() && attempts.accounts.0.is_empty());
    }

    #[test]
    fn many_at_once_gain_nothing_and_the_pause_grows_to_the_window() {
        let attempts = Attempts::new(ALLOWED);
        let pair = |_| (address(1), account(1), false);
        assert_eq!(fail(&attempts, 60, pair, NOW), (5, 60_000));
        let mut now = NOW;
        for (pause, next) in [(60_000, 120_000), (120_000, 240_000), (240_000, 480_000), (480_000, 900_000)] {
            assert_eq!(fail(&attempts, 1, pair, now + pause - 1).0, 0);
            now += pause;
            assert_eq!(fail(&attempts, 2, pair, now), (1, next));
        }
        assert_eq!(fail(&attempts, 60, pair, now + WINDOW_MS), (5, 60_000), "a quiet window clears it");
    }

    #[test]
    fn one_address_cannot_lock_an_account_for_others() {
        let attempts = Attempts::new(ALLOWED);
        fail(&attempts, 1_000, |_| (address(1), account(1), false), NOW);
        assert_eq!(fail(&attempts, 3, |_| (address(2), account(1), false), NOW).0, 3);
    }

    #[test]
    fn many_addresses_lock_an_account_but_not_where_it_is_known() {
        let attempts = Attempts::new(ALLOWED);
        let (passed, _) = fail(&attempts, 200, |time| (address(u8::try_from(time).unwrap_or(0)), account(1), false), NOW);
        assert_eq!(passed, 20);
        assert_eq!(fail(&attempts, 1, |_| (address(250), account(1), false), NOW).0, 0);
        assert_eq!(fail(&attempts, 9, |_| (address(251), account(1), true), NOW).0, 5, "its own budget");
    }

    #[test]
    fn a_list_of_accounts_from_one_address_ends_and_leaves_colleagues_alone() {
        let attempts = Attempts::new(ALLOWED);
        let (passed, _) = fail(&attempts, 200, |time| (address(1), account(u8::try_from(time).unwrap_or(0)), false), NOW);
        assert_eq!(passed, 30);
        assert_eq!(fail(&attempts, 1, |_| (address(1), account(220), true), NOW).0, 1, "who has worked here before gets in");
        assert_eq!(fail(&attempts, 1, |_| (address(2), account(7), false), NOW).0, 1, "and so does everybody elsewhere");
        assert_eq!(fail(&attempts, 1, |_| (address(1), account(221), false), NOW + WINDOW_MS).0, 1, "and a newcomer after the window");
    }

    #[test]
    fn what_is_refused_by_one_budget_is_taken_from_none() {
        let attempts = Attempts::new(Allowed { per_pair: 5, per_address: 1, per_account: 20 });
        assert_eq!(fail(&attempts, 9, |time| (address(1), account(u8::try_from(time).unwrap_or(0)), false), NOW).0, 1);
        assert_eq!((attempts.pairs.0.len(), attempts.accounts.0.len()), (1, 1));
    }

    #[test]
    fn a_new_password_starts_afresh() {
        let attempts = Attempts::new(ALLOWED);
        fail(&attempts, 9, |_| (address(1), account(1), true), NOW);
        attempts.forgive(account(1));
        assert_eq!(fail(&attempts, 9, |_| (address(1), account(1), true), NOW).0, 5);
    }

    #[test]
    fn memory_follows_use() {
        let attempts = Attempts::new(ALLOWED);
        fail(&attempts, 30, |time| (address(1), account(u8::try_from(time).unwrap_or(0)), false), NOW);
        attempts.sweep(NOW + WINDOW_MS - 1);
        assert_eq!(attempts.pairs.0.len(), 30);
        attempts.sweep(NOW + WINDOW_MS);
        assert!(attempts.pairs.0.is_empty() && attempts.addresses.0.is_empty() && attempts.accounts.0.is_empty());
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out_for_longer() {
        let attempts = Attempts::new(ALLOWED);
        fail(&attempts, 5, |_| (address(1), account(1), false), NOW);
        let before = NOW - 10 * WINDOW_MS;
        assert_eq!(fail(&attempts, 1, |_| (address(1), account(1), false), before), (0, 60_000));
        assert_eq!(fail(&attempts, 1, |_| (address(1), account(1), false), before + 60_000).0, 1);
    }
}
