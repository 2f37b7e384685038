//! Everything that is learned from a corpus, in its order.

use std::sync::Arc;

use super::calibration::{Outcome, Scored, thresholds};
use super::classifier::{Training, train_model};
use super::deeds::{self, Deeds};
use super::importance::{self, ImportanceWeights, outcomes};
use super::labelled::{self, Known, known};
use super::leave_out::{Meant, leave_out, leave_out_some};
use super::left_out::LeftOut;
use super::meaning;
use super::owners::{corrected, taught};
use super::texts::{Sample, Samples, Source, Text, samples, texts};
use super::weights::{Lesson, learn};
use crate::answer::base::Base;
use crate::answer::calibration::{Logistic, Thresholds};
use crate::answer::classifier::Model;
use crate::answer::engine::Engine;
use crate::answer::kept::Kept;
use crate::answer::learned::{AT_ONCE, Learned, Trained};
use crate::answer::meaning::Meaning;
use crate::answer::prior::{PRIOR, Prior, index_weights};
use crate::answer::settings::Settings;
use crate::answer::sources::Sources;
use crate::danger;
use crate::danger::learn::{Effort, Learning};
use crate::faq::{Corpus, Deed, Told};
use crate::search::embedding::Embedded;
use crate::search::phrases::Said;
use crate::search::semantic::{self, Embedder, Prefix};
use crate::search::{BuildError, Memo};

/// Builds an engine: index, identification, safety and small talk, and first thresholds by asking some of the
/// corpus's phrasings with themselves left out.
///
/// # Errors
///
/// The index could not be built in memory.
pub fn engine(corpus: &Corpus, settings: &Settings) -> Result<Engine, BuildError> {
    engine_with(corpus, settings, None, |_| None)
}

/// What is built of a corpus at once, from a file.
pub struct Ready(Base);

impl Ready {
    /// Of what was built of this corpus, or of one that differs by so many entries: see [`Engine::with_edits`]. None when more differs.
    pub fn of_file(kept: Kept, corpus: &Corpus, settings: &Settings, most_edited: usize) -> Option<Self> {
        Base::of_file(kept, corpus, settings, most_edited).map(Self)
    }
}

/// As [`engine`](fn@engine), with what was built and learned before. `trained` is asked for what was learned from the corpus of this
/// hash; when it has something, the first thresholds are spared. It is asked last: a large file read and dropped before
/// makes the allocator keep all that building frees.
///
/// # Errors
///
/// See [`engine`](fn@engine).
pub fn engine_with(
    corpus: &Corpus,
    settings: &Settings,
    ready: Option<Ready>,
    trained: impl FnOnce(u128) -> Option<Arc<Trained>>,
) -> Result<Engine, BuildError> {
    engine_of(corpus, settings, ready, |base| trained(base.hash))
}

/// As [`engine_with`], and where nothing was learned before, what can be learned at once is: the sample corpus takes a second or less.
///
/// # Errors
///
/// See [`engine`](fn@engine).
pub fn engine_at_once(
    corpus: &Corpus,
    settings: &Settings,
    ready: Option<Ready>,
    trained: impl FnOnce(u128) -> Option<Arc<Trained>>,
) -> Result<Engine, BuildError> {
    engine_of(corpus, settings, ready, |base| trained(base.hash).or_else(|| train_at_once(base, corpus).map(Arc::new)))
}

/// What is built, unless it is ready, with what was or is then learned.
fn engine_of(
    corpus: &Corpus,
    settings: &Settings,
    ready: Option<Ready>,
    trained: impl FnOnce(&Base) -> Option<Arc<Trained>>,
) -> Result<Engine, BuildError> {
    let base = ready.map_or_else(|| Base::build(corpus, settings), |Ready(base)| Ok(base))?;
    let trained = trained(&base);
    let learned = trained.as_ref().map_or_else(|| quick(corpus, &base), |trained| trained.learned.clone());
    let engine = Engine::new(base, learned);
    Ok(match trained {
        Some(trained) => engine.with_trained(trained),
        None => engine,
    })
}

/// Learns classifier, weights and thresholds from the corpus that the engine was built from, without edits since. Takes seconds. `embedded` holds the vectors of
/// the embedding model of that identity; what is learned with them stands beside what is learned from words alone.
pub fn train(engine: &Engine, corpus: &Corpus, embedded: Option<([u8; 32], &Embedded)>) -> Trained {
    train_and_tell(engine, corpus, embedded).0
}

