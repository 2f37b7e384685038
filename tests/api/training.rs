//! Learning in the background: one process a data folder, which ends with its server.

use crate::command::{run, small_corpus};
use crate::server::{LEARNED, Options, Server, new_folder, program, text};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How long an event may be waited for on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long learning from the sample may take there, in a debug build.
const LEARNING: Duration = Duration::from_secs(400);

/// The processes that learn in a data folder. One that has ended and waits for its parent has no arguments any more.
fn learning(data: &Path) -> Vec<String> {
    let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let processes = fs::read_dir("/proc").expect("/proc is there").flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let data = data.to_str().expect("a path of our own").as_bytes();
    processes
        .filter(|name| is_number(name))
        .filter(|name| {
            let arguments = fs::read(format!("/proc/{name}/cmdline")).unwrap_or_default();
            let arguments: Vec<&[u8]> = arguments.split(|byte| *byte == 0).collect();
            arguments.contains(&b"train".as_slice()) && arguments.contains(&data)
        })
        .collect()
}

/// Waits until so many processes learn; more than one must never be seen.
#[track_caller]
fn wait_for(count: usize, server: &Server) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = learning(&server.data());
        assert!(found.len() <= 1, "one process a data folder: {found:?}");
        if found.len() == count {
            return;
        }
        assert!(Instant::now() < deadline, "{count} processes learn within {PATIENCE:?}, not {found:?}; log:\n{}", server.log());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[track_caller]
fn wait_for_log(server: &Server, words: &str) {
    let deadline = Instant::now() + PATIENCE;
    while !server.log().contains(words) {
        assert!(Instant::now() < deadline, "the log has {words:?} within {PATIENCE:?}:\n{}", server.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The lock that a process holds which learns.
fn lock(data: &Path) -> File {
    fs::create_dir_all(data).expect("the folder can be made");
    let file = File::options().create(true).truncate(false).write(true).open(data.join("train.lock")).expect("the lock can be opened");
    file.try_lock().expect("nobody has it");
    file
}

#[test]
fn learning_ends_with_its_server_however_that_ends() {
    let server = Server::start(Options::roomy().empty_folder());
    wait_for(1, &server);
    for _ in 0..5 {
        server.kill();
        wait_for(0, &server);
        server.restart();
        wait_for(1, &server);
    }
    // While another process learns, the server waits, and goes on after it.
    server.kill();
    wait_for(0, &server);
    let held = lock(&server.data());
    server.restart();
    wait_for_log(&server, "another process is learning in this data folder");
    wait_for(0, &server);
    drop(held);
    wait_for(1, &server);
    // The polite end.
    server.terminate();
    assert!(server.wait().success());
    wait_for(0, &server);
}

#[test]
fn what_was_learned_is_used_by_the_next_start() {
    let server = Server::start(Options::roomy().env("LOG__FORMAT", "json"));
    // Already learned, where the folder that it was copied from had the time.
    let deadline = Instant::now() + LEARNING;
    while !["\"trained\":true", LEARNED].iter().any(|words| server.log().contains(words)) {
        assert!(Instant::now() < deadline, "it learns within {LEARNING:?}: {}", server.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    let before = server.log().matches("\"trained\":true").count();
    server.restart();
    wait_for_log(&server, "\"corpus ready\"");
    assert_eq!(server.log().matches("\"trained\":true").count(), before + 1, "the next start finds it: {}", server.log());
}

#[test]
fn a_second_process_does_not_learn_beside_the_first() {
    let folder = new_folder();
    let data = folder.join("data");
    let held = lock(&data);
    let mut command = program(&["--data"]);
    command.arg(&data).arg("train");
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("is being trained by"), "{}", text(&output));

    // Whoever asks waits, and is answered.
    let corpus = small_corpus();
    let mut command = program(&["ask", "How often should I water the roses?", "--faq"]);
    command.arg(&corpus).arg("--data").arg(&data).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let said = BufReader::new(child.stderr.take().expect("standard error is piped")).lines().map_while(Result::ok);
    let waits = said.into_iter().find(|line| line.contains("waiting for another process that is learning"));
    assert!(waits.is_some(), "it says that it waits");
    drop(held);
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success() && text(&output).contains("roses"), "{}", text(&output));
    let _ = (fs::remove_dir_all(folder), fs::remove_dir_all(corpus));
}

#[test]
fn a_child_without_a_parent_ends_at_once() {
    let folder = new_folder();
    let mut command = program(&["--data"]);
    command.arg(folder.join("data")).args(["train", "--while-stdin-open"]);
    // `run` gives it a standard input that is at its end.
    let output = run(command);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(!folder.join("data").join("cache").exists(), "it did not learn");
    let _ = fs::remove_dir_all(folder);
}
