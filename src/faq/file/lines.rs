//! Reading the files of lines: off-topic questions, synonyms, samples of languages.

use crate::faq::problem::{Problem, Problems, words};

/// Longest member of a group of synonyms, in characters.
const MAX_MEMBER: usize = 100;

/// Reads a file of lines: empty ones and those that begin with `#` say nothing.
pub(super) fn read_lines(file: &str, source: &str, max_chars: usize, problems: &Problems) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, line) in numbered(source) {
        if line.chars().count() > max_chars {
            problems.borrow_mut().push(Problem::error(
                file,
                number,
                words!("faq-check-line-long", "the line is longer than {limit} characters", limit = max_chars),
            ));
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
            problems.borrow_mut().push(Problem::warning(
                file,
                number,
                words!("faq-check-synonyms-few", "a group of synonyms has at least two members, separated by commas"),
            ));
            continue;
        }
        if let Some(long) = group.iter().find(|member| member.chars().count() > MAX_MEMBER) {
            problems.borrow_mut().push(Problem::error(
                file,
                number,
                words!("faq-check-member-long", "\"{text}\" is longer than {limit} characters", text = long, limit = MAX_MEMBER),
            ));
            continue;
        }
        groups.push(group);
    }
    groups
}
