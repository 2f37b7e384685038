//! What was said before a message, as far as it matters to the next one.

use crate::answer::base::Base;
use crate::answer::decide::{Did, Question, Side, Turn};
use crate::language::segment::first_chars;

/// Newest turns that are looked at.
const MOST_TURNS: usize = 8;
/// Characters of a turn that are read.
const MOST_CHARS: usize = 500;
/// Buttons of a turn that may be pointed at.
const MOST_BUTTONS: usize = 10;

/// What is known of the conversation.
#[derive(Debug, Clone, Default)]
pub(in crate::answer) struct Memory<'t> {
    /// What the bot did last; none where nothing was said, or a technician spoke last.
    pub(super) did: Option<Did>,
    /// The entry that was answered last.
    pub(in crate::answer) topic: Option<u32>,
    /// The newest buttons, in their order.
    pub(super) buttons: Vec<u32>,
    /// What the owner had asked when the bot last answered or showed buttons.
    pub(super) asked: Option<&'t str>,
    /// A danger was spoken of.
    pub(in crate::answer) danger: bool,
    /// A question of the owner was not answered: nothing was found, or buttons were left alone.
    pub(in crate::answer) open: bool,
}

impl<'t> Memory<'t> {
    /// Reads the turns of a question. Where there are none, [`Question::previous_entry`] is all that is known.
    pub(in crate::answer) fn of(question: &Question<'t>, base: &Base) -> Self {
        let turns = &question.turns[question.turns.len().saturating_sub(MOST_TURNS)..];
        let mut memory = Memory::default();
        let mut said = None;
        for turn in turns {
            match turn.from {
                Side::Owner => said = Some(first_chars(&turn.text, MOST_CHARS)),
                Side::Technician => (memory.did, memory.open) = (None, false),
                Side::Bot => memory.hear(turn, said, base),
            }
        }
        if turns.is_empty() {
            memory.topic = question.previous_entry.and_then(|id| base.number_of(id));
            memory.did = memory.topic.map(|_| Did::Answer);
        }
        memory
    }

    fn hear(&mut self, turn: &Turn, said: Option<&'t str>, base: &Base) {
        let did = did(turn, base);
        match did {
            Did::Answer => {
                self.topic = turn.entry.as_deref().and_then(|id| base.number_of(id)).or(self.topic);
                self.asked = said;
                self.open = false;
            }
            Did::Suggest => {
                self.buttons = turn.entries.iter().take(MOST_BUTTONS).filter_map(|id| base.number_of(id)).collect();
                self.asked = said;
                self.open = true;
            }
            Did::Handoff => self.open = true,
            Did::Safety | Did::DangerQuestion => self.danger = true,
            Did::Smalltalk => {}
        }
        self.did = Some(did);
    }
}

/// What the bot did in a turn, where it is not said: an entry is an answer, entries are buttons; words are told by whose they are.
fn did(turn: &Turn, base: &Base) -> Did {
    turn.did.unwrap_or_else(|| {
        if turn.entry.is_some() {
            Did::Answer
        } else if !turn.entries.is_empty() {
            Did::Suggest
        } else if base.voice.is_card(&turn.text) {
            Did::Safety
        } else if base.voice.is_small_talk(&turn.text) {
            Did::Smalltalk
        } else {
            Did::Handoff
        }
    })
}
