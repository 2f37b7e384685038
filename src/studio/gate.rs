//! What a publication, a withdrawal or an undo would change, before an owner meets it: the same questions are put to what serves now and to a
//! candidate beside it.
//!
//! Asked are the entry's own phrasings as they are (of one that goes, those that it had), phrasings that share words with the entry (its own and others') as if the corpus did not have them,
//! the last questions of owners, and the phrases of safety cards. The embedding model takes no part: it would need longer than an editor waits.
//!
//! - [`memory`]: what need not be asked again

pub mod memory;

use crate::answer::probe::Outcome;
use crate::answer::{Decision, Kind, Question};
use crate::faq::{Corpus, Entry};
use crate::language::segment::{self, Word, WordKind};
use crate::language::{self, Language, mask::mask, tokens};
use crate::published::{FaqSnapshot, come_last};
use memory::{Answers, Id, Memory};
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

/// The entry's own phrasings that are asked.
const MOST_OWN: usize = 1_000;
/// Phrasings that are asked while left out, of those that share most words with the entry.
const MOST_PHRASINGS: usize = 2_000;
/// Phrases of safety cards that are asked, likewise.
const MOST_DANGERS: usize = 500;
/// Changes that are told; more are no longer read.
const MOST_TOLD: usize = 200;
/// Questions that one thread takes at a time.
const AT_ONCE: usize = 16;
/// Threads that ask.
const MOST_HANDS: usize = 8;

/// The threads that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hands {
    /// At the priority of owners' questions: on half of the cores, so that these find one.
    beside: usize,
    /// After everybody else, on the other half.
    last: usize,
}

impl Hands {
    /// For a machine of so many cores.
    pub fn of(cores: usize) -> Hands {
        let beside = (cores / 2).clamp(1, MOST_HANDS / 2);
        Hands { beside, last: cores.saturating_sub(beside).min(MOST_HANDS / 2) }
    }
}

/// A question that would be answered otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    pub kind: ChangedKind,
    /// Personal details of an owner's question are masked.
    pub question: String,
    pub language: Option<Language>,
    /// Who answers it now; none: a person, or buttons.
    pub from: Option<Named>,
    /// Who would answer it then.
    pub to: Option<Named>,
}

/// An entry with its title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub id: String,
    pub title: String,
}

/// How it changes, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedKind {
    /// A danger that is noticed now would not be.
    Dangers,
    /// What is answered now would not be any more.
    Loses,
    /// Another entry would answer it.
    Takes,
    /// What nobody answers would be answered.
    Answers,
}

impl ChangedKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangedKind::Dangers => "dangers",
            ChangedKind::Loses => "loses",
            ChangedKind::Takes => "takes",
            ChangedKind::Answers => "answers",
        }
    }

    /// Whether somebody should think twice.
    pub fn is_bad(self) -> bool {
        self != ChangedKind::Answers
    }
}

impl Changed {
    /// Whether somebody should think twice. That an entry which `goes` answers no more is what its editor wants.
    pub fn is_bad(&self, goes: Option<&str>) -> bool {
        let is_own = goes.is_some() && self.from.as_ref().map(|from| from.id.as_str()) == goes;
        self.kind.is_bad() && (self.kind == ChangedKind::Dangers || !is_own)
    }
}

/// What two snapshots differ in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concern {
    /// The entry that is published, changed or withdrawn.
    pub entry: Option<String>,
    /// The lines of a file beside the entries that come or go.
    pub lines: Vec<String>,
}

/// A question that both are asked.
struct Asked<'a> {
    text: &'a str,
    language: Option<Language>,
    how: How<'a>,
}

enum How<'a> {
    /// As an owner asks it.
    Plainly,
    /// One of the entry's own phrasings, which it should answer.
    Own,
    /// A phrasing of this entry, as if it did not have it.
    LeftOut(&'a str),
    /// A phrasing of an entry that goes.
    Gone,
    /// A phrase of a card.
    Danger,
}

/// What one of the two makes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Came {
    /// Who answers.
    entry: Option<String>,
    /// A danger is noticed, or asked about.
    alarms: bool,
}

/// One of the two, with what is remembered of it.
struct Side<'a> {
    snapshot: &'a FaqSnapshot,
    known: Arc<Answers>,
}

