//! What edited phrasings mean is read within seconds, not when something is learned from them: at each look, on a thread that comes last, some of them.
//!
//! Where no embedding model takes part, nothing is done.

use super::super::building::{changed, last};
use super::super::training::is_complete;
use super::{LiveFaq, MOST_EDITED};
use crate::answer::unread::Unread;
use crate::answer::{Engine, Trained};
use crate::faq::Corpus;
use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::oneshot::{Receiver, channel};

/// Texts that are read from one look to the next, at most: an entry in three languages has some thirty, of which few are edited. Each takes some ten
/// milliseconds of one core.
const MOST_READ: usize = 96;
/// No text is begun so long after the first one.
const LONGEST: Duration = Duration::from_secs(2);

/// What came of reading.
struct Read {
    /// The entries of which all is read.
    done: Vec<String>,
    vectors: Vec<(Unread, Vec<f32>)>,
}

/// Which entries were edited since something was learned, and whose texts are being read.
#[derive(Default)]
pub(super) struct Meanings {
    /// The corpus of the last look.
    seen: Option<Arc<Corpus>>,
    /// What had been learned then.
    trained: Weak<Trained>,
    /// Entries that were edited since and are to be read, and those that were read.
    waiting: BTreeSet<String>,
    done: BTreeSet<String>,
    running: Option<Receiver<Read>>,
}

impl Meanings {
    /// Notes what was edited since the last look. More than can lie over an index is read when it is learned from.
    fn note(&mut self, corpus: &Arc<Corpus>, engine: &Engine) {
        let trained = engine.trained().map(Arc::downgrade).unwrap_or_default();
        if !trained.ptr_eq(&self.trained) {
            // What was learned may be older than the last edits.
            self.waiting.append(&mut self.done);
            self.trained = trained;
        }
        let before = self.seen.replace(Arc::clone(corpus));
        if let Some(before) = before.filter(|before| !Arc::ptr_eq(before, corpus)) {
            for id in changed(&before, corpus, Arc::ptr_eq) {
                self.done.remove(&id);
                self.waiting.insert(id);
            }
        }
        if is_complete(engine) || self.waiting.len() + self.done.len() > MOST_EDITED {
            self.waiting.clear();
            self.done.clear();
        }
    }

    /// Takes what was read; none while it is being read.
    fn take(&mut self) -> Option<Read> {
        let mut running = self.running.take()?;
        match running.try_recv() {
            Ok(read) => {
                for id in read.done.iter().filter(|id| self.waiting.remove(*id)) {
                    self.done.insert(id.clone());
                }
                Some(read)
            }
            Err(tokio::sync::oneshot::error::TryRecvError::Empty) => {
                self.running = Some(running);
                None
            }
            // It failed, which is in the log: learning reads them.
            Err(tokio::sync::oneshot::error::TryRecvError::Closed) => {
                self.waiting.clear();
                None
            }
        }
    }
}

impl LiveFaq {
    /// Puts what was read of edited entries beside what serves, and has more read.
    pub(super) fn look_after_meanings(&self, meanings: &mut Meanings) {
        if self.current().engine.embedding().is_none() {
            *meanings = Meanings::default();
            return;
        }
        if let Some(read) = meanings.take().filter(|read| !read.vectors.is_empty()) {
            let served = self.served();
            let current = self.current();
            let before = self.swap(current.with_engine(current.engine.with_read(&read.vectors)));
            drop(served);
            drop(before);
        }
        let current = self.current();
        meanings.note(&current.corpus, &current.engine);
        if meanings.running.is_some() || meanings.waiting.is_empty() || !current.engine.is_semantic() {
            return;
        }
        let (sender, receiver) = channel();
        let (engine, ids) = (current.engine.clone(), meanings.waiting.iter().cloned().collect::<Vec<_>>());
        let work = move || {
            if let Some(read) = read_some(&engine, &ids) {
                // Whoever wanted it may be gone: the server stops.
                let _ = sender.send(read);
            }
        };
        match last(work) {
            Ok(()) => meanings.running = Some(receiver),
            Err(error) => tracing::error!(%error, "no thread could be started to read edited phrasings on"),
        }
    }
}

/// Reads texts of these entries, in their order, as many as are read at once. None when the model failed.
fn read_some(engine: &Engine, ids: &[String]) -> Option<Read> {
    let embedder = engine.embedding()?.embedder();
    let embed =
        |text: &str| embedder.question(text).inspect_err(|error| tracing::error!(%error, "an edited phrasing could not be read")).ok();
    read_with(engine, ids, embed)
}

