//! The chat as a form, for browsers without JavaScript: the same conversation, with no secret in an address and no cookie.

use crate::browser::{Request, Response};
use crate::client::Desk;
use crate::owner::QUESTIONS;
use crate::server::{Options, Server, fresh_id};
use crate::uploads::{PLACE, holds, photo};
use serde_json::json;
use url::form_urlencoded::Serializer;

/// A page, and what its form would send.
struct Page {
    response: Response,
    language: &'static str,
}

impl Page {
    async fn open(server: &Server, language: &'static str) -> Page {
        let page = Page { response: Request::get(&format!("/chat/plain?language={language}")).send(server).await, language };
        assert_eq!(page.response.status, 200, "{}", page.text());
        page
    }

    fn text(&self) -> String {
        self.response.text()
    }

    /// The value of a hidden field.
    fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no field {name}: {text}"));
        rest.split('"').next().expect("a value").to_owned()
    }

    /// Presses a button, with what was typed.
    async fn press(&self, server: &Server, button: &str, text: &str) -> Page {
        let fields = [("session", self.hidden("session")), ("id", self.hidden("id")), ("do", button.to_owned()), ("text", text.to_owned())];
        self.send(server, &fields, &server.origin()).await
    }

    /// Presses a button of the page as a browser does that sends files: with the texts of other controls, and files.
    async fn bring(&self, server: &Server, button: &str, texts: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Page {
        let (session, id) = (self.hidden("session"), self.hidden("id"));
        let all = [&[("session", session.as_str()), ("id", id.as_str()), ("do", button)], texts].concat();
        let request = Request::post(&format!("/chat/plain?language={}", self.language)).header("Origin", &server.origin());
        Page { response: request.form(&all, files).send(server).await, language: self.language }
    }

    async fn send(&self, server: &Server, fields: &[(&str, String)], origin: &str) -> Page {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(&format!("/chat/plain?language={}", self.language)).header("Origin", origin);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").bytes(body.into_bytes());
        Page { response: request.send(server).await, language: self.language }
    }
}

#[tokio::test]
async fn a_question_is_answered_on_the_page_in_each_language() {
    let server = Server::shared();
    for (language, question) in QUESTIONS {
        let page = Page::open(server, language).await;
        assert!(page.text().contains(&format!("<html lang=\"{language}\"")), "{}", page.text());
        assert!(!page.text().contains("<script") && page.response.header("set-cookie").is_none());
        let policy = page.response.header("content-security-policy").unwrap_or_default();
        for rule in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'self'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let answered = page.press(server, "send", question).await;
        assert_eq!(answered.response.status, 200, "{}", answered.text());
        assert!(answered.text().contains(question), "{}", answered.text());
        assert!(answered.text().matches("<li class=\"bot\">").count() == 1, "and one answer: {}", answered.text());
        assert_eq!(answered.hidden("session"), page.hidden("session"), "it goes on");
        assert_ne!(answered.hidden("id"), page.hidden("id"));
    }
}

#[tokio::test]
async fn what_is_sent_twice_is_stored_once() {
    let server = Server::shared();
    let page = Page::open(server, "en").await;
    page.press(server, "send", "only once, please").await;
    let twice = page.press(server, "send", "only once, please").await;
    assert_eq!(twice.text().matches("only once, please").count(), 1, "{}", twice.text());
    let other = page.press(server, "send", "other words").await;
    assert_eq!(other.response.status, 409, "an old page that says something else");
    assert!(other.text().contains(">other words</textarea>"), "what was typed is kept: {}", other.text());
}

#[tokio::test]
async fn buttons_choose_and_call_a_person_who_answers() {
    let server = Server::shared();
    let page = Page::open(server, "en").await;
    let asked = page.press(server, "send", "battery").await;
    let page = match asked.text().split_once("value=\"choose ") {
        Some((_, rest)) => {
            let entry = rest.split('"').next().expect("an entry").to_owned();
            let chosen = asked.press(server, &format!("choose {entry}"), "").await;
            assert_eq!(chosen.response.status, 200, "{}", chosen.text());
            chosen
        }
        None => asked,
    };
    let waiting = page.press(server, "handoff", "").await;
    assert!(waiting.text().contains("class=\"wait\""), "the place in the queue: {}", waiting.text());
    assert!(!waiting.text().contains("value=\"handoff\""), "who waits need not ask again");
    let socket = crate::client::Owner::hello(server, json!({"session": waiting.hidden("session")})).await;
    let conversation = socket.ready["conversation"].as_str().expect("it is the same conversation").to_owned();
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    desk.socket.ok(json!({"type": "note", "conversation": conversation, "text": "internal-canary"})).await;
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "I <b>am</b> here"})).await;
    let seen = waiting.press(server, "look", "").await;
    assert!(seen.text().contains("I &lt;b&gt;am&lt;/b&gt; here") && !seen.text().contains("internal-canary"), "{}", seen.text());
}

