//! Who is connected now: the sockets in all, the connections of each owner's session and of each technician, and whether a
//! technician is there. Each entry ends with the value that stands for it.
//!
//! What this room knows is about this moment and this process; nothing of it is stored.

pub mod close;
pub mod streams;

use crate::bus::Mailbox;
use crate::clock::Millis;
use crate::config::Config;
use crate::language::Language;
use dashmap::{DashMap, Entry};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use streams::Streams;
use tokio::sync::Notify;
use uuid::Uuid;

/// The connections of this process.
pub struct Connections {
    max_sockets: usize,
    per_session: usize,
    per_user: usize,
    sockets: Arc<AtomicUsize>,
    owners: Arc<DashMap<Uuid, Vec<Arc<Mailbox>>>>,
    /// Owners' connections without a socket.
    pub streams: Streams,
    staff: Arc<DashMap<Uuid, Technician>>,
    /// Told when a technician comes, goes or says something of it.
    staff_moved: Arc<Notify>,
}

/// One of the sockets that the server holds at once.
pub struct SocketPlace(Arc<AtomicUsize>);

/// A technician with at least one connection.
struct Technician {
    connections: Vec<Connected>,
    presence: Presence,
    /// As they were when the newest connection greeted.
    languages: Vec<Language>,
}

/// A technician who is at the desk: connected, and not away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Online {
    pub user: Uuid,
    /// Conversations that they want at once, at most; none when they did not say.
    pub capacity: Option<u32>,
}

/// A technician's connection, and the log-in that it came with.
struct Connected {
    mailbox: Arc<Mailbox>,
    login: [u8; 32],
}

/// Whether a technician takes conversations, as they said last. It lives as long as any connection of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    pub online: bool,
    /// Conversations that they want at once, at most.
    pub capacity: Option<u32>,
    pub since: Millis,
}

/// An owner's connection among those of the session.
pub struct OwnerRegistration {
    owners: Arc<DashMap<Uuid, Vec<Arc<Mailbox>>>>,
    session: Uuid,
    mailbox: Arc<Mailbox>,
}

/// A technician's connection among those of the user.
pub struct StaffRegistration {
    staff: Arc<DashMap<Uuid, Technician>>,
    moved: Arc<Notify>,
    user: Uuid,
    mailbox: Arc<Mailbox>,
}

impl Connections {
    /// With the limits of the configuration.
    pub fn new(config: &Config) -> Connections {
        Connections {
            max_sockets: config.server.max_sockets,
            per_session: config.limits.sockets_per_session.max(1),
            per_user: config.limits.staff_sockets.max(1),
            sockets: Arc::default(),
            owners: Arc::default(),
            streams: Streams::default(),
            staff: Arc::default(),
            staff_moved: Arc::default(),
        }
    }

    /// Waits until a technician comes, goes, or is away or back. One listener: what happens while nobody listens is kept for the next.
    pub async fn staff_changed(&self) {
        self.staff_moved.notified().await;
    }

    /// A place among all sockets; none when the server is full.
    pub fn place(&self) -> Option<SocketPlace> {
        let taken = self.sockets.fetch_add(1, Ordering::SeqCst);
        let place = SocketPlace(Arc::clone(&self.sockets));
        (taken < self.max_sockets).then_some(place)
    }

    /// Sockets open now.
    pub fn sockets(&self) -> usize {
        self.sockets.load(Ordering::SeqCst)
    }

    /// Notes an owner's connection. Beyond the limit of a session its oldest connection is closed.
    pub fn register_owner(&self, session: Uuid, mailbox: &Arc<Mailbox>) -> OwnerRegistration {
        let mut connections = self.owners.entry(session).or_default();
        connections.push(Arc::clone(mailbox));
        let surplus = connections.len().saturating_sub(self.per_session);
        for oldest in connections.drain(..surplus) {
            oldest.close(close::SLOW_OR_REPLACED);
        }
        OwnerRegistration { owners: Arc::clone(&self.owners), session, mailbox: Arc::clone(mailbox) }
    }

    /// Sends the connections of a session that has ended back to where its browser keeps the one that follows it.
    pub fn replace_owner(&self, session: Uuid) {
        if let Some(connections) = self.owners.get(&session) {
            for mailbox in connections.iter() {
                mailbox.close(close::SLOW_OR_REPLACED);
            }
        }
    }

    /// Ends the connections of a session whose owner's data is erased.
    pub fn erase_owner(&self, session: Uuid) {
        if let Some(connections) = self.owners.get(&session) {
            for mailbox in connections.iter() {
                mailbox.close(close::ERASED);
            }
        }
    }