impl Side<'_> {
    /// What it makes of a question; what was not known before is noted.
    fn ask(&self, asked: &Asked<'_>, said: &mut Vec<(Id, Option<Came>)>) -> Option<Came> {
        let id = memory::id_of(asked);
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let came = ask(self.snapshot, asked);
        said.push((id, came.clone()));
        came
    }
}

/// What asking came to.
#[derive(Default)]
struct Answered {
    changed: Vec<Changed>,
    /// What was not known of what serves now, and of the candidate.
    said: [Vec<(Id, Option<Came>)>; 2],
}

impl Answered {
    fn add(&mut self, other: Answered) {
        self.changed.extend(other.changed);
        self.said.iter_mut().zip(other.said).for_each(|(said, more)| said.extend(more));
    }
}

/// What would change if `after` served in the place of `before`: they differ in what `concern` names. `asked` are the last questions of owners.
pub fn compare(
    before: &FaqSnapshot,
    after: &FaqSnapshot,
    concern: &Concern,
    asked: &[String],
    memory: &mut Memory,
    hands: Hands,
) -> Vec<Changed> {
    let [old, new] = [before, after].map(|snapshot| snapshot.corpus.entry(concern.entry.as_deref()?).map(Arc::as_ref));
    let of_entry = [&old, &new].into_iter().flatten().flat_map(|entry| words_of(entry));
    let words: HashSet<String> = of_entry.chain(concern.lines.iter().flat_map(|line| stems(line))).collect();
    let mut questions: Vec<Asked<'_>> = Vec::new();
    let mut seen = HashSet::new();
    let once = asked.iter().filter(|text| seen.insert(text.as_str()));
    questions.extend(once.map(|text| Asked { text, language: None, how: How::Plainly }));
    questions.extend(own(old, new).take(MOST_OWN));
    questions.extend(phrasings(&after.corpus, &words));
    questions.extend(dangers(&[&before.corpus, &after.corpus], &words));
    let standings = [before, after].map(|snapshot| snapshot.engine.standing());
    let sides = [(before, &standings[0]), (after, &standings[1])];
    let sides = sides.map(|(snapshot, standing)| Side { snapshot, known: memory.of(standing.as_ref()) });
    let Answered { changed: mut found, said: [now, then] } = ask_all(&sides, concern, &questions, hands);
    let [before, after] = standings;
    memory.keep(after, then);
    memory.keep(before, now);
    found.sort();
    found.dedup_by(|one, other| one.kind == other.kind && one.question == other.question);
    found.truncate(MOST_TOLD);
    found
}

fn ask_all(sides: &[Side<'_>; 2], concern: &Concern, questions: &[Asked<'_>], hands: Hands) -> Answered {
    let next = Mutex::new(questions.chunks(AT_ONCE));
    let found = Mutex::new(Answered::default());
    let ask_some = || {
        while let Some(some) = next.lock().ok().and_then(|mut next| next.next()) {
            let mut result = Answered::default();
            for asked in some {
                let changed = changed(sides, concern, asked, &mut result.said);
                result.changed.extend(changed);
            }
            if let Ok(mut found) = found.lock() {
                found.add(result);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..hands.beside {
            scope.spawn(ask_some);
        }
        for _ in 0..hands.last {
            scope.spawn(|| {
                come_last();
                ask_some();
            });
        }
    });
    found.into_inner().unwrap_or_default()
}

/// The phrasings of the entry that it is about: as it will be; of one that goes, as it was.
fn own<'a>(old: Option<&'a Entry>, new: Option<&'a Entry>) -> impl Iterator<Item = Asked<'a>> {
    let stays = new.is_some();
    let texts = new.or(old).into_iter().flat_map(|entry| &entry.texts);
    texts.flat_map(move |(language, text)| {
        let how = move || if stays { How::Own } else { How::Gone };
        text.phrasings.iter().map(move |text| Asked { text, language: Some(*language), how: how() })
    })
}

/// The words of an entry's titles and phrasings, as stems, without those that say nothing.
fn words_of(entry: &Entry) -> Vec<String> {
    let texts = entry.texts.values().flat_map(|text| std::iter::once(&text.title).chain(&text.phrasings));
    texts.flat_map(|text| stems(text)).collect()
}

fn stems(text: &str) -> Vec<String> {
    tokens(text).into_iter().filter(|token| !token.weight_low).map(|token| token.stem.clone()).collect()
}

/// Counts the words that texts share with some: each word is taken apart once, for a large corpus has a million of them and few that differ.
struct Shared<'w> {
    words: &'w HashSet<String>,
    /// Word, and whether it is in capitals → whether it is one of them.
    known: FxHashMap<(String, bool), bool>,
}

