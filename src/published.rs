//! The corpus as it is published now: entries, matcher, revisions and rendered answers, swapped as one.
//!
//! A reader takes an `Arc` and sees one revision whole, never half of the next one (`design.md` section 6). What another
//! process publishes is taken up within seconds. The classifier and its limits are trained in the background and kept in
//! the data folder under the corpus's content hash; until then the previous ones serve.

use crate::answer::{Decision, ENOUGH_LINES, Engine, Question, Settings, Trained};
use crate::chat::conversation::Reply;
use crate::chat::event::{Answer, Suggestion};
use crate::config::Config;
use crate::faq::file::{Options, Problem, Severity};
use crate::faq::render::{Rendered, render};
use crate::faq::{CardText, Corpus, Entry, Text};
use crate::i18n::{Args, Catalog, format};
use crate::language::Language;
use crate::search::embedding::{Embedded, Embedding, PATIENCE};
use crate::search::semantic::{self, Embedder};
use crate::store::Store;
use anyhow::Context;
use rust_embed::RustEmbed;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;

/// The sample corpus, published into an empty database.
#[derive(RustEmbed)]
#[folder = "faq"]
struct Sample;

/// Names that answers may use in braces.
pub const PLACEHOLDERS: [&str; 9] = [
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
/// Trained files kept in the data folder.
const TRAINED_KEPT: usize = 3;

/// One published corpus, ready to answer. Clones share everything.
#[derive(Clone)]
pub struct Published {
    pub corpus: Arc<Corpus>,
    pub engine: Engine,
    /// Entry to its published revision.
    revisions: Arc<BTreeMap<String, u64>>,
    values: Arc<BTreeMap<Language, BTreeMap<String, String>>>,
    rendered: Arc<BTreeMap<(String, Language), Rendered>>,
    catalog: Arc<Catalog>,
}

impl Published {
    /// Puts a corpus to work with an engine that was built for it.
    pub fn new(corpus: Corpus, revisions: BTreeMap<String, u64>, config: &Config, catalog: Arc<Catalog>, engine: Engine) -> Published {
        let values: BTreeMap<_, _> =
            Language::ALL.into_iter().map(|language| (language, placeholder_values(config, &catalog, language))).collect();
        let mut rendered = BTreeMap::new();
        for entry in &corpus.entries {
            for (language, text) in &entry.texts {
                rendered.insert((entry.id.clone(), *language), render(&text.answer, &values[language]));
            }
        }
        Published {
            corpus: Arc::new(corpus),
            engine,
            revisions: Arc::new(revisions),
            values: Arc::new(values),
            rendered: Arc::new(rendered),
            catalog,
        }
    }

    /// The answer of an entry for a reader of `language`, in another language with a note where it has no translation.
    pub fn answer(&self, entry: &str, language: Language, score: f32) -> Option<Answer> {
        let (written_in, text) = self.text(entry, language)?;
        let rendered = self.rendered.get(&(entry.to_owned(), written_in))?;
        let note = (written_in != language).then(|| {
            let name = self.catalog.text(language, &format!("language-{}", written_in.code()), &Args::new());
            self.catalog.text(language, "answer-in-other-language", &Args::new().with("language", name))
        });
        Some(Answer {
            entry: entry.to_owned(),
            revision: self.revisions.get(entry).copied().unwrap_or(1),
            title: text.title.clone(),
            html: rendered.html.clone(),
            text: rendered.text.clone(),
            language: written_in,
            score,
            note,
        })
    }

    /// The title of an entry for a reader of `language`.
    pub fn title(&self, entry: &str, language: Language) -> Option<String> {
        self.text(entry, language).map(|(_, text)| text.title.clone())
    }

    /// The entries to ask back with.
    pub fn suggestions(&self, entries: impl IntoIterator<Item = String>, language: Language) -> Vec<Suggestion> {
        let named = |entry: String| self.title(&entry, language).map(|title| Suggestion { entry, title });
        entries.into_iter().filter_map(named).collect()
    }

    /// A safety card in the owner's language.
    pub fn card(&self, card: &str, language: Language) -> Option<Reply> {
        let text = self.card_text(card, language)?;
        let rendered = self.safety_text(card, language)?;
        Some(Reply::Safety { card: card.to_owned(), title: text.title.clone(), html: rendered.html, text: rendered.text })
    }

    /// What a safety card says.
    pub fn safety_text(&self, card: &str, language: Language) -> Option<Rendered> {
        Some(render(&self.card_text(card, language)?.text, &self.values[&language]))
    }

    fn card_text(&self, card: &str, language: Language) -> Option<&CardText> {
        let card = self.corpus.safety.iter().find(|known| known.id == card)?;
        card.texts.get(&language).or_else(|| card.texts.get(&Language::En)).or_else(|| card.texts.values().next())
    }

    /// Whether an entry means "I want a person".
    pub fn wants_person(&self, entry: Option<&str>) -> bool {
        entry.and_then(|id| self.entry(id)).is_some_and(Entry::is_handoff)
    }

    /// The decision on a text as `protocol.md` section 7 prints it, with titles for people.
    pub fn ask_json(&self, text: &str, language: Option<Language>, page: Language) -> Value {
        let question = Question { text, language, page_language: Some(page), ..Question::default() };
        let decision = self.engine.ask(&question);
        let mut shown = decision_json(&decision);
        if let Some(entries) = shown["entries"].as_array_mut() {
            for entry in entries {
                let title = entry["entry"].as_str().and_then(|id| self.title(id, decision.language.language));
                entry["title"] = Value::from(title);
            }
        }
        shown
    }

    fn entry(&self, id: &str) -> Option<&Entry> {
        self.corpus.entry(id)
    }

    fn text(&self, entry: &str, language: Language) -> Option<(Language, &Text)> {
        self.entry(entry)?.text(language)
    }
}

/// A decision in the form of `ask --jsonl`.
pub fn decision_json(decision: &Decision) -> Value {
    let entries: Vec<Value> = decision.entries.iter().map(|found| json!({ "entry": found.entry, "score": found.score })).collect();
    json!({
        "decision": decision.kind.name(),
        "entry": decision.entry,
        "entries": entries,
        "language": decision.language.language.code(),
        "confidence": decision.confidence,
    })
}

/// The matcher's settings from the configuration.
pub fn settings(config: &Config) -> Settings {
    Settings { wrong_rate: config.answers.wrong_rate as f32, ..Settings::default() }
}

/// What the placeholders stand for, in the words of `language`.
pub fn placeholder_values(config: &Config, catalog: &Catalog, language: Language) -> BTreeMap<String, String> {
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
    PLACEHOLDERS.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

/// The current publication, and how it is replaced.
pub struct Publication {
    current: RwLock<Arc<Published>>,
    config: Config,
    catalog: Arc<Catalog>,
    data: PathBuf,
    /// What `current` was made from; held while something newer is taken up.
    known: tokio::sync::Mutex<Known>,
}

/// What is known of the world outside of [`Publication::current`].
struct Known {
    /// The store's generation.
    generation: i64,
    /// When the model's folder changed last; the outer none before the first look.
    model: Option<Option<SystemTime>>,
    /// Corpus and model that training was tried for, so that a failure is not repeated for ever.
    tried: Option<(u128, Option<[u8; 32]>)>,
    /// What is being learned.
    training: Option<JoinHandle<anyhow::Result<Option<Trained>>>>,
    /// Questions that the model was too slow for, when they were last logged.
    given_up: u64,
}

impl Publication {
    /// Loads what the database publishes; an empty one gets the embedded corpus first.
    pub async fn open(store: &Store, config: &Config, catalog: Arc<Catalog>, data: PathBuf) -> anyhow::Result<Arc<Publication>> {
        if store.corpus_is_empty().await? {
            let report = store.import_corpus(embedded_files(), false, "aftercare").await?;
            tracing::info!(entries = report.added, "published the sample corpus");
        }
        let generation = store.corpus_generation().await?;
        let (corpus, revisions) = load(store).await?;
        let engine = engine(&corpus, config, |hash| read_trained(&data, hash))?;
        let published = Published::new(corpus, revisions, config, Arc::clone(&catalog), engine);
        let trained = published.engine.trained().is_some();
        tracing::info!(entries = published.corpus.entries.len(), trained, "corpus ready");
        Ok(Arc::new(Publication {
            current: RwLock::new(Arc::new(published)),
            config: config.clone(),
            catalog,
            data,
            known: tokio::sync::Mutex::new(Known { generation, model: None, tried: None, training: None, given_up: 0 }),
        }))
    }

    /// What is published now. Keep it for one question.
    pub fn current(&self) -> Arc<Published> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up a newer publication, a model and what was learned, and has it trained for what nothing was learned from yet.
    pub async fn refresh(self: &Arc<Self>, store: &Store) -> anyhow::Result<()> {
        let mut known = self.known.lock().await;
        let generation = store.corpus_generation().await?;
        if generation != known.generation {
            let (corpus, revisions) = load(store).await?;
            let (config, catalog, data, current) = (self.config.clone(), Arc::clone(&self.catalog), self.data.clone(), self.current());
            let built = tokio::task::spawn_blocking(move || {
                let trained = |hash| read_trained(&data, hash).or_else(|| current.engine.trained().cloned());
                let engine = engine(&corpus, &config, trained)?.with_embedding(current.engine.embedding().cloned());
                anyhow::Ok(Published::new(corpus, revisions, &config, catalog, engine))
            });
            self.swap(built.await??);
            known.generation = generation;
            tracing::info!(generation, "took up a new publication");
        }
        self.look_for_model(&mut known).await?;
        self.look_after_training(&mut known).await
    }

    /// Takes up what was learned, and begins to learn when there is something new. A publication that comes while something is
    /// learned is served at once, and learned from afterwards.
    async fn look_after_training(&self, known: &mut Known) -> anyhow::Result<()> {
        if let Some(training) = known.training.take() {
            if !training.is_finished() {
                known.training = Some(training);
                return Ok(());
            }
            let current = self.current();
            if let Some(trained) = training.await?? {
                let engine = current.engine.with_trained(trained);
                let semantic = engine.is_semantic();
                self.swap(Published { engine, ..Published::clone(&current) });
                tracing::info!(semantic, "the matcher is trained for the published corpus");
            }
        }
        let current = self.current();
        let hash = current.engine.corpus_hash();
        let wanted = (hash, current.engine.embedding().map(|embedding| embedding.id()));
        let complete = current.engine.trained_on() == Some(hash) && (wanted.1.is_none() || current.engine.is_semantic());
        if self.config.answers.train && !complete && known.tried != Some(wanted) {
            known.tried = Some(wanted);
            let (data, config) = (self.data.clone(), self.config.clone());
            known.training = Some(tokio::spawn(async move {
                if train_apart(&data, &config).await {
                    // Nothing is there when something newer was published meanwhile: that is learned from next.
                    return Ok(tokio::task::spawn_blocking(move || read_trained(&data, hash)).await?);
                }
                let here = tokio::task::spawn_blocking(move || train(&data, &current.corpus, &current.engine));
                Ok(Some(here.await?))
            }));
        }
        Ok(())
    }

    /// Takes up an embedding model that was installed, and lets go of one that was removed.
    async fn look_for_model(&self, known: &mut Known) -> anyhow::Result<()> {
        let folder = semantic::folder(&self.data);
        let changed = std::fs::metadata(&folder).and_then(|folder| folder.modified()).ok();
        let current = self.current();
        if known.model != Some(changed) {
            known.model = Some(changed);
            let (data, threads) = (self.data.clone(), self.config.answers.embedding_threads);
            let embedding = tokio::task::spawn_blocking(move || open_embedding(&data, threads, Some(PATIENCE))).await?;
            match (&embedding, current.engine.embedding()) {
                (Some(_), _) => tracing::info!("the embedding model takes part"),
                (None, None) => tracing::info!("no embedding model: matching by words alone; `aftercare model fetch` gets one"),
                (None, Some(_)) => tracing::info!("the embedding model was removed: matching by words alone"),
            }
            if embedding.is_some() || current.engine.embedding().is_some() {
                let engine = current.engine.with_embedding(embedding);
                self.swap(Published { engine, ..Published::clone(&current) });
                known.given_up = 0;
            }
        } else if let Some(embedding) = current.engine.embedding() {
            let counts = embedding.counts();
            if counts.given_up > known.given_up {
                let questions = counts.given_up - known.given_up;
                tracing::warn!(questions, ?counts, "answered by words alone: the embedding model was busy or slow");
                known.given_up = counts.given_up;
            }
        }
        Ok(())
    }

    fn swap(&self, published: Published) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
    }
}

/// An engine for a corpus. `trained`: what was learned from the corpus of this hash, or from an earlier one.
fn engine(corpus: &Corpus, config: &Config, trained: impl FnOnce(u128) -> Option<Trained>) -> anyhow::Result<Engine> {
    Engine::build_with(corpus, &settings(config), trained).context("the index could not be built")
}

async fn load(store: &Store) -> anyhow::Result<(Corpus, BTreeMap<String, u64>)> {
    let (mut corpus, problems) = read(store.corpus_files().await?);
    complete(&mut corpus);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        tracing::error!(file = problem.file, line = problem.line, "{}", problem.message);
    }
    anyhow::ensure!(!corpus.entries.is_empty(), "the published corpus has no entries");
    Ok((corpus, store.revisions_of().await?))
}

