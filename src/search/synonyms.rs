//! The editors' groups of words that mean the same, found in a text by the stems of their members.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::language::{Language, Token, tokens};

/// Groups of all languages, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// First stem of a member → the stems that must follow, and its group.
    members: FxHashMap<String, Vec<(Vec<String>, u32)>>,
    /// Group → groups of other languages that share a member with it.
    linked: Vec<Vec<u32>>,
}

/// A group found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Number of the group.
    pub group: u32,
    /// First token of the member that was found.
    pub start: usize,
    /// Tokens that it covers.
    pub length: usize,
    /// Whether the group is only linked, through a group of another language.
    pub linked: bool,
}

impl Synonyms {
    /// Groups as the files have them.
    pub fn new(groups: &BTreeMap<Language, Vec<Vec<String>>>) -> Self {
        let mut synonyms = Self::default();
        let mut owners: BTreeMap<String, BTreeSet<(Language, u32)>> = BTreeMap::new();
        let mut number = 0;
        for (language, groups) in groups {
            for group in groups {
                for member in group {
                    let mut stems = tokens(member).into_iter().map(|token| token.stem.clone());
                    let Some(first) = stems.next() else { continue };
                    let rest: Vec<String> = stems.collect();
                    let key = format!("{first} {}", rest.join(" "));
                    owners.entry(key).or_default().insert((*language, number));
                    let list = synonyms.members.entry(first).or_default();
                    if !list.contains(&(rest.clone(), number)) {
                        list.push((rest, number));
                    }
                }
                number += 1;
            }
        }
        synonyms.linked = vec![Vec::new(); number as usize];
        for owners in owners.values() {
            for (language, group) in owners {
                let others = owners.iter().filter(|(other, _)| other != language).map(|(_, group)| *group);
                synonyms.linked[*group as usize].extend(others);
            }
        }
        for linked in &mut synonyms.linked {
            linked.sort_unstable();
            linked.dedup();
        }
        synonyms
    }

    /// All groups with a member in the text; a longer member hides shorter ones inside it only if
    /// they are of the same group.
    pub fn find(&self, tokens: &[Token]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        if self.members.is_empty() {
            return found;
        }
        let add = |item: Found, found: &mut Vec<Found>| {
            if !found.iter().any(|other| other.group == item.group && other.linked <= item.linked) {
                found.push(item);
            }
        };
        for start in 0..tokens.len() {
            for (rest, group) in self.members.get(&tokens[start].stem).into_iter().flatten() {
                let follows = rest.iter().enumerate().all(|(i, stem)| tokens.get(start + 1 + i).is_some_and(|t| t.stem == *stem));
                if follows {
                    add(Found { group: *group, start, length: rest.len() + 1, linked: false }, &mut found);
                }
            }
        }
        for item in found.clone() {
            for other in &self.linked[item.group as usize] {
                add(Found { group: *other, linked: true, ..item }, &mut found);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_meet_across_languages() {
        let group = |text: &str| text.split(',').map(|m| m.trim().to_owned()).collect::<Vec<_>>();
        let synonyms = Synonyms::new(&BTreeMap::from([
            (Language::EN, vec![group("warranty, guarantee"), group("flat tyre, puncture")]),
            (Language::BN, vec![group("ওয়ারেন্টি, warranty")]),
        ]));
        let groups = |text: &str| {
            let mut groups: Vec<u32> = synonyms.find(&tokens(text)).iter().map(|f| f.group).collect();
            groups.sort_unstable();
            groups
        };
        assert_eq!(groups("ওয়ারেন্টির মেয়াদ"), groups("the guarantees"));
        assert_eq!(groups("a flat tyre").len(), 1);
        assert!(groups("flat").is_empty());
    }
}