impl Shared<'_> {
    fn count(&mut self, text: &str) -> usize {
        segment::words(text).into_iter().filter(|word| self.has(word)).count()
    }

    fn has(&mut self, word: &Word) -> bool {
        let is_one = |word: &Word| {
            let token = language::analyze(word.clone());
            !token.folded.is_empty() && !token.weight_low && self.words.contains(&token.stem)
        };
        match word.kind {
            WordKind::Letters => *self.known.entry((word.text.clone(), word.is_upper)).or_insert_with(|| is_one(word)),
            WordKind::Number | WordKind::Vin => is_one(word),
        }
    }
}

/// The texts that share words, those that share most first.
fn nearest<'a, T>(texts: impl Iterator<Item = (&'a str, T)>, words: &HashSet<String>, most: usize) -> Vec<(&'a str, T)> {
    let mut shared = Shared { words, known: FxHashMap::default() };
    let counted = texts.map(|(text, of)| (shared.count(text), text, of));
    let mut near: Vec<(usize, &'a str, T)> = counted.filter(|(shared, ..)| *shared > 0).collect();
    near.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    near.truncate(most);
    near.into_iter().map(|(_, text, of)| (text, of)).collect()
}

fn phrasings<'a>(corpus: &'a Corpus, words: &HashSet<String>) -> Vec<Asked<'a>> {
    let all = corpus.entries.iter().flat_map(|entry| {
        entry.texts.iter().flat_map(move |(language, text)| {
            text.phrasings.iter().map(move |phrasing| (phrasing.as_str(), (entry.id.as_str(), *language)))
        })
    });
    let near = nearest(all, words, MOST_PHRASINGS).into_iter();
    near.map(|(text, (entry, language))| Asked { text, language: Some(language), how: How::LeftOut(entry) }).collect()
}

/// Phrases and messages of dangers of both, each once: of what goes it shows whether it is still noticed.
fn dangers<'a>(corpora: &[&'a Corpus], words: &HashSet<String>) -> Vec<Asked<'a>> {
    let cards = corpora.iter().flat_map(|corpus| &corpus.safety);
    let phrases = cards.flat_map(|card| {
        card.texts.iter().flat_map(|(language, text)| text.phrases.iter().map(move |phrase| (phrase.as_str(), *language)))
    });
    let mut seen = HashSet::new();
    let phrases = phrases.filter(|(phrase, _)| seen.insert(*phrase)).collect::<Vec<_>>().into_iter();
    let messages = corpora.iter().flat_map(|corpus| corpus.dangers.values().flatten()).filter(|section| section.card.is_some());
    let near = nearest(phrases, words, MOST_DANGERS).into_iter();
    let phrases = near.map(|(text, language)| Asked { text, language: Some(language), how: How::Danger });
    let mut seen = HashSet::new();
    let messages = messages.flat_map(|section| &section.texts).filter(|text| seen.insert(text.as_str()));
    let messages = messages.map(|text| (text.as_str(), ())).collect::<Vec<_>>();
    let near = nearest(messages.into_iter(), words, MOST_DANGERS);
    phrases.chain(near.into_iter().map(|(text, ())| Asked { text, language: None, how: How::Danger })).collect()
}

fn ask(snapshot: &FaqSnapshot, asked: &Asked<'_>) -> Option<Came> {
    if let How::LeftOut(entry) = asked.how {
        let Outcome { entry, .. } = snapshot.engine.probe(asked.text, asked.language?, entry)?;
        return Some(Came { entry, alarms: false });
    }
    let decision: Decision = snapshot.engine.ask(&Question { text: asked.text, language: asked.language, ..Question::default() });
    let alarms = decision.kind == Kind::Safety || decision.ask_danger;
    Some(Came { entry: decision.entry.filter(|_| decision.kind == Kind::Answer), alarms })
}

