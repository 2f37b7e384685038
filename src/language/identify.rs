//! Which language a text is in (languages.md section 3).
//!
//! Script first: Bengali letters are Bengali, the letters of Kazakh that Russian lacks are Kazakh.
//! Inside the rest of Cyrillic and inside Latin, words that only one language has vote, and a small
//! naive Bayes model over letters decides. Car words that every language borrows count for none.
//!
//! The answer is sticky. A conversation changes its language when somebody writes a clear sentence
//! in another one, not for an "ok", a VIN or a brand name.

mod evidence;
mod model;
mod variety;
mod vocabulary;

use super::Language;
use super::fold::fold;
use super::latin::{self, Alphabet};
use super::normalize::{is_cyrillic, is_latin, normalize};
use evidence::{Evidence, Finding, Letters, Majority, for_model, words};
use model::{Counts, Model};
pub use variety::Variety;
use vocabulary::VOCABULARY;

/// What a text was found to be, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Identification {
    /// The language to answer in.
    pub language: Language,
    /// What the text itself is in, if it shows that. It may differ from `language` when one weak
    /// word did not make the conversation change its language.
    pub variety: Option<Variety>,
    /// How sure `language` is, from 0 to 1.
    pub confidence: f32,
    /// Why.
    pub reason: Reason,
}

/// Why a language was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The text is in Bengali or Cyrillic letters.
    Script,
    /// It has letters that only Kazakh uses.
    KazakhLetters,
    /// It has these words, which only one language has.
    WordsFound(Vec<String>),
    /// Its letter sequences are those of the language.
    LetterStatistics,
    /// The text says too little; the conversation stays in its language.
    KeptPrevious,
    /// The text says too little; the page's language is taken.
    PageLanguage,
    /// Nothing is known; this is a guess.
    NoEvidence,
}

impl Reason {
    /// The reason as an English phrase for logs and the desk.
    pub fn describe(&self) -> String {
        match self {
            Self::Script => "written in the letters of the language".to_owned(),
            Self::KazakhLetters => "has letters that only Kazakh uses".to_owned(),
            Self::WordsFound(words) => format!("has the words {}", words.join(", ")),
            Self::LetterStatistics => "its letter sequences are those of the language".to_owned(),
            Self::KeptPrevious => "the text says too little to leave the conversation's language".to_owned(),
            Self::PageLanguage => "the text says too little; language of the page".to_owned(),
            Self::NoEvidence => "nothing to go by".to_owned(),
        }
    }
}

/// Models with more n-grams than this are pruned.
const PRUNE_ABOVE: usize = 20_000;

const CYRILLIC: [Variety; 2] = [Variety::KkCyrl, Variety::Ru];
const LATIN: [Variety; 3] = [Variety::En, Variety::BnLatn, Variety::KkLatn];

/// Tells languages apart. Built once from sample texts, then only read.
#[derive(Debug)]
pub struct Identifier {
    cyrillic: Model<2>,
    latin: Model<3>,
}

impl Identifier {
    /// Learns from sample texts. Give each text once: Kazakh Cyrillic samples are also learnt as
    /// typed on a Russian keyboard and in Latin alphabets.
    pub fn train<'a>(samples: impl IntoIterator<Item = (Variety, &'a str)>) -> Self {
        let mut cyrillic: Counts<2> = Counts::default();
        let mut latin: Counts<3> = Counts::default();
        for (variety, text) in samples {
            match variety {
                Variety::BnBeng => {}
                Variety::KkCyrl => {
                    learn(&mut cyrillic, 0, text, is_cyrillic);
                    for alphabet in Alphabet::ALL {
                        learn(&mut latin, 2, &latin::cyrillic_to_latin(text, alphabet), is_latin);
                    }
                }
                Variety::Ru => learn(&mut cyrillic, 1, text, is_cyrillic),
                Variety::En => learn(&mut latin, 0, text, is_latin),
                Variety::BnLatn => learn(&mut latin, 1, text, is_latin),
                Variety::KkLatn => learn(&mut latin, 2, text, is_latin),
            }
        }
        Self { cyrillic: cyrillic.model(PRUNE_ABOVE), latin: latin.model(PRUNE_ABOVE) }
    }

    /// The language of a text, with what the conversation and the page were in so far.
    pub fn identify(&self, text: &str, previous: Option<Language>, page: Option<Language>) -> Identification {
        let Some(finding) = self.find(text) else {
            return fallback(None, previous, page);
        };
        let believed = match (previous, page) {
            (Some(previous), _) => finding.language == previous || finding.may_switch(),
            (None, Some(page)) => finding.language == page || finding.may_leave_page(),
            (None, None) => true,
        };
        if !believed {
            return fallback(finding.variety, previous, page);
        }
        Identification { language: finding.language, variety: finding.variety, confidence: finding.confidence(), reason: finding.reason }
    }

    /// Numbers of n-grams in the Cyrillic and in the Latin model.
    pub fn sizes(&self) -> (usize, usize) {
        (self.cyrillic.len(), self.latin.len())
    }

    fn find(&self, text: &str) -> Option<Finding> {
        let normal = normalize(text);
        let letters = Letters::count(&normal);
        match letters.majority()? {
            Majority::Bengali => Some(Finding::script(Variety::BnBeng, letters.bengali, Reason::Script)),
            Majority::Cyrillic if letters.kazakh > 0 => Some(Finding::script(Variety::KkCyrl, letters.cyrillic, Reason::KazakhLetters)),
            Majority::Cyrillic => {
                // Kazakh or Russian, the answer is Kazakh: the letters settle that.
                let by_script = Finding::script(Variety::KkCyrl, letters.cyrillic, Reason::Script);
                let weighed = Evidence::of(&normal, is_cyrillic).weigh(&self.cyrillic, CYRILLIC);
                Some(match weighed {
                    Some(finding) => Finding { certain: by_script.certain, ..finding },
                    None => Finding { variety: None, ..by_script },
                })
            }
            Majority::Latin => Evidence::of(&normal, is_latin).weigh(&self.latin, LATIN),
        }
    }
}

