//! What is said about danger: the question, the card with a last line that is true now, and the words for who waits.

use super::{Audience, FaqSnapshot};
use crate::chat::command::Reply;
use crate::chat::danger::{Ask, Watch};
use crate::faq::render::{Rendered, render};
use crate::faq::{Card, CardText};
use crate::i18n::Args;
use crate::language::Language;

/// Name of the placeholder for whom to call when people are in danger.
const EMERGENCY: &str = "emergency_number";
/// Name of the placeholder for whom to call about the car.
const ROADSIDE: &str = "roadside_phone";

/// Whether somebody is there who hears an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staffing {
    /// A technician is at the desk.
    Here,
    /// Nobody is.
    Nobody,
}

impl FaqSnapshot {
    /// A safety card in the owner's language. Its last line says whom it has reached.
    pub fn card(&self, card: &str, audience: Audience<'_>, staffing: Staffing) -> Option<Reply> {
        let text = self.card_text(card, audience.language)?;
        let markdown = format!("{}\n\n{}", text.text, self.last_line(audience.language, staffing));
        let Rendered { html, text: plain } = render(&markdown, &self.values(audience));
        Some(Reply::Safety { card: card.to_owned(), title: text.title.clone(), html, text: plain })
    }

    /// A card's own answer to a question that is asked after it.
    pub fn card_answer(&self, card: &str, question: usize, audience: Audience<'_>) -> Option<Reply> {
        let text = self.card_text(card, audience.language)?;
        let answer = &text.questions.get(question)?.answer;
        let Rendered { html, text: plain } = render(answer, &self.values(audience));
        Some(Reply::CardAnswer { card: card.to_owned(), title: text.title.clone(), html, text: plain })
    }

    /// What a safety card says, without the line that depends on the moment.
    pub fn safety_text(&self, card: &str, audience: Audience<'_>) -> Option<Rendered> {
        Some(render(&self.card_text(card, audience.language)?.text, &self.values(audience)))
    }

    /// What stands above a safety card.
    pub fn safety_title(&self, card: &str, language: Language) -> Option<&str> {
        Some(&self.card_text(card, language)?.title)
    }

    /// The question whether anyone is in danger; `card` is what a yes brings.
    pub fn danger_question(&self, card: &str, audience: Audience<'_>) -> Ask {
        let say = |key: &str| self.catalog().text(audience.language, key, &Args::new());
        let values = self.values(audience);
        let mut numbers = Vec::new();
        let mut labels = Vec::new();
        for (name, label) in [(EMERGENCY, "danger-label-emergency"), (ROADSIDE, "danger-label-roadside")] {
            if let Some(number) = values.get(name).filter(|number| !number.is_empty()) {
                numbers.push(number.clone());
                labels.push(say(label));
            }
        }
        Ask { card: card.to_owned(), text: say("danger-question"), numbers, labels }
    }

    /// The words for messages of somebody who waits with a danger.
    pub fn watch(&self, audience: Audience<'_>) -> Watch {
        let number = audience.market.emergency_number.as_str();
        let say = |key: &str| self.catalog().text(audience.language, key, &Args::new().with("number", number));
        let acknowledge = ["danger-acknowledge-1", "danger-acknowledge-2", "danger-acknowledge-3"].map(say).to_vec();
        Watch { acknowledge, again: say("danger-again"), ..Watch::default() }
    }

    /// The owner's own words for an answer to the question.
    pub fn danger_title(&self, anyone: bool, language: Language) -> String {
        self.catalog().text(language, if anyone { "danger-question-yes" } else { "danger-question-no" }, &Args::new())
    }

    /// What is said to a no.
    pub fn danger_denied(&self, audience: Audience<'_>) -> String {
        let number = audience.market.emergency_number.as_str();
        self.catalog().text(audience.language, "danger-said-no", &Args::new().with("number", number))
    }

    fn last_line(&self, language: Language, staffing: Staffing) -> String {
        match staffing {
            Staffing::Here => self.catalog().text(language, "danger-alerted", &Args::new()),
            // The placeholder is filled with the rest of the card, so that the number is a link.
            Staffing::Nobody => self.catalog().text(language, "danger-nobody-here", &Args::new().with("phone", format!("{{{ROADSIDE}}}"))),
        }
    }

    fn card_text(&self, card: &str, language: Language) -> Option<&CardText> {
        let Card { texts, .. } = self.corpus.safety.iter().find(|known| known.id == card)?;
        language.choices().find_map(|choice| texts.get(&choice))
    }
}
