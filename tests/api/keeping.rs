//! Contract section 7, keeping the data: backup, restore, check, and who may read it.

use crate::client::{Owner, number};
use crate::server::{Options, Server, new_folder, program, text};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the program can be started")
}

/// A command that must end with the code; gives what it said.
#[track_caller]
fn ends(command: Command, code: i32) -> String {
    let shown = format!("{command:?}");
    let output = run(command);
    assert_eq!(output.status.code(), Some(code), "{shown}: {}", text(&output));
    assert!(!text(&output).contains("panicked"), "{shown}: {}", text(&output));
    text(&output)
}

fn with(server: &Server, arguments: &[&str], file: &Path) -> Command {
    let mut command = server.command(arguments);
    command.arg(file);
    command
}

/// Quick to start: nothing is trained.
fn start() -> Server {
    Server::start(Options::roomy().empty_folder().env("ANSWERS__TRAIN", "false"))
}

#[tokio::test]
async fn a_backup_is_restored_and_every_client_starts_anew() {
    let server = start();
    let mut owner = Owner::enter(&server).await;
    owner.say("before the backup").await;
    let folder = new_folder();
    let file = folder.join("aftercare-backup.db");
    let said = ends(with(&server, &["backup"], &file), 0);
    assert!(said.contains("conversations: 1"), "{said}");
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);
    ends(with(&server, &["backup"], &file), 2);
    let kept = number(&owner.again(&server, 0).await.ready, "seq");
    owner.say("after the backup").await;
    let seq = number(&owner.again(&server, 0).await.ready, "seq");
    let said = ends(server.command(&["check"]), 0);
    assert!(said.contains("no faults"), "{said}");
    let said = ends(with(&server, &["restore", "--replace"], &file), 2);
    assert!(said.contains("is served by process"), "{said}");

    server.terminate();
    assert!(server.wait().success());
    let said = ends(with(&server, &["restore"], &file), 2);
    assert!(said.contains("--replace"), "{said}");
    let said = ends(with(&server, &["restore", "--replace"], &file), 0);
    assert!(said.contains("restored") && said.contains("replaced-20"), "{said}");
    ends(server.command(&["check"]), 0);
    server.restart();
    let hello = json!({"session": owner.session(), "epoch": owner.ready["epoch"], "after": seq});
    let mut again = Owner::hello(&server, hello).await;
    assert_eq!(again.ready["session"], owner.ready["session"], "sessions are part of the backup");
    assert_ne!(again.ready["epoch"], owner.ready["epoch"]);
    let reset = again.socket.frame("reset").await;
    let events = reset["events"].as_array().expect("a reset has events");
    assert_eq!(events.last().map(|event| number(event, "seq")), Some(kept), "{reset}");
    again.say("and on").await;
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn what_is_copied_back_by_hand_is_noticed() {
    let server = start();
    let mut owner = Owner::enter(&server).await;
    owner.say("kept").await;
    let folder = new_folder();
    let file = folder.join("copy.db");
    ends(with(&server, &["backup"], &file), 0);
    owner.say("lost").await;
    server.terminate();
    assert!(server.wait().success());
    server.restart();
    assert_eq!(owner.again(&server, 0).await.ready["epoch"], owner.ready["epoch"], "a restart is no copy");
    server.terminate();
    assert!(server.wait().success());
    fs::copy(&file, server.data().join("aftercare.db")).expect("it can be copied");
    server.restart();
    assert_ne!(owner.again(&server, 0).await.ready["epoch"], owner.ready["epoch"]);
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_backup_is_restored_into_a_new_folder_and_damage_is_refused() {
    let server = start();
    let folder = new_folder();
    let file = folder.join("copy.db");
    ends(with(&server, &["backup"], &file), 0);
    let restore = |file: &Path, data: &str, more: &[&str]| {
        let mut command = program(&["restore"]);
        command.arg(file).arg("--data").arg(folder.join(data)).args(more);
        command
    };
    ends(restore(&file, "new", &[]), 0);
    let mut check = program(&["check"]);
    check.arg("--data").arg(folder.join("new"));
    ends(check, 0);
    let mut bytes = fs::read(&file).expect("it can be read");
    bytes.truncate(bytes.len() / 2);
    let torn = folder.join("torn.db");
    fs::write(&torn, bytes).expect("it can be written");
    let before = fs::read(folder.join("new").join("aftercare.db")).expect("it can be read");
    for more in [&["--replace"] as &[&str], &["--replace", "--with-faults"]] {
        let said = ends(restore(&torn, "new", more), 2);
        assert!(said.contains("damaged"), "{said}");
    }
    ends(restore(&folder.join("absent.db"), "new", &["--replace"]), 2);
    assert_eq!(fs::read(folder.join("new").join("aftercare.db")).expect("it can be read"), before, "nothing is touched");
    let mut nothing = program(&["check"]);
    nothing.arg("--data").arg(folder.join("nowhere"));
    ends(nothing, 2);
    for command in ["backup", "restore", "check", "jobs"] {
        let said = ends(program(&[command, "--help"]), 0);
        assert!(said.contains("--data"), "{said}");
    }
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn what_others_may_read_is_refused_and_found() {
    let server = start();
    let database = server.data().join("aftercare.db");
    let mode = |mode| fs::set_permissions(&database, fs::Permissions::from_mode(mode)).expect("it is ours");
    mode(0o644);
    let said = ends(server.command(&["check"]), 1);
    assert!(said.contains("others may read"), "{said}");
    server.kill();
    let mut serve = server.command(&["serve"]);
    serve.env("AFTERCARE_SERVER__LISTEN", "127.0.0.1:0");
    let said = ends(serve, 1);
    assert!(said.contains("chmod 600") && said.contains("aftercare.db"), "{said}");
    mode(0o600);
    server.restart();
}

/// The conversation and the number of what is wrong are named.
#[tokio::test]
async fn a_check_names_the_place() {
    let server = start();
    let mut owner = Owner::enter(&server).await;
    owner.say("hello").await;
    server.terminate();
    assert!(server.wait().success());
    let database = format!("sqlite://{}", server.data().join("aftercare.db").display());
    let mut db = <sqlx::SqliteConnection as sqlx::Connection>::connect(&database).await.expect("it can be opened");
    sqlx::query("update events set body = '{' where seq = 1").execute(&mut db).await.expect("the statement is right");
    let conversation: String = sqlx::query_scalar("select id from conversations").fetch_one(&mut db).await.expect("there is one");
    let said = ends(server.command(&["check"]), 1);
    assert!(said.contains(&format!("conversation {conversation}, event 1:")), "{said}");
}
