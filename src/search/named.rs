//! Numbers with names: what is weighed, learned and explained is told apart by name, and the list of names is the only place that
//! knows an order.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Makes an enum of names and a type that holds a number for each. The order of the names is the order of the numbers; both are
/// written as a map from name to number, and read only from a map of exactly these names.
macro_rules! named {
    ($(#[$about:meta])* $each:ident; $(#[$values_about:meta])* $values:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $each { $($(#[$doc])* $variant,)+ }

        impl $each {
            /// All of them, in their order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();
            /// Their names, in their order.
            pub const NAMES: [&'static str; Self::COUNT] = [$($name),+];

            /// Its name, in files and explanations.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        $(#[$values_about])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $values(pub [f32; $each::COUNT]);

        impl $values {
            /// Zero for each.
            pub const ZERO: Self = Self([0.0; $each::COUNT]);

            /// These numbers; zero for those that are not named.
            pub const fn of(named: &[($each, f32)]) -> Self {
                let mut values = Self::ZERO;
                let mut next = 0;
                while next < named.len() {
                    values.0[named[next].0 as usize] = named[next].1;
                    next += 1;
                }
                values
            }

            /// Numbers by their names: exactly one for each.
            ///
            /// # Errors
            ///
            /// Names the number that is missing, or that is none of these.
            pub fn by_name<'n>(named: impl IntoIterator<Item = (&'n String, f32)>) -> Result<Self, String> {
                $crate::search::named::by_name(&$each::NAMES, named).map(Self)
            }

            /// The sum of these numbers, each times that of `weights` of the same name.
            pub fn dot(&self, weights: &Self) -> f32 {
                self.0.iter().zip(&weights.0).map(|(number, weight)| number * weight).sum()
            }
        }

        impl Default for $values {
            fn default() -> Self {
                Self::ZERO
            }
        }

        impl std::ops::Index<$each> for $values {
            type Output = f32;

            fn index(&self, each: $each) -> &f32 {
                &self.0[each as usize]
            }
        }

        impl std::ops::IndexMut<$each> for $values {
            fn index_mut(&mut self, each: $each) -> &mut f32 {
                &mut self.0[each as usize]
            }
        }

        impl serde::Serialize for $values {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::search::named::write(&$each::NAMES, &self.0, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $values {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::search::named::read(&$each::NAMES, deserializer).map(Self)
            }
        }
    };
}

pub(crate) use named;

/// Writes numbers as a map.
pub(crate) fn write<S: Serializer>(names: &[&str], numbers: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
    names.iter().zip(numbers).collect::<BTreeMap<_, _>>().serialize(serializer)
}

/// Reads a map of exactly these names.
pub(crate) fn read<'de, D: Deserializer<'de>, const N: usize>(names: &[&str; N], deserializer: D) -> Result<[f32; N], D::Error> {
    let map = BTreeMap::<String, f32>::deserialize(deserializer)?;
    by_name(names, map.iter().map(|(name, number)| (name, *number))).map_err(D::Error::custom)
}

/// Puts numbers into the order of their names.
pub(crate) fn by_name<'n, const N: usize>(
    names: &[&str; N],
    named: impl IntoIterator<Item = (&'n String, f32)>,
) -> Result<[f32; N], String> {
    let mut map: BTreeMap<&str, f32> = named.into_iter().map(|(name, number)| (name.as_str(), number)).collect();
    let mut numbers = [0.0; N];
    for (number, name) in numbers.iter_mut().zip(names) {
        *number = map.remove(name).ok_or_else(|| format!("no number is there for {name:?}"))?;
    }
    match map.into_keys().next() {
        Some(name) => Err(format!("no number is named {name:?}")),
        None => Ok(numbers),
    }
}

#[cfg(test)]
mod tests {
    named! {
        /// Two colours.
        Colour;
        /// How much of each.
        Paint {
            /// Like blood.
            Red = "red",
            /// Like the sea.
            Blue = "deep blue",
        }
    }

    #[test]
    fn numbers_are_told_apart_by_name() {
        let paint: Paint = toml::from_str("\"deep blue\" = 0.25\nred = 1.0\n").expect("both are there");
        assert_eq!(paint, Paint([1.0, 0.25]));
        assert_eq!(Paint::of(&[(Colour::Blue, 0.25), (Colour::Red, 1.0)]), paint);
        assert_eq!((paint[Colour::Blue], Colour::Blue.name()), (0.25, "deep blue"));
        assert_eq!(toml::from_str::<Paint>(&toml::to_string(&paint).expect("plain numbers")).expect("its own text"), paint);
        assert_eq!(paint.dot(&Paint([2.0, 4.0])), 3.0);
        assert!(Paint::by_name([(&"red".to_owned(), 1.0)]).is_err_and(|error| error.contains("deep blue")));
        assert!(toml::from_str::<Paint>("red = 1.0\n").is_err_and(|error| error.to_string().contains("deep blue")));
        assert!(
            toml::from_str::<Paint>("red = 1.0\n\"deep blue\" = 0.0\nblack = 1.0\n")
                .is_err_and(|error| error.to_string().contains("black"))
        );
    }
}
