//! Reading the files of lines: off-topic questions, synonyms, samples of languages.

use crate::faq::problem::{Problem, Problems};

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
