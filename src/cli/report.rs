//! The report of `aftercare faq eval`: for a terminal, and as one page with plots that needs nothing else.

use crate::answer::dialogues;
use crate::answer::evaluate::{Bin, Report, Tally, dangers};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What one run measured: the JSON form, and what `--baseline` reads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Measured {
    /// The labelled questions that were given.
    pub questions: Option<Report>,
    /// The dialogues that were given.
    #[serde(default)]
    pub dialogues: Option<dialogues::Report>,
    /// The corpus's own phrasings and off-topic lines, each left out in turn.
    pub left_out: Report,
    /// The messages of dangers that were given.
    #[serde(default)]
    pub dangers: Option<dangers::Report>,
}

/// A difference smaller than this is not worth a line.
const WORTH_SAYING: f32 = 0.0005;

impl Measured {
    fn parts(&self) -> impl Iterator<Item = (&'static str, &Report)> {
        let questions = self.questions.as_ref().map(|report| ("Labelled questions", report));
        questions.into_iter().chain([("The corpus's own phrasings, left out", &self.left_out)])
    }

    fn part(&self, name: &str) -> Option<&Report> {
        self.parts().find(|(other, _)| *other == name).map(|(_, report)| report)
    }
}

/// The report for a terminal, with what changed since a baseline.
pub fn text(measured: &Measured, baseline: Option<&Measured>) -> String {
    let mut out = String::new();
    if let Some(dangers) = &measured.dangers {
        let _ = writeln!(out, "# Dangers\n\n{}", dangers.to_text());
    }
    if let Some(report) = &measured.dialogues {
        let _ = writeln!(out, "# Dialogues\n\n{}", report.to_text());
    }
    for (name, report) in measured.parts() {
        let _ = writeln!(out, "# {name}\n\n{}", report.to_text());
        let before = baseline.and_then(|baseline| baseline.part(name));
        if let Some(before) = before {
            let _ = writeln!(out, "## Changed since the baseline (percentage points)\n");
            let lines: Vec<String> =
                changes(report, before).map(|(group, what, by)| format!("  {group:<16} {what:<18} {by:+.1}")).collect();
            let _ = writeln!(out, "{}\n", if lines.is_empty() { "  nothing".to_owned() } else { lines.join("\n") });
        }
    }
    out
}

