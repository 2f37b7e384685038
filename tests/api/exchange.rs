//! Sheets and the exports of other programs from the command line: in, out, and in again.

use crate::browser::Request;
use crate::command::{files, run};
use crate::server::{Options, Server, new_folder, program, text};
use serde_json::{Value, json};
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
    assert!(
        !refused.status.success() && text(&refused).contains("--prune and --sync withdraw what a folder does not have"),
        "{}",
        text(&refused)
    );
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_folder_in_git_and_the_database_are_kept_in_step() {
    let folder = new_folder();
    let (git, store) = (folder.join("git"), folder.join("data"));
    done(&faq(&["import"], &[&data("side-by-side.csv")], &store));
    done(&faq(&["export"], &[&git], &store));
    assert_eq!(done(&faq(&["import", "--sync"], &[&git], &store)), "0 added, 0 changed, 2 unchanged, 0 retired, 0 kept\n");
    let sheet = folder.join("edit.csv");
    fs::write(&sheet, "id,answer_en\ntyre-pressure,Edited here.\n").expect("written");
    done(&faq(&["import"], &[&sheet], &store));
    fs::remove_file(git.join("body/wiper-blades.toml")).expect("it was exported");
    let said = done(&faq(&["import", "--sync"], &[&git], &store));
    assert_eq!(said, "tyre-pressure: changed here since the last sync; kept\n0 added, 0 changed, 0 unchanged, 1 retired, 1 kept\n");
    let path = git.join("tyres/tyre-pressure.toml");
    let edited = fs::read_to_string(&path).expect("it was exported").replace("when cold", "when warm");
    fs::write(&path, &edited).expect("written");
    let output = faq(&["import", "--sync"], &[&git], &store);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("changed here since the last sync, and in the folder; kept"), "{}", text(&output));
    done(&faq(&["import", "--sync", "--theirs"], &[&git], &store));
    assert_eq!(published(&folder, &store), [(PathBuf::from("tyres/tyre-pressure.toml"), edited)]);
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn an_editor_brings_a_sheet_and_takes_it_along() {
    let server = &Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let editor = server.staff("editor").await;
    let import = async |query: &str, bytes: &[u8]| {
        Request::post(&format!("/api/v1/faq/import?{query}")).staff(server, &editor).bytes(bytes.to_vec()).send(server).await
    };
    let sheet = fs::read(data("side-by-side.csv")).expect("it is there");
    let trial = import("name=side-by-side.csv&dry_run=true", &sheet).await.value();
    let fields: Vec<&Value> = trial["mappings"][0]["columns"].as_array().expect("columns").iter().map(|column| &column["field"]).collect();
    assert_eq!(
        fields,
        ["id", "category", "tags", "title", "phrasings", "answer", "title", "answer"]
            .iter()
            .map(|name| json!(name))
            .chain([Value::Null])
            .collect::<Vec<_>>()
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(trial["changes"][1], json!({"id": "wiper-blades", "category": "body", "change": "new", "languages": ["en"]}));
    assert_eq!(trial["problems"][0]["column"], "I");
    assert_eq!(trial["results"], json!([]));
    let show = async |id: &str| Request::get(&format!("/api/v1/faq/{id}")).staff(server, &editor).send(server).await;
    assert_eq!(show("wiper-blades").await.status, 404, "a trial saves nothing");
    let broken = import("name=x.csv", b"id,title_en,answer_en\nwiper-blades,T,A\nbad id,T,Call {nobody}\n").await;
    assert_eq!((broken.status, broken.value()["code"].as_str()), (422, Some("invalid")));
    let places: Vec<(u64, Option<String>)> = broken.value()["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|problem| (problem["line"].as_u64().unwrap_or(0), problem["column"].as_str().map(str::to_owned)))
        .collect();
    assert_eq!(places, [(3, None), (3, Some("C".to_owned()))]);
    assert_eq!(show("wiper-blades").await.status, 404, "a broken file changes nothing");
    // In the editor's language, with what a program can go by.
    for (language, words) in [("kk", "Жолда идентификатор жоқ."), ("bn", "সারিতে আইডি নেই।"), ("en", "The row has no id.")]
    {
        let told = import("name=x.csv&language=en&dry_run=true", b"id,title,answer\n,T,A\n").await.value();
        assert_eq!((&told["problems"][0]["rule"], &told["problems"][0]["code"]), (&json!("row-no-id"), &json!("check")), "{told}");
        let asked = Request::post("/api/v1/faq/import?name=x.csv&dry_run=true").staff(server, &editor).header("Accept-Language", language);
        let told = asked.bytes(b"id,title_en,answer_en\n,T,A\n".to_vec()).send(server).await.value();
        assert_eq!(told["problems"][0]["message"], words, "{told}");
    }
    let saved = import("name=side-by-side.csv", &sheet).await.value();
    assert_eq!(saved["results"][1], json!({"id": "wiper-blades", "ok": true, "revision": 1}));
    let draft = show("wiper-blades").await.value();
    assert_eq!(
        (&draft["draft"], &draft["languages"]["en"]["phrasings"]),
        (&json!(true), &json!(["My wipers leave stripes", "The wiper squeaks"]))
    );
    let again = import("name=side-by-side.csv", &sheet).await.value();
    assert!(again["results"] == json!([]) && again["changes"][0]["change"] == "same", "{again}");
    for (format, media) in [("csv", "text/csv; charset=utf-8"), ("json", "application/json"), ("toml", "application/zip")] {
        let file = Request::get(&format!("/api/v1/faq/export?format={format}")).staff(server, &editor).send(server).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some(media)));
        if format != "toml" {
            let same = import(&format!("name=faq.{format}&dry_run=true"), &file.body).await.value();
            let changes = same["changes"].as_array().expect("changes");
            // What is published is what is exported: the entry that has a draft since differs from that.
            let is_same = |change: &Value| change["change"] == "same" || change["id"] == "tyre-pressure";
            assert!(changes.len() > 50 && changes.iter().all(is_same), "{format}: {}", same["problems"]);
        }
    }
    let technician = server.staff("technician").await;
    let refused = Request::post("/api/v1/faq/import").staff(server, &technician).bytes(sheet).send(server).await;
    assert_eq!(refused.status, 403);
}
