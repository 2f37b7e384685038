//! Measures an engine on dialogues: each message of an owner is asked with what was said before it, as the script has it, so that one
//! wrong turn costs one turn and not the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::answer::decide::{Decision, Did, Kind, Question, Side, Turn};
use crate::answer::engine::Engine;
use crate::language::Language;

/// Buttons among which a right entry must be.
const BUTTONS: usize = 3;
/// Most mistakes of a report.
const MOST: usize = 200;
/// Name of the group of dialogues about dangers, which stand apart from the others.
pub const DANGER: &str = "danger";
/// Name of the group of all others.
pub const ALL: &str = "all";

/// A dialogue with what each of its turns should get, one line of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    /// Name in the file.
    #[serde(default)]
    pub id: String,
    /// Its language.
    pub lang: Language,
    /// `followup`, `failed`, ...; what begins with `danger` is counted apart.
    pub kind: String,
    /// What is said, in turn.
    pub turns: Vec<Scripted>,
}

/// A turn of a dialogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum Scripted {
    /// A message, which is asked.
    Owner {
        /// The words.
        text: String,
        /// What it should get.
        expect: Expected,
    },
    /// What the bot did, rightly or not.
    Bot {
        /// The words, where they matter.
        #[serde(default)]
        text: String,
        /// What it did.
        did: Did,
        /// The entry that it answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<String>,
        /// Its buttons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entries: Vec<String>,
    },
}

/// What a message should get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Each of these is right.
    pub any: Vec<Right>,
    /// Entries that must not be answered.
    #[serde(default)]
    pub not_entries: Vec<String>,
    /// The danger question alone is right as well.
    #[serde(default)]
    pub ask_danger: bool,
}

/// A right outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// What is decided.
    pub decision: Kind,
    /// One of these is answered, or is among the first buttons; none where the decision says all.
    #[serde(default)]
    pub entries: Vec<String>,
}

impl Expected {
    /// Whether a decision is right.
    pub fn is_met(&self, decision: &Decision) -> bool {
        let is_shown = |entries: &[String]| match decision.kind {
            Kind::Answer => decision.entry.as_ref().is_some_and(|entry| entries.contains(entry)),
            Kind::Suggest => {
                let shown = decision.entries.iter().take(decision.suggestions.min(BUTTONS));
                shown.into_iter().any(|found| entries.contains(&found.entry))
            }
            Kind::Smalltalk | Kind::Safety | Kind::Handoff => true,
        };
        let is_right = |right: &Right| right.decision == decision.kind && (right.entries.is_empty() || is_shown(&right.entries));
        let is_forbidden = decision.kind == Kind::Answer && decision.entry.as_ref().is_some_and(|entry| self.not_entries.contains(entry));
        !is_forbidden && (self.any.iter().any(is_right) || (self.ask_danger && decision.ask_danger))
    }
}

/// Turns of a group, and how many of them got what is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Messages of owners.
    pub turns: u32,
    /// Those that got something right.
    pub right: u32,
}

impl Tally {
    /// Share of the turns that were right, 0 to 1.
    pub fn share(self) -> f32 {
        self.right as f32 / self.turns.max(1) as f32
    }
}

/// A turn that went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The dialogue, and which message of its owner, from 1.
    pub place: String,
    /// The message.
    pub text: String,
    /// What was decided.
    pub decision: String,
    /// What was answered or shown.
    pub entries: Vec<String>,
}

/// What was measured on one file of dialogues.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`ALL`], each kind, language, first turns and later ones; and [`DANGER`] with its kinds.
    pub groups: BTreeMap<String, Tally>,
    /// Turns that went wrong, in the order of the file.
    pub mistakes: Vec<Mistake>,
}

/// Asks every message of every dialogue.
pub fn dialogues(engine: &Engine, dialogues: &[Dialogue]) -> Report {
    let mut report = Report::default();
    for dialogue in dialogues {
        let mut said: Vec<Turn> = Vec::new();
        let mut number = 0;
        for scripted in &dialogue.turns {
            if let Scripted::Owner { text, expect } = scripted {
                number += 1;
                let decision = engine.ask(&Question { text, turns: &said, ..Question::default() });
                report.add(dialogue, number, text, &decision, expect.is_met(&decision));
            }
            said.push(turn(scripted));
        }
    }
    report.mistakes.truncate(MOST);
    report
}

fn turn(scripted: &Scripted) -> Turn {
    match scripted {
        Scripted::Owner { text, .. } => Turn { from: Side::Owner, text: text.clone(), entry: None, entries: Vec::new(), did: None },
        Scripted::Bot { text, did, entry, entries } => {
            Turn { from: Side::Bot, text: text.clone(), entry: entry.clone(), entries: entries.clone(), did: Some(*did) }
        }
    }
}

impl Report {
    fn add(&mut self, dialogue: &Dialogue, number: usize, text: &str, decision: &Decision, is_right: bool) {
        let mut groups = vec![dialogue.kind.clone()];
        if dialogue.kind.starts_with(DANGER) {
            groups.push(DANGER.to_owned());
        } else {
            let turn = if number == 1 { "first turns" } else { "later turns" };
            groups.extend([ALL.to_owned(), dialogue.lang.to_string(), turn.to_owned()]);
        }
        for group in groups {
            let tally = self.groups.entry(group).or_default();
            tally.turns += 1;
            tally.right += u32::from(is_right);
        }
        if !is_right {
            let shown = decision.entries.iter().take(BUTTONS).map(|found| found.entry.clone());
            self.mistakes.push(Mistake {
                place: format!("{} {number} ({})", dialogue.id, dialogue.kind),
                text: text.to_owned(),
                decision: decision.kind.name().to_owned(),
                entries: shown.collect(),
            });
        }
    }

    /// The report as a table and a list, for a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{:<16} {:>6} {:>6}", "", "turns", "right");
        for (group, tally) in &self.groups {
            let _ = writeln!(out, "{group:<16} {:>6} {:>6.1}", tally.turns, 100.0 * tally.share());
        }
        let _ = writeln!(out, "\nturns that went wrong");
        for Mistake { place, text, decision, entries } in &self.mistakes {
            let _ = writeln!(out, "  {place}: {text} -> {decision} {}", entries.join(", "));
        }
        out
    }
}
