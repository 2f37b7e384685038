//! The parts of a message that may be questions of their own.

use crate::language::Token;

/// Most parts of a message that are asked on their own.
const MOST_PARTS: usize = 6;
/// Most words of these parts together; those at the beginning go first. As many as are searched of a message.
const MOST_WORDS: usize = crate::search::analyzer::MOST_SEARCHED;
/// Words of a sentence that may be a question.
const LEAST_WORDS: usize = 2;
/// Words that a message has at least to be cut at an "and", and each side of it.
const LEAST_JOINED: usize = 7;
const LEAST_SIDE: usize = 3;
const AND: [&str; 13] = ["and", "also", "আর", "এবং", "ar", "ebong", "және", "жане", "тағы", "тагы", "jane", "zhane", "и"];

/// The parts of a message that may be questions of their own: its sentences, or the two sides of an "and".
pub(super) fn parts<'t>(text: &'t str, tokens: &[Token]) -> Vec<&'t str> {
    let mut sentences = sentences(text, tokens);
    if sentences.len() < 2 && tokens.len() >= LEAST_JOINED {
        let joint = (LEAST_SIDE..tokens.len().saturating_sub(LEAST_SIDE)).find(|i| AND.contains(&tokens[*i].exact.as_str()));
        if let Some(joint) = joint {
            let halves = (text.get(..tokens[joint].start), text.get(tokens[joint].end..));
            if let (Some(left), Some(right)) = halves {
                return vec![left, right];
            }
        }
    }
    // The question of a story stands at its end more often than at its beginning.
    if sentences.len() > MOST_PARTS {
        sentences.drain(1..=sentences.len() - MOST_PARTS);
    }
    let mut words = 0;
    let fitting = sentences.iter().rev().take_while(|(_, count)| {
        words += count;
        words <= MOST_WORDS
    });
    let beyond = sentences.len() - fitting.count();
    sentences.into_iter().skip(beyond).map(|(sentence, _)| sentence).collect()
}

/// The sentences of a text that may be questions, and how many words each has.
fn sentences<'t>(text: &'t str, tokens: &[Token]) -> Vec<(&'t str, usize)> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut words = 0;
    for (i, token) in tokens.iter().enumerate() {
        words += 1;
        let gap_end = tokens.get(i + 1).map_or(text.len(), |next| next.start);
        let gap = text.get(token.end..gap_end).unwrap_or_default();
        let ends = gap.contains(['.', '?', '!', '।', '॥', '\n', ';', '|']);
        if (ends || i + 1 == tokens.len()) && gap_end > from {
            sentences.extend(text.get(from..gap_end).filter(|_| words >= LEAST_WORDS).map(|sentence| (sentence, words)));
            from = gap_end;
            words = 0;
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    fn of(text: &str) -> Vec<&str> {
        parts(text, &tokens(text))
    }

    #[test]
    fn sentences_are_parts_and_so_are_the_sides_of_an_and() {
        assert_eq!(of("How long does it take? Where do I go. Thanks!"), ["How long does it take? ", "Where do I go. "]);
        assert_eq!(of("how long does it take and where do I go"), ["how long does it take ", " where do I go"]);
        assert_eq!(of("salt and pepper"), ["salt and pepper"]);
        let many: Vec<String> = (0..9).map(|i| format!("sentence number {i}. ")).collect();
        let text = many.concat();
        assert_eq!(of(&text), [&many[0], &many[4], &many[5], &many[6], &many[7], &many[8]]);
    }

    #[test]
    fn parts_have_no_more_words_together_than_a_message() {
        let sentence = "one two three four five six seven eight nine ten. ";
        let text = sentence.repeat(4) + &"long ".repeat(90) + "end. " + sentence;
        assert_eq!(of(&text).len(), 4, "the last three fit in: 10, 91, 10 words, and ten more");
        let text = sentence.to_owned() + &"long ".repeat(MOST_WORDS) + "end.";
        assert!(of(&text).is_empty());
    }
}
