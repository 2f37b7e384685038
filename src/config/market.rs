//! Markets as they are configured: the phones, numbers and hours of one country.

use super::holidays::{self, Calendar, Holidays};
use super::hours::{self, Day, Hours, Team};
use super::{Config, Error, origin, site};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    pub hours: Option<Vec<Hours>>,
    pub holidays: Option<Holidays>,
    pub rest_days: Option<Vec<Day>>,
    pub privacy: Privacy,
    pub privacy_url: Option<String>,
    pub privacy_text: BTreeMap<String, String>,
}

/// What owners are told, or asked, of their data before they write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    /// Nothing but not to send secrets.
    None,
    /// What happens to what they write.
    #[default]
    Notice,
    /// The same, and they are asked to agree. A form waits for it, words do not: somebody may be in danger.
    Consent,
}

const ALL_DAYS: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
/// The days of the week on which offices rest where a market says nothing.
const REST_DAYS: [Day; 2] = [Day::Sat, Day::Sun];

impl Market {
    /// The days of the week on which its offices rest.
    pub fn rest_days(&self) -> Vec<Day> {
        self.rest_days.clone().unwrap_or_else(|| REST_DAYS.to_vec())
    }

    /// The dates on which its offices rest: those of its own calendar, else those of its teams.
    pub fn days_off(&self, teams: &[Team], config: &Config) -> Result<BTreeSet<Date>, hours::BadHours> {
        match &self.holidays {
            Some(holidays) => Ok(hours::days_off(holidays, &config.calendars)?.into_iter().collect()),
            None => Ok(teams.iter().flat_map(|team| team.holidays.iter().copied()).collect()),
        }
    }

    /// The hours of its technicians: its own, else those of `[support]`. `name` is its own.
    pub fn teams(&self, name: &str, config: &Config) -> Result<Vec<Team>, Error> {
        let (key, hours) = match &self.hours {
            Some(hours) => (format!("markets.{name}.hours"), hours),
            None => ("support.hours".to_owned(), &config.support.hours),
        };
        let off = self.holidays.clone().unwrap_or_default();
        let teams = hours.iter().map(|hours| hours.parse(&off, &config.calendars));
        teams.collect::<Result<_, _>>().map_err(|error| Error::new(key, error.to_string()))
    }
}

/// Rules that types cannot say; sites get the form that browsers send.
pub(super) fn settle(config: &mut Config) -> Result<(), Error> {
    if let Some((name, _)) = config.markets.iter().find(|(_, market)| ALL_DAYS.iter().all(|day| market.rest_days().contains(day))) {
        return Err(Error::new(format!("markets.{name}.rest_days"), "leaves no day of the week to work on"));
    }
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
        site::is_page(market.privacy_url.as_deref().unwrap_or_default()).map_err(|what| Error::new(key("privacy_url"), what))?;
        site::texts(&market.privacy_text).map_err(|what| Error::new(key("privacy_text"), what))?;
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
    config.calendars = calendars(config)?;
    config.markets.iter().try_for_each(|(name, market)| market.teams(name, config).map(drop))
}

/// The calendars that are named anywhere.
fn calendars(config: &Config) -> Result<BTreeMap<String, Calendar>, Error> {
    let of_team = |key: String, hours: &[Hours]| hours.iter().map(move |hours| (key.clone(), hours.holidays.clone())).collect::<Vec<_>>();
    let mut named = of_team("support.hours".to_owned(), &config.support.hours);
    for (name, market) in &config.markets {
        named.push((format!("markets.{name}.holidays"), market.holidays.clone()));
        named.extend(of_team(format!("markets.{name}.hours"), market.hours.as_deref().unwrap_or_default()));
    }
    let mut calendars = BTreeMap::new();
    for (key, holidays) in named {
        if let Some(Holidays::Calendar(name)) = holidays
            && !calendars.contains_key(&name)
        {
            let calendar = holidays::load(&key, &config.support.holidays_folder, &name)?;
            calendars.insert(name, calendar);
        }
    }
    Ok(calendars)
}
