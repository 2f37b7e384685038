//! The engine: everything that a question needs, built from a corpus.

use std::cell::Cell;
use std::sync::Arc;

use super::calibrate::{Limits, clues};
use super::classify::Training;
use super::decide::{Decision, Kind, Scored};
use super::declined::Declined;
use super::explain::Explain;
use super::features::features;
use super::meaning::Meaning;
use super::nearest::{Nearest, Phrasing};
use super::prior;
use super::rank::{Asked, Evidence, NUMBERS, Sources, index_weights, language_weights};
use super::safety::{Danger, Safety};
use super::smalltalk::{Smalltalk, Talk};
use super::trained::{self, Learned, Trained};
use crate::faq::Corpus;
use crate::language::identify::{Identification, Identifier, Variety};
use crate::language::{Language, Token};
use crate::search::embedding::{Embedded, Embedding, Vector};
use crate::search::index::language_number;
use crate::search::semantic::{self, Embedder};
use crate::search::{Analysis, Analyzer, Index};

/// Most entries of a decision.
const MOST_ENTRIES: usize = 10;
/// Most buttons of a suggestion.
const SUGGESTIONS: usize = 3;
/// Most parts of a message that are asked on their own.
const MOST_PARTS: usize = 6;
/// A message of more words than this is a story.
const STORY: usize = 22;
/// A message of at most so many words may be a follow-up.
const FOLLOW_UP: usize = 4;
/// Least probability that what it says alone has to do with any entry: "how much is it" has .3 and more, "who won the match" less.
const FOLLOWS: f32 = 0.1;

/// What an installation may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Highest share of wrong answers, 0 to 1.
    pub wrong_rate: f32,
    /// Threads that training may use.
    pub threads: usize,
    /// How the classifier is trained.
    pub training: Training,
}

impl Default for Settings {
    fn default() -> Self {
        Self { wrong_rate: 0.02, threads: 2, training: Training::default() }
    }
}

/// A message and what is known of its conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// What the owner wrote.
    pub text: &'a str,
    /// The language the owner chose; it wins.
    pub language: Option<Language>,
    /// The language of the conversation so far.
    pub previous_language: Option<Language>,
    /// The language of the page.
    pub page_language: Option<Language>,
    /// The entry that was answered last.
    pub previous_entry: Option<&'a str>,
    /// Questions in a row that were not answered.
    pub misses: u8,
    /// Whether to tell why.
    pub explain: bool,
}

/// Answers questions; immutable, cheap to clone and to share.
#[derive(Clone)]
pub struct Engine {
    base: Arc<Base>,
    learned: Arc<Learned>,
    /// The classifier with the class of each entry, when there is one.
    trained: Option<Arc<(Trained, Vec<Option<u32>>)>>,
    /// The embedding model; it takes part when it is the one that the trained part knows.
    embedding: Option<Arc<Embedding>>,
}

/// What is built at once.
pub(super) struct Base {
    pub(super) entries: Vec<EntryFacts>,
    pub(super) hash: u128,
    pub(super) settings: Settings,
    pub(super) analyzer: Analyzer,
    pub(super) index: Index,
    pub(super) index_weights: [f32; NUMBERS],
    pub(super) nearest: Nearest,
    /// What holds for a question in a language that no text is in.
    across: Learned,
    identifier: Identifier,
    declined: Declined,
    safety: Safety,
    smalltalk: Smalltalk,
}

/// What deciding needs to know of an entry.
pub(super) struct EntryFacts {
    pub(super) id: String,
    category: String,
    related: Vec<String>,
    handoff: bool,
    titles: [Option<String>; 3],
}

/// A part of a message, or all of it, with what was found for it.
pub(super) struct Reading {
    pub(super) evidence: Evidence,
    pub(super) language: Language,
    /// Probability that the best is right, and that the right one is among the best three.
    pub(super) first: f32,
    pub(super) three: f32,
    /// From which probability on it is answered, and asked back.
    limit: f32,
    pub(super) suggest_limit: f32,
}

/// Cosine to a phrasing from which on what stands beside small talk is taken for a question. Of nineteen messages such as "ok, charger broken" all but
/// two were as near, of eleven such as "thanks, have a nice day with your family" two.
const NEAR_ENOUGH: f32 = 0.37;

