//! Every route of the server on one page, and what all of them share: limits, security headers, the errors' form.

pub mod address;
pub mod api;
pub mod assets;
pub mod attached;
pub mod extract;
pub mod inline;
pub mod metrics;
pub mod multipart;
pub mod openapi;
pub mod origin;
pub mod pages;
pub mod paging;
pub mod plain_page;
pub mod problem;
pub mod request_page;
pub mod server;
pub mod sockets;
pub mod template;

use crate::access::Action;
use crate::app::App;
use crate::error::Code;
use crate::http::api::{ask, audit, chat, content, desk, faq, gaps, password, records, requests, session, settings, staff, uploads};
use crate::http::openapi::Operation;
use crate::http::origin::Origins;
use crate::http::problem::Problem;
use crate::language::Language;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, delete, get, head, options, patch, post, put};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument;

/// Largest body of a request to the API, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// Longest time for a request, apart from sockets and [`WITH_FILES`].
pub const REQUEST_WITHIN: Duration = Duration::from_secs(30);
/// What may bring a file whole, from a page without JavaScript: a slow line has for it what an exchange has (`server.exchange_timeout_s`).
pub const WITH_FILES: [&str; 2] = ["/chat/plain", "/r/{code}/photos"];

/// What handlers get.
#[derive(Clone)]
pub struct Web {
    pub app: Arc<App>,
    pub origins: Arc<Origins>,
    pub assets: Arc<assets::Assets>,
    /// The OpenAPI document, as it is served.
    pub openapi: Arc<str>,
}

impl Web {
    /// The handlers' state, for a server that listens on `port`. An error when a page names what nothing stands for.
    pub fn new(app: Arc<App>, port: u16) -> anyhow::Result<Web> {
        template::check(&app.catalog)?;
        let origins = Arc::new(Origins::new(&app.config, port));
        let assets = Arc::new(assets::Assets::new(&app.catalog)?);
        let openapi = openapi::document(ROUTES, origins.cookie()).to_string().into();
        Ok(Web { app, origins, assets, openapi })
    }
}

/// Who may call a route; the test `matrix` asks each of them as each principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Those of the staff who may do this; what changes something needs the CSRF token, too.
    Staff(Action),
    /// Checked by the protocol after the upgrade.
    Socket,
    /// An owner by the token of their session, and those of the staff who use the desk: the handler checks both, for each file.
    Uploader,
    /// An owner's connection without a socket, by its key: the handler checks it.
    Connection,
    /// This machine, and the networks of `server.metrics_allow`.
    Machines,
}

/// One route.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    /// What the OpenAPI document says; every route of the API has it.
    pub about: Option<Operation>,
    handler: fn() -> MethodRouter<Web>,
}

impl Route {
    /// Whether it changes nothing (RFC 9110 section 9.2.1).
    pub fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS")
    }
}

const fn route(method: &'static str, path: &'static str, access: Access, handler: fn() -> MethodRouter<Web>) -> Route {
    Route { method, path, access, about: None, handler }
}

const fn api(method: &'static str, path: &'static str, access: Access, about: Operation, handler: fn() -> MethodRouter<Web>) -> Route {
    Route { method, path, access, about: Some(about), handler }
}

const OWN_LOGIN: Access = Access::Staff(Action::OwnLogin);
const MANAGE_STAFF: Access = Access::Staff(Action::ManageStaff);
const WORK_REQUESTS: Access = Access::Staff(Action::WorkRequests);
const EDIT_FAQ: Access = Access::Staff(Action::EditFaq);
const READ_RECORDS: Access = Access::Staff(Action::ReadRecords);
const CORRECT_RECORDS: Access = Access::Staff(Action::CorrectRecords);
const EDIT_RECORDS: Access = Access::Staff(Action::EditRecords);

