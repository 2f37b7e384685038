//! The program under test as a process: start, kill -9, restart on the same port and data, stop.

use crate::browser::{self, Login};
use crate::command::small_corpus;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, mpsc};
use std::time::{Duration, Instant};
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_aftercare");
const START_LIMIT: Duration = Duration::from_secs(60);
const TRAINING_LIMIT: Duration = Duration::from_secs(240);
/// What a server logs once its matcher is trained.
pub const LEARNED: &str = "took up what was learned from the published corpus";
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// How a server is started: environment on top of the defaults, and which data it finds.
#[derive(Clone, Default)]
pub struct Options {
    env: Vec<(String, String)>,
    empty: bool,
    small: bool,
    descriptors: Option<u32>,
}

impl Options {
    /// The defaults of the contract, limits included.
    pub fn strict() -> Self {
        Self::default()
    }

    /// Limits so high that no test meets them by accident.
    pub fn roomy() -> Self {
        Self::default()
            .env("LIMITS__OWNER_MESSAGES_PER_SECOND", "1000")
            .env("LIMITS__OWNER_MESSAGES_BURST", "5000")
            .env("LIMITS__OWNER_MESSAGES_PER_10_MINUTES", "100000")
            .env("LIMITS__STAFF_MESSAGES_PER_SECOND", "1000")
            .env("LIMITS__STAFF_MESSAGES_BURST", "5000")
            .env("LIMITS__SOCKETS_PER_ADDRESS", "5000")
            .env("LIMITS__NEW_CONVERSATIONS_PER_HOUR", "100000")
    }

    /// Sets `AFTERCARE_{key}`.
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.env.push((format!("AFTERCARE_{key}"), value.to_owned()));
        self
    }

    /// Starts with this limit of open files.
    pub fn descriptors(mut self, limit: u32) -> Self {
        self.descriptors = Some(limit);
        self
    }

    /// Starts on an empty folder, so that the embedded corpus is imported, instead of a copy of one that has it.
    pub fn empty_folder(mut self) -> Self {
        self.empty = true;
        self
    }

    /// Starts with a corpus of two entries, no sample records, and without training: quick, also where the program is not optimised.
    pub fn small_corpus(mut self) -> Self {
        self.small = true;
        self.env("ANSWERS__TRAIN", "false")
    }
}

/// A running server; dropping it kills it and removes its folder.
pub struct Server {
    running: Mutex<Option<Running>>,
    port: u16,
    folder: PathBuf,
    options: Options,
}

struct Running {
    child: Child,
    /// Kills the server when this test process ends without dropping it, as it does with `shared`.
    watchdog: Child,
}

impl Server {
    /// Starts a server and waits until it says that it listens.
    pub fn start(options: Options) -> Self {
        let folder = new_folder();
        if options.small {
            let corpus = small_corpus();
            let mut import = program(&["faq", "import", "--data"]);
            import.arg(folder.join("data")).arg(&corpus);
            let output = run_with_input(import, "");
            assert!(output.status.success(), "{}", text(&output));
            let _ = fs::remove_dir_all(corpus);
        } else if !options.empty {
            copy_folder(template(), &folder.join("data"));
        }
        // The template's maker shows that port 0 works; the others may be restarted and keep theirs.
        let (running, port) = spawn(&folder, &options, if options.empty { 0 } else { free_port() });
        Self { running: Mutex::new(Some(running)), port, folder, options }
    }

