//! What operators count, and the text that Prometheus reads.
//!
//! Counters are statics, as a log is: any room may count what it does, and none has to know who reads. Counting is one or two
//! additions without a lock. Labels are fixed lists, so that nothing that an owner wrote, no id and no address can become one.
//! Numbers that are looked at rather than counted (the queue, open sockets) are asked for when somebody reads: `http::metrics`.
//!
//! By hand, as the text format is three kinds of lines: a client library would bring its own registry, locks and maps.

use crate::language::Language;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// What the matcher decided, for messages that were stored.
pub static ANSWERS: Table<7> = Table::new(["answer", "suggest", "smalltalk", "safety", "handoff", "look_up", "leave"]);
/// What owners did about what the FAQ gave them, by `faq::Deed`: an answer counts as kept first, and again when something is said of it.
pub static DEEDS: Family<6> = Family::new(["kept", "taken", "left", "helpful", "unhelpful", "person"]);
/// Conversations that went to the queue, by `chat::event::QueueReason`.
pub static HANDOVERS: Family<4> = Family::new(["asked", "unanswered", "safety", "unhelpful"]);
/// What became of the question whether anyone is in danger.
pub static DANGER_QUESTIONS: Family<4> = Family::new(["asked", "yes", "no", "unanswered"]);
/// Alarms that nobody took and that went out, by way; and attempts that failed.
pub static ALERTS_SENT: Family<2> = Family::new(["webhook", "email"]);
pub static ALERTS_FAILED: Family<2> = Family::new(["webhook", "email"]);
/// Time of a commit with its sync, in seconds.
pub static COMMIT_SECONDS: Histogram<9> = Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5]);
/// Changes in one commit.
pub static COMMIT_CHANGES: Histogram<7> = Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]);
/// Commits that failed.
pub static COMMITS_FAILED: Counter = Counter::new();
/// What a limit refused.
pub static REFUSED: Family<10> = Family::new([
    "connections",
    "sockets",
    "sockets_per_address",
    "owner_messages",
    "owner_messages_per_10_minutes",
    "staff_messages",
    "new_conversations",
    "uploads",
    "logins",
    "write_queue",
]);
/// Connections that the server closed before their peers did.
pub static CONNECTIONS_CLOSED: Family<4> = Family::new(["header", "idle", "exchange", "room"]);
/// Failed accepts: mostly, no descriptor was left.
pub static ACCEPT_ERRORS: Counter = Counter::new();
/// Sockets of owners that are open.
pub static WIDGET_SOCKETS: Gauge = Gauge::new();
/// Sockets of technicians that are open.
pub static DESK_SOCKETS: Gauge = Gauge::new();
/// Held while the matcher is trained.
pub static TRAINING: Gauge = Gauge::new();
/// The publication that answers now.
pub static GENERATION: Gauge = Gauge::new();
/// Files that came whole, by what they were found to be.
pub static UPLOADS: Family<5> = Family::new(["image", "video", "audio", "document", "refused"]);
/// Log-ins of staff.
pub static LOGINS: Family<2> = Family::new(["ok", "failed"]);

/// A number that only grows.
#[derive(Debug)]
pub struct Counter(AtomicU64);

