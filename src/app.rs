//! The one shared state of a running server, and its background tasks.

mod background;
mod danger;
mod work;

use crate::access::identity::SiteKeys;
use crate::accounts::Accounts;
use crate::accounts::attempts::Allowed;
use crate::alerts::Alerts;
use crate::bus::{Bus, Ephemeral};
use crate::care::{self, Care};
use crate::clock::{Clock, Millis};
use crate::config::Config;
use crate::connections::Connections;
use crate::desk::{self, Desk, Place};
use crate::forms::Forms;
use crate::gaps::Gaps;
use crate::i18n::Catalog;
use crate::jobs::{self, Worker};
use crate::language::Languages;
use crate::limits::{Rates, SWEEP_EVERY};
use crate::market::{Markets, MarketsNow};
use crate::privacy::{self, Privacy};
use crate::published::LiveFaq;
use crate::published::measuring::Measuring;
use crate::records::Records;
use crate::requests::Requests;
use crate::store::{self, Committed, Store};
use crate::studio::Studio;
use crate::uploads::Uploads;
use anyhow::Context;
use ipnet::IpNet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

/// Places in the queue are told at most this often.
const POSITIONS_EVERY: Duration = Duration::from_millis(500);
/// How often the database is asked whether another process published something.
const CORPUS_EVERY: Duration = Duration::from_secs(2);
/// How often it is counted what owners asked; editors who look have it counted at once.
const COUNT_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked which requests are overdue by now.
const OVERDUE_EVERY: Duration = Duration::from_secs(30);
/// How often files that no answer needs are looked for.
const CLEAN_EVERY: Duration = Duration::from_secs(3_600);
/// A second in milliseconds.
const SECOND_MS: i64 = 1_000;
/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// A drained client comes back within this time, spread evenly.
const RECONNECT_SPREAD_MS: u64 = 3_000;

/// Everything that handlers and sockets share.
pub struct App {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    /// Not for handlers: they go through the use cases below.
    store: Store,
    pub bus: Arc<Bus>,
    pub catalog: Arc<Catalog>,
    pub live_faq: Arc<LiveFaq>,
    pub rates: Arc<Rates>,
    /// Networks whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks that may read `/metrics`, besides this machine.
    pub metrics_allow: Vec<IpNet>,
    pub care: Care,
    /// By which sites sign who their owner is.
    pub site_keys: SiteKeys,
    pub desk: Desk,
    pub gaps: Gaps,
    pub accounts: Accounts,
    pub studio: Studio,
    pub records: Records,
    pub requests: Arc<Requests>,
    pub uploads: Arc<Uploads>,
    pub privacy: Privacy,
    /// How an alarm that nobody takes goes out.
    alerts: Alerts,
    pub connections: Arc<Connections>,
    /// Changes once, when the server stops.
    pub shutdown: watch::Sender<bool>,
    positions: Arc<Notify>,
}

/// What runs in the background; it ends with this.
pub struct Background {
    _tasks: JoinSet<()>,
    worker: JoinHandle<()>,
}

impl Background {
    /// Waits until the jobs that run have ended or are given back, after the shutdown was told.
    pub async fn stop(self) {
        if let Err(error) = self.worker.await {
            tracing::error!(%error, "the worker of jobs ended early");
        }
    }
}

/// Whoever forgot to renew a calendar of holidays is told.
fn warn_of_expired(markets: &Markets, now: Millis) {
    for market in markets.iter().filter(|market| market.has_expired(now)) {
        tracing::warn!(market = market.id, "its calendar has no holidays ahead: answers say nothing of them");
    }
}

/// Whom an older copy of the database has brought back is erased before anybody can read of them.
async fn erase_again(privacy: &Privacy) -> anyhow::Result<()> {
    let erased = privacy.replay().await.map_err(|error| anyhow::anyhow!("people could not be erased again: {}", error.code.as_str()))?;
    if erased > 0 {
        tracing::info!(erased, "erased again what an older copy of the database had brought back");
    }
    Ok(())
}

