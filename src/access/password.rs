//! Passwords of the staff: hashed with Argon2id, a few at a time, and by turns.

use crate::error::{Code, Error};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use dashmap::DashMap;
use std::hash::Hash;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Passwords hashed at once: each takes 19 MiB and some tens of milliseconds.
const HASHES_AT_ONCE: usize = 2;
/// Those who wait in one line; one more is told that the server is busy.
const LINE: usize = 16;
/// Lines at once.
const MAX_LINES: usize = 1_024;
/// Longest wait for a hash; then the server is busy.
const PERMIT_WITHIN: Duration = Duration::from_secs(5);
/// Shortest and longest password, in characters (`docs/reliability.md` section 3, row 7).
pub const PASSWORD_CHARS: RangeInclusive<usize> = 12..=128;

/// Why something is no password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("a password has at least {least} characters; this one has {0}", least = PASSWORD_CHARS.start())]
    TooShort(usize),
    #[error("a password has at most {most} characters; this one has {0}", most = PASSWORD_CHARS.end())]
    TooLong(usize),
}

/// Refuses what is too short or too long.
pub fn check(password: &str) -> Result<(), Unfit> {
    match password.chars().count() {
        count if count < *PASSWORD_CHARS.start() => Err(Unfit::TooShort(count)),
        count if count > *PASSWORD_CHARS.end() => Err(Unfit::TooLong(count)),
        _ => Ok(()),
    }
}

/// Argon2id with OWASP's parameters: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password that [`check`] let pass. Takes some tens of milliseconds of a core.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let hash = argon2().hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("hashing failed: {error}"))?;
    Ok(hash.to_string())
}

/// Hashes and checks passwords, by turns: of each `K` (an address) one at a time, and of all together [`HASHES_AT_ONCE`]. So
/// sixty from one address wait for each other, and somebody elsewhere waits for one of them at most.
pub struct Passwords<K: Eq + Hash> {
    permits: Arc<Semaphore>,
    lines: Arc<DashMap<K, Line>>,
    /// What the password of an unknown account is checked against.
    nobody: String,
}

/// Those of one address.
struct Line {
    turn: Arc<Semaphore>,
    waiting: usize,
}

/// A place in a line, until it is dropped.
struct Place<K: Eq + Hash> {
    lines: Arc<DashMap<K, Line>>,
    of: K,
}