/// Whether the embedding model is not to be asked within one message: after it was too slow once, it is left alone.
struct Patience(Cell<bool>);

impl Patience {
    fn ask(&self, embedding: &Embedding, text: &str) -> Option<Vector> {
        let vector = (!self.0.get()).then(|| embedding.question(text)).flatten();
        self.0.set(vector.is_none());
        vector
    }
}

impl Base {
    fn build(corpus: &Corpus, settings: &Settings) -> Result<Self, tantivy::TantivyError> {
        let analyzer = Analyzer::new(&corpus.synonyms);
        let entries = corpus
            .entries
            .iter()
            .map(|entry| EntryFacts {
                id: entry.id.clone(),
                category: entry.category.clone(),
                related: entry.related.clone(),
                handoff: entry.is_handoff(),
                titles: Language::ALL.map(|language| entry.texts.get(&language).map(|text| text.title.clone())),
            })
            .collect();
        std::thread::scope(|scope| {
            let others = scope.spawn(|| {
                let identifier = Identifier::train(language_samples(corpus));
                (identifier, Declined::new(corpus), Safety::new(corpus), Smalltalk::new(corpus), corpus.hash())
            });
            let (index, nearest) = Index::build(corpus, &analyzer, Phrasing::new, |phrasings| Nearest::new(&phrasings))?;
            let (identifier, declined, safety, smalltalk, hash) = others.join().expect("nothing of this panics");
            Ok(Self {
                entries,
                hash,
                settings: settings.clone(),
                across: prior::across(),
                identifier,
                declined,
                safety,
                smalltalk,
                nearest,
                analyzer: analyzer.clone(),
                index,
                index_weights: index_weights(corpus),
            })
        })
    }
}

impl Engine {
    /// Builds index, identification, safety and small talk, and sets first limits by asking some of the
    /// corpus's phrasings with themselves left out.
    pub fn build(corpus: &Corpus, settings: &Settings) -> Result<Self, tantivy::TantivyError> {
        Self::build_with(corpus, settings, |_| None)
    }

    /// As [`Self::build`] and [`Self::with_trained`] in one. `trained` is asked for what was learned from the corpus of this
    /// hash; when it has something, the first limits are spared. It is asked last: a large file read and dropped before
    /// makes the allocator keep all that building frees.
    pub fn build_with(
        corpus: &Corpus,
        settings: &Settings,
        trained: impl FnOnce(u128) -> Option<Trained>,
    ) -> Result<Self, tantivy::TantivyError> {
        let base = Base::build(corpus, settings)?;
        let trained = trained(base.hash);
        let learned = trained.as_ref().map_or_else(|| Learned::quick(corpus, &base), |trained| trained.learned.clone());
        let engine = Self { base: Arc::new(base), learned: Arc::new(learned), trained: None, embedding: None };
        Ok(match trained {
            Some(trained) => engine.with_trained(trained),
            None => engine,
        })
    }

    /// The same engine with classifier and limits; those of an older corpus serve as well and know nothing
    /// of entries that came later.
    pub fn with_trained(&self, trained: Trained) -> Self {
        let classes = self.base.entries.iter().map(|entry| trained.class_of(&entry.id)).collect();
        let (learned, trained) = (Arc::new(trained.learned.clone()), Some(Arc::new((trained, classes))));
        Self { base: self.base.clone(), learned, trained, embedding: self.embedding.clone() }
    }

    /// The same engine with an embedding model, or without one. It is asked when the trained part knows its vectors.
    pub fn with_embedding(&self, embedding: Option<Arc<Embedding>>) -> Self {
        Self { embedding, ..self.clone() }
    }

    /// The embedding model, whether or not it takes part yet.
    pub fn embedding(&self) -> Option<&Arc<Embedding>> {
        self.embedding.as_ref()
    }

    /// The embedding model with what was learned with it, when they fit each other.
    fn meaning(&self) -> Option<(&Embedding, &Meaning, &Learned, &[Option<u32>])> {
        let (embedding, trained) = (self.embedding.as_ref()?, self.trained.as_ref()?);
        let (meaning, learned) = trained.0.meaning.as_ref()?;
        (meaning.model == embedding.id()).then_some((embedding, meaning, learned, trained.1.as_slice()))
    }

