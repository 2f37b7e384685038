//! What a conversation's log says of the FAQ: which entries were asked, shown and helped, and which questions found no answer.
//!
//! Plain functions over the log: nothing is read, written or dated here.

use crate::chat::event::{Body, Event, Outcome, QueueReason, Role};
use crate::chat::leaving;
use crate::clock::Millis;
use crate::language::Language;
use crate::language::mask::mask;
use std::collections::VecDeque;
use std::sync::Arc;
use uuid::Uuid;

/// Longest question that is kept, in characters: what an editor reads of it.
const MOST_CHARS: usize = 500;
/// A technician's message that is shorter explains nothing: "yes", "one moment".
const LEAST_REPLY: usize = 20;
/// A day in milliseconds.
const DAY_MS: Millis = 86_400_000;

/// How a question was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Miss {
    /// Buttons were shown, and none was taken.
    Buttons,
    /// Nothing was found.
    Unanswered,
    /// An answer was said to be of no help.
    Unhelpful,
    /// After the answer a person was asked for.
    Person,
}

impl Miss {
    pub const ALL: [Miss; 4] = [Miss::Buttons, Miss::Unanswered, Miss::Unhelpful, Miss::Person];

    /// The name in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Miss::Buttons => "buttons",
            Miss::Unanswered => "unanswered",
            Miss::Unhelpful => "unhelpful",
            Miss::Person => "person",
        }
    }

    /// The one with that name.
    pub fn parse(name: &str) -> Option<Miss> {
        Miss::ALL.into_iter().find(|miss| miss.as_str() == name)
    }
}

/// What is counted of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counter {
    /// It was the answer.
    Asked,
    /// It was one of the buttons.
    Shown,
    /// Its button was taken.
    Taken,
    Helpful,
    Unhelpful,
    /// A person was asked for after it.
    Person,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Count {
    pub entry: String,
    pub language: Language,
    /// Days since 1970, UTC.
    pub day: i64,
    pub counter: Counter,
}

/// A question that found no answer. Named by its conversation and its number there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub conversation: Uuid,
    pub seq: u64,
    pub at: Millis,
    pub language: Language,
    /// Without personal details.
    pub text: String,
    pub miss: Miss,
    /// The entry that was answered and did not help.
    pub entry: Option<String>,
}

/// What new events of one conversation came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub counts: Vec<Count>,
    pub questions: Vec<Question>,
    /// Numbers of questions that were missed and then answered by a button.
    pub answered: Vec<u64>,
    /// What a technician wrote who solved it, by the question's number.
    pub replies: Vec<(u64, String)>,
}

/// Answers of a log that may still be judged: those before are too far back.
const MOST_JUDGED: usize = 64;

/// What was said last, as far as what follows in the log hangs on it.
#[derive(Debug, Clone, Default)]
pub struct Place {
    language: Option<Language>,
    /// The owner's last message in words.
    asked: Option<Arc<Event>>,
    /// The entry of the bot's last answer with the message that it answers, until something else was said.
    answered: Option<(String, Option<Arc<Event>>)>,
    /// Number of the message whose buttons are open.
    buttons: Option<u64>,
    /// The last missed question.
    missed: Option<u64>,
    /// The best that a technician wrote since.
    reply: Option<String>,
    /// The owner's last message that is no choice, and what was answered, oldest first.
    question: Option<Arc<Event>>,
    given: VecDeque<Given>,
}

/// An answer, and what had been asked.
#[derive(Debug, Clone)]
struct Given {
    seq: u64,
    entry: String,
    question: Option<Arc<Event>>,
}

/// Counts what stands in a conversation's log and was counted nowhere yet, which `is_uncounted` says by its number; `events` are those that follow
/// what `place` was read from, oldest first.
pub fn tally(place: &mut Place, events: &[Arc<Event>], is_uncounted: impl Fn(u64) -> bool) -> Tally {
    let mut tally = Tally::default();
    for event in events {
        // What was counted before is read for what it says of what follows.
        place.read(event, is_uncounted(event.seq).then_some(&mut tally));
    }
    tally
}

impl Place {
    /// About how many bytes it holds.
    pub fn bytes(&self) -> usize {
        let (mut bytes, mut last) = (0, None);
        for question in self.given.iter().map(|given| &given.question).chain([&self.question, &self.asked]).flatten() {
            // Of one question there may be many answers.
            if !last.is_some_and(|last| Arc::ptr_eq(last, question)) {
                bytes += size_of::<Event>() + words(question).map_or(0, str::len);
            }
            last = Some(question);
        }
        let given: usize = self.given.iter().map(|given| size_of::<Given>() + given.entry.len()).sum();
        bytes + given + self.reply.as_ref().map_or(0, String::len)
    }

