//! Questions that name a holiday: "Are you open on Eid?"
//!
//! No editor writes a phrasing for each holiday of each market, and none need: the calendars know how owners call them. An entry whose
//! answer tells the days off is the one that such a question is about: surely when it asks whether somebody is there in the calendars' own
//! words ("open") and says little else, or says nothing else at all; else when it has a word of the entry's phrasings and was found anyway.

use std::sync::Arc;

use super::decide::{Decision, Kind, MOST_ENTRIES, Scored};
use crate::faq::render::placeholders_of;
use crate::faq::{Corpus, Entry};
use crate::language::{Language, tokens};
use crate::market::Markets;
use crate::search::phrases::{ByWord, Said, WordId, Words, is_negation};

/// The placeholder by which an entry is known to tell when we are there.
pub const PLACEHOLDER: &str = "holidays";
/// The entry must be among so many first candidates. What a named holiday adds is its name; the rest of the question has to point there.
const AMONG_FIRST: usize = 3;
/// Words beside the holiday and "open", up to which a message says little else: "is the service open on Eid".
const LITTLE_ELSE: usize = 2;
/// Words of a message that are looked at: a question about a holiday is short.
const MOST_WORDS: usize = 40;

/// The holidays that may be named, and the entries that tell when we are there.
#[derive(Debug, Clone, Default)]
pub struct Holidays {
    words: Words,
    /// Phrases, longest first, with the number of their holiday.
    phrases: Vec<(Vec<WordId>, usize)>,
    by_first: ByWord,
    ids: Vec<String>,
    /// Ids of the entries.
    entries: Vec<String>,
    /// What their phrasings say besides the names of holidays.
    about_hours: Words,
    /// Words by which owners ask whether somebody is there.
    asks: Words,
}

/// A holiday in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Ids of the holidays: two for "Eid".
    pub ids: Vec<String>,
    /// Whether the rest of the message has a word of the entry's phrasings, or only small words: "will you be there on Eid".
    about_hours: bool,
    /// Whether it surely does.
    surely: bool,
}

impl Holidays {
    /// Whether an entry tells of days off.
    pub fn are_told_by(entry: &Entry) -> bool {
        // Looking for the name alone spares taking every answer apart.
        let tells = |answer: &str| answer.contains(PLACEHOLDER) && placeholders_of(answer).contains(&PLACEHOLDER);
        entry.texts.values().any(|text| tells(&text.answer))
    }

    /// Takes the calendars and the corpus; none when no entry tells of days off.
    pub fn new(markets: &Markets, corpus: &Corpus) -> Option<Arc<Self>> {
        let entries: Vec<_> = corpus.entries.iter().filter(|entry| Self::are_told_by(entry)).collect();
        if entries.is_empty() {
            return None;
        }
        let mut holidays = Self { entries: entries.iter().map(|entry| entry.id.clone()).collect(), ..Self::default() };
        for holiday in markets.holidays() {
            let number = holidays.number(&holiday.id);
            for (code, words) in &holiday.words {
                let Some(language) = Language::parse(code) else { continue };
                for phrase in words {
                    holidays.add(phrase, language, number);
                }
            }
        }
        for (code, word) in markets.asks.iter() {
            if let Some(language) = Language::parse(code) {
                for token in tokens(word) {
                    holidays.asks.add(&token, language);
                }
            }
        }
        holidays.phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        holidays.phrases.dedup();
        holidays.by_first = holidays.phrases.iter().map(|(words, _)| words[0]).collect();
        for (language, text) in entries.iter().flat_map(|entry| &entry.texts) {
            for phrasing in &text.phrasings {
                let message = tokens(phrasing);
                let covered = holidays.cover(&Said::new(&message, &|_| true, true), message.len()).1;
                let rest = message.iter().zip(covered).filter(|(token, covered)| !covered && !token.weight_low && token.question.is_none());
                for (token, _) in rest {
                    holidays.about_hours.add(token, *language);
                }
            }
        }
        Some(Arc::new(holidays))
    }

