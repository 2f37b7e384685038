//! Measures an engine: on labelled questions, and on the corpus's own phrasings with themselves left out.

pub mod dangers;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::left_out::LeftOut;
use super::train::train_and_tell;
use crate::answer::calibration::{CalibrationFeatures, Thresholds};
use crate::answer::decide::{Decision, Kind, Question};
use crate::answer::engine::Engine;
use crate::answer::learned::{Certainty, Trained};
use crate::faq::Corpus;
pub use crate::faq::Labelled;
use crate::language::Language;
use crate::search::embedding::Embedded;
use crate::search::term::mix;

/// Counts of one group of questions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Questions that an entry answers.
    pub questions: u32,
    /// The right entry was first.
    pub right_first: u32,
    /// It was among the first three.
    pub right_three: u32,
    /// An entry was answered (or a person fetched where that is the entry).
    pub answered: u32,
    /// It was the right one.
    pub answered_rightly: u32,
    /// Answered rightly, or the right one was among the suggestions.
    pub helped: u32,
    /// Off-topic questions, and how many of them were answered.
    pub offtopic: u32,
    /// See `offtopic`.
    pub offtopic_answered: u32,
    /// Small talk, and how much of it was taken as such.
    pub smalltalk: u32,
    /// See `smalltalk`.
    pub smalltalk_right: u32,
    /// Questions whose language was told, and told rightly.
    pub language: u32,
    /// See `language`.
    pub language_right: u32,
    /// Questions with an entry or off-topic that were taken for a danger.
    pub safety: u32,
    /// Such questions that were asked whether anybody is in danger.
    pub danger_asked: u32,
}

impl Tally {
    /// Share of the answers that were wrong; answers to off-topic questions are wrong.
    pub fn wrong_among_answers(&self) -> f32 {
        let answers = self.answered + self.offtopic_answered;
        share(answers - self.answered_rightly, answers)
    }
}

fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// One part of a reliability diagram.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Questions in it.
    pub questions: u32,
    /// Their mean probability.
    pub probability: f32,
    /// The share of them whose best entry was right.
    pub right: f32,
}

/// A question that went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The question.
    pub text: String,
    /// Its language and style.
    pub group: String,
    /// The right entry.
    pub right: Option<String>,
    /// The best entry that was found.
    pub found: Option<String>,
    /// How sure that was.
    pub confidence: f32,
    /// What was decided.
    pub decision: String,
}

/// One entry that took questions of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// The entry that was right.
    pub right: String,
    /// The entry that was found instead.
    pub found: String,
    /// How often.
    pub count: u32,
}

/// How well one entry is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryScore {
    /// Its id.
    pub entry: String,
    /// Its questions and how many found it first.
    pub questions: u32,
    /// See `questions`.
    pub right_first: u32,
    /// Questions of others that it was first for.
    pub stolen: u32,
}

/// What was measured on one set of questions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// `all`, each language, and each language and style.
    pub groups: BTreeMap<String, Tally>,
    /// Confusions, most frequent first.
    pub confusions: Vec<Confusion>,
    /// Entries, worst first.
    pub entries: Vec<EntryScore>,
    /// Mistakes, surest first.
    pub worst: Vec<Mistake>,
    /// Reliability of the confidence, in ten steps.
    pub reliability: Vec<Bin>,
    /// Expected calibration error.
    pub calibration_error: f32,
    /// Limits of answering by language, and those of asking back.
    pub limits: BTreeMap<Language, f32>,
    /// See `limits`.
    #[serde(default)]
    pub suggest_limits: BTreeMap<Language, f32>,
    /// How sure the limits are, where labelled questions taught them.
    #[serde(default)]
    pub certainty: Option<Certainty>,
    /// Between which shares nine of ten sets lie that are drawn from the questions: answered rightly, and wrong among the answers.
    #[serde(default)]
    pub drawn: Option<[[f32; 2]; 2]>,
}

/// Most rows of each list in a report.
const MOST: usize = 40;

#[derive(Default)]
struct Collector {
    groups: BTreeMap<String, Tally>,
    confusions: BTreeMap<(String, String), u32>,
    entries: BTreeMap<String, (u32, u32, u32)>,
    worst: Vec<Mistake>,
    confidences: Vec<(f32, bool)>,
    /// Of each question: whether an entry answers it, whether it was answered, and whether rightly.
    came: Vec<[bool; 3]>,
}

/// What one question came to, whatever asked it.
struct Came<'a> {
    group: (Language, &'a str),
    text: &'a str,
    right: Option<&'a str>,
    rank: Option<usize>,
    found: Option<&'a str>,
    confidence: f32,
    answered: bool,
    suggested: bool,
    decision: &'a str,
}

