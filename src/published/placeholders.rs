//! What `{names}` in answers stand for: the company's own data, from the configuration.

use crate::config::Config;
use crate::faq::file::{self, Options};
use crate::faq::{Corpus, Problem};
use crate::i18n::{Catalog, format};
use crate::language::Language;
use std::collections::BTreeMap;

/// Where the values come from.
struct Source<'a> {
    config: &'a Config,
    catalog: &'a Catalog,
    language: Language,
}

/// A name that answers may use in braces, and what stands there for a reader.
type Placeholder = (&'static str, fn(&Source<'_>) -> String);

/// All of them, in the order in which messages list them.
const TABLE: [Placeholder; 9] = [
    ("company", |of| of.config.company.name.clone()),
    ("support_phone", |of| of.config.company.support_phone.clone()),
    ("roadside_phone", |of| of.config.company.roadside_phone.clone()),
    ("support_email", |of| of.config.company.support_email.clone()),
    ("support_hours", support_hours),
    ("emergency_number", |of| of.config.company.emergency_number.clone()),
    ("emergency_number_bd", |of| of.config.company.emergency_number_bd.clone()),
    ("partner_bank", |of| of.config.company.partner_bank.clone()),
    ("training_day", |of| format::weekday(of.language, of.config.company.training_day)),
];

/// Names that answers may use in braces.
pub const NAMES: [&str; TABLE.len()] = {
    let mut names = [""; TABLE.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = TABLE[place].0;
        place += 1;
    }
    names
};

/// The first line of the opening hours.
fn support_hours(of: &Source<'_>) -> String {
    let hours = of.config.support.hours.first();
    hours.map_or_else(String::new, |hours| of.catalog.hours_line(of.language, &hours.days, &hours.open, &hours.close))
}

/// What the placeholders stand for, in the words of `language`.
pub fn values(config: &Config, catalog: &Catalog, language: Language) -> BTreeMap<String, String> {
    let source = Source { config, catalog, language };
    TABLE.into_iter().map(|(name, value)| (name.to_owned(), value(&source))).collect()
}

/// Reads files of a corpus, with our placeholders.
pub fn read(files: Vec<(String, String)>) -> (Corpus, Vec<Problem>) {
    file::read(files, Options { placeholders: Some(&NAMES) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_for_its_own_value() {
        let mut config = Config::defaults();
        let company = &mut config.company;
        for (field, text) in [
            (&mut company.name, "Name"),
            (&mut company.support_phone, "support phone"),
            (&mut company.roadside_phone, "roadside phone"),
            (&mut company.support_email, "support e-mail"),
            (&mut company.emergency_number, "emergency"),
            (&mut company.emergency_number_bd, "emergency in Bangladesh"),
            (&mut company.partner_bank, "bank"),
        ] {
            text.clone_into(field);
        }
        let catalog = Catalog::embedded().expect("the catalogue");
        let values = values(&config, &catalog, Language::En);
        let expected = BTreeMap::from([
            ("company", "Name"),
            ("support_phone", "support phone"),
            ("roadside_phone", "roadside phone"),
            ("support_email", "support e-mail"),
            ("support_hours", "Monday–Saturday, 9:00–18:00"),
            ("emergency_number", "emergency"),
            ("emergency_number_bd", "emergency in Bangladesh"),
            ("partner_bank", "bank"),
            ("training_day", "Saturday"),
        ]);
        let values: BTreeMap<&str, &str> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(values, expected);
    }
}
