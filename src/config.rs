//! The configuration: [`Config`], its sections, and its layers.
//!
//! Lowest is `config/aftercare.toml`, embedded and the reference documentation of every key; above it the file named by
//! `--config`; above that the environment (`AFTERCARE_SECTION__KEY`, lists as JSON).

pub mod hours;

use figment::Figment;
use figment::providers::{Format, Toml};
use hours::{BadHours, Day, Hours, Team};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// The defaults, with their explanation.
pub const DEFAULTS: &str = include_str!("../config/aftercare.toml");
/// What environment variables begin with.
const ENV_PREFIX: &str = "AFTERCARE_";

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub company: Company,
    pub support: Support,
    pub widget: Widget,
    pub answers: Answers,
    pub limits: Limits,
    pub sessions: Sessions,
    pub log: Log,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: String,
    pub trusted_proxies: Vec<String>,
    pub metrics_allow: Vec<String>,
    pub max_sockets: usize,
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
    pub emergency_number_bd: String,
    pub partner_bank: String,
    pub training_day: Day,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    pub hours: Vec<Hours>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Widget {
    pub allowed_origins: Vec<String>,
    pub allow_missing_origin: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub wrong_rate: f64,
    pub train: bool,
    pub embedding_threads: usize,
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
    pub new_conversations_per_hour: u32,
    pub ephemeral_per_second: u32,
    pub owner_text_chars: usize,
    pub staff_text_chars: usize,
    pub owner_frame_bytes: usize,
    pub staff_frame_bytes: usize,
    pub outgoing_frames: usize,
    pub outgoing_bytes: usize,
    pub login_failures: u32,
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

/// Why a configuration is refused. Says which key of which layer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("configuration: {0}")]
    Layer(#[from] Box<figment::Error>),
    #[error("environment variable {0}: {1}")]
    Environment(String, String),
    #[error("configuration: {0}")]
    Value(String),
    #[error("configuration: {0}")]
    Hours(#[from] BadHours),
}

impl Config {
    /// Reads all layers. `environment` is every variable of the process; those of other programs are passed over.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Error> {
        let defaults: toml::Table = DEFAULTS.parse().expect("the embedded defaults are TOML: a test reads them");
        let mut layers = Figment::from(Toml::string(DEFAULTS));
        if let Some(path) = file {
            if !path.is_file() {
                return Err(Error::Value(format!("no file {}", path.display())));
            }
            layers = layers.merge(Toml::file_exact(path));
        }
        let overrides = from_environment(&defaults, environment)?;
        layers = layers.merge(Toml::string(&overrides.to_string()));
        let config: Config = layers.extract().map_err(Box::new)?;
        config.check()?;
        Ok(config)
    }

    /// The defaults alone.
    pub fn defaults() -> Config {
        Config::load(None, std::iter::empty()).expect("the embedded defaults are valid: a test reads them")
    }

    /// Rules that types cannot say.
    fn check(&self) -> Result<(), Error> {
        let bad = |text: String| Err(Error::Value(text));
        if !self.server.listen.ip().is_loopback() && self.server.public_url.is_empty() {
            return bad(format!("server.listen = {} is reachable from outside: set server.public_url", self.server.listen));
        }
        if !self.server.public_url.is_empty() {
            parse_origin("server.public_url", &self.server.public_url)?;
        }
        for origin in &self.widget.allowed_origins {
            parse_origin("widget.allowed_origins", origin)?;
        }
        self.trusted_proxies()?;
        self.metrics_allow()?;
        self.teams()?;
        if !(0.0005..=0.5).contains(&self.answers.wrong_rate) {
            return bad(format!("answers.wrong_rate = {} is not between 0.0005 and 0.5", self.answers.wrong_rate));
        }
        if !(1..=64).contains(&self.answers.embedding_threads) {
            return bad(format!("answers.embedding_threads = {} is not between 1 and 64", self.answers.embedding_threads));
        }
        let positive = [
            ("owner_messages_per_second", self.limits.owner_messages_per_second),
            ("owner_messages_burst", self.limits.owner_messages_burst),
            ("owner_messages_per_10_minutes", self.limits.owner_messages_per_10_minutes),
            ("staff_messages_per_second", self.limits.staff_messages_per_second),
            ("staff_messages_burst", self.limits.staff_messages_burst),
            ("new_conversations_per_hour", self.limits.new_conversations_per_hour),
            ("ephemeral_per_second", self.limits.ephemeral_per_second),
            ("login_failures", self.limits.login_failures),
        ];
        match positive.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => bad(format!("limits.{name} must be at least 1")),
            None => Ok(()),
        }
    }

    /// Networks whose forwarding headers are believed.
    pub fn trusted_proxies(&self) -> Result<Vec<IpNet>, Error> {
        networks("server.trusted_proxies", &self.server.trusted_proxies)
    }

    /// Networks that may read `/metrics`, besides this machine.
    pub fn metrics_allow(&self) -> Result<Vec<IpNet>, Error> {
        networks("server.metrics_allow", &self.server.metrics_allow)
    }

    /// The technicians' hours.
    pub fn teams(&self) -> Result<Vec<Team>, Error> {
        Ok(self.support.hours.iter().map(Hours::parse).collect::<Result<_, _>>()?)
    }
}

