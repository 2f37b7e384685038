//! How much one session, user or address may do: rates and counts, all named in the configuration.

use crate::config;
use crate::error::{Code, Error};
use crate::metrics;
use dashmap::DashMap;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Who shares a limit: an IPv4 address, or an IPv6 /64, which one household or phone holds as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey(u128);

/// As hexadecimal digits, to be hashed: it is in no log.
impl fmt::LowerHex for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

impl From<IpAddr> for AddressKey {
    fn from(address: IpAddr) -> AddressKey {
        match address.to_canonical() {
            IpAddr::V4(v4) => AddressKey(u128::from(u32::from(v4))),
            IpAddr::V6(v6) => AddressKey(u128::from(v6) >> 64 << 64),
        }
    }
}

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// A minute's share of the hour, and so on: how often unused state is dropped.
pub const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// All rates of the server.
pub struct Rates {
    owner: Keyed<Uuid>,
    owner_window: Keyed<Uuid>,
    staff: Keyed<Uuid>,
    conversations: Keyed<AddressKey>,
    uploads: Keyed<AddressKey>,
    sockets: Arc<DashMap<AddressKey, usize>>,
    sockets_per_address: usize,
    clock: DefaultClock,
}

impl Rates {
    /// The configured rates.
    pub fn new(limits: &config::Limits) -> Rates {
        let n = |value: u32| NonZeroU32::new(value).unwrap_or(NonZeroU32::MIN);
        let per = |window: Duration, count: u32| {
            let period = window / n(count).get();
            Quota::with_period(period.max(Duration::from_nanos(1))).map_or(Quota::per_second(n(count)), |quota| quota.allow_burst(n(count)))
        };
        Rates {
            owner: RateLimiter::dashmap(Quota::per_second(n(limits.owner_messages_per_second)).allow_burst(n(limits.owner_messages_burst))),
            owner_window: RateLimiter::dashmap(per(Duration::from_secs(600), limits.owner_messages_per_10_minutes)),
            staff: RateLimiter::dashmap(Quota::per_second(n(limits.staff_messages_per_second)).allow_burst(n(limits.staff_messages_burst))),
            conversations: RateLimiter::dashmap(per(Duration::from_secs(3_600), limits.new_conversations_per_hour)),
            uploads: RateLimiter::dashmap(per(Duration::from_secs(3_600), limits.uploads_per_hour)),
            sockets: Arc::default(),
            sockets_per_address: limits.sockets_per_address,
            clock: DefaultClock::default(),
        }
    }

    /// One durable frame of an owner's session.
    pub fn owner(&self, session: Uuid) -> Result<(), Error> {
        self.check("owner_messages", &self.owner, &session)?;
        self.check("owner_messages_per_10_minutes", &self.owner_window, &session)
    }

    /// One durable frame of a technician.
    pub fn staff(&self, user: Uuid) -> Result<(), Error> {
        self.check("staff_messages", &self.staff, &user)
    }

    /// One new conversation of an address.
    pub fn conversation(&self, address: AddressKey) -> Result<(), Error> {
        self.check("new_conversations", &self.conversations, &address)
    }

    /// One new upload of an address.
    pub fn upload(&self, address: AddressKey) -> Result<(), Error> {
        self.check("uploads", &self.uploads, &address)
    }

    /// A socket of an address, counted until the guard is dropped. None when the address has its fill.
    pub fn socket(&self, address: AddressKey) -> Option<SocketGuard> {
        let mut count = self.sockets.entry(address).or_insert(0);
        if *count >= self.sockets_per_address {
            metrics::REFUSED.add("sockets_per_address");
            return None;
        }
        *count += 1;
        Some(SocketGuard { sockets: Arc::clone(&self.sockets), address })
    }

    /// Drops the state of keys that have been quiet: memory follows use, not history.
    pub fn sweep(&self) {
        self.owner.retain_recent();
        self.owner_window.retain_recent();
        self.staff.retain_recent();
        self.conversations.retain_recent();
        self.uploads.retain_recent();
    }

