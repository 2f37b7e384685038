//! What a conversation knows of a danger, and what the server promises because of it.
//!
//! ```text
//!              asked ──no tap in time──▶ unanswered
//!            ▲   │ no ▼                    │ no ▼
//!   none ────┤  none                     none        yes, or a card: alarm ──▶ none when the conversation ends
//!            └──────────────── a card ────────────────▶ alarm
//! ```

use crate::clock::Millis;

/// The entry that `choose` names to say that somebody is in danger (`protocol.md` section 2).
pub const YES: &str = "danger-yes";
/// The entry that `choose` names to say that nobody is.
pub const NO: &str = "danger-no";
/// Messages that are acknowledged before a card that stands further up is shown once more: by then it has scrolled away.
pub const CARD_AGAIN_AFTER: u32 = 6;

/// Where a conversation stands with danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Nobody spoke of one, or it is over.
    #[default]
    None,
    /// The owner was asked whether anyone is in danger right now.
    Asked,
    /// They were asked, and did not say in time.
    Unanswered,
    /// A card was shown and people are alerted.
    Alarm,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 4] = [Stage::None, Stage::Asked, Stage::Unanswered, Stage::Alarm];

    /// How grave it is, to compare two conversations.
    pub fn gravity(self) -> u8 {
        match self {
            Stage::None => 0,
            Stage::Asked => 1,
            Stage::Unanswered => 2,
            Stage::Alarm => 3,
        }
    }

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::None => "none",
            Stage::Asked => "asked",
            Stage::Unanswered => "unanswered",
            Stage::Alarm => "alarm",
        }
    }

    /// The stage with that name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

/// The part of a conversation's state that is about danger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Danger {
    pub stage: Stage,
    /// The card that was shown, or that the question was asked for.
    pub card: Option<String>,
    /// When the stage began; of an alarm, when it last began to wait for somebody. It names the alarm for its jobs.
    pub since: Option<Millis>,
    /// Messages that were acknowledged since, so that no two sentences in a row are the same.
    pub acknowledged: u32,
    /// A technician has written since they took the alarm: the bot no longer speaks beside them.
    pub attended: bool,
}

impl Danger {
    /// The question was asked now.
    pub fn asked(card: String, now: Millis) -> Danger {
        Danger { stage: Stage::Asked, card: Some(card), since: Some(now), ..Danger::default() }
    }

    /// Whether the question is open: asked, and neither answered nor overtaken by an alarm.
    pub fn is_asked(&self) -> bool {
        matches!(self.stage, Stage::Asked | Stage::Unanswered)
    }

    /// Whether this card stands in the conversation, not far up.
    pub fn shows(&self, card: &str) -> bool {
        self.stage == Stage::Alarm && self.card.as_deref() == Some(card) && self.acknowledged < CARD_AGAIN_AFTER
    }
}

/// What the server has to look after later, from the moment at which the state is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// Tell the desk when the question that was asked at this time is not answered.
    Question { since: Millis },
    /// Tell people outside of the desk when nobody takes the alarm that began to wait at this time.
    Alarm { since: Millis },
}

/// The question whether anyone is in danger, ready to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The card that a yes brings; the owner does not see it.
    pub card: String,
    pub text: String,
    /// Whom to call, the first one first.
    pub numbers: Vec<String>,
    /// What each number is.
    pub labels: Vec<String>,
}

/// What is said about danger beside the reply to a message, as far as the state calls for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watch {
    /// Asked above everything else, unless it is open already.
    pub ask: Option<Ask>,
    /// Sentences that acknowledge a message while somebody waits with a danger; one is taken.
    pub acknowledge: Vec<String>,
    /// What is said instead of a card that stands there already.
    pub again: String,
    /// The message says in words that nobody is in danger: the word to that, which takes the place of a reply that stands there already.
    pub denied: Option<String>,
}

impl Watch {
    /// The sentence for the message after so many that were acknowledged.
    pub fn acknowledgement(&self, acknowledged: u32) -> Option<&str> {
        let place = usize::try_from(acknowledged).unwrap_or(0).checked_rem(self.acknowledge.len())?;
        self.acknowledge.get(place).map(String::as_str)
    }
}
