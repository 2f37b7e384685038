//! What the translations of an entry know of each other: which are as the entry is now, which lag behind, and which are wrong.
//!
//! An entry has no first language: what an editor changes is the source of that save, and the editor says what the change means for the
//! languages that they did not touch ([`Change`]).

use serde::{Deserialize, Serialize};

use super::entry::{Entry, TranslationState};
use crate::language::Language;

/// What a change of some languages means for the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Other words for the same: the others stay as they are.
    #[default]
    Wording,
    /// The entry says more or something else: the others lag behind.
    Meaning,
    /// What the others say is wrong now.
    Wrong,
}

impl Change {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Wording => "wording",
            Change::Meaning => "meaning",
            Change::Wrong => "wrong",
        }
    }
}

/// `new` as it is saved over `old` as revision `revision`: with the state of each language, whatever `new` says of that.
///
/// A language whose words changed, that is new, or that the editor declares to be as the entry is now (`brought_up`), is current and
/// based on this revision. When there is such a language, the others follow from `change`; when there is none, nothing was said that
/// they could lag behind. What is wrong stays wrong until somebody mends it.
pub fn saved(old: Option<&Entry>, mut new: Entry, change: Change, brought_up: &[Language], revision: u32) -> Entry {
    let touched: Vec<Language> = new
        .texts
        .iter()
        .filter(|(language, text)| {
            let before = old.and_then(|old| old.texts.get(language));
            brought_up.contains(language) || before.is_none_or(|before| !text.says_the_same_as(before))
        })
        .map(|(language, _)| *language)
        .collect();
    for (language, text) in &mut new.texts {
        if touched.contains(language) {
            (text.state, text.based_on) = (TranslationState::Current, Some(revision));
            continue;
        }
        let before = old.and_then(|old| old.texts.get(language));
        let (state, based_on) = before.map_or((TranslationState::Current, None), |before| (before.state, before.based_on));
        let state = if touched.is_empty() { state } else { after(state, change) };
        (text.state, text.based_on) = (state, based_on);
    }
    new
}