    /// Takes the next event, and counts it where that is asked for.
    fn read(&mut self, event: &Arc<Event>, mut tally: Option<&mut Tally>) {
        if let Some(language) = event.body.language_from_here() {
            self.language = Some(language);
        }
        match (&event.body, event.role) {
            (Body::Message { entry: None, attachments, .. }, Role::Owner) => {
                // What a photo shows no answer could have told.
                self.asked = attachments.is_empty().then(|| Arc::clone(event));
                self.question = Some(Arc::clone(event));
                (self.answered, self.buttons) = (None, None);
            }
            // An answer to whether they leave the queue is no choice of an entry.
            (Body::Message { entry: Some(entry), .. }, Role::Owner) if leaving::is_answer(entry) => {}
            (Body::Message { entry: Some(entry), .. }, Role::Owner) => {
                let answered = self.buttons.take();
                if let Some(tally) = tally {
                    tally.count(event, self, entry, Counter::Taken);
                    tally.answered.extend(answered);
                }
            }
            (Body::Message { text, .. }, Role::Technician) => {
                let is_longer = self.reply.as_ref().is_none_or(|known| known.len() < text.len());
                if text.chars().count() >= LEAST_REPLY && is_longer && self.missed.is_some() {
                    self.reply = Some(text.clone());
                }
            }
            (Body::Answer(answer), role) => {
                if role == Role::Bot {
                    if let Some(tally) = tally {
                        tally.count(event, self, &answer.entry, Counter::Asked);
                    }
                    self.answered = Some((answer.entry.clone(), self.asked.clone()));
                }
                self.gave(event.seq, &answer.entry);
            }
            (Body::Suggestions { entries, text: None }, Role::Bot) => {
                let asked = self.asked.clone();
                self.buttons = asked.as_ref().map(|asked| asked.seq);
                if let Some(tally) = tally.as_deref_mut() {
                    entries.iter().for_each(|shown| tally.count(event, self, &shown.entry, Counter::Shown));
                }
                self.missed(asked, Miss::Buttons, None, tally);
            }
            (Body::Queued { reason }, _) => self.queued(*reason, event, tally),
            (Body::Feedback { seq, helpful, .. }, _) => self.judged(*seq, *helpful, event, tally),
            (Body::Resolved { outcome, .. }, _) => {
                let solved = !matches!(outcome, Some(Outcome::Unsolved | Outcome::Duplicate | Outcome::Spam));
                let reply = self.reply.take().filter(|_| solved);
                if let (Some((seq, reply)), Some(tally)) = (self.missed.take().zip(reply), tally) {
                    tally.replies.push((seq, shortened(&reply)));
                }
                (self.asked, self.answered, self.buttons) = (None, None, None);
            }
            _ => {}
        }
    }

    fn gave(&mut self, seq: u64, entry: &str) {
        if self.given.len() == MOST_JUDGED {
            self.given.pop_front();
        }
        self.given.push_back(Given { seq, entry: entry.to_owned(), question: self.question.clone() });
    }

    /// A person was called: what was asked last has no answer, or the answer before did not do.
    fn queued(&mut self, reason: QueueReason, event: &Event, mut tally: Option<&mut Tally>) {
        match (reason, self.answered.take()) {
            (QueueReason::Unanswered, _) => self.missed(self.asked.clone(), Miss::Unanswered, None, tally),
            (QueueReason::Asked | QueueReason::Unhelpful, Some((entry, asked))) => {
                if let Some(tally) = tally.as_deref_mut() {
                    tally.count(event, self, &entry, Counter::Person);
                }
                self.missed(asked, Miss::Person, Some(entry), tally);
            }
            _ => {}
        }
    }

    fn judged(&mut self, seq: u64, helpful: bool, event: &Event, mut tally: Option<&mut Tally>) {
        let Some(Given { entry, question, .. }) = self.given.iter().rev().find(|given| given.seq == seq).cloned() else { return };
        if let Some(tally) = tally.as_deref_mut() {
            tally.count(event, self, &entry, if helpful { Counter::Helpful } else { Counter::Unhelpful });
        }
        if !helpful {
            self.missed(question, Miss::Unhelpful, Some(entry), tally);
        }
    }

    fn missed(&mut self, asked: Option<Arc<Event>>, miss: Miss, entry: Option<String>, tally: Option<&mut Tally>) {
        let Some(asked) = asked else { return };
        let Body::Message { text, language, .. } = &asked.body else { return };
        (self.missed, self.reply) = (Some(asked.seq), None);
        let Some(tally) = tally else { return };
        let text = shortened(text);
        if !text.chars().any(char::is_alphabetic) {
            return;
        }
        let language = language.or(self.language).unwrap_or(Language::EN);
        let question = Question { conversation: asked.conversation, seq: asked.seq, at: asked.at, language, text, miss, entry };
        // A question may be missed twice, first with buttons and then by a person: the last says most.
        tally.questions.retain(|known| known.seq != question.seq);
        tally.questions.push(question);
    }
}

impl Tally {
    fn count(&mut self, event: &Event, place: &Place, entry: &str, counter: Counter) {
        let language = place.language.unwrap_or(Language::EN);
        self.counts.push(Count { entry: entry.to_owned(), language, day: event.at.div_euclid(DAY_MS), counter });
    }
}

/// What a message says.
pub(super) fn words(event: &Event) -> Option<&str> {
    if let Body::Message { text, .. } = &event.body { Some(text) } else { None }
}

/// A text as editors see it.
pub(super) fn shortened(text: &str) -> String {
    let masked = mask(text.trim());
    match masked.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked.into_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests;