/// What changes for one question; what was not known before is put into `said`.
fn changed(sides: &[Side<'_>; 2], concern: &Concern, asked: &Asked<'_>, said: &mut [Vec<(Id, Option<Came>)>; 2]) -> Option<Changed> {
    let [before, after] = sides;
    let [now, then] = said;
    let then = after.ask(asked, then);
    // What is not there yet, or no more, has nothing to compare with.
    let now = before.ask(asked, now).or_else(|| matches!(asked.how, How::LeftOut(_)).then_some(Came { entry: None, alarms: false }))?;
    let then = then?;
    let kind = match (&now.entry, &then.entry) {
        _ if now.alarms && !then.alarms => ChangedKind::Dangers,
        // A new phrasing that another entry answers is lost from the beginning.
        (_, Some(other)) if matches!(asked.how, How::Own) && Some(other) != concern.entry.as_ref() => ChangedKind::Loses,
        (Some(one), Some(other)) if one != other => ChangedKind::Takes,
        (Some(_), None) => ChangedKind::Loses,
        // That an entry answers its own phrasings is no news.
        (None, Some(_)) if matches!(asked.how, How::Plainly) => ChangedKind::Answers,
        _ => return None,
    };
    let question = match asked.how {
        How::Plainly => mask(asked.text).into_owned(),
        _ => asked.text.to_owned(),
    };
    let named = |snapshot: &FaqSnapshot, entry: Option<String>| {
        let entry = entry?;
        let known = snapshot.corpus.entry(&entry);
        let spoken = asked.language.and_then(|language| Some(known?.text(language)?.1)).or_else(|| known?.texts.values().next());
        Some(Named { title: spoken.map(|text| text.title.clone()).unwrap_or_default(), id: entry })
    };
    Some(Changed {
        kind,
        question,
        language: asked.language,
        from: named(before.snapshot, now.entry),
        to: named(after.snapshot, then.entry),
    })
}

#[cfg(test)]
mod remembering;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_cores_are_for_owners_and_help_when_they_have_nothing_to_do() {
        for (cores, beside, last) in [(0, 1, 0), (1, 1, 0), (2, 1, 1), (3, 1, 2), (8, 4, 4), (64, 4, 4)] {
            assert_eq!(Hands::of(cores), Hands { beside, last }, "{cores} cores");
        }
    }

    #[test]
    fn words_are_counted_as_their_stems_are() {
        let words: HashSet<String> = ["How do I charge the batteries at -20?", "Көлікті қалай зарядтаймын", "গাড়ি চার্জ ABS"]
            .iter()
            .flat_map(|text| stems(text))
            .collect();
        let mut shared = Shared { words: &words, known: FxHashMap::default() };
        for text in [
            "charging a battery",
            "the battery, the BATTERY",
            "көлік зарядталмайды",
            "আমার গাড়ি চার্জ হচ্ছে না",
            "abs and ABS",
            "20 °C",
            "XTA21099043576180",
            "the",
            "",
        ] {
            assert_eq!(shared.count(text), stems(text).iter().filter(|stem| words.contains(*stem)).count(), "{text}");
        }
    }

    #[test]
    fn an_entry_that_goes_may_lose_its_own_questions_and_no_danger() {
        let named = |id: &str| Some(Named { id: id.into(), title: String::new() });
        let of = |kind, from| Changed { kind, question: "q".into(), language: None, from, to: None };
        for (kind, from, bad) in [
            (ChangedKind::Loses, named("tow"), false),
            (ChangedKind::Takes, named("tow"), false),
            (ChangedKind::Loses, named("other"), true),
            (ChangedKind::Takes, None, true),
            (ChangedKind::Dangers, named("tow"), true),
            (ChangedKind::Answers, None, false),
        ] {
            assert_eq!(of(kind, from.clone()).is_bad(Some("tow")), bad, "{kind:?} {from:?}");
            assert_eq!(of(kind, from).is_bad(None), kind != ChangedKind::Answers);
        }
    }
}
