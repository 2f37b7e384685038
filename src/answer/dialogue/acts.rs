//! Finds in a message what it does in its conversation: the phrases of `dialogue.toml`, in whatever spelling.

use std::collections::BTreeMap;

use super::resolved::{Mask, Resolved};

use crate::faq::{Act, Corpus};
use crate::language::courtesy::is_courtesy;
use crate::language::{Language, Token, tokens};
use crate::search::features::hash;
use crate::search::phrases::{ByWord, Said, WordId, Words, is_spelt, negations};

/// Words of a message that are looked at; of a longer one, the first. Who complains says so early.
const MOST_WORDS: usize = 40;
/// Words that may stand among those of a phrase, all together: "did *that* not help".
const SLACK: usize = 2;
/// Words of a message beyond which it is about more than leaving the queue.
const MOST_LEAVING: usize = 12;
/// Words beside a yes or a no: "yes, take me out".
const BESIDE_YES: usize = 3;

/// The phrases of a corpus, ready to be found.
#[derive(Debug, Clone, Default)]
pub(in crate::answer) struct Acts {
    words: Words,
    phrases: Vec<Phrase>,
    /// Phrases by their first word.
    by_first: ByWord,
    replies: BTreeMap<Act, BTreeMap<Language, Vec<String>>>,
    resolved: Resolved,
}

#[derive(Debug, Clone)]
struct Phrase {
    act: Act,
    needed: Vec<WordId>,
    /// Of a phrase of one word, how it is written: by its sound alone "টাকা", money, is "থাক", never mind.
    spelt: Option<Token>,
}

/// What a message does.
#[derive(Debug, Clone, Default)]
pub(in crate::answer) struct Doing {
    /// Of each act, the words of its phrases. An act that is not done is not here.
    found: BTreeMap<Act, Mask>,
    /// Words that say something.
    content: Mask,
    /// Words of questions and of details, and those that say little.
    asking: Mask,
    numbers: Mask,
    /// Words that say that the matter is resolved.
    resolved: Mask,
    /// Words that say that no person is wanted, though those of a longer phrase may be among them.
    alone: Mask,
    /// Words that take back what is said, and words of courtesy.
    negations: Mask,
    courtesy: Mask,
    /// Words that were looked at.
    count: usize,
}

/// A phrase that fits.
struct Fit {
    act: Act,
    mask: Mask,
    length: usize,
}

impl Acts {
    /// Takes the phrases of a corpus.
    pub(in crate::answer) fn new(corpus: &Corpus) -> Self {
        let mut acts = Self::default();
        for saying in &corpus.dialogue {
            for (language, text) in &saying.texts {
                for phrase in &text.phrases {
                    acts.add(saying.act, phrase, *language);
                }
                if saying.act.is_replied() {
                    acts.replies.entry(saying.act).or_default().insert(*language, text.replies.clone());
                }
            }
        }
        acts
    }

    fn add(&mut self, act: Act, phrase: &str, language: Language) {
        let tokens = tokens(phrase);
        let needed: Vec<WordId> = tokens.iter().map(|token| self.words.add(token, language)).collect();
        let Some(first) = needed.first() else { return };
        self.by_first.push(*first);
        let spelt = tokens.first().filter(|_| tokens.len() == 1).cloned();
        self.phrases.push(Phrase { act, needed, spelt });
    }

    /// What the editor replies to an act; the same message gets the same reply.
    pub(in crate::answer) fn reply(&self, act: Act, language: Language, message: &str) -> Option<String> {
        let replies = self.replies.get(&act)?;
        let replies = language.choices().find_map(|choice| replies.get(&choice))?;
        replies.get(hash(message) as usize % replies.len().max(1)).cloned()
    }

