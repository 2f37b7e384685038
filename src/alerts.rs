//! How an alarm that nobody takes reaches people who are not at the desk: by a webhook and by e-mail. The post of e-mails to owners is
//! here too ([`Post`]).
//!
//! What goes out never holds what an owner wrote. When it goes out, and how often, is decided by the jobs of [`crate::app`]; here is
//! one attempt by one way. Each attempt has a time limit, follows no redirect, and says what went wrong without addresses or
//! secrets, so that the reason can stand in the log.

mod email;
mod post;
mod webhook;

pub use post::{Letter, Post, Posted};

use crate::clock::Millis;
use crate::config::{self, Config};
use crate::i18n::Catalog;
use crate::language::Language;
use email::Email;
use uuid::Uuid;
use webhook::Webhook;

/// How an alarm goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Webhook,
    Email,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 2] = [Way::Webhook, Way::Email];

    /// The name on the command line, in logs and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Webhook => "webhook",
            Way::Email => "email",
        }
    }
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The same in each attempt, so that a receiver can tell a repeat.
    pub id: String,
    /// None for a trial.
    pub alarm: Option<Alarm>,
}

/// A danger that nobody has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    pub conversation: Uuid,
    /// The safety card and its title in the language of the e-mails, where there is one.
    pub card: Option<String>,
    pub title: Option<String>,
    /// The owner's language.
    pub language: Language,
    /// Since when nobody has it.
    pub since: Millis,
    /// How often it went out before.
    pub round: u32,
}

/// Why an attempt failed: no address, no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failed(pub String);

/// The ways that are configured.
pub struct Alerts {
    webhook: Option<Webhook>,
    email: Option<Email>,
    desk: String,
}

impl Alerts {
    /// Reads `[alerts]`. An error names the key.
    pub fn new(config: &Config) -> Result<Alerts, config::Error> {
        let alerts = &config.alerts;
        Ok(Alerts { webhook: Webhook::new(alerts)?, email: Email::new(alerts)?, desk: format!("{}/desk", config.own_origin()) })
    }

    /// Whether a way is configured.
    pub fn has(&self, way: Way) -> bool {
        match way {
            Way::Webhook => self.webhook.is_some(),
            Way::Email => self.email.is_some(),
        }
    }

    /// One attempt by one way, at `now`. A way that is not configured has nothing to fail at.
    pub async fn send(&self, way: Way, alert: &Alert, catalog: &Catalog, now: Millis) -> Result<(), Failed> {
        match way {
            Way::Webhook => match &self.webhook {
                Some(webhook) => webhook.send(alert, &self.desk, now).await,
                None => Ok(()),
            },
            Way::Email => match &self.email {
                Some(email) => email.send(alert, &self.desk, catalog).await,
                None => Ok(()),
            },
        }
    }
}
