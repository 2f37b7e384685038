//! The engine: a message in, a decision out.

use std::sync::Arc;
use std::time::Duration;

use super::base::Base;
use super::calibration::Thresholds;
use super::danger::{self, Listener, Verdict};
use super::decide::{Decision, Kind, MOST_ENTRIES, Question, Scored, Side};
use super::dialogue::{Dialogue, Doing, Memory};
use super::explain::Explain;
use super::holidays::Holidays;
use super::kept::Kept;
use super::learned::{AT_ONCE, Fitted, Learned, Trained};
use super::meaning::Meaning;
use super::parts::parts;
use super::ranking::Evidence;
use super::reading::{Joined, Reader, Reading, ToFind, evidence, join};
use super::smalltalk::{Mood, Talk};
use super::standing::Standing;
use crate::danger::Danger;
use crate::faq::Corpus;
use crate::language::identify::{Identification, Variety};
use crate::language::segment::first_chars;
use crate::language::{Language, Languages, Token};
use crate::search::embedding::Embedding;
use crate::search::features::{Feature, features};
use crate::search::phrases::Said;
use crate::search::{Analysis, BuildError};

/// Characters of a message that are looked at. Owners may send four thousand.
const MOST_CHARS: usize = 8_192;
/// Most buttons of a suggestion.
const SUGGESTIONS: usize = 3;
/// Cosine to a phrasing from which on what stands beside small talk is taken for a question. Of nineteen messages such as "ok, charger broken" all but
/// two were as near, of eleven such as "thanks, have a nice day with your family" two.
const NEAR_ENOUGH: f32 = 0.37;
/// Words beside small talk that go on about what was spoken of: "sorry, I mean the rear pads".
const FOLLOWED: usize = 2;
/// Share of the limit of an answer from which on a person who is asked for is fetched: sooner than an answer is given, for that can't mislead.
const HANDOFF_SHARE: f32 = 0.6;
/// And the least probability for that.
const HANDOFF_LEAST: f32 = 0.5;
/// Questions in a row that were not answered, after which a person is offered beside buttons.
const MANY_MISSES: u8 = 2;

/// Answers questions; immutable, cheap to clone and to share.
#[derive(Clone)]
pub struct Engine {
    base: Arc<Base>,
    learned: Arc<Learned>,
    /// The classifier with the class of each entry, when there is one.
    fitted: Option<Arc<Fitted>>,
    /// The embedding model; it takes part when it is the one that the trained part knows.
    embedding: Option<Arc<Embedding>>,
    /// The holidays that questions may name.
    holidays: Option<Arc<Holidays>>,
}

/// A message, and what was noticed before anything was searched.
struct Heard<'a> {
    question: &'a Question<'a>,
    language: Identification,
    /// The language of the message, which may not be that of the answer.
    spoken: Language,
    analysis: &'a Analysis,
    /// The features of all its terms.
    features: &'a [Feature],
    danger: Option<Danger>,
    /// Whether it is asked if anybody is in danger.
    ask_danger: bool,
    /// Whether that is asked where nothing answers the message.
    doubts: bool,
    /// The card that a yes to that brings.
    likely_card: Option<String>,
    /// The entry of which it is a phrasing or the title.
    verbatim: Option<u32>,
    /// What was said before, and what the message does about it.
    memory: Memory<'a>,
    doing: Doing,
}

impl Heard<'_> {
    /// What a reply to small talk has to respect.
    fn mood(&self) -> Mood {
        Mood { danger: self.memory.danger, open: self.memory.open || self.question.misses >= MANY_MISSES }
    }

    fn dialogue<'h>(&'h self, base: &'h Base) -> Dialogue<'h> {
        let (text, tokens) = (self.question.text, self.analysis.tokens.as_slice());
        Dialogue { base, memory: &self.memory, doing: &self.doing, text, tokens, spoken: self.spoken, language: self.language.language }
    }
}

/// What was found beside the ranking.
struct Extras {
    second: Option<u32>,
    /// There are two questions, and only one of them could be answered.
    is_unsure: bool,
    follow_up: bool,
    notes: Vec<String>,
    /// From which probability on the message is answered.
    limit: f32,
}

impl Engine {
    /// An engine without a classifier.
    pub(super) fn new(base: Base, learned: Learned) -> Self {
        Self { base: Arc::new(base), learned: Arc::new(learned), fitted: None, embedding: None, holidays: None }
    }

