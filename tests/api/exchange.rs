//! Sheets and the exports of other programs from the command line: in, out, and in again.

use crate::command::{files, run};
use crate::server::{new_folder, program, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchange").join(name)
}

fn faq(arguments: &[&str], paths: &[&Path], data: &Path) -> Output {
    let mut command = program(&["faq"]);
    command.args(arguments).args(paths).arg("--data").arg(data);
    run(command)
}

#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What is published, as files of a folder.
fn published(folder: &Path, data: &Path) -> Vec<(PathBuf, String)> {
    let out = folder.join("out");
    let _ = fs::remove_dir_all(&out);
    done(&faq(&["export"], &[&out], data));
    files(&out)
}

#[test]
fn what_is_exported_to_any_format_comes_back_byte_for_byte() {
    let folder = new_folder();
    let first = folder.join("first");
    let said = done(&faq(&["import", "--category", "keys"], &[&data("side-by-side.csv"), &data("by-language.tsv")], &first));
    assert_eq!(said, "3 added, 0 changed, 0 unchanged, 0 retired\n");
    let entries = published(&folder, &first);
    assert_eq!(entries.len(), 3);
    for name in ["entries.csv", "entries.xlsx", "entries.json"] {
        let (file, again, wiped) = (folder.join(name), folder.join(format!("again-{name}")), folder.join(format!("data-{name}")));
        done(&faq(&["export"], &[&file], &first));
        let said = done(&faq(&["import", "--dry-run"], &[&file], &wiped));
        assert!(said.ends_with("3 new, 0 changed, 0 unchanged; nothing is published\n"), "{said}");
        assert!(!wiped.exists(), "a trial makes no database");
        done(&faq(&["import"], &[&file], &wiped));
        assert_eq!(published(&folder, &wiped), entries, "{name}");
        done(&faq(&["export"], &[&again], &wiped));
        assert_eq!(fs::read(&file).ok(), fs::read(&again).ok(), "equal entries, an equal file: {name}");
        assert_eq!(done(&faq(&["import"], &[&file], &first)), "0 added, 0 changed, 3 unchanged, 0 retired\n");
    }
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn rivals_exports_are_published_in_one_command() {
    let folder = new_folder();
    let store = folder.join("data");
    let said = done(&faq(&["import", "--dry-run"], &[&data("side-by-side.csv")], &store));
    assert!(said.contains("D \"Question (EN)\" = title.en; E \"Other questions (English)\" = phrasings.en"), "{said}");
    assert!(said.contains("new: tyres/tyre-pressure (kk, en)\n"), "{said}");
    for (paths, expected) in [
        (&["chatwoot.json"][..], "1 added, 0 changed, 0 unchanged, 0 retired\n"),
        (&["zendesk.json"], "1 added, 0 changed, 0 unchanged, 0 retired\n"),
        (&["rasa/nlu.en.yml", "rasa/domain.en.yml"], "2 added, 0 changed, 0 unchanged, 0 retired\n"),
    ] {
        let paths: Vec<PathBuf> = paths.iter().map(|name| data(name)).collect();
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        assert_eq!(done(&faq(&["import"], &paths, &store)), expected);
    }
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_broken_file_changes_nothing() {
    let folder = new_folder();
    let store = folder.join("data");
    done(&faq(&["import"], &[&data("side-by-side.csv")], &store));
    let before = published(&folder, &store);
    let sheet = folder.join("more.csv");
    fs::write(&sheet, "id,title_en,answer_en\ntyre-pressure,New title,New answer\nbad id,T,A\nwiper-blades,T,Call {nobody}\n")
        .expect("written");
    for _ in 0..2 {
        let output = faq(&["import"], &[&sheet], &store);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        let said = text(&output);
        assert!(
            said.contains("more.csv:3: error: the id may only have") && said.contains("more.csv:4:C: error: unknown placeholder"),
            "{said}"
        );
    }
    assert_eq!(published(&folder, &store), before);
    let refused = faq(&["import", "--prune"], &[&sheet], &store);
    assert!(!refused.status.success() && text(&refused).contains("--prune retires what a folder does not have"), "{}", text(&refused));
    let _ = fs::remove_dir_all(folder);
}