/// What people say and ask of everything but cars, a sentence a line: small things of every day, which no FAQ answers. The sample corpus's
/// off-topic lines lean towards cars; an FAQ of other things needs these to know what it is not asked.
pub fn everyday(language: Language) -> impl Iterator<Item = String> {
    let lines = match language {
        Language::Bn => include_str!("faq/everyday/bn.txt"),
        Language::Kk => include_str!("faq/everyday/kk.txt"),
        Language::En => include_str!("faq/everyday/en.txt"),
    };
    lines.lines().map(str::to_owned)
}

/// Adds what any corpus needs and this one does not bring: samples of the languages to tell them apart by, and, for languages that it
/// has entries in but too few off-topic lines to go by, those of the sample corpus and sentences of every day as general ones.
pub fn complete(corpus: &mut Corpus) {
    let lacks = |language: &Language| {
        let is_spoken = corpus.entries.iter().any(|entry| entry.texts.contains_key(language));
        is_spoken && corpus.offtopic.get(language).map_or(0, Vec::len) < ENOUGH_LINES
    };
    let lacking: Vec<Language> = Language::ALL.into_iter().filter(lacks).collect();
    if lacking.is_empty() && !corpus.samples.is_empty() {
        return;
    }
    let is_needed = |path: &str| path.starts_with("languages/") || path.starts_with("offtopic/");
    let (embedded, _) = read(embedded_files().into_iter().filter(|(path, _)| is_needed(path)).collect());
    corpus.general = embedded.offtopic.into_iter().filter(|(language, _)| lacking.contains(language)).collect();
    for (language, general) in &mut corpus.general {
        general.extend(everyday(*language));
    }
    if corpus.samples.is_empty() {
        corpus.samples = embedded.samples;
    }
}

