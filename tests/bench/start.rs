//! How long a server takes from its start to its first answer, and how much memory it then has, of a large FAQ: without what was built, and with it.
//! `cargo bench --bench start -- FOLDER [ENTRIES] [DATA]`; figures are in `docs/performance.md`. Times are the process's own, which says something on a busy machine
//! as well. Linux only.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aftercare::clock::{Clock, SystemClock};
use aftercare::faq::file::{self, Kind};
use aftercare::published::folder;
use aftercare::store::{Options, Store, database};

mod copies;

/// Entries where none are named.
const ENTRIES: usize = 3_000;
/// Clock ticks of `/proc/PID/stat`, as Linux has them on all its machines.
const TICKS_A_SECOND: f64 = 100.0;
/// Longest wait for what was built to be kept.
const KEPT_WITHIN: Duration = Duration::from_secs(300);

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let size = args.get(2).map_or(ENTRIES, |size| size.parse().expect("a number of entries"));
    let kept = args.get(3).map(PathBuf::from);
    let data = kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("aftercare-start-{}", SystemClock.id())));
    if !database(&data).exists() {
        import(Path::new(&args[1]), size, &data);
    }
    let learned = learn(&data);
    println!("{size} entries; load {}", load());
    println!("  learning: {learned}");
    let index = data.join("cache").join("index.bin");
    // None is an error only where it is there after all.
    let _ = std::fs::remove_file(&index);
    let server = Server::start(&data);
    println!("  start, built anew: {}", server.told());
    let deadline = Instant::now() + KEPT_WITHIN;
    while !index.exists() {
        assert!(Instant::now() < deadline, "what was built is kept");
        std::thread::sleep(Duration::from_millis(100));
    }
    let bytes = std::fs::metadata(&index).expect("a file").len();
    println!("  some seconds later: {}; {} MiB were kept", server.told(), bytes >> 20);
    server.stop();
    let server = Server::start(&data);
    println!("  start, from the cache: {}", server.told());
    server.stop();
    if kept.is_none() {
        std::fs::remove_dir_all(&data).expect("removed");
    }
}

/// Makes a data folder with copies of an FAQ.
fn import(faq: &Path, size: usize, data: &Path) {
    let folder::Content { corpus, files, .. } = folder::read_with_files(faq, Default::default()).expect("a folder");
    let mut corpus = copies::multiply(&corpus, size.div_ceil(corpus.entries.len()));
    corpus.entries.truncate(size);
    let beside = files.into_iter().filter(|(path, _)| !matches!(file::kind(path), Kind::Entry { .. }));
    let entries = corpus.entries.iter().map(|entry| (format!("{}/{}.toml", entry.category, entry.id), file::write(entry)));
    let files: Vec<(String, String)> = entries.chain(beside).collect();
    std::fs::create_dir_all(data).expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(Options::new(database(data)), Arc::new(SystemClock), Arc::new(|_| {})).await.expect("a database");
        store.import_corpus(files, false, "bench").await.expect("an import");
        store.close().await;
    });
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
    command.arg("--data").arg(data).env("AFTERCARE_LOG__LEVEL", "warn");
    command.env("AFTERCARE_SERVER__LISTEN", "127.0.0.1:0").env("AFTERCARE_ANSWERS__TRAIN", "false");
    command
}

/// Learns from what is published, unless that was done before.
fn learn(data: &Path) -> Told {
    let child = command(data).arg("train").spawn().expect("a process");
    let (mut child, mut told) = (child, Told::default());
    loop {
        // Once it has ended, nothing is told of it.
        told = Told::of(child.id()).unwrap_or(told);
        if let Some(status) = child.try_wait().expect("a child") {
            assert!(status.success(), "it learns");
            return told;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What Linux tells of a process.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Its processor time, s.
    processor: f64,
    /// Memory now and at most, MiB.
    memory: u64,
    most: u64,
}

impl Told {
    fn of(process: u32) -> Option<Self> {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{process}/{name}")).ok();
        let (stat, status) = (read("stat")?, read("status")?);
        // Behind the name, which may hold anything, come the state and ten more fields.
        let mut times = stat.rsplit(')').next()?.split_whitespace().skip(11).filter_map(|ticks| ticks.parse::<f64>().ok());
        let kibibytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        let processor = (times.next()? + times.next()?) / TICKS_A_SECOND;
        Some(Self { processor, memory: kibibytes("VmRSS")? >> 10, most: kibibytes("VmHWM")? >> 10 })
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { processor, memory, most } = self;
        write!(formatter, "{processor:.2} s of processor time, {memory} MiB, {most} MiB at most")
    }
}

struct Server(Child);

impl Server {
    /// Starts one and waits until it listens.
    fn start(data: &Path) -> Self {
        let mut child = command(data).arg("serve").stdout(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        assert!(lines.any(|line| line.is_ok_and(|line| line.starts_with("listening"))), "it listens");
        Self(child)
    }

    fn told(&self) -> Told {
        Told::of(self.0.id()).expect("it runs")
    }

    fn stop(mut self) {
        self.0.kill().expect("it runs");
        self.0.wait().expect("it ends");
    }
}

/// How many tasks wanted a processor in the last minute, as Linux counts.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}
