//! What operators measure, as Prometheus text. Counts only: nothing that an owner wrote, no ids.

use crate::app::App;
use crate::error::Code;
use crate::http::problem::Problem;
use crate::http::{Web, address};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write as _;
use std::net::SocketAddr;

/// The text format's type.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The numbers, for this machine and the networks of `server.metrics_allow`.
pub async fn serve(State(web): State<Web>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    if !may_read(&web.app, peer, request.headers()) {
        return Problem::from(Code::Forbidden).into_response();
    }
    ([(header::CONTENT_TYPE, FORMAT), (header::CACHE_CONTROL, "no-store")], text(&web.app)).into_response()
}

/// A proxy on this machine that is not among the trusted ones says for whom it asks, and that is not this machine.
fn may_read(app: &App, peer: SocketAddr, headers: &HeaderMap) -> bool {
    let client = address::client(peer.ip(), headers, &app.trusted_proxies).to_canonical();
    let is_forwarded = client == peer.ip().to_canonical() && headers.contains_key("x-forwarded-for");
    (client.is_loopback() && !is_forwarded) || app.metrics_allow.iter().any(|network| network.contains(&client))
}

fn text(app: &App) -> String {
    let faq = app.live_faq.current();
    let mut text = String::new();
    let mut write = |name: &str, kind: &str, help: &str, rows: &[(&str, u64)]| {
        // Writing to a string does not fail.
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        for (labels, value) in rows {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    write("aftercare_build_info", "gauge", "The program's version.", &[(concat!("{version=\"", env!("CARGO_PKG_VERSION"), "\"}"), 1)]);
    write("aftercare_read_only", "gauge", "1 while the database takes no writes.", &[("", app.read_only().into())]);
    write("aftercare_sockets", "gauge", "Sockets that are open.", &[("", app.connections.sockets() as u64)]);
    write("aftercare_corpus_entries", "gauge", "Entries that are published.", &[("", faq.corpus.entries.len() as u64)]);
    write("aftercare_semantic", "gauge", "1 while the embedding model takes part in answers.", &[("", faq.engine.is_semantic().into())]);
    if let Some(embedding) = faq.engine.embedding() {
        let counts = embedding.counts();
        let rows = [
            ("{result=\"embedded\"}", counts.embedded),
            ("{result=\"remembered\"}", counts.remembered),
            ("{result=\"given_up\"}", counts.given_up),
        ];
        let help = "Questions to the embedding model, since it was taken up; those given up were answered from words alone.";
        write("aftercare_embedding_questions_total", "counter", help, &rows);
    }
    text
}
