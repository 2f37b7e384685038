//! Contract section 10: manuals and pictures beside answers, from an editor's device to owners, and with the FAQ wherever it goes.

use crate::browser::{Login, Request, Response};
use crate::client::Owner;
use crate::command::{files, run};
use crate::openapi;
use crate::server::{Options, Server, new_folder, program, text};
use crate::studio::{Editor, in_english, start};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n";

/// A PNG of that size, and what the server makes of it.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).expect("it is written");
    bytes.into_inner()
}

/// A PNG of that size, whole as far as anybody looks who does not decode it.
fn hollow(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &header[..]), (b"IDAT", b"data"), (b"IEND", b"")] {
        bytes.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend([0; 4]);
    }
    bytes
}

async fn bring(editor: &Editor<'_>, name: &str, bytes: &[u8]) -> Response {
    editor.request("POST", &format!("/files?name={name}")).bytes(bytes.to_vec()).send(editor.server).await
}

/// Brings what must be taken; its name.
async fn brought(editor: &Editor<'_>, name: &str, bytes: &[u8]) -> String {
    let response = bring(editor, name, bytes).await;
    assert_eq!(response.status, 201, "{}", response.text());
    response.value()["name"].as_str().expect("it has a name").to_owned()
}

async fn read(server: &Server, name: &str, login: Option<&Login>) -> Response {
    let request = Request::get(&format!("/files/{name}"));
    login.map_or_else(|| Request::get(&format!("/files/{name}")), |login| request.cookie(login)).send(server).await
}

#[tokio::test]
async fn a_picture_goes_from_an_editor_to_owners_once_it_is_published() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let response = bring(&editor, "Key%20Fob%3Cimg%3E.PNG", &picture(320, 200)).await;
    let file = response.value();
    let key = file["name"].as_str().expect("a name").to_owned();
    assert!(key.starts_with("key-fob-img-") && key.ends_with(".png"), "{file}");
    assert_eq!(response.header("location"), Some(format!("/files/{key}").as_str()));
    assert_eq!(
        (&file["media"], &file["width"], &file["height"], &file["uses"]),
        (&json!("image/png"), &json!(320), &json!(200), &json!(0))
    );
    assert_eq!(brought(&editor, "Key%20Fob%3Cimg%3E.PNG", &picture(320, 200)).await, key, "the same file is the same");
    let manual = brought(&editor, "Manual.pdf", PDF).await;

    let answer = format!("Look: ![the **key**](file:{key}). See [the manual](file:{manual}).");
    let preview = editor.post("/preview", &json!({"answer": answer, "language": "en"})).await.value();
    let nodes = json!([["p", "Look: ", ["img", {"src": format!("/files/{key}"), "alt": "the key"}], ". See ",
        ["a", {"href": format!("/files/{manual}")}, "the manual"], "."]]);
    assert_eq!(preview["nodes"], nodes);

    editor.save("key-fob", 0, &in_english("The key fob", &["how does the zzq key fob look"], &answer)).await;
    let technician = server.staff("technician").await;
    for login in [None, Some(&technician)] {
        assert_eq!(read(&server, &key, login).await.status, 404, "a draft's file is the editors'");
    }
    let own = read(&server, &key, Some(&editor.login)).await;
    assert_eq!((own.status, own.header("cache-control")), (200, Some("private, no-store")));
    editor.act("key-fob", "publish").await;

    let public = read(&server, &key, None).await;
    assert_eq!((public.status, public.body.starts_with(b"\x89PNG")), (200, true));
    for (header, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
        ("content-disposition", format!("inline; filename=\"{key}\"").as_str()),
        ("cache-control", "public, no-cache"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(public.header(header), Some(value), "{header}");
    }
    let document = openapi::document(&server).await;
    openapi::hold(&document, "file", &public);
    openapi::hold(&document, "file", &read(&server, "nothing.png", None).await);
    let tag = public.header("etag").expect("a tag").to_owned();
    let again = Request::get(&format!("/files/{key}")).header("If-None-Match", &tag).send(&server).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    openapi::hold(&document, "file", &again);
    let manual = read(&server, &manual, None).await;
    assert!(manual.header("content-disposition").is_some_and(|how| how.starts_with("attachment; ")), "a manual runs nowhere");

    let mut owner = Owner::hello(&server, json!({"language": "en", "answers": "nodes"})).await;
    owner.say("how does the zzq key fob look").await;
    assert_eq!(owner.socket.event("answer").await["nodes"], nodes, "as the preview showed it");
    let listed = editor.get("/files").await;
    assert_eq!((&listed["items"][0]["uses"], &listed["items"][0]["public"], &listed["next"]), (&json!(1), &json!(true), &Value::Null));
    // What was said stays true: a withdrawn answer's picture is still in the chats that have it.
    editor.act("key-fob", "withdraw").await;
    assert_eq!(read(&server, &key, None).await.status, 200);
}

