//! The configuration: [`Config`], its sections, and its layers.
//!
//! Lowest is `config/aftercare.toml`, embedded and the reference documentation of every key; above it the file named by
//! `--config`; above that the environment (`AFTERCARE_SECTION__KEY`, lists as JSON).
//!
//! - [`content`]: what editors set in the page; `editors`: how it lies under what the operator wrote
//! - [`layers`]: how the layers become one, and what a refusal says
//! - [`hours`]: the technicians' hours
//! - [`holidays`]: dated calendars
//! - [`identity`]: the keys by which sites sign who their owner is
//! - [`market`]: what differs from country to country
//! - [`origin`]: origins as browsers send them
//! - [`site`]: what a site that embeds the chat says for itself

pub mod content;
mod editors;
pub mod holidays;
pub mod hours;
pub mod identity;
mod layers;
pub mod market;
mod origin;
pub mod site;

pub use layers::{Error, Written};

use holidays::Calendar;
use hours::{Day, Hours};
use identity::Identity;
use ipnet::IpNet;
use market::Market;
use serde::{Deserialize, Serialize};
use site::Site;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// The defaults, with their explanation.
pub const DEFAULTS: &str = include_str!("../config/aftercare.toml");

/// Longest time that a connection may be given for anything, in seconds: a day.
const MAX_TIMEOUT_S: u64 = 86_400;

