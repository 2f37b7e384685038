//! What may be asked of a conversation: each side has its own commands, so that nobody can give another's.

use crate::chat::danger::Watch;
use crate::chat::event::{Answer, Outcome, QueueReason, Suggestion};
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::language::Language;
use uuid::Uuid;

/// A command with who gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Owner(OwnerCommand),
    Staff(Staff, StaffCommand),
    System(SystemCommand),
}

/// By what a repeat of a client's frame is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The client's own id of the frame: a repeat is answered with what the first one did.
    pub id: Uuid,
    /// SHA-256 of the frame's content, by which a repeat is told from another frame with the same id.
    pub digest: [u8; 32],
}

/// A technician who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    pub user: Uuid,
    /// As the owner reads it.
    pub name: String,
}

/// What an owner does.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnerCommand {
    Send {
        text: String,
        language: Language,
        language_reason: String,
        reply: Reply,
        watch: Watch,
        verdict: Verdict,
    },
    Choose {
        entry: String,
        title: String,
        answer: Answer,
    },
    /// The answer to the question whether anyone is in danger.
    Danger {
        anyone: bool,
        /// The owner's word for it.
        title: String,
        /// The card for a yes; for a no, what is said to it.
        reply: Reply,
        watch: Watch,
    },
    /// A person, please.
    Handoff,
    Feedback {
        /// The judged event, in the owner's numbering.
        owner_seq: u64,
        helpful: bool,
    },
    Rate {
        stars: u8,
        comment: Option<String>,
    },
    Language(Language),
    End,
}

impl OwnerCommand {
    /// Whether a conversation may begin with it.
    pub fn begins(&self) -> bool {
        match self {
            OwnerCommand::Send { .. } | OwnerCommand::Handoff | OwnerCommand::Language(_) => true,
            OwnerCommand::Choose { .. }
            | OwnerCommand::Danger { .. }
            | OwnerCommand::Feedback { .. }
            | OwnerCommand::Rate { .. }
            | OwnerCommand::End => false,
        }
    }
}

/// What an owner's message says of what they were told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Nothing.
    #[default]
    None,
    /// It did not help: a miss, and a person is offered at once.
    Failed,
    /// No person is wanted: none is offered until the next misses.
    Alone,
}

/// What the bot would say, made before the transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// One answer, or two when the message held two questions.
    Answers(Vec<Answer>),
    Suggestions(Vec<Suggestion>),
    Smalltalk(String),
    Safety {
        card: String,
        title: String,
        html: String,
        text: String,
    },
    /// The answer of a card to a question that is asked after it.
    CardAnswer {
        card: String,
        title: String,
        html: String,
        text: String,
    },
    /// A person is needed, for this reason.
    Handoff(QueueReason),
    /// What was said did not help: we are sorry in these words, and a person is needed.
    Sorry(String),
}

/// What a technician does. `claim` is the number by which they act as assignee.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffCommand {
    Claim,
    Reply { claim: u64, text: String },
    SendEntry { claim: u64, answer: Answer },
    Note { text: String },
    Release { claim: u64 },
    Transfer { claim: u64, to: Destination, note: Option<String> },
    Resolve { claim: u64, outcome: Outcome, tags: Vec<String> },
    Reopen,
}

/// Where a technician hands a conversation to.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    User { id: Uuid, name: String },
    Language(Language),
}

/// Why a command is refused. Each is an error code of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("not found")]
    NotFound,
    #[error("bad request")]
    BadRequest,
    #[error("somebody else has it")]
    AlreadyClaimed,
    #[error("the claim is no longer yours")]
    StaleClaim,
    #[error("the conversation, or the question, is closed")]
    Closed,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(match refusal {
            Refusal::NotFound => Code::NotFound,
            Refusal::BadRequest => Code::BadRequest,
            Refusal::AlreadyClaimed => Code::AlreadyClaimed,
            Refusal::StaleClaim => Code::StaleClaim,
            Refusal::Closed => Code::Closed,
        })
    }
}

/// What the server does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemCommand {
    /// Back to the queue: the assignee is no longer there. Refused when somebody else has it by now.
    Return { from: Uuid },
    /// The question whether anyone is in danger, asked at this time, was not answered in time. Refused when it is no longer open.
    Unanswered { since: Millis },
}
