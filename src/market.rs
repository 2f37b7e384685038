//! The markets: which one an owner belongs to, and the phones, numbers, hours and holidays that hold there.
//!
//! Plain data, made once from the configuration. A key that a market does not set falls back to `[company]` or `[support]`; the
//! numbers of fire service, ambulance and police fall back to the market's own emergency number first.
//!
//! - [`hours`]: whether technicians are at work, and when next
//! - [`off`]: the days off that lie ahead

pub mod hours;
pub mod off;

use crate::config::holidays::{Calendar, Holiday, Holidays};
use crate::config::hours::Day;
use crate::config::market::{EVERYBODY_ELSE, Privacy};
use crate::config::{self, Config};
use crate::language::Language;
use hours::Schedule;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

/// One market, with every key filled in.
#[derive(Debug, Clone)]
pub struct Market {
    /// The name of its section.
    pub id: String,
    languages: Vec<Language>,
    sites: Vec<String>,
    pub support_phone: String,
    pub roadside_phone: String,
    pub support_email: String,
    /// The number to call first, for any danger.
    pub emergency_number: String,
    pub fire_number: String,
    pub ambulance_number: String,
    pub police_number: String,
    /// When its technicians are there.
    pub schedule: Schedule,
    /// Its calendar; without one of its own, those of its teams.
    holidays: Vec<Holiday>,
    /// The days of the week on which its offices rest.
    pub rest_days: Vec<Day>,
    /// The dates on which they do.
    pub dates_off: BTreeSet<Date>,
    /// What is said of its holidays, for centres that say nothing of their own.
    pub holidays_said: Holidays,
    /// What owners are told, or asked, before they write.
    pub privacy: Privacy,
    /// Where more of it stands; empty: nowhere.
    pub privacy_url: String,
    /// The operator's words for it, by the code of a language.
    pub privacy_text: BTreeMap<String, String>,
}

/// All markets. Clones share them.
#[derive(Debug, Clone)]
pub struct Markets {
    /// When anybody is there, in any market.
    pub schedule: Schedule,
    /// Words by which owners ask whether somebody is there, with their language: those of all calendars.
    pub asks: Arc<[(String, String)]>,
    /// The calendars that are named anywhere.
    pub calendars: Arc<BTreeMap<String, Calendar>>,
    all: Arc<[Arc<Market>]>,
    everybody_else: Arc<Market>,
}

/// The markets as editors have them now. Who publishes says so here, and rooms that may not know what is published read it. Clones share it.
#[derive(Debug, Clone)]
pub struct MarketsNow(Arc<RwLock<Markets>>);

impl MarketsNow {
    pub fn new(markets: Markets) -> MarketsNow {
        MarketsNow(Arc::new(RwLock::new(markets)))
    }

    /// As they are at this moment: what is read of them for one thing belongs together.
    pub fn get(&self) -> Markets {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on these hold.
    pub fn set(&self, markets: Markets) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = markets;
    }
}

impl Markets {
    /// Fails for a language that the program does not know.
    pub fn new(config: &Config) -> Result<Markets, config::Error> {
        let all = config.markets.iter().map(|(id, said)| market(config, id, said).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let everybody_else = all.iter().find(|market| market.id == EVERYBODY_ELSE).cloned();
        let missing = || config::Error::new(format!("markets.{EVERYBODY_ELSE}"), "is missing");
        let schedule = Schedule::new(all.iter().flat_map(|market| market.schedule.teams()).cloned().collect());
        let words =
            |(language, words): (&String, &Vec<String>)| words.iter().map(|word| (language.clone(), word.clone())).collect::<Vec<_>>();
        let asks = config.calendars.values().flat_map(|calendar| &calendar.asks).flat_map(words).collect();
        let calendars = Arc::new(config.calendars.clone());
        Ok(Markets { schedule, asks, everybody_else: everybody_else.ok_or_else(missing)?, calendars, all: all.into() })
    }

    /// The market of that name.
    pub fn get(&self, id: &str) -> Option<&Arc<Market>> {
        self.all.iter().find(|market| market.id == id)
    }

    /// Where an owner belongs: to the market that their page names, else to that of their site, else to that of their language, else
    /// to that of everybody else.
    pub fn of(&self, named: Option<&str>, site: &str, language: Language) -> &Arc<Market> {
        let named = named.and_then(|id| self.get(id));
        let of_site = || self.all.iter().find(|market| market.sites.iter().any(|known| known == site));
        let of_language = || self.all.iter().find(|market| market.languages.contains(&language));
        named.or_else(of_site).or_else(of_language).unwrap_or(&self.everybody_else)
    }

    /// The market of somebody of whom only the language is known.
    pub fn of_language(&self, language: Language) -> &Arc<Market> {
        self.of(None, "", language)
    }

    /// Every market.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Market>> {
        self.all.iter()
    }
}

