//! What lies between two revisions of an entry, word by word.

use std::collections::BTreeMap;

use super::entry::Entry;
use crate::language::Language;

/// Changes between two texts that are looked for; beyond it they are shown as two texts. The memory grows with its square.
const MOST_CHANGES: usize = 1_000;

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub kind: Kind,
    pub text: String,
}

/// In which of the two texts a stretch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Same,
    Added,
    Removed,
}

impl Kind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Same => "same",
            Kind::Added => "added",
            Kind::Removed => "removed",
        }
    }
}

/// The fields of one part of an entry that differ, by name.
pub type Fields = BTreeMap<&'static str, Vec<Piece>>;

/// What differs between two revisions: what belongs to no language, and by language. What is the same is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub fields: Fields,
    pub languages: BTreeMap<Language, Fields>,
}

/// What differs between two entries. Lists are compared line by line.
pub fn entries(from: &Entry, to: &Entry) -> Difference {
    let whole = [
        ("category", from.category.clone(), to.category.clone()),
        ("models", from.models.join("\n"), to.models.join("\n")),
        ("markets", from.markets.join("\n"), to.markets.join("\n")),
        ("related", from.related.join("\n"), to.related.join("\n")),
        ("tags", from.tags.join("\n"), to.tags.join("\n")),
        ("action", from.action.clone().unwrap_or_default(), to.action.clone().unwrap_or_default()),
    ];
    let mut languages = BTreeMap::new();
    for language in Language::ALL {
        let parts = |entry: &Entry| {
            let text = entry.texts.get(&language);
            text.map_or_else(Default::default, |text| [text.title.clone(), text.phrasings.join("\n"), text.answer.clone()])
        };
        let ([title, phrasings, answer], [new_title, new_phrasings, new_answer]) = (parts(from), parts(to));
        let fields = changed([("title", title, new_title), ("phrasings", phrasings, new_phrasings), ("answer", answer, new_answer)]);
        if !fields.is_empty() {
            languages.insert(language, fields);
        }
    }
    Difference { fields: changed(whole), languages }
}

fn changed<const N: usize>(fields: [(&'static str, String, String); N]) -> Fields {
    let differing = fields.into_iter().filter(|(_, from, to)| from != to);
    differing.map(|(name, from, to)| (name, texts(&from, &to))).collect()
}

/// The stretches of two texts in the order in which they are read: what is removed stands before what came in its place.
pub fn texts(from: &str, to: &str) -> Vec<Piece> {
    let (a, b) = (words(from), words(to));
    let before = a.iter().zip(&b).take_while(|(one, other)| one == other).count();
    let (rest_a, rest_b) = (&a[before..], &b[before..]);
    let after = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(one, other)| one == other).count();
    let (middle_a, middle_b) = (&rest_a[..rest_a.len() - after], &rest_b[..rest_b.len() - after]);
    let mut pieces = Pieces::default();
    a[..before].iter().for_each(|word| pieces.add(Kind::Same, word));
    match shortest_edit(middle_a, middle_b) {
        Some(edit) => edit.into_iter().for_each(|(kind, word)| pieces.add(kind, word)),
        None => {
            middle_a.iter().for_each(|word| pieces.add(Kind::Removed, word));
            middle_b.iter().for_each(|word| pieces.add(Kind::Added, word));
        }
    }
    a[a.len() - after..].iter().for_each(|word| pieces.add(Kind::Same, word));
    pieces.0
}

/// Words and the white space between them; together they are the text. A line's end is a word of its own, so that moved lines are found.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        let kind = (c.is_whitespace(), c == '\n');
        if before.is_some_and(|before| before != kind || c == '\n') {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(kind);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, kind: Kind, word: &str) {
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(word),
            _ => self.0.push(Piece { kind, text: word.to_owned() }),
        }
    }
}

/// The shortest way from one list of words to the other (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986); none when it
/// has more than [`MOST_CHANGES`] steps.
fn shortest_edit<'a>(a: &[&'a str], b: &[&'a str]) -> Option<Vec<(Kind, &'a str)>> {
    let (n, m) = (a.len() as isize, b.len() as isize);
    let most = (a.len() + b.len()).min(MOST_CHANGES);
    let width = 2 * most + 3;
    let place = |k: isize| (k + most as isize + 1) as usize;
    // The farthest word of `a` reached on each diagonal; one row is kept for each number of changes.
    let mut farthest = vec![0_isize; width];
    let mut rows: Vec<Vec<isize>> = Vec::new();
    for d in 0..=most as isize {
        rows.push(farthest[place(-d - 1)..=place(d + 1)].to_vec());
        for k in (-d..=d).step_by(2) {
            let down = k == -d || (k != d && farthest[place(k - 1)] < farthest[place(k + 1)]);
            let mut x = if down { farthest[place(k + 1)] } else { farthest[place(k - 1)] + 1 };
            let mut y = x - k;
            while x < n && y < m && a[x as usize] == b[y as usize] {
                (x, y) = (x + 1, y + 1);
            }
            farthest[place(k)] = x;
            if x >= n && y >= m {
                return Some(walk_back(a, b, &rows));
            }
        }
    }
    None
}