/// As [`train`](fn@train), with limits that are moved by what owners did; `told` begins with the newest, and [`deeds::MOST`] are looked at.
pub fn train_with(engine: &Engine, corpus: &Corpus, embedded: Option<([u8; 32], &Embedded)>, told: &[Told]) -> Trained {
    learn_all(engine, corpus, embedded, &Deeds::new(told)).0
}

/// Embeds the texts of the corpus that the engine was built from, as far as they are not in `embedded` yet; how many there were.
///
/// # Errors
///
/// The model failed.
pub fn embed(engine: &Engine, corpus: &Corpus, embedder: &Embedder, embedded: &mut Embedded) -> Result<usize, semantic::Error> {
    let base = engine.base();
    let (texts, asked) = (texts(corpus, base), known(corpus, base));
    let questions = asked.iter().filter_map(|known| Some((known.read.as_deref()?, Prefix::Query)));
    let messages = danger::learn::texts(corpus).map(|text| (text, Prefix::Query));
    let texts: Vec<(&str, Prefix)> = texts.iter().filter_map(Text::embedded).chain(questions).chain(messages).collect();
    embedded.embed(embedder, &texts)
}

/// Cosine of words from which on a general line is near enough to a phrasing to be a question that the entry answers: of owners' questions
/// one in two is as near to a phrasing of the right entry.
const NEAR_LINE: f32 = 0.45;

/// The texts that classifiers learn from.
fn lessons_of<'a>(corpus: &'a Corpus, base: &Base) -> Samples<'a> {
    samples(corpus, base, |features| base.nearest.find(features, None, 0, &[]).nearest.is_some_and(|(_, cosine)| cosine >= NEAR_LINE))
}

/// As [`train`](fn@train), and tells what the left-out questions came to, ranked.
pub fn train_and_tell<'a>(engine: &Engine, corpus: &'a Corpus, embedded: Option<([u8; 32], &Embedded)>) -> (Trained, Vec<LeftOut<'a>>) {
    learn_all(engine, corpus, embedded, &Deeds::new(&[]))
}

