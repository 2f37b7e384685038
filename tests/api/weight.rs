//! What an owner on a phone has to load (`docs/protocol.md` section 6): the loader of a site, and all that the chat loads before it can be
//! written in, as it goes over the wire.

use crate::browser::{Request, Response};
use crate::server::Server;
use std::collections::BTreeSet;

/// Bytes of `/widget.js`, compressed: what every page of a site pays, whether anybody asks or not.
const LOADER_LIMIT: usize = 5_000;
/// Bytes of the chat, compressed: page, styles, scripts, texts of one language and the picture in its bar.
const CHAT_LIMIT: usize = 30_000;

async fn compressed(server: &Server, path: &str) -> Response {
    let response = Request::get(path).header("Accept-Encoding", "gzip").send(server).await;
    assert_eq!(response.status, 200, "{path}");
    response
}

/// What the page asks for by `href` and `src`, once each.
fn asked(page: &str) -> BTreeSet<String> {
    let quoted = |name: &str| {
        page.split(&format!("{name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    [quoted("href"), quoted("src")].concat().into_iter().filter(|path| path.starts_with("/assets/")).collect()
}

#[tokio::test]
async fn the_loader_of_a_site_is_light() {
    let loader = compressed(Server::shared(), "/widget.js").await;
    assert_eq!(loader.header("content-encoding"), Some("gzip"));
    assert!(loader.body.len() <= LOADER_LIMIT, "/widget.js: {} bytes", loader.body.len());
}

#[tokio::test]
async fn the_chat_is_light_in_every_language() {
    let server = Server::shared();
    for language in ["bn", "kk", "en"] {
        let address = format!("/chat?embed=1&language={language}");
        let mut parts = vec![(address.clone(), compressed(server, &address).await.body.len())];
        let page = Request::get(&address).send(server).await.text();
        for path in asked(&page) {
            let file = Request::get(&path).send(server).await.text();
            // A script that asks for others before it runs would hide them from this sum.
            let later = file.lines().any(|line| line.starts_with("import"));
            assert!(!(path.ends_with(".js") && later), "{path} imports");
            assert!(!(path.ends_with(".css") && (file.contains("@import") || file.contains("url("))), "{path} asks for more");
            parts.push((path.clone(), compressed(server, &path).await.body.len()));
        }
        assert!(parts.len() >= 5, "page, styles, script, texts, picture: {parts:?}");
        assert!(parts.iter().any(|(path, _)| path.ends_with(&format!("/{language}/chat.json"))), "{parts:?}");
        let sum: usize = parts.iter().map(|(_, bytes)| bytes).sum();
        println!("{language}: {sum} bytes, {parts:?}");
        assert!(sum <= CHAT_LIMIT, "the chat in {language}: {sum} bytes, {parts:?}");
    }
}

#[tokio::test]
async fn what_is_loaded_later_is_there() {
    let server = Server::shared();
    let page = Request::get("/chat").send(server).await.text();
    let main = asked(&page).into_iter().find(|path| path.ends_with("/joined/chat-main.js")).expect("the chat's script");
    let script = Request::get(&main).send(server).await.text();
    let later: BTreeSet<&str> = script.split("import('./").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
    assert!(later.contains("chat-deeds.js"), "{later:?}");
    for name in later {
        let path = main.replace("chat-main.js", name);
        let response = Request::get(&path).send(server).await;
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert!(response.header("cache-control").is_some_and(|cache| cache.contains("immutable")), "{path}");
    }
    let nobody = main.replace("chat-main.js", "chat-nothing.js");
    assert_eq!(Request::get(&nobody).send(server).await.status, 404);
}
