//! Edits on a true store, served without building anew.

use super::*;
use crate::answer::{Kind, Question};
use crate::faq::Entry;
use crate::forms::{self, Forms};
use crate::i18n::Catalog;
use crate::language::Language;
use crate::market::Markets;
use crate::store::{self, Options};
use std::path::Path;

struct Rig {
    store: Store,
    live: Arc<LiveFaq>,
    data: PathBuf,
}

async fn open(store: &Store, data: &Path) -> Arc<LiveFaq> {
    let mut config = Config::defaults();
    config.answers.train = false;
    let (markets, catalog) =
        (MarketsNow::new(Markets::new(&config).expect("markets")), Arc::new(Catalog::embedded().expect("the catalogue")));
    let forms = Forms::new(forms::ours(), catalog);
    LiveFaq::open(store, &config, markets, forms, data.to_owned()).await.expect("it serves")
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn file(id: &str, phrasing: &str) -> (String, String) {
    let text = format!("[en]\ntitle = \"About {id}\"\nphrasings = [\"{phrasing}\"]\nanswer = \"Text: {phrasing}.\"\n");
    (format!("car/{id}.toml"), text)
}

impl Rig {
    async fn new() -> Rig {
        let data = std::env::temp_dir().join(format!("aftercare-live-{}", SystemClock.id()));
        std::fs::create_dir(&data).expect("a temporary folder");
        let store = Store::open(Options::new(store::database(&data)), Arc::new(SystemClock), Arc::new(|_| ())).await.expect("a database");
        let files = vec![
            file("tyres", "what is the tyre pressure"),
            file("boot", "how does the boot open"),
            file("wipers", "the wipers leave stripes"),
        ];
        store.import_corpus(files, false, "test").await.expect("three entries");
        let live = open(&store, &data).await;
        Rig { store, live, data }
    }

    /// Publishes in the database alone, as another process does; the generation after it.
    async fn commit(&self, id: &str, phrasing: &str) -> i64 {
        self.store.import_corpus(vec![file(id, phrasing)], false, "test").await.expect("an entry");
        self.store.corpus_generation().await.expect("a number")
    }

    async fn publish(&self, id: &str, phrasing: &str, generation: i64) {
        let entry = crate::published::placeholders::read(vec![file(id, phrasing)], &forms::ours()).0.entries.remove(0);
        let edit = Edit { id: id.to_owned(), entry: Some(entry), revision: 2 };
        self.live.publish(vec![edit], generation).await.expect("it is served");
    }

    fn answered(&self, text: &str) -> Option<String> {
        let decision = self.live.current().engine.ask(&Question { text, page_language: Some(Language::EN), ..Question::default() });
        decision.entry.filter(|_| decision.kind == Kind::Answer)
    }

    fn generation(&self) -> i64 {
        self.live.served().generation
    }

    /// Looks after edits until nothing is being built.
    async fn build_in(&self) {
        let mut known = self.live.known.lock().await;
        self.live.look_after_edits(&mut known).await.expect("a look");
        while known.building.is_some() {
            tokio::task::yield_now().await;
            self.live.look_after_edits(&mut known).await.expect("a look");
        }
    }
}

#[tokio::test]
async fn an_edit_is_answered_from_without_building_anew() {
    let rig = Rig::new().await;
    let before = rig.live.current();
    let generation = rig.commit("boot", "which button opens the luggage lid").await;
    rig.publish("boot", "which button opens the luggage lid", generation).await;
    assert_eq!(rig.answered("Which button opens the luggage lid?").as_deref(), Some("boot"));
    assert_eq!((rig.live.current().engine.edited(), rig.generation()), (1, generation));
    assert_eq!(rig.answered("what is the tyre pressure").as_deref(), Some("tyres"));
    // Whoever began before reads on in what there was, and what nobody edited is shared.
    assert!(before.corpus.entry("boot").is_some_and(|entry| entry.texts[&Language::EN].phrasings[0].contains("boot open")));
    let now = rig.live.current();
    assert!(Arc::ptr_eq(before.corpus.entry("tyres").expect("an entry"), now.corpus.entry("tyres").expect("an entry")));
    // The database says the same: nothing is read again.
    rig.live.refresh(&rig.store).await.expect("a look");
    assert!(Arc::ptr_eq(&now.corpus, &rig.live.current().corpus));
    rig.live.publish(vec![Edit { id: "boot".into(), entry: None, revision: 2 }], generation + 1).await.expect("it is withdrawn");
    assert_eq!(rig.answered("which button opens the luggage lid"), None);
    assert!(rig.live.current().corpus.entry("boot").is_none());
}

#[tokio::test]
async fn what_is_told_late_is_not_put_over_something_newer() {
    let rig = Rig::new().await;
    let first = rig.commit("boot", "the lid is stuck").await;
    let second = rig.commit("boot", "the lid does not lock").await;
    rig.publish("boot", "the lid does not lock", second).await;
    rig.publish("boot", "the lid is stuck", first).await;
    assert_eq!(rig.answered("the lid does not lock").as_deref(), Some("boot"));
    assert_eq!(rig.answered("the lid is stuck"), None);
    // Both were told: nothing is read again.
    let now = rig.live.current();
    assert_eq!((rig.generation(), now.engine.edited()), (second, 1));
    rig.live.refresh(&rig.store).await.expect("a look");
    assert!(Arc::ptr_eq(&now.corpus, &rig.live.current().corpus));
    assert_eq!(rig.answered("the lid does not lock").as_deref(), Some("boot"));
}

#[tokio::test]
async fn where_one_publication_is_not_told_all_is_read() {
    let rig = Rig::new().await;
    rig.commit("horn", "the horn is silent").await;
    let generation = rig.commit("boot", "the lid is stuck").await;
    rig.live.take_up_entry(&rig.store, "boot", generation).await.expect("it is served");
    assert_eq!((rig.generation(), rig.answered("the lid is stuck").as_deref()), (generation - 2, Some("boot")));
    assert_eq!(rig.answered("the horn is silent"), None);
    rig.live.refresh(&rig.store).await.expect("a look");
    assert_eq!((rig.generation(), rig.answered("the horn is silent").as_deref()), (generation, Some("horn")));
}

#[tokio::test]
async fn what_another_process_publishes_is_laid_over_and_built_in() {
    let rig = Rig::new().await;
    let before = rig.live.current();
    rig.commit("horn", "the horn is silent").await;
    let generation = rig.commit("boot", "which button opens the luggage lid").await;
    rig.live.refresh(&rig.store).await.expect("a look");
    assert_eq!((rig.live.current().engine.edited(), rig.generation()), (2, generation));
    assert_eq!(rig.answered("the horn is silent").as_deref(), Some("horn"));
    rig.live.known.lock().await.settled = true;
    rig.build_in().await;
    assert_eq!(rig.live.current().engine.edited(), 0);
    for (text, entry) in
        [("the horn is silent", "horn"), ("which button opens the luggage lid", "boot"), ("the wipers leave stripes", "wipers")]
    {
        assert_eq!(rig.answered(text).as_deref(), Some(entry));
    }
    assert_eq!(rig.live.current().engine.corpus_hash(), rig.live.current().corpus.hash());
    // A file beside the entries is no edit: all is read and built.
    let lines = vec![("offtopic/en.txt".to_owned(), "the horn is silent today\n".to_owned())];
    rig.store.import_corpus(lines, false, "test").await.expect("a line");
    rig.live.refresh(&rig.store).await.expect("a look");
    assert!(rig.live.current().engine.edited() == 0 && !rig.live.current().corpus.is_beside(&before.corpus));
}

#[tokio::test]
async fn what_is_edited_while_all_is_built_lies_over_it() {
    let rig = Rig::new().await;
    let generation = rig.commit("boot", "the lid is stuck").await;
    rig.publish("boot", "the lid is stuck", generation).await;
    {
        let mut known = rig.live.known.lock().await;
        known.settled = true;
        rig.live.look_after_edits(&mut known).await.expect("a look");
        assert!(known.building.is_some());
    }
    let generation = rig.commit("horn", "the horn is silent").await;
    rig.publish("horn", "the horn is silent", generation).await;
    rig.build_in().await;
    assert!(rig.live.current().engine.edited() <= 1);
    for (text, entry) in [("the horn is silent", "horn"), ("the lid is stuck", "boot")] {
        assert_eq!(rig.answered(text).as_deref(), Some(entry));
    }
}

#[tokio::test]
async fn a_publication_that_is_being_told_is_not_read_with_all() {
    let rig = Rig::new().await;
    let before = rig.live.current();
    let first = rig.commit("boot", "the lid is stuck").await;
    rig.live.follow(&rig.store).await.expect("a look");
    assert!(Arc::ptr_eq(&before, &rig.live.current()), "this server tells it in a moment");
    rig.publish("boot", "the lid is stuck", first).await;
    rig.commit("horn", "the horn is silent").await;
    rig.live.follow(&rig.store).await.expect("a look");
    assert_eq!((rig.generation(), rig.answered("the horn is silent")), (first, None));
    rig.live.follow(&rig.store).await.expect("a look");
    assert_eq!((rig.generation(), rig.answered("the horn is silent").as_deref()), (first + 1, Some("horn")));
}

#[tokio::test]
async fn what_served_before_is_kept_until_the_next_look() {
    let rig = Rig::new().await;
    let before = Arc::downgrade(&rig.live.current());
    let lines = vec![("offtopic/en.txt".to_owned(), "the horn is silent today\n".to_owned())];
    rig.store.import_corpus(lines, false, "test").await.expect("a line");
    rig.live.refresh(&rig.store).await.expect("a look");
    assert!(before.upgrade().is_some_and(|before| !Arc::ptr_eq(&before, &rig.live.current())));
    for _ in 0..2 * MOST_RETIRED {
        rig.live.retire(rig.live.current());
    }
    assert_eq!(rig.live.retired.lock().expect("a list").len(), MOST_RETIRED);
    assert!(before.upgrade().is_none(), "there is a limit");
    rig.live.follow(&rig.store).await.expect("a look");
    assert!(rig.live.retired.lock().expect("a list").is_empty());
}

/// Publications while somebody asks without a pause.
const PUBLISHED: usize = 60;

#[tokio::test]
async fn no_question_finds_an_empty_or_half_faq_while_much_is_published() {
    let rig = Rig::new().await;
    let live = Arc::clone(&rig.live);
    // One question is answered for each publication, and the next is being asked meanwhile.
    let (sender, answers) = std::sync::mpsc::sync_channel(0);
    let asking = std::thread::spawn(move || {
        let texts = [("what is the tyre pressure", "tyres"), ("the wipers leave stripes", "wipers")];
        for (text, entry) in texts.into_iter().cycle() {
            let snapshot = live.current();
            let decision = snapshot.engine.ask(&Question { text, page_language: Some(Language::EN), ..Question::default() });
            let is_there = decision.entry.as_deref() == Some(entry) && snapshot.corpus.entry(entry).is_some();
            if sender.send((text, is_there)).is_err() {
                break;
            }
        }
    });
    for number in 0..PUBLISHED {
        let (id, phrasing) = (["boot", "horn"][number % 2], format!("where is part{number}q"));
        let generation = rig.commit(id, &phrasing).await;
        rig.publish(id, &phrasing, generation).await;
        assert_eq!(rig.answered(&phrasing).as_deref(), Some(id), "{phrasing}");
        let (text, is_answered) = answers.recv().expect("an answer");
        assert!(is_answered, "{text} after {number} publications");
        if number % 20 == 10 {
            rig.live.known.lock().await.settled = true;
            rig.build_in().await;
        }
    }
    drop(answers);
    asking.join().expect("asking does not panic");
    rig.live.follow(&rig.store).await.expect("a look");
    assert_eq!(rig.live.current().engine.corpus_hash(), rig.live.current().corpus.hash());
}

#[tokio::test(start_paused = true)]
async fn edits_are_learned_from_when_no_more_of_them_come() {
    let mut training = Training::default();
    training.want((1, None), false);
    assert!(training.is_due(), "what was published whole is learned from at once");
    training.unlearned_since = None;
    let begun = Instant::now();
    let mut edit = 2;
    while begun.elapsed() < LONGEST_UNLEARNED {
        training.want((edit, None), true);
        assert!(!training.is_due());
        tokio::time::advance(QUIET / 2).await;
        edit += 1;
    }
    training.want((edit, None), true);
    assert!(training.is_due(), "an editor who never rests is not waited for");
    training.unlearned_since = None;
    training.want((edit + 1, None), true);
    tokio::time::advance(QUIET).await;
    assert!(training.is_due());
}

#[test]
fn differing_entries_are_told_by_id() {
    let entry =
        |id: &str, phrasing: &str| Arc::new(Entry::clone(&placeholders::read(vec![file(id, phrasing)], &forms::ours()).0.entries[0]));
    let corpus = |entries: Vec<Arc<Entry>>| {
        let mut corpus = Corpus::default();
        corpus.entries = entries;
        corpus
    };
    let (a, b, c) = (entry("a", "one"), entry("b", "two"), entry("c", "three"));
    let one = corpus(vec![Arc::clone(&a), Arc::clone(&b)]);
    let other = corpus(vec![Arc::clone(&a), entry("b", "new"), c]);
    assert_eq!(building::changed(&one, &other, |a, b| a == b), ["b", "c"]);
    assert_eq!(building::changed(&other, &corpus(vec![a]), Arc::ptr_eq), ["b", "c"]);
    assert!(building::changed(&one, &one, Arc::ptr_eq).is_empty());
}

#[tokio::test]
async fn what_was_built_is_read_by_the_next_start() {
    let mut rig = Rig::new().await;
    let kept = |rig: &Rig| {
        while rig.live.keeping.is_busy() {
            std::thread::yield_now();
        }
        std::fs::read(rig.data.join("cache").join("index.bin")).expect("a file")
    };
    // It was built here, and is kept at the first look.
    assert!(rig.live.known.lock().await.to_keep.is_some());
    rig.live.follow(&rig.store).await.expect("a look");
    let first = kept(&rig);
    rig.live = open(&rig.store, &rig.data).await;
    assert!(rig.live.known.lock().await.to_keep.is_none(), "it was read");
    assert_eq!(rig.answered("what is the tyre pressure").as_deref(), Some("tyres"));
    // What was published since lies over it.
    rig.commit("horn", "the horn is silent").await;
    rig.live = open(&rig.store, &rig.data).await;
    assert_eq!((rig.live.current().engine.edited(), rig.answered("the horn is silent").as_deref()), (1, Some("horn")));
    assert_eq!(rig.answered("how does the boot open").as_deref(), Some("boot"));
    // Once built in, it is kept as it is then.
    rig.live.known.lock().await.settled = true;
    rig.build_in().await;
    let second = kept(&rig);
    assert!(rig.live.current().engine.edited() == 0 && second.len() > first.len());
    rig.live = open(&rig.store, &rig.data).await;
    assert_eq!((rig.live.current().engine.edited(), rig.answered("the horn is silent").as_deref()), (0, Some("horn")));
    // A damaged one is built anew and written again.
    let file = rig.data.join("cache").join("index.bin");
    std::fs::write(&file, &second[..second.len() / 2]).expect("written");
    rig.live = open(&rig.store, &rig.data).await;
    assert_eq!(rig.answered("the horn is silent").as_deref(), Some("horn"));
    rig.live.follow(&rig.store).await.expect("a look");
    assert_eq!(kept(&rig).len(), second.len());
    rig.live = open(&rig.store, &rig.data).await;
    assert!(rig.live.known.lock().await.to_keep.is_none(), "it was read");
}