/// Reads files of a corpus, with our placeholders.
pub fn read(files: Vec<(String, String)>) -> (Corpus, Vec<Problem>) {
    crate::faq::file::read(files, Options { placeholders: Some(&PLACEHOLDERS) })
}

/// The files of the embedded sample corpus.
pub fn embedded_files() -> Vec<(String, String)> {
    let text = |path: &str| Sample::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    Sample::iter().filter_map(|path| text(&path).map(|text| (path.to_string(), text))).collect()
}

/// Trains in a process of its own: it needs some 100 MB for seconds, which this one would keep for ever. It ends with this one.
/// False when that did not work, as with a program file that was replaced meanwhile.
async fn train_apart(data: &Path, config: &Config) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let mut command = tokio::process::Command::new(program);
    command.arg("train").arg("--data").arg(data).env("AFTERCARE_ANSWERS__WRONG_RATE", config.answers.wrong_rate.to_string());
    command.env("AFTERCARE_LOG__LEVEL", "warn").stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let done = command.status().await.inspect_err(|error| tracing::debug!(%error, "training in a process of its own failed"));
    done.is_ok_and(|status| status.success())
}

/// The embedding model of a data folder on threads of its own; none when there is none that can be used.
pub fn open_embedding(data: &Path, threads: usize, patience: Option<Duration>) -> Option<Arc<Embedding>> {
    let started = match Embedder::open(&semantic::folder(data)) {
        Ok(embedder) => embedder.map(|embedder| Embedding::start(embedder, threads, patience)).transpose().map_err(anyhow::Error::from),
        Err(error) => Err(error.into()),
    };
    started.unwrap_or_else(|error| {
        tracing::warn!(%error, "the embedding model cannot be used: matching by words alone");
        None
    })
}