fn read_with(engine: &Engine, ids: &[String], embed: impl Fn(&str) -> Option<Vec<f32>>) -> Option<Read> {
    let begun = Instant::now();
    let mut read = Read { done: Vec::new(), vectors: Vec::new() };
    for id in ids {
        for unread in engine.unread(id) {
            if read.vectors.len() >= MOST_READ || begun.elapsed() >= LONGEST {
                return Some(read);
            }
            let vector = embed(&unread.read)?;
            read.vectors.push((unread, vector));
        }
        read.done.push(id.clone());
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Settings, learn};
    use crate::faq::{Entry, file};
    use crate::language::Language;
    use crate::search::embedding::Embedded;
    use crate::search::semantic::{DIMENSIONS, Prefix};

    fn corpus() -> Corpus {
        let entry = |id: &str, words: &str| {
            let text =
                format!("[en]\ntitle = \"About {id}\"\nphrasings = [\"{words}\", \"{words} please\"]\nanswer = \"Text: {words}.\"\n");
            (format!("car/{id}.toml"), text)
        };
        let files = [entry("tyres", "what is the tyre pressure"), entry("boot", "how does the boot open")];
        file::read(files, file::Options::default()).0
    }

    /// An engine that learned from these entries with a model, whose vectors are all alike.
    fn engine(corpus: &Corpus) -> Engine {
        let engine = learn::engine(corpus, &Settings::default()).expect("an index");
        let mut embedded = Embedded::default();
        for text in corpus.entries.iter().flat_map(|entry| entry.texts.values()) {
            let asked = text.phrasings.iter().chain([&text.title]).map(|text| (text, Prefix::Query));
            asked.chain([(&text.answer, Prefix::Passage)]).for_each(|(text, prefix)| embedded.put(text, prefix, &[0.1; DIMENSIONS]));
        }
        engine.with_trained(learn::train(&engine, corpus, Some(([7; 32], &embedded))))
    }

    /// The corpus after the boot got so many more phrasings.
    fn edited(corpus: &Corpus, more: usize) -> Corpus {
        let (mut corpus, mut entry) = (corpus.clone(), Entry::clone(corpus.entry("boot").expect("an entry")));
        let text = entry.texts.get_mut(&Language::EN).expect("an English text");
        text.phrasings.extend((0..more).map(|number| format!("the lid number {number} is stuck")));
        corpus.put(entry);
        corpus
    }

    #[test]
    fn of_many_texts_some_are_read_at_each_look() {
        let corpus = corpus();
        let after = edited(&corpus, MOST_READ + 10);
        let ids = ["boot".to_owned(), "tyres".to_owned()];
        let engine = engine(&corpus).with_edits(&after, &ids);
        let vector = |_: &str| Some(vec![0.2; DIMENSIONS]);
        assert!(read_with(&engine, &ids, |_| None).is_none(), "the model failed");
        let first = read_with(&engine, &ids, vector).expect("it is read");
        assert_eq!((first.done.len(), first.vectors.len()), (0, MOST_READ));
        let rest = read_with(&engine.with_read(&first.vectors), &ids, vector).expect("it is read");
        assert_eq!((rest.done, rest.vectors.len()), (ids.to_vec(), 10));
    }

    #[test]
    fn what_was_edited_is_read_until_it_was_learned_from() {
        let corpus = Arc::new(corpus());
        let engine = engine(&corpus);
        let after = Arc::new(edited(&corpus, 1));
        let edited = engine.with_edits(&after, &["boot"]);
        let mut meanings = Meanings::default();
        meanings.note(&corpus, &engine);
        assert!(meanings.waiting.is_empty());
        meanings.note(&after, &edited);
        assert_eq!(meanings.waiting.iter().collect::<Vec<_>>(), ["boot"]);
        let (sender, receiver) = channel();
        meanings.running = Some(receiver);
        assert!(meanings.take().is_none() && meanings.running.is_some(), "it is being read");
        assert!(sender.send(Read { done: vec!["boot".into()], vectors: Vec::new() }).is_ok());
        assert!(meanings.take().is_some() && meanings.waiting.is_empty());
        meanings.note(&after, &edited);
        assert!(meanings.waiting.is_empty(), "once");
        // Something else was learned, from what there was before the edit.
        let trained = Trained::clone(edited.trained().expect("it has learned"));
        meanings.note(&after, &edited.with_trained(trained));
        assert_eq!(meanings.waiting.len(), 1);
        meanings.note(&corpus, &engine);
        assert!(meanings.waiting.is_empty() && meanings.done.is_empty(), "all that serves was learned from");
    }
}