    /// Notes a technician's connection, with the hash of its log-in's token; none when they have their fill. Who was not
    /// connected is there from now on; who was stays as they said.
    pub fn register_staff(
        &self,
        user: Uuid,
        languages: &[Language],
        login: [u8; 32],
        mailbox: &Arc<Mailbox>,
        now: Millis,
    ) -> Option<StaffRegistration> {
        let new = || Technician {
            connections: Vec::new(),
            presence: Presence { online: true, capacity: None, since: now },
            languages: Vec::new(),
        };
        let mut technician = self.staff.entry(user).or_insert_with(new);
        if technician.connections.len() >= self.per_user {
            return None;
        }
        technician.languages = languages.to_vec();
        technician.connections.push(Connected { mailbox: Arc::clone(mailbox), login });
        self.staff_moved.notify_one();
        Some(StaffRegistration { staff: Arc::clone(&self.staff), moved: Arc::clone(&self.staff_moved), user, mailbox: Arc::clone(mailbox) })
    }

    /// Ends the connections of a user at once, as when they are disabled.
    pub fn revoke_user(&self, user: Uuid) {
        self.revoke(user, |_| true);
    }

    /// Ends the connections of one log-in of a user, by the hash of its token, as after a log-out.
    pub fn revoke_login(&self, user: Uuid, login: &[u8; 32]) {
        self.revoke(user, |connected| connected.login == *login);
    }

    fn revoke(&self, user: Uuid, which: impl Fn(&Connected) -> bool) {
        if let Some(technician) = self.staff.get(&user) {
            for connected in technician.connections.iter().filter(|connected| which(connected)) {
                connected.mailbox.close(close::REVOKED);
            }
        }
    }

    /// Notes what a connected technician says of themselves.
    pub fn set_presence(&self, user: Uuid, presence: Presence) {
        if let Some(mut technician) = self.staff.get_mut(&user) {
            technician.presence = presence;
        }
        self.staff_moved.notify_one();
    }

    /// What a technician said last; none when they are not connected.
    pub fn presence(&self, user: Uuid) -> Option<Presence> {
        self.staff.get(&user).map(|technician| technician.presence)
    }

