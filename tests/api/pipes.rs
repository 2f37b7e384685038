//! Commands whose reader goes away, as in `aftercare user list | head -0`: they end politely.

use crate::command::small_corpus;
use crate::server::{Server, fresh_id, new_folder, program};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write, pipe};
use std::path::Path;
use std::process::{Command, Stdio};

/// What a shell shows of a program that SIGPIPE ended.
const CLOSED: i32 = 141;

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = pipe().expect("a pipe can be made");
    drop(reader);
    writer.into()
}

/// Runs the command with a closed standard output, and again with both closed.
#[track_caller]
fn check(make: impl Fn() -> Command, input: &str, expected: &[i32]) {
    for both in [false, true] {
        let mut command = make();
        command.stdin(Stdio::piped()).stdout(closed()).stderr(if both { closed() } else { Stdio::piped() });
        let mut child = command.spawn().expect("the program can be started");
        // It may end without reading.
        let _ = child.stdin.take().expect("standard input is piped").write_all(input.as_bytes());
        let mut said = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            stderr.read_to_string(&mut said).expect("messages are UTF-8");
        }
        let status = child.wait().expect("the program ends");
        assert!(!said.contains("panicked"), "{command:?}: {said}");
        assert!(status.code().is_some_and(|code| expected.contains(&code)), "{command:?}: {status}: {said}");
    }
}

#[test]
fn every_command_survives_a_reader_that_goes_away() {
    let server = Server::shared();
    let (corpus, folder) = (small_corpus(), new_folder());
    // Somebody to list, and to disable.
    let user = server.user("technician", &["en"]);
    let on = |arguments: &[&str], paths: &[&Path]| {
        let mut command = program(arguments);
        command.args(paths).arg("--data").arg(folder.join("data"));
        command
    };
    // Clap prints these, and says nothing of a closed pipe.
    check(|| program(&["--help"]), "", &[0, CLOSED]);
    check(|| program(&["--version"]), "", &[0, CLOSED]);
    for arguments in [&["user", "list"][..], &["migrate"], &["faq", "check"], &["ask", "hello"], &["model", "info"], &["model", "remove"]] {
        check(|| server.command(arguments), "", &[CLOSED]);
    }
    check(|| server.command(&["alerts", "test"]), "", &[CLOSED]);
    check(|| server.command(&["ask", "--jsonl"]), "{\"text\": \"hello\"}\n{\"text\": \"hello\"}\n", &[CLOSED]);
    let email = || format!("{}@staff.example", fresh_id());
    let add = || {
        server.command(&["user", "add", "--email", &email(), "--name", "N", "--role", "technician", "--language", "en", "--password-stdin"])
    };
    check(add, "a long enough password\n", &[CLOSED]);
    check(|| server.command(&["user", "disable", "--email", &user.email]), "", &[CLOSED]);
    check(|| on(&["faq", "check"], &[&corpus]), "", &[CLOSED]);
    check(|| on(&["faq", "import"], &[&corpus]), "", &[CLOSED]);
    check(|| on(&["faq", "import", "--dry-run"], &[&corpus]), "", &[CLOSED]);
    check(|| on(&["faq", "export"], &[&folder.join("export")]), "", &[CLOSED]);
    check(|| on(&["faq", "export"], &[&folder.join("export.csv")]), "", &[CLOSED]);
    check(|| on(&["faq", "import", "--dry-run"], &[&folder.join("export.csv")]), "", &[CLOSED]);
    check(|| on(&["faq", "import"], &[&folder.join("export.csv")]), "", &[CLOSED]);
    let owners = folder.join("owners.csv");
    fs::write(&owners, "id,name,market\no1,Rahim,bd\n").expect("the file can be written");
    check(|| on(&["import", "owners", "--dry-run"], &[&owners]), "", &[CLOSED]);
    check(|| on(&["import", "owners"], &[&owners]), "", &[CLOSED]);
    check(|| on(&["export", "owners"], &[]), "", &[CLOSED]);
    check(|| on(&["export", "requests"], &[]), "", &[CLOSED]);
    check(|| on(&["export", "owners"], &[&folder.join("owners-out.csv")]), "", &[CLOSED]);
    check(|| on(&["export-person", "--owner", "o1"], &[&folder.join("person")]), "", &[CLOSED]);
    check(|| on(&["erase-person", "--owner", "o1"], &[]), "", &[CLOSED]);
    check(|| on(&["erase-person", "--owner", "o1", "--yes"], &[]), "", &[CLOSED]);
    check(|| on(&["faq", "eval", "--faq"], &[&corpus]), "", &[CLOSED]);
    check(|| on(&["ask", "--explain", "roses?", "--faq"], &[&corpus]), "", &[CLOSED]);
    // What goes to standard error has no reader either; the code tells what it would have said.
    fs::write(corpus.join("garden").join("bad.toml"), "x").expect("the file can be written");
    check(|| on(&["faq", "import"], &[&corpus]), "", &[2]);
    check(|| on(&["faq", "check"], &[&corpus]), "", &[CLOSED]);
    fs::write(&owners, "id,name,market\no1,,nowhere\n").expect("the file can be written");
    check(|| on(&["import", "owners"], &[&owners]), "", &[2]);
    check(|| on(&["user", "disable", "--email", "nobody@example.com"], &[]), "", &[1]);
    let _ = (fs::remove_dir_all(folder), fs::remove_dir_all(corpus));
}

#[test]
fn a_server_whose_output_nobody_reads_serves_on() {
    let folder = new_folder();
    let mut command = program(&["serve", "--data"]);
    command.arg(folder.join("data")).env("AFTERCARE_SERVER__LISTEN", "127.0.0.1:0").env("AFTERCARE_ANSWERS__TRAIN", "false");
    command.env("AFTERCARE_LOG__FORMAT", "json").stdin(Stdio::null()).stdout(closed()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let log = BufReader::new(child.stderr.take().expect("standard error is piped"));
    let ready = log.lines().map_while(Result::ok).find(|line| line.contains("\"message\":\"ready\""));
    assert!(ready.is_some(), "it is ready although nobody reads its output");
    // From here on nobody reads its log either.
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(stopped.expect("kill can be started").success());
    let status = child.wait().expect("the program ends");
    assert!(status.success(), "it stops politely: {status}");
    let _ = fs::remove_dir_all(folder);
}