    fn check<K: Hash + Eq + Clone>(&self, name: &str, rate: &Keyed<K>, key: &K) -> Result<(), Error> {
        rate.check_key(key).map_err(|until| {
            metrics::REFUSED.add(name);
            let wait = until.wait_time_from(self.clock.now());
            Error::rate_limited(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).saturating_add(1))
        })
    }
}

/// One counted socket.
#[derive(Debug)]
pub struct SocketGuard {
    sockets: Arc<DashMap<AddressKey, usize>>,
    address: AddressKey,
}

impl Drop for SocketGuard {
    fn drop(&mut self) {
        if let Some(mut count) = self.sockets.get_mut(&self.address) {
            *count = count.saturating_sub(1);
        }
        self.sockets.remove_if(&self.address, |_, count| *count == 0);
    }
}

/// At most so many ephemeral frames a second on one connection; more are dropped silently.
#[derive(Debug)]
pub struct Trickle {
    per_second: u32,
    second: u64,
    used: u32,
}

impl Trickle {
    pub fn new(per_second: u32) -> Trickle {
        Trickle { per_second, second: 0, used: 0 }
    }

    /// Whether one more passes at `now` (milliseconds).
    pub fn pass(&mut self, now: i64) -> bool {
        let second = now.unsigned_abs() / 1_000;
        if second != self.second {
            (self.second, self.used) = (second, 0);
        }
        self.used = self.used.saturating_add(1);
        self.used <= self.per_second
    }
}

/// A text within its limit, in NFC (`protocol.md` section 5 counts scalar values after NFC); refused when empty or too long.
pub fn text_within(text: &str, max_chars: usize) -> Result<String, Error> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        // One more than allowed is enough to know.
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().take(max_chars.saturating_add(1)).collect()),
    };
    if text.chars().nth(max_chars).is_some() {
        return Err(Error::too_large(max_chars));
    }
    let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if kept.trim().is_empty() {
        return Err(Code::BadRequest.into());
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_share_by_network() {
        let key = |text: &str| AddressKey::from(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn sockets_are_counted_down_again() {
        let rates = Rates::new(&config::Limits { sockets_per_address: 2, ..config::Config::defaults().limits });
        let address = AddressKey(7);
        let (first, second) = (rates.socket(address), rates.socket(address));
        assert!(first.is_some() && second.is_some() && rates.socket(address).is_none());
        drop(first);
        assert!(rates.socket(address).is_some());
    }

    #[test]
    fn a_burst_passes_and_then_the_wait_is_said() {
        let rates = Rates::new(&config::Config::defaults().limits);
        let session = Uuid::from_u128(1);
        assert!((0..5).all(|_| rates.owner(session).is_ok()));
        let error = rates.owner(session).expect_err("the sixth at once");
        assert_eq!(error.code, Code::RateLimited);
        assert!(error.after_ms.is_some_and(|ms| (1..=1_100).contains(&ms)), "{error:?}");
    }

    #[test]
    fn texts_are_counted_in_scalar_values_after_nfc() {
        assert_eq!(text_within("e\u{301}", 1), Ok("é".into()));
        assert_eq!(text_within("ab", 1).map_err(|e| e.code), Err(Code::TooLarge));
        assert_eq!(text_within(" \u{0}\n", 9).map_err(|e| e.code), Err(Code::BadRequest));
        assert_eq!(text_within("a\u{0}b\nc", 9), Ok("ab\nc".into()));
        assert_eq!(text_within(&"ক".repeat(4_000), 4_000).map(|t| t.chars().count()), Ok(4_000));
    }

    #[test]
    fn a_trickle_lets_two_a_second_through() {
        let mut trickle = Trickle::new(2);
        assert_eq!([0, 10, 20, 1_000].map(|now| trickle.pass(now)), [true, true, false, true]);
    }
}