    /// Whether the embedding model takes part in decisions.
    pub fn is_semantic(&self) -> bool {
        self.meaning().is_some()
    }

    /// What was learned, when the engine has it.
    pub fn trained(&self) -> Option<&Trained> {
        self.trained.as_ref().map(|trained| &trained.0)
    }

    /// Learns classifier, weights and limits from the corpus that the engine was built from. Takes seconds.
    pub fn train(&self, corpus: &Corpus) -> Trained {
        self.train_with(corpus, None)
    }

    /// As [`Self::train`], with the vectors of the embedding model of that identity.
    pub fn train_with(&self, corpus: &Corpus, embedded: Option<([u8; 32], &Embedded)>) -> Trained {
        trained::train(corpus, &self.base, embedded).0
    }

    /// Embeds the texts of the corpus that are not in `embedded` yet; how many there were.
    pub fn embed(&self, corpus: &Corpus, embedder: &Embedder, embedded: &mut Embedded) -> Result<usize, semantic::Error> {
        embedded.embed(embedder, &trained::texts_to_embed(corpus))
    }

    /// Hash of the corpus.
    pub fn corpus_hash(&self) -> u128 {
        self.base.hash
    }

    /// Hash of the corpus that classifier and limits come from.
    pub fn trained_on(&self) -> Option<u128> {
        self.trained().map(|trained| trained.corpus_hash)
    }

    /// The limits of answering and asking back.
    pub fn limits(&self) -> Limits {
        self.meaning().map_or(self.learned.limits, |(_, _, learned, _)| learned.limits)
    }

    /// Tells a text's language alone.
    pub fn identify(&self, text: &str, previous: Option<Language>, page: Option<Language>) -> Identification {
        self.base.identifier.identify(text, previous, page)
    }

    /// Whether a match of this entry means that a person is wanted.
    pub fn is_handoff(&self, id: &str) -> bool {
        self.number_of(id).is_some_and(|entry| self.base.entries[entry as usize].handoff)
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    fn sources(&self) -> Sources<'_> {
        let model = self.trained.as_ref().map(|trained| (&trained.0.model, trained.1.as_slice()));
        let meaning = self.meaning().map(|(_, meaning, _, classes)| (meaning, &meaning.dense, classes));
        Sources { index: &self.base.index, index_weights: &self.base.index_weights, nearest: &self.base.nearest, model, meaning }
    }

    /// What was learned for a question in this language of which this was found.
    fn learned_for(&self, evidence: &Evidence, language: Language) -> &Learned {
        if evidence.meaning.is_some() && self.base.index.documents(language) == 0 {
            return &self.base.across;
        }
        self.trained().map_or(&self.learned, |trained| trained.learned_for(evidence))
    }

    /// Whether the embedding model can read a question: it hardly knows Bengali and Kazakh in Latin letters, and loses to words
    /// on Kazakh that lacks its own letters (docs/matching.md: .822 against .904). Where the corpus has no word of the
    /// language, it is better than nothing.
    fn is_legible(&self, text: &str, identified: &Identification) -> bool {
        let is_retyped = identified.variety.is_some_and(|variety| variety.is_retyped(text));
        !is_retyped || self.base.index.documents(identified.language) == 0
    }

    fn read(&self, text: &str, analysis: &Analysis, language: Language, model: &Patience) -> Reading {
        let features = features(analysis, |_| true);
        let is_empty = analysis.tokens.is_empty();
        let vector = self.meaning().filter(|_| !is_empty).and_then(|(embedding, ..)| model.ask(embedding, text));
        let (languages, vector) = (language_weights(language), vector.as_deref());
        let asked = Asked { analysis, features: &features, vector, languages, leave: None, hash: 0 };
        let mut evidence = self.sources().ask(&asked);
        if is_empty {
            // Nothing was said: the classifier's prior is no finding.
            evidence.candidates.clear();
        }
        let learned = self.learned_for(&evidence, language);
        evidence.rank(&learned.weights);
        let clues = clues(&evidence, language);
        let (first, three) = if evidence.candidates.is_empty() {
            (0.0, 0.0)
        } else {
            (learned.first.probability(&clues), learned.three.probability(&clues))
        };
        let (limits, number) = (learned.limits, language_number(language));
        Reading { evidence, language, first, three, limit: limits.answer[number], suggest_limit: limits.suggest[number] }
    }