    /// The same engine with classifier and thresholds; those of an older corpus serve as well and know nothing
    /// of entries that came later.
    pub fn with_trained(&self, trained: impl Into<Arc<Trained>>) -> Self {
        let trained = trained.into();
        let learned = Arc::new(trained.learned.clone());
        Self { learned, fitted: Some(Arc::new(Fitted::new(trained, &self.base.entries))), ..self.clone() }
    }

    /// The same engine after entries of these ids were edited, as `corpus` has them now; what it lacks was withdrawn. They are found at once: by their
    /// words alone where the classifier has not met them. The work grows with the edits and hardly with the corpus; everything else
    /// that `corpus` holds is taken to be as it was.
    ///
    /// Edits lie over what was built. When they are many, build anew.
    #[must_use]
    pub fn with_edits<I: AsRef<str>>(&self, corpus: &Corpus, edited: &[I]) -> Self {
        let ids = edited.iter().map(AsRef::as_ref);
        let base = self.base.with_edits(ids.clone().map(|id| (id, corpus.entry(id))));
        let fitted = self.fitted.as_ref().map(|fitted| Arc::new(fitted.with_edits(&base.entries, ids)));
        Self { base: Arc::new(base), fitted, ..self.clone() }
    }

    /// The same engine with all built anew from the corpus that it serves, and nothing over it.
    ///
    /// # Errors
    ///
    /// The index could not be built in memory.
    pub fn rebuilt(&self, corpus: &Corpus) -> Result<Self, BuildError> {
        Ok(self.with_base(Arc::new(Base::build(corpus, &self.base.settings)?)))
    }

    /// What was built of the corpus that it serves, for a file; none when something was edited since.
    pub fn kept(&self, corpus: &Corpus) -> Option<Kept> {
        self.base.kept(corpus)
    }

    /// What was learned here, the model and the holidays, over what was built and edited there.
    #[must_use]
    pub fn with_base_of(&self, other: &Self) -> Self {
        self.with_base(Arc::clone(&other.base))
    }

    fn with_base(&self, base: Arc<Base>) -> Self {
        let fitted = self.fitted.as_ref().map(|fitted| Arc::new(fitted.renumbered(&self.base.entries, &base.entries)));
        Self { base, fitted, ..self.clone() }
    }

    /// How many entries were edited since all was built.
    pub fn edited(&self) -> usize {
        self.base.index.edited()
    }

    /// The same engine with an embedding model, or without one. It is asked when the trained part knows its vectors.
    pub fn with_embedding(&self, embedding: Option<Arc<Embedding>>) -> Self {
        Self { embedding, ..self.clone() }
    }

    /// The same engine with the holidays that questions may name.
    pub fn with_holidays(&self, holidays: Option<Arc<Holidays>>) -> Self {
        Self { holidays, ..self.clone() }
    }

    /// The embedding model, whether or not it takes part yet.
    pub fn embedding(&self) -> Option<&Arc<Embedding>> {
        self.embedding.as_ref()
    }

    /// The embedding model with what was learned with it, when they fit each other.
    fn meaning(&self) -> Option<(&Embedding, &Meaning, &Learned)> {
        let (embedding, fitted) = (self.embedding.as_ref()?, self.fitted.as_ref()?);
        let (meaning, learned) = fitted.trained.meaning.as_ref()?;
        (meaning.model == embedding.id()).then_some((embedding, meaning, learned))
    }

    /// What was learned of limits and weights before a classifier was.
    pub(super) fn learned(&self) -> &Learned {
        &self.learned
    }

    /// The classifier, when there is one.
    pub(super) fn fitted(&self) -> Option<&Fitted> {
        self.fitted.as_deref()
    }

    pub(super) fn with_fitted(&self, fitted: Fitted) -> Self {
        Self { fitted: Some(Arc::new(fitted)), ..self.clone() }
    }

    /// Whether the embedding model takes part in decisions.
    pub fn is_semantic(&self) -> bool {
        self.meaning().is_some()
    }

    /// What was learned, when the engine has it.
    pub fn trained(&self) -> Option<&Arc<Trained>> {
        self.fitted.as_ref().map(|fitted| &fitted.trained)
    }

