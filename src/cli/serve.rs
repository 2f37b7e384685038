//! `aftercare serve`.

use crate::app::App;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::http::{self, Web, assets::Assets, origin::Origins};
use anyhow::Context;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the server until SIGTERM or SIGINT, then lets its connections finish.
pub async fn serve(config: Config, data: &Path) -> anyhow::Result<ExitCode> {
    let drain = Duration::from_secs(config.server.drain_s);
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let app = App::open(config, data, Arc::new(SystemClock)).await.with_context(|| format!("cannot open {}", data.display()))?;
    let tasks = app.start();
    let web = web(&app, address.port());
    let router = http::router(web).into_make_service_with_connect_info::<SocketAddr>();
    // Scripts wait for this line; it tells the port when `listen` has port 0.
    println!("listening on http://{address}");
    tracing::info!(%address, data = %data.display(), "ready");
    let listener = listener.tap_io(|stream| {
        // Without this, small frames wait for the peer's acknowledgement.
        let _ = stream.set_nodelay(true);
    });
    let stopping = Arc::clone(&app);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        if let Err(error) = stop_signal().await {
            tracing::error!(%error, "signals cannot be heard");
        }
        tracing::info!("stopping");
        stopping.shutdown.send_replace(true);
    });
    let mut stopped = app.shutdown.subscribe();
    tokio::select! {
        served = server => served?,
        () = async {
            let _ = stopped.changed().await;
            tokio::time::sleep(drain).await;
        } => tracing::warn!("some connections did not end in time"),
    }
    wait_for_sockets(&app, drain).await;
    drop(tasks);
    app.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// The handlers' state.
fn web(app: &Arc<App>, port: u16) -> Web {
    let assets = Assets::new(&app.catalog);
    Web { app: Arc::clone(app), origins: Arc::new(Origins::new(&app.config, port)), assets: Arc::new(assets) }
}

/// Upgraded sockets are no longer the HTTP server's: they close by themselves, told by the shutdown channel.
async fn wait_for_sockets(app: &App, most: Duration) {
    let until = tokio::time::Instant::now() + most;
    while app.connections.sockets() > 0 && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn stop_signal() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
