//! Contract section 7: the command line and the configuration, from the outside.

use crate::owner::{ENTRY, QUESTIONS};
use crate::server::{Options, Server, User, fresh_id, new_folder, program, run_with_input, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The decisions of `ask --jsonl` on a server's data.
pub fn jsonl(server: &Server, rows: &[Value]) -> Vec<Value> {
    decisions(server.command(&["ask", "--jsonl"]), &lines(rows))
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// The decisions of a command of `ask --jsonl` on its standard input.
pub fn decisions(command: Command, input: &str) -> Vec<Value> {
    let output = run_with_input(command, input);
    assert!(output.status.success(), "ask --jsonl: {}", text(&output));
    let lines = String::from_utf8(output.stdout).expect("the output is UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// `user disable` of the user.
pub fn disable(server: &Server, user: &User) {
    let output = run(server.command(&["user", "disable", "--email", &user.email]));
    assert!(output.status.success(), "user disable: {}", text(&output));
}

/// The shape of a decision, wherever it is printed.
#[track_caller]
pub fn check_decision(decision: &Value) {
    let kind = decision["decision"].as_str().unwrap_or_default();
    assert!(["answer", "suggest", "smalltalk", "safety", "handoff"].contains(&kind), "{decision}");
    assert!(decision.get("entry").is_some_and(|entry| entry.is_null() || entry.is_string()), "entry is there, null or not: {decision}");
    assert!(kind == "safety" || decision["entry"].is_string() == (kind == "answer"), "only an answer has its entry: {decision}");
    let entries = decision["entries"].as_array().unwrap_or_else(|| panic!("entries: {decision}"));
    assert!(entries.len() <= 10, "{decision}");
    let scores: Vec<_> = entries.iter().map(|entry| entry["score"].as_f64().expect("a score is a number")).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other), "best first: {decision}");
    assert!(entries.iter().all(|entry| entry["entry"].is_string()), "{decision}");
    let language = decision["language"].as_str().unwrap_or_default();
    assert!(["bn", "kk", "en", "ru"].contains(&language), "one of our languages: {decision}");
    assert!(decision["confidence"].as_f64().is_some_and(|p| (0.0..=1.0).contains(&p)), "{decision}");
}

/// Runs a command to its end; its standard input is empty.
pub fn run(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the program can be started")
}

/// A folder of FAQ files with two entries.
pub fn small_corpus() -> PathBuf {
    let folder = new_folder();
    let entry = |category: &str, id: &str, title: &str, phrasing: &str, answer: &str| {
        fs::create_dir_all(folder.join(category)).expect("the folder can be made");
        let body = format!("[en]\ntitle = \"{title}\"\nphrasings = [\"{phrasing}\"]\nanswer = \"\"\"{answer}\"\"\"\n");
        fs::write(folder.join(category).join(format!("{id}.toml")), body).expect("the file can be written");
    };
    entry("garden", "water-roses", "Watering the roses", "How often should I water the roses?", "Twice a week.");
    entry("garden", "prune-apples", "Pruning apple trees", "When are the apple trees pruned?", "In late **winter**.");
    folder
}

#[test]
fn ask_prints_the_answer_for_a_person() {
    let server = Server::shared();
    for (language, question) in QUESTIONS {
        let output = run(server.command(&["ask", question]));
        assert!(output.status.success(), "{}", text(&output));
        let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
        let wanted = if language == "en" {
            "claim"
        } else if language == "bn" {
            "ওয়ারেন্টি"
        } else {
            "кепілдік"
        };
        assert!(printed.to_lowercase().contains(wanted), "{printed}");
        assert!(!printed.contains("<p>") && !printed.contains("{support_phone}"), "{printed}");
    }
}

#[test]
fn ask_prints_a_danger_with_the_title_of_its_card() {
    let output = run(Server::shared().command(&["ask", "--language", "en", "The car is on fire"]));
    let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert!(printed.starts_with("DANGER: Leave the car now\n"), "{printed}");
}

#[test]
fn ask_jsonl_writes_one_decision_a_line_in_order() {
    let rows = vec![
        json!({"text": QUESTIONS[0].1, "id": "first"}),
        json!({"text": QUESTIONS[1].1}),
        json!({"text": QUESTIONS[2].1, "id": "third", "language": "kk"}),
        json!({"text": "I want to talk to a person", "id": "person"}),
        json!({"text": "hello", "id": "greeting"}),
        json!({"text": "The battery is on fire, smoke everywhere!", "id": "fire"}),
        json!({"text": "Who won the football world cup in 1998?", "id": "off"}),
        json!({"text": "", "id": "empty"}),
        json!({"text": "🚗 \u{0} ((( \"", "id": "odd"}),
        json!({"text": QUESTIONS[0].1, "language": "bn", "id": "given"}),
        json!({"text": "amar garir warranty claim korbo kivabe", "id": "roman"}),
        json!({"text": "kepildik talabyn qalai beremin", "id": "latin"}),
        json!({"text": "Как подать заявку по гарантии?", "id": "russian"}),
    ];
    let answers = jsonl(Server::shared(), &rows);
    assert_eq!(answers.len(), rows.len());
    for (row, answer) in rows.iter().zip(&answers) {
        assert_eq!(row.get("id"), answer.get("id"), "the order is kept: {answer}");
        check_decision(answer);
    }
    for answer in &answers[..3] {
        assert_eq!((&answer["decision"], &answer["entry"]), (&json!("answer"), &json!(ENTRY)), "{answer}");
        assert_eq!(answer["entries"][0]["entry"], ENTRY, "{answer}");
    }
    let languages: Vec<_> = [0, 1, 2, 9, 10, 11, 12].iter().map(|place| answers[*place]["language"].clone()).collect();
    assert_eq!(json!(languages), json!(["en", "bn", "kk", "bn", "bn", "kk", "kk"]), "{answers:?}");
    let decisions: Vec<_> = answers[3..7].iter().map(|answer| answer["decision"].clone()).collect();
    assert_eq!(json!(decisions), json!(["handoff", "smalltalk", "safety", "handoff"]), "{answers:?}");
}

#[test]
fn ask_reads_a_folder_and_only_that() {
    let folder = small_corpus();
    let mut command = program(&["ask", "--jsonl", "--faq"]);
    command.arg(&folder).arg("--data").arg(folder.join("data"));
    let rows = [
        json!({"text": "How often should I water the roses?"}),
        json!({"text": "When are the apple trees pruned?"}),
        json!({"text": QUESTIONS[0].1}),
        json!({"text": "hello"}),
        json!({"text": "The battery is on fire!"}),
    ];
    let answers = decisions(command, &lines(&rows));
    assert_eq!(answers.len(), rows.len());
    for answer in &answers {
        check_decision(answer);
        for entry in answer["entries"].as_array().expect("checked") {
            assert!(["water-roses", "prune-apples"].iter().any(|id| entry["entry"] == *id), "only the folder's: {answer}");
        }
        assert!(!["smalltalk", "safety"].iter().any(|kind| answer["decision"] == *kind), "nothing is built in: {answer}");
    }
    assert_eq!(answers[0]["entries"][0]["entry"], "water-roses", "{}", answers[0]);
    assert_eq!(answers[1]["entries"][0]["entry"], "prune-apples", "{}", answers[1]);
    let _ = fs::remove_dir_all(folder);
}

/// Files that are no FAQ entries, with the line that the message must name.
const BROKEN: [(&str, &str, u32); 5] = [
    ("syntax", "[en]\ntitle = \"A\"\nphrasings = [\"a?\"\nanswer = \"x\"\n", 3),
    ("unknown-key", "[en]\ntitle = \"A\"\nphrasings = [\"a?\"]\nanswer = \"x\"\ncolour = \"red\"\n", 5),
    ("no-phrasings", "[en]\ntitle = \"A\"\nphrasings = []\nanswer = \"x\"\n", 3),
    ("wrong-type", "tags = []\n[en]\ntitle = 42\nphrasings = [\"a?\"]\nanswer = \"x\"\n", 3),
    ("no-answer", "[en]\ntitle = \"A\"\nphrasings = [\"a?\"]\n", 1),
];

/// The line that the output names right after the file, as in `syntax.toml:3`.
fn named_line(output: &str, file: &str) -> Option<u32> {
    let rest = output.split(&format!("{file}.toml:")).nth(1)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    for (name, body, line) in BROKEN {
        let folder = small_corpus();
        fs::write(folder.join("garden").join(format!("{name}.toml")), body).expect("the file can be written");
        let mut ask = program(&["ask", "--faq"]);
        ask.arg(&folder).arg("--data").arg(folder.join("data")).arg("a question");
        let mut check = program(&["faq", "check"]);
        check.arg(&folder).arg("--data").arg(folder.join("data"));
        for command in [ask, check] {
            let output = run(command);
            let message = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(2), "{name}: {message}");
            let named = named_line(&message, name).unwrap_or_else(|| panic!("{name}.toml:LINE is named: {message}"));
            // Where the mistake shows is a matter of taste by one line.
            assert!(named.abs_diff(line) <= 1, "{name}: line {line}, not {named}: {message}");
        }
        let _ = fs::remove_dir_all(folder);
    }
}

#[test]
fn faq_check_finds_every_mistake_in_one_run() {
    let folder = small_corpus();
    for (name, body, _) in BROKEN {
        fs::write(folder.join("garden").join(format!("{name}.toml")), body).expect("the file can be written");
    }
    fs::write(folder.join("garden").join("Bad_Name.toml"), "[en]\ntitle = \"A\"\nphrasings = [\"a?\"]\nanswer = \"x\"\n").expect("written");
    let mut command = program(&["faq", "check"]);
    command.arg(&folder).arg("--data").arg(folder.join("data"));
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    for (name, ..) in BROKEN {
        assert!(named_line(&text(&output), name).is_some(), "{name} is named: {}", text(&output));
    }
    assert!(text(&output).contains("Bad_Name.toml"), "an id is a-z0-9-: {}", text(&output));
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn the_projects_own_corpus_has_no_mistake() {
    let folder = new_folder();
    let mut command = program(&["faq", "check"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("faq")).arg("--data").arg(folder.join("data"));
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output));
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn what_is_exported_is_imported_unchanged() {
    let server = Server::shared();
    let folder = new_folder();
    let (first, second, data) = (folder.join("first"), folder.join("second"), folder.join("data"));
    let mut export = server.command(&["faq", "export"]);
    export.arg(&first);
    let output = run(export);
    assert!(output.status.success(), "{}", text(&output));
    let beside = |arguments: &[&str], path: &Path| {
        let mut command = program(arguments);
        command.arg(path).arg("--data").arg(&data);
        let output = run(command);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    };
    beside(&["faq", "check"], &first);
    beside(&["faq", "import"], &first);
    beside(&["faq", "export"], &second);
    assert_eq!(files(&first), files(&second));
    assert!(files(&first).len() > 80, "the whole corpus is exported");
    let _ = fs::remove_dir_all(folder);
}

/// Paths and contents of all files below.
pub fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be read").flatten() {
            if entry.path().is_dir() {
                waiting.push(entry.path());
            } else {
                let place = entry.path().strip_prefix(folder).expect("it is below").to_owned();
                all.push((place, fs::read_to_string(entry.path()).expect("the file can be read")));
            }
        }
    }
    all.sort();
    all
}