#[tokio::test]
async fn a_danger_is_noticed_and_its_card_shown() {
    let server = Server::shared();
    let page = Page::open(server, "en").await;
    let answered = page.press(server, "send", "There is smoke coming out of my car and it smells of burning").await;
    assert!(answered.text().contains("<li class=\"danger\">"), "{}", answered.text());
}

#[tokio::test]
async fn nobody_else_comes_into_it() {
    let server = Server::start(Options::roomy());
    let page = Page::open(&server, "en").await;
    let said = page.press(&server, "send", "a private canary").await;
    let session = said.hidden("session");
    for origin in ["https://evil.tld", "null"] {
        let fields = [("session", session.clone()), ("id", fresh_id()), ("do", "send".to_owned()), ("text", "forged".to_owned())];
        assert_eq!(page.send(&server, &fields, origin).await.response.status, 403, "{origin}");
    }
    let stranger = Page::open(&server, "en").await;
    let fields = [("session", "x".repeat(43)), ("id", fresh_id()), ("do", "look".to_owned())];
    let guessed = stranger.send(&server, &fields, &server.origin()).await;
    assert!(!guessed.text().contains("canary"), "{}", guessed.text());
    let hostile = stranger.press(&server, "send", "</textarea><script>alert(1)</script>\"'").await;
    assert!(!hostile.text().contains("<script"), "{}", hostile.text());
    for fields in [vec![("do", "dance".to_owned())], vec![("do", "send".to_owned()), ("text", "no id".to_owned())], vec![]] {
        assert_eq!(stranger.send(&server, &fields, &server.origin()).await.response.status, 400);
    }
    server.terminate();
    server.wait();
    assert!(!server.log().contains(&session) && !server.log().contains("canary"));
}

#[tokio::test]
async fn the_limits_hold_and_are_told() {
    let server = Server::start(Options::strict());
    let mut page = Page::open(&server, "bn").await;
    for _ in 0..20 {
        page = page.press(&server, "send", "হ্যালো").await;
        if page.response.status == 429 {
            assert!(page.response.header("retry-after").is_some());
            assert!(page.text().contains("class=\"wrong\"") && page.text().contains(">হ্যালো</textarea>"), "{}", page.text());
            return;
        }
    }
    panic!("twenty messages at once are too many");
}

#[tokio::test]
async fn the_chat_leads_there() {
    let server = Server::shared();
    let chat = Request::get("/chat?language=kk").send(server).await.text();
    let (_, noscript) = chat.split_once("<noscript>").expect("words for who has no JavaScript");
    assert!(noscript.split("</noscript>").next().is_some_and(|words| words.contains("href=\"/chat/plain?language=kk\"")), "{chat}");
}

#[tokio::test]
async fn a_photo_is_sent_from_the_page_and_only_there_seen() {
    let server = Server::start(Options::roomy());
    let photo = photo();
    let (lamp, svg) = (("files", "lamp.jpg", "image/jpeg", photo.as_slice()), ("files", "a.svg", "image/svg+xml", &b"<svg/>"[..]));
    let page = Page::open(&server, "en").await;
    let refused = page.bring(&server, "send", &[("text", "look at this")], &[lamp, svg]).await;
    assert_eq!(refused.response.status, 415, "{}", refused.text());
    assert!(
        refused.text().contains("a.svg</bdi>: We can take photos") && refused.text().contains(">look at this</textarea>"),
        "{}",
        refused.text()
    );
    assert!(!refused.text().contains("<li class=\"owner\">"), "nothing goes without the file that was meant to go with it");
    let kept = refused.hidden("k.files");

    let sent = refused.bring(&server, "send", &[("text", "look at this"), ("k.files", &kept)], &[]).await;
    let text = sent.text();
    assert!(sent.response.status == 200 && text.contains("data:image/jpeg;base64,") && text.contains("class=\"wait\""), "{text}");
    assert!(!text.contains("name=\"k.files\"") && text.contains("></textarea>"), "it has gone: {text}");
    let twice = refused.bring(&server, "send", &[("text", "look at this"), ("k.files", &kept)], &[]).await;
    assert_eq!(twice.text().matches("data:image/jpeg").count(), 1, "{}", twice.text());
    let wordless = sent.bring(&server, "send", &[("text", "")], &[("files", "b.jpg", "image/jpeg", photo.as_slice())]).await;
    assert_eq!(wordless.text().matches("data:image/jpeg").count(), 2, "{}", wordless.text());

    let show = |session: String| [("session", session), ("do", format!("file {kept}"))];
    let file = page.send(&server, &show(sent.hidden("session")), &server.origin()).await.response;
    assert_eq!((file.status, file.header("content-type")), (200, Some("image/jpeg")));
    assert!(!holds(&file.body, PLACE) && !holds(&file.body, "Exif"));
    let stranger = Page::open(&server, "en").await;
    assert_eq!(page.send(&server, &show(stranger.hidden("session")), &server.origin()).await.response.status, 404);

    let taken_back = wordless.bring(&server, "look", &[], &[lamp]).await;
    let id = taken_back.hidden("k.files");
    let dropped = taken_back.bring(&server, "look", &[("k.files", &id), ("x", &id)], &[]).await;
    assert!(!dropped.text().contains("name=\"k.files\""), "{}", dropped.text());
    let cut = page.bring(&server, "send", &[("text", "still here")], &[("files", "c.jpg", "image/jpeg", &photo[..200])]).await;
    assert!(cut.response.status == 422 && cut.text().contains(">still here</textarea>"), "{}", cut.text());
}

