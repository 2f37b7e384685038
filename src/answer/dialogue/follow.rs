//! Reads a message that hangs on what was said before it: "how many days does that take", "and at home?", "it is a wallbox".
//!
//! What the words say of each entry alone, what they say together with the topic, and how near the entry is to the topic are added as
//! logarithms: the conversation is a prior, and the less a message says by itself the more the prior counts.

use super::Dialogue;
use super::acts::Doing;
use super::memory::Memory;
use crate::answer::base::Base;
use crate::answer::decide::Did;
use crate::answer::ranking::Candidate;
use crate::answer::reading::{Reader, Reading};
use crate::faq::Act;

/// A message of more words than this is read by itself.
const MOST_WORDS: usize = 14;
/// Words of a message that goes on wherever it says so.
const SHORT: usize = 8;
/// Least probability that a message that names its subject has to do with any entry: "how much is it" has .3 and more, "who won the
/// match" less.
const FOLLOWS: f32 = 0.1;
/// A share is kept this far from 0: what the words alone don't find may still be meant.
const LEAST_SHARE: f32 = 0.02;
/// How much nearer than any other an entry is: logarithms of odds.
struct Nearness {
    /// The topic itself.
    same: f32,
    /// A button that was shown last.
    button: f32,
    /// A relation of the topic.
    related: f32,
    /// Of the topic's category.
    category: f32,
}

/// A message that asks for a detail names nothing: it means what was spoken of, or what is near it and knows that detail. These and what
/// follows were chosen on `tests/quality/dialogues.jsonl`; the held-out ones measure them.
const OF_DETAIL: Nearness = Nearness { same: 6.0, button: 6.0, related: 5.5, category: 5.0 };
/// A message that names something may mean something else.
const OF_OTHERS: Nearness = Nearness { same: 2.5, button: 4.0, related: 3.0, category: 2.5 };
/// Words that say what a message is about, beyond the first, for which nearness counts half.
const HALF_FOR: f32 = 2.0;
/// How much the words together with the topic say, against what they say alone.
const JOINED: f32 = 0.5;
/// What the topic has of it.
const EVEN: f32 = 0.5;
/// Belief from which on a follow-up is answered; below, it is asked back.
const SURE: f32 = 0.6;
/// Where the words alone mean the same, this is enough.
const SURE_OF_BOTH: f32 = 0.4;
/// Probability of what the words alone mean from which on it is among the buttons.
const WORTH_A_BUTTON: f32 = 0.3;

/// How a message hangs on the conversation.
pub(super) struct Hanging {
    /// Says nothing by itself.
    is_detail: bool,
    /// Tells more of what was spoken of.
    is_more: bool,
}

impl Hanging {
    /// Whether the message hangs on the conversation at all, as far as its words tell. `alone`: it read by itself.
    pub(super) fn of(doing: &Doing, memory: &Memory<'_>, alone: &Reading, asks: bool) -> Option<Self> {
        let is_topical = memory.topic.is_some() || (memory.did == Some(Did::Suggest) && !memory.buttons.is_empty());
        if !is_topical || doing.count() == 0 || doing.count() > MOST_WORDS {
            return None;
        }
        let is_detail = doing.is_detail();
        let is_more = (doing.begins(Act::It) || doing.has_number()) && !asks && matches!(memory.did, Some(Did::Answer | Did::Suggest));
        let goes_on = doing.begins(Act::And) || (doing.has(Act::And) && doing.count() <= SHORT);
        let is_unsure = alone.top_1 < alone.answer_limit && (alone.top_3 >= FOLLOWS || goes_on);
        (is_detail || is_more || is_unsure).then_some(Self { is_detail, is_more })
    }