    fn read_text(&self, text: &str, language: Language, model: &Patience) -> Reading {
        self.read(text, &self.base.analyzer.question(text, self.base.index.typos()), language, model)
    }

    /// Decides on a question. The same engine gives the same decision.
    pub fn ask(&self, question: &Question<'_>) -> Decision {
        let base = &self.base;
        let language = match question.language {
            Some(language) => Identification {
                language,
                confidence: 1.0,
                ..base.identifier.identify(question.text, question.previous_language, question.page_language)
            },
            None => base.identifier.identify(question.text, question.previous_language, question.page_language),
        };
        let spoken = language.variety.map_or(language.language, Variety::language);
        let analysis = base.analyzer.question(question.text, base.index.typos());
        let known = |token: &Token| base.index.typos().knows(token);
        let danger = base.safety.find(&analysis.tokens, &known, language.variety != Some(Variety::En));
        let talk = base.smalltalk.find(&analysis.tokens, &known);
        let model = Patience(Cell::new(!self.is_legible(question.text, &language)));
        let whole = self.read(question.text, &analysis, spoken, &model);
        let limit = whole.limit;

        let mut notes = Vec::new();
        let mut reading = whole;
        let mut second = None;
        let mut follow_up = false;
        if danger.is_none() {
            let previous = question.previous_entry.and_then(|id| self.number_of(id));
            let may_follow = analysis.tokens.len() <= FOLLOW_UP && reading.first < limit && reading.three >= FOLLOWS;
            if let Some(previous) = previous.filter(|_| may_follow) {
                let title = base.entries[previous as usize].titles[language_number(spoken)].clone();
                let title = title.or_else(|| base.entries[previous as usize].titles.iter().flatten().next().cloned());
                let text = format!("{} {}", title.unwrap_or_default(), question.text);
                reading = self.follow_up(reading, &text, previous, spoken, &model);
                follow_up = true;
                notes.push(format!("read together with the previous entry as \"{text}\""));
            }
            let parts = parts(question.text, &analysis.tokens);
            if parts.len() > 1 && !follow_up {
                let readings: Vec<Reading> = parts.iter().map(|part| self.read_text(part, spoken, &model)).collect();
                second = self.join(&mut reading, readings, limit, analysis.tokens.len(), &mut notes);
            }
        }
        // Who greets and then tells what is wrong has asked something: "good morning, car not starting".
        let talk = talk.filter(|talk| {
            let is_about_more = || {
                let beside = self.read_text(&talk.beside(question.text, &analysis.tokens), spoken, &model);
                beside.three >= beside.suggest_limit && beside.evidence.nearness() >= NEAR_ENOUGH
            };
            // A long rest is no small talk anyway, and need not be read.
            talk.rest == 0 || talk.rest > talk.covered + 1 || reading.first >= limit || !is_about_more()
        });
        self.conclude(question, language, &analysis, reading, danger, talk, Extras { second, follow_up, notes, limit })
    }

    /// Reads the parts of a message beside the whole: the second of two questions, or the one question of a story.
    fn join(&self, whole: &mut Reading, parts: Vec<Reading>, limit: f32, words: usize, notes: &mut Vec<String>) -> Option<u32> {
        let sure: Vec<&Reading> = parts.iter().filter(|part| part.first >= limit).collect();
        let mut tops: Vec<u32> = Vec::new();
        for part in &sure {
            let top = part.evidence.candidates[0].entry;
            if !tops.contains(&top) {
                tops.push(top);
            }
        }
        let whole_top = whole.evidence.candidates.first().map(|candidate| candidate.entry);
        if tops.len() >= 2 && (whole.first < limit || whole_top.is_some_and(|top| tops.contains(&top))) {
            notes.push("the message holds two questions".to_owned());
            let first = if whole.first >= limit { whole_top.unwrap_or(tops[0]) } else { tops[0] };
            let second = tops.iter().copied().find(|top| *top != first)?;
            if whole.first < limit {
                let part = parts.into_iter().find(|part| part.first >= limit)?;
                *whole = part;
            }
            whole.evidence.put_second(second);
            return Some(second);
        }
        let best = parts.into_iter().max_by(|a, b| a.first.total_cmp(&b.first))?;
        // The best of several readings is lucky at times, so it has to be surer than a single one.
        let needed = if best.first >= limit + (1.0 - limit) / 2.0 { 0.0 } else { 0.1 };
        if words > STORY && whole.first < limit && best.first > whole.first + needed {
            notes.push("the question of a long message".to_owned());
            *whole = best;
        }
        None
    }

