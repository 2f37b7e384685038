//! What the index tells of an entry: for each part of its text and each kind of term a share of the question that was found there.

use super::named::named;
use super::term::Field;

/// Part of an entry in which terms are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Phrasings and title.
    Ask,
    /// The title alone.
    Title,
    /// The answer.
    Answer,
}

named! {
    /// A column of the index: one kind of term in one part of the entries.
    Signal;
    /// A number for each signal.
    Signals {
        /// Words in phrasings and title.
        Word = "word",
        /// Stems there.
        Stem = "stem",
        /// Pairs of stems there.
        Pair = "pair",
        /// Character n-grams there.
        Gram = "gram",
        /// Phonetic keys there.
        Phone = "phone",
        /// Coarse phonetic keys there.
        Coarse = "coarse",
        /// Synonyms and question words there.
        Concept = "concept",
        /// Stems in the title.
        TitleStem = "title_stem",
        /// Stems in the answer.
        AnswerStem = "answer_stem",
        /// Character n-grams in the answer.
        AnswerGram = "answer_gram",
        /// Synonyms and question words in the answer.
        AnswerConcept = "answer_concept",
    }
}

impl Signal {
    /// Where it looks.
    pub fn zone(self) -> Zone {
        match self {
            Self::Word | Self::Stem | Self::Pair | Self::Gram | Self::Phone | Self::Coarse | Self::Concept => Zone::Ask,
            Self::TitleStem => Zone::Title,
            Self::AnswerStem | Self::AnswerGram | Self::AnswerConcept => Zone::Answer,
        }
    }

    /// What it looks for.
    pub fn field(self) -> Field {
        match self {
            Self::Word => Field::Word,
            Self::Stem | Self::TitleStem | Self::AnswerStem => Field::Stem,
            Self::Pair => Field::Pair,
            Self::Gram | Self::AnswerGram => Field::Gram,
            Self::Phone => Field::Phone,
            Self::Coarse => Field::Coarse,
            Self::Concept | Self::AnswerConcept => Field::Concept,
        }
    }
}