/// All routes: who may call them, what the OpenAPI document says of them, and the handler. A new one needs its row in the test
/// of the matrix, too.
pub const ROUTES: &[Route] = &[
    // Car owners.
    route("GET", "/", Access::Public, || get(pages::home)),
    route("GET", "/chat", Access::Public, || get(pages::chat)),
    route("GET", "/chat/plain", Access::Public, || get(plain_page::show)),
    route("POST", "/chat/plain", Access::Public, || post(plain_page::act)),
    route("GET", "/widget.js", Access::Public, || get(pages::loader)),
    route("GET", "/ws/v1/widget", Access::Socket, || get(sockets::widget)),
    route("GET", "/r/{code}", Access::Public, || get(request_page::show)),
    route("POST", "/r/{code}", Access::Public, || post(request_page::act)),
    route("POST", "/r/{code}/photos", Access::Public, || post(request_page::photos::add)),
    route("POST", "/r/{code}/photos/{id}", Access::Public, || post(request_page::photos::show)),
    route("GET", "/r/{code}/calendar.ics", Access::Public, || get(request_page::ics)),
    // A file that nobody may read is one that is not there.
    api("GET", "/files/{name}", Access::Public, attached::SERVE, || get(attached::serve)),
    // Technicians.
    route("GET", "/desk", Access::Public, || get(pages::desk)),
    route("GET", "/ws/v1/desk", Access::Socket, || get(sockets::desk)),
    // Editors.
    route("GET", "/studio", Access::Public, || get(pages::studio)),
    // All of the staff.
    route("GET", "/admin", Access::Public, || get(pages::admin)),
    route("GET", "/password", Access::Public, || get(pages::password)),
    // Owners whose networks know no WebSocket.
    api("POST", "/api/v1/chat/events", Access::Public, chat::EVENTS, || post(chat::events)),
    api("POST", "/api/v1/chat/frames", Access::Connection, chat::FRAMES, || post(chat::frames)),
    api("POST", "/api/v1/session", Access::Public, session::LOG_IN, || post(session::log_in)),
    api("GET", "/api/v1/session", OWN_LOGIN, session::WHO, || get(session::who)),
    api("DELETE", "/api/v1/session", OWN_LOGIN, session::LOG_OUT, || delete(session::log_out)),
    api("POST", "/api/v1/password", Access::Public, password::SET, || post(password::set)),
    api("POST", "/api/v1/ask", Access::Staff(Action::Ask), ask::ASK, || post(ask::ask)),
    api("GET", "/api/v1/desk/kinds", WORK_REQUESTS, desk::KINDS, || get(desk::kinds)),
    api("GET", "/api/v1/desk/slots", WORK_REQUESTS, desk::SLOTS, || get(desk::slots)),
    api("GET", "/api/v1/desk/conversations/{id}", WORK_REQUESTS, desk::BESIDE, || get(desk::beside)),
    api("PUT", "/api/v1/desk/conversations/{id}/owner", WORK_REQUESTS, desk::OWNER, || put(desk::name_owner)),
    api("GET", "/api/v1/desk/requests", WORK_REQUESTS, desk::board::BOARD, || get(desk::board::page)),
    api("GET", "/api/v1/desk/requests/{code}", WORK_REQUESTS, desk::one::SHOW, || get(desk::one::show)),
    api("POST", "/api/v1/desk/requests/{code}/move", WORK_REQUESTS, desk::one::MOVE, || post(desk::one::move_on)),
    api("PUT", "/api/v1/desk/requests/{code}/case", WORK_REQUESTS, desk::one::TELL, || put(desk::one::tell)),
    api("POST", "/api/v1/desk/requests/{code}/parts", WORK_REQUESTS, desk::one::EXCHANGE, || post(desk::one::exchange)),
    // Editors.
    api("GET", "/api/v1/faq", EDIT_FAQ, faq::LIST_ENTRIES, || get(faq::list)),
    api("GET", "/api/v1/faq/translations", EDIT_FAQ, faq::overview::TRANSLATIONS, || get(faq::overview::translations)),
    api("GET", "/api/v1/faq/quality", EDIT_FAQ, faq::quality::SHOW, || get(faq::quality::show)),
    api("POST", "/api/v1/faq/quality", EDIT_FAQ, faq::quality::MEASURE, || post(faq::quality::measure)),
    api("GET", "/api/v1/faq/at", EDIT_FAQ, faq::overview::AT, || get(faq::overview::at)),
    api("POST", "/api/v1/faq/bulk", EDIT_FAQ, faq::overview::BULK, || post(faq::overview::bulk)),
    api("GET", "/api/v1/faq/files", EDIT_FAQ, faq::attached::LIST, || get(faq::attached::list)),
    api("POST", "/api/v1/faq/files", EDIT_FAQ, faq::attached::ADD, || post(faq::attached::add)),
    api("GET", "/api/v1/faq/files/{name}", EDIT_FAQ, faq::attached::SHOW, || get(faq::attached::show)),
    api("PUT", "/api/v1/faq/files/{name}", EDIT_FAQ, faq::attached::REPLACE, || put(faq::attached::replace)),
    api("DELETE", "/api/v1/faq/files/{name}", EDIT_FAQ, faq::attached::REMOVE, || delete(faq::attached::remove)),
    api("POST", "/api/v1/faq/import", EDIT_FAQ, faq::exchange::IMPORT, || post(faq::exchange::import)),
    api("GET", "/api/v1/faq/export", EDIT_FAQ, faq::exchange::EXPORT, || get(faq::exchange::export)),
    api("POST", "/api/v1/faq/preview", EDIT_FAQ, faq::writing::PREVIEW, || post(faq::writing::preview)),
    api("GET", "/api/v1/faq/{entry}", EDIT_FAQ, faq::SHOW, || get(faq::show)),
    api("PUT", "/api/v1/faq/{entry}", EDIT_FAQ, faq::SAVE, || put(faq::save)),
    api("DELETE", "/api/v1/faq/{entry}", EDIT_FAQ, faq::DELETE, || delete(faq::remove)),
    api("POST", "/api/v1/faq/{entry}/publish", EDIT_FAQ, faq::PUBLISH, || post(faq::publish)),
    api("POST", "/api/v1/faq/{entry}/withdraw", EDIT_FAQ, faq::WITHDRAW, || post(faq::withdraw)),
    api("POST", "/api/v1/faq/{entry}/restore", EDIT_FAQ, faq::RESTORE, || post(faq::restore)),
    api("POST", "/api/v1/faq/{entry}/undo", EDIT_FAQ, faq::UNDO, || post(faq::undo)),
    api("GET", "/api/v1/faq/{entry}/revisions", EDIT_FAQ, faq::history::REVISIONS, || get(faq::history::revisions)),
    api("GET", "/api/v1/faq/{entry}/revisions/{revision}", EDIT_FAQ, faq::history::REVISION, || get(faq::history::revision)),
    api("GET", "/api/v1/faq/{entry}/diff", EDIT_FAQ, faq::history::DIFF, || get(faq::history::diff)),
    api("DELETE", "/api/v1/faq/{entry}/schedule", EDIT_FAQ, faq::UNSCHEDULE, || delete(faq::unschedule)),
    api("POST", "/api/v1/faq/{entry}/rename", EDIT_FAQ, faq::RENAME, || post(faq::rename)),
    api("PUT", "/api/v1/faq/{entry}/presence", EDIT_FAQ, faq::writing::PRESENCE, || put(faq::writing::presence)),
    api("GET", "/api/v1/content", EDIT_FAQ, content::LIST, || get(content::list)),
    api("GET", "/api/v1/content/{*path}", EDIT_FAQ, content::SHOW, || get(content::show)),
    api("PUT", "/api/v1/content/{*path}", EDIT_FAQ, content::SAVE, || put(content::save)),
    api("GET", "/api/v1/settings", EDIT_FAQ, settings::SHOW, || get(settings::show)),
    api("PUT", "/api/v1/settings", EDIT_FAQ, settings::SAVE, || put(settings::save)),
    api("GET", "/api/v1/faq/counts", EDIT_FAQ, gaps::COUNTS, || get(gaps::counts)),
    api("GET", "/api/v1/gaps", EDIT_FAQ, gaps::PAGE, || get(gaps::page)),
    api("GET", "/api/v1/gaps/{id}", EDIT_FAQ, gaps::SHOW, || get(gaps::show)),
    api("POST", "/api/v1/gaps/{id}", EDIT_FAQ, gaps::DECIDE, || post(gaps::decide)),
    // Admins.
    api("GET", "/api/v1/staff", MANAGE_STAFF, staff::PAGE, || get(staff::page)),
    api("POST", "/api/v1/staff", MANAGE_STAFF, staff::ADD, || post(staff::add)),
    api("GET", "/api/v1/staff/{id}", MANAGE_STAFF, staff::SHOW, || get(staff::show)),
    api("PUT", "/api/v1/staff/{id}", MANAGE_STAFF, staff::CHANGE, || put(staff::change)),
    api("POST", "/api/v1/staff/{id}/disable", MANAGE_STAFF, staff::DISABLE, || post(staff::disable)),
    api("POST", "/api/v1/staff/{id}/enable", MANAGE_STAFF, staff::ENABLE, || post(staff::enable)),
    api("POST", "/api/v1/staff/{id}/password-link", MANAGE_STAFF, staff::LINK, || post(staff::password_link)),
    api("GET", "/api/v1/audit", MANAGE_STAFF, audit::LIST, || get(audit::list)),
    // Records.
    api("GET", "/api/v1/owners", READ_RECORDS, records::owners::LIST, records::owners::list),
    api("POST", "/api/v1/owners", EDIT_RECORDS, records::owners::ADD, records::owners::add),
    api("GET", "/api/v1/owners/{record}", READ_RECORDS, records::owners::SHOW, records::owners::show),
    api("PATCH", "/api/v1/owners/{record}", CORRECT_RECORDS, records::owners::CHANGE, records::owners::change),
    api("DELETE", "/api/v1/owners/{record}", EDIT_RECORDS, records::owners::REMOVE, records::owners::remove),
    api("GET", "/api/v1/vehicles", READ_RECORDS, records::vehicles::LIST, records::vehicles::list),
    api("POST", "/api/v1/vehicles", EDIT_RECORDS, records::vehicles::ADD, records::vehicles::add),
    api("GET", "/api/v1/vehicles/{record}", READ_RECORDS, records::vehicles::SHOW, records::vehicles::show),
    api("PATCH", "/api/v1/vehicles/{record}", CORRECT_RECORDS, records::vehicles::CHANGE, records::vehicles::change),
    api("DELETE", "/api/v1/vehicles/{record}", EDIT_RECORDS, records::vehicles::REMOVE, records::vehicles::remove),
    api("GET", "/api/v1/odometer", READ_RECORDS, records::odometer::LIST, records::odometer::list),
    api("POST", "/api/v1/odometer", CORRECT_RECORDS, records::odometer::ADD, records::odometer::add),
    api("GET", "/api/v1/odometer/{record}", READ_RECORDS, records::odometer::SHOW, records::odometer::show),
    api("PATCH", "/api/v1/odometer/{record}", CORRECT_RECORDS, records::odometer::CHANGE, records::odometer::change),
    api("DELETE", "/api/v1/odometer/{record}", EDIT_RECORDS, records::odometer::REMOVE, records::odometer::remove),
    api("GET", "/api/v1/terms", READ_RECORDS, records::terms::LIST, records::terms::list),
    api("POST", "/api/v1/terms", EDIT_RECORDS, records::terms::ADD, records::terms::add),
    api("GET", "/api/v1/terms/{record}", READ_RECORDS, records::terms::SHOW, records::terms::show),
    api("PATCH", "/api/v1/terms/{record}", EDIT_RECORDS, records::terms::CHANGE, records::terms::change),
    api("DELETE", "/api/v1/terms/{record}", EDIT_RECORDS, records::terms::REMOVE, records::terms::remove),
    api("GET", "/api/v1/orders", READ_RECORDS, records::orders::LIST, records::orders::list),
    api("POST", "/api/v1/orders", EDIT_RECORDS, records::orders::ADD, records::orders::add),
    api("GET", "/api/v1/orders/{record}", READ_RECORDS, records::orders::SHOW, records::orders::show),
    api("PATCH", "/api/v1/orders/{record}", EDIT_RECORDS, records::orders::CHANGE, records::orders::change),
    api("DELETE", "/api/v1/orders/{record}", EDIT_RECORDS, records::orders::REMOVE, records::orders::remove),
    api("GET", "/api/v1/centres", READ_RECORDS, records::centres::LIST, records::centres::list),
    api("POST", "/api/v1/centres", EDIT_RECORDS, records::centres::ADD, records::centres::add),
    api("GET", "/api/v1/centres/{record}", READ_RECORDS, records::centres::SHOW, records::centres::show),
    api("PATCH", "/api/v1/centres/{record}", EDIT_RECORDS, records::centres::CHANGE, records::centres::change),
    api("DELETE", "/api/v1/centres/{record}", EDIT_RECORDS, records::centres::REMOVE, records::centres::remove),
    api("GET", "/api/v1/parts", READ_RECORDS, records::parts::LIST, records::parts::list),
    api("POST", "/api/v1/parts", EDIT_RECORDS, records::parts::ADD, records::parts::add),
    api("GET", "/api/v1/parts/{record}", READ_RECORDS, records::parts::SHOW, records::parts::show),
    api("PATCH", "/api/v1/parts/{record}", EDIT_RECORDS, records::parts::CHANGE, records::parts::change),
    api("DELETE", "/api/v1/parts/{record}", EDIT_RECORDS, records::parts::REMOVE, records::parts::remove),
    api("GET", "/api/v1/serials", READ_RECORDS, records::serials::LIST, records::serials::list),
    api("POST", "/api/v1/serials", EDIT_RECORDS, records::serials::ADD, records::serials::add),
    api("GET", "/api/v1/serials/{record}", READ_RECORDS, records::serials::SHOW, records::serials::show),
    api("PATCH", "/api/v1/serials/{record}", EDIT_RECORDS, records::serials::CHANGE, records::serials::change),
    api("DELETE", "/api/v1/serials/{record}", EDIT_RECORDS, records::serials::REMOVE, records::serials::remove),
    api("GET", "/api/v1/campaigns", READ_RECORDS, records::campaigns::LIST, records::campaigns::list),
    api("POST", "/api/v1/campaigns", EDIT_RECORDS, records::campaigns::ADD, records::campaigns::add),
    api("GET", "/api/v1/campaigns/{record}", READ_RECORDS, records::campaigns::SHOW, records::campaigns::show),
    api("PATCH", "/api/v1/campaigns/{record}", EDIT_RECORDS, records::campaigns::CHANGE, records::campaigns::change),
    api("DELETE", "/api/v1/campaigns/{record}", EDIT_RECORDS, records::campaigns::REMOVE, records::campaigns::remove),
    api("GET", "/api/v1/documents", READ_RECORDS, records::documents::LIST, records::documents::list),
    api("POST", "/api/v1/documents", EDIT_RECORDS, records::documents::ADD, records::documents::add),
    api("GET", "/api/v1/documents/{record}", READ_RECORDS, records::documents::SHOW, records::documents::show),
    api("PATCH", "/api/v1/documents/{record}", EDIT_RECORDS, records::documents::CHANGE, records::documents::change),
    api("DELETE", "/api/v1/documents/{record}", EDIT_RECORDS, records::documents::REMOVE, records::documents::remove),
    api("GET", "/api/v1/courses", READ_RECORDS, records::courses::LIST, records::courses::list),
    api("POST", "/api/v1/courses", EDIT_RECORDS, records::courses::ADD, records::courses::add),
    api("GET", "/api/v1/courses/{record}", READ_RECORDS, records::courses::SHOW, records::courses::show),
    api("PATCH", "/api/v1/courses/{record}", EDIT_RECORDS, records::courses::CHANGE, records::courses::change),
    api("DELETE", "/api/v1/courses/{record}", EDIT_RECORDS, records::courses::REMOVE, records::courses::remove),
    api("GET", "/api/v1/vehicles/{record}/coverage", READ_RECORDS, records::COVERAGE, || get(records::coverage)),
    api("GET", "/api/v1/records", READ_RECORDS, records::files::KINDS, || get(records::files::kinds)),
    api("POST", "/api/v1/records/{kind}/import", EDIT_RECORDS, records::files::IMPORT, || post(records::files::import)),
    api("GET", "/api/v1/records/{kind}/export", EDIT_RECORDS, records::files::EXPORT, || get(records::files::export)),
    // Requests.
    api("GET", "/api/v1/requests", WORK_REQUESTS, requests::LIST_ALL, || get(requests::list)),
    api("POST", "/api/v1/requests", WORK_REQUESTS, requests::MAKE, || post(requests::make)),
    api("GET", "/api/v1/requests/{code}", WORK_REQUESTS, requests::SHOW, || get(requests::show)),
    api("PATCH", "/api/v1/requests/{code}", WORK_REQUESTS, requests::CHANGE, || patch(requests::change)),
    api("POST", "/api/v1/requests/{code}/status", WORK_REQUESTS, requests::STATUS, || post(requests::status)),
    api("GET", "/api/v1/centres/{record}/slots", WORK_REQUESTS, requests::SLOTS, || get(requests::slots)),
    // Photos, documents, video and voice.
    api("OPTIONS", "/api/v1/uploads", Access::Public, uploads::OPTIONS, || options(uploads::options)),
    api("POST", "/api/v1/uploads", Access::Uploader, uploads::BEGIN, || post(uploads::begin)),
    api("HEAD", "/api/v1/uploads/{id}", Access::Uploader, uploads::OFFSET_OF, || head(uploads::offset)),
    api("PATCH", "/api/v1/uploads/{id}", Access::Uploader, uploads::APPEND, || patch(uploads::append)),
    api("DELETE", "/api/v1/uploads/{id}", Access::Uploader, uploads::REMOVE, || delete(uploads::remove)),
    api("GET", "/api/v1/uploads/{id}", Access::Uploader, uploads::GIVE, || get(uploads::give)),
    api("GET", "/api/v1/uploads/{id}/about", Access::Uploader, uploads::ABOUT, || get(uploads::tell)),
    api("GET", "/api/v1/uploads/{id}/thumbnail", Access::Uploader, uploads::THUMBNAIL, || get(uploads::thumbnail)),
    // Programs that use the API.
    api("GET", "/api/v1/openapi.json", Access::Public, openapi::SERVE, || get(openapi::serve)),
    // Files of the pages, and the machine's own.
    route("GET", "/assets/{version}/{*path}", Access::Public, || get(assets::serve)),
    route("GET", "/healthz", Access::Public, || get(healthz)),
    route("GET", "/readyz", Access::Public, || get(readyz)),
    route("GET", "/metrics", Access::Machines, || get(metrics::serve)),
];

