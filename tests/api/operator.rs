//! What an operator meets: numbers, logs, and refusals of a wrong configuration.

use crate::browser::{Request, post_session};
use crate::client::{Desk, Owner, Upgrade, WIDGET};
use crate::server::{Options, Server, new_folder, program, text};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;

/// A page of numbers: each row with its labels, and its value.
type Numbers = BTreeMap<String, f64>;

/// Reads Prometheus' text format as strictly as it is written down.
fn read(page: &str) -> Numbers {
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let (mut rows, mut kinds) = (Numbers::new(), BTreeMap::new());
    let mut metric = "";
    assert!(page.ends_with('\n'), "the last line has an end");
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').expect("a help text");
            assert!(is_name(name) && !help.is_empty(), "{line}");
            metric = name;
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a type");
            assert!(name == metric && ["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} has one type");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
        } else {
            let (row, value) = line.rsplit_once(' ').expect("a value");
            let (name, labels) =
                row.split_once('{').map_or((row, ""), |(name, rest)| (name, rest.strip_suffix('}').expect("a closing brace")));
            let suffixes: &[&str] = if kinds[metric] == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
            assert!(suffixes.iter().any(|suffix| name == format!("{metric}{suffix}")), "{line} belongs to {metric}");
            for label in labels.split("\",").filter(|label| !label.is_empty()) {
                let (key, quoted) = label.split_once("=\"").expect("a label");
                assert!(is_name(key) && !quoted.trim_end_matches('"').contains('"'), "{line}");
            }
            let value: f64 = value.parse().expect("a number");
            assert!(value.is_finite() && rows.insert(row.to_owned(), value).is_none(), "{row} stands once");
        }
    }
    rows
}