    /// What a message does. Longer phrases go first, and a word belongs to one of them; only the words of details are looked for apart.
    pub(in crate::answer) fn find(&self, said: &Said<'_>) -> Doing {
        let message = &said.tokens()[..said.tokens().len().min(MOST_WORDS)];
        let words: Vec<Vec<WordId>> = (0..message.len()).map(|place| self.words.find(said, place)).collect();
        let mut fits = Vec::new();
        for start in 0..words.len() {
            for phrase in words[start].iter().flat_map(|word| self.by_first.with(*word)) {
                let Phrase { act, needed, spelt } = &self.phrases[*phrase as usize];
                if spelt.as_ref().is_none_or(|word| is_spelt(word, &message[start])) {
                    fits.extend(within(&words[start..], needed).map(|mask| Fit { act: *act, mask: mask << start, length: needed.len() }));
                }
            }
        }
        fits.sort_by_key(|fit| (std::cmp::Reverse(fit.length), fit.act, fit.mask));
        let mut doing = Doing { count: message.len(), resolved: self.resolved.find(said, message.len()), ..Doing::default() };
        let negated = negations(message);
        for (i, token) in message.iter().enumerate() {
            doing.negations |= Mask::from(negated[i]) << i;
            doing.courtesy |= Mask::from(is_courtesy(&token.exact)) << i;
            doing.content |= Mask::from(!token.weight_low) << i;
            doing.asking |= Mask::from(token.weight_low || token.question.is_some()) << i;
            doing.numbers |= Mask::from(token.exact.contains(|c: char| c.is_ascii_digit())) << i;
        }
        let mut taken: Mask = 0;
        for fit in fits {
            doing.alone |= if fit.act == Act::Alone { fit.mask } else { 0 };
            match fit.act {
                Act::Detail => doing.asking |= fit.mask,
                _ if taken & fit.mask == 0 => {
                    taken |= fit.mask;
                    *doing.found.entry(fit.act).or_default() |= fit.mask;
                }
                _ => {}
            }
        }
        doing
    }
}

/// The words of a phrase at the beginning of these, in order and near each other.
fn within(words: &[Vec<WordId>], needed: &[WordId]) -> Option<Mask> {
    let mut mask = 0;
    let mut place = 0;
    let mut left = SLACK;
    for (i, word) in needed.iter().enumerate() {
        let most = if i == 0 { 0 } else { left };
        let gap = (0..=most).find(|gap| words.get(place + gap).is_some_and(|found| found.contains(word)))?;
        left -= gap;
        mask |= 1 << (place + gap);
        place += gap + 1;
    }
    Some(mask)
}

impl Doing {
    /// Whether the message does this.
    pub(super) fn has(&self, act: Act) -> bool {
        self.found.contains_key(&act)
    }

    /// Whether the message begins with this.
    pub(super) fn begins(&self, act: Act) -> bool {
        self.found.get(&act).is_some_and(|mask| mask & 1 == 1)
    }

    /// Words that say something beside this act.
    pub(super) fn rest(&self, act: Act) -> usize {
        (self.content & !self.found.get(&act).copied().unwrap_or(0)).count_ones() as usize
    }

    /// Words of the message that belong to this act.
    pub(super) fn covered(&self, act: Act) -> usize {
        self.found.get(&act).map_or(0, |mask| mask.count_ones() as usize)
    }

    /// Whether the phrases of this act hold a number and nothing else.
    pub(super) fn is_number(&self, act: Act) -> bool {
        self.found.get(&act).is_some_and(|mask| mask & !self.numbers == 0)
    }

    /// Whether the message says nothing but words of details and questions, at least one.
    pub(in crate::answer) fn is_detail(&self) -> bool {
        self.count > 0 && self.open() == 0 && self.asking & self.content != 0
    }

    /// Words that say what the message is about, as far as that can be seen.
    pub(super) fn open(&self) -> usize {
        (self.content & !self.asking).count_ones() as usize
    }

    /// Whether the message has a number or a code.
    pub(super) fn has_number(&self) -> bool {
        self.numbers != 0
    }

    /// Whether the message says that no person is needed any more, and little else.
    pub(in crate::answer) fn leaves(&self) -> bool {
        let said = self.resolved | self.alone;
        // "bot lagbe na" wants a person; "работает, оператор не нужен" only sounds like "робот не нужен".
        let wants = self.found.get(&Act::Person).copied().unwrap_or(0) & !said != 0;
        if self.count > MOST_LEAVING || self.has(Act::Wait) || wants {
            return false;
        }
        // "no, it works now" begins with a no that takes nothing back.
        let refused = self.found.get(&Act::No).copied().unwrap_or(0) & 1;
        let rest = (self.content & !said & !self.courtesy & !refused).count_ones();
        // "cancel" alone is about the queue, "cancel my order" is not.
        let most = u32::from(said.count_ones() > 1);
        said != 0 && self.negations & !said & !refused == 0 && rest <= most
    }

    /// Whether the message says yes, or no, and little else. Who says that they wait says no to leaving.
    pub(in crate::answer) fn agrees(&self) -> Option<bool> {
        let says = |act: Act| self.begins(act) && self.rest(act) <= BESIDE_YES;
        if self.has(Act::Wait) || says(Act::No) {
            return Some(false);
        }
        says(Act::Yes).then_some(true)
    }

