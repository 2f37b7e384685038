//! The layers of the configuration: defaults, a file, the environment, each above the one before.
//!
//! Every value that a person wrote is first tried alone over the defaults. So a refusal is always that value's, and can name
//! its key and the line or the variable where it stands.

use super::{Config, DEFAULTS};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What environment variables begin with.
const ENV_PREFIX: &str = "AFTERCARE_";
/// Largest configuration file, in bytes: many times what all keys need.
const MAX_FILE: u64 = 1024 * 1024;

/// Why a configuration is refused: what is wrong, with which key, written where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    place: Option<Place>,
    key: String,
    what: String,
}

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Line(PathBuf, usize),
    Variable(String),
}

/// The section of named tables ([`Config::markets`]): its values have one name more than others.
const NAMED: &str = "markets";
/// Keys that hold for all markets: once a person has set one, the markets' own defaults of it, which are samples, go.
const COMMON: [(&str, &str); 4] =
    [("company", "support_phone"), ("company", "roadside_phone"), ("company", "support_email"), ("support", "hours")];

/// One value that a person wrote.
#[derive(Clone)]
pub(super) struct Setting {
    /// Section and key; for a market, its name between them.
    path: Vec<String>,
    value: toml::Value,
    place: Place,
}

impl Error {
    /// What is wrong with the key of that name.
    pub fn new(key: impl Into<String>, what: impl Into<String>) -> Error {
        Error { place: None, key: key.into(), what: what.into() }
    }

    fn at(place: Place, key: impl Into<String>, what: impl Into<String>) -> Error {
        Error { place: Some(place), key: key.into(), what: what.into() }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: ")?,
            None => f.write_str("configuration: ")?,
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.what)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Line(path, line) => write!(f, "{}:{line}", path.display()),
            Place::Variable(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// What the operator wrote, file and environment, in their order.
#[derive(Clone, Default)]
pub struct Written(Vec<Setting>);

impl Written {
    /// Whether the operator set this key.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.0.iter().any(|setting| setting.path == path)
    }
}

/// Some of it is secret.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} settings", self.0.len())
    }
}

impl Setting {
    /// A value of a file that has no lines any more.
    pub(super) fn of_file<'a>(file: &str, path: impl Iterator<Item = &'a str>, value: &toml::Value) -> Setting {
        Setting { path: path.map(str::to_owned).collect(), value: value.clone(), place: Place::File(PathBuf::from(file)) }
    }

    fn name(&self) -> String {
        self.path.join(".")
    }

    /// This value in its place in `table`.
    fn put(&self, table: &mut toml::Table) {
        let Some((key, sections)) = self.path.split_last() else { return };
        let mut table = table;
        for section in sections {
            let inner = table.entry(section).or_insert_with(|| toml::Table::new().into());
            let toml::Value::Table(inner) = inner else { return };
            table = inner;
        }
        table.insert(key.clone(), self.value.clone());
    }

    /// The key that this sets for all markets.
    fn common(&self) -> Option<&str> {
        match self.path.as_slice() {
            [section, key] if COMMON.contains(&(section.as_str(), key.as_str())) => Some(key),
            _ => None,
        }
    }
}

/// Reads all layers. `environment` is every variable of the process; those of other programs are passed over.
pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Error> {
    let defaults: toml::Table = DEFAULTS.parse().expect("the embedded defaults are TOML: a test reads them");
    let mut settings = file.map_or_else(|| Ok(Vec::new()), |path| from_file(&defaults, path))?;
    settings.extend(from_environment(&defaults, environment)?);
    merge(settings)
}

/// These settings, under what the operator wrote.
pub(super) fn over(mut settings: Vec<Setting>, written: &Written) -> Result<Config, Error> {
    settings.extend(written.0.iter().cloned());
    Ok(Config { written: written.clone(), ..merge(settings)? })
}

/// The settings over the defaults, later ones over earlier ones.
fn merge(settings: Vec<Setting>) -> Result<Config, Error> {
    let defaults: toml::Table = DEFAULTS.parse().expect("the embedded defaults are TOML: a test reads them");
    let mut merged = defaults.clone();
    let markets = merged.get_mut(NAMED).and_then(toml::Value::as_table_mut).into_iter().flatten();
    for market in markets.filter_map(|(_, market)| market.as_table_mut()) {
        market.retain(|key, _| settings.iter().all(|setting| setting.common() != Some(key)));
    }
    let mut places = BTreeMap::new();
    for setting in &settings {
        let mut alone = defaults.clone();
        setting.put(&mut alone);
        read(alone).map_err(|what| Error::at(setting.place.clone(), setting.name(), what))?;
        setting.put(&mut merged);
        places.insert(setting.name(), setting.place.clone());
    }
    let mut config = read(merged).map_err(|what| Error::new("", what))?;
    config.settle().map_err(|error| Error { place: places.remove(&error.key), ..error })?;
    config.written = Written(settings);
    Ok(config)
}