/// Longest that a command may take that must end by itself.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// Runs a command that must end by itself.
fn ends(mut command: Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let id = child.id().to_string();
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || ended.send(child.wait_with_output()));
    let Ok(output) = end.recv_timeout(ENDS_WITHIN) else {
        let _ = Command::new("kill").args(["-KILL", &id]).status();
        panic!("it does not end: {command:?}");
    };
    output.expect("the process has ended")
}

/// Runs `serve`, which must refuse to start, and gives what it said.
fn refuses_to_serve(environment: &[(&str, &str)], config: Option<&str>) -> String {
    let folder = new_folder();
    let mut command = program(&["serve"]);
    command.arg("--data").arg(folder.join("data")).envs(environment.iter().copied());
    if let Some(config) = config {
        fs::write(folder.join("own.toml"), config).expect("the file can be written");
        command.arg("--config").arg(folder.join("own.toml"));
    }
    let output = ends(command);
    assert!(!output.status.success(), "{}", text(&output));
    assert!(!text(&output).contains("panicked"), "{}", text(&output));
    let _ = fs::remove_dir_all(folder);
    text(&output)
}

#[test]
fn unknown_keys_are_named() {
    let listen = ("AFTERCARE_SERVER__LISTEN", "127.0.0.1:0");
    let said = refuses_to_serve(&[listen, ("AFTERCARE_SERVER__NONSENSE", "1")], None);
    assert!(said.to_lowercase().contains("nonsense"), "{said}");
    let said = refuses_to_serve(&[listen, ("AFTERCARE_NOWHERE__KEY", "1")], None);
    assert!(said.to_lowercase().contains("nowhere"), "{said}");
    let said = refuses_to_serve(&[listen], Some("[limits]\nowner_mesages_burst = 9\n"));
    assert!(said.contains("owner_mesages_burst") && said.contains("own.toml"), "{said}");
    let said = refuses_to_serve(&[listen], Some("[limits\n"));
    assert!(said.contains("own.toml"), "{said}");
    let said = refuses_to_serve(&[listen, ("AFTERCARE_LIMITS__OWNER_MESSAGES_BURST", "many")], None);
    assert!(said.to_lowercase().contains("owner_messages_burst"), "{said}");
}