    fn number(&mut self, id: &str) -> usize {
        self.ids.iter().position(|known| known == id).unwrap_or_else(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        })
    }

    fn add(&mut self, phrase: &str, language: Language, number: usize) {
        let words: Vec<WordId> = tokens(phrase).iter().map(|token| self.words.add(token, language)).collect();
        if !words.is_empty() {
            self.phrases.push((words, number));
        }
    }

    /// The holidays that a message names, if any.
    pub fn named(&self, said: &Said<'_>) -> Option<Named> {
        let message = &said.tokens()[..said.tokens().len().min(MOST_WORDS)];
        let (mut numbers, covered) = self.cover(said, message.len());
        if numbers.is_empty() {
            return None;
        }
        numbers.sort_unstable();
        numbers.dedup();
        let names_alone = covered.iter().all(|covered| *covered);
        let rest: Vec<usize> = (0..message.len()).filter(|place| !covered[*place]).collect();
        let says = |place: &&usize| !message[**place].weight_low && message[**place].question.is_none();
        let asks = |place: &&usize| self.asks.has(said, **place);
        let content = rest.iter().filter(says).count();
        // "The boot does not open since Eid" is about the boot.
        let denies = rest.iter().any(|place| is_negation(&message[*place]));
        let asked = rest.iter().filter(asks).count();
        let others = rest.iter().filter(says).filter(|place| !asks(place)).count();
        let surely = !names_alone && !denies && (content == 0 || (asked > 0 && others <= LITTLE_ELSE));
        let about_hours = surely || rest.iter().filter(says).any(|place| self.about_hours.has(said, *place));
        let ids = numbers.into_iter().map(|number| self.ids[number].clone()).collect();
        Some(Named { ids, about_hours, surely })
    }

    /// Lays the longest phrases over so many words of the message: the holidays, and which words are theirs. "Eid" alone is both of them.
    fn cover(&self, said: &Said<'_>, count: usize) -> (Vec<usize>, Vec<bool>) {
        let found: Vec<Vec<WordId>> = (0..count).map(|place| self.words.find(said, place)).collect();
        let mut by: Vec<Option<usize>> = vec![None; count];
        let mut numbers = Vec::new();
        for phrase in self.by_first.of(found.iter().flatten()) {
            let (words, number) = &self.phrases[phrase as usize];
            for start in 0..(count + 1).saturating_sub(words.len()) {
                let places = start..start + words.len();
                let says = places.clone().zip(words).all(|(place, word)| found[place].contains(word));
                if says && places.clone().all(|place| by[place].is_none_or(|length| length == words.len())) {
                    by[places].fill(Some(words.len()));
                    numbers.push(*number);
                }
            }
        }
        (numbers, by.iter().map(Option::is_some).collect())
    }

    /// What becomes of a decision on a message that names a holiday. `limit`: from which probability on the message is answered.
    pub fn settle(&self, mut decision: Decision, named: Named, wants_person: bool, limit: f32) -> Decision {
        let place = decision.entries.iter().position(|found| self.entries.contains(&found.entry));
        let found = place.filter(|place| *place < AMONG_FIRST).map(|place| decision.entries[place].entry.clone());
        let sure = self.entries.first().filter(|_| named.surely).cloned();
        let Some(entry) = found.or(sure).filter(|_| !wants_person) else { return decision };
        match decision.kind {
            Kind::Answer if decision.entry.as_ref() == Some(&entry) => decision.holidays = named.ids,
            Kind::Answer if named.about_hours && decision.second.is_none() => {
                decision.second = Some(entry);
                decision.holidays = named.ids;
            }
            Kind::Suggest | Kind::Handoff if named.about_hours => {
                let best = decision.entries.first().map_or(0.0, |first| first.score);
                decision.entries.retain(|found| found.entry != entry);
                decision.entries.insert(0, Scored { entry: entry.clone(), score: best });
                decision.entries.truncate(MOST_ENTRIES);
                decision.confidence = decision.confidence.max(limit);
                (decision.kind, decision.suggestions, decision.offer_person) = (Kind::Answer, 0, false);
                (decision.entry, decision.second, decision.holidays) = (Some(entry), None, named.ids);
            }
            _ => {}
        }
        decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn holidays() -> Arc<Holidays> {
        let entry = "[en]\ntitle = \"Hours\"\nphrasings = [\"Are you open on Sunday?\", \"Do you work on Eid?\"]\nanswer = \"{holidays}\"\n\
                     [bn]\ntitle = \"সময়\"\nphrasings = [\"শুক্রবারে কি খোলা থাকে?\"]\nanswer = \"{holidays}\"\n\
                     [kk]\ntitle = \"Уақыт\"\nphrasings = [\"Жексенбіде ашық па екенсіздер\"]\nanswer = \"{holidays}\"\n";
        let (corpus, problems) = crate::faq::file::read([("a/hours.toml", entry)], crate::faq::file::Options::default());
        assert!(problems.is_empty(), "{problems:?}");
        Holidays::new(&Markets::new(&Config::defaults()).expect("markets"), &corpus).expect("an entry tells of days off")
    }

    #[test]
    fn a_holiday_is_found_however_it_is_called() {
        let holidays = holidays();
        let both = ["eid-al-adha", "eid-al-fitr"].as_slice();
        for (text, ids, about_hours) in [
            ("Are you open on Eid?", both, true),
            ("Are you open on Eid al-Fitr", &["eid-al-fitr"], true),
            ("Is anybody working on Victory Day", &["victory-day"], true),
            ("open 25 december?", &["christmas"], true),
            ("Құрбан айтта сервис ашық па?", &["eid-al-adha"], true),
            ("Наурызда ашықсыздар ма", &["nauryz"], true),
            ("курбан айтта ашык па", &["eid-al-adha"], true),
            ("пасхадан басқа Тәуелсіздік күні", &["independence-day"], false),
            ("পহেলা বৈশাখে খোলা?", &["pohela-boishakh"], true),
            ("ঈদের দিন কি খোলা থাকবে", both, true),
            ("কোরবানির ঈদে খোলা?", &["eid-al-adha"], true),
            ("বিজয় দিবসে গাড়ির ছাড়", &["victory-day"], false),
            ("pohela boishakh e khola", &["pohela-boishakh"], true),
            ("Eid discount on tyres", both, false),
            ("will you be there on Eid", both, true),
            ("Eid mubarak", both, false),
            ("Christmas", &["christmas", "orthodox-christmas"], false),
        ] {
            let named = holidays.named(&Said::new(&tokens(text), &|_| false, true)).unwrap_or_else(|| panic!("{text}"));
            let mut found: Vec<&str> = named.ids.iter().map(String::as_str).collect();
            found.sort_unstable();
            assert_eq!((found.as_slice(), named.about_hours), (ids, about_hours), "{text}");
        }
    }

    #[test]
    fn who_asks_whether_somebody_is_there_is_understood_whatever_was_found() {
        let holidays = holidays();
        for (text, surely) in [
            ("Құрбан айтта сервис ашық па?", true),
            ("В Курбан-айт вы работаете?", true),
            ("Will you be there on Christmas", true),
            ("When is Eid?", true),
            ("ঈদের ছুটিতে অফিস বন্ধ?", true),
            ("the boot does not open since Eid", false),
            ("my charging cable broke on Eid and the garage was closed all day long", false),
            ("Eid mubarak", false),
            ("Eid", false),
        ] {
            assert_eq!(holidays.named(&Said::new(&tokens(text), &|_| false, true)).map(|named| named.surely), Some(surely), "{text}");
        }
    }

    #[test]
    fn what_names_no_holiday_is_left_alone() {
        let holidays = holidays();
        for text in ["", "Are you open on Sunday?", "Айтыңызшы, ашықсыздар ма?", "may I come any day", "গাড়ি স্টার্ট নেয় না", "day off"]
        {
            assert_eq!(holidays.named(&Said::new(&tokens(text), &|_| true, true)), None, "{text}");
        }
    }

    #[test]
    fn without_an_entry_that_tells_of_days_off_there_is_nothing_to_find() {
        assert!(Holidays::new(&Markets::new(&Config::defaults()).expect("markets"), &Corpus::default()).is_none());
    }
}
