//! What editors set in the page: phones, hours, holidays and the first words of the chat, as a file beside the entries (`settings.toml`). It lies over the
//! defaults and under what the operator wrote: a key in the configuration file or the environment wins.

use super::Company;
use super::hours::Hours;
use super::market::Market;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file's place among those beside the entries.
pub const FILE: &str = "settings.toml";
/// Keys of `[company]` that editors may set: all.
pub const COMPANY: [&str; 7] =
    ["name", "support_phone", "roadside_phone", "support_email", "emergency_number", "partner_bank", "training_day"];
/// Keys of a market that editors may set; whom it is for (`languages`, `sites`) is the operator's affair.
pub const MARKET: [&str; 9] = [
    "support_phone",
    "roadside_phone",
    "support_email",
    "emergency_number",
    "fire_number",
    "ambulance_number",
    "police_number",
    "hours",
    "holidays",
];
/// Longest text of [`Texts`], in characters: it stands above a chat.
pub const MAX_TEXT: usize = 500;
/// Longest other value, in characters.
const MAX_VALUE: usize = 200;
/// Most teams of a market.
const MAX_TEAMS: usize = 50;

/// What `settings.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    #[serde(skip_serializing_if = "toml::Table::is_empty")]
    pub company: toml::Table,
    #[serde(skip_serializing_if = "toml::Table::is_empty")]
    pub support: toml::Table,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub markets: BTreeMap<String, toml::Table>,
    /// By the code of a language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Texts>,
}

/// Words of the chat in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// Above an empty chat; `{company}` stands for the company's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub greeting: String,
    /// While no technician is there by the hours.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub closed: String,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The program's own, or nothing is set.
    Default,
    /// An editor set it.
    Editor,
    /// The operator set it, in the configuration file or the environment: an editor's value would not hold.
    Operator,
}

impl Content {
    /// Reads the file. An error tells the line, from 1, and what is wrong.
    pub fn read(text: &str) -> Result<Content, (usize, String)> {
        let content: Content = toml::from_str(text).map_err(|error| {
            let before =
                error.span().map_or(0, |span| text.as_bytes()[..span.start.min(text.len())].iter().filter(|byte| **byte == b'\n').count());
            (before + 1, error.message().to_owned())
        })?;
        content.check().map_err(|(key, what)| (line_of(text, &key), format!("`{key}` {what}")))?;
        Ok(content)
    }

    /// The file that says this.
    pub fn write(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// The key that is wrong, and how.
    fn check(&self) -> Result<(), (String, String)> {
        let known = |name: &str, table: &toml::Table, keys: &[&str]| match table.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err((key.clone(), format!("is no key of {name}; known are {}", keys.join(", ")))),
            None => table.iter().try_for_each(|(key, value)| is_short(key, value)),
        };
        known("[company]", &self.company, &COMPANY)?;
        known("[support]", &self.support, &["hours"])?;
        self.company.clone().try_into::<Said>().map(drop).map_err(|error| ("company".to_owned(), error.message().to_owned()))?;
        for (name, market) in &self.markets {
            known(&format!("[markets.{name}]"), market, &MARKET)?;
            let said = market.clone().try_into::<Market>().map_err(|error| (name.clone(), error.message().to_owned()))?;
            teams(said.hours.as_deref().unwrap_or_default())?;
        }
        for (code, texts) in &self.texts {
            for (key, text) in [("greeting", &texts.greeting), ("closed", &texts.closed)] {
                if text.chars().count() > MAX_TEXT {
                    return Err((key.to_owned(), format!("has more than {MAX_TEXT} characters ({code})")));
                }
            }
        }
        Ok(())
    }
}

/// [`Company`] with each key or without.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    #[serde(rename = "name")]
    _name: Option<String>,
    #[serde(rename = "support_phone")]
    _support_phone: Option<String>,
    #[serde(rename = "roadside_phone")]
    _roadside_phone: Option<String>,
    #[serde(rename = "support_email")]
    _support_email: Option<String>,
    #[serde(rename = "emergency_number")]
    _emergency_number: Option<String>,
    #[serde(rename = "partner_bank")]
    _partner_bank: Option<String>,
    #[serde(rename = "training_day")]
    _training_day: Option<super::hours::Day>,
}

fn is_short(key: &str, value: &toml::Value) -> Result<(), (String, String)> {
    match value.as_str() {
        Some(text) if text.chars().count() > MAX_VALUE => Err((key.to_owned(), format!("has more than {MAX_VALUE} characters"))),
        _ => Ok(()),
    }
}

fn teams(hours: &[Hours]) -> Result<(), (String, String)> {
    if hours.len() > MAX_TEAMS { Err(("hours".to_owned(), format!("has more than {MAX_TEAMS} teams"))) } else { Ok(()) }
}

/// The first line on which a key is set.
fn line_of(text: &str, key: &str) -> usize {
    let is_set = |line: &str| line.trim_start().starts_with(key) || line.trim_start().starts_with('[') && line.contains(key);
    text.lines().position(is_set).map_or(1, |place| place + 1)
}

impl Company {
    /// A value by its key, as editors see it.
    pub fn value(&self, key: &str) -> Option<toml::Value> {
        toml::Value::try_from(self).ok()?.get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("[company]\nname = 1\n", 1, "invalid type"),
            ("[company]\n\ncolour = \"red\"\n", 3, "`colour` is no key of [company]"),
            ("[markets.bd]\nlanguages = [\"bn\"]\n", 2, "`languages` is no key of [markets.bd]"),
            ("[server]\nlisten = \"x\"\n", 1, "unknown field `server`"),
            ("[texts.en]\ngreeting = \n", 2, ""),
        ] {
            let (at, told) = Content::read(text).expect_err("it is wrong");
            assert!(told.contains(what) && at == line, "{text}: {at}: {told}");
        }
        let long = format!("[texts.en]\nclosed = \"{}\"\n", "x".repeat(MAX_TEXT + 1));
        assert_eq!(Content::read(&long).expect_err("long").0, 2);
    }
}