/// A trained engine for a corpus, with the data folder's model if it has one: from the folder's cache, or trained now and
/// kept there. Its questions wait for the model as long as it takes.
pub fn trained_engine(data: &Path, corpus: &Corpus, config: &Config) -> anyhow::Result<Engine> {
    let embedding = open_embedding(data, config.answers.embedding_threads, None);
    let engine = engine(corpus, config, |hash| read_trained(data, hash))?.with_embedding(embedding);
    let complete = engine.trained().is_some() && (engine.embedding().is_none() || engine.is_semantic());
    Ok(if complete { engine } else { engine.with_trained(train(data, corpus, &engine)) })
}

/// Trains in this process, and keeps the result in the data folder's cache.
fn train(data: &Path, corpus: &Corpus, engine: &Engine) -> Trained {
    let trained = with_embedded(data, corpus, engine, |embedded| engine.train_with(corpus, embedded));
    write_trained(data, trained.corpus_hash, &trained);
    trained
}

/// Calls `learn` with the vectors of the corpus's texts: those of the data folder's cache, and new ones, which are kept there.
/// Without a model, or when it fails, there are none.
pub fn with_embedded<T>(data: &Path, corpus: &Corpus, engine: &Engine, learn: impl FnOnce(Option<([u8; 32], &Embedded)>) -> T) -> T {
    let Some(embedding) = engine.embedding() else { return learn(None) };
    let file = data.join("cache").join("embedded.bin");
    let id = embedding.id();
    let mut embedded = Embedded::read(&file, id);
    match engine.embed(corpus, embedding.embedder(), &mut embedded) {
        Ok(0) => {}
        Ok(texts) => {
            tracing::info!(texts, "embedded what is new in the corpus");
            if let Err(error) = write_cached(&file, &embedded.to_bytes(id)) {
                tracing::warn!(%error, "the vectors could not be cached: they will be made again");
            }
        }
        Err(error) => {
            tracing::error!(%error, "the corpus could not be embedded: learning from words alone");
            return learn(None);
        }
    }
    learn(Some((id, &embedded)))
}

