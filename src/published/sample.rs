//! The embedded sample corpus, and what any corpus is completed with from it.

use super::placeholders::read;
use crate::answer::ENOUGH_LINES;
use crate::faq::Corpus;
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
    let (embedded, _) = read(files().into_iter().filter(|(path, _)| is_needed(path)).collect());
    corpus.general = embedded.offtopic.into_iter().filter(|(language, _)| lacking.contains(language)).collect();
    for (language, general) in &mut corpus.general {
        general.extend(general_negatives(*language));
    }
    if corpus.samples.is_empty() {
        corpus.samples = embedded.samples;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::Severity;

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
        assert_eq!(corpus.general.keys().collect::<Vec<_>>(), [&Language::EN]);
        let general = &corpus.general[&Language::EN];
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
        assert!(more.offtopic == own.offtopic && more.samples == own.samples && more.general[&Language::EN].len() > 200);
    }
}
