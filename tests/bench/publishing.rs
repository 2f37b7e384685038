//! How soon an edited entry is answered from, beside how long all takes to be built anew, and what that costs the questions that go on.
//! `cargo bench --bench publishing -- faq tests/quality/dev-questions.jsonl [entries...]`; figures are in `docs/performance.md`.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aftercare::answer::{Kind, Question, evaluate};
use aftercare::clock::{Clock, SystemClock};
use aftercare::config::Config;
use aftercare::faq::file::{self, Kind as FileKind};
use aftercare::faq::{Corpus, Entry};
use aftercare::forms::{self, Forms};
use aftercare::i18n::Catalog;
use aftercare::language::Language;
use aftercare::market::{Markets, MarketsNow};
use aftercare::published::{Edit, LiveFaq, folder};
use aftercare::store::{Committed, Options, Store, database};

mod copies;

/// Edits that are published.
const PUBLISHES: usize = 1_000;
/// One edit of so many is a new entry.
const NEW_ONE_OF: usize = 10;
/// Time from one edit to the next.
const EDIT_EVERY: Duration = Duration::from_millis(50);
/// Time from one question to the next.
const ASK_EVERY: Duration = Duration::from_millis(20);
/// One question of so many is a phrasing of an entry that is not edited: it has to be answered whatever is published.
const CONTROL_ONE_OF: usize = 5;
/// Entries with such phrasings.
const CONTROLS: usize = 50;
/// How often the server looks for what others have published, and whether edits are to be built in.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Questions that are asked while nothing else happens.
const IDLE: Duration = Duration::from_secs(20);

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let folder::Content { corpus, files, .. } = folder::read_with_files(Path::new(&args[1]), Default::default()).expect("a folder");
    let lines = std::fs::read_to_string(&args[2]).expect("a file");
    let questions: Vec<evaluate::Labelled> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let questions: Vec<String> = questions.into_iter().map(|question| question.text).collect();
    let beside: Vec<(String, String)> = files.into_iter().filter(|(path, _)| !matches!(file::kind(path), FileKind::Entry { .. })).collect();
    let sizes: Vec<usize> = args[3..].iter().filter_map(|n| n.parse().ok()).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    for size in if sizes.is_empty() { vec![1_000, 10_000] } else { sizes } {
        let mut corpus = copies::multiply(&corpus, size.div_ceil(corpus.entries.len()));
        corpus.entries.truncate(size);
        runtime.block_on(measure(&corpus, &beside, &questions));
    }
}

fn entry_file(entry: &Entry) -> (String, String) {
    (format!("{}/{}.toml", entry.category, entry.id), file::write(entry))
}

/// How many tasks wanted a processor in the last minute, as Linux counts.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

async fn measure(corpus: &Corpus, beside: &[(String, String)], questions: &[String]) {
    let data = std::env::temp_dir().join(format!("aftercare-bench-{}", SystemClock.id()));
    std::fs::create_dir_all(&data).expect("a folder");
    let hook = Arc::new(|_: Committed| {});
    let store = Store::open(Options::new(database(&data)), Arc::new(SystemClock), hook).await.expect("a database");
    let files: Vec<(String, String)> = corpus.entries.iter().map(|entry| entry_file(entry)).chain(beside.iter().cloned()).collect();
    store.import_corpus(files, false, "bench").await.expect("an import");
    let mut config = Config::defaults();
    config.answers.train = false;
    let markets = MarketsNow::new(Markets::new(&config).expect("markets"));
    let catalog = Arc::new(Catalog::embedded().expect("the catalogue"));
    let live =
        LiveFaq::open(&store, &config, markets, Forms::new(forms::ours(), catalog), data.clone()).await.expect("a corpus that serves");
    let current = live.current();
    let start = Instant::now();
    std::hint::black_box(current.engine.rebuilt(&current.corpus).expect("an index"));
    let rebuilt = start.elapsed();
    println!("{} entries, load {}: built anew in {:.2} s", current.corpus.entries.len(), load(), rebuilt.as_secs_f64());
    let answers = |text: &str| current.engine.ask(&Question { text, ..Question::default() }).entry;
    let (controls, edited) = controls(&current.corpus, answers);
    let asked: Arc<[Asked]> = asked(questions, &controls).into();
    drop(current);
    let idle = Asking::start(&live, &asked);
    tokio::time::sleep(IDLE).await;
    print("  questions, idle", idle.stop());
    let busy = Asking::start(&live, &asked);
    let looking = {
        let (live, store) = (Arc::clone(&live), store.clone());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                live.follow(&store).await.expect("what is published");
            }
        })
    };
    let (times, whole) = publish(&live, &store, &edited).await;
    print("  questions while publishing", busy.stop());
    let median = print("  from the commit to the first answer", times);
    print("  from the editor's word to the first answer, with the commit", whole);
    let over = live.current().engine.edited();
    println!("  {:.0} times faster than building anew; over what was built now: {over}; load {}", rebuilt.as_secs_f64() / median, load());
    looking.abort();
    store.close().await;
    std::fs::remove_dir_all(&data).expect("removed");
}