impl Collector {
    fn add(&mut self, language: Language, style: &str, change: impl Fn(&mut Tally)) {
        for group in ["all".to_owned(), language.to_string(), format!("{language} {style}")] {
            change(self.groups.entry(group).or_default());
        }
    }

    /// A question with a right entry, or an off-topic one.
    fn question(&mut self, came: &Came<'_>) {
        let right_first = came.rank == Some(0);
        let (language, style) = came.group;
        let helped = (came.answered && right_first) || (came.suggested && came.rank.is_some_and(|rank| rank < 3));
        self.add(language, style, |tally| {
            if came.right.is_some() {
                tally.questions += 1;
                tally.right_first += u32::from(right_first);
                tally.right_three += u32::from(came.rank.is_some_and(|rank| rank < 3));
                tally.answered += u32::from(came.answered);
                tally.answered_rightly += u32::from(came.answered && right_first);
                tally.helped += u32::from(helped);
            } else {
                tally.offtopic += 1;
                tally.offtopic_answered += u32::from(came.answered);
            }
        });
        self.confidences.push((came.confidence, right_first));
        self.came.push([came.right.is_some(), came.answered, came.answered && came.right.is_some() && right_first]);
        if let Some(right) = came.right {
            let score = self.entries.entry(right.to_owned()).or_default();
            score.0 += 1;
            score.1 += u32::from(right_first);
            if let (false, Some(found)) = (right_first, came.found) {
                *self.confusions.entry((right.to_owned(), found.to_owned())).or_default() += 1;
                self.entries.entry(found.to_owned()).or_default().2 += 1;
            }
        }
        let bad = if came.right.is_some() { !right_first } else { came.answered };
        if bad {
            self.worst.push(Mistake {
                text: came.text.to_owned(),
                group: format!("{language} {style}"),
                right: came.right.map(str::to_owned),
                found: came.found.map(str::to_owned),
                confidence: came.confidence,
                decision: came.decision.to_owned(),
            });
        }
    }

    fn report(mut self, thresholds: Thresholds) -> Report {
        let mut confusions: Vec<Confusion> =
            self.confusions.into_iter().map(|((right, found), count)| Confusion { right, found, count }).collect();
        confusions.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.right.cmp(&b.right)).then_with(|| a.found.cmp(&b.found)));
        confusions.truncate(MOST);
        let mut entries: Vec<EntryScore> = self
            .entries
            .into_iter()
            .map(|(entry, (questions, right_first, stolen))| EntryScore { entry, questions, right_first, stolen })
            .collect();
        entries.sort_by(|a, b| {
            let rate = |e: &EntryScore| share(e.right_first, e.questions.max(1));
            rate(a).total_cmp(&rate(b)).then_with(|| a.entry.cmp(&b.entry))
        });
        self.worst.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        self.worst.truncate(MOST);
        let mut bins = [(0_u32, 0.0_f32, 0_u32); 10];
        for (confidence, right) in &self.confidences {
            let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
            bin.0 += 1;
            bin.1 += confidence;
            bin.2 += u32::from(*right);
        }
        let total = self.confidences.len().max(1) as f32;
        let calibration_error = bins.iter().map(|(count, sum, right)| (sum - *right as f32).abs() / total * f32::from(*count > 0)).sum();
        let reliability = bins
            .iter()
            .map(|(count, sum, right)| Bin { questions: *count, probability: sum / (*count).max(1) as f32, right: share(*right, *count) })
            .collect();
        let by_language = |limits: [f32; Language::COUNT]| Language::ALL.into_iter().zip(limits).collect();
        let (limits, suggest_limits) = (by_language(thresholds.answer), by_language(thresholds.suggest));
        Report {
            groups: self.groups,
            confusions,
            entries,
            worst: self.worst,
            reliability,
            calibration_error,
            limits,
            suggest_limits,
            certainty: None,
            drawn: drawn_between(&self.came),
        }
    }
}

/// Sets that are drawn to tell how far a figure may be off.
const DRAWN: usize = 1_000;

