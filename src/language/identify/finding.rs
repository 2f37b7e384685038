//! What a text says of its language by itself.

use super::{Reason, Variety};
use crate::language::{Language, Script};

/// The same for Bengali and Cyrillic letters, which settle the language.
const MIN_SCRIPT_LETTERS: usize = 2;
/// The lead over the next variety from which a text is believed against the page, in nats.
const PAGE_MARGIN: f32 = 2.0;
/// How much more that has to be where letters alone speak, and no known word: for one word so much, for two the half, and so on. The
/// letters of an English word such as "radio" are often those of another language.
const LETTERS_ALONE: f32 = 10.0;
/// A lone word must have so many letters for that: "jack" and "horn" look like any language.
const LONE_WORD: usize = 7;
/// The lead from which it may change the language of a conversation.
const SWITCH_MARGIN: f32 = 5.0;
/// Words that are no loans and no courtesies from which a conversation changes its language.
const SWITCH_WORDS: usize = 2;
/// The same towards English, whose short phrases everybody uses.
const SWITCH_WORDS_ENGLISH: usize = 3;
/// Turns a lead into a confidence, so that confidence is about the share of right guesses.
const CONFIDENCE_SCALE: f32 = 7.0;

/// What a text says by itself, before the conversation is considered.
pub(super) struct Finding {
    pub(super) language: Language,
    /// `None` when the language is sure and its variety is not.
    pub(super) variety: Option<Variety>,
    /// Lead over the next variety, in nats.
    pub(super) margin: f32,
    /// How many words are neither loans nor courtesies.
    pub(super) words: usize,
    /// How many letters were weighed.
    pub(super) letters: usize,
    /// The script settles the language.
    pub(super) certain: bool,
    /// The letters settle that it is a language of this script, of which there are several.
    pub(super) script: Option<Script>,
    /// It follows from whole words, not from letters alone.
    pub(super) is_known: bool,
    pub(super) reason: Reason,
}

impl Finding {
    pub(super) fn script(variety: Variety, letters: usize, reason: Reason) -> Self {
        let certain = letters >= MIN_SCRIPT_LETTERS;
        Self {
            language: variety.language(),
            variety: Some(variety),
            margin: 0.0,
            words: 0,
            letters,
            certain,
            script: None,
            is_known: false,
            reason,
        }
    }

    /// Whether the letters settle that it is `language` and not `other`, or nothing is to be settled.
    pub(super) fn settles(&self, language: Language, other: Language) -> bool {
        language == other || self.certain || self.script.is_some_and(|script| script != other.script())
    }

    pub(super) fn may_switch(&self) -> bool {
        let english = self.variety == Some(Variety::En);
        let words = if english { SWITCH_WORDS_ENGLISH } else { SWITCH_WORDS };
        self.certain || (self.words >= words && self.margin >= SWITCH_MARGIN)
    }

    pub(super) fn may_leave_page(&self) -> bool {
        // One English word under a Bengali page is rather a name or a term.
        let words = if self.variety == Some(Variety::En) { 2 } else { 1 };
        let letters_alone = if self.is_known { 0.0 } else { LETTERS_ALONE / self.words.max(1) as f32 };
        let is_long_enough = self.is_known || self.words > 1 || self.letters >= LONE_WORD;
        self.certain || (self.words >= words && is_long_enough && self.margin >= PAGE_MARGIN + letters_alone)
    }

    pub(super) fn confidence(&self) -> f32 {
        if self.certain { 0.99 } else { 1.0 / (1.0 + (-self.margin / CONFIDENCE_SCALE).exp()) }
    }
}