async fn numbers(server: &Server) -> Numbers {
    let response = Request::get("/metrics").send(server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let rows = read(&response.text());
    for (row, value) in &rows {
        if let Some((name, labels)) = row.split_once("_bucket{") {
            let other: Vec<&str> = labels.trim_end_matches('}').split(',').filter(|label| !label.starts_with("le=")).collect();
            let count = if other.is_empty() { format!("{name}_count") } else { format!("{name}_count{{{}}}", other.join(",")) };
            assert!(*value <= rows[&count], "{row} is within {count}");
        }
    }
    rows
}

#[tokio::test]
async fn every_number_moves_with_what_it_counts() {
    let server = Server::start(Options::strict().env("ANSWERS__TRAIN", "false"));
    let before = numbers(&server).await;
    let mut talker = Owner::enter(&server).await;
    talker.say("hello").await;
    let (_waiting, _) = Owner::in_queue(&server).await;
    let mut endangered = Owner::enter(&server).await;
    endangered.say("smoke is coming out of the battery").await;
    let mut desk = Desk::enter(&server).await;
    let (mut helped, conversation) = Owner::in_queue(&server).await;
    desk.claim(&conversation).await;
    for _ in 0..5 {
        helped.socket.send(&json!({"type": "send", "id": crate::server::fresh_id(), "text": "hello"})).await;
    }
    helped.socket.wait("a limit", |frame| frame["code"] == "rate_limited").await;
    let wrong = post_session(&server, "nobody@staff.example", "not the password").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(Request::get("/no-such-page").send(&server).await.status, 404);

    let after = numbers(&server).await;
    let moved = |row: &str| after.get(row).unwrap_or_else(|| panic!("{row} in {after:?}")) - before.get(row).unwrap_or(&0.0);
    assert_eq!(moved("aftercare_answers_total{kind=\"smalltalk\",language=\"en\"}"), 5.0);
    assert_eq!(moved("aftercare_answers_total{kind=\"safety\",language=\"en\"}"), 1.0);
    assert_eq!(moved("aftercare_handovers_total{reason=\"asked\"}"), 2.0);
    assert_eq!(moved("aftercare_handovers_total{reason=\"safety\"}"), 1.0);
    assert_eq!(moved("aftercare_refused_total{limit=\"owner_messages\"}"), 1.0);
    assert_eq!(moved("aftercare_sockets_by_side{side=\"widget\"}"), 4.0);
    assert_eq!(moved("aftercare_sockets_by_side{side=\"desk\"}"), 1.0);
    assert_eq!(moved("aftercare_sockets"), 5.0);
    assert_eq!(moved("aftercare_conversations{status=\"queued\"}"), 2.0);
    assert_eq!(moved("aftercare_conversations{status=\"assigned\"}"), 1.0);
    assert_eq!(moved("aftercare_queue_dangers"), 1.0);
    assert_eq!(moved("aftercare_http_requests_total{route=\"GET /metrics\",status=\"2xx\"}"), 1.0);
    assert_eq!(moved("aftercare_http_requests_total{route=\"POST /api/v1/session\",status=\"4xx\"}"), 1.0);
    assert!(moved("aftercare_http_requests_total{route=\"GET /ws/v1/widget\",status=\"1xx\"}") >= 4.0, "{after:?}");
    assert_eq!(moved("aftercare_http_requests_total{route=\"other\",status=\"4xx\"}"), 1.0);
    assert_eq!(moved("aftercare_http_request_seconds_count{route=\"POST /api/v1/session\"}"), 2.0);
    assert_eq!((moved("aftercare_logins_total{result=\"ok\"}"), moved("aftercare_logins_total{result=\"failed\"}")), (1.0, 1.0));
    assert!(moved("aftercare_commit_seconds_count") >= 6.0 && moved("aftercare_commit_seconds_sum") > 0.0, "{after:?}");
    assert!(moved("aftercare_commit_changes_sum") >= moved("aftercare_commit_changes_count"), "{after:?}");
    let is = |row: &str| after[row];
    assert_eq!((is("aftercare_corpus_entries"), is("aftercare_training"), is("aftercare_write_queue")), (83.0, 0.0, 0.0));
    assert!([0.0, 1.0].contains(&is("aftercare_trained")), "{after:?}");
    assert!(is("aftercare_corpus_generation") >= 1.0 && is("process_open_fds") > 10.0, "{after:?}");
    assert!(is("process_resident_memory_bytes") > 1e6 && is("process_start_time_seconds") > 1.7e9, "{after:?}");
    assert_eq!(is(&format!("aftercare_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))), 1.0);
}

#[tokio::test]
async fn numbers_do_not_go_through_a_proxy() {
    let get = || Request::get("/metrics");
    let shared = Server::shared();
    for header in ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"] {
        assert_eq!(get().header(header, "127.0.0.1").send(shared).await.status, 403, "{header}");
    }
    // A proxy that keeps the name that it was asked under.
    for host in ["chat.example.com", "127.0.0.1:1", "127.0.0.1.evil.tld"] {
        assert_eq!(get().header("Host", host).send(shared).await.status, 403, "{host}");
    }
    let local = format!("LOCALHOST:{}", shared.port());
    assert_eq!(get().header("Host", &local).send(shared).await.status, 200);
    // One that says nothing and keeps nothing, as nginx does that is told nothing but where we are.
    let behind = Options::strict().env("SERVER__PUBLIC_URL", "https://chat.example.com");
    let server = Server::start(behind.clone());
    assert_eq!(get().send(&server).await.status, 403);
    let server = Server::start(behind.env("SERVER__METRICS_ALLOW", r#"["127.0.0.1"]"#));
    assert_eq!(get().send(&server).await.status, 200);
    assert_eq!(get().header("X-Forwarded-For", "127.0.0.1").send(&server).await.status, 403);
}

#[tokio::test]
async fn the_port_of_https_may_be_written() {
    let options = Options::strict().env("SERVER__PUBLIC_URL", "https://Chat.Example.com:443/");
    let server = Server::start(options.env("WIDGET__ALLOWED_ORIGINS", r#"["https://қазақ.example:443"]"#));
    for origin in ["https://chat.example.com", "https://xn--80aau21bd.example"] {
        let upgrade = Upgrade::bare(WIDGET).header("Sec-WebSocket-Protocol", "chat.v1").header("Origin", origin);
        Owner::hello_on(upgrade.open(&server).await, json!({})).await.say("hello").await;
    }
}

#[test]
fn a_wrong_configuration_is_told_once_with_its_place() {
    let folder = new_folder();
    let file = folder.join("wrong.toml");
    let refusal = |toml: &str| {
        fs::write(&file, toml).expect("the file can be written");
        let mut command = program(&["user", "list", "--config"]);
        let output = command.arg(&file).arg("--data").arg(folder.join("data")).output().expect("the program can be started");
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        text(&output)
    };
    let place = |line: usize| format!("aftercare: {}:{line}: ", file.display());
    assert_eq!(refusal("[server]\ncolour = 1\n"), place(2) + "server.colour: there is no such key\n");
    assert_eq!(refusal("[server]\n\nlisten = \"x\"\n"), place(3) + "server.listen: invalid socket address syntax\n");
    let origin = "server.public_url: \"https://*.example.com\" is not an origin such as https://chat.example.com\n";
    assert_eq!(refusal("[server]\npublic_url = \"https://*.example.com\"\n"), place(2) + origin);
    let level = refusal("[log]\nlevel = \"loud=very=much\"\n");
    assert!(level.contains("log.level") && level.lines().count() == 1, "{level}");
    fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test]
async fn a_log_in_a_file_has_no_colours_and_says_what_started() {
    for format in ["text", "json"] {
        let server = Server::start(Options::strict().env("LOG__FORMAT", format).env("SERVER__MAX_SOCKETS", "77"));
        server.terminate();
        assert!(server.wait().success());
        let log = server.log();
        assert!(!log.contains('\u{1b}'), "{log:?}");
        let line = log.lines().find(|line| line.contains("header_timeout_s")).expect("a line at the start");
        for part in [env!("CARGO_PKG_VERSION"), &server.data().display().to_string(), &server.address().to_string(), "77"] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
}

/// Files for operators that name keys, paths and commands of the program.
const SAMPLES: [(&str, &str); 5] = [
    ("nginx.conf", include_str!("../../config/nginx.conf")),
    ("Caddyfile", include_str!("../../config/Caddyfile")),
    ("aftercare.service", include_str!("../../config/aftercare.service")),
    ("Containerfile", include_str!("../../Containerfile")),
    ("operations.md", include_str!("../../docs/operations.md")),
];

#[test]
fn samples_name_what_there_is() {
    let keys: toml::Table = aftercare::config::DEFAULTS.parse().expect("the defaults are TOML");
    let has = |section: &str, key: &str| keys.get(section).and_then(|section| section.get(key)).is_some();
    let mut named = 0;
    for (file, text) in SAMPLES {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        for word in text.split(|c| !is_part(c)).map(|word| word.trim_matches('.')) {
            let variable = word.strip_prefix("AFTERCARE_").map(str::to_ascii_lowercase);
            let pair = match &variable {
                Some(name) => name.split_once("__"),
                // `requests.toml` is a file.
                None => word.split_once('.').filter(|(section, key)| keys.contains_key(*section) && *key != "toml"),
            };
            if let Some((section, key)) = pair {
                named += 1;
                assert!(has(section, key), "{file} names {word}");
            }
        }
        for path in ["/metrics", "/readyz", "/healthz", "/ws/"].iter().filter(|path| text.contains(**path)) {
            assert!(aftercare::http::ROUTES.iter().any(|route| route.path.starts_with(path)), "{file} names {path}");
        }
    }
    assert!(named > 20, "{named} keys were found");
}

#[tokio::test]
async fn the_documentation_lists_every_number_and_no_other() {
    let page = Request::get("/metrics").send(Server::shared()).await.text();
    let served: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let (_, document) = SAMPLES[4];
    let rows = document.lines().filter(|line| line.starts_with("| `aftercare_") || line.starts_with("| `process_"));
    let mut listed = Vec::new();
    for row in rows {
        let cell = row.trim_start_matches("| ").split(" | ").next().expect("a first cell");
        let mut stem = "";
        for quoted in cell.split('`').skip(1).step_by(2) {
            let name = quoted.split('{').next().unwrap_or_default();
            if let Some(rest) = name.strip_prefix('_') {
                listed.push(format!("{stem}_{rest}"));
            } else if !name.is_empty() {
                stem = name.strip_suffix("_waiting").unwrap_or(name);
                listed.push(name.to_owned());
            }
        }
    }
    for name in &served {
        assert!(listed.iter().any(|known| known == name), "{name} is not documented");
    }
    // The model's numbers are there only where one is installed.
    for name in listed.iter().filter(|name| !name.starts_with("aftercare_embedding")) {
        assert!(served.contains(&name.as_str()), "{name} is documented, and not served");
    }
}