/// A bootstrap over the questions: the middle nine tenths of the share that is answered rightly, and of the wrong ones among the answers.
fn drawn_between(came: &[[bool; 3]]) -> Option<[[f32; 2]; 2]> {
    if came.is_empty() {
        return None;
    }
    let mut shares: [Vec<f32>; 2] = Default::default();
    for set in 0..DRAWN {
        let (mut inside, mut answered, mut rightly) = (0, 0, 0);
        for place in 0..came.len() {
            let number = mix((set * came.len() + place) as u64) % came.len() as u64;
            let [has_entry, is_answered, is_right] = came[number as usize];
            inside += u32::from(has_entry);
            answered += u32::from(is_answered);
            rightly += u32::from(is_right);
        }
        shares[0].push(share(rightly, inside));
        shares[1].push(share(answered - rightly, answered));
    }
    Some(shares.map(|mut shares| {
        shares.sort_by(f32::total_cmp);
        [shares[DRAWN / 20], shares[DRAWN - 1 - DRAWN / 20]]
    }))
}

impl Certainty {
    /// For a terminal.
    fn to_text(&self) -> String {
        format!(
            "from {} labelled questions, {} of them off-topic, each judged by what the others teach: {:.1} % answered rightly, {:.1} % of the answers \
             wrong; eight in ten sets drawn from them have {:.1} to {:.1} %, and {:.0} % of the sets no more than may be",
            self.questions,
            self.offtopic,
            100.0 * self.answered_rightly,
            100.0 * self.wrong,
            100.0 * self.wrong_between[0],
            100.0 * self.wrong_between[1],
            100.0 * self.holds
        )
    }
}

/// Asks labelled questions, each as the first of a conversation.
pub fn questions(engine: &Engine, questions: &[Labelled]) -> Report {
    let mut collector = Collector::default();
    for labelled in questions {
        let decision = engine.ask(&Question { text: &labelled.text, ..Question::default() });
        judge(&mut collector, engine, labelled, &decision);
    }
    collector.report(engine.thresholds())
}

fn judge(collector: &mut Collector, engine: &Engine, labelled: &Labelled, decision: &Decision) {
    collector.add(labelled.lang, &labelled.style, |tally| {
        tally.language += 1;
        tally.language_right += u32::from(decision.language.language == labelled.lang);
    });
    if labelled.is_smalltalk() {
        let right = decision.kind == Kind::Smalltalk;
        collector.add(labelled.lang, &labelled.style, |tally| {
            tally.smalltalk += 1;
            tally.smalltalk_right += u32::from(right);
        });
        if !right {
            collector.worst.push(Mistake {
                text: labelled.text.clone(),
                group: format!("{} {}", labelled.lang, labelled.style),
                right: Some("small talk".to_owned()),
                found: decision.entries.first().map(|scored| scored.entry.clone()),
                confidence: decision.confidence,
                decision: decision.kind.name().to_owned(),
            });
        }
        return;
    }
    let found = decision.entries.first().map(|scored| scored.entry.as_str());
    // Fetching a person is the answer where a person is what was asked for; a safety card answers with its entry.
    let handed = decision.kind == Kind::Handoff && found.is_some_and(|id| engine.is_handoff(id)) && decision.confidence > 0.5;
    let card = decision.kind == Kind::Safety && decision.entry.as_deref().is_some_and(|entry| labelled.is_right(entry));
    let rank = decision.entries.iter().position(|scored| labelled.is_right(&scored.entry));
    if decision.kind == Kind::Safety && !card {
        collector.add(labelled.lang, &labelled.style, |tally| tally.safety += 1);
    }
    if decision.ask_danger {
        collector.add(labelled.lang, &labelled.style, |tally| tally.danger_asked += 1);
    }
    collector.question(&Came {
        group: (labelled.lang, &labelled.style),
        text: &labelled.text,
        right: if labelled.is_offtopic() { None } else { labelled.topic.as_deref() },
        rank: if card { Some(0) } else { rank },
        found,
        confidence: decision.confidence,
        answered: decision.kind == Kind::Answer || handed || card,
        suggested: decision.kind == Kind::Suggest,
        decision: decision.kind.name(),
    });
}

