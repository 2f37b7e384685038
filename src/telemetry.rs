//! Logs: text or JSON on standard error. Ids, sizes and codes only: no message text, e-mail, phone, token or VIN.

use crate::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Starts logging for the process. A second call changes nothing, so tests may call it freely.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // An error means that a subscriber is there already, which is what the caller wants.
    let _ = match log.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