#[test]
fn an_open_address_needs_a_public_url() {
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let said = refuses_to_serve(&[("AFTERCARE_SERVER__LISTEN", listen)], None);
        assert!(said.contains("public_url"), "{said}");
    }
}

#[test]
fn users_are_added_beside_the_running_server() {
    let server = Server::shared();
    let user = server.user("technician", &["bn", "kk"]);
    let list = run(server.command(&["user", "list"]));
    assert!(list.status.success(), "{}", text(&list));
    assert!(text(&list).contains(&user.email) && !text(&list).contains("argon2"), "{}", text(&list));
    let twice = server.add_user(&user, "technician", &["en"]);
    assert!(!twice.status.success(), "an e-mail address is added once: {}", text(&twice));
    let other = |email: &str, password: &str| User {
        email: if email.is_empty() { format!("{}@staff.example", fresh_id()) } else { email.to_owned() },
        name: "Somebody".to_owned(),
        password: password.to_owned(),
    };
    for (what, user, role, language) in [
        ("another letter case of the same address", other(&user.email.to_uppercase(), "long enough password"), "technician", "en"),
        ("a short password", other("", "short"), "technician", "en"),
        ("no password", other("", ""), "technician", "en"),
        ("an unknown role", other("", "long enough password"), "king", "en"),
        ("an unknown language", other("", "long enough password"), "technician", "xx"),
        ("no address", other("nobody", "long enough password"), "technician", "en"),
    ] {
        let output = server.add_user(&user, role, &[language]);
        assert!(!output.status.success(), "{what}: {}", text(&output));
        assert!(!text(&output).contains("panicked") && !text(&output).is_empty(), "{what}: {}", text(&output));
    }
}