fn read(table: toml::Table) -> Result<Config, String> {
    table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// The values of a file.
fn from_file(defaults: &toml::Table, path: &Path) -> Result<Vec<Setting>, Error> {
    let whole = |what: String| Error::at(Place::File(path.to_owned()), "", what);
    let size = std::fs::metadata(path).map_err(|error| whole(error.to_string()))?.len();
    if size > MAX_FILE {
        return Err(whole(format!("is larger than {MAX_FILE} bytes")));
    }
    let text = std::fs::read(path).map_err(|error| whole(error.to_string()))?;
    let text = String::from_utf8(text).map_err(|_| whole("is not UTF-8".to_owned()))?;
    let line = |offset: usize| Place::Line(path.to_owned(), text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1);
    let table = DeTable::parse(&text).map_err(|error| {
        let place = error.span().map_or(Place::File(path.to_owned()), |span| line(span.start));
        Error::at(place, "", error.message())
    })?;
    let mut settings = Vec::new();
    for (section, values) in table.into_inner() {
        let place = line(section.span().start);
        let section = section.into_inner().into_owned();
        let Some(toml::Value::Table(known)) = defaults.get(&section) else {
            return Err(Error::at(place, section, "there is no such section"));
        };
        let DeValue::Table(values) = values.into_inner() else {
            return Err(Error::at(place, section, "is a section, written [name] on a line of its own"));
        };
        if section != NAMED {
            settings.extend(section_of_file(&[&section], values, known, &line)?);
            continue;
        }
        let known = named_keys(known);
        for (name, values) in values {
            let place = line(name.span().start);
            let name = name.into_inner().into_owned();
            let DeValue::Table(values) = values.into_inner() else {
                return Err(Error::at(place, format!("{section}.{name}"), "is a section, written [markets.name] on a line of its own"));
            };
            settings.extend(section_of_file(&[&section, &name], values, &known, &line)?);
        }
    }
    Ok(settings)
}

/// The values of one section of a file, whose keys are those of `known`.
fn section_of_file(path: &[&str], values: DeTable<'_>, known: &toml::Table, line: &impl Fn(usize) -> Place) -> Result<Vec<Setting>, Error> {
    let mut settings = Vec::new();
    for (key, value) in values {
        let place = line(key.span().start);
        let key = key.into_inner().into_owned();
        let path: Vec<String> = path.iter().copied().chain([key.as_str()]).map(str::to_owned).collect();
        if !known.contains_key(&key) {
            return Err(Error::at(place, path.join("."), "there is no such key"));
        }
        let value = toml::Value::deserialize(ValueDeserializer::from(value))
            .map_err(|error| Error::at(place.clone(), path.join("."), error.message()))?;
        settings.push(Setting { path, value, place });
    }
    Ok(settings)
}

/// The keys that any table of the section of named tables has: each may stand in all of them.
fn named_keys(section: &toml::Table) -> toml::Table {
    section.values().filter_map(toml::Value::as_table).flat_map(toml::Table::clone).collect()
}

/// The values of the environment. A value's type is that of its default, so that a phone number stays a string.
fn from_environment(defaults: &toml::Table, environment: impl Iterator<Item = (String, String)>) -> Result<Vec<Setting>, Error> {
    let mut settings = Vec::new();
    for (name, text) in environment {
        let Some(path) = name.strip_prefix(ENV_PREFIX) else { continue };
        let Some((section, key)) = path.split_once("__") else { continue };
        let (section, key) = (section.to_lowercase(), key.to_lowercase());
        let place = Place::Variable(name.clone());
        let known = defaults.get(&section).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let (path, known) = match key.split_once("__") {
            Some((name, key)) if section == NAMED => (vec![section, name.to_owned(), key.to_owned()], named_keys(&known)),
            _ if section == NAMED => (vec![section, key], toml::Table::new()),
            _ => (vec![section, key], known),
        };
        let wrong = |what: &str| Error::at(place.clone(), path.join("."), what);
        let default = path.last().and_then(|key| known.get(key)).ok_or_else(|| wrong("there is no such key"))?;
        let value = match default {
            toml::Value::Integer(_) => toml::Value::Integer(text.trim().parse().map_err(|_| wrong("a whole number is needed"))?),
            toml::Value::Float(_) => toml::Value::Float(text.trim().parse().map_err(|_| wrong("a number is needed"))?),
            toml::Value::Boolean(_) => toml::Value::Boolean(text.trim().parse().map_err(|_| wrong("true or false is needed"))?),
            toml::Value::Array(_) | toml::Value::Table(_) => serde_json::from_str(&text).map_err(|_| wrong("a list in JSON is needed"))?,
            toml::Value::String(_) | toml::Value::Datetime(_) => toml::Value::String(text),
        };
        settings.push(Setting { path, value, place });
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, Error> {
        load(None, variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    /// What a file with these bytes gives, and `variables` above it.
    fn file(name: &str, bytes: &[u8], variables: &[(&str, &str)]) -> Result<Config, String> {
        let folder = std::env::temp_dir().join(format!("aftercare-config-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("a.toml");
        std::fs::write(&path, bytes).expect("a file");
        let loaded = load(Some(&path), variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let prefix = format!("{}/", folder.display());
        std::fs::remove_dir_all(&folder).expect("removed");
        loaded.map_err(|error| error.to_string().replace(&prefix, ""))
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
    fn the_environment_is_above_the_file_and_the_file_above_the_defaults() {
        let text = b"[limits]\nowner_messages_burst = 7\nlogin_failures = 9\n[[support.hours]]\nzone = \"Asia/Almaty\"\ndays = [\"mon\"]\nopen = \"09:00\"\nclose = \"10:00\"\n";
        let config = file("above", text, &[("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "8")]).expect("valid");
        assert_eq!((config.limits.owner_messages_burst, config.limits.login_failures, config.limits.sockets_per_session), (8, 9, 5));
        assert_eq!(config.support.hours.len(), 1, "a list is replaced, not added to");
    }

    #[test]
    fn a_refused_value_is_named_with_its_place() {
        let check = |text: &str, expect: &str| assert_eq!(file("refused", text.as_bytes(), &[]).expect_err("refused"), expect);
        check("[server]\nlisten = \"127.0.0.1:1\"\ncolour = \"red\"\n", "a.toml:3: server.colour: there is no such key");
        check("\n[colour]\nred = 1\n", "a.toml:2: colour: there is no such section");
        check("server = 1\n", "a.toml:1: server: is a section, written [name] on a line of its own");
        check("[server]\n\nlisten = \"nowhere\"\n", "a.toml:3: server.listen: invalid socket address syntax");
        check("[log]\nlevel = 1\n", "a.toml:2: log.level: invalid type: integer `1`, expected a string");
        check("[server]\nlisten = \n", "a.toml:2: string values must be quoted, expected literal string");
        let day = "[support]\nhours = [\n{ zone = \"Asia/Dhaka\", days = [\"monday\"], open = \"09:00\", close = \"18:00\" } ]\n";
        check(day, "a.toml:2: support.hours: unknown variant `monday`, expected one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`");
        check("[server]\nheader_timeout_s = 0\n", "a.toml:2: server.header_timeout_s: 0 is not between 1 and 86400");
        check(
            "[server]\nidle_timeout_s = 9000000000000000000\n",
            "a.toml:2: server.idle_timeout_s: 9000000000000000000 is not between 1 and 86400",
        );
        // What types cannot say is found after the merge, and still knows its line.
        check("[answers]\n# twice\nwrong_rate = 2.0\n", "a.toml:3: answers.wrong_rate: 2 is not between 0.0005 and 0.5");
        check(
            "[support]\nhours = [\n{ zone = \"Asia/Nowhere\", days = [], open = \"09:00\", close = \"18:00\" } ]\n",
            "a.toml:2: support.hours: unknown time zone \"Asia/Nowhere\"",
        );
    }

    #[test]
    fn a_market_is_merged_key_by_key_and_may_be_new() {
        let text = b"[markets.bd]\nsupport_phone = \"16247\"\n[markets.in]\nlanguages = [\"bn\"]\nemergency_number = \"112\"\n[markets.kz]\nlanguages = []\n";
        let refused = file("taken", text, &[]).expect_err("Bengali has two markets");
        assert_eq!(refused, "a.toml:4: markets.in.languages: \"bn\" is also in markets.bd");
        let config = file("markets", text, &[("AFTERCARE_MARKETS__IN__LANGUAGES", "[]"), ("AFTERCARE_MARKETS__KZ__FIRE_NUMBER", "1-0-1")]);
        let markets = config.expect("valid").markets;
        let of = |name: &str| &markets[name];
        assert_eq!((of("bd").support_phone.as_deref(), of("bd").fire_number.as_deref()), (Some("16247"), Some("999")));
        assert_eq!((of("kz").languages.len(), of("kz").fire_number.as_deref()), (0, Some("1-0-1")));
        assert_eq!((of("in").emergency_number.as_deref(), of("in").support_phone.as_deref()), (Some("112"), None));
    }

    #[test]
    fn what_the_company_sets_replaces_the_samples_of_all_markets() {
        let text = b"[company]\nroadside_phone = \"16247\"\n[markets.kz]\nroadside_phone = \"7700\"\n";
        let config = file("samples", text, &[("AFTERCARE_COMPANY__SUPPORT_EMAIL", "me@cars.example")]).expect("valid");
        let of = |name: &str| config.markets[name].clone();
        assert_eq!((of("bd").roadside_phone, of("kz").roadside_phone.as_deref()), (None, Some("7700")));
        assert!(of("int").support_email.is_none() && of("bd").support_phone.is_some() && of("bd").fire_number.is_some());
    }

    #[test]
    fn a_market_that_cannot_be_is_refused_with_its_place() {
        let check = |text: &str, expect: &str| assert_eq!(file("market", text.as_bytes(), &[]).expect_err("refused"), expect);
        check("markets.bd = 1\n", "a.toml:1: markets.bd: is a section, written [markets.name] on a line of its own");
        check("[markets.bd]\n\nfire = \"1\"\n", "a.toml:3: markets.bd.fire: there is no such key");
        check("[markets.bd]\nfire_number = 999\n", "a.toml:2: markets.bd.fire_number: invalid type: integer `999`, expected a string");
        check(
            "[markets.bd]\nsites = [\"cars\"]\n",
            "a.toml:2: markets.bd.sites: \"cars\" is not an origin such as https://chat.example.com",
        );
        let site = "[server]\npublic_url = \"https://a.example\"\n[markets.kz]\nsites = [\"https://b.example\"]\n";
        check(site, "a.toml:4: markets.kz.sites: \"https://b.example\" is not in widget.allowed_origins");
        let name = "[markets.\"B D\"]\nsites = []\n";
        assert_eq!(
            file("name", name.as_bytes(), &[]).expect_err("refused"),
            "configuration: markets.B D: a name has 1 to 16 of a-z, 0-9 and -"
        );
        let variable = with(&[("AFTERCARE_MARKETS__BD", "{}")]).expect_err("refused").to_string();
        assert_eq!(variable, "environment variable AFTERCARE_MARKETS__BD: markets.bd: there is no such key");
    }

    #[test]
    fn a_file_that_is_no_text_is_refused() {
        assert_eq!(file("bytes", b"\xff\xfe[", &[]).expect_err("refused"), "a.toml: is not UTF-8");
        let large = vec![b'#'; 1024 * 1024 + 1];
        assert_eq!(file("large", &large, &[]).expect_err("refused"), "a.toml: is larger than 1048576 bytes");
        assert!(file("mark", b"\xef\xbb\xbf[log]\nlevel = \"warn\"\n", &[]).is_ok(), "a byte-order mark is no part of the text");
        let absent = load(Some(Path::new("/nowhere/a.toml")), std::iter::empty()).expect_err("absent").to_string();
        assert!(absent.starts_with("/nowhere/a.toml: No such file"), "{absent}");
    }

    #[test]
    fn a_variable_is_named() {
        let check = |variables: &[(&str, &str)], expect: &str| {
            assert_eq!(with(variables).expect_err("refused").to_string(), format!("environment variable {expect}"));
        };
        check(&[("AFTERCARE_SERVER__PORT", "1")], "AFTERCARE_SERVER__PORT: server.port: there is no such key");
        check(
            &[("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "many")],
            "AFTERCARE_LIMITS__OWNER_MESSAGES_BURST: limits.owner_messages_burst: a whole number is needed",
        );
        check(
            &[("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "0")],
            "AFTERCARE_LIMITS__OWNER_MESSAGES_BURST: limits.owner_messages_burst: must be at least 1",
        );
        check(
            &[("AFTERCARE_SERVER__LISTEN", "0.0.0.0:80")],
            "AFTERCARE_SERVER__LISTEN: server.listen: 0.0.0.0:80 is reachable from outside: set server.public_url",
        );
        check(
            &[("AFTERCARE_SERVER__TRUSTED_PROXIES", r#"["nonsense"]"#)],
            "AFTERCARE_SERVER__TRUSTED_PROXIES: server.trusted_proxies: \"nonsense\" is neither an address nor a network",
        );
        check(
            &[("AFTERCARE_SERVER__METRICS_ALLOW", r#"["10.0.0.0/99"]"#)],
            "AFTERCARE_SERVER__METRICS_ALLOW: server.metrics_allow: \"10.0.0.0/99\" is neither an address nor a network",
        );
    }
}
