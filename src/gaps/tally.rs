//! What a conversation's log says of the FAQ: which entries were asked, shown and helped, and which questions found no answer.
//!
//! Plain functions over the log: nothing is read, written or dated here.

use crate::chat::event::{Body, Event, Outcome, QueueReason, Role};
use crate::chat::leaving;
use crate::clock::Millis;
use crate::language::Language;
use crate::language::mask::mask;
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

/// What was said last, while a log is read.
#[derive(Default)]
struct Place<'a> {
    language: Option<Language>,
    /// The owner's last message in words.
    asked: Option<&'a Event>,
    /// The bot's last answer with the message that it answers, until something else was said.
    answered: Option<(&'a str, Option<&'a Event>)>,
    /// Number of the message whose buttons are open.
    buttons: Option<u64>,
    /// The last missed question.
    missed: Option<u64>,
    /// The best that a technician wrote since.
    reply: Option<&'a str>,
}

/// Counts what stands in a conversation's log and was counted nowhere yet, which `is_uncounted` says by its number; `events` are the newest ones,
/// oldest first, with some before that.
pub fn tally(events: &[Event], is_uncounted: impl Fn(u64) -> bool) -> Tally {
    let mut tally = Tally::default();
    let mut place = Place::default();
    for event in events {
        // What was counted before is read for what it says of what follows.
        let mut before = Tally::default();
        let into = if is_uncounted(event.seq) { &mut tally } else { &mut before };
        read(event, events, &mut place, into);
    }
    tally
}

fn read<'a>(event: &'a Event, events: &'a [Event], place: &mut Place<'a>, tally: &mut Tally) {
    if let Some(language) = event.body.language_from_here() {
        place.language = Some(language);
    }
    match (&event.body, event.role) {
        // What a photo shows no answer could have told.
        (Body::Message { entry: None, attachments, .. }, Role::Owner) if !attachments.is_empty() => {
            (place.asked, place.answered, place.buttons) = (None, None, None);
        }
        (Body::Message { entry: None, .. }, Role::Owner) => {
            (place.asked, place.answered, place.buttons) = (Some(event), None, None);
        }
        // An answer to whether they leave the queue is no choice of an entry.
        (Body::Message { entry: Some(entry), .. }, Role::Owner) if leaving::is_answer(entry) => {}
        (Body::Message { entry: Some(entry), .. }, Role::Owner) => {
            tally.count(event, place, entry, Counter::Taken);
            tally.answered.extend(place.buttons.take());
        }
        (Body::Message { text, .. }, Role::Technician) => {
            let is_longer = place.reply.is_none_or(|known| known.len() < text.len());
            if text.chars().count() >= LEAST_REPLY && is_longer && place.missed.is_some() {
                place.reply = Some(text);
            }
        }
        (Body::Answer(answer), Role::Bot) => {
            tally.count(event, place, &answer.entry, Counter::Asked);
            place.answered = Some((&answer.entry, place.asked));
        }
        (Body::Suggestions { entries, text: None }, Role::Bot) => {
            for shown in entries {
                tally.count(event, place, &shown.entry, Counter::Shown);
            }
            place.buttons = place.asked.map(|asked| asked.seq);
            tally.missed(place.asked, place, Miss::Buttons, None);
        }
        (Body::Queued { reason }, _) => queued(*reason, event, place, tally),
        (Body::Feedback { seq, helpful, .. }, _) => judged(*seq, *helpful, event, events, place, tally),
        (Body::Resolved { outcome, .. }, _) => {
            let solved = !matches!(outcome, Some(Outcome::Unsolved | Outcome::Duplicate | Outcome::Spam));
            let reply = place.reply.take().filter(|_| solved);
            if let Some((seq, reply)) = place.missed.take().zip(reply) {
                tally.replies.push((seq, shortened(reply)));
            }
            (place.asked, place.answered, place.buttons) = (None, None, None);
        }
        _ => {}
    }
}

/// A person was called: what was asked last has no answer, or the answer before did not do.
fn queued<'a>(reason: QueueReason, event: &Event, place: &mut Place<'a>, tally: &mut Tally) {
    match (reason, place.answered.take()) {
        (QueueReason::Unanswered, _) => tally.missed(place.asked, place, Miss::Unanswered, None),
        (QueueReason::Asked | QueueReason::Unhelpful, Some((entry, asked))) => {
            tally.count(event, place, entry, Counter::Person);
            tally.missed(asked, place, Miss::Person, Some(entry));
        }
        _ => {}
    }
}

fn judged<'a>(seq: u64, helpful: bool, event: &Event, events: &'a [Event], place: &mut Place<'a>, tally: &mut Tally) {
    let Some(at) = events.iter().position(|known| known.seq == seq) else { return };
    let Body::Answer(answer) = &events[at].body else { return };
    tally.count(event, place, &answer.entry, if helpful { Counter::Helpful } else { Counter::Unhelpful });
    if !helpful {
        let is_question = |known: &&Event| known.role == Role::Owner && matches!(known.body, Body::Message { entry: None, .. });
        let asked = events[..at].iter().rev().find(is_question);
        tally.missed(asked, place, Miss::Unhelpful, Some(&answer.entry));
    }
}

impl Tally {
    fn count(&mut self, event: &Event, place: &Place<'_>, entry: &str, counter: Counter) {
        let language = place.language.unwrap_or(Language::EN);
        self.counts.push(Count { entry: entry.to_owned(), language, day: event.at.div_euclid(DAY_MS), counter });
    }

    fn missed(&mut self, asked: Option<&Event>, place: &mut Place<'_>, miss: Miss, entry: Option<&str>) {
        let Some(asked) = asked else { return };
        let Body::Message { text, language, .. } = &asked.body else { return };
        (place.missed, place.reply) = (Some(asked.seq), None);
        let text = shortened(text);
        if !text.chars().any(char::is_alphabetic) {
            return;
        }
        let language = language.or(place.language).unwrap_or(Language::EN);
        let question = Question {
            conversation: asked.conversation,
            seq: asked.seq,
            at: asked.at,
            language,
            text,
            miss,
            entry: entry.map(str::to_owned),
        };
        // A question may be missed twice, first with buttons and then by a person: the last says most.
        self.questions.retain(|known| known.seq != question.seq);
        self.questions.push(question);
    }
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
