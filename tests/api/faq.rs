//! FAQ folders from the command line: what is refused, what is passed over, and that publishing is all or nothing.

use crate::command::{decisions, files, run, small_corpus};
use crate::server::{Options, Server, new_folder, program, run_with_input, text};
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

fn export(server: &Server, folder: &Path) -> Vec<(PathBuf, String)> {
    let _ = fs::remove_dir_all(folder);
    let mut command = server.command(&["faq", "export"]);
    command.arg(folder);
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output));
    files(folder)
}

fn import(server: &Server, folder: &Path) -> Output {
    let mut command = server.command(&["faq", "import", "--prune"]);
    command.arg(folder);
    run(command)
}

#[test]
fn the_sample_is_exported_byte_for_byte() {
    let sample = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("faq"));
    let folder = new_folder();
    assert_eq!(export(Server::shared(), &folder.join("published")), sample, "as the server's first start published it");
    let mut command = program(&["faq", "export"]);
    command.arg(folder.join("embedded")).arg("--data").arg(folder.join("data"));
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(files(&folder.join("embedded")), sample, "as the program brings it");
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_folder_without_entries_is_refused_and_what_was_passed_over_is_named() {
    for (name, said) in
        [(None, ""), (Some("prices.csv"), "prices.csv:1: warning: passed over"), (Some("a/b.TOML"), "a/b.TOML:1: warning: passed over")]
    {
        let folder = new_folder();
        let (faq, data) = (folder.join("faq"), folder.join("data"));
        fs::create_dir_all(faq.join("a")).expect("the folder can be made");
        if let Some(name) = name {
            fs::write(faq.join(name), "[en]\n").expect("the file can be written");
        }
        for arguments in [&["faq", "check"][..], &["faq", "import"], &["ask", "a question", "--faq"], &["faq", "eval", "--faq"]] {
            let mut command = program(arguments);
            command.arg(&faq).arg("--data").arg(&data);
            let output = run(command);
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {name:?}: {}", text(&output));
            assert!(
                text(&output).contains("holds no entries") && text(&output).contains(said),
                "{arguments:?} {name:?}: {}",
                text(&output)
            );
        }
        let _ = fs::remove_dir_all(folder);
    }
}

/// Makes a folder one that must not be imported.
type Break = fn(&Path);

const BREAKS: [(&str, Break, &str); 6] = [
    (
        "a file with a mistake",
        |folder| fs::write(folder.join("garden/bad.toml"), "[en]\ntitle = 3\n").expect("written"),
        "garden/bad.toml:2: error",
    ),
    (
        "a link",
        |folder| symlink("/etc/passwd", folder.join("garden/bad.toml")).expect("a link"),
        "garden/bad.toml:1: error: a symbolic link",
    ),
    ("a link to a folder", |folder| symlink("/", folder.join("bad")).expect("a link"), "bad:1: error: a symbolic link"),
    ("a pipe", |folder| make_pipe(&folder.join("garden/bad.toml")), "garden/bad.toml:1: error: no plain file"),
    (
        "UTF-16",
        |folder| fs::write(folder.join("garden/bad.toml"), b"\xff\xfe[\0").expect("written"),
        "garden/bad.toml:1: error: the file is saved as UTF-16",
    ),
    (
        "a giant",
        |folder| fs::File::create(folder.join("garden/bad.toml")).and_then(|file| file.set_len(1 << 40)).expect("sparse"),
        "garden/bad.toml:1: error: larger",
    ),
];

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo can be started").success());
}

