//! Logs: text or JSON on standard error. Ids, sizes and codes only: no message text, e-mail, phone, token or VIN.

use crate::config::{Error, Log, LogFormat};
use std::io::IsTerminal;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tracing_subscriber::EnvFilter;

/// When the process started, or nearly so: [`start`] is among the first things that it does.
static STARTED: LazyLock<(Instant, i64)> = LazyLock::new(|| {
    use crate::clock::{Clock, SystemClock};
    (Instant::now(), SystemClock.now() / 1_000)
});

/// Starts logging for the process. A second call changes nothing, so tests may call it freely.
///
/// Colours are for a terminal: in a file or a journal they are noise. An error names `log.level`.
pub fn start(log: &Log) -> Result<(), Error> {
    LazyLock::force(&STARTED);
    let filter = EnvFilter::try_new(&log.level).map_err(|error| Error::new("log.level", format!("{:?}: {error}", log.level)))?;
    // Its complaint about a log that nobody reads would go there too, and panic.
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    // An error means that a subscriber is there already, which is what the caller wants.
    let _ = match log.format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init(),
        LogFormat::Json => builder.with_ansi(false).json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// How long the process has been running.
pub fn uptime() -> Duration {
    STARTED.0.elapsed()
}

/// When the process started, in seconds since 1970.
pub fn started_s() -> i64 {
    STARTED.1
}