#[tokio::test]
async fn each_bad_file_is_refused_with_its_own_words_and_changes_nothing() {
    let server =
        Server::start(Options::roomy().env("ANSWERS__TRAIN", "false").env("STUDIO__FILE_BYTES", "2000").env("STUDIO__FILES_BYTES", "2500"));
    let editor = Editor::enter(&server).await;
    let cut = &picture(9, 9)[..40];
    let mut large = PDF.to_vec();
    large.splice(9..9, vec![b' '; 2_000]);
    let bad: [(&[u8], &str); 9] = [
        (b"", "file_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_type"),
        (b"<!doctype html><script>alert(1)</script>", "file_type"),
        (cut, "file_cut_off"),
        (&picture(9, 1), "file_small"),
        (&hollow(9, 9), "file_cut_off"),
        (&hollow(9_000, 9), "file_pixels"),
        (&hollow(8_000, 8_000), "file_pixels"),
        (&large, "file_size"),
    ];
    let mut words = Vec::new();
    for (bytes, code) in bad {
        let refused = bring(&editor, "a.png", bytes).await.problem(422, "invalid");
        let fault = &refused["problems"][0];
        assert_eq!((&fault["code"], &fault["field"]), (&json!(code), &json!("file")), "{refused}");
        let kazakh = editor.request("POST", "/files?name=a.png&language=kk").bytes(bytes.to_vec()).send(&server).await.value();
        assert_ne!(kazakh["problems"][0]["message"], fault["message"], "{code}");
        words.push(fault["message"].as_str().expect("words").to_owned());
    }
    assert!(words.iter().any(|words| words.contains("at most 8,192 pixels") || words.contains("at most 8192 pixels")), "{words:?}");
    assert_eq!(editor.get("/files").await["items"], json!([]));
    let mut half = PDF.to_vec();
    half.splice(9..9, vec![b' '; 1_500]);
    let name = brought(&editor, "half.pdf", &half).await;
    half[9] = b'x';
    let full = bring(&editor, "half.pdf", &half).await.problem(422, "invalid");
    assert_eq!(full["problems"][0]["code"], "files_full", "{full}");
    assert_eq!(read(&server, &name, Some(&editor.login)).await.status, 200, "what was there stays");

    // An answer whose picture is not there is a draft and no more.
    let draft = editor.save("lost", 0, &in_english("Lost", &["where is the zzq"], "![x](file:gone-1.png)")).await;
    assert_eq!((&draft["problems"][0]["code"], &draft["problems"][0]["field"]), (&json!("no_file"), &json!("answer")), "{draft}");
    let refused = editor.request("POST", "/lost/publish").send(&server).await.problem(422, "invalid");
    assert!(refused["problems"][0]["message"].as_str().is_some_and(|words| words.contains("gone-1.png")), "{refused}");
}

/// One row of the list.
async fn row(editor: &Editor<'_>, query: &str) -> Value {
    let listed = editor.get(&format!("/files{query}")).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{query}: {listed}");
    listed["items"][0].clone()
}