/// An origin as browsers send it: `scheme://host[:port]`, nothing behind it.
fn parse_origin(key: &str, text: &str) -> Result<(), Error> {
    let bare = text.trim_end_matches('/');
    let rest = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']) => Ok(()),
        _ => Err(Error::Value(format!("{key}: {text:?} is not an origin such as https://chat.example.com"))),
    }
}

/// The environment as a table. A value's type is that of its default, so that a phone number stays a string.
fn from_environment(defaults: &toml::Table, environment: impl Iterator<Item = (String, String)>) -> Result<toml::Table, Error> {
    let mut table = toml::Table::new();
    for (name, text) in environment {
        let Some(path) = name.strip_prefix(ENV_PREFIX) else { continue };
        let Some((section, key)) = path.split_once("__") else { continue };
        let (section, key) = (section.to_lowercase(), key.to_lowercase());
        let wrong = |what: &str| Error::Environment(name.clone(), what.to_owned());
        let default = defaults.get(&section).and_then(|s| s.get(&key)).ok_or_else(|| wrong("there is no such key"))?;
        let value = match default {
            toml::Value::Integer(_) => toml::Value::Integer(text.trim().parse().map_err(|_| wrong("a whole number is needed"))?),
            toml::Value::Float(_) => toml::Value::Float(text.trim().parse().map_err(|_| wrong("a number is needed"))?),
            toml::Value::Boolean(_) => toml::Value::Boolean(text.trim().parse().map_err(|_| wrong("true or false is needed"))?),
            toml::Value::Array(_) | toml::Value::Table(_) => serde_json::from_str(&text).map_err(|_| wrong("a list in JSON is needed"))?,
            toml::Value::String(_) | toml::Value::Datetime(_) => toml::Value::String(text),
        };
        let entry = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let toml::Value::Table(section) = entry {
            section.insert(key, value);
        }
    }
    Ok(table)
}

/// Addresses and networks of the key of that name.
fn networks(key: &str, list: &[String]) -> Result<Vec<IpNet>, Error> {
    let parse = |text: &String| {
        let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        network.ok_or_else(|| Error::Value(format!("{key}: {text:?} is neither an address nor a network")))
    };
    list.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, Error> {
        Config::load(None, variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_embedded_file_is_complete_and_valid() {
        assert_eq!(Config::defaults().limits.owner_messages_burst, 5);
    }

    #[test]
    fn the_environment_wins_and_keeps_types() {
        let config = with(&[
            ("AFTERCARE_SERVER__LISTEN", "127.0.0.1:9999"),
            ("AFTERCARE_COMPANY__SUPPORT_PHONE", "16247"),
            ("AFTERCARE_WIDGET__ALLOWED_ORIGINS", r#"["https://cars.example"]"#),
            ("AFTERCARE_WIDGET__ALLOW_MISSING_ORIGIN", "true"),
            ("AFTERCARE_LIMITS__OWNER_MESSAGES_PER_SECOND", "1000"),
            ("PATH", "/bin"),
        ])
        .expect("valid");
        assert_eq!(config.server.listen.port(), 9999);
        assert_eq!(config.company.support_phone, "16247");
        assert_eq!(config.widget.allowed_origins, ["https://cars.example"]);
        assert!(config.widget.allow_missing_origin);
        assert_eq!(config.limits.owner_messages_per_second, 1000);
    }

    #[test]
    fn errors_name_the_key() {
        let check = |variables: &[(&str, &str)], expect: &str| {
            let error = with(variables).expect_err("refused").to_string();
            assert!(error.contains(expect), "{error:?} does not name {expect:?}");
        };
        check(&[("AFTERCARE_SERVER__PORT", "1")], "AFTERCARE_SERVER__PORT");
        check(&[("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "many")], "AFTERCARE_LIMITS__OWNER_MESSAGES_BURST");
        check(&[("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "0")], "owner_messages_burst");
        check(&[("AFTERCARE_SERVER__LISTEN", "0.0.0.0:80")], "server.public_url");
        check(&[("AFTERCARE_SERVER__PUBLIC_URL", "chat.example.com")], "server.public_url");
        check(&[("AFTERCARE_SERVER__TRUSTED_PROXIES", r#"["nonsense"]"#)], "trusted_proxies");
        check(&[("AFTERCARE_SERVER__METRICS_ALLOW", r#"["10.0.0.0/99"]"#)], "metrics_allow");
        check(&[("AFTERCARE_WIDGET__ALLOWED_ORIGINS", r#"["https://*.example"]"#)], "allowed_origins");
    }

    #[test]
    fn an_unknown_key_of_a_file_is_named() {
        let folder = std::env::temp_dir().join(format!("aftercare-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("a.toml");
        std::fs::write(&file, "[server]\nlisten = \"127.0.0.1:1\"\ncolour = \"red\"\n").expect("a file");
        let error = Config::load(Some(&file), std::iter::empty()).expect_err("refused").to_string();
        assert!(error.contains("colour"), "{error}");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