/// Named figures of a group, 0 to 1. `wrong` and `off-topic` are better when lower.
fn figures(tally: &Tally) -> [(&'static str, Option<f32>); 7] {
    let share = |part: u32, whole: u32| (whole > 0).then(|| part as f32 / whole as f32);
    [
        ("right first", share(tally.right_first, tally.questions)),
        ("right of three", share(tally.right_three, tally.questions)),
        ("answered rightly", share(tally.answered_rightly, tally.questions)),
        ("helped", share(tally.helped, tally.questions)),
        ("wrong of answers", (tally.answered + tally.offtopic_answered > 0).then(|| tally.wrong_among_answers())),
        ("off-topic answered", share(tally.offtopic_answered, tally.offtopic)),
        ("language", share(tally.language_right, tally.language)),
    ]
}

fn changes<'a>(now: &'a Report, before: &'a Report) -> impl Iterator<Item = (&'a str, &'static str, f32)> {
    now.groups.iter().flat_map(move |(group, tally)| {
        let before = before.groups.get(group).map(figures);
        let pairs = before.into_iter().flat_map(|before| figures(tally).into_iter().zip(before));
        let changed = pairs.filter_map(|((name, now), (_, before))| Some((name, now? - before?)));
        changed.filter(|(_, by)| by.abs() >= WORTH_SAYING).map(move |(name, by)| (group.as_str(), name, by * 100.0)).collect::<Vec<_>>()
    })
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2733;background:#fff}\
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}td,th{padding:.25rem .6rem;border-bottom:1px solid #d8dee5;text-align:right}\
td:first-child,th:first-child,.l{text-align:left}.up{color:#0a6b3d}.down{color:#a3261f}svg{max-width:100%;height:auto}\
@media(prefers-color-scheme:dark){body{color:#e4e9ef;background:#12181f}td,th{border-color:#33404d}.up{color:#6fd3a0}.down{color:#f09a92}}";

/// The report as one self-contained page.
pub fn html(measured: &Measured, baseline: Option<&Measured>) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Aftercare: how the matcher does</title><style>{STYLE}</style><h1>How the matcher does</h1>"
    );
    if let Some(report) = &measured.dialogues {
        page.push_str("<h2>Dialogues</h2>");
        let share = |tally: &dialogues::Tally| format!("{:.1} %", 100.0 * tally.share());
        let groups = report.groups.iter().map(|(group, tally)| [group.clone(), tally.turns.to_string(), share(tally)]);
        list(&mut page, "Turns", &["group", "turns", "right"], groups);
        let mistakes = report.mistakes.iter();
        let mistakes = mistakes.map(|m| [m.place.clone(), m.text.clone(), m.decision.clone(), m.entries.join(", ")]);
        list(&mut page, "Turns that went wrong", &["dialogue", "message", "decision", "entries"], mistakes);
    }
    for (name, report) in measured.parts() {
        let before = baseline.and_then(|baseline| baseline.part(name));
        let _ = write!(page, "<h2>{}</h2>", escape(name));
        table(&mut page, report, before);
        let _ = write!(
            page,
            "<h3>Reliability</h3><p>Expected calibration error {:.3}. On the line, what is said is what is.</p>",
            report.calibration_error
        );
        page.push_str(&reliability(&report.reliability));
        lists(&mut page, report);
    }
    if let Some(dangers) = &measured.dangers {
        let _ = write!(page, "<h2>Dangers</h2><pre>{}</pre>", escape(&dangers.to_text()));
    }
    page.push_str("</html>\n");
    page
}

/// What the figures come from: limits, entries, confusions, questions.
fn lists(page: &mut String, report: &Report) {
    list(
        page,
        "Limits",
        &["language", "answered from", "asked back from"],
        report
            .limits
            .iter()
            .zip(report.suggest_limits.values())
            .map(|((language, answer), suggest)| [language.to_string(), format!("{answer:.2}"), format!("{suggest:.2}")]),
    );
    list(
        page,
        "Entries found worst",
        &["entry", "asked", "right first", "taken from others"],
        report
            .entries
            .iter()
            .take(40)
            .map(|row| [row.entry.clone(), row.questions.to_string(), row.right_first.to_string(), row.stolen.to_string()]),
    );
    list(
        page,
        "Taken for another entry",
        &["right", "found", "times"],
        report.confusions.iter().map(|row| [row.right.clone(), row.found.clone(), row.count.to_string()]),
    );
    list(
        page,
        "Worst questions",
        &["question", "group", "right", "found", "confidence", "decision"],
        report.worst.iter().map(|row| {
            let or_nothing = |entry: &Option<String>| entry.clone().unwrap_or_else(|| "nothing".into());
            [
                row.text.clone(),
                row.group.clone(),
                or_nothing(&row.right),
                or_nothing(&row.found),
                format!("{:.2}", row.confidence),
                row.decision.clone(),
            ]
        }),
    );
}

fn table(page: &mut String, report: &Report, before: Option<&Report>) {
    page.push_str("<table><tr><th>group<th>asked");
    for (name, _) in figures(&Tally::default()) {
        let _ = write!(page, "<th>{name}");
    }
    for (group, tally) in &report.groups {
        let _ = write!(page, "<tr><td>{}<td>{}", escape(group), tally.questions + tally.offtopic + tally.smalltalk);
        let before = before.and_then(|before| before.groups.get(group)).map(figures);
        for (place, (name, now)) in figures(tally).into_iter().enumerate() {
            let change = before.and_then(|before| Some(now? - before[place].1?)).filter(|by| by.abs() >= WORTH_SAYING);
            let _ = write!(page, "<td>{}", now.map_or_else(|| "–".to_owned(), |now| format!("{:.1} %", now * 100.0)));
            if let Some(by) = change {
                let better = (by > 0.0) != matches!(name, "wrong of answers" | "off-topic answered");
                let _ = write!(page, " <span class=\"{}\">{:+.1}</span>", if better { "up" } else { "down" }, by * 100.0);
            }
        }
    }
    page.push_str("</table>");
}

/// What was said against what was, in ten steps; a point's size is the number of questions.
fn reliability(bins: &[Bin]) -> String {
    let most = bins.iter().map(|bin| bin.questions).max().unwrap_or(1).max(1) as f32;
    let mut svg = String::from(
        "<svg viewBox=\"0 0 320 320\" width=\"320\" role=\"img\" aria-label=\"Reliability diagram\">\
         <g fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".4\"><path d=\"M30 10V290H310\"/><path d=\"M30 290L310 10\" stroke-dasharray=\"4\"/></g>\
         <g fill=\"currentColor\" font-size=\"11\"><text x=\"150\" y=\"312\">said</text><text x=\"4\" y=\"150\">was</text></g>",
    );
    for bin in bins.iter().filter(|bin| bin.questions > 0) {
        let (x, y) = (30.0 + 280.0 * bin.probability, 290.0 - 280.0 * bin.right);
        let size = 3.0 + 9.0 * (bin.questions as f32 / most).sqrt();
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size:.1}\" fill=\"#1f6feb\" fill-opacity=\".6\"><title>said {:.2}, was {:.2}, {} questions</title></circle>",
            bin.probability, bin.right, bin.questions
        );
    }
    svg + "</svg>"
}

fn list<const N: usize>(page: &mut String, title: &str, columns: &[&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _ = write!(page, "<h3>{title}</h3><table><tr>");
    for column in columns {
        let _ = write!(page, "<th class=\"l\">{column}");
    }
    for row in rows {
        page.push_str("<tr>");
        for cell in row {
            let _ = write!(page, "<td class=\"l\">{}", escape(&cell));
        }
    }
    page.push_str("</table>");
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    crate::http::template::escape(text, &mut escaped);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(right: u32) -> Measured {
        let mut left_out = Report::default();
        left_out.groups.insert("<all>".into(), Tally { questions: 100, right_first: right, ..Tally::default() });
        left_out.reliability.push(Bin { questions: 5, probability: 0.7, right: 0.8 });
        Measured { left_out, ..Measured::default() }
    }

    #[test]
    fn a_baseline_shows_what_changed_and_nothing_else() {
        let text = text(&measured(90), Some(&measured(80)));
        assert!(text.contains("right first        +10.0"), "{text}");
        assert!(!text.contains("helped             +"), "{text}");
    }

    #[test]
    fn the_page_is_whole_and_escaped() {
        let page = html(&measured(90), Some(&measured(95)));
        assert!(
            page.contains("&lt;all&gt;") && !page.contains("<all>") && page.contains("class=\"down\">-5.0") && page.ends_with("</html>\n")
        );
        assert!(!page.contains("http"), "loads nothing");
    }
}
