//! What owners asked becomes phrasings of an entry: one that is there, or a new draft.

use super::draft::{Draft, DraftText};
use super::{Refused, SaveRequest, Shown, Studio, may_edit, parsed};
use crate::access::User;
use crate::error::Code;
use crate::faq::plain::plain;
use crate::faq::translation::Change;
use crate::language::Language;
use crate::language::mask::MASK;
use std::collections::BTreeMap;

/// Phrasings that are taken over at most, the newest.
const MOST_PHRASINGS: usize = 20;
/// Where a new entry is put when nobody says where.
const NEW_CATEGORY: &str = "service";
/// Longest title that is made of a question, in characters.
const MOST_TITLE: usize = 80;

/// What owners asked, for an entry.
#[derive(Debug, Clone, Default)]
pub struct AskedOf {
    /// Newest first.
    pub questions: Vec<(Language, String)>,
    /// What a technician wrote who solved it, and in which language.
    pub reply: Option<(Language, String)>,
    /// Where a new entry is put.
    pub category: Option<String>,
}

impl Studio {
    /// Saves a draft of the entry with these questions among its phrasings; what has a place in it where something was masked stays out. A
    /// new entry has a technician's reply for its answer.
    pub async fn take_in(&self, by: &User, id: &str, asked: AskedOf) -> Result<Shown, Refused> {
        may_edit(by)?;
        let AskedOf { mut questions, reply, category } = asked;
        questions.retain(|(_, text)| !text.contains(MASK) && !text.ends_with('…'));
        questions.truncate(MOST_PHRASINGS);
        let (draft, on) = match self.head(id).await {
            Ok(head) => {
                let stored = self.store.revision(&head.entry, head.revision).await?.ok_or(Code::NotFound)?;
                (with_questions(parsed(&stored)?.into(), &questions), Some(head.revision))
            }
            Err(Refused::Error(error)) if error.code == Code::NotFound => {
                let category = category.unwrap_or_else(|| NEW_CATEGORY.to_owned());
                (new_draft(category, questions, reply), None)
            }
            Err(refused) => return Err(refused),
        };
        let request =
            SaveRequest { id: id.to_owned(), on, draft, change: Change::Wording, current: Vec::new(), note: None, autosave: false };
        Ok(self.save(by, request).await?.0)
    }
}

/// Each question under its language, where the entry has that; else under the first that it has, through which it is found as well.
fn with_questions(mut draft: Draft, questions: &[(Language, String)]) -> Draft {
    let first = draft.texts.keys().next().copied();
    for (language, question) in questions {
        let known = draft.texts.contains_key(language).then_some(*language).or(first);
        let Some(text) = known.and_then(|language| draft.texts.get_mut(&language)) else { continue };
        let same = plain(question);
        if !text.phrasings.iter().any(|phrasing| plain(phrasing) == same) {
            text.phrasings.push(question.clone());
        }
    }
    draft
}

fn new_draft(category: String, questions: Vec<(Language, String)>, reply: Option<(Language, String)>) -> Draft {
    let mut texts: BTreeMap<Language, DraftText> = BTreeMap::new();
    for (language, question) in questions {
        let text = texts.entry(language).or_default();
        if text.title.is_empty() {
            text.title = question.chars().take(MOST_TITLE).collect();
        }
        text.phrasings.push(question);
    }
    if let Some((language, reply)) = reply {
        texts.entry(language).or_default().answer = reply;
    }
    Draft { category, texts, ..Draft::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(texts: &[(Language, &str)]) -> Vec<(Language, String)> {
        texts.iter().map(|(language, text)| (*language, (*text).to_owned())).collect()
    }

    #[test]
    fn questions_go_under_their_language_and_once() {
        let english = DraftText { title: "T".into(), phrasings: vec!["How long?".into()], answer: "A".into() };
        let draft = Draft { texts: BTreeMap::from([(Language::EN, english)]), ..Draft::default() };
        let questions = asked(&[(Language::EN, "how long"), (Language::EN, "How far?"), (Language::KK, "Қанша?")]);
        let draft = with_questions(draft, &questions);
        assert_eq!(draft.texts[&Language::EN].phrasings, ["How long?", "How far?", "Қанша?"]);
        assert_eq!(draft.texts.len(), 1, "a language is not begun by a question: it would lack an answer");
    }

    #[test]
    fn a_new_entry_has_the_words_that_solved_it() {
        let questions = asked(&[(Language::BN, "কত দিন?"), (Language::EN, "How long?")]);
        let draft = new_draft("service".into(), questions, Some((Language::BN, "দুই দিন।".into())));
        assert_eq!((draft.texts[&Language::BN].title.as_str(), draft.texts[&Language::BN].answer.as_str()), ("কত দিন?", "দুই দিন।"));
        assert_eq!((draft.texts[&Language::EN].title.as_str(), draft.texts[&Language::EN].answer.as_str()), ("How long?", ""));
    }
}
