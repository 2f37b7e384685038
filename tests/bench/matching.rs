//! Speed and memory of an engine over a corpus, and over 12 and 120 copies of it with 30 phrasings an entry, whose words are changed
//! from copy to copy; and what messages cost that were made to cost much.
//! `cargo bench --bench matching -- faq tests/quality/dev-questions.jsonl [copies...]`
use std::path::Path;
use std::time::Instant;

use aftercare::answer::{Engine, Question, Settings, evaluate, learn};
use aftercare::faq::Corpus;

mod copies;

/// Nanoseconds this thread was on a CPU.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

fn memory_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4 / 1024
}

/// The most that the process has held so far.
fn most_memory_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Times that each question is asked; the fastest counts, so that the machine's other work does not.
const ROUNDS: usize = 3;

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let (corpus, _) = aftercare::published::folder::read(Path::new(&args[1]), Default::default()).expect("a folder");
    let lines = std::fs::read_to_string(&args[2]).expect("a file");
    let questions: Vec<evaluate::Labelled> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let copies: Vec<usize> = args[3..].iter().filter_map(|n| n.parse().ok()).collect();
    for copies in if copies.is_empty() { vec![1, 12, 120] } else { copies } {
        let corpus = copies::multiply(&corpus, copies);
        let before = memory_mb();
        let (wall, start) = (Instant::now(), cpu());
        let engine = learn::engine(&corpus, &Settings::default()).expect("an index");
        println!(
            "{} entries: built in {:.2} s of CPU ({:.2} s), memory +{} MB",
            corpus.entries.len(),
            (cpu() - start) as f64 / 1e9,
            wall.elapsed().as_secs_f64(),
            memory_mb() - before
        );
        ask(&engine, &questions, "index alone");
        if std::env::var("NOTRAIN").is_err() {
            let wall = Instant::now();
            let trained = learn::train(&engine, &corpus, None);
            println!("  trained in {:.2} s, {} weights", wall.elapsed().as_secs_f64(), trained.model.size());
            let engine = engine.with_trained(trained);
            ask(&engine, &questions, "trained");
            ask_hostile(&engine, &corpus);
            println!("  memory {} MB, at most {} MB", memory_mb(), most_memory_mb());
        }
    }
}

fn ask(engine: &Engine, questions: &[evaluate::Labelled], what: &str) {
    let mut times: Vec<u64> = vec![u64::MAX; questions.len()];
    let start = cpu();
    for _ in 0..ROUNDS {
        for (question, time) in questions.iter().zip(&mut times) {
            let start = Instant::now();
            std::hint::black_box(engine.ask(&Question { text: &question.text, ..Question::default() }));
            *time = (*time).min(start.elapsed().as_micros() as u64);
        }
    }
    let mean = (cpu() - start) as f64 / 1000.0 / (questions.len() * ROUNDS) as f64;
    times.sort_unstable();
    println!("  {what}: {:.0} questions/s/core, p50 {} us, p99 {} us", 1e6 / mean, times[times.len() / 2], times[times.len() * 99 / 100]);
}

/// Characters that an owner may send at once.
const MOST_CHARS: usize = 4_000;

/// Messages of [`MOST_CHARS`] that strain one step or another.
fn hostile(corpus: &Corpus) -> Vec<(&'static str, String)> {
    let full = |piece: &str| piece.chars().cycle().take(MOST_CHARS).collect::<String>();
    let phrases = corpus.safety.iter().flat_map(|card| card.texts.values()).flat_map(|text| &text.phrases);
    let dangers = phrases.flat_map(|phrase| phrase.split_whitespace()).step_by(2).collect::<Vec<_>>().join(" ");
    let phrasings = corpus.entries.iter().flat_map(|entry| entry.texts.values()).filter_map(|text| text.phrasings.first());
    let words: String = (0..MOST_CHARS).map(|i| if i % 8 == 7 { ' ' } else { char::from(b'a' + (i * i / 7 % 26) as u8) }).collect();
    vec![
        ("one letter", full("a")),
        ("one vowel of a stemmer", full("y")),
        ("one Cyrillic letter", full("т")),
        ("one word again", full("warranty ")),
        ("new words", words.clone()),
        ("new words in sentences", words.replace("a ", ". ")),
        ("spaces", full(" ")),
        ("combining marks", full("a\u{301}\u{323}")),
        ("nothing but marks", full("\u{301}\u{323}")),
        ("scripts in turn", full("aкক")),
        ("words of scripts in turn", full("car көлік গাড়ি ")),
        ("emoji", full("🙂👨\u{200d}👩\u{200d}👧")),
        ("digits", full("9")),
        ("numbers", full("100 000 ")),
        ("Bengali conjuncts", full("ক্ষ্ম্য")),
        ("Bengali words", full("গাড়িগুলোতেও ওয়ারেন্টিরটা ")),
        ("Kazakh suffixes", full("көліктерімізденгілердікіне")),
        ("Kazakh words", full("көліктеріміздегілердің тежегіштеріңізден ")),
        ("abbreviations", full("a.b-c_d:e'f ")),
        ("halves of danger phrases", full(&dangers)),
        ("all that is asked", full(&phrasings.map(String::as_str).collect::<Vec<_>>().join(" "))),
    ]
}

fn ask_hostile(engine: &Engine, corpus: &Corpus) {
    for (name, text) in hostile(corpus) {
        let time = || {
            let start = cpu();
            std::hint::black_box(engine.ask(&Question { text: &text, ..Question::default() }));
            (cpu() - start) as f64 / 1e6
        };
        let least = (0..ROUNDS).map(|_| time()).fold(f64::INFINITY, f64::min);
        println!("  hostile: {name}: {least:.2} ms");
    }
}
