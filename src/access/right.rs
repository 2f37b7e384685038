//! What may be asked for, each right a type of its own: a function that takes a grant says by its type what it needs.

use uuid::Uuid;

/// Makes each row a type and an [`Action`], so that neither can lack the other.
macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident $(($of:ty))?,)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name $((pub $of))?;

            impl sealed::Sealed for $name {
                fn action(self) -> Action {
                    Action::$name $(({ let of: $of = self.0; of }))?
                }
            }
        )*

        /// The rights as the table of [`super::authorize`] has them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name $(($of))?,)*
        }
    };
}

rights! {
    /// Read and write one's own conversation as its owner.
    OwnConversation(Uuid),
    /// Begin a conversation as an owner whom nobody knows yet.
    BeginConversation,
    /// Be known on a device as the owner whom a site names, with what was said there before.
    BeIdentified,
    /// Read a conversation as staff, notes included.
    ReadConversation(Uuid),
    /// Write into a conversation as staff: claim, reply, note, resolve.
    WorkConversation(Uuid),
    /// Claim whichever conversation is next.
    TakeNext,
    /// See who waits, who works on what, and the feed of both.
    UseDesk,
    /// Give back to the queue what is assigned to this user.
    ReturnChats(Uuid),
    /// See to the danger of a conversation: the question that nobody answers, the alarm that nobody takes.
    WatchDanger(Uuid),
    /// See all requests, make them for owners, and move them on.
    WorkRequests,
    /// Look after requests as the server itself: what is overdue, what has to be told, and for who shows a request's code.
    KeepRequests,
    /// Ask the matcher without a conversation.
    Ask,
    /// Count what owners ask, for those who edit the FAQ.
    TallyQuestions,
    /// Know and end one's own log-in.
    OwnLogin,
    /// See and change the FAQ: drafts, revisions, and what is published.
    EditFaq,
    /// See owners, cars and what belongs to them.
    ReadRecords,
    /// Correct what is known of an owner or a car, and note what its odometer shows.
    CorrectRecords,
    /// Make and change records of every kind, and read and write whole files of them.
    EditRecords,
    /// See and change who is on the staff.
    ManageStaff,
    /// Find, hand out and erase what is stored of a person.
    HandlePersons,
}

/// One of the rights above. No other module can add one.
pub trait Right: sealed::Sealed + Copy {}

impl<R: sealed::Sealed + Copy> Right for R {}

/// Whose numbering a cursor is in, and whose events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All events, by `seq`.
    Staff,
    /// What the owner sees, by `owner_seq`.
    Owner,
}

/// A right to read one conversation.
pub trait Reads: Right {
    /// What is seen of it.
    const VIEW: View;
    fn conversation(self) -> Uuid;
}

impl Reads for OwnConversation {
    const VIEW: View = View::Owner;

    fn conversation(self) -> Uuid {
        self.0
    }
}

impl Reads for ReadConversation {
    const VIEW: View = View::Staff;

    fn conversation(self) -> Uuid {
        self.0
    }
}

impl Reads for WatchDanger {
    const VIEW: View = View::Staff;

    fn conversation(self) -> Uuid {
        self.0
    }
}

/// A right to see requests, whosever they are.
pub trait SeesRequests: Right {}

impl SeesRequests for WorkRequests {}

impl SeesRequests for KeepRequests {}

/// A right to write as an owner.
pub trait Owns: Right {
    /// The conversation; none when it begins now.
    fn conversation(self) -> Option<Uuid>;
}

impl Owns for OwnConversation {
    fn conversation(self) -> Option<Uuid> {
        Some(self.0)
    }
}

impl Owns for BeginConversation {
    fn conversation(self) -> Option<Uuid> {
        None
    }
}

/// For a table that holds rights of several kinds, such as that of the routes. No function that touches a conversation takes it.
impl sealed::Sealed for Action {
    fn action(self) -> Action {
        self
    }
}

pub(super) mod sealed {
    /// What only this room can implement.
    pub trait Sealed {
        fn action(self) -> super::Action;
    }
}
