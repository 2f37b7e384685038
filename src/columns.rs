//! Tables of numbers in a file: columns of bytes, little end first, which are read in pieces straight into the place where they stay. Millions of postings
//! read number by number would take longer than all else of a start.
//!
//! For `#[serde(with = ...)]`: [`numbers`] for a list, [`table`] for a map from numbers, [`text`] for a long text, [`shared`] for what is shared,
//! [`alone`] for what edits may lie over.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserializer, Serialize, Serializer};

/// A number, or a few of them, of a fixed length in bytes.
pub(crate) trait Number: Copy {
    /// Its length.
    const BYTES: usize;

    fn put(self, bytes: &mut Vec<u8>);

    /// From so many bytes.
    fn take(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($($number:ty),+) => {$(
        impl Number for $number {
            const BYTES: usize = size_of::<Self>();

            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn take(bytes: &[u8]) -> Self {
                bytes.first_chunk().map_or(Self::default(), |bytes| Self::from_le_bytes(*bytes))
            }
        }
    )+};
}

number!(u8, u16, u32, u64, f32);

impl<A: Number, B: Number> Number for (A, B) {
    const BYTES: usize = A::BYTES + B::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
        self.1.put(bytes);
    }

    fn take(bytes: &[u8]) -> Self {
        let (first, second) = bytes.split_at(A::BYTES);
        (A::take(first), B::take(second))
    }
}

impl<T: Number, const N: usize> Number for [T; N] {
    const BYTES: usize = N * T::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        self.into_iter().for_each(|number| number.put(bytes));
    }

    fn take(bytes: &[u8]) -> Self {
        std::array::from_fn(|place| T::take(&bytes[place * T::BYTES..]))
    }
}

/// Bytes of a column that are written and read at once: a column is never in memory a second time.
pub(crate) const PIECE: usize = 1 << 16;
/// Longest column, in bytes: what a file says of its length may be anything.
const MOST: usize = 1 << 30;

/// Numbers as bytes: how many there are, then pieces of them.
struct Column<I>(I);

impl<T: Number, I: ExactSizeIterator<Item = T> + Clone> Serialize for Column<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut numbers, at_once) = (self.0.clone(), PIECE / T::BYTES);
        let mut column = serializer.serialize_seq(Some(1 + numbers.len().div_ceil(at_once)))?;
        column.serialize_element(&(numbers.len() as u64))?;
        let mut piece = Vec::with_capacity(PIECE);
        while numbers.len() > 0 {
            piece.clear();
            numbers.by_ref().take(at_once).for_each(|number| number.put(&mut piece));
            column.serialize_element(&Piece(&piece))?;
        }
        column.end()
    }
}

/// Bytes of a column.
struct Piece<'a>(&'a [u8]);

impl Serialize for Piece<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// What the numbers of a column are put into.
trait Numbers<T>: Default + Extend<T> {
    /// Makes room for so many; whether there is.
    fn reserve(&mut self, count: usize) -> bool;
}

impl<T> Numbers<T> for Vec<T> {
    fn reserve(&mut self, count: usize) -> bool {
        self.try_reserve_exact(count).is_ok()
    }
}

impl<K: Hash + Eq, V, H: BuildHasher + Default> Numbers<(K, V)> for HashMap<K, V, H> {
    fn reserve(&mut self, count: usize) -> bool {
        self.try_reserve(count).is_ok()
    }
}

/// Reads a column into what holds it.
struct Reading<T, C>(PhantomData<(T, C)>);

impl<'de, T: Number, C: Numbers<T>> Visitor<'de> for Reading<T, C> {
    type Value = C;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a column of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut column: A) -> Result<C, A::Error> {
        let count = column.next_element::<u64>()?.and_then(|count| usize::try_from(count).ok()).ok_or_else(broken)?;
        let (mut numbers, mut left) = (C::default(), count);
        if count > MOST / T::BYTES || !numbers.reserve(count) {
            return Err(broken());
        }
        while let Some(more) = column.next_element_seed(Taking { numbers: &mut numbers, number: PhantomData::<T> })? {
            left = left.checked_sub(more).ok_or_else(broken)?;
        }
        if left > 0 { Err(broken()) } else { Ok(numbers) }
    }
}

/// Reads a piece; how many numbers it had.
struct Taking<'a, T, C> {
    numbers: &'a mut C,
    number: PhantomData<T>,
}

impl<'de, T: Number, C: Numbers<T>> DeserializeSeed<'de> for Taking<'_, T, C> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_byte_buf(self)
    }
}

impl<T: Number, C: Numbers<T>> Visitor<'_> for Taking<'_, T, C> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a piece of a column")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<usize, E> {
        if !bytes.len().is_multiple_of(T::BYTES) {
            return Err(broken());
        }
        self.numbers.extend(bytes.chunks_exact(T::BYTES).map(T::take));
        Ok(bytes.len() / T::BYTES)
    }
}

/// Reads a column.
fn read<'de, T: Number, C: Numbers<T>, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    deserializer.deserialize_seq(Reading(PhantomData))
}