#[test]
fn a_broken_folder_changes_nothing() {
    let server = Server::start(Options::roomy());
    let folder = new_folder();
    let before = export(&server, &folder.join("export"));
    for (what, make, said) in BREAKS {
        // Its other files are good, and new.
        let corpus = small_corpus();
        make(&corpus);
        let output = import(&server, &corpus);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", text(&output));
        assert!(text(&output).contains(said), "{what}: {}", text(&output));
        assert_eq!(export(&server, &folder.join("export")), before, "{what}");
        let _ = fs::remove_dir_all(corpus);
    }
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn publishing_is_seen_whole_or_not_at_all() {
    let server = Server::start(Options::roomy());
    let folder = new_folder();
    let versions = ["first", "second"].map(|version| {
        let faq = folder.join(version);
        fs::create_dir_all(faq.join("garden")).expect("the folder can be made");
        for entry in 0..40 {
            let body = format!("[en]\ntitle = \"Rose {entry}\"\nphrasings = [\"How is rose {entry}?\"]\nanswer = \"{version}\"\n");
            fs::write(faq.join(format!("garden/rose-{entry}.toml")), body).expect("the file can be written");
        }
        faq
    });
    let contents = versions.each_ref().map(|version| files(version));
    assert!(import(&server, &versions[1]).status.success());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let publisher = scope.spawn(|| {
            for round in 0..6 {
                let output = import(&server, &versions[round % 2]);
                assert!(output.status.success(), "{}", text(&output));
            }
            done.store(true, Ordering::SeqCst);
        });
        let mut seen = 0;
        while !done.load(Ordering::SeqCst) && !publisher.is_finished() {
            let exported = export(&server, &folder.join("export"));
            assert!(contents.contains(&exported), "one version or the other, after {seen} looks");
            seen += 1;
        }
        publisher.join().expect("every import succeeds");
    });
    assert_eq!(export(&server, &folder.join("export")), contents[1]);
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_folder_that_windows_saved_is_the_same_folder() {
    let (plain, folder) = (small_corpus(), new_folder());
    let windows = folder.join("windows");
    for (path, body) in files(&plain) {
        let place = windows.join(path);
        fs::create_dir_all(place.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(place, format!("\u{feff}{}", body.replace('\n', "\r\n"))).expect("the file can be written");
    }
    let import = |faq: &Path| {
        let mut command = program(&["faq", "import"]);
        command.arg(faq).arg("--data").arg(folder.join("data"));
        let output = run(command);
        assert!(output.status.success(), "{}", text(&output));
        String::from_utf8(output.stdout).expect("the output is UTF-8")
    };
    assert_eq!(import(&plain), "2 added, 0 changed, 0 unchanged, 0 retired\n");
    assert_eq!(import(&windows), "0 added, 0 changed, 2 unchanged, 0 retired\n");
    let _ = (fs::remove_dir_all(folder), fs::remove_dir_all(plain));
}

#[test]
fn jsonl_is_read_as_editors_save_it_and_a_broken_row_is_named() {
    let server = Server::shared();
    let rows = ["hello", "I want to talk to a person"].map(|text| json!({"text": text}).to_string());
    let expected = decisions(server.command(&["ask", "--jsonl"]), &rows.join("\n"));
    assert_eq!(expected.len(), 2);
    for input in [format!("\u{feff}{}", rows.join("\r\n")), format!("{}  \r\n\r\n\t{} \n", rows[0], rows[1])] {
        assert_eq!(decisions(server.command(&["ask", "--jsonl"]), &input), expected, "{input:?}");
    }
    for (input, said) in [
        (format!("{}\n\n{{\"text\": }}\n", rows[0]), "standard input, line 3: expected value (column 10)"),
        (format!("{}\n{{\"text\": \"x\", \"language\": \"xx\"}}\n", rows[0]), "standard input, line 2: no language"),
    ] {
        let output = run_with_input(server.command(&["ask", "--jsonl"]), &input);
        assert!(!output.status.success() && text(&output).contains(said), "{input:?}: {}", text(&output));
    }
    let folder = new_folder();
    for (name, bytes, said) in [
        ("broken.jsonl", b"\xef\xbb\xbf\r\n{\"text\": 3}\r\n".as_slice(), "broken.jsonl, line 2: "),
        ("wide.jsonl", b"\xff\xfe{\0".as_slice(), "wide.jsonl, line 1: the file is saved as UTF-16"),
    ] {
        fs::write(folder.join(name), bytes).expect("the file can be written");
        let mut command = program(&["faq", "eval"]);
        let corpus = small_corpus();
        command.arg(folder.join(name)).arg("--faq").arg(&corpus).arg("--data").arg(folder.join("data"));
        let output = run(command);
        assert!(!output.status.success() && text(&output).contains(said), "{name}: {}", text(&output));
        let _ = fs::remove_dir_all(corpus);
    }
    let _ = fs::remove_dir_all(folder);
}