    /// What its answers follow from; none with an embedding model, which may be too slow for one question and not for the same one later.
    pub fn standing(&self) -> Option<Standing> {
        let holidays = self.holidays.as_ref().map(Arc::downgrade);
        let standing = || Standing { history: self.base.history, learned: Arc::downgrade(&self.learned), holidays };
        self.embedding.is_none().then(standing)
    }

    /// Hash of the corpus.
    pub fn corpus_hash(&self) -> u128 {
        self.base.hash
    }

    /// Hash of the corpus that classifier and thresholds come from; none where not all was learned that can be.
    pub fn trained_on(&self) -> Option<u128> {
        self.trained().map(|trained| trained.corpus_hash).filter(|hash| *hash != AT_ONCE)
    }

    /// From which probability on questions are answered and asked back.
    pub fn thresholds(&self) -> Thresholds {
        self.meaning().map_or(self.learned.thresholds, |(.., learned)| learned.thresholds)
    }

    /// Tells a text's language alone.
    pub fn identify(&self, text: &str, previous: Option<Language>, page: Option<Language>) -> Identification {
        self.base.identifier.identify(text, previous, page)
    }

    /// The languages in which this engine is asked and answers.
    pub fn languages(&self) -> Languages {
        self.base.identifier.languages()
    }

    /// Whether a match of this entry means that a person is wanted.
    pub fn is_handoff(&self, id: &str) -> bool {
        self.base.number_of(id).is_some_and(|entry| self.base.entries[entry as usize].handoff)
    }

    /// What is found for a text in a language, not ranked yet; with its `vector` of the embedding model, what that says too.
    pub fn evidence(&self, text: &str, language: Language, vector: Option<&[f32]>) -> Evidence {
        let analysis = self.base.analyzer.analyze(text);
        let question = ToFind { analysis: &analysis, features: &features(&analysis, |_| true), vector, also: &[], language };
        evidence(&self.base, self.fitted.as_deref(), &question)
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// What danger is noticed with.
    fn listener(&self, waited: Duration) -> Listener<'_> {
        let learned = self.trained().and_then(|trained| trained.danger.as_ref());
        Listener { base: &self.base, learned, embedding: self.embedding.as_deref(), waited }
    }

    /// Decides on a question. The same engine gives the same decision.
    ///
    /// The work is bounded whatever the message holds: its first [`MOST_CHARS`] are looked at, of each word the first
    /// [`LONGEST_WORD`](crate::language::segment::LONGEST_WORD), and so many words as [`Analyzer::question`](crate::search::Analyzer::question) says.
    pub fn ask(&self, question: &Question<'_>) -> Decision {
        self.decide(question, true)
    }