impl App {
    /// Opens the data folder and puts the rooms together. Publishes the embedded corpus into an empty database.
    pub async fn open(config: Config, data: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<App>> {
        let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
        let catalog = Arc::new(catalog);
        let forms = Forms::of(&config, Arc::clone(&catalog))?;
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
            promised: Some(store::Promised {
                question_ms: config.safety.question_timeout_s * SECOND_MS,
                alarm_ms: config.safety.alarm_after_s * SECOND_MS,
                job: jobs::promised,
                notice_ms: config.requests.notice_after_s * SECOND_MS,
                notice: jobs::notice,
            }),
            ..store::Settings::default()
        };
        let options = store::Options { path: store::database(data), settings, alone: true };
        let store = Store::open(options, Arc::clone(&clock), Arc::new(hook)).await?;
        let markets = Markets::new(&config)?;
        warn_of_expired(&markets, clock.now());
        let records = Records::new(store.clone(), &markets, Arc::clone(&clock));
        // Before the corpus, by which a new database is known.
        if store.corpus_is_empty().await? {
            let added = records.fill().await?;
            tracing::info!(added, "sample records");
        }
        let markets = MarketsNow::new(markets);
        let live_faq = LiveFaq::open(&store, &config, markets.clone(), forms.clone(), PathBuf::from(data)).await?;
        let rates = Arc::new(Rates::new(&config.limits));
        let uploads = Uploads::open(store.clone(), Arc::clone(&rates), Arc::clone(&clock), config.uploads, data);
        let uploads = Arc::new(uploads.with_context(|| format!("cannot make {}", crate::uploads::folder(data).display()))?);
        let connections = Arc::new(Connections::new(&config));
        let rooms = privacy::Rooms {
            store: store.clone(),
            records: records.clone(),
            uploads: Arc::clone(&uploads),
            connections: Arc::clone(&connections),
            forms: forms.clone(),
            clock: Arc::clone(&clock),
        };
        let privacy = Privacy::new(rooms, data);
        erase_again(&privacy).await?;
        let (rates_of_care, connections_of_care) = (Arc::clone(&rates), Arc::clone(&connections));
        let requests = Requests::new(store.clone(), &config, markets, forms.clone(), Arc::clone(&clock))?;
        let requests = Arc::new(requests);
        let care = Care::new(care::Rooms {
            store: store.clone(),
            live_faq: Arc::clone(&live_faq),
            rates: rates_of_care,
            connections: connections_of_care,
            records: records.clone(),
            requests: Arc::clone(&requests),
            forms: forms.clone(),
            clock: Arc::clone(&clock),
        });
        let rooms = desk::Rooms { records: records.clone(), requests: Arc::clone(&requests), forms, clock: Arc::clone(&clock) };
        let desk = Desk::new(store.clone(), Arc::clone(&live_faq), Arc::clone(&rates), rooms);
        let measuring = Measuring::new(PathBuf::from(data), config.clone());
        let studio = Studio::new(store.clone(), Arc::clone(&live_faq), measuring, config.studio.clone(), Arc::clone(&clock));
        let gaps = Gaps::new(store.clone(), Arc::clone(&live_faq), Arc::clone(&clock));
        let limits = &config.limits;
        let allowed = Allowed {
            per_pair: limits.login_failures,
            per_address: limits.login_failures_per_address,
            per_account: limits.login_failures_per_account,
        };
        let accounts = Accounts::new(store.clone(), allowed, Arc::clone(&connections), Arc::clone(&clock));
        let app = App {
            trusted_proxies: config.trusted_proxies()?,
            metrics_allow: config.metrics_allow()?,
            alerts: Alerts::new(&config)?,
            site_keys: SiteKeys::new(&config.identity.keys),
            connections,
            config,
            clock,
            store,
            bus,
            catalog,
            live_faq,
            rates,
            care,
            desk,
            gaps,
            accounts,
            studio,
            records,
            requests,
            uploads,
            privacy,
            shutdown: watch::Sender::new(false),
            positions,
        };
        Ok(Arc::new(app))
    }

