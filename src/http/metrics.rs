//! What operators measure, as Prometheus text: [`crate::metrics`] and what is looked at when somebody reads. Counts only: nothing
//! that an owner wrote, no ids.

use crate::app::App;
use crate::clock::Millis;
use crate::error::Code;
use crate::http::problem::Problem;
use crate::http::{ROUTES, Web, address, server};
use crate::metrics::{FORMAT, Family, Histogram, Page};
use crate::store::{JobCounts, Numbers, UploadNumbers};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Instant;

/// Numbers of one route.
struct Requests {
    classes: Family<5>,
    seconds: Histogram<9>,
}

/// A row for each of [`ROUTES`], and one for everything else.
static REQUESTS: LazyLock<Vec<Requests>> = LazyLock::new(|| {
    let one = || Requests {
        classes: Family::new(["1xx", "2xx", "3xx", "4xx", "5xx"]),
        seconds: Histogram::new([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0]),
    };
    std::iter::repeat_with(one).take(ROUTES.len() + 1).collect()
});
/// Bytes of a page of memory, as `/proc/self/statm` counts them. So on every system that this program is built for.
const MEMORY_PAGE: u64 = 4_096;

/// Counts every request, by route and by the class of its status. The outermost layer: it sees what the peer gets.
pub async fn count(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let place = place(request.method(), request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let response = next.run(request).await;
    if let Some(row) = REQUESTS.get(place) {
        row.classes.add(match response.status().as_u16() {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        });
        row.seconds.observe_time(began.elapsed());
    }
    response
}

fn place(method: &Method, path: Option<&str>) -> usize {
    // A HEAD is answered by the GET.
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let known = |path: &str| ROUTES.iter().position(|route| route.method == method && route.path == path);
    path.and_then(known).unwrap_or(ROUTES.len())
}

/// The numbers, for this machine and the networks of `server.metrics_allow`.
pub async fn serve(State(web): State<Web>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    if !may_read(&web, peer, request.headers()) {
        return Problem::from(Code::Forbidden).into_response();
    }
    let numbers = web.app.numbers().await.map_err(|error| tracing::warn!(%error, "the database could not be counted")).ok();
    let uploads = web.app.upload_numbers().await.map_err(|error| tracing::warn!(%error, "uploads could not be counted")).ok();
    ([(header::CONTENT_TYPE, FORMAT), (header::CACHE_CONTROL, "no-store")], text(&web.app, numbers, uploads)).into_response()
}

/// This machine, or a network of `server.metrics_allow`.
///
/// A peer on loopback may be a proxy that asks for the world, and it need not say so: nginx, told nothing but `proxy_pass`, adds no
/// header and puts our own address into `Host`. So loopback counts as this machine only where no proxy is to be expected,
/// which is where `server.public_url` is unset or a loopback name itself; and even then only without any forwarding header,
/// and under one of our own names, so that a tunnel or a proxy that keeps `Host` opens nothing. Behind a proxy, whoever scrapes
/// on this machine is named in `server.metrics_allow`, as anybody else is.
fn may_read(web: &Web, peer: SocketAddr, headers: &HeaderMap) -> bool {
    let app = &web.app;
    let client = address::client(peer.ip(), headers, &app.trusted_proxies).to_canonical();
    let is_forwarded = address::is_forwarded(headers);
    let through_unknown = is_forwarded && client == peer.ip().to_canonical();
    if !through_unknown && app.metrics_allow.iter().any(|network| network.contains(&client)) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    client.is_loopback()
        && !is_forwarded
        && web.origins.is_loopback()
        && web.origins.is_own(&format!("http://{}", host.to_ascii_lowercase()))
}

fn text(app: &App, numbers: Option<(Numbers, Vec<JobCounts>)>, uploads: Option<UploadNumbers>) -> String {
    let mut page = Page::default();
    page.metric("aftercare_build_info", "gauge", "The program's version.");
    page.row("aftercare_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    process(&mut page);
    if let Some((numbers, kinds)) = numbers {
        queue(&mut page, &numbers, app.clock.now());
        jobs(&mut page, &kinds, app.clock.now());
    }
    if let Some(UploadNumbers { open, ready, bytes }) = uploads {
        page.metric("aftercare_uploads", "gauge", "Files of conversations, by whether they are whole.");
        page.row("aftercare_uploads", &[("state", "open")], open);
        page.row("aftercare_uploads", &[("state", "ready")], ready);
        page.one("aftercare_uploads_bytes", "gauge", "What they take, in bytes, of `uploads.folder_bytes`.", bytes);
    }
    page.one(
        "aftercare_technicians_online",
        "gauge",
        "Technicians who are connected and not away.",
        app.connections.technicians_online(None).len(),
    );
    page.one("aftercare_read_only", "gauge", "1 while the database takes no changes.", u8::from(app.read_only()));
    page.one("aftercare_write_queue", "gauge", "Changes that wait for the writer.", app.write_queue());
    page.one("aftercare_sockets", "gauge", "WebSockets that are open.", app.connections.sockets());
    faq(&mut page, app);
    page.counted();
    requests(&mut page);
    page.text()
}

/// The process: what Prometheus' own clients call these numbers.
fn process(page: &mut Page) {
    page.one("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.", crate::telemetry::started_s());
    page.one("aftercare_uptime_seconds", "gauge", "How long the process has been running.", crate::telemetry::uptime().as_secs());
    let statm = std::fs::read_to_string("/proc/self/statm").ok();
    if let Some(pages) = statm.and_then(|text| text.split_whitespace().nth(1)?.parse::<u64>().ok()) {
        page.one("process_resident_memory_bytes", "gauge", "Memory in use.", pages * MEMORY_PAGE);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        page.one("process_open_fds", "gauge", "Open files and connections.", open.count());
    }
    if let Some(most) = server::max_descriptors() {
        page.one("process_max_fds", "gauge", "How many there may be.", most);
    }
}

fn queue(page: &mut Page, numbers: &Numbers, now: Millis) {
    page.metric("aftercare_conversations", "gauge", "Conversations by status.");
    for (status, count) in &numbers.by_status {
        page.row("aftercare_conversations", &[("status", status.as_str())], count);
    }
    page.one("aftercare_queue_dangers", "gauge", "Conversations in the queue whose owner described a danger.", numbers.dangers);
    let oldest = numbers.oldest.map_or(0, |since| (now - since).max(0) / 1_000);
    page.one("aftercare_queue_oldest_seconds", "gauge", "How long the first in the queue has been waiting; 0 when nobody waits.", oldest);
}

fn jobs(page: &mut Page, kinds: &[JobCounts], now: Millis) {
    let mut by_kind = |name: &str, kind: &str, help: &str, number: fn(&JobCounts, Millis) -> u64| {
        page.metric(name, kind, help);
        for counts in kinds {
            page.row(name, &[("kind", &counts.kind)], number(counts, now));
        }
    };
    by_kind("aftercare_jobs_waiting", "gauge", "Jobs that wait, for their time or for a worker.", |counts, _| counts.waiting);
    by_kind("aftercare_jobs_running", "gauge", "Jobs that run.", |counts, _| counts.running);
    by_kind("aftercare_jobs_dead", "gauge", "Jobs that were given up, and wait for an operator.", |counts, _| counts.dead);
    by_kind("aftercare_jobs_done_total", "counter", "Attempts that ended well.", |counts, _| counts.done);
    by_kind("aftercare_jobs_failed_total", "counter", "Attempts that failed.", |counts, _| counts.failed);
    by_kind("aftercare_jobs_overdue_seconds", "gauge", "How long the oldest waiting job has been due; 0 when none is.", |counts, now| {
        counts.oldest_due.map_or(0, |due| (now - due).max(0) / 1_000).unsigned_abs()
    });
}

fn faq(page: &mut Page, app: &App) {
    let faq = app.live_faq.current();
    page.one("aftercare_corpus_entries", "gauge", "Entries that are published.", faq.corpus.entries.len());
    page.one("aftercare_corpus_generation", "gauge", "Grows with every publication.", crate::metrics::GENERATION.get());
    let trained = faq.engine.trained_on() == Some(faq.engine.corpus_hash());
    page.one("aftercare_trained", "gauge", "1 when the matcher was trained for what is published.", u8::from(trained));
    page.one("aftercare_training", "gauge", "1 while the matcher is trained.", crate::metrics::TRAINING.get());
    page.one("aftercare_semantic", "gauge", "1 while the embedding model takes part in answers.", u8::from(faq.engine.is_semantic()));
    if let Some(embedding) = faq.engine.embedding() {
        let (counts, name) = (embedding.counts(), "aftercare_embedding_questions_total");
        let help = "Questions to the embedding model, since it was taken up; those given up were answered from words alone.";
        page.metric(name, "counter", help);
        for (result, count) in [("embedded", counts.embedded), ("remembered", counts.remembered), ("given_up", counts.given_up)] {
            page.row(name, &[("result", result)], count);
        }
    }
}

fn requests(page: &mut Page) {
    let label = |place: usize| ROUTES.get(place).map_or_else(|| "other".to_owned(), |route| format!("{} {}", route.method, route.path));
    let name = "aftercare_http_requests_total";
    page.metric(name, "counter", "Requests by route and class of status.");
    for (place, row) in REQUESTS.iter().enumerate() {
        for (class, count) in row.classes.rows() {
            page.row(name, &[("route", &label(place)), ("status", class)], count);
        }
    }
    let name = "aftercare_http_request_seconds";
    page.metric(name, "histogram", "Time from a request's head to the head of its answer.");
    for (place, row) in REQUESTS.iter().enumerate() {
        page.histogram(name, &[("route", &label(place))], &row.seconds);
    }
}