impl<K: Eq + Hash + Clone + Send + Sync + 'static> Passwords<K> {
    /// `secret`: any random bytes. They stand for a hash, so that no time goes into hashing at start: no password has it.
    pub fn new(secret: [u8; 32]) -> Passwords<K> {
        let (salt, hash) = (STANDARD_NO_PAD.encode(&secret[..16]), STANDARD_NO_PAD.encode(secret));
        let argon2 = argon2();
        let params = argon2.params();
        let nobody = format!("$argon2id$v=19$m={},t={},p={}${salt}${hash}", params.m_cost(), params.t_cost(), params.p_cost());
        Passwords { permits: Arc::new(Semaphore::new(HASHES_AT_ONCE)), lines: Arc::default(), nobody }
    }

    /// Whether `password` is the one of `hash`; never, when there is no such account, which takes as long.
    pub async fn verify(&self, of: K, password: String, hash: Option<String>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let checked = self
            .by_turns(of, move || PasswordHash::new(&hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok()));
        Ok(checked.await? && known)
    }

    /// The hash of a new password that [`check`] let pass.
    pub async fn hash(&self, of: K, password: String) -> Result<String, Error> {
        self.by_turns(of, move || hash(&password)).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Code::Busy.into()
        })
    }

    /// Runs `work` when it is the turn of `of`. Who gives up waiting leaves the line; work that began is done, and counted as
    /// long as it runs.
    async fn by_turns<T: Send + 'static>(&self, of: K, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let (place, turn) = self.enter(of)?;
        let turns = async {
            let turn = turn.acquire_owned().await?;
            Ok::<[OwnedSemaphorePermit; 2], tokio::sync::AcquireError>([turn, Arc::clone(&self.permits).acquire_owned().await?])
        };
        let turns = tokio::time::timeout(PERMIT_WITHIN, turns).await.map_err(|_| Code::Busy)?.map_err(|_| Code::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let _until_done = (place, turns);
            work()
        });
        Ok(done.await.map_err(|_| Code::Busy)?)
    }

    fn enter(&self, of: K) -> Result<(Place<K>, Arc<Semaphore>), Error> {
        if self.lines.len() >= MAX_LINES && !self.lines.contains_key(&of) {
            return Err(Code::Busy.into());
        }
        let mut line = self.lines.entry(of.clone()).or_insert_with(|| Line { turn: Arc::new(Semaphore::new(1)), waiting: 0 });
        if line.waiting >= LINE {
            return Err(Code::Busy.into());
        }
        line.waiting += 1;
        Ok((Place { lines: Arc::clone(&self.lines), of }, Arc::clone(&line.turn)))
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        if let Some(mut line) = self.lines.get_mut(&self.of) {
            line.waiting = line.waiting.saturating_sub(1);
        }
        self.lines.remove_if(&self.of, |_, line| line.waiting == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    fn nothing() {}

    #[tokio::test]
    async fn an_unknown_account_costs_what_a_known_one_does() {
        let passwords = Passwords::new(SECRET);
        let nobody = PasswordHash::new(&passwords.nobody).expect("a hash in the standard form");
        let known = hash("a long enough password").expect("a hash");
        let known = PasswordHash::new(&known).expect("a hash in the standard form");
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (known.algorithm, known.version, &known.params));
        assert_eq!(nobody.hash.map(|hash| hash.len()), known.hash.map(|hash| hash.len()));
        assert!(!passwords.verify((), "a long enough password".into(), None).await.expect("checked"));
    }

    #[test]
    fn length_is_in_characters() {
        assert_eq!(check("কখগঘঙচছজঝঞট"), Err(Unfit::TooShort(11)));
        assert_eq!(check(&"қ".repeat(128)), Ok(()));
        assert_eq!(check(&"қ".repeat(129)), Err(Unfit::TooLong(129)));
    }

    #[tokio::test]
    async fn one_address_takes_one_turn_at_a_time_and_leaves_room_for_others() {
        let passwords = Arc::new(Passwords::new(SECRET));
        // Somebody at address 1 hashes until told to stop, and a whole line waits behind.
        let (started, running) = tokio::sync::oneshot::channel();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let hold = move || {
            let _ = started.send(());
            let _ = stopped.recv();
        };
        let first = tokio::spawn({
            let passwords = Arc::clone(&passwords);
            async move { passwords.by_turns(1, hold).await }
        });
        running.await.expect("the first one has its turn");
        let mut line = Vec::new();
        for _ in 1..LINE {
            let mut waiting = Box::pin(passwords.by_turns(1, nothing));
            assert!(futures_util::poll!(&mut waiting).is_pending());
            line.push(waiting);
        }
        assert_eq!(passwords.by_turns(1, nothing).await, Err(Code::Busy.into()), "the line is full");
        assert_eq!(passwords.by_turns(2, || "elsewhere").await, Ok("elsewhere"));
        // Who gives up leaves room.
        line.pop();
        let mut last = Box::pin(passwords.by_turns(1, nothing));
        assert!(futures_util::poll!(&mut last).is_pending());
        line.push(last);
        stop.send(()).expect("the first one still waits");
        assert_eq!(first.await.expect("no panic"), Ok(()));
        for waiting in line {
            assert_eq!(waiting.await, Ok(()));
        }
        assert!(passwords.lines.is_empty(), "memory follows use");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let passwords: Passwords<u8> = Passwords::new(SECRET);
        let _held = Arc::clone(&passwords.permits).acquire_many_owned(2).await.expect("nobody hashes");
        assert_eq!(passwords.by_turns(1, || ()).await, Err(Code::Busy.into()));
        assert!(passwords.lines.is_empty());
    }
}