#[tokio::test]
async fn the_list_tells_which_entries_need_a_file_and_finds_it_by_their_words() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let fob = brought(&editor, "fob.png", &picture(32, 20)).await;
    let manual = brought(&editor, "manual.pdf", PDF).await;
    let unused = row(&editor, "?q=manual").await;
    assert_eq!((&unused["uses"], &unused["used_by"]), (&json!(0), &json!([])));
    assert!(unused["removed_at"].as_str().is_some_and(|at| at > unused["updated_at"].as_str().unwrap_or_default()), "{unused}");

    let answer = format!("![the fob](file:{fob})");
    editor.save("key-fob", 0, &in_english("The key fob", &["how does the zzq key fob look"], &answer)).await;
    editor.act("key-fob", "publish").await;
    editor.save("spare-fob", 0, &in_english("A spare one", &["where is a spare zzq"], &answer)).await;
    let first = editor.save("past-fob", 0, &in_english("An older one", &["which zzq was before"], &answer)).await;
    let revision = first["revision"].as_u64().expect("a revision");
    editor.save("past-fob", revision, &in_english("An older one", &["which zzq was before"], "No picture any more.")).await;
    let used = row(&editor, "?q=fob").await;
    let uses = json!([
        {"id": "key-fob", "title": "The key fob", "published": true, "draft": false},
        {"id": "spare-fob", "title": "A spare one", "published": false, "draft": true},
        {"id": "past-fob", "title": "An older one", "published": false, "draft": false},
    ]);
    assert_eq!((&used["uses"], &used["used_by"], &used["removed_at"]), (&json!(3), &uses, &Value::Null), "{used}");
    // By a title, by a phrasing, by nothing that is there.
    assert_eq!(row(&editor, "?q=spare%20ONE").await["name"], json!(fob));
    assert_eq!(row(&editor, "?q=which%20zzq%20was").await["name"], json!(fob));
    assert_eq!(editor.get("/files?q=nowhere").await["items"], json!([]));
    let page = editor.get("/files?limit=1").await;
    let rest = editor.get(&format!("/files?limit=1&cursor={}", page["next"].as_str().expect("there is more"))).await;
    assert_eq!((&page["items"][0]["name"], &rest["items"][0]["name"], &rest["next"]), (&json!(fob), &json!(manual), &Value::Null));
    assert_eq!(editor.get(&format!("/files/{fob}")).await, used);

    let refused = editor.request("DELETE", &format!("/files/{fob}")).send(&server).await.problem(409, "in_use");
    assert!(refused["detail"].as_str().is_some_and(|words| words.starts_with("Topics need this file")), "{refused}");
    assert_eq!(editor.request("DELETE", &format!("/files/{manual}")).send(&server).await.status, 204);
    editor.request("DELETE", &format!("/files/{manual}")).send(&server).await.problem(404, "not_found");
    editor.request("GET", &format!("/files/{manual}")).send(&server).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_replaced_file_keeps_its_name_in_every_answer_and_no_edit_is_lost() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let name = brought(&editor, "key.png", &picture(32, 20)).await;
    editor.save("key", 0, &in_english("Key", &["zzq key"], &format!("![k](file:{name})"))).await;
    editor.act("key", "publish").await;
    let before = read(&server, &name, None).await;
    let tag = before.header("etag").expect("a tag").to_owned();
    let put = |tag: &str, bytes: Vec<u8>| editor.request("PUT", &format!("/files/{name}")).header("If-Match", tag).bytes(bytes);

    editor.request("PUT", &format!("/files/{name}")).bytes(picture(8, 8)).send(&server).await.problem(428, "precondition_required");
    put("\"other\"", picture(8, 8)).send(&server).await.problem(412, "stale_revision");
    let kind = put(&tag, PDF.to_vec()).send(&server).await.problem(422, "invalid");
    assert_eq!(kind["problems"][0]["code"], "file_kind", "{kind}");
    assert_eq!(read(&server, &name, None).await.body, before.body, "what is refused changes nothing");

    // A JPEG, under a name that ends in `.png`.
    let mut photo = Vec::new();
    let red = image::RgbImage::from_pixel(64, 48, image::Rgb([200, 30, 30]));
    red.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut photo)).expect("it is written");
    let response = put(&tag, photo).send(&server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    let file = response.value();
    assert_eq!((&file["name"], &file["width"], &file["media"], &file["uses"]), (&json!(name), &json!(64), &json!("image/png"), &json!(1)));
    assert_eq!(response.header("etag"), Some(format!("\"{}\"", file["revision"].as_str().unwrap_or_default()).as_str()));
    let now = read(&server, &name, None).await;
    assert!(now.body.starts_with(b"\x89PNG") && now.body != before.body);
    let known = Request::get(&format!("/files/{name}")).header("If-None-Match", &tag).send(&server).await;
    assert_eq!(known.status, 200, "the tag of before is not that of now");
    put(&tag, picture(9, 9)).send(&server).await.problem(412, "stale_revision");

    let admin = server.staff("admin").await;
    let log = Request::get("/api/v1/audit?action=file_replaced").staff(&server, &admin).send(&server).await.value();
    assert_eq!(log["items"][0]["subject"], json!(name), "{log}");
}

fn faq(arguments: &[&str], path: &Path, data: &Path) -> (Option<i32>, String) {
    let mut command = program(&["faq"]);
    command.args(arguments).arg(path).arg("--data").arg(data);
    let output = run(command);
    (output.status.code(), text(&output))
}

/// Every file of a folder, as bytes.
fn bytes_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let names = files(&folder.join("car")).into_iter().map(|(path, _)| PathBuf::from("car").join(path));
    let attached =
        fs::read_dir(folder.join("files")).expect("a folder").map(|item| PathBuf::from("files").join(item.expect("a file").file_name()));
    let mut all: Vec<_> = names.chain(attached).map(|path| (path.clone(), fs::read(folder.join(&path)).expect("bytes"))).collect();
    all.sort();
    all
}