    /// Words of the message.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// What the message says beside this act.
    pub(super) fn beside(&self, act: Act, text: &str, message: &[Token]) -> String {
        let mask = self.found.get(&act).copied().unwrap_or(0);
        let rest = message.iter().enumerate().filter(|(i, _)| *i >= self.count || mask & (1 << i) == 0);
        rest.filter_map(|(_, token)| text.get(token.start..token.end)).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::{Saying, SayingText};

    fn acts(sayings: &[(Act, &[&str])]) -> Acts {
        let text = |phrases: &[&str]| SayingText { phrases: phrases.iter().map(|p| (*p).to_owned()).collect(), replies: Vec::new() };
        let dialogue = sayings.iter().map(|(act, phrases)| Saying { act: *act, texts: [(Language::EN, text(phrases))].into() });
        let mut corpus = Corpus::default();
        corpus.dialogue = dialogue.collect();
        Acts::new(&corpus)
    }

    fn find(acts: &Acts, text: &str) -> Doing {
        acts.find(&Said::new(&tokens(text), &|_| true, false))
    }

    #[test]
    fn words_stand_in_order_with_little_between() {
        let acts = acts(&[(Act::Tried, &["did not help", "tried already"]), (Act::No, &["no", "not"])]);
        let has = |text: &str| find(&acts, text).has(Act::Tried);
        assert!(has("that did not help") && has("it did really not help me") && has("I tried that already"));
        assert!(!has("help, it did not") && !has("did it or did it not, can you please help"));
        let long = "word ".repeat(5_000) + "did not help";
        assert!(!has(&long), "what comes after forty words is not looked at");
    }

    #[test]
    fn who_needs_nobody_any_more_says_so_and_little_else() {
        let acts = acts(&[
            (Act::Alone, &["no agent", "not needed anymore", "lagbe na", "оператор не нужен"]),
            (Act::Tried, &["thik hoye na"]),
            (Act::Person, &["bot lagbe na", "робот не нужен", "оператор"]),
            (Act::No, &["no"]),
            (Act::Yes, &["yes"]),
            (Act::Wait, &["how long"]),
        ]);
        let find = |text: &str| acts.find(&Said::new(&tokens(text), &|_| true, true));
        let leaves = |text: &str| find(text).leaves();
        for text in [
            "no agent needed",
            "It works now, thanks!",
            "no, it is working now",
            "the car works again",
            "already solved",
            "cancel",
            "Cancel please",
            "never mind",
            "hello sir, not needed anymore",
            "thik hoye gese, lagbe na",
            "এখন কাজ করছে, ধন্যবাদ",
            "ভাই ঠিক হয়ে গেছে",
            "ekhon kaj kortese",
            "thik hoye gese vai",
            "বাতিল করুন",
            "енді істеп тұр",
            "мәселе шешілді, рахмет",
            "masele sheshildi",
            "уже работает, спасибо",
            "уже работает, оператор не нужен",
            "проблема решена",
            "отмените",
        ] {
            assert!(leaves(text), "{text}");
        }
        for text in [
            "",
            "it does not work now",
            "it doesnt works now",
            "it worked yesterday but not now",
            "cancel my order",
            "bot lagbe na",
            "I want to cancel the service booking",
            "how long for the technician",
            "the screen works now but the brakes make a noise",
            "কাজ করছে না",
            "ঠিক হয়নি",
            "kaj korche na",
            "істемейді",
            "енді істемейді",
            "проблема не решена",
            "не работает",
            "where is my order",
        ] {
            assert!(!leaves(text), "{text}");
        }
        let agrees = |text: &str| find(text).agrees();
        assert_eq!((agrees("yes, take me out"), agrees("no"), agrees("the bumper")), (Some(true), Some(false), None));
    }

    #[test]
    fn the_longer_phrase_has_the_words() {
        let acts =
            acts(&[(Act::No, &["no"]), (Act::Alone, &["no agent"]), (Act::Person, &["agent"]), (Act::Detail, &["how long", "agent"])]);
        let doing = find(&acts, "no agent please");
        assert!(doing.has(Act::Alone) && !doing.has(Act::No) && !doing.has(Act::Person));
        assert_eq!((doing.rest(Act::Alone), doing.covered(Act::Alone)), (0, 2));
        assert_eq!(doing.beside(Act::Alone, "no agent please", &tokens("no agent please")), "please");
        assert!(find(&acts, "no, how long").begins(Act::No) && find(&acts, "how long is that").is_detail());
        assert!(!find(&acts, "how long is the cable").is_detail() && !find(&acts, "").is_detail());
    }
}