/// The steps of the way, from its end.
fn walk_back<'a>(a: &[&'a str], b: &[&'a str], rows: &[Vec<isize>]) -> Vec<(Kind, &'a str)> {
    let (mut x, mut y) = (a.len() as isize, b.len() as isize);
    let mut steps = Vec::new();
    for (d, row) in rows.iter().enumerate().rev() {
        let d = d as isize;
        let at = |k: isize| row[(k + d + 1) as usize];
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (before_x, before_y) = if d == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > before_x && y > before_y {
            (x, y) = (x - 1, y - 1);
            steps.push((Kind::Same, a[x as usize]));
        }
        if d > 0 {
            steps.push(if down { (Kind::Added, b[before_y as usize]) } else { (Kind::Removed, a[before_x as usize]) });
        }
        (x, y) = (before_x, before_y);
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::faq::Text;

    fn shown(from: &str, to: &str) -> String {
        let mark = |piece: &Piece| match piece.kind {
            Kind::Same => piece.text.clone(),
            Kind::Added => format!("+{}+", piece.text),
            Kind::Removed => format!("-{}-", piece.text),
        };
        texts(from, to).iter().map(mark).collect()
    }

    #[test]
    fn words_are_compared() {
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("", "new"), "+new+");
        assert_eq!(shown("Call us now.", "Call us now."), "Call us now.");
        assert_eq!(shown("Call us today or tomorrow.", "Call us on Monday or tomorrow."), "Call us -today-+on Monday+ or tomorrow.");
        assert_eq!(shown("এক দুই তিন", "এক তিন চার"), "এক -দুই -তিন+ চার+");
        assert_eq!(shown("one\ntwo\nthree", "one\nthree"), "one\n-two\n-three");
    }

    #[test]
    fn more_changes_than_are_looked_for_are_two_texts() {
        let long = |word: &str| (0..MOST_CHANGES).map(|i| format!("{word}{i} ")).collect::<String>();
        let pieces = texts(&format!("same {}end", long("a")), &format!("same {}end", long("b")));
        assert_eq!(pieces.iter().map(|piece| piece.kind).collect::<Vec<_>>(), [Kind::Same, Kind::Removed, Kind::Added, Kind::Same]);
    }

    #[test]
    fn only_what_differs_is_told() {
        let text = |title: &str, answer: &str| Text::new(title, vec!["P".into(), "Q".into()], answer);
        let entry = |category: &str, texts: &[(Language, Text)]| Entry {
            id: "a".into(),
            category: category.into(),
            models: vec![],
            markets: vec![],
            related: vec![],
            action: None,
            tags: vec!["x".into()],
            texts: texts.iter().cloned().collect(),
        };
        let from = entry("car", &[(Language::EN, text("T", "A")), (Language::BN, text("ট", "ক"))]);
        assert_eq!(entries(&from, &from), Difference::default());
        let to = entry("care", &[(Language::EN, text("T", "B")), (Language::BN, text("ট", "ক")), (Language::KK, text("Т", "Ә"))]);
        let found = entries(&from, &to);
        assert_eq!(found.fields.keys().copied().collect::<Vec<_>>(), ["category"]);
        assert_eq!(found.languages[&Language::EN].keys().copied().collect::<Vec<_>>(), ["answer"]);
        assert_eq!(found.languages[&Language::KK].keys().copied().collect::<Vec<_>>(), ["answer", "phrasings", "title"]);
        assert!(!found.languages.contains_key(&Language::BN));
    }

    proptest! {
        #[test]
        fn both_texts_stand_in_the_pieces(from in "[ab\\n ]{0,30}", to in "[ab\\n ]{0,30}") {
            let pieces = texts(&from, &to);
            let without = |kind: Kind| pieces.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(without(Kind::Added), from);
            prop_assert_eq!(without(Kind::Removed), to);
        }
    }
}
