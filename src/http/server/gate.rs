//! Who may connect: how many connections are open, of one address and in all, and which of them makes room for another.
//!
//! A connection that waits for a request is *idle*: silent from its beginning, stuck in a half head, or kept alive between two
//! requests. When there is no room, the one that has been idle longest is closed for the new one, of the same address where that
//! is what is full. So silence never shuts anybody out, however much of it there is; only connections that work can fill the
//! house, and their time is limited. A new one that finds nothing idle is refused.

use crate::limits::AddressKey;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many connections may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// In all.
    pub total: usize,
    /// Of one address (IPv6: one /64).
    pub address: usize,
    /// Of one trusted proxy, which carries the connections of many.
    pub proxy: usize,
}

/// TCP connections that are left beside the sockets of a full house: pages, the API, health checks.
const BESIDE_SOCKETS: usize = 1_024;
/// Descriptors for everything but connections: database, index, model, logs, pipes, a backup.
const RESERVED_DESCRIPTORS: usize = 64;
/// Fewest connections, however low the limit of descriptors is.
const FEWEST: usize = 16;
/// What a trusted proxy leaves to others: an operator at the machine, health checks.
const BESIDE_PROXY: usize = 32;

impl Places {
    /// `descriptors` is the process's limit of open files, where it is known. One address gets its `sockets` and `others` beside
    /// them, and seven eighths of the house at most.
    pub fn new(max_sockets: usize, sockets: usize, others: usize, descriptors: Option<usize>) -> Places {
        let wanted = max_sockets.saturating_add(BESIDE_SOCKETS);
        let possible = descriptors.map_or(usize::MAX, |limit| limit.saturating_sub(RESERVED_DESCRIPTORS));
        let total = wanted.min(possible).max(FEWEST);
        let address = sockets.saturating_add(others).min(total - total / 8);
        Places { total, address, proxy: total.saturating_sub(BESIDE_PROXY).max(address) }
    }
}

/// All open connections.
#[derive(Debug, Default)]
pub struct Gate(Mutex<House>);

#[derive(Debug, Default)]
struct House {
    open: usize,
    /// The next turn; a lower one has been idle for longer.
    turn: u64,
    addresses: HashMap<AddressKey, Address>,
    idle: BTreeMap<u64, AddressKey>,
}

#[derive(Debug, Default)]
struct Address {
    open: usize,
    idle: BTreeMap<u64, Arc<Signals>>,
}

/// What one connection is told, and tells.
#[derive(Debug, Default)]
struct Signals {
    /// Make room.
    leave: Notify,
    /// It has gone.
    gone: Notify,
}

/// What a new connection gets.
#[derive(Debug)]
pub enum Answer {
    Open(Place),
    /// Somebody idle was told to leave; ask again when they have.
    Wait(Leaving),
    /// Everybody works.
    Full,
}

/// A connection that was told to leave.
#[derive(Debug)]
pub struct Leaving(Arc<Signals>);

impl Leaving {
    /// Waits until its descriptor is free.
    pub async fn gone(self) {
        self.0.gone.notified().await;
    }
}

/// One open connection; it ends when this is dropped.
#[derive(Debug)]
pub struct Place {
    gate: Arc<Gate>,
    key: AddressKey,
    signals: Arc<Signals>,
    /// The turn, while idle.
    turn: Mutex<Option<u64>>,
}

impl Gate {
    /// Lets a connection of `key` in, where fewer than `of_key` of that address and `total` in all are open. It begins idle.
    pub fn enter(self: &Arc<Self>, key: AddressKey, of_key: usize, total: usize) -> Answer {
        let mut house = self.house();
        let address_full = house.addresses.get(&key).is_some_and(|address| address.open >= of_key);
        if address_full || house.open >= total {
            return house.make_room(address_full.then_some(key)).map_or(Answer::Full, Answer::Wait);
        }
        let signals = Arc::new(Signals::default());
        house.open += 1;
        house.addresses.entry(key).or_default().open += 1;
        let turn = house.rest(key, &signals);
        drop(house);
        Answer::Open(Place { gate: Arc::clone(self), key, signals, turn: Mutex::new(Some(turn)) })
    }

    /// Tells whoever has been idle longest to leave.
    pub fn make_room(&self) -> Option<Leaving> {
        self.house().make_room(None)
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.house().open
    }

    fn house(&self) -> MutexGuard<'_, House> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl House {
    /// Takes note that a connection is idle from now on.
    fn rest(&mut self, key: AddressKey, signals: &Arc<Signals>) -> u64 {
        let turn = self.turn;
        self.turn += 1;
        self.idle.insert(turn, key);
        self.addresses.entry(key).or_default().idle.insert(turn, Arc::clone(signals));
        turn
    }