    /// Reads a short message together with the title of the previous entry; what is near that entry is preferred.
    fn follow_up(&self, alone: Reading, text: &str, previous: u32, language: Language, model: &Patience) -> Reading {
        let mut together = self.read_text(text, language, model);
        let before = &self.base.entries[previous as usize];
        let by_itself: Vec<(u32, f32)> = alone.evidence.candidates.iter().map(|c| (c.entry, c.share)).collect();
        for candidate in &mut together.evidence.candidates {
            let facts = &self.base.entries[candidate.entry as usize];
            let near = if facts.category == before.category || before.related.contains(&facts.id) { 1.0 } else { 0.0 };
            let alone = by_itself.iter().find(|(entry, _)| *entry == candidate.entry).map_or(0.0, |(_, share)| *share);
            // The title alone finds the previous entry again; the new words must have their say.
            candidate.score += near + (0.02 + alone).ln().max(-3.0) + if candidate.entry == previous { -1.0 } else { 0.0 };
        }
        together.evidence.sort();
        let clues = clues(&together.evidence, language);
        // Never surer than half-way between what the words say of the entry alone and together: words that alone mean another one change
        // the subject, perhaps.
        let learned = self.learned_for(&together.evidence, language);
        let [meant, meant_alone] = [&together, &alone].map(|reading| reading.evidence.candidates.first().map(|best| best.entry));
        let agreed = if meant == meant_alone { alone.first } else { 0.0 };
        together.first = learned.first.probability(&clues) * 0.5 + agreed * 0.5;
        together.three = learned.three.probability(&clues).max(alone.three);
        if let Some(entry) = meant_alone.filter(|_| alone.first >= 0.5) {
            together.evidence.put_second(entry);
        }
        together
    }

    fn number_of(&self, id: &str) -> Option<u32> {
        self.base.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(|number| number as u32)
    }

    #[allow(clippy::too_many_arguments)]
    fn conclude(
        &self,
        question: &Question<'_>,
        language: Identification,
        analysis: &Analysis,
        reading: Reading,
        danger: Option<Danger>,
        talk: Option<Talk>,
        extras: Extras,
    ) -> Decision {
        let base = &self.base;
        let Extras { second, follow_up, mut notes, limit } = extras;
        let id = |entry: u32| base.entries[entry as usize].id.clone();
        let best = reading.evidence.candidates.first();
        let handoff = best.is_some_and(|best| base.entries[best.entry as usize].handoff);
        let asks = analysis.tokens.iter().any(|token| token.question.is_some()) || question.text.contains('?');
        let smalltalk = talk.filter(|talk| {
            talk.rest == 0
                || (reading.first < limit && !asks && talk.rest <= 3.min(talk.covered + 1))
                || (reading.three < reading.suggest_limit && talk.rest <= talk.covered)
        });
        let reply = smalltalk.and_then(|talk| base.smalltalk.reply(&talk, language.language, question.text));
        let is_declined = base.declined.has(analysis);
        if is_declined {
            notes.push("an off-topic line".to_owned());
        }
        // Asking for a person is granted sooner than an answer is given: it can't mislead.
        let kind = if danger.is_some() {
            Kind::Safety
        } else if reply.is_some() {
            Kind::Smalltalk
        } else if is_declined || (handoff && reading.first >= limit * 0.6) {
            Kind::Handoff
        } else if reading.first >= limit {
            Kind::Answer
        } else if best.is_some() && reading.three >= reading.suggest_limit {
            Kind::Suggest
        } else {
            Kind::Handoff
        };
        let entry = match kind {
            Kind::Answer => best.map(|best| id(best.entry)),
            Kind::Safety => danger.as_ref().and_then(|danger| danger.entry.clone()),
            _ => None,
        };
        if let Some(danger) = &danger {
            notes.push(format!("danger phrase \"{}\" of card {}", danger.phrase, danger.card));
        }
        let explain = question.explain.then(|| {
            notes.insert(0, format!("{}: {}", language.language, describe(&language, question)));
            Explain::of(base, self.learned_for(&reading.evidence, reading.language), analysis, &reading, limit, notes)
        });
        Decision {
            kind,
            entry,
            entries: reading
                .evidence
                .candidates
                .iter()
                .take(MOST_ENTRIES)
                .map(|candidate| Scored { entry: id(candidate.entry), score: candidate.share })
                .collect(),
            suggestions: if kind == Kind::Suggest { SUGGESTIONS } else { 0 },
            language,
            confidence: reading.first,
            second: second.filter(|_| matches!(kind, Kind::Answer | Kind::Suggest)).map(id),
            card: danger.map(|danger| danger.card),
            smalltalk: reply.filter(|_| kind == Kind::Smalltalk),
            offer_person: kind == Kind::Handoff || (kind == Kind::Suggest && question.misses >= 2),
            follow_up,
            trained_on: self.trained_on(),
            explain,
        }
    }
}