#[tokio::test]
async fn a_form_of_the_bot_is_filled_in_on_the_page() {
    let server = Server::start(Options::roomy());
    let photo = photo();
    let page = Page::open(&server, "kk").await;
    let form = page.press(&server, "start warranty-claim", "Сәлем").await;
    assert!(form.response.status == 200 && form.text().contains(">Сәлем</textarea>"), "what was typed beside it stays: {}", form.text());
    let seq = form.text().split("name=\"n.").nth(1).and_then(|rest| rest.split('"').next()).expect("the form's number").to_owned();
    let name = |field: &str| format!("f.{seq}.{field}");
    for field in ["vin", "km", "what", "since", "invoice", "photos"] {
        assert!(form.text().contains(&format!("name=\"{}\"", name(field))), "{field}: {}", form.text());
    }
    let (n, vin, km, what, photos) = (format!("n.{seq}"), name("vin"), name("km"), name("what"), name("photos"));
    let submit = format!("submit {seq}");
    let wrong = [("text", "Сәлем"), (&n, "warranty-claim"), (&vin, "L6TSAMPL6RE00010"), (&km, "45 000"), (&what, "Фара <сынған>")];
    let refused = form.bring(&server, &submit, &wrong, &[(&photos, "lamp.jpg", "image/jpeg", photo.as_slice())]).await;
    let text = refused.text();
    assert_eq!(refused.response.status, 422, "{text}");
    assert!(text.matches("aria-invalid=\"true\"").count() == 1 && text.contains(&format!("id=\"f-{seq}-vin-fault\"")), "{text}");
    for kept in ["value=\"L6TSAMPL6RE00010\"", "value=\"45 000\"", ">Фара &lt;сынған&gt;</textarea>", ">Сәлем</textarea>"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let kept = (format!("k.{photos}"), refused.hidden(&format!("k.{photos}")));
    let looked = refused.bring(&server, "look", &[(&n, "warranty-claim"), (&what, "Фара"), (&kept.0, &kept.1)], &[]).await;
    assert!(looked.text().contains(">Фара</textarea>") && looked.hidden(&kept.0) == kept.1, "another button keeps it: {}", looked.text());

    let right = [(n.as_str(), "warranty-claim"), (&vin, "L6TSAMPL6RE000101"), (&km, "45 000"), (&what, "Фара"), (&kept.0, &kept.1)];
    let made = looked.bring(&server, &submit, &right, &[]).await;
    let text = made.text();
    assert!(made.response.status == 200 && text.contains("href=\"/r/AC-") && text.contains("data:image/jpeg;base64,"), "{text}");
    assert!(!text.contains(&format!("name=\"{vin}\"")), "it was handed in: {text}");
    let again = looked.bring(&server, &submit, &right, &[]).await;
    assert_eq!(again.text().matches("href=\"/r/AC-").count(), 1, "{}", again.text());

    let found = made.press(&server, "start centre", "").await;
    let seq = found.text().split("name=\"n.").nth(1).and_then(|rest| rest.split('"').next()).expect("the form's number").to_owned();
    let (n, town) = (format!("n.{seq}"), format!("f.{seq}.town"));
    let found = found.bring(&server, &format!("submit {seq}"), &[(&n, "centre"), (&town, "Алматы")], &[]).await;
    assert!(found.response.status == 200 && found.text().contains("href=\"tel:"), "what was looked up: {}", found.text());
}
