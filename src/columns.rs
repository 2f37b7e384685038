//! Tables of numbers in a file: columns of bytes, little end first, which are read in one go. Millions of postings read number by number would take longer
//! than all else of a start.
//!
//! For `#[serde(with = ...)]`: [`numbers`] for a list, [`table`] for a map from numbers and [`named`] for one from words, [`shared`] for what
//! is shared, [`alone`] for what edits may lie over.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

number!(u16, u32, u64, f32);

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

/// Numbers as bytes.
struct Column<'a>(Cow<'a, [u8]>);

impl Column<'_> {
    fn of<T: Number>(numbers: impl ExactSizeIterator<Item = T>) -> Self {
        let mut bytes = Vec::with_capacity(numbers.len() * T::BYTES);
        numbers.for_each(|number| number.put(&mut bytes));
        Column(Cow::Owned(bytes))
    }

    /// The numbers again; none when the bytes are not so many times one of them.
    fn numbers<T: Number>(&self) -> Option<impl ExactSizeIterator<Item = T>> {
        self.0.len().is_multiple_of(T::BYTES).then(|| self.0.chunks_exact(T::BYTES).map(T::take))
    }
}

impl Serialize for Column<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Column<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'de> Visitor<'de> for Bytes {
            type Value = Column<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a column of numbers")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Column(Cow::Borrowed(bytes)))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Column(Cow::Owned(bytes.to_vec())))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

fn broken<E: Error>() -> E {
    E::custom("columns that do not fit each other")
}

/// A list of numbers.
pub(crate) mod numbers {
    use crate::columns::{Column, Number, broken};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T: Number, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        Column::of(list.iter().copied()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Number, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        Ok(Column::deserialize(deserializer)?.numbers().ok_or_else(broken)?.collect())
    }
}

/// A map from numbers to numbers, in the order of its keys.
pub(crate) mod table {
    use crate::columns::{Column, Number, broken};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::HashMap;
    use std::hash::{BuildHasher, Hash};

    pub(crate) fn serialize<K: Number + Ord, V: Number, H, S: Serializer>(
        table: &HashMap<K, V, H>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut rows: Vec<(K, V)> = table.iter().map(|(key, value)| (*key, *value)).collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        Column::of(rows.into_iter()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, K: Number + Hash + Eq, V: Number, H: BuildHasher + Default, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<HashMap<K, V, H>, D::Error> {
        Ok(Column::deserialize(deserializer)?.numbers().ok_or_else(broken)?.collect())
    }
}

/// A map from words to numbers.
pub(crate) mod named {
    use crate::columns::{Column, Number, broken};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::HashMap;
    use std::hash::BuildHasher;

    pub(crate) fn serialize<V: Number, H, S: Serializer>(table: &HashMap<String, V, H>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows: Vec<(&str, V)> = table.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        rows.sort_unstable_by_key(|(name, _)| *name);
        let (names, values): (Vec<&str>, Vec<V>) = rows.into_iter().unzip();
        (names, Column::of(values.into_iter())).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, V: Number, H: BuildHasher + Default, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<HashMap<String, V, H>, D::Error> {
        let (names, values) = <(Vec<String>, Column<'_>)>::deserialize(deserializer)?;
        let values = values.numbers::<V>().filter(|values| values.len() == names.len()).ok_or_else(broken)?;
        Ok(names.into_iter().zip(values).collect())
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
    use std::collections::HashMap;
    use std::sync::Arc;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Stored {
        #[serde(with = "numbers")]
        postings: Vec<(u32, u16)>,
        #[serde(with = "table")]
        rows: HashMap<u64, [f32; 2]>,
        #[serde(with = "named")]
        counts: HashMap<String, [u16; 1]>,
        #[serde(with = "shared")]
        name: Arc<String>,
    }

    #[test]
    fn tables_are_read_as_they_were_written() {
        let rows = HashMap::from([(u64::MAX, [0.5, -1.0]), (7, [f32::MIN_POSITIVE, 3.0])]);
        let counts = HashMap::from([("қала".to_owned(), [3]), (String::new(), [u16::MAX])]);
        let stored = Stored { postings: vec![(1, 2), (u32::MAX, u16::MAX)], rows, counts, name: Arc::new("a name".to_owned()) };
        let bytes = postcard::to_stdvec(&stored).expect("plain numbers");
        assert_eq!(postcard::from_bytes::<Stored>(&bytes).expect("its own bytes"), stored);
    }

    #[test]
    fn half_a_number_is_no_column() {
        #[derive(Deserialize)]
        struct One(#[serde(with = "numbers")] Vec<u32>);

        let bytes = |length: usize| postcard::to_stdvec(&Column(vec![1; length].into())).expect("plain bytes");
        assert_eq!(postcard::from_bytes::<One>(&bytes(8)).expect("two numbers").0, [0x0101_0101; 2]);
        assert!(postcard::from_bytes::<One>(&bytes(7)).is_err());
    }
}
