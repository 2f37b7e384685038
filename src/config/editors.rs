//! What editors set, under what the operator wrote.

use super::content::{Content, FILE, From};
use super::layers::{self, Setting};
use super::{Config, Error};

impl Config {
    /// This configuration with what editors set: where the operator set the same, that holds.
    ///
    /// # Errors
    ///
    /// As for a configuration: unknown zones, times and calendars, or a market that nobody configured.
    pub fn with_content(&self, content: &Content) -> Result<Config, Error> {
        if content.company.is_empty() && content.support.is_empty() && content.markets.is_empty() {
            return Ok(self.clone());
        }
        if let Some(name) = content.markets.keys().find(|name| !self.markets.contains_key(*name)) {
            return Err(Error::new(format!("markets.{name}"), "there is no such market in the configuration"));
        }
        layers::over(settings(content), &self.written)
    }

    /// Who set a key, such as `["markets", "bd", "hours"]`.
    pub fn set_by(&self, content: &Content, path: &[&str]) -> From {
        if self.written.has(path) {
            return From::Operator;
        }
        let table = match path {
            ["company", _] => Some(&content.company),
            ["support", _] => Some(&content.support),
            ["markets", name, _] => content.markets.get(*name),
            _ => None,
        };
        match (table, path.last()) {
            (Some(table), Some(key)) if table.contains_key(*key) => From::Editor,
            _ => From::Default,
        }
    }
}

/// What the file says, as settings.
fn settings(content: &Content) -> Vec<Setting> {
    let of = |path: &[&str], table: &toml::Table| -> Vec<Setting> {
        table.iter().map(|(key, value)| Setting::of_file(FILE, path.iter().copied().chain([key.as_str()]), value)).collect()
    };
    let mut settings = of(&["company"], &content.company);
    settings.extend(of(&["support"], &content.support));
    settings.extend(content.markets.iter().flat_map(|(name, market)| of(&["markets", name], market)));
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_lie_over_the_defaults_and_under_the_operator() {
        let variable = ("AFTERCARE_MARKETS__KZ__SUPPORT_PHONE".to_owned(), "7700".to_owned());
        let config = Config::load(None, std::iter::once(variable)).expect("valid");
        let text = "[company]\nname = \"Jol\"\nroadside_phone = \"1\"\n[markets.kz]\nsupport_phone = \"2\"\nfire_number = \"3\"\nholidays = [\"2027-01-02\"]\n\
                    [[markets.bd.hours]]\nzone = \"Asia/Dhaka\"\ndays = [\"mon\"]\nopen = \"10:00\"\nclose = \"11:00\"\n";
        let content = Content::read(text).expect("it is right");
        let with = config.with_content(&content).expect("valid");
        assert_eq!((with.company.name.as_str(), with.markets["kz"].support_phone.as_deref()), ("Jol", Some("7700")));
        assert_eq!((with.markets["kz"].fire_number.as_deref(), with.markets["bd"].hours.as_ref().map(Vec::len)), (Some("3"), Some(1)));
        // What holds for all replaces the samples of the markets, as in a file.
        assert_eq!(with.markets["bd"].roadside_phone, None);
        let by = |path: &[&str]| config.set_by(&content, path);
        assert_eq!(
            [by(&["company", "name"]), by(&["markets", "kz", "support_phone"]), by(&["markets", "kz", "hours"])],
            [From::Editor, From::Operator, From::Default]
        );
        assert_eq!(Content::read(&content.write()), Ok(content.clone()));
        assert_eq!(with.server.listen, config.server.listen, "the rest stays as it was written");
    }

    #[test]
    fn what_no_configuration_may_say_is_refused() {
        let refused = |text: &str| {
            Config::defaults().with_content(&Content::read(text).expect("the form is right")).expect_err("refused").to_string()
        };
        assert!(refused("[markets.mars]\nfire_number = \"1\"\n").contains("markets.mars: there is no such market"));
        let zone = "[[markets.bd.hours]]\nzone = \"Asia/Nowhere\"\ndays = []\nopen = \"09:00\"\nclose = \"18:00\"\n";
        assert!(refused(zone).contains("unknown time zone"));
    }
}