    /// Starts the background tasks.
    pub fn start(self: &Arc<Self>) -> Background {
        let mut tasks = JoinSet::new();
        let app = Arc::clone(self);
        tasks.spawn(background::keep("sweep", move || Arc::clone(&app).sweep()));
        let app = Arc::clone(self);
        tasks.spawn(background::keep("places in the queue", move || Arc::clone(&app).tell_places()));
        let app = Arc::clone(self);
        tasks.spawn(background::keep("published corpus", move || Arc::clone(&app).follow_corpus()));
        let app = Arc::clone(self);
        tasks.spawn(background::keep("gaps of the FAQ", move || Arc::clone(&app).count_questions()));
        let app = Arc::clone(self);
        tasks.spawn(background::keep("files of answers", move || Arc::clone(&app).clean_files()));
        let app = Arc::clone(self);
        tasks.spawn(background::keep("overdue requests", move || Arc::clone(&app).mark_overdue()));
        let worker = Worker::new(self.store.clone(), Arc::clone(&self.clock), work::handler(self));
        Background { _tasks: tasks, worker: tokio::spawn(worker.run(self.shutdown.subscribe())) }
    }

    /// The languages in use: those of the interface and those that the published FAQ brings besides.
    pub fn languages(&self) -> Languages {
        self.live_faq.current().engine.languages()
    }

    /// The database answers, and its writer runs.
    pub async fn ping(&self) -> store::Result<()> {
        self.store.ping().await
    }

    /// The database takes no changes now.
    pub fn read_only(&self) -> bool {
        self.store.read_only()
    }

    /// What operators measure of the database: conversations, and jobs by kind.
    pub async fn numbers(&self) -> store::Result<(store::Numbers, Vec<store::JobCounts>)> {
        Ok((self.store.numbers().await?, self.store.job_counts().await?))
    }

    /// What operators measure of uploads.
    pub async fn upload_numbers(&self) -> store::Result<store::UploadNumbers> {
        self.store.upload_numbers().await
    }

    /// Changes that wait for the writer.
    pub fn write_queue(&self) -> usize {
        self.store.write_queue()
    }

    /// Closes the database, after everything else has ended.
    pub async fn close(&self) {
        self.store.close().await;
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
            self.accounts.sweep();
        }
    }

    /// Tells waiting owners their place whenever the queue moves, or a technician comes or goes.
    async fn tell_places(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.positions.notified() => {}
                () = self.connections.staff_changed() => {}
            }
            match self.desk.places(&self.connections.technicians_online(None)).await {
                Ok(places) => {
                    for Place { conversation, position, wait_s } in places {
                        self.bus.tell(&Ephemeral::Queue { conversation, position, wait_s });
                    }
                }
                Err(error) => tracing::warn!(code = error.code.as_str(), "places in the queue could not be read"),
            }
            tokio::time::sleep(POSITIONS_EVERY).await;
        }
    }

    /// Takes up what another process published, and trains in the background.
    async fn follow_corpus(self: Arc<Self>) {
        loop {
            if let Err(error) = self.live_faq.follow(&self.store).await {
                tracing::warn!(%error, "the published corpus could not be taken up: the previous one serves on");
            }
            tokio::time::sleep(CORPUS_EVERY).await;
        }
    }

    /// Removes the files that no answer needs.
    async fn clean_files(self: Arc<Self>) {
        loop {
            match self.studio.clean_attached().await {
                Ok(0) => {}
                Ok(gone) => tracing::info!(gone, "removed files that no answer needs"),
                Err(error) => tracing::warn!(%error, "files that no answer needs could not be removed"),
            }
            tokio::time::sleep(CLEAN_EVERY).await;
        }
    }

    /// Marks the requests that are overdue.
    async fn mark_overdue(self: Arc<Self>) {
        loop {
            match self.requests.mark_overdue().await {
                Ok(0) => {}
                Ok(requests) => tracing::warn!(requests, "requests are overdue"),
                Err(error) => tracing::warn!(code = error.code.as_str(), "what is overdue could not be marked: it is tried again"),
            }
            tokio::time::sleep(OVERDUE_EVERY).await;
        }
    }

    /// Counts what owners ask of the FAQ. What was logged while nobody counted is counted later.
    async fn count_questions(self: Arc<Self>) {
        loop {
            tokio::time::sleep(COUNT_EVERY).await;
            if let Err(error) = self.gaps.tally().await {
                tracing::warn!(code = error.code.as_str(), "what owners asked could not be counted: it is tried again");
            }
        }
    }
}