/// Longest time for an answer to the danger question, and for an alarm to be taken, in seconds: an hour.
const MAX_ALARM_S: i64 = 3_600;
/// Questions of owners that a publication is held to at most: more take longer than an editor waits.
const MAX_GATE_QUESTIONS: u32 = 2_000;
/// Largest manual or picture beside an answer that may be allowed, in bytes: one is in memory as a whole.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// Largest picture of an owner that may be allowed, in bytes: one is in memory as a whole while it is looked at.
const MAX_IMAGE_BYTES: u64 = 64 << 20;
/// Longest wait before an owner is told of a change by e-mail, in seconds: a day.
const MAX_NOTICE_S: i64 = 86_400;
/// Longest time that the page of a closed request is there, in days: ten years.
const MAX_PAGE_DAYS: i64 = 3_650;
/// Most times that one alarm goes out.
const MAX_ALARM_REPEATS: u32 = 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub company: Company,
    pub markets: BTreeMap<String, Market>,
    pub support: Support,
    pub widget: Widget,
    pub identity: Identity,
    pub answers: Answers,
    pub safety: Safety,
    pub alerts: Alerts,
    pub requests: Requests,
    pub studio: Studio,
    pub uploads: Uploads,
    pub limits: Limits,
    pub sessions: Sessions,
    pub log: Log,
    /// The calendars that the sections name.
    #[serde(skip)]
    pub calendars: BTreeMap<String, Calendar>,
    /// What the operator wrote.
    #[serde(skip)]
    pub written: Written,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: String,
    pub trusted_proxies: Vec<String>,
    pub metrics_allow: Vec<String>,
    pub max_sockets: usize,
    pub header_timeout_s: u64,
    pub idle_timeout_s: u64,
    pub exchange_timeout_s: u64,
    pub drain_s: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub name: String,
    pub support_phone: String,
    pub roadside_phone: String,
    pub support_email: String,
    pub emergency_number: String,
    pub partner_bank: String,
    pub training_day: Day,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    pub hours: Vec<Hours>,
    pub holidays_folder: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Widget {
    pub allowed_origins: Vec<String>,
    pub allow_missing_origin: bool,
    pub sites: Vec<Site>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub wrong_rate: f64,
    pub train: bool,
    pub learn_from_owners: bool,
    pub embedding_threads: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safety {
    pub false_alarms: f64,
    pub missed_rate: f64,
    pub ordinary_asked: f64,
    pub question_timeout_s: i64,
    pub alarm_after_s: i64,
    pub alarm_repeats: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    pub webhook_url: Hidden,
    pub webhook_secret: Hidden,
    pub email_to: Vec<String>,
    pub email_from: String,
    pub smtp: Hidden,
    pub language: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    pub file: String,
    pub notice_after_s: i64,
    pub email_from: String,
    pub smtp: Hidden,
    pub wrong_codes_per_hour: u32,
    pub page_days: i64,
}

/// A value that may hold a password, and so stands in no log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// The value.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "\"\"" } else { "hidden" })
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Studio {
    pub wrong_translations: WrongTranslations,
    pub gate: Gate,
    pub gate_questions: u32,
    pub file_bytes: usize,
    pub files_bytes: u64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uploads {
    pub image_bytes: u64,
    pub document_bytes: u64,
    pub video_bytes: u64,
    pub audio_bytes: u64,
    pub conversation_bytes: u64,
    pub folder_bytes: u64,
}

/// What owners get of a translation that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongTranslations {
    /// The text, with a note.
    Note,
    /// The text of another language, with a note.
    Newer,
    /// A person.
    Withhold,
}

/// What is done about what a publication would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Nothing is looked at.
    Off,
    /// It is told.
    Warn,
    /// It is refused without a reason.
    Block,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub owner_messages_per_second: u32,
    pub owner_messages_burst: u32,
    pub owner_messages_per_10_minutes: u32,
    pub staff_messages_per_second: u32,
    pub staff_messages_burst: u32,
    pub sockets_per_session: usize,
    pub staff_sockets: usize,
    pub sockets_per_address: usize,
    pub connections_per_address: usize,
    pub new_conversations_per_hour: u32,
    pub uploads_per_hour: u32,
    pub ephemeral_per_second: u32,
    pub owner_text_chars: usize,
    pub staff_text_chars: usize,
    pub owner_frame_bytes: usize,
    pub staff_frame_bytes: usize,
    pub outgoing_frames: usize,
    pub outgoing_bytes: usize,
    pub login_failures: u32,
    pub login_failures_per_address: u32,
    pub login_failures_per_account: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    pub owner_idle_days: i64,
    pub owner_max_days: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub level: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// Reads all layers. `environment` is every variable of the process; those of other programs are passed over.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Error> {
        layers::load(file, environment)
    }

    /// The defaults alone.
    pub fn defaults() -> Config {
        Config::load(None, std::iter::empty()).expect("the embedded defaults are valid: a test reads them")
    }

    /// Rules that types cannot say; origins get the form that browsers send.
    fn settle(&mut self) -> Result<(), Error> {
        if !self.server.listen.ip().is_loopback() && self.server.public_url.is_empty() {
            let what = format!("{} is reachable from outside: set server.public_url", self.server.listen);
            return Err(Error::new("server.listen", what));
        }
        if !self.server.public_url.is_empty() {
            self.server.public_url = origin::normal("server.public_url", &self.server.public_url)?;
        }
        for origin in &mut self.widget.allowed_origins {
            *origin = origin::normal("widget.allowed_origins", origin)?;
        }
        identity::settle(self)?;
        market::settle(self)?;
        site::settle(self)?;
        self.trusted_proxies()?;
        self.metrics_allow()?;
        self.settle_safety()?;
        self.settle_requests()?;
        if !(0.0005..=0.5).contains(&self.answers.wrong_rate) {
            return Err(Error::new("answers.wrong_rate", format!("{} is not between 0.0005 and 0.5", self.answers.wrong_rate)));
        }
        if self.studio.file_bytes > MAX_FILE_BYTES {
            return Err(Error::new("studio.file_bytes", format!("{} is more than {MAX_FILE_BYTES}", self.studio.file_bytes)));
        }
        if self.uploads.image_bytes > MAX_IMAGE_BYTES {
            return Err(Error::new("uploads.image_bytes", format!("{} is more than {MAX_IMAGE_BYTES}", self.uploads.image_bytes)));
        }
        if self.studio.gate_questions > MAX_GATE_QUESTIONS {
            let what = format!("{} is more than {MAX_GATE_QUESTIONS}", self.studio.gate_questions);
            return Err(Error::new("studio.gate_questions", what));
        }
        if !(1..=64).contains(&self.answers.embedding_threads) {
            return Err(Error::new("answers.embedding_threads", format!("{} is not between 1 and 64", self.answers.embedding_threads)));
        }
        let times = [
            ("server.header_timeout_s", self.server.header_timeout_s),
            ("server.idle_timeout_s", self.server.idle_timeout_s),
            ("server.exchange_timeout_s", self.server.exchange_timeout_s),
            ("server.drain_s", self.server.drain_s.max(1)),
        ];
        if let Some((name, seconds)) = times.iter().find(|(_, seconds)| !(1..=MAX_TIMEOUT_S).contains(seconds)) {
            return Err(Error::new(*name, format!("{seconds} is not between 1 and {MAX_TIMEOUT_S}")));
        }
        let positive = [
            ("owner_messages_per_second", self.limits.owner_messages_per_second),
            ("owner_messages_burst", self.limits.owner_messages_burst),
            ("owner_messages_per_10_minutes", self.limits.owner_messages_per_10_minutes),
            ("staff_messages_per_second", self.limits.staff_messages_per_second),
            ("staff_messages_burst", self.limits.staff_messages_burst),
            ("new_conversations_per_hour", self.limits.new_conversations_per_hour),
            ("uploads_per_hour", self.limits.uploads_per_hour),
            ("ephemeral_per_second", self.limits.ephemeral_per_second),
            ("login_failures", self.limits.login_failures),
            ("login_failures_per_address", self.limits.login_failures_per_address),
            ("login_failures_per_account", self.limits.login_failures_per_account),
        ];
        match positive.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(Error::new(format!("limits.{name}"), "must be at least 1")),
            None => Ok(()),
        }
    }

    /// The shares and times of [`Safety`].
    fn settle_safety(&self) -> Result<(), Error> {
        let Safety { false_alarms, missed_rate, ordinary_asked, .. } = self.safety;
        for (name, share) in [("false_alarms", false_alarms), ("missed_rate", missed_rate), ("ordinary_asked", ordinary_asked)] {
            if !(0.001..=0.2).contains(&share) {
                return Err(Error::new(format!("safety.{name}"), format!("{share} is not between 0.001 and 0.2")));
            }
        }
        for (name, seconds) in [("question_timeout_s", self.safety.question_timeout_s), ("alarm_after_s", self.safety.alarm_after_s)] {
            if !(1..=MAX_ALARM_S).contains(&seconds) {
                return Err(Error::new(format!("safety.{name}"), format!("{seconds} is not between 1 and {MAX_ALARM_S}")));
            }
        }
        if !(1..=MAX_ALARM_REPEATS).contains(&self.safety.alarm_repeats) {
            let what = format!("{} is not between 1 and {MAX_ALARM_REPEATS}", self.safety.alarm_repeats);
            return Err(Error::new("safety.alarm_repeats", what));
        }
        Ok(())
    }

    /// The times and counts of [`Requests`].
    fn settle_requests(&self) -> Result<(), Error> {
        let Requests { notice_after_s, wrong_codes_per_hour, page_days, .. } = self.requests;
        if !(0..=MAX_NOTICE_S).contains(&notice_after_s) {
            return Err(Error::new("requests.notice_after_s", format!("{notice_after_s} is not between 0 and {MAX_NOTICE_S}")));
        }
        if !(1..=MAX_PAGE_DAYS).contains(&page_days) {
            return Err(Error::new("requests.page_days", format!("{page_days} is not between 1 and {MAX_PAGE_DAYS}")));
        }
        if wrong_codes_per_hour == 0 {
            return Err(Error::new("requests.wrong_codes_per_hour", "must be at least 1"));
        }
        Ok(())
    }

    /// Where browsers, and links in messages to the staff, find this server, without a slash at the end.
    pub fn own_origin(&self) -> String {
        if self.server.public_url.is_empty() { format!("http://{}", self.server.listen) } else { self.server.public_url.clone() }
    }

    /// Networks whose forwarding headers are believed.
    pub fn trusted_proxies(&self) -> Result<Vec<IpNet>, Error> {
        networks("server.trusted_proxies", &self.server.trusted_proxies)
    }

    /// Networks that may read `/metrics`, besides this machine.
    pub fn metrics_allow(&self) -> Result<Vec<IpNet>, Error> {
        networks("server.metrics_allow", &self.server.metrics_allow)
    }
}

/// Addresses and networks of the key of that name.
fn networks(key: &str, list: &[String]) -> Result<Vec<IpNet>, Error> {
    let parse = |text: &String| {
        let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        network.ok_or_else(|| Error::new(key, format!("{text:?} is neither an address nor a network")))
    };
    list.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_complete_and_valid() {
        assert_eq!(Config::defaults().limits.owner_messages_burst, 5);
    }
}