fn broken<E: Error>() -> E {
    E::custom("columns that do not fit each other")
}

/// A list of numbers.
pub(crate) mod numbers {
    use crate::columns::{Column, Number, read};
    use serde::{Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T: Number, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        Column(list.iter().copied()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Number, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        read(deserializer)
    }
}

/// A text, however long.
pub(crate) mod text {
    use crate::columns::{Column, broken, read};
    use serde::{Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        Column(text.bytes()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        String::from_utf8(read(deserializer)?).map_err(|_| broken())
    }
}

/// A map from numbers to numbers, in the order of its keys.
pub(crate) mod table {
    use crate::columns::{Column, Number, read};
    use serde::{Deserializer, Serialize, Serializer};
    use std::collections::HashMap;
    use std::hash::{BuildHasher, Hash};

    pub(crate) fn serialize<K: Number + Ord, V: Number, H, S: Serializer>(
        table: &HashMap<K, V, H>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut rows: Vec<(K, V)> = table.iter().map(|(key, value)| (*key, *value)).collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        Column(rows.iter().copied()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, K: Number + Hash + Eq, V: Number, H: BuildHasher + Default, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<HashMap<K, V, H>, D::Error> {
        read::<(K, V), _, _>(deserializer)
    }
}

/// What is shared in memory lies in a file once.
pub(crate) mod shared {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(crate) fn serialize<T: Serialize, S: Serializer>(shared: &Arc<T>, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(shared, serializer)
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}

/// What was built, without edits over it: with some, there is no file of it.
pub(crate) mod alone {
    use serde::ser::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(crate) fn serialize<T: Serialize, S: Serializer>(layers: &[Arc<T>], serializer: S) -> Result<S::Ok, S::Error> {
        match layers {
            [built] => T::serialize(built, serializer),
            _ => Err(S::Error::custom("there are edits over it")),
        }
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Arc<T>>, D::Error> {
        T::deserialize(deserializer).map(|built| vec![Arc::new(built)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::sync::Arc;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Stored {
        #[serde(with = "numbers")]
        postings: Vec<(u32, u16)>,
        #[serde(with = "table")]
        rows: HashMap<u64, [f32; 2]>,
        #[serde(with = "text")]
        words: String,
        #[serde(with = "shared")]
        name: Arc<String>,
    }

    #[test]
    fn tables_are_read_as_they_were_written() {
        let rows = HashMap::from([(u64::MAX, [0.5, -1.0]), (7, [f32::MIN_POSITIVE, 3.0])]);
        // More than a piece, and a letter of three bytes across its end.
        let postings = (0..30_000).map(|number| (number, u16::MAX - number as u16)).collect();
        let stored = Stored { postings, rows, words: "қала ঢাকা".repeat(5_000), name: Arc::new("a name".to_owned()) };
        let bytes = postcard::to_stdvec(&stored).expect("plain numbers");
        assert_eq!(postcard::from_bytes::<Stored>(&bytes).expect("its own bytes"), stored);
        let mut room = [0; PIECE];
        assert_eq!(postcard::from_io::<Stored, _>((bytes.as_slice(), &mut room)).expect("its own bytes").0, stored);
    }

    #[derive(Debug, Deserialize)]
    struct Numbers(#[serde(with = "numbers")] Vec<u32>);

    /// A column that says that it has so many numbers, and has these pieces.
    fn column(count: u64, pieces: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![1 + pieces.len() as u8];
        bytes.extend(postcard::to_stdvec(&count).expect("a number"));
        bytes.extend(pieces.iter().flat_map(|piece| postcard::to_stdvec(&Piece(piece)).expect("plain bytes")));
        bytes
    }

    #[test]
    fn half_a_number_is_no_column() {
        let read = |count, pieces: &[&[u8]]| postcard::from_bytes::<Numbers>(&column(count, pieces)).ok().map(|numbers| numbers.0);
        assert_eq!(read(3, &[&[1; 8], &[2; 4]]), Some(vec![0x0101_0101, 0x0101_0101, 0x0202_0202]));
        for (count, pieces) in
            [(2, [[1; 8].as_slice(), &[2; 4]]), (4, [&[1; 8], &[2; 4]]), (3, [&[1; 7], &[2; 5]]), (u64::MAX, [&[1; 8], &[2; 4]])]
        {
            assert_eq!(read(count, &pieces), None, "{count} {pieces:?}");
        }
        assert_eq!(read(0, &[]), Some(Vec::new()));
    }

    #[test]
    fn no_text_is_read_of_other_bytes() {
        #[derive(Deserialize)]
        struct One(#[serde(with = "text")] String);

        let bytes = |text: &[u8]| postcard::to_stdvec(&Column(text.iter().copied())).expect("plain bytes");
        assert_eq!(postcard::from_bytes::<One>(&bytes("қ".as_bytes())).expect("a letter").0, "қ");
        assert!(postcard::from_bytes::<One>(&bytes(&"қ".as_bytes()[..1])).is_err());
    }
}