#[test]
fn a_migration_of_a_new_database_is_nothing_to_fear() {
    let server = Server::shared();
    let output = run(server.command(&["migrate"]));
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_data_folder_is_served_by_one_server() {
    let server = Server::start(Options::strict().empty_folder().env("ANSWERS__TRAIN", "false"));
    let second = || {
        let mut command = server.command(&["serve"]);
        command.env("AFTERCARE_SERVER__LISTEN", "127.0.0.1:0");
        ends(command)
    };
    let output = second();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    let said = text(&output);
    assert!(said.contains("is served by process ") && said.contains(" since 20") && said.contains("--data"), "{said}");
    // Everything else works beside it.
    for beside in [&["user", "list"] as &[&str], &["jobs", "list"], &["check"], &["migrate"]] {
        let output = run(server.command(beside));
        assert!(output.status.success(), "{beside:?}: {}", text(&output));
    }
    // However a server ends, the folder is free.
    server.kill();
    server.restart();
    assert_eq!(second().status.code(), Some(2));
}

#[test]
fn jobs_are_listed_and_only_the_dead_are_touched() {
    let server = Server::start(Options::strict().empty_folder().env("ANSWERS__TRAIN", "false"));
    let deadline = Instant::now() + Duration::from_secs(30);
    // The first sweep has run at the start, and the next one waits.
    let listed = loop {
        let listed = run(server.command(&["jobs", "list", "--state", "waiting,done"]));
        assert!(listed.status.success(), "{}", text(&listed));
        let listed = text(&listed);
        if listed.contains("\tsweep\tdone\t") && listed.contains("\tsweep\twaiting\t") {
            break listed;
        }
        assert!(Instant::now() < deadline, "{listed}");
    };
    let waiting = listed.lines().find(|line| line.contains("\twaiting\t")).expect("just seen");
    let id = waiting.split('\t').next().expect("a line has fields");
    for (command, id) in [("retry", id), ("drop", id), ("retry", &fresh_id()), ("drop", &fresh_id())] {
        let output = run(server.command(&["jobs", command, id]));
        assert!(!output.status.success() && text(&output).contains("no dead job"), "{command}: {}", text(&output));
    }
    let output = run(server.command(&["jobs", "list", "--state", "sleeping"]));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}
