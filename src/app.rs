//! The one shared state of a running server, and its background tasks.

use crate::accounts::Accounts;
use crate::bus::{Bus, Ephemeral, Mailbox};
use crate::care::Care;
use crate::chat::hours::Schedule;
use crate::chat::queue::expected_wait_s;
use crate::clock::Clock;
use crate::config::Config;
use crate::desk::{Desk, MAX_QUEUE_ROWS};
use crate::i18n::Catalog;
use crate::limits::{Rates, SWEEP_EVERY};
use crate::published::LiveFaq;
use crate::socket::protocol::close;
use crate::store::{self, Committed, Store};
use dashmap::DashMap;
use ipnet::IpNet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Places in the queue are told at most this often.
const POSITIONS_EVERY: Duration = Duration::from_millis(500);
/// How often the database is asked whether another process published something.
const CORPUS_EVERY: Duration = Duration::from_secs(2);
/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// A drained client comes back within this time, spread evenly.
const RECONNECT_SPREAD_MS: u64 = 3_000;

/// Everything that handlers and sockets share.
pub struct App {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub store: Store,
    pub bus: Arc<Bus>,
    pub catalog: Arc<Catalog>,
    pub live_faq: Arc<LiveFaq>,
    pub rates: Arc<Rates>,
    pub schedule: Schedule,
    /// Networks whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks that may read `/metrics`, besides this machine.
    pub metrics_allow: Vec<IpNet>,
    pub care: Care,
    pub desk: Desk,
    pub accounts: Accounts,
    /// Changes once, when the server stops.
    pub shutdown: watch::Sender<bool>,
    positions: Arc<Notify>,
    sockets: Arc<AtomicUsize>,
    owners: Arc<DashMap<Uuid, Vec<Arc<Mailbox>>>>,
    staff: Arc<DashMap<Uuid, Vec<Arc<Mailbox>>>>,
}

/// A connection's entry among those of its session or user; ends with it.
pub struct Registration {
    who: Uuid,
    mailbox: Arc<Mailbox>,
    among: Arc<DashMap<Uuid, Vec<Arc<Mailbox>>>>,
    app: Option<Arc<App>>,
}

/// One of the sockets that the server holds at once.
pub struct SocketPlace(Arc<AtomicUsize>);