    /// The roomy server that tests share which do not disturb each other.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Options::roomy()))
    }

    /// Its own origin: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Everything that it wrote to standard output and standard error, over all starts.
    pub fn log(&self) -> String {
        let read = |name| fs::read(self.folder.join(name)).unwrap_or_default();
        [read("stdout.log"), read("stderr.log")].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
    }

    /// `kill -9`: the process is gone when this returns.
    pub fn kill(&self) {
        if let Some(mut running) = self.running.lock().expect("no test panics while it holds this").take() {
            running.kill();
        }
    }

    /// Starts again on the same folder and port.
    pub fn restart(&self) {
        self.kill();
        let (running, port) = spawn(&self.folder, &self.options, self.port);
        assert_eq!(port, self.port, "the restarted server must take the port that it was told");
        *self.running.lock().expect("no test panics while it holds this") = Some(running);
    }

    /// Sends SIGTERM and does not wait.
    pub fn terminate(&self) {
        let guard = self.running.lock().expect("no test panics while it holds this");
        let pid = guard.as_ref().expect("the server runs").child.id();
        let status = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
        assert!(status.expect("kill can be started").success());
    }

    /// Waits for the end of a server that was told to stop.
    pub fn wait(&self) -> ExitStatus {
        let mut running = self.running.lock().expect("no test panics while it holds this").take().expect("the server runs");
        let deadline = Instant::now() + STOP_LIMIT;
        loop {
            if let Some(status) = running.child.try_wait().expect("the process can be waited for") {
                running.stop_watchdog();
                return status;
            }
            if Instant::now() > deadline {
                running.kill();
                panic!("the server did not stop within {STOP_LIMIT:?} after SIGTERM; log:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A command of the program on this server's data, beside it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.arg("--data").arg(self.data());
        command
    }

    /// Adds a staff user by the command line.
    pub fn user(&self, role: &str, languages: &[&str]) -> User {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let user = User {
            email: format!("{role}{number}-{}@staff.example", &fresh_id()[..8]),
            name: format!("Staff {number}"),
            password: format!("open sesame {}", fresh_id()),
        };
        let output = self.add_user(&user, role, languages);
        assert!(output.status.success(), "user add failed: {}", text(&output));
        user
    }

    /// `user add` as it ends, for better or worse.
    pub fn add_user(&self, user: &User, role: &str, languages: &[&str]) -> Output {
        let mut command = self.command(&["user", "add", "--email", &user.email, "--name", &user.name, "--role", role, "--password-stdin"]);
        for language in languages {
            command.args(["--language", language]);
        }
        run_with_input(command, &format!("{}\n", user.password))
    }

    /// A new user of the role, logged in.
    pub async fn staff(&self, role: &str) -> Login {
        let user = self.user(role, &["bn", "kk", "en"]);
        browser::log_in(self, &user).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut guard) = self.running.lock()
            && let Some(mut running) = guard.take()
        {
            running.kill();
        }
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<_> = log.lines().rev().take(30).collect();
            eprintln!("last lines of the server ({}):\n{}", self.folder.display(), tail.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Running {
    fn kill(&mut self) {
        self.stop_watchdog();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// First of all: a watchdog that outlives its server would kill whoever got the number next.
    fn stop_watchdog(&mut self) {
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
    }
}

/// A staff user as the test made it.
#[derive(Clone)]
pub struct User {
    pub email: String,
    pub name: String,
    pub password: String,
}

/// A UUID of the client's own making.
#[expect(clippy::disallowed_methods, reason = "a client is not the server: it makes its ids itself")]
pub fn fresh_id() -> String {
    Uuid::new_v4().to_string()
}

/// The program with the arguments, without any of our own environment's configuration.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(env!("CARGO_TARGET_TMPDIR")).env_remove("RUST_LOG");
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("AFTERCARE_")) {
        command.env_remove(key);
    }
    command
}

/// Runs a command to its end with the text on its standard input.
pub fn run_with_input(mut command: Command, input: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let bytes = input.as_bytes().to_vec();
    // A thread, as the program may answer line by line and its output pipe may fill up; it may also never read.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer does not panic");
    output
}

/// Both outputs of a command, for messages and searches.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder of its own for a server or a command.
pub fn new_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("aftercare-{}", fresh_id()));
    fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    folder
}

/// A data folder that has the corpus, made once for each build of the program: importing and training cost seconds in debug.
pub fn template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let built = fs::metadata(PROGRAM).and_then(|meta| meta.modified()).expect("the program is built");
        let stamp = built.duration_since(std::time::UNIX_EPOCH).expect("it was built after 1970").as_nanos();
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("template-{stamp}"));
        if !place.exists() {
            for old in fs::read_dir(env!("CARGO_TARGET_TMPDIR")).expect("the folder can be read").flatten() {
                if old.file_name().to_string_lossy().starts_with("template-") {
                    let _ = fs::remove_dir_all(old.path());
                }
            }
            let maker = Server::start(Options::strict().empty_folder());
            // Only for speed: copies of a folder without the trained matcher would train it each for itself.
            let deadline = Instant::now() + TRAINING_LIMIT;
            while !maker.log().contains(LEARNED) {
                assert!(Instant::now() < deadline, "nothing was learned within {TRAINING_LIMIT:?}:\n{}", maker.log());
                std::thread::sleep(Duration::from_millis(100));
            }
            maker.terminate();
            assert!(maker.wait().success(), "a server that is told to stop ends with 0");
            // Another process may have been first; then its copy is as good.
            if fs::rename(maker.data(), &place).is_err() {
                assert!(place.exists(), "the template can be put in its place");
            }
        }
        place
    })
}

/// A port that nobody uses, below those that the system gives away by itself: else a client's own port, or another server's, could
/// take it while its server is down.
fn free_port() -> u16 {
    static TAKEN: Mutex<Vec<u16>> = Mutex::new(Vec::new());
    loop {
        let random = u16::from_str_radix(&fresh_id()[..4], 16).expect("a UUID begins with hex digits");
        let port = 10_000 + random % 22_000;
        let mut taken = TAKEN.lock().expect("no test panics while it holds this");
        if !taken.contains(&port) && std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            taken.push(port);
            return port;
        }
    }
}

fn spawn(folder: &Path, options: &Options, port: u16) -> (Running, u16) {
    let log = |name| fs::OpenOptions::new().create(true).append(true).open(folder.join(name)).expect("the log can be opened");
    let mut command = program(&["serve", "--data"]);
    if let Some(limit) = options.descriptors {
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -n \"$0\"; exec \"$@\"", &limit.to_string(), PROGRAM, "serve", "--data"]);
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => limited.env(key, value),
                None => limited.env_remove(key),
            };
        }
        command = limited;
    }
    command.arg(folder.join("data")).env("AFTERCARE_SERVER__LISTEN", format!("127.0.0.1:{port}"));
    command.envs(options.env.iter().map(|(key, value)| (key, value)));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::from(log("stderr.log")))
        .spawn()
        .expect("the program can be started");
    let watchdog = Command::new("sh")
        .args(["-c", "cat >/dev/null; kill -9 \"$1\"; rm -rf \"$2\"", "watchdog", &child.id().to_string()])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh can be started");
    let lines = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let mut copy = log("stdout.log");
    let (sender, ready) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            let _ = writeln!(copy, "{line}");
            if let Some(port) = line.strip_prefix("listening on http://127.0.0.1:") {
                let _ = sender.send(port.trim().parse::<u16>().expect("the port is a number"));
            }
        }
    });
    let mut running = Running { child, watchdog };
    match ready.recv_timeout(START_LIMIT) {
        Ok(port) => (running, port),
        Err(_) => {
            running.kill();
            let log = fs::read_to_string(folder.join("stderr.log")).unwrap_or_default();
            panic!("the server was not ready within {START_LIMIT:?}, or ended; its log:\n{log}");
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("the kind of a file is known").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file can be copied");
        }
    }
}
