//! What `{names}` in answers stand for: the company's own data, from the configuration.

use crate::config::Config;
use crate::faq::file::{self, Options};
use crate::faq::{Corpus, Problem};
use crate::i18n::{Catalog, format};
use crate::language::Language;
use std::collections::BTreeMap;

/// Names that answers may use in braces.
pub const NAMES: [&str; 9] = [
    "company",
    "support_phone",
    "roadside_phone",
    "support_email",
    "support_hours",
    "emergency_number",
    "emergency_number_bd",
    "partner_bank",
    "training_day",
];

/// What the placeholders stand for, in the words of `language`.
pub fn values(config: &Config, catalog: &Catalog, language: Language) -> BTreeMap<String, String> {
    let company = &config.company;
    let hours = config.support.hours.first();
    let hours = hours.map_or_else(String::new, |hours| catalog.hours_line(language, &hours.days, &hours.open, &hours.close));
    let values = [
        company.name.clone(),
        company.support_phone.clone(),
        company.roadside_phone.clone(),
        company.support_email.clone(),
        hours,
        company.emergency_number.clone(),
        company.emergency_number_bd.clone(),
        company.partner_bank.clone(),
        format::weekday(language, company.training_day),
    ];
    NAMES.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

/// Reads files of a corpus, with our placeholders.
pub fn read(files: Vec<(String, String)>) -> (Corpus, Vec<Problem>) {
    file::read(files, Options { placeholders: Some(&NAMES) })
}