/// The whole server as one service.
pub fn router(web: Web) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let handler = (route.handler)();
        // The row's right is checked before its handler runs.
        let guarded = match route.access {
            Access::Staff(action) => handler.route_layer(from_fn_with_state((web.clone(), action), extract::guard)),
            Access::Public | Access::Uploader | Access::Connection if !route.is_safe() => {
                handler.route_layer(from_fn_with_state(web.clone(), extract::own_pages))
            }
            Access::Public | Access::Uploader | Access::Connection | Access::Socket | Access::Machines => handler,
        };
        let timed = if WITH_FILES.contains(&route.path) {
            guarded
        } else {
            guarded.layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_WITHIN))
        };
        router = router.route(route.path, timed);
    }
    router
        .route("/api/{*path}", any(async || Problem::from(Code::NotFound)))
        .fallback(no_such_page)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(web.clone(), envelope))
        .layer(CompressionLayer::new().gzip(true).compress_when(worth_compressing()))
        .layer(from_fn(metrics::count))
        .with_state(web)
}

/// What is compressed: not what is already, of which browsers ask for parts.
fn worth_compressing() -> impl Predicate {
    let already = |start: &'static str| NotForContentType::const_new(start);
    DefaultPredicate::new().and(already("video/")).and(already("audio/")).and(already("application/pdf"))
}

