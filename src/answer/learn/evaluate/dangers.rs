//! Measures how dangers are noticed: on labelled messages that tell of a danger, or only share its words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::answer::decide::{Kind, Question, Turn};
use crate::answer::engine::Engine;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Somebody is in danger.
    Danger,
    /// It shares the words of a danger and tells of none.
    Near,
}

/// A labelled message, one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What was written.
    pub text: String,
    /// What it is.
    pub label: Label,
    /// The kind of danger, or the one whose words it shares.
    #[serde(default)]
    pub kind: String,
    /// Its language, or a variety of one.
    #[serde(default)]
    pub lang: String,
    /// How it is written.
    #[serde(default)]
    pub style: String,
    /// The card that it needs, where that is to be measured.
    #[serde(default)]
    pub card: Option<String>,
    /// What was said before.
    #[serde(default)]
    pub turns: Vec<Turn>,
}

/// Counts of one group of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Dangers.
    pub dangers: u32,
    /// Of them those that alarmed.
    pub alarmed: u32,
    /// Those that alarmed or were asked about.
    pub noticed: u32,
    /// Those that got an ordinary answer and nothing else.
    pub answered: u32,
    /// Alarms of dangers whose card was told, and how many of those cards were right.
    pub carded: u32,
    /// See `carded`.
    pub card_right: u32,
    /// Near-dangers.
    pub near: u32,
    /// Of them those that alarmed.
    pub false_alarms: u32,
    /// Those that alarmed or were asked about.
    pub near_noticed: u32,
}

/// What was measured, by groups: `all`, and each language, style and kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Counts of each group.
    pub groups: BTreeMap<String, Tally>,
}

/// Asks each message.
pub fn dangers(engine: &Engine, messages: &[Message]) -> Report {
    let mut report = Report::default();
    for message in messages {
        let decision = engine.ask(&Question { text: &message.text, turns: &message.turns, ..Question::default() });
        let alarm = decision.kind == Kind::Safety;
        let noticed = alarm || decision.ask_danger;
        let count = |tally: &mut Tally| match message.label {
            Label::Danger => {
                tally.dangers += 1;
                tally.alarmed += u32::from(alarm);
                tally.noticed += u32::from(noticed);
                tally.answered += u32::from(!noticed && decision.kind == Kind::Answer);
                if let (true, Some(card)) = (alarm, &message.card) {
                    tally.carded += 1;
                    tally.card_right += u32::from(decision.card.as_ref() == Some(card));
                }
            }
            Label::Near => {
                tally.near += 1;
                tally.false_alarms += u32::from(alarm);
                tally.near_noticed += u32::from(noticed);
            }
        };
        let groups = [("language", &message.lang), ("style", &message.style), ("kind", &message.kind)];
        let named = groups.into_iter().filter(|(_, name)| !name.is_empty()).map(|(what, name)| format!("{what} {name}"));
        for group in named.chain(["all".to_owned()]) {
            count(report.groups.entry(group).or_default());
        }
    }
    report
}

impl Report {
    /// The report as a table, for a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{:<22} {:>7} {:>7} {:>9} {:>9} {:>6} {:>5} {:>12} {:>10}",
            "", "dangers", "alarm", "alarm/ask", "answered", "card", "near", "false alarm", "alarm/ask"
        );
        let percent =
            |part: u32, whole: u32| if whole == 0 { "–".to_owned() } else { format!("{:.1}", 100.0 * part as f32 / whole as f32) };
        for (group, t) in &self.groups {
            let _ = writeln!(
                out,
                "{group:<22} {:>7} {:>7} {:>9} {:>9} {:>6} {:>5} {:>12} {:>10}",
                t.dangers,
                percent(t.alarmed, t.dangers),
                percent(t.noticed, t.dangers),
                percent(t.answered, t.dangers),
                percent(t.card_right, t.carded),
                t.near,
                percent(t.false_alarms, t.near),
                percent(t.near_noticed, t.near),
            );
        }
        out
    }
}