    /// As [`Self::ask`]; `heeds` dangers, or has been told that there is none.
    fn decide(&self, question: &Question<'_>, heeds: bool) -> Decision {
        let base = &self.base;
        let question = &Question { text: first_chars(question.text, MOST_CHARS), ..*question };
        let previous = self.earlier_language(question);
        let identified = base.identifier.identify_after(question.text, previous, question.page_language);
        let language = match question.language {
            Some(language) => Identification { language: self.languages().nearest(language), confidence: 1.0, ..identified },
            None => identified,
        };
        let spoken = language.variety.map_or(language.language, |variety| base.identifier.language_of(variety));
        let embedding = self.meaning().map(|(embedding, ..)| embedding);
        let reader = Reader::new(base, &self.learned, self.fitted.as_deref(), embedding).of_message(language.variety, question.waited);
        let analysis = reader.analyze(question.text);
        let known = |token: &Token| base.index.typos().knows(token);
        let sounds = language.variety != Some(Variety::En);
        let said = Said::new(&analysis.tokens, &known, sounds);
        let features = features(&analysis, |_| true);
        let listened = danger::Heard { analysis: &analysis, features: &features, said: &said, language: &language };
        let (verdict, is_slow) = if heeds { self.listener(question.waited).verdict(question, listened) } else { Default::default() };
        if let Some(earlier) = verdict.goes_on {
            return self.decide(&Question { text: earlier, turns: &[], ..*question }, false);
        }
        if is_slow {
            reader.give_up();
        }
        let talk = base.smalltalk.find(&said);
        let beside: Option<Vec<Token>> = talk.as_ref().map(|talk| talk.tokens_beside(&analysis.tokens));
        let doing = base.acts.find(&said);
        let memory = Memory::of(question, base);
        // "How many days?" after an answer asks about that, though it may be the phrasing of another entry.
        let is_detail = memory.topic.is_some() && doing.is_detail();
        let verbatim = base.verbatim.find(&analysis.tokens, beside.as_deref()).filter(|_| !is_detail);
        let named = self.holidays.as_ref().and_then(|holidays| Some((holidays, holidays.named(&said)?)));
        let Verdict { danger, ask: ask_danger, doubt: doubts, card: likely_card, note, .. } = verdict;
        let (analysis, features) = (&analysis, features.as_slice());
        let heard =
            Heard { question, language, spoken, analysis, features, danger, ask_danger, doubts, likely_card, verbatim, memory, doing };
        let (reading, mut extras) = self.read(&heard, &reader);
        extras.notes.extend(note);
        let more = if extras.follow_up { FOLLOWED } else { usize::MAX };
        let talk =
            talk.filter(|talk| verbatim.is_none() && talk.rest < more && is_small_talk(talk, &heard, &reading, &reader, extras.limit));
        let talked = talk.as_ref().map_or(0, |talk| talk.covered);
        let limit = extras.limit;
        let decision = self.conclude(&heard, &reading, talk, extras, &reader);
        let decision = if verbatim.is_some() { decision } else { heard.dialogue(base).settle(decision, &reader, talked) };
        let wants_person = decision.entries.first().is_some_and(|first| self.is_handoff(&first.entry));
        match named {
            Some((holidays, named)) => holidays.settle(decision, named, wants_person, limit),
            None => decision,
        }
    }

