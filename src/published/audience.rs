//! For whom an answer is made, and the answers that were made for such readers.

use crate::clock::Millis;
use crate::faq::render::Rendered;
use crate::language::Language;
use crate::market::Market;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Answers that are kept: those of the sample in all languages and markets. When they are full, they begin anew.
const MOST_KEPT: usize = 1_000;

/// For whom an answer is made.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    pub language: Language,
    pub market: &'a Market,
    /// Days off are told from here on.
    pub now: Millis,
    /// Ids of the holidays that the question names.
    pub named: &'a [String],
}

/// What placeholders stand for.
pub type Values = BTreeMap<String, String>;

/// What is the same for everybody of a language in a market on one day.
type Group = (String, Language, Date);

/// What was made for groups of readers.
#[derive(Default)]
pub(super) struct Kept(Mutex<Made>);

#[derive(Default)]
struct Made {
    values: HashMap<Group, Arc<Values>>,
    /// By entry, its revision and the language that it is written in, for each group.
    answers: HashMap<(Group, String, u64), Arc<Rendered>>,
}

impl Audience<'_> {
    fn group(&self) -> Group {
        (self.market.id.clone(), self.language, self.market.today(self.now))
    }
}

impl Kept {
    /// What the placeholders stand for.
    pub fn values(&self, audience: Audience<'_>, make: impl FnOnce() -> Values) -> Arc<Values> {
        let group = audience.group();
        if let Some(known) = self.made().values.get(&group) {
            return Arc::clone(known);
        }
        // Two readers may make the same at once: that costs less than waiting for each other.
        let values = Arc::new(make());
        let mut made = self.made();
        if made.values.len() >= MOST_KEPT {
            made.values.clear();
        }
        made.values.insert(group, Arc::clone(&values));
        values
    }

    /// The answer of a revision of the entry that is named `entry`. Those of other revisions stay: whoever began with an older snapshot reads on in it.
    pub fn answer(&self, audience: Audience<'_>, (entry, revision): (&str, u64), make: impl FnOnce() -> Rendered) -> Arc<Rendered> {
        let key = (audience.group(), entry.to_owned(), revision);
        if let Some(known) = self.made().answers.get(&key) {
            return Arc::clone(known);
        }
        let rendered = Arc::new(make());
        let mut made = self.made();
        if made.answers.len() >= MOST_KEPT {
            made.answers.clear();
        }
        made.answers.insert(key, Arc::clone(&rendered));
        rendered
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Made> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