/// The state of a language that was not touched.
fn after(state: TranslationState, change: Change) -> TranslationState {
    match change {
        Change::Wording => state,
        Change::Meaning => state.max(TranslationState::Stale),
        Change::Wrong => TranslationState::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::faq::Text;

    const LANGUAGES: [Language; 3] = [Language::BN, Language::KK, Language::EN];

    fn entry(texts: &BTreeMap<Language, u32>) -> Entry {
        let text = |n: &u32| Text::new("T", vec!["P".into()], format!("version {n}"));
        let texts = texts.iter().map(|(language, n)| (*language, text(n))).collect();
        Entry { id: "a".into(), category: "c".into(), models: vec![], markets: vec![], related: vec![], tags: vec![], action: None, texts }
    }

    fn states(entry: &Entry) -> Vec<(Language, TranslationState, Option<u32>)> {
        entry.texts.iter().map(|(language, text)| (*language, text.state, text.based_on)).collect()
    }

    #[test]
    fn a_change_says_what_it_means_for_the_others() {
        use TranslationState::{Current, Stale, Wrong};
        let [bn, kk, en] = LANGUAGES;
        let all = |bn_, kk_, en_| BTreeMap::from([(bn, bn_), (kk, kk_), (en, en_)]);
        let first = saved(None, entry(&all(1, 1, 1)), Change::Wrong, &[], 1);
        assert_eq!(states(&first), [(bn, Current, Some(1)), (kk, Current, Some(1)), (en, Current, Some(1))]);
        let wording = saved(Some(&first), entry(&all(1, 1, 2)), Change::Wording, &[], 2);
        assert_eq!(states(&wording), [(bn, Current, Some(1)), (kk, Current, Some(1)), (en, Current, Some(2))]);
        let meaning = saved(Some(&wording), entry(&all(1, 1, 3)), Change::Meaning, &[bn], 3);
        assert_eq!(states(&meaning), [(bn, Current, Some(3)), (kk, Stale, Some(1)), (en, Current, Some(3))]);
        let wrong = saved(Some(&meaning), entry(&all(1, 1, 4)), Change::Wrong, &[], 4);
        assert_eq!(states(&wrong), [(bn, Wrong, Some(3)), (kk, Wrong, Some(1)), (en, Current, Some(4))]);
        let later = saved(Some(&wrong), entry(&all(1, 5, 4)), Change::Meaning, &[], 5);
        assert_eq!(states(&later), [(bn, Wrong, Some(3)), (kk, Current, Some(5)), (en, Stale, Some(4))]);
        // Nothing changed: there is nothing to lag behind.
        let same = saved(Some(&later), entry(&all(1, 5, 4)), Change::Wrong, &[], 6);
        assert_eq!(states(&same), states(&later));
    }

    /// What an editor does in one save.
    #[derive(Debug, Clone)]
    struct Save {
        /// Languages whose text is there; of those, which get new words, and which are declared to be up to date.
        there: [bool; 3],
        changed: [bool; 3],
        brought_up: [bool; 3],
        change: Change,
    }

    fn save() -> impl Strategy<Value = Save> {
        let change = prop_oneof![Just(Change::Wording), Just(Change::Meaning), Just(Change::Wrong)];
        let flags = || prop::array::uniform3(any::<bool>());
        (prop::array::uniform3(prop::bool::weighted(0.8)), flags(), prop::array::uniform3(prop::bool::weighted(0.2)), change)
            .prop_map(|(there, changed, brought_up, change)| Save { there, changed, brought_up, change })
    }

    /// What the model remembers of a language: the saves since it was last touched that meant something for it.
    #[derive(Debug, Clone, Default)]
    struct Remembered {
        words: u32,
        touched_at: u32,
        since: Vec<Change>,
    }

    proptest! {
        /// Against a plain model: a language is wrong when any save since it was touched said so, else stale when any said that the
        /// meaning changed, else current.
        #[test]
        fn sequences_of_edits_agree_with_a_plain_model(saves in prop::collection::vec(save(), 1..12)) {
            let mut model: BTreeMap<Language, Remembered> = BTreeMap::new();
            let mut stored: Option<Entry> = None;
            for (revision, save) in (1_u32..).zip(&saves) {
                let mut next: BTreeMap<Language, Remembered> = BTreeMap::new();
                let mut touched = Vec::new();
                for (i, language) in LANGUAGES.into_iter().enumerate().filter(|(i, _)| save.there[*i]) {
                    let known = model.get(&language);
                    let mut now = known.cloned().unwrap_or_default();
                    now.words += u32::from(save.changed[i]);
                    if known.is_none() || save.changed[i] || save.brought_up[i] {
                        touched.push(language);
                        (now.touched_at, now.since) = (revision, Vec::new());
                    }
                    next.insert(language, now);
                }
                for (language, now) in &mut next {
                    if !touched.is_empty() && !touched.contains(language) {
                        now.since.push(save.change);
                    }
                }
                let words = next.iter().map(|(language, now)| (*language, now.words)).collect();
                let brought_up: Vec<Language> = (0..3).filter(|i| save.brought_up[*i]).map(|i| LANGUAGES[i]).collect();
                let entry = saved(stored.as_ref(), entry(&words), save.change, &brought_up, revision);
                let expected: Vec<_> = next.iter().map(|(language, now)| {
                    let state = if now.since.contains(&Change::Wrong) {
                        TranslationState::Wrong
                    } else if now.since.contains(&Change::Meaning) {
                        TranslationState::Stale
                    } else {
                        TranslationState::Current
                    };
                    (*language, state, Some(now.touched_at))
                }).collect();
                prop_assert_eq!(states(&entry), expected, "revision {} of {:?}", revision, saves);
                (model, stored) = (next, Some(entry));
            }
        }
    }
}