fn learn_all<'a>(
    engine: &Engine,
    corpus: &'a Corpus,
    embedded: Option<([u8; 32], &Embedded)>,
    deeds: &Deeds,
) -> (Trained, Vec<LeftOut<'a>>) {
    let base = engine.base();
    let rate = base.settings.wrong_rate;
    let entries = corpus.entries.len() as u32;
    let samples = lessons_of(corpus, base);
    let mut meaning = embedded.and_then(|(id, embedded)| Some((meaning::gather(id, &texts(corpus, base), embedded)?, embedded)));
    let meant = meaning.as_ref().map(|(meaning, embedded)| Meant { meaning, embedded });
    let questions = known(corpus, base);
    let (mut left_out, model) = leave_out(corpus, &questions, base, &samples, meant.as_ref());
    if let Some((meaning, embedded)) = &mut meaning {
        let lessons = meaning::lessons(&samples.list, embedded, |_| true, entries);
        meaning.dense = meaning::train(meaning, &lessons, entries as usize + 1);
    }
    drop(samples);
    // The classifiers have learned from them, too: these were asked while they were left out.
    let mut asked: Vec<LeftOut<'_>> = left_out.extract_if(.., |left_out| left_out.by_owner).collect();
    // The evidence of words is the same without the features of meaning; so each question is asked once for both.
    let without_meaning = |questions: &[LeftOut<'a>]| questions.iter().map(LeftOut::without_meaning).collect::<Vec<_>>();
    let (mut of_words, mut asked_words) = (without_meaning(&left_out), without_meaning(&asked));
    let (known, deeds) = deeds.known(base);
    let mut told = ask_deeds(&known, engine, corpus, &model, meaning.as_ref().map(|(meaning, _)| meaning));
    let mut told_words: Vec<LeftOut<'_>> = told.iter().map(LeftOut::without_meaning).collect();
    let learned =
        fit(&mut of_words, &mut asked_words, &mut Did { asked: &mut told_words, deeds: &deeds }, corpus, Some(&PRIOR.words), rate);
    told.retain(|told| told.evidence.meaning.is_some());
    let mut read: Vec<LeftOut<'_>> = left_out.into_iter().filter(|l| l.evidence.meaning.is_some()).collect();
    asked.retain(|l| l.evidence.meaning.is_some());
    let with_meaning = meaning
        .is_some()
        .then(|| fit(&mut read, &mut asked, &mut Did { asked: &mut told, deeds: &deeds }, corpus, Some(&PRIOR.meaning), rate));
    let mut read = read.into_iter().peekable();
    let left_out = of_words.into_iter().map(|words| {
        let same = |l: &LeftOut<'_>| (l.sample, l.unknown) == (words.sample, words.unknown);
        read.next_if(same).unwrap_or(words)
    });
    let left_out: Vec<LeftOut<'_>> = left_out.collect();
    let meaning = meaning.map(|(meaning, _)| meaning).zip(with_meaning);
    let danger = dangers(base, corpus, embedded, Effort::Whole);
    (Trained { corpus_hash: base.hash, classes: ids(corpus), model, learned, meaning, danger }, left_out)
}

/// What the corpus's messages of dangers teach.
fn dangers(base: &Base, corpus: &Corpus, embedded: Option<([u8; 32], &Embedded)>, effort: Effort) -> Option<danger::learned::Learned> {
    let typos = base.index.typos();
    danger::learn::learn(
        corpus,
        &Learning {
            analyze: &|text| base.analyzer.question(text, typos, &Memo::default()),
            phrase: &|analysis| base.danger.phrase(&Said::new(&analysis.tokens, &|token| typos.knows(token), true)).is_some(),
            embedded,
            wanted: base.settings.danger,
            threads: base.settings.threads,
            effort,
        },
    )
}

/// The classes of a classifier that is trained on a corpus.
fn ids(corpus: &Corpus) -> Vec<String> {
    corpus.entries.iter().map(|entry| entry.id.clone()).collect()
}

/// The labelled questions, asked by words alone of classifiers that have not learned from them.
fn ask_labelled<'a>(corpus: &'a Corpus, base: &Base, model: &Model) -> Vec<LeftOut<'a>> {
    let classes: Vec<Option<u32>> = (0..corpus.entries.len() as u32).map(Some).collect();
    let sources = Sources { model: Some((model, &classes)), ..base.sources() };
    labelled::ask(known(corpus, base).iter(), &sources, None)
}

/// Training texts up to which a corpus is learned from before it is served: the sample corpus has some nine thousand.
const MOST_AT_ONCE: usize = 15_000;

/// Phrasings of a corpus that say something: each is a training text.
fn phrasings(corpus: &Corpus) -> usize {
    let texts = corpus.entries.iter().flat_map(|entry| entry.texts.values());
    texts.flat_map(|text| &text.phrasings).filter(|phrasing| phrasing.contains(char::is_alphanumeric)).count()
}

/// What can be learned before the first question: the classifiers of words, with what is believed of any corpus and what the labelled questions
/// say of this one, and dangers from words. None of a large corpus: that is served by the index alone until it is learned from.
fn train_at_once(base: &Base, corpus: &Corpus) -> Option<Trained> {
    // To take all texts of a large corpus apart takes longer than all else of its start.
    let samples = (phrasings(corpus) <= MOST_AT_ONCE).then(|| lessons_of(corpus, base)).filter(|all| all.list.len() <= MOST_AT_ONCE)?;
    // Nothing is left out here, so what is asked must not have been learned from.
    let teaches = |sample: &Sample<'_>| !matches!(sample.source, Source::Asked(_) | Source::Labelled(..));
    // Questions and dangers teach nothing of each other: whoever waits for both waits for the longer one.
    let (model, learned, danger) = std::thread::scope(|scope| {
        let danger = scope.spawn(|| dangers(base, corpus, None, Effort::AtOnce));
        let model = train_model(&samples, teaches, corpus.entries.len() as u32, &Training::default());
        let mut asked = ask_labelled(corpus, base, &model);
        let rate = base.settings.wrong_rate;
        let believed = PRIOR.words.learned(corpus, rate);
        asked.iter_mut().for_each(|asked| asked.evidence.rank(&believed.weights));
        let asked = outcomes(&asked, &ImportanceWeights::of(&asked), corpus.entries.len(), PRIOR.words.unanswered);
        let learned = corrected(believed, &asked, &[], rate);
        (model, learned, danger.join().expect("nothing of this panics"))
    });
    // Not the corpus's hash: everything else is still to be learned.
    Some(Trained { corpus_hash: AT_ONCE, classes: ids(corpus), model, learned, meaning: None, danger })
}