/// A question, and the entry that has to answer it where that is certain.
#[derive(Clone)]
struct Asked {
    text: String,
    entry: Option<String>,
}

/// Phrasings of entries that are not edited, which they answer, and the entries that are edited.
fn controls(corpus: &Corpus, answers: impl Fn(&str) -> Option<String>) -> (Vec<Asked>, Vec<Arc<Entry>>) {
    let (mut controls, mut edited) = (Vec::new(), Vec::new());
    for entry in corpus.entries.iter().filter(|entry| entry.texts.contains_key(&Language::EN)) {
        let mut phrasings = entry.texts[&Language::EN].phrasings.iter().take(usize::from(controls.len() < CONTROLS));
        match phrasings.find(|phrasing| answers(phrasing).as_ref() == Some(&entry.id)) {
            Some(text) => controls.push(Asked { text: text.clone(), entry: Some(entry.id.clone()) }),
            None => edited.push(Arc::clone(entry)),
        }
    }
    (controls, edited)
}

fn asked(questions: &[String], controls: &[Asked]) -> Vec<Asked> {
    let mut controls = controls.iter().cycle();
    let mut asked = Vec::new();
    for (number, text) in questions.iter().enumerate() {
        asked.push(Asked { text: text.clone(), entry: None });
        if number % (CONTROL_ONE_OF - 1) == 0 {
            asked.extend(controls.next().cloned());
        }
    }
    asked
}

/// Publishes edits one after the other; how long each took to be answered from, after it was committed and with that.
async fn publish(live: &Arc<LiveFaq>, store: &Store, entries: &[Arc<Entry>]) -> (Vec<Duration>, Vec<Duration>) {
    let (mut times, mut whole) = (Vec::with_capacity(PUBLISHES), Vec::with_capacity(PUBLISHES));
    for number in 0..PUBLISHES {
        let mut entry = Entry::clone(&entries[number * 7_919 % entries.len()]);
        if number % NEW_ONE_OF == 0 {
            entry.id = format!("new-{number}");
        }
        let asked = format!("where does item{number}q go in my car");
        let text = entry.texts.get_mut(&Language::EN).expect("an English text");
        text.phrasings.push(asked.clone());
        let file = entry_file(&entry);
        let begun = Instant::now();
        store.import_corpus(vec![file], false, "bench").await.expect("a commit");
        let generation = store.corpus_generation().await.expect("a number");
        let (id, entry) = (entry.id.clone(), Some(Arc::new(entry)));
        let start = Instant::now();
        live.publish(vec![Edit { id: id.clone(), entry, revision: 2 }], generation).await.expect("it is served");
        let snapshot = live.current();
        let decision = snapshot.engine.ask(&Question { text: &asked, ..Question::default() });
        times.push(start.elapsed());
        whole.push(begun.elapsed());
        // Where a person is wanted, the entry is found and a person fetched.
        assert!(matches!(decision.kind, Kind::Answer | Kind::Handoff), "{asked}: {:?}", decision.kind);
        assert_eq!(decision.entries.first().map(|first| first.entry.as_str()), Some(id.as_str()), "{asked}");
        tokio::time::sleep(EDIT_EVERY.saturating_sub(begun.elapsed())).await;
    }
    (times, whole)
}

/// Somebody who asks one question after the other, on a thread.
struct Asking {
    is_over: Arc<AtomicBool>,
    times: Arc<Mutex<Vec<Duration>>>,
    thread: std::thread::JoinHandle<()>,
}

impl Asking {
    fn start(live: &Arc<LiveFaq>, questions: &Arc<[Asked]>) -> Self {
        let (is_over, times) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (over, taken, live, questions) = (Arc::clone(&is_over), Arc::clone(&times), Arc::clone(live), Arc::clone(questions));
        let thread = std::thread::spawn(move || {
            for Asked { text, entry } in questions.iter().cycle() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let start = Instant::now();
                let snapshot = live.current();
                let decision = snapshot.engine.ask(&Question { text, ..Question::default() });
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(start.elapsed());
                // An empty or half FAQ would not have the entry, or another corpus than the engine.
                assert!(entry.is_none() || decision.entry == *entry, "{text}: {:?} {:?}", decision.kind, decision.entry);
                let mut found = decision.entries.iter();
                assert!(found.all(|found| snapshot.corpus.entry(&found.entry).is_some()), "{text}");
                drop(snapshot);
                std::thread::sleep(ASK_EVERY.saturating_sub(start.elapsed()));
            }
        });
        Self { is_over, times, thread }
    }

    fn stop(self) -> Vec<Duration> {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().expect("no answer was missing");
        std::mem::take(&mut *self.times.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Prints the quantiles; the median in seconds.
fn print(what: &str, mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64();
    println!("{what}: {} times, p50 {:.2} ms, p99 {:.2} ms, most {:.2} ms", times.len(), 1e3 * at(50), 1e3 * at(99), 1e3 * at(100));
    at(50)
}