fn learn<const N: usize>(counts: &mut Counts<N>, class: usize, text: &str, of_script: impl Fn(char) -> bool) {
    for word in words(&normalize(text)).filter(|word| word.chars().all(&of_script)) {
        if !VOCABULARY.is_loan(&fold(word)) {
            counts.add(class, &for_model(word));
        }
    }
}

fn fallback(variety: Option<Variety>, previous: Option<Language>, page: Option<Language>) -> Identification {
    let (language, reason, confidence) = match (previous, page) {
        (Some(previous), _) => (previous, Reason::KeptPrevious, 0.6),
        (None, Some(page)) => (page, Reason::PageLanguage, 0.5),
        (None, None) => (Language::EN, Reason::NoEvidence, 0.2),
    };
    Identification { language, variety, confidence, reason }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::language::normalize::tests::any_text;

    const SAMPLES: [(Variety, &str); 5] = [
        (
            Variety::BnLatn,
            "amar gari charge nicche na. ekhon ki korbo bhai? service center kothay ache bolen. parts ashte
             koto din lagbe. sokal theke start hocche na, onek cheshta korechi. battery ta ki change korte
             hobe. apnader number ta diben please. gari ta kobe hate pabo jante chai. bristi hole pani dhuke
             naki. koyek din dhore awaj ashche chaka theke",
        ),
        (
            Variety::KkCyrl,
            "Көлігім зарядталмай тұр, не істеуім керек? Қызмет көрсету орталығы қайда орналасқан. Бөлшектер
             қашан келеді. Таңертеңнен бері от алмайды, бірнеше рет көрдім. Батареясын ауыстыру керек пе.
             Телефон нөміріңізді жіберіңізші. Машинаны қашан алып кете аламын. Жаңбырда су кіреді ме.
             Бірнеше күннен бері доңғалақтан дыбыс шығады. Кепілдік неше жылға беріледі",
        ),
        (
            Variety::KkLatn,
            "kolik qashan keledi. kepildik neshe jyl. servis qaida ornalasqan. mashina ot almai tur, ne isteu
             kerek. batareyasyn auystyru kansha turady. jaqyn jerde quattau stansiyasy bar ma",
        ),
        (
            Variety::Ru,
            "Моя машина не заряжается, что мне делать? Где находится сервисный центр. Когда придут запчасти.
             С утра не заводится, пробовал несколько раз. Нужно ли менять батарею. Пришлите номер телефона.
             Когда я смогу забрать автомобиль. Попадает ли вода в дождь. Уже несколько дней слышен шум колеса",
        ),
        (
            Variety::En,
            "My car is not charging, what should I do? Where is the service centre. When will the parts arrive.
             It has not started since this morning, I tried several times. Do I have to replace the battery.
             Please send me your phone number. When can I pick up the vehicle. Does water get in when it rains.
             For a few days there has been a noise from the wheel. How long does the warranty last",
        ),
    ];

    const BN: Language = Language::BN;
    const KK: Language = Language::KK;
    const EN: Language = Language::EN;

    static IDENTIFIER: LazyLock<Identifier> = LazyLock::new(|| Identifier::train(SAMPLES));

    fn check(text: &str, variety: Variety) {
        let found = IDENTIFIER.identify(text, None, None);
        assert_eq!(found.variety, Some(variety), "{text:?}: {found:?}");
        assert_eq!(found.language, variety.language(), "{text:?}");
    }

    fn check_kept(text: &str, previous: Language) {
        let found = IDENTIFIER.identify(text, Some(previous), Some(EN));
        assert_eq!(found.language, previous, "{text:?}: {found:?}");
    }

    fn check_switched(text: &str, previous: Language, language: Language) {
        let found = IDENTIFIER.identify(text, Some(previous), Some(previous));
        assert_eq!(found.language, language, "{text:?}: {found:?}");
    }

    #[test]
    fn texts_of_each_variety() {
        check("আমার গাড়ি স্টার্ট হচ্ছে না", Variety::BnBeng);
        check("Battery health কত percent আছে কীভাবে check করব?", Variety::BnBeng);
        for text in [
            "amar gari start hocche na",
            "service center kothay",
            "warranty koto din",
            "battery charge hoy na",
            "AC thanda hoy na",
            "price koto",
        ] {
            check(text, Variety::BnLatn);
        }
        for text in [
            "Сәлем",
            "Гарантия канша жыл",
            "ТО-га жазылу керек",
            "запчасть бар ма",
            "двигатель стук береди",
            "check engine шықты",
            "калай жазыламын",
            "ма\u{0259}шина ə\u{0440}",
        ] {
            check(text, Variety::KkCyrl);
        }
        for text in ["garantiya kansha zhyl", "kolik qashan keledi", "kölik ot almaidy"] {
            check(text, Variety::KkLatn);
        }
        for text in ["когда привезут машину", "сколько стоит ТО", "как записаться"] {
            check(text, Variety::Ru);
        }
        for text in ["where is my car", "how long does it take", "the screen is black"] {
            check(text, Variety::En);
        }
    }

    #[test]
    fn one_weak_word_changes_nothing() {
        for previous in [BN, KK] {
            for text in [
                "ok",
                "OK thanks",
                "VIN",
                "XTA21099043576180",
                "12 000",
                "battery",
                "Toyota",
                "thank you very much",
                "windscreen",
                "",
                "👍",
            ] {
                check_kept(text, previous);
            }
        }
        check_kept("koto", EN);
        check_kept("а", BN);
    }

    #[test]
    fn a_clear_sentence_changes_the_language() {
        check_switched("where is the service centre", BN, EN);
        check_switched("amar gari start hocche na", EN, BN);
        check_switched("ধন্যবাদ", EN, BN);
        check_switched("рахмет", EN, KK);
        check_switched("kolik qashan keledi", EN, KK);
        check_switched("когда привезут машину", BN, KK);
    }

    #[test]
    fn the_page_decides_where_the_text_does_not() {
        let found = IDENTIFIER.identify("battery", None, Some(BN));
        assert_eq!((found.language, found.reason), (BN, Reason::PageLanguage));
        let found = IDENTIFIER.identify("windscreen", None, Some(KK));
        assert_eq!(found.language, KK);
        let found = IDENTIFIER.identify("koto taka", None, Some(EN));
        assert_eq!((found.language, found.reason), (BN, Reason::WordsFound(vec!["koto".into(), "taka".into()])));
        let found = IDENTIFIER.identify("brake pad price", None, None);
        assert_eq!((found.language, found.reason), (EN, Reason::NoEvidence));
    }

    #[test]
    fn reasons_can_be_read() {
        assert_eq!(Reason::WordsFound(vec!["koto".into(), "hoy".into()]).describe(), "has the words koto, hoy");
        assert_eq!(Reason::KazakhLetters.describe(), "has letters that only Kazakh uses");
    }

    #[test]
    fn phrasings_are_labelled() {
        for (language, text, variety) in [
            (BN, "গাড়ি", Some(Variety::BnBeng)),
            (BN, "gari koi", Some(Variety::BnLatn)),
            (KK, "көлік", Some(Variety::KkCyrl)),
            (KK, "колик кайда", None),
            (KK, "kolik qaida", Some(Variety::KkLatn)),
            (EN, "where", Some(Variety::En)),
            (EN, "123", None),
        ] {
            assert_eq!(Variety::of_phrasing(language, text), variety, "{text}");
        }
    }

    #[test]
    fn codes_come_back() {
        for variety in Variety::ALL {
            assert_eq!(Variety::parse(variety.code()), Some(variety));
        }
    }

    #[test]
    fn an_untrained_identifier_still_answers() {
        let empty = Identifier::train([]);
        assert_eq!(empty.identify("koto taka", None, None).language, BN);
        assert_eq!(empty.identify("windscreen", None, Some(KK)).language, KK);
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in any_text()) {
            let found = IDENTIFIER.identify(&text, None, Some(BN));
            prop_assert!((0.0..=1.0).contains(&found.confidence));
        }
    }
}
