//! A message in its conversation: what it does about what was just said, and what is done then.
//!
//! [`memory`] says what was said before, [`acts`] in which words a message agrees, complains or points at a button, [`resolved`] that its matter is resolved, [`follow`] reads
//! what can't be read alone. Here it is decided what comes of it. What a message asks by itself comes first: an act counts where the
//! message says little else, or nothing that an entry surely answers.

pub(super) mod acts;
mod follow;
mod memory;
mod resolved;
pub(super) mod voice;

pub(super) use acts::Doing;
pub(super) use memory::Memory;

use super::base::Base;
use super::decide::{Decision, Did, Kind, MOST_ENTRIES, Scored};
use super::reading::{Reader, Reading};
use super::smalltalk::Mood;
use crate::faq::Act;
use crate::language::{Language, Token};
use follow::Hanging;

/// Buttons at most.
const BUTTONS: usize = 3;
/// The kind of small talk by which somebody agrees.
const AGREED: &str = "ok";
/// Words beside an act that are no question of their own.
const FEW: usize = 2;
/// How near a phrasing must be to what is said beside an act, for it to be a question: a cosine.
const NEAR_ENOUGH: f32 = 0.37;

/// A message in its conversation.
pub(super) struct Dialogue<'a> {
    pub(super) base: &'a Base,
    pub(super) memory: &'a Memory<'a>,
    pub(super) doing: &'a Doing,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// The language of the message.
    pub(super) spoken: Language,
    /// The language of the answer.
    pub(super) language: Language,
}

/// What comes of an act.
enum Outcome {
    /// These entries are answered.
    Answer(Vec<u32>),
    /// These are buttons.
    Buttons(Vec<u32>),
    /// A person is called; the owner is told that we are sorry.
    Sorry,
    /// A person is called.
    Person,
    /// A reply of the editor to this act.
    Reply(Act),
    /// The small talk of somebody who agrees.
    Agreed,
    /// What is said beside this act is the question.
    Beside(Box<Reading>),
}

