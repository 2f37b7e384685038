//! A term: what a text is found by. It is kept as a hash alone.

use std::hash::Hasher;

use super::named::named;

named! {
    /// What a term says of a text. Every field is an own field of the index and an own family of features.
    Field;
    /// A number for each field.
    Fields {
        /// Folded words, Latin Kazakh also in Cyrillic.
        Word = "word",
        /// Light stems.
        Stem = "stem",
        /// Two stems in a row; the first and the last one with the text's border, for a Kazakh or Bengali sentence ends with its verb and
        /// many an English question is known by its first word.
        Pair = "pair",
        /// Character 2-5-grams of folded words with their borders.
        Gram = "gram",
        /// Phonetic keys: what a Bengali word and its romanised spellings have in common.
        Phone = "phone",
        /// Phonetic keys that keep coarse vowels.
        Coarse = "coarse",
        /// Groups of synonyms, and what a question asks for.
        Concept = "concept",
    }
}

/// A term of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// What kind of term it is.
    pub field: Field,
    /// Hash of field and term; the term itself is nowhere kept.
    pub hash: u64,
    /// Whether it stands in the index too: n-grams of most lengths are for the classifier alone.
    pub is_indexed: bool,
    /// How much it counts: 1, less for stop words and second readings.
    pub weight: f32,
    /// The token it comes from.
    pub token: usize,
}

/// FNV-1a with 64 bits over a field and a term, then mixed; the same on every machine.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Hash {
    /// Begins a term of this field.
    pub fn of(field: Field) -> Self {
        Self(0xcbf2_9ce4_8422_2325 ^ (field as u64 + 1))
    }

    /// Goes on with these bytes.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)))
    }

    /// The hash of what was given.
    pub fn done(self) -> u64 {
        mix(self.0)
    }
}

/// Spreads the bits of a number (the finalizer of SplitMix64).
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Takes a number as its own hash, for keys that are hashes already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
