//! The gate tells the same whether or not it remembers.

use super::*;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::faq::file;
use crate::forms::{self, Forms};
use crate::i18n::Catalog;
use crate::market::{Markets, MarketsNow};
use crate::published::{Edit, LiveFaq};
use crate::store::{self, Options, Store};

/// Drafts that are looked at.
const DRAFTS: u64 = 24;
const IDS: [&str; 4] = ["tyres", "boot", "wipers", "horn"];
const WORDS: [&str; 8] = ["tyre", "pressure", "boot", "open", "wipers", "stripes", "horn", "silent"];

/// Numbers that look drawn; the same in every run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn phrasing(&mut self) -> String {
        let words: Vec<&str> = (0..3).map(|_| WORDS[self.below(WORDS.len())]).collect();
        format!("why is the {}", words.join(" "))
    }

    fn file(&mut self, id: &str) -> (String, String) {
        let [one, other] = [self.phrasing(), self.phrasing()];
        let text = format!("[en]\ntitle = \"About {id}\"\nphrasings = [\"{one}\", \"{other}\"]\nanswer = \"Text: {one}.\"\n");
        (format!("car/{id}.toml"), text)
    }
}

async fn live(data: &std::path::Path, drawn: &mut Drawn) -> (Store, Arc<LiveFaq>) {
    std::fs::create_dir(data).expect("a temporary folder");
    let store = Store::open(Options::new(store::database(data)), Arc::new(SystemClock), Arc::new(|_| ())).await.expect("a database");
    store.import_corpus(IDS[..3].iter().map(|id| drawn.file(id)).collect(), false, "test").await.expect("three entries");
    let mut config = Config::defaults();
    config.answers.train = false;
    let markets = MarketsNow::new(Markets::new(&config).expect("markets"));
    let forms = Forms::new(forms::ours(), Arc::new(Catalog::embedded().expect("the catalogue")));
    let live = LiveFaq::open(&store, &config, markets, forms, data.to_owned()).await.expect("it serves");
    (store, live)
}

#[tokio::test]
async fn what_is_told_is_what_asking_all_tells() {
    let data = std::env::temp_dir().join(format!("aftercare-gate-{}", SystemClock.id()));
    let mut drawn = Drawn(7);
    let (store, live) = live(&data, &mut drawn).await;
    let asked: Vec<String> = (0..12).map(|_| drawn.phrasing()).collect();
    let mut memory = Memory::default();
    let (mut changes, mut remembered) = (0, 0);
    for number in 0..DRAFTS {
        let id = IDS[drawn.below(IDS.len())];
        let entry = (drawn.below(5) > 0).then(|| Entry::clone(&file::read([drawn.file(id)], file::Options::default()).0.entries[0]));
        let (before, after) = live.beside(&[(id.to_owned(), entry.clone())]).expect("something is left");
        let concern = Concern { entry: Some(id.to_owned()), lines: Vec::new() };
        let compare = |memory: &mut Memory| compare(&before, &after, &concern, &asked, memory, Hands::of(2));
        remembered += memory.of(before.engine.standing().as_ref()).len();
        let told = compare(&mut memory);
        assert_eq!(told, compare(&mut Memory::default()), "draft {number}, of {id}");
        changes += told.len();
        if drawn.below(2) == 0 {
            let edit = Edit { id: id.to_owned(), entry: entry.map(Arc::new), revision: number };
            live.publish(vec![edit], number as i64).await.expect("it is served");
            let served = live.current().engine.with_embedding(None).standing();
            assert!(!memory.of(served.as_ref()).is_empty(), "a candidate that is published was asked already");
        }
    }
    assert!(changes > 0 && remembered > 0, "{changes} changes, {remembered} answers");
    store.close().await;
    std::fs::remove_dir_all(data).expect("removed");
}
