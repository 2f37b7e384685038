//! The only place that asks for time, randomness and ids, so that tests can set all three.

use futures_util::future::BoxFuture;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use uuid::Uuid;

/// Milliseconds since 1970-01-01 UTC: the only form of time in storage and between rooms.
pub type Millis = i64;

/// Time, ids and secrets as the server needs them.
pub trait Clock: Send + Sync + 'static {
    /// Now, in milliseconds UTC.
    fn now(&self) -> Millis;
    /// A new UUIDv7: ids sort by the moment of their making.
    fn id(&self) -> Uuid;
    /// 256 random bits of the operating system, for session tokens.
    fn secret(&self) -> [u8; 32];
    /// Ends once the clock shows `at` or later.
    fn wait_until(&self, at: Millis) -> BoxFuture<'_, ()>;
}

/// The longest sleep at once: a clock that was set forward is noticed after this time.
const SLEEP_MS: Millis = 60_000;

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock room")]
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock room")]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    fn wait_until(&self, at: Millis) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                let left = at.saturating_sub(self.now()).min(SLEEP_MS);
                let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
                tokio::time::sleep(Duration::from_millis(left)).await;
            }
        })
    }
}

/// A clock that stands still until a test moves it. Ids and secrets stay real.
#[derive(Debug)]
pub struct TestClock(watch::Sender<Millis>);

impl TestClock {
    /// A clock that shows `now` (milliseconds UTC).
    pub fn at(now: Millis) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves the clock by `ms`, backwards when negative.
    pub fn advance(&self, ms: i64) {
        self.0.send_modify(|now| *now += ms);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        *self.0.borrow()
    }

    fn id(&self) -> Uuid {
        SystemClock.id()
    }

    fn secret(&self) -> [u8; 32] {
        SystemClock.secret()
    }

    fn wait_until(&self, at: Millis) -> BoxFuture<'_, ()> {
        let mut moved = self.0.subscribe();
        Box::pin(async move {
            // It fails only when the clock is gone, which this borrows.
            let _ = moved.wait_for(|now| *now >= at).await;
        })
    }
}

/// RFC 3339 in UTC with milliseconds, the form of every `at` on the wire (`protocol.md` section 2).
pub fn rfc3339(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| String::from("1970-01-01T00:00:00.000Z"), |t| format!("{t:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_milliseconds_always() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_315_267_120), "2026-11-22T02:41:07.120Z");
    }
}
