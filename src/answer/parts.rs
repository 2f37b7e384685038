//! The parts of a message that may be questions of their own.

use crate::language::Token;

/// Most parts of a message that are asked on their own.
const MOST_PARTS: usize = 6;

/// The parts of a message that may be questions of their own: its sentences, or the two sides of an "and".
pub(super) fn parts(text: &str, tokens: &[Token]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut from = 0;
    let mut words = 0;
    for (i, token) in tokens.iter().enumerate() {
        words += 1;
        let gap_end = tokens.get(i + 1).map_or(text.len(), |next| next.start);
        let gap = text.get(token.end..gap_end).unwrap_or_default();
        let ends = gap.contains(['.', '?', '!', '।', '॥', '\n', ';', '|']);
        if (ends || i + 1 == tokens.len()) && gap_end > from {
            if let Some(part) = text.get(from..gap_end).filter(|_| words >= 2) {
                parts.push(part.to_owned());
            }
            from = gap_end;
            words = 0;
        }
    }
    if parts.len() < 2 && tokens.len() >= 7 {
        const AND: &[&str] = &["and", "also", "আর", "এবং", "ar", "ebong", "және", "жане", "тағы", "тагы", "jane", "zhane", "и"];
        let joint = (3..tokens.len().saturating_sub(3)).find(|i| AND.contains(&tokens[*i].exact.as_str()));
        if let Some(joint) = joint {
            let halves = (text.get(..tokens[joint].start), text.get(tokens[joint].end..));
            if let (Some(left), Some(right)) = halves {
                return vec![left.to_owned(), right.to_owned()];
            }
        }
    }
    // The question of a story stands at its end more often than at its beginning.
    if parts.len() > MOST_PARTS {
        parts.drain(1..=parts.len() - MOST_PARTS);
    }
    parts
}
