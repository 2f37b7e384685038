//! Many words in one text: each in a `String` of its own would take four times as much memory, and a start long to read them.

use serde::{Deserialize, Serialize};

use crate::columns::{numbers, text};

/// Words by their numbers, from 0 on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct WordList {
    /// One after the other.
    #[serde(with = "text")]
    text: String,
    /// Where each ends.
    #[serde(with = "numbers")]
    ends: Vec<u32>,
}

impl WordList {
    /// Adds a word; its number.
    pub(super) fn push(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// Gives back the room that no word takes.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The word of a number; none where there is none.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let begin = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(begin as usize..*self.ends.get(number)? as usize)
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All words, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).filter_map(|number| self.get(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_by_their_numbers() {
        let mut words = WordList::default();
        assert_eq!(["қала", "", "ঢাকা"].map(|word| words.push(word)), [0, 1, 2]);
        words.shrink();
        assert_eq!([0, 1, 2, 3, u32::MAX].map(|number| words.get(number)), [Some("қала"), Some(""), Some("ঢাকা"), None, None]);
        assert_eq!((words.len(), words.iter().collect::<Vec<_>>()), (3, vec!["қала", "", "ঢাকা"]));
    }

    #[test]
    fn ends_that_lie_anywhere_are_no_words() {
        let words = WordList { text: "қала".to_owned(), ends: vec![1, 9, 4, 8] };
        assert_eq!([0, 1, 2, 3].map(|number| words.get(number)), [None, None, None, Some("ла")]);
    }
}