/// What the market's own calendar holds, else those of its teams, in the order of teams.
fn holidays(config: &Config, said: &config::market::Market, schedule: &Schedule) -> Vec<Holiday> {
    let own = match &said.holidays {
        Some(Holidays::Calendar(name)) => Some(name),
        Some(Holidays::Dates(_)) | None => None,
    };
    let mut names: Vec<&String> = own.into_iter().collect();
    if said.holidays.is_none() {
        names.extend(schedule.teams().iter().filter_map(|team| team.calendar.as_ref()));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
    }
    names.into_iter().filter_map(|name| config.calendars.get(name)).flat_map(|calendar| &calendar.holidays).cloned().collect()
}

fn market(config: &Config, id: &str, said: &config::market::Market) -> Result<Market, config::Error> {
    let language = |code: &String| {
        let unknown = || config::Error::new(format!("markets.{id}.languages"), format!("no language {code:?}"));
        Language::parse(code).ok_or_else(unknown)
    };
    let company = &config.company;
    let or = |own: &Option<String>, common: &str| own.as_deref().filter(|own| !own.is_empty()).unwrap_or(common).to_owned();
    let schedule = Schedule::new(said.teams(id, config)?);
    let emergency_number = or(&said.emergency_number, &company.emergency_number);
    let off = said.days_off(schedule.teams(), config);
    Ok(Market {
        rest_days: said.rest_days(),
        dates_off: off.map_err(|error| config::Error::new(format!("markets.{id}.holidays"), error.to_string()))?,
        id: id.to_owned(),
        languages: said.languages.iter().map(language).collect::<Result<_, _>>()?,
        sites: said.sites.clone(),
        support_phone: or(&said.support_phone, &company.support_phone),
        roadside_phone: or(&said.roadside_phone, &company.roadside_phone),
        support_email: or(&said.support_email, &company.support_email),
        fire_number: or(&said.fire_number, &emergency_number),
        ambulance_number: or(&said.ambulance_number, &emergency_number),
        police_number: or(&said.police_number, &emergency_number),
        emergency_number,
        holidays: holidays(config, said, &schedule),
        holidays_said: said.holidays.clone().unwrap_or_default(),
        schedule,
        privacy: said.privacy,
        privacy_url: said.privacy_url.clone().unwrap_or_default(),
        privacy_text: said.privacy_text.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(change: impl FnOnce(&mut Config)) -> Markets {
        let mut config = Config::defaults();
        change(&mut config);
        Markets::new(&config).expect("markets")
    }

    #[test]
    fn an_owner_belongs_where_the_page_says_then_the_site_then_the_language() {
        let markets = configured(|config| {
            config.markets.get_mut("kz").expect("kz").sites = vec!["https://cars.kz".into()];
            config.markets.get_mut("int").expect("int").sites = vec!["https://cars.example".into()];
        });
        let of = |named, site, language| markets.of(named, site, language).id.as_str();
        assert_eq!(of(None, "", Language::BN), "bd");
        assert_eq!(of(None, "https://unknown.example", Language::KK), "kz");
        assert_eq!(of(None, "", Language::RU), "kz");
        assert_eq!(of(None, "", Language::EN), "int");
        assert_eq!(of(None, "https://cars.kz", Language::BN), "kz");
        assert_eq!(of(None, "https://cars.example", Language::BN), "int");
        assert_eq!(of(Some("bd"), "https://cars.kz", Language::EN), "bd");
        assert_eq!(of(Some("mars"), "https://cars.kz", Language::EN), "kz", "only configured markets count");
        let none = configured(|config| config.markets.values_mut().for_each(|market| market.languages.clear()));
        assert_eq!(none.of_language(Language::BN).id, "int");
    }

    #[test]
    fn each_key_falls_back() {
        let markets = configured(|config| {
            config.company.roadside_phone = "common".into();
            config.company.emergency_number = "911".into();
            let kz = config.markets.get_mut("kz").expect("kz");
            (kz.roadside_phone, kz.emergency_number, kz.fire_number) = (Some(String::new()), None, None);
            let bd = config.markets.get_mut("bd").expect("bd");
            bd.police_number = None;
        });
        let kz = markets.get("kz").expect("kz");
        assert_eq!((&*kz.roadside_phone, &*kz.emergency_number, &*kz.fire_number, &*kz.ambulance_number), ("common", "911", "911", "103"));
        let bd = markets.get("bd").expect("bd");
        assert_eq!((&*bd.police_number, &*bd.roadside_phone), ("999", "+880 9600 112244"));
    }

    #[test]
    fn an_unknown_language_is_refused() {
        let mut config = Config::defaults();
        config.markets.get_mut("kz").expect("kz").languages.push("kz".into());
        let refused = Markets::new(&config).expect_err("refused").to_string();
        assert_eq!(refused, "configuration: markets.kz.languages: no language \"kz\"");
    }
}