/// First weights and thresholds, from the index alone.
fn quick(corpus: &Corpus, base: &Base) -> Learned {
    let mut none = Did { asked: &mut [], deeds: &[] };
    fit(&mut leave_out_some(corpus, base), &mut [], &mut none, corpus, None, base.settings.wrong_rate)
}

/// What owners did, asked of classifiers that have not learned from it.
fn ask_deeds<'a>(known: &[Known<'a>], engine: &Engine, corpus: &Corpus, model: &Model, meaning: Option<&Meaning>) -> Vec<LeftOut<'a>> {
    let classes: Vec<Option<u32>> = (0..corpus.entries.len() as u32).map(Some).collect();
    let with_meaning = meaning.map(|meaning| (meaning, &meaning.dense, classes.as_slice()));
    let sources = Sources { model: Some((model, &classes)), meaning: with_meaning, ..engine.base().sources() };
    let embedder = engine.embedding().filter(|_| meaning.is_some()).map(|embedding| embedding.embedder());
    deeds::asked(known, &sources, embedder)
}

/// Questions with what their owners did, by their samples' numbers.
struct Did<'d, 'a> {
    asked: &'d mut [LeftOut<'a>],
    deeds: &'d [Deed],
}

/// Learns from left-out and labelled questions, and from what owners did; all are ranked in passing.
fn fit<'a>(
    left_out: &mut [LeftOut<'a>],
    asked: &mut [LeftOut<'a>],
    did: &mut Did<'_, '_>,
    corpus: &Corpus,
    prior: Option<&Prior>,
    rate: f32,
) -> Learned {
    let importance = ImportanceWeights::of(left_out);
    // An entry whose only phrasing is left out has nothing left to be asked by: that teaches nothing of how entries are found.
    let teaches = !corpus.is_of_answers();
    let lessons: Vec<Lesson> = left_out
        .iter()
        .filter(|_| teaches)
        .filter_map(|l| {
            let right = l.evidence.candidates.iter().position(|c| Some(c.entry) == l.right)?;
            let candidates = l.evidence.candidates.iter().map(|c| c.features).collect();
            Some(Lesson { candidates, right, weight: importance.weight(l) })
        })
        .collect();
    let begin = prior.map_or_else(index_weights, |prior| prior.weights(corpus));
    let weights = learn(&lessons, &begin, importance.pull());
    left_out.iter_mut().chain(asked.iter_mut()).for_each(|l| l.evidence.rank(&weights));
    did.asked.iter_mut().for_each(|l| l.evidence.rank(&weights));
    let outcomes = outcomes(left_out, &importance, corpus.entries.len(), prior.unwrap_or(&PRIOR.words).unanswered);
    let top_1 = Logistic::fit(&outcomes, prior.map(|prior| &prior.top_1), |o| o.top_1);
    let top_3 = Logistic::fit(&outcomes, prior.map(|prior| &prior.top_3), |o| o.top_3);
    let scored: Vec<Scored<'_>> = outcomes.iter().map(|outcome| Scored::by(&top_1, &top_3, outcome)).collect();
    let own = thresholds(&scored, rate);
    let thresholds = if prior.is_some() { Thresholds::of_prior(rate).towards(&own, importance.trust()) } else { own };
    let believed = Learned { weights, top_1, top_3, thresholds, certainty: None };
    // Labelled questions count one by one: owners asked them.
    let all_alike = ImportanceWeights::of(&[]);
    let asked = importance::outcomes(asked, &all_alike, corpus.entries.len(), PRIOR.words.unanswered);
    let lines: Vec<Outcome> = outcomes.iter().filter(|outcome| outcome.offtopic && !outcome.unknown).cloned().collect();
    let learned = corrected(believed, &asked, &lines, rate);
    deeds::moved(learned, &taught(&asked, &lines).unwrap_or(outcomes), &deeds::seen(did.asked, did.deeds), rate)
}