    /// Tells the language of the conversation so far, or of what the owner said last: "2", "ok" or "da" tell none by themselves.
    fn earlier_language<'q>(&'q self, question: &'q Question<'q>) -> Option<impl Fn() -> Language + 'q> {
        let turn = question.turns.iter().rev().find(|turn| turn.from == Side::Owner).map(|turn| turn.text.as_str());
        let text = if question.previous_language.is_some() { Some("") } else { turn };
        let of_text = |text| self.base.identifier.identify(first_chars(text, MOST_CHARS), None, question.page_language).language;
        text.map(|text| move || question.previous_language.unwrap_or_else(|| of_text(text)))
    }

    /// Reads a message whole, then together with what was answered before, or part by part.
    fn read(&self, heard: &Heard<'_>, reader: &Reader<'_>) -> (Reading, Extras) {
        let Heard { question, spoken, analysis, .. } = heard;
        let mut reading = reader.read(question.text, analysis, heard.features, *spoken);
        let limit = reading.answer_limit;
        let mut extras = Extras { second: None, is_unsure: false, follow_up: false, notes: Vec::new(), limit };
        if heard.danger.is_some() {
            return (reading, extras);
        }
        if let Some(entry) = heard.verbatim {
            reading.be_certain_of(entry);
            extras.notes.push("an editor's own words".to_owned());
            return (reading, extras);
        }
        if let Some(together) = heard.dialogue(&self.base).follow(reader, &reading) {
            extras.follow_up = true;
            extras.notes.push("read together with what was said before".to_owned());
            reading = together;
        }
        let parts = parts(question.text, &analysis.tokens);
        if parts.len() > 1
            && !extras.follow_up
            && let Some(readings) = reader.read_parts(&parts, &reading, limit, analysis.tokens.len())
        {
            match join(&mut reading, readings, limit, analysis.tokens.len(), &mut extras.notes) {
                Joined::Nothing => {}
                Joined::Second(second) => extras.second = Some(second),
                Joined::Unsure => extras.is_unsure = true,
            }
        }
        (reading, extras)
    }

    fn conclude(&self, heard: &Heard<'_>, reading: &Reading, talk: Option<Talk>, extras: Extras, reader: &Reader<'_>) -> Decision {
        let base = &self.base;
        let Heard { question, language, analysis, danger, ask_danger, doubts, likely_card, .. } = &heard;
        let Extras { second, is_unsure, follow_up, mut notes, limit } = extras;
        let id = |entry: u32| base.entries[entry as usize].id.clone();
        let best = reading.evidence.candidates.first();
        let asks = analysis.tokens.iter().any(|token| token.question.is_some()) || question.text.contains('?');
        let smalltalk = talk.filter(|talk| is_almost_all(talk, reading, asks, limit));
        let reply = smalltalk.and_then(|talk| base.smalltalk.reply(&talk, language.language, question.text, heard.mood()));
        let is_offtopic_line = heard.verbatim.is_none() && base.offtopic.has(analysis);
        if is_offtopic_line {
            notes.push("an off-topic line".to_owned());
        }
        let handoff = best.is_some_and(|best| base.entries[best.entry as usize].handoff);
        let kind = if danger.is_some() {
            Kind::Safety
        } else if reply.is_some() {
            Kind::Smalltalk
        } else if is_offtopic_line || (handoff && reading.top_1 >= (limit * HANDOFF_SHARE).max(HANDOFF_LEAST).min(limit)) {
            Kind::Handoff
        } else if reading.top_1 >= limit && !is_unsure {
            Kind::Answer
        } else if best.is_some() && reading.top_3 >= reading.suggest_limit {
            Kind::Suggest
        } else {
            Kind::Handoff
        };
        let entry = match kind {
            Kind::Answer => best.map(|best| id(best.entry)),
            Kind::Safety => danger.as_ref().and_then(|danger| danger.entry.clone()),
            _ => None,
        };
        if let Some(danger) = danger {
            notes.push(danger.why.clone());
        }
        let explain = question.explain.then(|| {
            notes.insert(0, format!("{}: {}", language.language, describe(language, question)));
            Explain::of(base, reader.learned_for(&reading.evidence, reading.language), analysis, reading, limit, notes)
        });
        let ask_danger = *ask_danger || (*doubts && matches!(kind, Kind::Suggest | Kind::Handoff));
        let candidates = reading.evidence.candidates.iter().take(MOST_ENTRIES);
        Decision {
            kind,
            entry,
            entries: candidates.map(|candidate| Scored { entry: id(candidate.entry), score: candidate.share }).collect(),
            suggestions: if kind == Kind::Suggest { SUGGESTIONS } else { 0 },
            language: language.clone(),
            confidence: reading.top_1,
            second: second.filter(|_| matches!(kind, Kind::Answer | Kind::Suggest)).map(id),
            card: danger.as_ref().map(|danger| danger.card.clone()).or_else(|| likely_card.clone().filter(|_| ask_danger)),
            card_question: danger.as_ref().and_then(|danger| danger.question),
            ask_danger,
            apology: false,
            holidays: Vec::new(),
            act: None,
            leaves: !asks && danger.is_none() && !ask_danger && heard.doing.leaves(),
            agrees: heard.doing.agrees().filter(|_| !asks && danger.is_none() && !ask_danger),
            smalltalk: reply.filter(|_| kind == Kind::Smalltalk),
            offer_person: kind == Kind::Handoff || (kind == Kind::Suggest && question.misses >= MANY_MISSES),
            follow_up,
            trained_on: self.trained_on(),
            explain,
        }
    }
}

/// Who greets and then tells what is wrong has asked something: "good morning, car not starting". A long rest is no small talk anyway, and
/// need not be read.
fn is_small_talk(talk: &Talk, heard: &Heard<'_>, reading: &Reading, reader: &Reader<'_>, limit: f32) -> bool {
    let is_about_more = || {
        if heard.ask_danger || heard.doubts {
            return true;
        }
        let beside = reader.read_text(&talk.beside(heard.question.text, &heard.analysis.tokens), heard.spoken);
        beside.top_3 >= beside.suggest_limit && beside.evidence.nearness() >= NEAR_ENOUGH
    };
    talk.rest == 0 || talk.rest > talk.covered + 1 || reading.top_1 >= limit || !is_about_more()
}

/// Whether the message says little besides its small talk.
fn is_almost_all(talk: &Talk, reading: &Reading, asks: bool, limit: f32) -> bool {
    talk.rest == 0
        || (reading.top_1 < limit && !asks && talk.rest <= 3.min(talk.covered + 1))
        || (reading.top_3 < reading.suggest_limit && talk.rest <= talk.covered)
}

fn describe(language: &Identification, question: &Question<'_>) -> String {
    match question.language {
        Some(_) => "chosen by the owner".to_owned(),
        None => language.reason.describe(),
    }
}
