//! Markets as they are configured: the phones, numbers and hours of one country.

use super::{Config, Error, origin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The market of everybody who belongs to no other. The defaults have it, so it is always there.
pub const EVERYBODY_ELSE: &str = "int";
/// Most markets: every country has room.
const MOST_MARKETS: usize = 300;
/// Longest name of a market, in letters.
const MAX_NAME: usize = 16;

/// What one market says for itself; `config/aftercare.toml` explains each key. An empty text counts as none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Market {
    pub languages: Vec<String>,
    pub sites: Vec<String>,
    pub support_phone: Option<String>,
    pub roadside_phone: Option<String>,
    pub support_email: Option<String>,
    pub emergency_number: Option<String>,
    pub fire_number: Option<String>,
    pub ambulance_number: Option<String>,
    pub police_number: Option<String>,
}

/// Rules that types cannot say; sites get the form that browsers send.
pub(super) fn settle(config: &mut Config) -> Result<(), Error> {
    if config.markets.len() > MOST_MARKETS {
        return Err(Error::new("markets", format!("more than {MOST_MARKETS}")));
    }
    let (mut of_language, mut of_site) = (BTreeMap::new(), BTreeMap::new());
    for (name, market) in &mut config.markets {
        let is_name = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(is_name) {
            return Err(Error::new(format!("markets.{name}"), format!("a name has 1 to {MAX_NAME} of a-z, 0-9 and -")));
        }
        let key = |key: &str| format!("markets.{name}.{key}");
        let taken = |key_name: &str, what: &str, other: &String| Error::new(key(key_name), format!("{what:?} is also in markets.{other}"));
        for language in &market.languages {
            if let Some(other) = of_language.insert(language.clone(), name.clone()) {
                return Err(taken("languages", language, &other));
            }
        }
        for site in &mut market.sites {
            *site = origin::normal(&key("sites"), site)?;
            // Without a public_url it may be one of our own loopback names.
            let is_ours = config.server.public_url.is_empty() || config.server.public_url == *site;
            if !is_ours && !config.widget.allowed_origins.contains(site) {
                return Err(Error::new(key("sites"), format!("{site:?} is not in widget.allowed_origins")));
            }
            if let Some(other) = of_site.insert(site.clone(), name.clone()) {
                return Err(taken("sites", site, &other));
            }
        }
    }
    Ok(())
}