impl Dialogue<'_> {
    /// The message read with what was said before, where it hangs on that; otherwise none.
    pub(super) fn follow(&self, reader: &Reader<'_>, alone: &Reading) -> Option<Reading> {
        let asks = self.tokens.iter().any(|token| token.question.is_some()) || self.text.contains('?');
        let hanging = Hanging::of(self.doing, self.memory, alone, asks)?;
        Some(hanging.read(self, reader, alone))
    }

    /// Changes what was decided on the message by what it does in its conversation. `talked`: words that are small talk.
    pub(super) fn settle(&self, mut decision: Decision, reader: &Reader<'_>, talked: usize) -> Decision {
        let Some((act, outcome)) = self.outcome(&decision, reader, talked) else { return decision };
        decision.act = Some(act);
        decision.smalltalk = None;
        decision.second = None;
        decision.entry = None;
        decision.suggestions = 0;
        decision.offer_person = false;
        match outcome {
            Outcome::Answer(entries) => {
                self.put_first(&mut decision, &entries);
                decision.kind = Kind::Answer;
                decision.entry = decision.entries.first().map(|found| found.entry.clone());
                decision.second = entries.get(1).map(|entry| self.id(*entry));
                decision.confidence = 1.0;
            }
            Outcome::Buttons(entries) => {
                self.put_first(&mut decision, &entries);
                decision.kind = Kind::Suggest;
                decision.suggestions = entries.len().min(BUTTONS);
                decision.offer_person = act == Act::No || act == Act::Wrong;
            }
            Outcome::Sorry | Outcome::Person => {
                decision.kind = Kind::Handoff;
                decision.apology = matches!(outcome, Outcome::Sorry);
                decision.offer_person = true;
            }
            Outcome::Reply(replied) => match self.base.acts.reply(replied, self.language, self.text) {
                Some(reply) => {
                    decision.kind = Kind::Smalltalk;
                    decision.smalltalk = Some((replied.name().to_owned(), reply));
                }
                None => decision.kind = Kind::Handoff,
            },
            Outcome::Agreed => {
                let mood = Mood { danger: self.memory.danger, open: self.memory.open };
                if let Some(reply) = self.base.smalltalk.of_kind(AGREED, self.language, self.text, mood) {
                    decision.kind = Kind::Smalltalk;
                    decision.smalltalk = Some(reply);
                }
            }
            Outcome::Beside(reading) => self.take(&mut decision, &reading),
        }
        decision
    }

    fn id(&self, entry: u32) -> String {
        self.base.entries[entry as usize].id.clone()
    }

    /// Puts entries before all others that were found.
    fn put_first(&self, decision: &mut Decision, entries: &[u32]) {
        let ids: Vec<String> = entries.iter().map(|entry| self.id(*entry)).collect();
        let score = |id: &str| decision.entries.iter().find(|found| found.entry == id).map_or(0.0, |found| found.score);
        let mut all: Vec<Scored> = ids.iter().map(|id| Scored { entry: id.clone(), score: score(id) }).collect();
        let most = decision.entries.len().max(all.len());
        all.extend(decision.entries.drain(..).filter(|found| !ids.contains(&found.entry)));
        all.truncate(most);
        decision.entries = all;
    }

    /// Decides on a reading of a part of the message.
    fn take(&self, decision: &mut Decision, reading: &Reading) {
        let candidates = reading.evidence.candidates.iter().take(MOST_ENTRIES);
        decision.entries = candidates.map(|found| Scored { entry: self.id(found.entry), score: found.share }).collect();
        decision.confidence = reading.top_1;
        if reading.top_1 >= reading.answer_limit {
            decision.kind = Kind::Answer;
            decision.entry = decision.entries.first().map(|found| found.entry.clone());
        } else {
            decision.kind = Kind::Suggest;
            decision.suggestions = BUTTONS;
        }
    }

    /// What comes of the message's acts, those first that leave least to chance.
    fn outcome(&self, decision: &Decision, reader: &Reader<'_>, talked: usize) -> Option<(Act, Outcome)> {
        if decision.kind == Kind::Safety {
            return None;
        }
        let found = self.about_people(decision, reader).or_else(|| self.about_buttons(decision, talked));
        let found = found.or_else(|| self.about_help(decision, reader)).or_else(|| self.about_waiting(decision));
        found.or_else(|| self.agreement(decision, reader, talked))
    }

    fn has(&self, act: Act) -> bool {
        self.doing.has(act)
    }

    /// Whether an entry that is no call for a person surely answers what the message asks.
    fn is_answered(&self, decision: &Decision) -> bool {
        decision.kind == Kind::Answer
    }

    /// What the message asks beside an act, if it asks anything.
    fn beside(&self, act: Act, reader: &Reader<'_>) -> Option<Reading> {
        if self.doing.rest(act) < FEW {
            return None;
        }
        let text = self.doing.beside(act, self.text, self.tokens);
        let reading = reader.read_text(&text, self.spoken);
        let is_handoff = reading.evidence.candidates.first().is_some_and(|best| self.base.entries[best.entry as usize].handoff);
        let is_question = reading.top_3 >= reading.suggest_limit && reading.evidence.nearness() >= NEAR_ENOUGH && !is_handoff;
        is_question.then_some(reading)
    }

    /// A person is wanted, or is not.
    fn about_people(&self, decision: &Decision, reader: &Reader<'_>) -> Option<(Act, Outcome)> {
        if self.has(Act::Alone) {
            if self.is_answered(decision) && self.doing.rest(Act::Alone) >= FEW {
                return None;
            }
            let outcome = match (self.beside(Act::Alone, reader), self.memory.topic) {
                (Some(reading), _) => Outcome::Beside(Box::new(reading)),
                (None, Some(topic)) if self.doing.rest(Act::Alone) > FEW => Outcome::Buttons(self.around(topic)),
                _ => Outcome::Reply(Act::Alone),
            };
            return Some((Act::Alone, outcome));
        }
        (self.has(Act::Person) && !self.is_answered(decision)).then_some((Act::Person, Outcome::Person))
    }

    /// A button is pointed at.
    fn about_buttons(&self, decision: &Decision, talked: usize) -> Option<(Act, Outcome)> {
        let buttons = &self.memory.buttons;
        let place = |act: Act| match act {
            Act::First => buttons.first(),
            Act::Second => buttons.get(1),
            Act::Third => buttons.get(2),
            _ => buttons.last(),
        };
        let is_pointed = |act: &Act| {
            let few = usize::from(!self.doing.is_number(*act));
            self.has(*act) && self.doing.rest(*act) <= few && talked <= self.doing.covered(*act)
        };
        if buttons.is_empty() {
            return None;
        }
        if is_pointed(&Act::Both) {
            return Some((Act::Both, Outcome::Answer(buttons.iter().copied().take(2).collect())));
        }
        let act = [Act::First, Act::Second, Act::Third, Act::Last].into_iter().find(is_pointed)?;
        let is_new = self.is_answered(decision) && self.memory.did != Some(Did::Suggest) && self.doing.rest(act) > 0;
        let button = place(act).filter(|_| !is_new)?;
        Some((act, Outcome::Answer(vec![*button])))
    }

    /// What was answered did not help, or was no answer, or made somebody angry.
    fn about_help(&self, decision: &Decision, reader: &Reader<'_>) -> Option<(Act, Outcome)> {
        let is_after = matches!(self.memory.did, Some(Did::Answer | Did::Suggest | Did::Handoff));
        let act = [Act::Wrong, Act::Anger, Act::Tried].into_iter().find(|act| self.has(*act) && (is_after || *act == Act::Anger))?;
        // What names another subject, and surely, is a question of its own.
        let is_other = || {
            let best = decision.entries.first().and_then(|found| self.base.number_of(&found.entry));
            self.doing.rest(act) >= FEW && best.is_some_and(|best| !self.is_near_topic(best))
        };
        if act == Act::Wrong
            && let Some(others) = self.other_answers(reader)
        {
            return Some((act, Outcome::Buttons(others)));
        }
        if self.is_answered(decision) && (self.memory.did.is_none() || is_other()) {
            return None;
        }
        if act == Act::Anger && self.memory.did.is_none() && decision.kind == Kind::Suggest && self.doing.rest(act) > FEW {
            return None;
        }
        Some((act, Outcome::Sorry))
    }

    /// What the owner's question may have meant, if not what was answered.
    fn other_answers(&self, reader: &Reader<'_>) -> Option<Vec<u32>> {
        let beside = self.doing.beside(Act::Wrong, self.text, self.tokens);
        let own = if self.doing.rest(Act::Wrong) >= FEW { beside.as_str() } else { "" };
        let reading = reader.read_text(&format!("{} {own}", self.memory.asked?), self.spoken);
        let is_shown = |entry: u32| {
            self.memory.topic == Some(entry) || (self.memory.did == Some(Did::Suggest) && self.memory.buttons.contains(&entry))
        };
        let others = reading.evidence.candidates.iter().filter(|candidate| !is_shown(candidate.entry));
        let others: Vec<_> = others.take(BUTTONS).collect();
        let belief = others.first().map_or(0.0, |best| best.share);
        (reading.top_3 >= reading.suggest_limit && belief >= OTHER).then(|| others.iter().map(|other| other.entry).collect())
    }

    /// A person was called, and is waited for: nothing is looked up, or "how long will that take" would be answered with a repair.
    fn about_waiting(&self, decision: &Decision) -> Option<(Act, Outcome)> {
        if self.memory.did != Some(Did::Handoff) || decision.kind == Kind::Smalltalk {
            return None;
        }
        let waits = self.has(Act::Wait) && (!self.is_answered(decision) || self.doing.rest(Act::Wait) < FEW);
        (waits || self.doing.is_detail()).then_some((Act::Wait, Outcome::Person))
    }

    /// "Yes" and "no", alone or with more.
    fn agreement(&self, decision: &Decision, reader: &Reader<'_>, talked: usize) -> Option<(Act, Outcome)> {
        let act = [Act::No, Act::Yes].into_iter().find(|act| self.doing.begins(*act) && self.doing.covered(*act) >= talked)?;
        if self.doing.rest(act) >= FEW {
            let is_worse = decision.kind != Kind::Answer;
            return self.beside(act, reader).filter(|_| is_worse).map(|reading| (act, Outcome::Beside(Box::new(reading))));
        }
        if self.doing.rest(act) > 0 && self.is_answered(decision) {
            return None;
        }
        let Some(did) = self.memory.did.filter(|did| *did != Did::Smalltalk) else {
            // Nothing was asked that one could agree to.
            let is_talk = self.doing.rest(act) == 0 && self.base.smalltalk.has(AGREED);
            return is_talk.then_some((act, Outcome::Agreed));
        };
        let outcome = match (did, act, self.memory.topic) {
            (Did::Suggest, Act::Yes, _) if self.memory.buttons.len() == 1 => Outcome::Answer(self.memory.buttons.clone()),
            (Did::Suggest, Act::Yes, _) if !self.memory.buttons.is_empty() => {
                Outcome::Buttons(self.memory.buttons.iter().copied().take(BUTTONS).collect())
            }
            (Did::Suggest, Act::No, _) => Outcome::Sorry,
            (Did::Answer, _, Some(topic)) => Outcome::Buttons(self.around(topic)),
            (Did::Handoff, Act::No, _) => Outcome::Reply(Act::Alone),
            (Did::Handoff, ..) => Outcome::Person,
            _ => return None,
        };
        Some((act, outcome))
    }

    /// An entry and what an owner may want next.
    fn around(&self, topic: u32) -> Vec<u32> {
        let related = self.base.entries[topic as usize].related.iter().filter_map(|id| self.base.number_of(id));
        let related = related.filter(|entry| *entry != topic && !self.base.entries[*entry as usize].handoff);
        std::iter::once(topic).chain(related).take(BUTTONS).collect()
    }

    fn is_near_topic(&self, entry: u32) -> bool {
        let Some(topic) = self.memory.topic else { return false };
        let facts = &self.base.entries[topic as usize];
        let other = &self.base.entries[entry as usize];
        entry == topic || facts.category == other.category || facts.related.contains(&other.id)
    }
}

/// Share of the belief in another answer to the earlier question, from which on it is offered.
const OTHER: f32 = 0.1;