/// Writes a file of the cache beside its place and renames it, so that a crash leaves no half file.
fn write_cached(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, file)
}

fn trained_file(data: &Path, hash: u128) -> PathBuf {
    data.join("cache").join(format!("trained-{hash:032x}.bin"))
}

fn read_trained(data: &Path, hash: u128) -> Option<Trained> {
    let bytes = std::fs::read(trained_file(data, hash)).ok()?;
    let trained = Trained::from_bytes(&bytes);
    if trained.is_none() {
        tracing::warn!("a trained file is of another version or damaged: training anew");
    }
    trained
}

/// Keeps what was learned, and the newest few of those before it.
fn write_trained(data: &Path, hash: u128, trained: &Trained) {
    let file = trained_file(data, hash);
    let Some(folder) = file.parent() else { return };
    if let Err(error) = write_cached(&file, &trained.to_bytes()) {
        tracing::warn!(%error, "the trained matcher could not be cached: the next start trains again");
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_trained = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("trained-");
    let trained = entries.flatten().filter(is_trained);
    let mut files: Vec<_> = trained.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    files.sort();
    let surplus = files.len().saturating_sub(TRAINED_KEPT);
    for (_, old) in files.drain(..surplus) {
        let _ = std::fs::remove_file(old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_entry(more: &[(&str, &str)]) -> Corpus {
        let entry = "[en]\ntitle = \"Towing\"\nphrasings = [\"May I tow a trailer\"]\nanswer = \"No.\"\n";
        let files = std::iter::once(("car/towing.toml", entry)).chain(more.iter().copied());
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let (corpus, problems) = read(files.collect());
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{problems:?}");
        corpus
    }

    #[test]
    fn a_corpus_of_entries_alone_gets_samples_and_general_lines_of_its_languages() {
        let mut corpus = one_entry(&[]);
        complete(&mut corpus);
        assert!(corpus.samples.len() >= 3);
        assert_eq!(corpus.general.keys().collect::<Vec<_>>(), [&Language::En]);
        let general = &corpus.general[&Language::En];
        assert!(general.len() > 300 && general.iter().any(|line| line == "I will start running next Monday, I promise"));
    }

    #[test]
    fn enough_lines_and_samples_of_its_own_are_left_as_they_are() {
        let completed = |lines: usize| {
            let lines: String = (0..lines).map(|i| format!("Who won match {i}\n")).collect();
            let own = one_entry(&[("offtopic/en.txt", &lines), ("languages/ru.txt", "как дела\n")]);
            let mut completed = own.clone();
            complete(&mut completed);
            (own, completed)
        };
        let (own, same) = completed(ENOUGH_LINES);
        assert_eq!(same, own);
        // A first line of an editor's own does not cost the general ones.
        let (own, more) = completed(1);
        assert!(more.offtopic == own.offtopic && more.samples == own.samples && more.general[&Language::En].len() > 200);
    }
}
