//! What `{names}` in answers stand for: the company's own data and that of the reader's market, from the configuration.

use crate::aftersales::kind::Kinds;
use crate::clock::Millis;
use crate::config::Company;
use crate::faq::file::{self, Options};
use crate::faq::{Corpus, Problem};
use crate::i18n::{Catalog, format};
use crate::language::Language;
use crate::market::{Market, Markets};
use crate::published::Audience;
use std::collections::BTreeMap;

/// Where the values come from.
struct Source<'a> {
    company: &'a Company,
    catalog: &'a Catalog,
    market: &'a Market,
    language: Language,
    now: Millis,
}

/// A name that answers may use in braces, and what stands there for a reader.
type Placeholder = (&'static str, fn(&Source<'_>) -> String);

/// The next days off.
pub const HOLIDAYS: &str = crate::answer::holidays::PLACEHOLDER;

/// All of them, in the order in which messages list them.
const TABLE: [Placeholder; 12] = [
    ("company", |of| of.company.name.clone()),
    ("support_phone", |of| of.market.support_phone.clone()),
    ("roadside_phone", |of| of.market.roadside_phone.clone()),
    ("support_email", |of| of.market.support_email.clone()),
    ("support_hours", |of| of.catalog.support_hours(of.language, &of.market.schedule)),
    (HOLIDAYS, |of| of.catalog.days_off(of.language, &of.market.days_off(of.now))),
    ("emergency_number", |of| of.market.emergency_number.clone()),
    ("fire_number", |of| of.market.fire_number.clone()),
    ("ambulance_number", |of| of.market.ambulance_number.clone()),
    ("police_number", |of| of.market.police_number.clone()),
    ("partner_bank", |of| of.company.partner_bank.clone()),
    ("training_day", |of| format::weekday(of.language, of.company.training_day)),
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

/// What versions before the markets had. It is refused in what is published now; what was published before goes on being true.
const RETIRED: &str = "emergency_number_bd";

/// What the placeholders stand for in a market at `now`, in the words of `language`.
pub fn values(
    company: &Company,
    catalog: &Catalog,
    markets: &Markets,
    Audience { language, market, now, .. }: Audience<'_>,
) -> BTreeMap<String, String> {
    let source = Source { company, catalog, market, language, now };
    let retired = markets.get("bd").map_or(&market.emergency_number, |bd| &bd.emergency_number);
    let values = TABLE.into_iter().map(|(name, value)| (name.to_owned(), value(&source)));
    values.chain([(RETIRED.to_owned(), retired.clone())]).collect()
}

/// Reads files of a corpus, with our placeholders and the forms of a table.
pub fn read(files: Vec<(String, String)>, kinds: &Kinds) -> (Corpus, Vec<Problem>) {
    file::read(files, Options { placeholders: Some(&NAMES), actions: Some(&kinds.form_ids()), ..Options::default() })
}

/// Reads what was published once, maybe by an older version: names that are refused today have their meaning.
pub fn read_published(files: Vec<(String, String)>) -> (Corpus, Vec<Problem>) {
    let names: Vec<&str> = NAMES.into_iter().chain([RETIRED]).collect();
    file::read(files, Options { placeholders: Some(&names), is_checked: true, ..Options::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn each_name_stands_for_its_own_value() {
        let mut config = Config::defaults();
        "Name".clone_into(&mut config.company.name);
        "bank".clone_into(&mut config.company.partner_bank);
        let market = config.markets.get_mut("kz").expect("a market");
        for (field, text) in [
            (&mut market.support_phone, "support phone"),
            (&mut market.roadside_phone, "roadside phone"),
            (&mut market.support_email, "support e-mail"),
            (&mut market.emergency_number, "emergency"),
            (&mut market.fire_number, "fire"),
            (&mut market.ambulance_number, "ambulance"),
            (&mut market.police_number, "police"),
        ] {
            *field = Some(text.to_owned());
        }
        let catalog = Catalog::embedded().expect("the catalogue");
        let markets = Markets::new(&config).expect("markets");
        let now = "2027-03-20T06:00:00Z".parse::<jiff::Timestamp>().expect("a time").as_millisecond();
        let audience = Audience { language: Language::EN, market: markets.get("kz").expect("a market"), now, named: &[] };
        let values = values(&config.company, &catalog, &markets, audience);
        let expected = BTreeMap::from([
            ("company", "Name"),
            ("support_phone", "support phone"),
            ("roadside_phone", "roadside phone"),
            ("support_email", "support e-mail"),
            ("support_hours", "Monday–Saturday, 9:00–18:00, Almaty time"),
            (
                "holidays",
                "Our next days off: Nauryz (March 21, 2027 – March 23, 2027); Unity Day of the People of Kazakhstan (May 1, 2027); \
                 Defender of the Fatherland Day (May 7, 2027).",
            ),
            ("emergency_number", "emergency"),
            ("fire_number", "fire"),
            ("ambulance_number", "ambulance"),
            ("police_number", "police"),
            ("emergency_number_bd", "999"),
            ("partner_bank", "bank"),
            ("training_day", "Saturday"),
        ]);
        let values: BTreeMap<&str, &str> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(values, expected);
    }

    #[test]
    fn what_a_name_stands_for_fits_into_the_brackets_of_an_answer() {
        let config = Config::defaults();
        let catalog = Catalog::embedded().expect("the catalogue");
        let markets = Markets::new(&config).expect("markets");
        let (corpus, _) = read(crate::published::sample::files(), &crate::forms::ours());
        assert!(!corpus.entries.is_empty());
        for market in markets.iter() {
            for entry in &corpus.entries {
                for (language, text) in &entry.texts {
                    let audience = Audience { language: *language, market, now: 0, named: &[] };
                    let values = values(&config.company, &catalog, &markets, audience);
                    let filled = values.iter().fold(text.answer.clone(), |all, (name, value)| all.replace(&format!("{{{name}}}"), value));
                    assert_eq!(filled.matches("))").count(), text.answer.matches("))").count(), "{} in {language}: {filled}", entry.id);
                }
            }
        }
    }

    #[test]
    fn what_an_older_version_published_is_read_and_no_more_published() {
        let entry = "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"Call {emergency_number_bd}\"\n";
        let files = || vec![("a/b.toml".to_owned(), entry.to_owned())];
        let (corpus, problems) = read_published(files());
        assert_eq!((corpus.entries.len(), problems.len()), (1, 0));
        let (corpus, problems) = read(files(), &crate::forms::ours());
        assert_eq!((corpus.entries.len(), problems.len()), (0, 1));
    }
}
