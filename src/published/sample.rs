//! The embedded sample corpus, and what any corpus is completed with from it.

use super::placeholders::read;
use crate::answer::ENOUGH_LINES;
use crate::faq::Corpus;
use crate::forms;
use crate::language::Language;
use rust_embed::RustEmbed;

/// The sample corpus, published into an empty database.
#[derive(RustEmbed)]
#[folder = "faq"]
struct Sample;

/// A file of sentences for each language that has them.
#[derive(RustEmbed)]
#[folder = "src/published/general_negatives"]
struct General;

/// The files of the embedded sample corpus.
pub fn files() -> Vec<(String, String)> {
    let text = |path: &str| Sample::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    Sample::iter().filter_map(|path| text(&path).map(|text| (path.to_string(), text))).collect()
}

/// What people say and ask of everything but cars, a sentence a line: small things of every day, which no FAQ answers. The sample corpus's
/// off-topic lines lean towards cars; an FAQ of other things needs these to know what it is not asked. None for a language without such a file.
pub fn general_negatives(language: Language) -> Vec<String> {
    let file = General::get(&format!("{language}.txt"));
    let text = file.and_then(|file| String::from_utf8(file.data.into_owned()).ok()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Adds what the program knows of languages, where a corpus does not bring its own: samples to tell them apart by, and, for languages that it has
/// entries in but too few off-topic lines to go by, sentences of every day. Nothing of the sample corpus's own content: what another FAQ is not
/// asked is not this one's affair. In which words people agree or complain is a matter of the language as well.
pub fn complete(corpus: &mut Corpus) {
    if corpus.dialogue.is_empty() {
        let (mut embedded, _) = read(files().into_iter().filter(|(path, _)| path == "dialogue.toml").collect(), &forms::ours());
        corpus.dialogue = std::mem::take(&mut embedded.dialogue);
    }
    let lacks = |language: &Language| {
        let is_spoken = corpus.entries.iter().any(|entry| entry.texts.contains_key(language));
        is_spoken && corpus.offtopic.get(language).map_or(0, Vec::len) < ENOUGH_LINES
    };
    let lacking: Vec<Language> = Language::ALL.into_iter().filter(lacks).collect();
    if lacking.is_empty() && !corpus.samples.is_empty() {
        return;
    }
    let general = lacking.into_iter().map(|language| (language, general_negatives(language)));
    corpus.general = general.filter(|(_, lines)| !lines.is_empty()).collect();
    if corpus.samples.is_empty() {
        let (mut embedded, _) = read(files().into_iter().filter(|(path, _)| path.starts_with("languages/")).collect(), &forms::ours());
        corpus.samples = std::mem::take(&mut embedded.samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{self, Engine, Settings};
    use crate::faq::Severity;

    fn one_entry(more: &[(&str, &str)]) -> Corpus {
        let entry = "[en]\ntitle = \"Towing\"\nphrasings = [\"May I tow a trailer\"]\nanswer = \"No.\"\n";
        let files = std::iter::once(("car/towing.toml", entry)).chain(more.iter().copied());
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let (corpus, problems) = read(files.collect(), &forms::ours());
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{problems:?}");
        corpus
    }

    #[test]
    fn a_corpus_of_entries_alone_gets_samples_and_general_lines_of_its_languages() {
        let mut corpus = one_entry(&[]);
        complete(&mut corpus);
        assert!(corpus.samples.len() >= 3 && corpus.dialogue.len() > 10);
        assert_eq!(corpus.general.keys().collect::<Vec<_>>(), [&Language::EN]);
        let general = &corpus.general[&Language::EN];
        assert!(
            *general == general_negatives(Language::EN) && general.iter().any(|line| line == "I will start running next Monday, I promise")
        );
    }

    #[test]
    fn enough_lines_and_samples_of_its_own_are_left_as_they_are() {
        let completed = |lines: usize| {
            let lines: String = (0..lines).map(|i| format!("Who won match {i}\n")).collect();
            let act = "[[act]]\nid = \"yes\"\n[act.en]\nphrases = [\"yes\"]\n";
            let own = one_entry(&[("offtopic/en.txt", &lines), ("languages/ru.txt", "как дела\n"), ("dialogue.toml", act)]);
            let mut completed = own.clone();
            complete(&mut completed);
            (own, completed)
        };
        let (own, same) = completed(ENOUGH_LINES);
        assert_eq!(same, own);
        // A first line of an editor's own does not cost the general ones.
        let (own, more) = completed(1);
        assert!(
            more.offtopic == own.offtopic && more.samples == own.samples && more.general[&Language::EN] == general_negatives(Language::EN)
        );
    }

    /// The engine of the embedded sample, as it tells languages.
    fn sample_engine() -> Engine {
        let (corpus, _) = read(files(), &forms::ours());
        answer::learn::engine(&corpus, &Settings::default()).expect("the sample makes an index")
    }

    fn check(engine: &Engine, page: Option<Language>, language: Language, texts: &[&str]) {
        for text in texts {
            let found = engine.identify(text, None, page);
            assert_eq!(found.language, language, "{text:?} on page {page:?}: {found:?}");
        }
    }

    #[test]
    fn the_page_is_left_for_strong_evidence_only() {
        let engine = sample_engine();
        let [bn, kk, en] = [Language::BN, Language::KK, Language::EN];
        // Single English words, abbreviations, model names and shouts, whose letters are often those of another language.
        let words = [
            "horn",
            "torque",
            "manual",
            "mirror",
            "roof rack",
            "jack",
            "tow bar",
            "kids mode",
            "NFC",
            "OBD",
            "ADAS",
            "hud",
            "vibration",
            "odo",
        ];
        check(&engine, Some(en), en, &words);
        let courtesies = ["nice one", "lovely", "brilliant", "gotcha", "thx a ton", "np", "see ya later", "morning all"];
        check(&engine, Some(en), en, &courtesies);
        // What is said in any language leaves no page.
        check(&engine, Some(bn), bn, &["thank you so much", "great", "ok fine", "radio", "horn", "VIN"]);
        check(&engine, Some(kk), kk, &["thanks a lot", "super", "ok bye", "sunroof", "navi"]);
        // Whole sentences and words that only one language has do.
        check(&engine, Some(en), bn, &["amar gari ta nosto", "chabi hariye geche", "koto taka lagbe", "apnader office kothay", "গাড়ি"]);
        check(&engine, Some(en), kk, &["kiltti joǵaltyp aldym", "kolik qashan keledi", "nege qosylmaidy", "машинам сынып қалды", "рахмет"]);
        check(&engine, Some(bn), en, &["where can i buy a spare key", "my screen stays black"]);
        check(&engine, Some(kk), en, &["how do i open the bonnet", "the left window does not close"]);
    }

    #[test]
    fn small_talk_of_one_language_tells_the_language() {
        let engine = sample_engine();
        let [bn, kk, en] = [Language::BN, Language::KK, Language::EN];
        check(&engine, None, bn, &["nomoshkar", "adab", "allah hafez", "jazakallah", "onek dhonnobad", "valo thakben"]);
        check(&engine, None, kk, &["salem", "kop rahmet", "sau bolynyz", "raqmet", "qaiyrly kun"]);
        check(&engine, None, en, &["howdy", "cheers", "take care", "farewell", "thanx", "hey there"]);
        check(&engine, Some(en), bn, &["nomoshkar", "onek dhonnobad"]);
        check(&engine, Some(bn), bn, &["howdy", "cheers", "take care"]);
        check(&engine, Some(kk), kk, &["howdy", "cheers", "take care"]);
    }
}