impl Counter {
    pub const fn new() -> Counter {
        Counter(AtomicU64::new(0))
    }

    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Default for Counter {
    fn default() -> Counter {
        Counter::new()
    }
}

/// A number that goes up and down.
#[derive(Debug)]
pub struct Gauge(AtomicI64);

/// One more, until it is dropped.
#[derive(Debug)]
pub struct Held(&'static Gauge);

impl Gauge {
    pub const fn new() -> Gauge {
        Gauge(AtomicI64::new(0))
    }

    /// Counts one, for as long as the guard lives.
    pub fn hold(&'static self) -> Held {
        self.0.fetch_add(1, Ordering::Relaxed);
        Held(self)
    }

    pub fn set(&self, value: i64) {
        self.0.store(value, Ordering::Relaxed);
    }

    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Default for Gauge {
    fn default() -> Gauge {
        Gauge::new()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counters with one label, whose values are known beforehand.
#[derive(Debug)]
pub struct Family<const N: usize> {
    labels: [&'static str; N],
    counters: [Counter; N],
}

impl<const N: usize> Family<N> {
    pub const fn new(labels: [&'static str; N]) -> Family<N> {
        Family { labels, counters: [const { Counter::new() }; N] }
    }

    /// Counts one of `label`, which must be among the family's.
    pub fn add(&self, label: &str) {
        count(&self.labels, &self.counters, label);
    }

    /// Labels and numbers.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.labels.iter().zip(&self.counters).map(|(label, counter)| (*label, counter.get()))
    }
}

/// Counts one of `label`, which must be among `labels`.
fn count<const N: usize>(labels: &[&'static str; N], counters: &[Counter; N], label: &str) {
    let place = labels.iter().position(|known| *known == label);
    debug_assert!(place.is_some(), "{label:?} is none of {labels:?}");
    if let Some(counter) = place.and_then(|place| counters.get(place)) {
        counter.add(1);
    }
}

/// Counters by one label and by language.
#[derive(Debug)]
pub struct Table<const N: usize> {
    labels: [&'static str; N],
    /// Of each language, in the order of [`Language::ALL`].
    counters: [[Counter; N]; Language::COUNT],
}

impl<const N: usize> Table<N> {
    pub const fn new(labels: [&'static str; N]) -> Table<N> {
        Table { labels, counters: [const { [const { Counter::new() }; N] }; Language::COUNT] }
    }

    /// Counts one of `label`, which must be among the table's, in `language`.
    pub fn add(&self, label: &str, language: Language) {
        count(&self.labels, &self.counters[language.number()], label);
    }

    /// Labels, languages and numbers.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, Language, u64)> + '_ {
        self.counters.iter().zip(Language::ALL).flat_map(|(counters, language)| {
            self.labels.iter().zip(counters).map(move |(label, counter)| (*label, language, counter.get()))
        })
    }
}

/// How often a number was at most each of some bounds.
#[derive(Debug)]
pub struct Histogram<const N: usize> {
    bounds: [f64; N],
    buckets: [Counter; N],
    count: Counter,
    /// In millionths.
    sum: Counter,
}

impl<const N: usize> Histogram<N> {
    /// `bounds` in growing order.
    pub const fn new(bounds: [f64; N]) -> Histogram<N> {
        Histogram { bounds, buckets: [const { Counter::new() }; N], count: Counter::new(), sum: Counter::new() }
    }

    pub fn observe(&self, value: f64) {
        if let Some(bucket) = self.bounds.iter().position(|bound| value <= *bound).and_then(|place| self.buckets.get(place)) {
            bucket.add(1);
        }
        self.count.add(1);
        self.sum.add((value.max(0.0) * 1e6).round() as u64);
    }

    pub fn observe_time(&self, time: Duration) {
        self.observe(time.as_secs_f64());
    }
}

/// A page in Prometheus' text format, 0.0.4.
#[derive(Debug, Default)]
pub struct Page(String);

/// The text format's type.
pub const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Labels and their values, in the order in which they are written.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

impl Page {
    /// Begins a metric; `kind` is `counter`, `gauge` or `histogram`.
    pub fn metric(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail, here and below.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    /// One row of the metric that was begun last.
    pub fn row(&mut self, name: &str, labels: Labels<'_>, value: impl std::fmt::Display) {
        self.0.push_str(name);
        for (place, (label, text)) in labels.iter().enumerate() {
            self.0.push(if place == 0 { '{' } else { ',' });
            let _ = write!(self.0, "{label}=\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    /// A metric of one row without labels.
    pub fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.metric(name, kind, help);
        self.row(name, &[], value);
    }

    /// A counter by one label.
    pub fn family<const N: usize>(&mut self, name: &str, help: &str, label: &str, family: &Family<N>) {
        self.metric(name, "counter", help);
        for (text, count) in family.rows() {
            self.row(name, &[(label, text)], count);
        }
    }

    /// The rows of a histogram whose metric was begun.
    pub fn histogram<const N: usize>(&mut self, name: &str, labels: Labels<'_>, histogram: &Histogram<N>) {
        let mut below = 0;
        let (bucket, count) = (format!("{name}_bucket"), histogram.count.get());
        for (bound, counter) in histogram.bounds.iter().zip(&histogram.buckets) {
            below += counter.get();
            self.row(&bucket, &[labels, &[("le", &bound.to_string())]].concat(), below);
        }
        // What is observed while this is written must not make a smaller bucket larger than the largest.
        let count = count.max(below);
        self.row(&bucket, &[labels, &[("le", "+Inf")]].concat(), count);
        self.row(&format!("{name}_sum"), labels, histogram.sum.get() as f64 / 1e6);
        self.row(&format!("{name}_count"), labels, count);
    }

    /// Everything that the statics of this room counted.
    pub fn counted(&mut self) {
        let name = "aftercare_answers_total";
        self.metric(name, "counter", "What the matcher decided for owners' messages, by kind and language.");
        for (kind, language, count) in ANSWERS.rows() {
            self.row(name, &[("kind", kind), ("language", language.code())], count);
        }
        let help = "What owners did about what the FAQ gave them, as it is counted from the log.";
        self.family("aftercare_deeds_total", help, "deed", &DEEDS);
        self.family("aftercare_handovers_total", "Conversations that went to the queue, by reason.", "reason", &HANDOVERS);
        let help = "The question whether anyone is in danger: asked, answered, not answered in time.";
        self.family("aftercare_danger_questions_total", help, "result", &DANGER_QUESTIONS);
        self.family("aftercare_alerts_sent_total", "Alarms that nobody took and that went out, by way.", "way", &ALERTS_SENT);
        self.family("aftercare_alerts_failed_total", "Attempts to have an alarm go out that failed, by way.", "way", &ALERTS_FAILED);
        let name = "aftercare_commit_seconds";
        self.metric(name, "histogram", "Time of a commit with its sync to the disk.");
        self.histogram(name, &[], &COMMIT_SECONDS);
        let name = "aftercare_commit_changes";
        self.metric(name, "histogram", "Changes that one commit carried.");
        self.histogram(name, &[], &COMMIT_CHANGES);
        self.one("aftercare_commits_failed_total", "counter", "Commits that failed.", COMMITS_FAILED.get());
        self.family("aftercare_refused_total", "What a limit refused, by limit.", "limit", &REFUSED);
        let help = "Connections that the server closed: no whole head in time, idle, an exchange too long, or to make room.";
        self.family("aftercare_connections_closed_total", help, "reason", &CONNECTIONS_CLOSED);
        self.one("aftercare_accept_errors_total", "counter", "Connections that could not be accepted.", ACCEPT_ERRORS.get());
        let name = "aftercare_sockets_by_side";
        self.metric(name, "gauge", "WebSockets that are open, by side.");
        for (side, open) in [("widget", &WIDGET_SOCKETS), ("desk", &DESK_SOCKETS)] {
            self.row(name, &[("side", side)], open.get());
        }
        self.family("aftercare_uploads_total", "Files that came whole, by what they were found to be.", "kind", &UPLOADS);
        self.family("aftercare_logins_total", "Log-ins of staff, by result.", "result", &LOGINS);
    }

    /// The page.
    pub fn text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_the_format_says() {
        let family = Family::new(["a", "b"]);
        family.add("b");
        let histogram = Histogram::new([0.5, 1.0]);
        for value in [0.25, 0.5, 0.75, 4.0] {
            histogram.observe(value);
        }
        let mut page = Page::default();
        page.family("x_total", "Help.", "of", &family);
        page.metric("t", "histogram", "Help.");
        page.histogram("t", &[("route", "a\"b\\c\nd")], &histogram);
        page.one("g", "gauge", "Help.", 1.5);
        let expect = r#"# HELP x_total Help.
# TYPE x_total counter
x_total{of="a"} 0
x_total{of="b"} 1
# HELP t Help.
# TYPE t histogram
t_bucket{route="a\"b\\c\nd",le="0.5"} 2
t_bucket{route="a\"b\\c\nd",le="1"} 3
t_bucket{route="a\"b\\c\nd",le="+Inf"} 4
t_sum{route="a\"b\\c\nd"} 5.5
t_count{route="a\"b\\c\nd"} 4
# HELP g Help.
# TYPE g gauge
g 1.5
"#;
        assert_eq!(page.text(), expect);
    }

    #[test]
    fn a_table_counts_by_language() {
        let table = Table::new(["x"]);
        table.add("x", Language::KK);
        let rows: Vec<_> = table.rows().map(|(_, language, count)| (language, count)).collect();
        assert_eq!(rows, Language::ALL.map(|language| (language, u64::from(language == Language::KK))));
    }

    #[test]
    fn a_gauge_falls_with_its_guard() {
        static GAUGE: Gauge = Gauge::new();
        let held = (GAUGE.hold(), GAUGE.hold());
        assert_eq!(GAUGE.get(), 2);
        drop(held);
        assert_eq!(GAUGE.get(), 0);
    }
}
