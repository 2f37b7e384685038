//! What may be asked of a conversation: each side has its own commands, so that nobody can give another's.

use crate::chat::danger::{Danger, Watch};
use crate::chat::event::form::{Form, RequestCard, ResultCard, Shown};
use crate::chat::event::{Answer, Draft, Outcome, QueueReason, Suggestion};
use crate::chat::leaving;
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::language::Language;
use serde_json::{Map, Value};
use uuid::Uuid;

/// What is said of a file that cannot be attached.
pub const NO_FILE: &str = "error-no-file";

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

/// Uploads that a message or a form names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Who brought them: nobody attaches another's.
    pub by: Uploader,
    pub ids: Vec<Uuid>,
}

/// Who brings a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uploader {
    /// An owner, by the hash of their session's token.
    Owner([u8; 32]),
    /// A member of the staff.
    Staff(Uuid),
}

/// What an owner does.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnerCommand {
    Send {
        /// Empty where files are all there is to say.
        text: String,
        files: Option<Files>,
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
    /// The answer to the question whether to leave the queue.
    Leave {
        leaves: bool,
        /// The owner's word for it.
        title: String,
        /// What is said to it.
        text: String,
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
    /// They agree to what they were told of their data.
    Consent {
        version: String,
        language: Language,
        url: Option<String>,
    },
    End,
    /// A form, please.
    Start {
        form: Box<Form>,
    },
    /// A form that was filled in and judged right.
    Submit(Box<Submission>),
    /// A request of this conversation moved on by its owner.
    Decide {
        card: Box<RequestCard>,
    },
}

/// A form that was filled in, with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub form: String,
    /// The form event, in the owner's numbering.
    pub form_seq: u64,
    /// The owner's values in words.
    pub shown: Vec<Shown>,
    /// The values as they were understood.
    pub values: Map<String, Value>,
    /// The request that the form makes.
    pub made: Option<NewRequest>,
    /// How a request stands now for which the form asked another time.
    pub moved: Option<Box<RequestCard>>,
    /// What was found, for a form that looks something up.
    pub results: Vec<ResultCard>,
    /// Photos and other files that were handed in.
    pub files: Option<Files>,
}

/// A request that is made with an event, in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRequest {
    /// Codes that it may have: the first that no other request has.
    pub codes: Vec<String>,
    /// The kind's id, and the state that it begins with.
    pub kind: String,
    pub state: String,
    /// The values as they were understood.
    pub values: Map<String, Value>,
    /// The car, where the form names one.
    pub vin: Option<String>,
    pub vehicle: Option<String>,
    /// The record of the owner, where it is known, and where they hear of changes while they are away.
    pub owner: Option<String>,
    pub email: Option<String>,
    pub centre: Option<String>,
    /// A place at a centre that must still be free.
    pub slot: Option<SlotWanted>,
    /// When the first step is due.
    pub due: Option<Millis>,
    pub language: Language,
    pub market: String,
    /// What the conversation shows of it; its code is the one that was free.
    pub card: RequestCard,
}

/// A place at a service centre at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotWanted {
    pub centre: String,
    /// The kind of service.
    pub service: String,
    pub at: Millis,
    /// When the next car may come.
    pub until: Millis,
    /// Cars that the centre takes for this service at once.
    pub capacity: u32,
}

impl OwnerCommand {
    /// Whether a conversation may begin with it.
    pub fn begins(&self) -> bool {
        match self {
            OwnerCommand::Send { .. }
            | OwnerCommand::Handoff
            | OwnerCommand::Language(_)
            | OwnerCommand::Consent { .. }
            | OwnerCommand::Start { .. } => true,
            OwnerCommand::Choose { .. }
            | OwnerCommand::Danger { .. }
            | OwnerCommand::Leave { .. }
            | OwnerCommand::Feedback { .. }
            | OwnerCommand::Rate { .. }
            | OwnerCommand::Submit(_)
            | OwnerCommand::Decide { .. }
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
    /// Somebody who waits needs no technician any more, as far as their words tell: whether to take them out of the queue.
    AskToLeave(leaving::Question),
    /// The answer to that in words, and what is said to it.
    Leave {
        leaves: bool,
        text: String,
    },
    /// What was found for a code, a car or a town that the message names, and the answers to the rest of it.
    Found(Vec<ResultCard>, Vec<Answer>),
}

/// What a technician does. `claim` is the number by which they act as assignee.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffCommand {
    Claim,
    Reply {
        claim: u64,
        /// Empty where files are all there is to say.
        text: String,
        files: Option<Files>,
    },
    SendEntry {
        claim: u64,
        answer: Answer,
    },
    Note {
        text: String,
    },
    Release {
        claim: u64,
    },
    Transfer {
        claim: u64,
        to: Destination,
        note: Option<String>,
    },
    Resolve {
        claim: u64,
        outcome: Outcome,
        tags: Vec<String>,
    },
    Reopen,
    /// A form for the owner to fill in.
    OfferForm {
        claim: u64,
        form: Box<Form>,
    },
    /// A request made for the owner.
    Request {
        made: Box<NewRequest>,
    },
    /// A request of this owner moved on, visibly for them.
    RequestMoved {
        card: Box<RequestCard>,
    },
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
    #[error("somebody else has this place")]
    SlotTaken,
    #[error("a file is not there, or is somebody else's")]
    NoFile,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        if refusal == Refusal::NoFile {
            return Error { message: Some(NO_FILE), ..Error::new(Code::NotFound) };
        }
        Error::new(match refusal {
            Refusal::NotFound | Refusal::NoFile => Code::NotFound,
            Refusal::BadRequest => Code::BadRequest,
            Refusal::AlreadyClaimed => Code::AlreadyClaimed,
            Refusal::StaleClaim => Code::StaleClaim,
            Refusal::Closed => Code::Closed,
            Refusal::SlotTaken => Code::Invalid,
        })
    }
}

/// What the server does by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum SystemCommand {
    /// Back to the queue: the assignee is no longer there. Refused when somebody else has it by now.
    Return { from: Uuid },
    /// The question whether anyone is in danger, asked at this time, was not answered in time. Refused when it is no longer open.
    Unanswered { since: Millis },
    /// A request of this owner moved on, visibly for them: by a due time, or by their own hand outside of the chat.
    RequestMoved { card: Box<RequestCard> },
    /// The owner has proved who they are, and began another conversation before: what was said there goes on here.
    TakeIn(Box<Earlier>),
    /// And that other one ends.
    MoveOn,
    /// What was said is erased: nobody waits here any more, and nothing of it is remembered.
    Erase,
}

/// A conversation that its owner began before they said who they are, and that goes on in the one they have.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// What of its state is taken over, as [`crate::chat::conversation::Conversation`] has it.
    pub status: Status,
    pub language: Language,
    pub priority: i64,
    pub assignee: Option<Uuid>,
    pub queued_at: Option<Millis>,
    pub misses: u32,
    pub suggestions_open: bool,
    pub suggested: Vec<String>,
    pub last_entry: Option<String>,
    pub danger: Danger,
    /// What was said there ([`crate::chat::joining::carry`]).
    pub drafts: Vec<Draft>,
    /// The name of the technician who has it.
    pub technician: Option<String>,
    /// Why it waits for a person, if it does.
    pub reason: QueueReason,
}