    /// Takes note that a connection is not idle any more; false when it was told to leave meanwhile.
    fn rise(&mut self, key: AddressKey, turn: u64) -> bool {
        let address = self.addresses.get_mut(&key);
        self.idle.remove(&turn).is_some() && address.is_some_and(|address| address.idle.remove(&turn).is_some())
    }

    fn make_room(&mut self, of: Option<AddressKey>) -> Option<Leaving> {
        let key = match of {
            Some(key) => key,
            None => *self.idle.first_key_value()?.1,
        };
        let (turn, signals) = self.addresses.get_mut(&key)?.idle.pop_first()?;
        self.idle.remove(&turn);
        signals.leave.notify_one();
        Some(Leaving(signals))
    }
}

impl Place {
    /// A request has come: the connection works, and is not closed for another.
    pub fn work(&self) {
        if let Some(turn) = self.turn().take() {
            self.gate.house().rise(self.key, turn);
        }
    }

    /// The request is answered.
    pub fn rest(&self) {
        let mut turn = self.turn();
        if turn.is_none() {
            *turn = Some(self.gate.house().rest(self.key, &self.signals));
        }
    }

    /// Returns when the connection has to make room.
    pub async fn leave(&self) {
        self.signals.leave.notified().await;
    }

    fn turn(&self) -> MutexGuard<'_, Option<u64>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.work();
        let mut house = self.gate.house();
        house.open = house.open.saturating_sub(1);
        let is_last = house.addresses.get_mut(&self.key).is_some_and(|address| {
            address.open = address.open.saturating_sub(1);
            address.open == 0
        });
        if is_last {
            house.addresses.remove(&self.key);
        }
        drop(house);
        self.signals.gone.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::net::IpAddr;

    fn key(text: &str) -> AddressKey {
        AddressKey::from(text.parse::<IpAddr>().expect("an address"))
    }

    fn open(answer: Answer) -> Place {
        match answer {
            Answer::Open(place) => place,
            other => panic!("not let in: {other:?}"),
        }
    }

    #[test]
    fn a_full_address_makes_room_among_its_own() {
        let gate = Arc::new(Gate::default());
        let enter = |address: &str| gate.enter(key(address), 2, 10);
        let other = open(enter("192.0.2.2"));
        let (first, second) = (open(enter("192.0.2.1")), open(enter("192.0.2.1")));
        let Answer::Wait(leaving) = enter("192.0.2.1") else { panic!("nobody was told to leave") };
        assert!(first.leave().now_or_never().is_some(), "the one that waited longest");
        assert!(second.leave().now_or_never().is_none() && other.leave().now_or_never().is_none());
        let mut gone = Box::pin(leaving.gone());
        assert!(gone.as_mut().now_or_never().is_none());
        drop(first);
        assert!(gone.now_or_never().is_some());
        let third = open(enter("192.0.2.1"));
        assert_eq!(gate.open(), 3);
        drop((other, second, third));
        assert_eq!(gate.open(), 0);
        assert!(gate.house().addresses.is_empty() && gate.house().idle.is_empty(), "memory follows use");
    }

    #[test]
    fn one_that_works_is_not_closed_for_another() {
        let gate = Arc::new(Gate::default());
        let enter = || gate.enter(key("2001:db8::1"), 2, 10);
        let (first, second) = (open(enter()), open(enter()));
        first.work();
        second.work();
        assert!(matches!(enter(), Answer::Full));
        first.rest();
        assert!(matches!(enter(), Answer::Wait(_)));
        assert!(first.leave().now_or_never().is_some() && second.leave().now_or_never().is_none());
    }

    #[test]
    fn a_full_house_closes_the_longest_idle_of_all() {
        let gate = Arc::new(Gate::default());
        let places: Vec<Place> = (1..=3).map(|n| open(gate.enter(key(&format!("192.0.2.{n}")), 2, 3))).collect();
        places[0].work();
        places[0].rest();
        assert!(matches!(gate.enter(key("192.0.2.9"), 2, 3), Answer::Wait(_)));
        assert!(places[1].leave().now_or_never().is_some() && places[0].leave().now_or_never().is_none());
    }

    #[test]
    fn the_house_is_as_large_as_descriptors_allow() {
        assert_eq!(Places::new(15_000, 200, 64, None), Places { total: 16_024, address: 264, proxy: 15_992 });
        assert_eq!(Places::new(15_000, 200, 64, Some(300)), Places { total: 236, address: 207, proxy: 207 });
        assert_eq!(Places::new(15_000, 200, 64, Some(10)), Places { total: 16, address: 14, proxy: 14 });
    }
}