/// Trains anew and tells what the corpus's phrasings and off-topic lines come to when left out. Style is
/// `phrasing`, `line` (off-topic) or `unknown` (an entry asked while it is left out).
pub fn left_out(engine: &Engine, corpus: &Corpus, embedded: Option<([u8; 32], &Embedded)>) -> (Trained, Report) {
    let (trained, left_out) = train_and_tell(engine, corpus, embedded);
    let mut collector = Collector::default();
    for LeftOut { text, right, unknown, language, evidence, .. } in &left_out {
        let learned = trained.learned_for(evidence);
        let features = CalibrationFeatures::from_evidence(evidence, *language);
        let top_1 = learned.top_1.probability(&features);
        let decision = if top_1 >= learned.thresholds.answer[language.number()] {
            Kind::Answer
        } else if learned.top_3.probability(&features) >= learned.thresholds.suggest[language.number()] {
            Kind::Suggest
        } else {
            Kind::Handoff
        };
        let style = match right {
            _ if *unknown => "unknown",
            Some(_) => "phrasing",
            None => "line",
        };
        let id = |entry: u32| corpus.entries[entry as usize].id.as_str();
        collector.question(&Came {
            group: (*language, style),
            text,
            right: right.map(id),
            rank: right.and_then(|right| evidence.candidates.iter().position(|c| c.entry == right)),
            found: evidence.candidates.first().map(|c| id(c.entry)),
            confidence: top_1,
            answered: decision == Kind::Answer,
            suggested: decision == Kind::Suggest,
            decision: decision.name(),
        });
    }
    let learned = trained.meaning.as_ref().map_or(&trained.learned, |(_, learned)| learned);
    let report = Report { certainty: learned.certainty.clone(), ..collector.report(learned.thresholds) };
    (trained, report)
}

impl Report {
    /// The report as a table and lists, for a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{:<16} {:>5} {:>6} {:>6} {:>8} {:>7} {:>6} {:>12} {:>10} {:>9}",
            "", "asked", "first", "three", "answered", "rightly", "helped", "wrong/answ.", "off-topic", "language"
        );
        for (group, t) in &self.groups {
            let percent = |part: u32, whole: u32| if whole == 0 { "–".to_owned() } else { format!("{:.1}", 100.0 * share(part, whole)) };
            let _ = writeln!(
                out,
                "{group:<16} {:>5} {:>6} {:>6} {:>8} {:>7} {:>6} {:>12} {:>10} {:>9}{}{}{}",
                t.questions + t.offtopic + t.smalltalk,
                percent(t.right_first, t.questions),
                percent(t.right_three, t.questions),
                percent(t.answered, t.questions),
                percent(t.answered_rightly, t.questions),
                percent(t.helped, t.questions),
                percent(t.answered + t.offtopic_answered - t.answered_rightly, t.answered + t.offtopic_answered),
                if t.offtopic == 0 { "–".to_owned() } else { format!("{}/{}", t.offtopic_answered, t.offtopic) },
                percent(t.language_right, t.language),
                if t.smalltalk > 0 { format!("  small talk {}/{}", t.smalltalk_right, t.smalltalk) } else { String::new() },
                if t.safety > 0 { format!("  {} false alarms", t.safety) } else { String::new() },
                if t.danger_asked > 0 { format!("  {} asked about danger", t.danger_asked) } else { String::new() },
            );
        }
        let _ = writeln!(out);
        for ((language, answer), suggest) in self.limits.iter().zip(self.suggest_limits.values()) {
            let _ = writeln!(out, "{language}: answered from {answer:.2}, asked back from {suggest:.2}");
        }
        if let Some(certainty) = &self.certainty {
            let _ = writeln!(out, "{}", certainty.to_text());
        }
        if let Some([rightly, wrong]) = self.drawn {
            let [rightly, wrong] = [rightly, wrong].map(|between| between.map(|share| 100.0 * share));
            let _ = writeln!(
                out,
                "of sets drawn from these questions nine in ten have {:.1} to {:.1} % answered rightly, {:.1} to {:.1} % wrong among answers",
                rightly[0], rightly[1], wrong[0], wrong[1]
            );
        }
        let _ = writeln!(out, "expected calibration error {:.3}", self.calibration_error);
        for bin in self.reliability.iter().filter(|bin| bin.questions > 0) {
            let _ = writeln!(out, "  said {:.2}  was {:.2}  ({} questions)", bin.probability, bin.right, bin.questions);
        }
        let _ = writeln!(out, "\nentries found worst (right first of asked, questions taken from others)");
        for e in self.entries.iter().filter(|e| e.questions > 0).take(12) {
            let _ = writeln!(out, "  {:<24} {}/{}  took {}", e.entry, e.right_first, e.questions, e.stolen);
        }
        let _ = writeln!(out, "\ntaken for another entry");
        for c in self.confusions.iter().take(12) {
            let _ = writeln!(out, "  {:<24} → {:<24} {}", c.right, c.found, c.count);
        }
        let _ = writeln!(out, "\nworst questions");
        for m in self.worst.iter().take(15) {
            let right = m.right.as_deref().unwrap_or("nothing");
            let found = m.found.as_deref().unwrap_or("nothing");
            let _ = writeln!(out, "  {:.2} {} ({}): {} is {right}, found {found}", m.confidence, m.decision, m.group, m.text);
        }
        out
    }
}
