//! `aftercare serve`.

use super::output::say;
use crate::app::App;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::data_folder::{self, Post};
use crate::http::server::{self, gate::Places};
use crate::http::{self, Web};
use anyhow::Context;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Runs the server until SIGTERM or SIGINT, then lets its connections finish.
pub async fn serve(config: Config, data: &Path) -> anyhow::Result<ExitCode> {
    let drain = Duration::from_secs(config.server.drain_s);
    let listen = config.server.listen;
    // Before all else: whoever serves the folder already must not be disturbed.
    let _lock = match data_folder::lock(data, Post::Server, SystemClock.now()) {
        Ok(lock) => lock,
        Err(refused) => return Ok(super::refuse(&refused)),
    };
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let app = App::open(config, data, Arc::new(SystemClock)).await.with_context(|| format!("cannot open {}", data.display()))?;
    let background = app.start();
    let router = http::router(Web::new(Arc::clone(&app), address.port())?);
    let settings = settings(&app);
    // Who has read that the server is ready may stop it at once.
    let stop = StopSignals::listen();
    // Scripts wait for this line; it tells the port when `listen` has port 0. A server whose output nobody reads serves on.
    let _ = say!("listening on http://{address}");
    tell(&app, address, data, &settings);
    let mut stopping = app.shutdown.subscribe();
    let mut server = pin!(server::serve(listener, router, settings, app.shutdown.subscribe()));
    let mut signal = pin!(StopSignals::heard(stop));
    tokio::select! {
        () = &mut server => {}
        heard = &mut signal => {
            if let Err(error) = heard {
                tracing::error!(%error, "signals cannot be heard");
            }
        }
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    tracing::info!("stopping");
    app.shutdown.send_replace(true);
    if tokio::time::timeout(drain, server).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    wait_for_sockets(&app, drain).await;
    background.stop().await;
    app.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// How connections are taken.
fn settings(app: &App) -> server::Settings {
    let (server, limits) = (&app.config.server, &app.config.limits);
    let times = server::Times {
        header: Duration::from_secs(server.header_timeout_s),
        idle: Duration::from_secs(server.idle_timeout_s),
        exchange: Duration::from_secs(server.exchange_timeout_s),
    };
    let descriptors = server::max_descriptors();
    let places = Places::new(server.max_sockets, limits.sockets_per_address, limits.connections_per_address, descriptors);
    if places.total < server.max_sockets {
        let (possible, wanted) = (places.total, server.max_sockets);
        tracing::warn!(possible, wanted, "the limit of open files holds fewer connections than server.max_sockets: raise it");
    }
    server::Settings { times, places, proxies: app.trusted_proxies.clone() }
}

/// One line that says what runs here, and within which limits.
fn tell(app: &App, address: SocketAddr, data: &Path, settings: &server::Settings) {
    let config = &app.config;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        data = %data.display(),
        %address,
        public_url = config.server.public_url,
        connections = settings.places.total,
        connections_of_an_address = settings.places.address,
        connections_of_a_proxy = settings.places.proxy,
        sockets = config.server.max_sockets,
        sockets_of_an_address = config.limits.sockets_per_address,
        header_timeout_s = config.server.header_timeout_s,
        idle_timeout_s = config.server.idle_timeout_s,
        exchange_timeout_s = config.server.exchange_timeout_s,
        "ready"
    );
}

/// Upgraded sockets are no longer the HTTP server's: they close by themselves, told by the shutdown channel.
async fn wait_for_sockets(app: &App, most: Duration) {
    let until = tokio::time::Instant::now() + most;
    while app.connections.sockets() > 0 && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The signals that stop a server, heard from when this is made.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Ends with the first signal; with an error at once, when they cannot be heard.
    async fn heard(listening: std::io::Result<Self>) -> std::io::Result<()> {
        let Self { mut terminate, mut interrupt } = listening?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
}