impl App {
    /// Opens the data folder and puts the rooms together. Publishes the embedded corpus into an empty database.
    pub async fn open(config: Config, data: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<App>> {
        let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
        let catalog = Arc::new(catalog);
        let bus = Arc::new(Bus::default());
        let positions = Arc::new(Notify::new());
        let hook = {
            let (bus, positions) = (Arc::clone(&bus), Arc::clone(&positions));
            move |committed: Committed| {
                for (conversation, ..) in committed.conversations {
                    bus.moved(conversation);
                }
                if committed.feed > 0 {
                    bus.feed_moved();
                    positions.notify_one();
                }
            }
        };
        let settings = store::Settings {
            owner_idle_ms: config.sessions.owner_idle_days.saturating_mul(DAY_MS),
            owner_max_ms: config.sessions.owner_max_days.saturating_mul(DAY_MS),
            ..store::Settings::default()
        };
        let options = store::Options { path: store::database(data), settings };
        let store = Store::open(options, Arc::clone(&clock), Arc::new(hook)).await?;
        let live_faq = LiveFaq::open(&store, &config, Arc::clone(&catalog), PathBuf::from(data)).await?;
        let rates = Arc::new(Rates::new(&config.limits));
        let care = Care::new(store.clone(), Arc::clone(&live_faq), Arc::clone(&rates), Arc::clone(&clock));
        let desk = Desk::new(store.clone(), Arc::clone(&live_faq), Arc::clone(&rates));
        let accounts = Accounts::new(store.clone(), Arc::clone(&rates), Arc::clone(&clock));
        let app = App {
            schedule: Schedule::new(config.teams()?),
            trusted_proxies: config.trusted_proxies()?,
            metrics_allow: config.metrics_allow()?,
            config,
            clock,
            store,
            bus,
            catalog,
            live_faq,
            rates,
            care,
            desk,
            accounts,
            shutdown: watch::Sender::new(false),
            positions,
            sockets: Arc::default(),
            owners: Arc::default(),
            staff: Arc::default(),
        };
        Ok(Arc::new(app))
    }

    /// Starts the background tasks; they end when the set is dropped.
    pub fn start(self: &Arc<Self>) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(self).sweep());
        tasks.spawn(Arc::clone(self).tell_positions());
        tasks.spawn(Arc::clone(self).follow_corpus());
        tasks
    }

    /// A place among all sockets; none when the server is full.
    pub fn place(&self) -> Option<SocketPlace> {
        let taken = self.sockets.fetch_add(1, Ordering::SeqCst);
        let place = SocketPlace(Arc::clone(&self.sockets));
        (taken < self.config.server.max_sockets).then_some(place)
    }

    /// Sockets open now.
    pub fn sockets(&self) -> usize {
        self.sockets.load(Ordering::SeqCst)
    }

    /// Notes an owner's connection. Beyond the limit of a session its oldest connection is closed.
    pub fn register(&self, session: Uuid, mailbox: &Arc<Mailbox>) -> Registration {
        let mut connections = self.owners.entry(session).or_default();
        connections.push(Arc::clone(mailbox));
        let surplus = connections.len().saturating_sub(self.config.limits.sockets_per_session.max(1));
        for oldest in connections.drain(..surplus) {
            oldest.close(close::SLOW_OR_REPLACED);
        }
        drop(connections);
        Registration { who: session, mailbox: Arc::clone(mailbox), among: Arc::clone(&self.owners), app: None }
    }

    /// Notes a technician's connection; none when they have their fill.
    pub fn register_staff(self: &Arc<Self>, user: Uuid, mailbox: &Arc<Mailbox>) -> Option<Registration> {
        let mut connections = self.staff.entry(user).or_default();
        if connections.len() >= self.config.limits.staff_sockets {
            return None;
        }
        connections.push(Arc::clone(mailbox));
        drop(connections);
        let app = Some(Arc::clone(self));
        Some(Registration { who: user, mailbox: Arc::clone(mailbox), among: Arc::clone(&self.staff), app })
    }

    /// Ends the connections of a user at once, as after a log-out.
    pub fn revoke_staff(&self, user: Uuid) {
        if let Some(connections) = self.staff.get(&user) {
            for connection in connections.iter() {
                connection.close(close::REVOKED);
            }
        }
    }

    /// When a drained client should come back, in milliseconds: spread, so that they don't all come at once.
    pub fn reconnect_after_ms(&self) -> u64 {
        let [a, b, ..] = self.clock.secret();
        500 + u64::from(u16::from_le_bytes([a, b])) * RECONNECT_SPREAD_MS / u64::from(u16::MAX)
    }

    async fn sweep(self: Arc<Self>) {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            self.rates.sweep();
        }
    }

    /// Tells waiting owners their place whenever the queue moves.
    async fn tell_positions(self: Arc<Self>) {
        loop {
            self.positions.notified().await;
            let waits = self.store.recent_waits_s().await;
            match (self.store.queue(MAX_QUEUE_ROWS).await, waits) {
                (Ok(queue), Ok(waits)) => {
                    for (row, position) in queue.iter().zip(1..) {
                        let wait_s = expected_wait_s(position, &waits);
                        self.bus.tell(&Ephemeral::Queue { conversation: row.conversation, position, wait_s });
                    }
                }
                (Err(error), _) | (_, Err(error)) => tracing::warn!(%error, "places in the queue could not be read"),
            }
            tokio::time::sleep(POSITIONS_EVERY).await;
        }
    }

    /// Takes up what another process published, and trains in the background.
    async fn follow_corpus(self: Arc<Self>) {
        loop {
            if let Err(error) = self.live_faq.refresh(&self.store).await {
                tracing::warn!(%error, "the published corpus could not be taken up: the previous one serves on");
            }
            tokio::time::sleep(CORPUS_EVERY).await;
        }
    }
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Some(mut connections) = self.among.get_mut(&self.who) {
            connections.retain(|other| !Arc::ptr_eq(other, &self.mailbox));
        }
        let last = self.among.remove_if(&self.who, |_, connections| connections.is_empty()).is_some();
        if let (true, Some(app)) = (last, &self.app) {
            app.desk.gone(self.who);
        }
    }
}