#[test]
fn files_travel_with_the_entries_byte_for_byte() {
    let folder = new_folder();
    let (git, first) = (folder.join("git"), folder.join("first"));
    for part in ["car", "files"] {
        fs::create_dir_all(git.join(part)).expect("a folder");
    }
    let entry = |answer: &str| format!("[en]\ntitle = \"Key\"\nphrasings = [\n  \"How does the key look?\",\n]\nanswer = \"{answer}\"\n");
    fs::write(git.join("car/key.toml"), entry("![the key](file:key.png) [manual](file:manual.pdf)")).expect("written");
    fs::write(git.join("files/key.png"), picture(20, 10)).expect("written");
    let (code, said) = faq(&["check"], &git, &first);
    assert!(
        code == Some(2) && said.contains("car/key.toml:6: error: [en] the answer refers to files/manual.pdf, which is not there"),
        "{said}"
    );
    fs::write(git.join("files/manual.pdf"), b"<html>").expect("written");
    let (code, said) = faq(&["import"], &git, &first);
    assert!(code == Some(2) && said.contains("files/manual.pdf:1: error: neither a PDF nor"), "{said}");
    fs::write(git.join("files/manual.pdf"), PDF).expect("written");
    let (code, said) = faq(&["import"], &git, &first);
    assert_eq!(code, Some(0), "{said}");

    let out = folder.join("out");
    assert_eq!(faq(&["export"], &out, &first).0, Some(0));
    assert_eq!(bytes_of(&out), bytes_of(&git));
    let json = folder.join("faq.json");
    assert_eq!(faq(&["export"], &json, &first).0, Some(0));
    for (name, from) in [("folder", &out), ("json", &json)] {
        let (wiped, again) = (folder.join(format!("data-{name}")), folder.join(format!("again-{name}")));
        let (code, said) = faq(&["import"], from, &wiped);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(faq(&["export"], &again, &wiped).0, Some(0));
        assert_eq!(bytes_of(&again), bytes_of(&git), "{name}");
    }
    let again = folder.join("again.json");
    assert_eq!(faq(&["export"], &again, &folder.join("data-json")).0, Some(0));
    assert_eq!(fs::read(&again).ok(), fs::read(&json).ok());
    // A name keeps its bytes.
    fs::write(git.join("files/key.png"), picture(21, 10)).expect("written");
    let (code, said) = faq(&["import"], &git, &first);
    assert!(code != Some(0) && said.contains("files/key.png: another file has this name already"), "{said}");
    // A sheet has no place for them, and what it names must be there.
    let broken = folder.join("x.json");
    fs::write(&broken, json!([{"id": "x", "languages": {"en": {"title": "X", "answer": "![x](file:none.png)"}}}]).to_string())
        .expect("written");
    let (code, said) = faq(&["import"], &broken, &first);
    assert!(code == Some(2) && said.contains("the answer refers to the file none.png, which is not there"), "{said}");
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn a_backup_has_them_and_a_check_reads_them() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let name = brought(&editor, "key.png", &picture(30, 20)).await;
    editor.save("key", 0, &in_english("Key", &["zzq key"], &format!("![k](file:{name})"))).await;
    editor.act("key", "publish").await;
    let served = read(&server, &name, None).await.body;
    let folder = new_folder();
    let (copy, data) = (folder.join("copy.db"), folder.join("data"));
    let backup = run(server.command(&["backup", &copy.display().to_string()]));
    assert!(backup.status.success(), "{}", text(&backup));
    let mut restore = program(&["restore"]);
    restore.arg(&copy).arg("--data").arg(&data);
    let restored = run(restore);
    assert!(restored.status.success(), "{}", text(&restored));
    let mut check = program(&["check"]);
    check.arg("--data").arg(&data);
    assert!(run(check).status.success());
    let out = folder.join("out");
    assert_eq!(faq(&["export"], &out, &data).0, Some(0));
    assert_eq!(fs::read(out.join("files").join(&name)).ok(), Some(served));
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn a_photo_of_an_editor_does_not_tell_where_it_was_taken() {
    const PLACE: &[u8] = b"+23.8103+090.4125/";
    let server = start();
    let editor = Editor::enter(&server).await;
    let mut plain = Vec::new();
    let photo = image::RgbImage::from_pixel(40, 30, image::Rgb([200, 30, 30]));
    photo.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut plain)).expect("it is written");
    let exif = [&b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0"[..], PLACE].concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let came = [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat();
    let name = brought(&editor, "key.jpg", &came).await;
    let kept = read(&server, &name, Some(&editor.login)).await;
    assert_eq!((kept.status, kept.header("content-type")), (200, Some("image/jpeg")));
    assert!(!kept.body.windows(PLACE.len()).any(|part| part == PLACE));
}
