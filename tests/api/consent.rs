//! What owners are told of their data before they write, what they agree to, and what a site says for itself.

use crate::browser::Request;
use crate::client::Owner;
use crate::server::{Options, Server};
use serde_json::{Value, json};

const SITE: &str = "https://cars.example";
const PAGE: &str = "https://cars.example/privacy";

fn start() -> Server {
    let site = json!([{"origin": SITE, "title": "Cars", "side": "left", "greeting": {"en": "Welcome to Cars."}, "privacy_url": PAGE}]);
    let options = Options::roomy().small_corpus().env("WIDGET__ALLOWED_ORIGINS", &json!([SITE]).to_string());
    let options = options.env("WIDGET__SITES", &site.to_string()).env("MARKETS__INT__PRIVACY", "consent");
    Server::start(options.env("MARKETS__INT__PRIVACY_URL", "https://aftercare.example/privacy"))
}

fn hello(page: &str, language: &str) -> Value {
    json!({"language": language, "market": "int", "page": page})
}

#[tokio::test]
async fn a_form_waits_for_consent_and_words_do_not() {
    let server = start();
    let mut owner = Owner::hello(&server, hello("https://cars.example/models", "en")).await;
    let privacy = owner.ready["privacy"].clone();
    let text = privacy["text"].as_str().expect("a text");
    assert!(text.contains("consent") && text.ends_with(&format!(" {PAGE}")), "{privacy}");
    assert_eq!((&privacy["agree"]["form"], &privacy["agree"]["label"]), (&privacy["version"], &json!("I agree")), "{privacy}");
    owner.say("There is smoke from under my car!").await;
    owner.socket.ok(json!({"type": "start", "form": "complaint"})).await;
    let form = owner.socket.event("form").await;
    let submit = json!({"type": "submit", "form": "complaint", "seq": form["seq"], "values": {"what": "It took a month."}});
    owner.socket.refused(submit.clone(), &["consent_needed"]).await;
    owner.socket.refused(json!({"type": "consent", "version": "000000000000"}), &["bad_request"]).await;
    owner.socket.ok(json!({"type": "consent", "version": privacy["version"]})).await;
    let agreed = owner.socket.event("consented").await;
    assert_eq!((&agreed["version"], &agreed["from"]["role"]), (&privacy["version"], &json!("owner")), "{agreed}");
    owner.socket.ok(submit).await;
    owner.socket.event("request").await;
    let again = Owner::hello(&server, json!({"session": owner.session(), "language": "en", "market": "int", "page": SITE})).await;
    assert_eq!((&again.ready["privacy"]["agree"], &again.ready["privacy"]["version"]), (&Value::Null, &privacy["version"]));
    // Other words than those that were agreed to: another site's page.
    let elsewhere = Owner::hello(&server, json!({"session": owner.session(), "language": "en", "market": "int"})).await;
    assert!(elsewhere.ready["privacy"]["agree"].is_object(), "{}", elsewhere.ready);
    // A market that asks for nothing.
    let kazakh = Owner::hello(&server, json!({"language": "kk", "market": "kz"})).await;
    let told = &kazakh.ready["privacy"];
    assert!(told["text"].is_string() && told.get("agree").is_none() && told.get("version").is_none(), "{told}");
}

#[tokio::test]
async fn a_site_has_words_and_looks_of_its_own() {
    let server = start();
    let told = async |page: &str, language: &str| {
        let owner = Owner::hello(&server, hello(page, language)).await;
        let privacy = owner.ready["privacy"]["text"].as_str().unwrap_or_default().to_owned();
        (owner.ready["greeting"].clone(), privacy)
    };
    let (greeting, privacy) = told("https://cars.example/", "en").await;
    assert_eq!(greeting, "Welcome to Cars.");
    assert!(privacy.ends_with(PAGE), "{privacy}");
    for (page, language) in [("https://cars.example.evil.tld/", "en"), ("", "en"), ("https://cars.example/", "kk")] {
        assert_ne!(told(page, language).await.0, "Welcome to Cars.", "{page} {language}");
    }
    assert!(told("https://other.example/", "en").await.1.ends_with("https://aftercare.example/privacy"));
    let loader = Request::get("/widget.js").send(&server).await.text();
    assert!(loader.contains(r#""https://cars.example":{"side":"left","title":"Cars"}"#), "{loader}");
}
