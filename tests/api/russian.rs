//! Russian, a language that an FAQ may bring: nothing of it is seen until a text is in it, and then all is.

use crate::client::{Owner, number};
use crate::command::{decisions, files, run};
use crate::server::{Options, Server, new_folder, program, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Eleven entries in Kazakh and English, ten of them in Russian too.
fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/russian")
}

/// A server that has published it.
fn server() -> Server {
    let server = Server::start(Options::roomy());
    server.terminate();
    let mut import = server.command(&["faq", "import", "--prune"]);
    import.arg(corpus());
    let output = run(import);
    assert!(output.status.success(), "{}", text(&output));
    server.restart();
    server
}

/// What the bot says to a question on a page in `page`: the owner's own message, and the answer to it or to the button with its entry.
async fn answered(server: &Server, page: &str, question: &str, entry: &str) -> (Owner, Value, Value) {
    let mut owner = Owner::hello(server, json!({ "language": page })).await;
    owner.say(question).await;
    let message = owner.socket.event("message").await;
    let said = owner.socket.wait("an answer or buttons", |frame| frame["kind"] == "answer" || frame["kind"] == "suggestions").await;
    if said["kind"] == "answer" {
        return (owner, message, said);
    }
    assert!(said["entries"].as_array().is_some_and(|all| all.iter().any(|one| one["entry"] == entry)), "{question}: {said}");
    owner.socket.ok(json!({ "type": "choose", "id": crate::server::fresh_id(), "entry": entry })).await;
    let answer = owner.socket.event("answer").await;
    (owner, message, answer)
}

#[tokio::test]
async fn an_owner_who_writes_russian_is_answered_in_russian() {
    let server = server();
    let owner = Owner::hello(&server, json!({ "language": "ru" })).await;
    assert_eq!(owner.ready["languages"], json!(["bn", "kk", "en", "ru"]), "{}", owner.ready);
    assert_eq!(owner.ready["language"], "ru", "{}", owner.ready);
    assert!(owner.ready["greeting"].as_str().is_some_and(|text| text.starts_with("Здравствуйте")), "{}", owner.ready);
    for page in ["en", "kk", "ru"] {
        let (owner, message, answer) = answered(&server, page, "Почему зимой падает запас хода?", "winter-range").await;
        assert_eq!(message["language"], "ru", "{message}");
        assert_eq!((&answer["entry"], &answer["language"]), (&json!("winter-range"), &json!("ru")), "{answer}");
        assert_eq!(answer["title"], "Запас хода зимой", "{answer}");
        assert!(answer.get("note").is_none(), "{answer}");
        // What the server itself says follows the conversation.
        let mut owner = owner.again(&server, number(&answer, "seq")).await;
        assert_eq!(owner.ready["language"], "ru", "{}", owner.ready);
        let refused = owner
            .socket
            .refused(json!({ "type": "send", "id": crate::server::fresh_id(), "text": "а".repeat(4_100) }), &["too_large"])
            .await;
        assert!(refused["message"].as_str().is_some_and(|text| text.contains("знаков")), "{refused}");
    }
}

#[tokio::test]
async fn an_entry_without_russian_is_answered_in_kazakh_with_a_note() {
    let server = server();
    let mut owner = Owner::hello(&server, json!({ "language": "ru" })).await;
    owner.say("Шины").await;
    let id = crate::server::fresh_id();
    owner.socket.ok(json!({ "type": "choose", "id": id, "entry": "winter-tyres" })).await;
    let answer = owner.socket.wait("the entry's answer", |frame| frame["kind"] == "answer" && frame["entry"] == "winter-tyres").await;
    assert_eq!(answer["language"], "kk", "{answer}");
    assert_eq!(answer["note"], "Этого ответа пока нет на русском, поэтому он дан на другом языке. Язык: казахский.", "{answer}");
}

#[tokio::test]
async fn kazakh_stays_kazakh_beside_russian() {
    let server = server();
    for (question, entry) in [("Шинадағы қысым қанша болуы керек?", "tyre-pressure"), ("Көлікті үйде қалай қуаттаймын?", "charge-at-home")]
    {
        let (_, message, answer) = answered(&server, "ru", question, entry).await;
        assert_eq!((&message["language"], &answer["language"]), (&json!("kk"), &json!("kk")), "{answer}");
    }
}

#[tokio::test]
async fn without_russian_texts_nothing_of_it_is_seen() {
    let server = Server::shared();
    let mut owner = Owner::hello(server, json!({ "language": "ru" })).await;
    assert_eq!(owner.ready["languages"], json!(["bn", "kk", "en"]), "{}", owner.ready);
    assert_eq!(owner.ready["language"], "kk", "who asks for Russian gets Kazakh: {}", owner.ready);
    owner.say("какая гарантия на машину?").await;
    let message = owner.socket.event("message").await;
    assert_eq!(message["language"], "kk", "{message}");
    let choice = json!({ "type": "language", "id": crate::server::fresh_id(), "language": "ru" });
    owner.socket.refused(choice, &["bad_request"]).await;
}

#[test]
fn a_folder_with_russian_is_checked_asked_and_comes_back_unchanged() {
    let folder = new_folder();
    let data = folder.join("data");
    let with_data = |arguments: &[&str]| {
        let mut command = program(arguments);
        command.arg("--data").arg(&data);
        command
    };
    let mut check = with_data(&["faq", "check"]);
    check.arg(corpus());
    let output = run(check);
    assert!(output.status.success() && text(&output).contains("11 entries, 0 errors"), "{}", text(&output));
    let mut import = with_data(&["faq", "import"]);
    import.arg(corpus());
    assert!(run(import).status.success());
    let exported = folder.join("exported");
    let mut export = with_data(&["faq", "export"]);
    export.arg(&exported);
    assert!(run(export).status.success());
    assert_eq!(files(&exported), files(&corpus()));
    let mut ask = with_data(&["ask", "--jsonl"]);
    ask.arg("--faq").arg(corpus());
    let asked = [("Сколько ждать запчасть?", "ru", "order-parts"), ("Шинадағы қысым қанша болуы керек?", "kk", "tyre-pressure")];
    let rows: String = asked.iter().map(|(question, ..)| json!({ "text": question }).to_string() + "\n").collect();
    for ((question, language, entry), decision) in asked.iter().zip(decisions(ask, &rows)) {
        assert_eq!((&decision["language"], &decision["entries"][0]["entry"]), (&json!(language), &json!(entry)), "{question}: {decision}");
    }
    let _ = fs::remove_dir_all(folder);
}
