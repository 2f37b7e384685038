//! `aftercare alerts test`: whether an alarm would reach anybody.

use super::output::say;
use crate::alerts::{Alert, Alerts, Way};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::i18n::Catalog;
use std::process::ExitCode;

/// Sends a trial by every way that is configured, a line each. Exit code 1 when one failed, or none is configured.
pub async fn test(config: &Config) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
    let alerts = Alerts::new(config)?;
    let trial = Alert { id: SystemClock.id().to_string(), alarm: None };
    let mut failed = !Way::ALL.into_iter().any(|way| alerts.has(way));
    for way in Way::ALL {
        let name = way.as_str();
        if !alerts.has(way) {
            say!("{name}: not configured")?;
            continue;
        }
        match alerts.send(way, &trial, &catalog, SystemClock.now()).await {
            Ok(()) => say!("{name}: sent")?,
            Err(error) => {
                failed = true;
                say!("{name}: failed: {error}")?;
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