/// What was found beside the ranking.
struct Extras {
    second: Option<u32>,
    follow_up: bool,
    notes: Vec<String>,
    limit: f32,
}

fn describe(language: &Identification, question: &Question<'_>) -> String {
    match question.language {
        Some(_) => "chosen by the owner".to_owned(),
        None => language.reason.describe(),
    }
}

/// The parts of a message that may be questions of their own: its sentences, or the two sides of an "and".
fn parts(text: &str, tokens: &[Token]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut from = 0;
    let mut words = 0;
    for (i, token) in tokens.iter().enumerate() {
        words += 1;
        let gap_end = tokens.get(i + 1).map_or(text.len(), |next| next.start);
        let gap = text.get(token.end..gap_end).unwrap_or_default();
        let ends = gap.contains(['.', '?', '!', '।', '॥', '\n', ';', '|']);
        if (ends || i + 1 == tokens.len()) && gap_end > from {
            if let Some(part) = text.get(from..gap_end).filter(|_| words >= 2) {
                parts.push(part.to_owned());
            }
            from = gap_end;
            words = 0;
        }
    }
    if parts.len() < 2 && tokens.len() >= 7 {
        const AND: &[&str] = &["and", "also", "আর", "এবং", "ar", "ebong", "және", "жане", "тағы", "тагы", "jane", "zhane", "и"];
        let joint = (3..tokens.len().saturating_sub(3)).find(|i| AND.contains(&tokens[*i].exact.as_str()));
        if let Some(joint) = joint {
            let halves = (text.get(..tokens[joint].start), text.get(tokens[joint].end..));
            if let (Some(left), Some(right)) = halves {
                return vec![left.to_owned(), right.to_owned()];
            }
        }
    }
    // The question of a story stands at its end more often than at its beginning.
    if parts.len() > MOST_PARTS {
        parts.drain(1..=parts.len() - MOST_PARTS);
    }
    parts
}

/// Labelled texts from which languages are told apart: the samples and the phrasings.
fn language_samples(corpus: &Corpus) -> Vec<(Variety, &str)> {
    let mut samples = Vec::new();
    for (name, lines) in &corpus.samples {
        let base = name.trim_end_matches("-more");
        let variety = Variety::ALL.into_iter().find(|variety| variety.code().eq_ignore_ascii_case(base));
        let language = Language::parse(base);
        for line in lines {
            let variety = match (variety, language, name == base) {
                (Some(variety), _, true) => Some(variety),
                (_, Some(language), _) => Variety::of_phrasing(language, line),
                (variety, None, _) => variety,
            };
            samples.extend(variety.map(|variety| (variety, line.as_str())));
        }
    }
    for entry in &corpus.entries {
        for (language, text) in &entry.texts {
            for phrasing in std::iter::once(&text.title).chain(&text.phrasings) {
                samples.extend(Variety::of_phrasing(*language, phrasing).map(|variety| (variety, phrasing.as_str())));
            }
        }
    }
    samples
}