    /// The message read with the conversation, and whether it is sure enough to be answered.
    pub(super) fn read(&self, dialogue: &Dialogue<'_>, reader: &Reader<'_>, alone: &Reading) -> Reading {
        let Dialogue { base, memory, doing, text, spoken, .. } = *dialogue;
        let before = match (memory.did, memory.topic, memory.asked) {
            (Some(Did::Suggest), _, Some(asked)) | (_, None, Some(asked)) => asked,
            (_, Some(topic), _) => base.entries[topic as usize].title(spoken),
            (_, None, None) => "",
        };
        let mut together = reader.read_text(&format!("{before} {text}"), spoken);
        let share = |reading: &Reading, entry: u32| {
            let found = reading.evidence.candidates.iter().find(|candidate| candidate.entry == entry);
            (LEAST_SHARE + found.map_or(0.0, |candidate| candidate.share)).ln()
        };
        let said = if self.is_detail { 0.0 } else { doing.open() as f32 };
        let weight = 1.0 / (1.0 + (said - 1.0).max(0.0) / HALF_FOR);
        let near = near(base, memory, self.is_detail);
        let mut found: Vec<u32> = together.evidence.candidates.iter().map(|candidate| candidate.entry).collect();
        found.sort_unstable();
        let others = near.iter().map(|(entry, _)| *entry).filter(|entry| found.binary_search(entry).is_err());
        together.evidence.candidates.extend(others.map(Candidate::new));
        let scores: Vec<f32> = together
            .evidence
            .candidates
            .iter()
            .map(|candidate| {
                let place = near.binary_search_by_key(&candidate.entry, |(entry, _)| *entry);
                let nearness = place.map_or(0.0, |place| near[place].1);
                // The title alone finds the topic again: there the words together say nothing.
                let joined = if Some(candidate.entry) == memory.topic { EVEN.ln() } else { share(&together, candidate.entry) };
                share(alone, candidate.entry) + JOINED * joined + weight * nearness
            })
            .collect();
        for (candidate, score) in together.evidence.candidates.iter_mut().zip(scores) {
            candidate.score = score;
        }
        together.evidence.sort();
        self.judge(together, alone, memory)
    }

    /// How sure the reading is, and which buttons stand beside its best.
    fn judge(&self, mut together: Reading, alone: &Reading, memory: &Memory<'_>) -> Reading {
        let [best, best_alone] = [&together, alone].map(|reading| reading.evidence.candidates.first().map(|c| c.entry));
        let belief = together.evidence.candidates.first().map_or(0.0, |candidate| candidate.share);
        let is_agreed = best == best_alone;
        let is_button = memory.did == Some(Did::Suggest) && best.is_some_and(|best| memory.buttons.contains(&best));
        let is_sure = (belief >= SURE || (is_agreed && belief >= SURE_OF_BOTH)) && (!self.is_more || is_button);
        // The same answer again only where a detail of it is asked for; who tells more is not told the same.
        let is_again = best == memory.topic && !self.is_detail;
        let (limit, below) = (together.answer_limit, (together.answer_limit - f32::EPSILON).max(0.0));
        together.top_1 = if is_sure && !is_again { belief.max(limit) } else { belief.min(below) };
        together.top_3 = alone.top_3.max(together.suggest_limit);
        if let Some(topic) = memory.topic.filter(|_| self.is_more || self.is_detail) {
            together.evidence.put_second(topic);
        }
        if let Some(entry) = best_alone.filter(|_| alone.top_1 >= WORTH_A_BUTTON) {
            together.evidence.put_second(entry);
        }
        together
    }
}

/// The entries that are near the conversation, with how near: each once, in their order.
fn near(base: &Base, memory: &Memory<'_>, is_detail: bool) -> Vec<(u32, f32)> {
    let Nearness { same, button, related, category } = if is_detail { OF_DETAIL } else { OF_OTHERS };
    let mut near: Vec<(u32, f32)> = Vec::new();
    if let Some(topic) = memory.topic {
        near.push((topic, same));
        let facts = &base.entries[topic as usize];
        near.extend(facts.related.iter().filter_map(|id| base.number_of(id)).map(|entry| (entry, related)));
        let same = base.entries.iter().filter(|(_, other)| other.is_some_and(|other| other.category == facts.category));
        near.extend(same.map(|(entry, _)| (entry, category)));
    }
    if memory.did == Some(Did::Suggest) {
        near.extend(memory.buttons.iter().map(|entry| (*entry, button)));
    }
    near.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    near.dedup_by_key(|(entry, _)| *entry);
    near
}
