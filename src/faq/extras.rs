//! Content beside the entries: safety cards, small talk, off-topic lines, synonyms, language samples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file::Problem;
use super::walk::{Problems, Table, parse};
use crate::language::Language;

/// A danger and what to say at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Name of the card.
    pub id: String,
    /// The entry it stands for.
    #[serde(default)]
    pub entry: Option<String>,
    /// Card and phrases per language.
    pub texts: BTreeMap<Language, CardText>,
}

/// A safety card in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardText {
    /// Heading of the card.
    pub title: String,
    /// Markdown with placeholders.
    pub text: String,
    /// Each phrase is a set of words that must stand near each other in a message.
    pub phrases: Vec<String>,
    /// Words or phrases that take the danger away ("warranty", "lamp").
    #[serde(default)]
    pub except: Vec<String>,
}

/// One kind of small talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smalltalk {
    /// Name of the kind: `greeting`, `thanks`...
    pub id: String,
    /// Phrases and replies per language.
    pub texts: BTreeMap<Language, SmalltalkText>,
}

/// Small talk in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmalltalkText {
    /// What owners write.
    pub phrases: Vec<String>,
    /// What may be replied; which one is chosen by the message.
    pub replies: Vec<String>,
}

/// Reads `safety.toml`.
pub(super) fn read_safety(file: &str, source: &str, placeholders: Option<&[&str]>, problems: &Problems) -> Vec<Card> {
    let Some(document) = parse(file, source, problems) else { return Vec::new() };
    let mut root = Table::root(file, source, &document, problems);
    let mut cards: Vec<Card> = Vec::new();
    for mut item in root.tables("card") {
        let id = item.name("id");
        let entry = item.optional_string("entry", 80);
        let mut texts = BTreeMap::new();
        for (language, mut text) in item.languages() {
            texts.insert(
                language,
                CardText {
                    title: text.string("title", 200),
                    text: text.markdown("text", 5_000, placeholders),
                    phrases: text.strings("phrases", 200, 1),
                    except: text.strings("except", 200, 0),
                },
            );
            text.finish();
        }
        if cards.iter().any(|card| card.id == id) {
            item.error(item.line, format!("a second card has the id \"{id}\""));
        }
        item.finish();
        cards.push(Card { id, entry, texts });
    }
    root.finish();
    cards
}

/// Reads `smalltalk.toml`.
pub(super) fn read_smalltalk(file: &str, source: &str, problems: &Problems) -> Vec<Smalltalk> {
    let Some(document) = parse(file, source, problems) else { return Vec::new() };
    let mut root = Table::root(file, source, &document, problems);
    let mut kinds: Vec<Smalltalk> = Vec::new();
    for mut item in root.tables("smalltalk") {
        let id = item.name("id");
        let mut texts = BTreeMap::new();
        for (language, mut text) in item.languages() {
            texts.insert(language, SmalltalkText { phrases: text.strings("phrases", 200, 1), replies: text.strings("replies", 1_000, 1) });
            text.finish();
        }
        if kinds.iter().any(|kind| kind.id == id) {
            item.error(item.line, format!("a second kind of small talk has the id \"{id}\""));
        }
        item.finish();
        kinds.push(Smalltalk { id, texts });
    }
    root.finish();
    kinds
}

/// Reads a file of lines: empty ones and those that begin with `#` say nothing.
pub(super) fn read_lines(file: &str, source: &str, max_chars: usize, problems: &Problems) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, line) in numbered(source) {
        if line.chars().count() > max_chars {
            problems.borrow_mut().push(Problem::error(file, number, format!("the line is longer than {max_chars} characters")));
            continue;
        }
        lines.push(line.to_owned());
    }
    lines
}

/// The lines that say something, with their numbers from 1.
pub(super) fn numbered(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = source.lines().map(|line| line.trim().trim_start_matches('\u{feff}'));
    (1..).zip(lines).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Reads a synonym file: one group a line, its members separated by commas.
pub(super) fn read_synonyms(file: &str, source: &str, problems: &Problems) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for (number, line) in numbered(source) {
        let group: Vec<String> = line.split(',').map(str::trim).filter(|member| !member.is_empty()).map(str::to_owned).collect();
        if group.len() < 2 {
            problems.borrow_mut().push(Problem::warning(file, number, "a group of synonyms has at least two members, separated by commas"));
            continue;
        }
        if let Some(long) = group.iter().find(|member| member.chars().count() > 100) {
            problems.borrow_mut().push(Problem::error(file, number, format!("\"{long}\" is longer than 100 characters")));
            continue;
        }
        groups.push(group);
    }
    groups
}