    /// The technicians who are at the desk: whom a waiting owner can count on. Of all, or of those who speak a language. A
    /// connection that is dead without having said so counts until its next ping is not answered, half a minute at most.
    pub fn technicians_online(&self, language: Option<Language>) -> Vec<Online> {
        let speaks = |technician: &Technician| language.is_none_or(|language| technician.languages.contains(&language));
        let here = self.staff.iter().filter(|technician| technician.presence.online && speaks(technician));
        here.map(|technician| Online { user: *technician.key(), capacity: technician.presence.capacity }).collect()
    }
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for OwnerRegistration {
    fn drop(&mut self) {
        if let Entry::Occupied(mut session) = self.owners.entry(self.session) {
            session.get_mut().retain(|other| !Arc::ptr_eq(other, &self.mailbox));
            if session.get().is_empty() {
                session.remove();
            }
        }
    }
}

impl Drop for StaffRegistration {
    /// The presence goes with the last connection, in one step: a connection that comes meanwhile waits, and finds nobody.
    fn drop(&mut self) {
        if let Entry::Occupied(mut technician) = self.staff.entry(self.user) {
            technician.get_mut().connections.retain(|other| !Arc::ptr_eq(&other.mailbox, &self.mailbox));
            if technician.get().connections.is_empty() {
                technician.remove();
                self.moved.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::{Bus, News, Subscription};

    const USER: Uuid = Uuid::from_u128(1);
    const PHONE: [u8; 32] = [1; 32];
    const LAPTOP: [u8; 32] = [2; 32];
    const AWAY: Presence = Presence { online: false, capacity: Some(3), since: 7 };

    fn rig() -> (Connections, Arc<Bus>) {
        let mut config = Config::defaults();
        config.server.max_sockets = 2;
        config.limits.sockets_per_session = 2;
        config.limits.staff_sockets = 2;
        (Connections::new(&config), Arc::new(Bus::default()))
    }

    /// Whether the connection was told to close, and how.
    fn told(connection: &Subscription) -> Option<u16> {
        futures_util::FutureExt::now_or_never(connection.mailbox.take()).and_then(|news: News| news.close)
    }

    #[test]
    fn sockets_have_so_many_places() {
        let (connections, _) = rig();
        let places = [connections.place(), connections.place()];
        assert!(places.iter().all(Option::is_some) && connections.place().is_none());
        assert_eq!(connections.sockets(), 2, "who was refused takes no place");
        drop(places);
        assert_eq!(connections.sockets(), 0);
    }

    #[test]
    fn the_oldest_connection_of_a_session_gives_way() {
        let (connections, bus) = rig();
        let sockets = [bus.subscribe(), bus.subscribe(), bus.subscribe()];
        let registered = sockets.each_ref().map(|socket| connections.register_owner(USER, &socket.mailbox));
        assert_eq!(sockets.each_ref().map(told), [Some(close::SLOW_OR_REPLACED), None, None]);
        drop(registered);
        assert!(connections.owners.is_empty());
    }

    #[test]
    fn presence_lives_as_long_as_any_connection() {
        let (connections, bus) = rig();
        let (phone, laptop, third) = (bus.subscribe(), bus.subscribe(), bus.subscribe());
        assert_eq!((connections.presence(USER), connections.technicians_online(None).len()), (None, 0));
        let first = connections.register_staff(USER, &[], PHONE, &phone.mailbox, 5).expect("the first");
        assert_eq!(connections.presence(USER), Some(Presence { online: true, capacity: None, since: 5 }));
        assert_eq!(connections.technicians_online(None).len(), 1);
        connections.set_presence(USER, AWAY);

        // A second greeting says nothing about it, nor does the end of the first connection.
        let second = connections.register_staff(USER, &[], LAPTOP, &laptop.mailbox, 9).expect("the second");
        assert!(connections.register_staff(USER, &[], LAPTOP, &third.mailbox, 9).is_none(), "their fill");
        drop(first);
        assert_eq!((connections.presence(USER), connections.technicians_online(None).len()), (Some(AWAY), 0));

        drop(second);
        connections.set_presence(USER, AWAY);
        assert_eq!(connections.presence(USER), None, "nobody is there to be away");
        assert!(connections.staff.is_empty());
    }

    #[test]
    fn who_is_away_or_speaks_another_language_is_not_counted_on() {
        let (connections, bus) = rig();
        let sockets = [bus.subscribe(), bus.subscribe(), bus.subscribe()];
        let spoken: [&[Language]; 3] = [&[Language::BN, Language::EN], &[Language::KK], &[Language::BN]];
        let staff = [1, 2, 3].map(Uuid::from_u128);
        let registered: Vec<_> =
            (0..3).map(|at| connections.register_staff(staff[at], spoken[at], PHONE, &sockets[at].mailbox, 0).expect("a place")).collect();
        connections.set_presence(staff[2], AWAY);
        connections.set_presence(staff[0], Presence { online: true, ..AWAY });
        let online = |language| {
            let mut found: Vec<_> = connections.technicians_online(language).iter().map(|online| (online.user, online.capacity)).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(online(None), [(staff[0], Some(3)), (staff[1], None)]);
        assert_eq!(online(Some(Language::BN)), [(staff[0], Some(3))], "the third is away");
        assert_eq!(online(Some(Language::KK)), [(staff[1], None)]);
        drop(registered);
        assert_eq!(online(None), []);
    }

    #[test]
    fn a_reconnect_is_there_however_the_old_connection_ends() {
        let (connections, bus) = rig();
        for _ in 0..1_000 {
            let old = bus.subscribe();
            let old = connections.register_staff(USER, &[], PHONE, &old.mailbox, 1).expect("one");
            let new = bus.subscribe();
            // The old connection's end and the new one's greeting at the same moment.
            let kept = std::thread::scope(|scope| {
                let ending = scope.spawn(move || drop(old));
                let kept = connections.register_staff(USER, &[], PHONE, &new.mailbox, 2);
                ending.join().expect("dropping does not panic");
                kept
            });
            assert!(kept.is_some() && connections.presence(USER).is_some(), "the new connection's presence stands");
        }
    }

    #[test]
    fn a_log_out_closes_that_log_in_s_connections_only() {
        let (connections, bus) = rig();
        let (phone, laptop) = (bus.subscribe(), bus.subscribe());
        let _first = connections.register_staff(USER, &[], PHONE, &phone.mailbox, 0);
        let _second = connections.register_staff(USER, &[], LAPTOP, &laptop.mailbox, 0);
        connections.revoke_login(USER, &PHONE);
        assert_eq!((told(&phone), told(&laptop)), (Some(close::REVOKED), None));
        connections.revoke_user(USER);
        assert_eq!((told(&phone), told(&laptop)), (Some(close::REVOKED), Some(close::REVOKED)));
    }
}