/// Alive: the process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Ready: the database answers and takes writes, and a corpus is published.
async fn readyz(State(web): State<Web>) -> Response {
    match web.app.ping().await {
        Ok(()) if !web.app.read_only() => "ready\n".into_response(),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "read only\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database\n").into_response(),
    }
}

async fn no_such_page(State(web): State<Web>, request: Request) -> Response {
    let language: Language = pages::language_of(&web, request.uri(), request.headers());
    let text = web.app.catalog.text(language, &Code::NotFound.message(), &crate::i18n::Args::new());
    (StatusCode::NOT_FOUND, text + "\n").into_response()
}

/// The id of a request, made here: in its log lines, in the header `X-Request-Id`, and in the body of a refusal. What a client
/// sends under that name is not looked at.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a page may use of the device: nothing, unless the page says otherwise.
pub const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What every answer has: its id, its headers (a page that set policies of its own keeps them), and the body of a [`Problem`].
async fn envelope(State(web): State<Web>, request: Request, next: Next) -> Response {
    let id = web.app.clock.id();
    let language = pages::language_of(&web, request.uri(), request.headers());
    let for_programs = ["/api/", "/ws/"].iter().any(|start| request.uri().path().starts_with(start));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).instrument(tracing::info_span!("request", %id)).await;
    let problem = response.extensions_mut().remove::<Problem>();
    // What axum and the layers refuse by themselves.
    let problem = problem.or_else(|| if for_programs { Problem::of_status(response.status()) } else { None });
    if let Some(problem) = problem {
        problem.write(&mut response, &web.app, language, id);
    }
    if response.status().is_server_error() {
        let route = route.as_ref().map_or("none", MatchedPath::as_str);
        tracing::warn!(%id, %method, route, status = response.status().as_u16(), "a request failed");
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(PERMISSIONS_POLICY).or_insert(HeaderValue::from_static("camera=(), microphone=(), geolocation=()"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    if web.origins.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}
