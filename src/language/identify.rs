//! Which language a text is in (languages.md section 3).
//!
//! Script first: Bengali letters are Bengali, the letters of Kazakh that Russian lacks are Kazakh.
//! Inside the rest of Cyrillic and inside Latin, words that only one language has vote, and a small
//! naive Bayes model over letters decides. Car words that every language borrows count for none.
//!
//! The answer is sticky. A conversation changes its language when somebody writes a clear sentence
//! in another one, not for an "ok", a VIN or a brand name.

mod evidence;
mod finding;
mod known;
mod model;
mod variety;
mod vocabulary;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fold::fold;
use super::latin::{self, Alphabet};
use super::normalize::{is_cyrillic, is_latin, normalize};
use super::{Language, Languages, Script};
use crate::columns::shared;
use evidence::{Evidence, Letters, Majority, for_model};
use finding::Finding;
use known::{KnownWords, Phrases, words};
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

/// Tells languages apart. Built once from sample texts, then only read; cheap to clone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identifier {
    #[serde(with = "shared")]
    learnt: Arc<Learnt>,
    /// In a file there are none: see [`Self::of_languages`].
    #[serde(skip)]
    languages: Languages,
}

#[derive(Debug, Serialize, Deserialize)]
struct Learnt {
    cyrillic: Model<2>,
    latin: Model<3>,
    /// The Latin words of the samples.
    known: KnownWords<3>,
    phrases: Phrases,
}

impl Identifier {
    /// Learns from sample texts, and from the phrases of each language's small talk. Give each text once: Kazakh Cyrillic samples are
    /// also learnt as typed on a Russian keyboard and in Latin alphabets.
    pub fn train<'a>(
        samples: impl IntoIterator<Item = (Variety, &'a str)>,
        phrases: impl IntoIterator<Item = (Language, &'a str)>,
    ) -> Self {
        let mut cyrillic: Counts<2> = Counts::default();
        let mut latin: Counts<3> = Counts::default();
        let mut known: KnownWords<3> = KnownWords::default();
        for (variety, text) in samples {
            match variety {
                Variety::BnBeng => {}
                Variety::KkCyrl => {
                    learn(&mut cyrillic, 0, text, is_cyrillic);
                    for alphabet in Alphabet::ALL {
                        let text = latin::cyrillic_to_latin(text, alphabet);
                        learn(&mut latin, 2, &text, is_latin);
                        known.add(2, &text);
                    }
                }
                Variety::Ru => learn(&mut cyrillic, 1, text, is_cyrillic),
                Variety::En | Variety::BnLatn | Variety::KkLatn => {
                    let class = LATIN.iter().position(|one| *one == variety).unwrap_or_default();
                    learn(&mut latin, class, text, is_latin);
                    known.add(class, text);
                }
            }
        }
        let (cyrillic, latin) = (cyrillic.model(PRUNE_ABOVE), latin.model(PRUNE_ABOVE));
        let learnt = Learnt { cyrillic, latin, known: known.done(), phrases: Phrases::new(phrases) };
        Self { learnt: Arc::new(learnt), languages: Languages::default() }
    }

    /// The same, where these languages are in use.
    #[must_use]
    pub fn of_languages(self, languages: Languages) -> Self {
        Self { languages, ..self }
    }

    /// The languages in use.
    pub fn languages(&self) -> Languages {
        self.languages
    }

    /// The language in use in which a text of this variety is answered.
    pub fn language_of(&self, variety: Variety) -> Language {
        self.languages.nearest(variety.language())
    }

    /// The language of a text, with what the conversation and the page were in so far.
    pub fn identify(&self, text: &str, previous: Option<Language>, page: Option<Language>) -> Identification {
        self.identify_after(text, previous.map(|previous| move || previous), page)
    }

    /// As [`Self::identify`], where what the conversation was in so far is told when the text does not tell enough by itself.
    pub fn identify_after(&self, text: &str, previous: Option<impl Fn() -> Language>, page: Option<Language>) -> Identification {
        let previous = previous.map(|previous| move || self.languages.nearest(previous()));
        let page = page.map(|page| self.languages.nearest(page));
        let fallback = |variety: Option<Variety>| fallback(variety, previous.as_ref().map(|previous| previous()), page);
        let Some(finding) = self.find(text) else {
            return fallback(None);
        };
        let language = self.languages.nearest(finding.language);
        let believed = match (&previous, page) {
            (Some(previous), _) => finding.may_switch() || finding.settles(language, previous()),
            (None, Some(page)) => finding.settles(language, page) || finding.may_leave_page(),
            // English is what is taken where nothing is known: to leave it, letters alone have to say as much as to leave a page.
            (None, None) => finding.settles(language, Language::EN) || finding.is_known || finding.may_leave_page(),
        };
        if !believed {
            return fallback(finding.variety);
        }
        Identification { language, variety: finding.variety, confidence: finding.confidence(), reason: finding.reason }
    }

    /// Numbers of n-grams in the Cyrillic and in the Latin model.
    pub fn sizes(&self) -> (usize, usize) {
        (self.learnt.cyrillic.len(), self.learnt.latin.len())
    }

    fn find(&self, text: &str) -> Option<Finding> {
        let normal = normalize(text);
        let letters = Letters::count(&normal);
        match letters.majority()? {
            Majority::Bengali => Some(Finding::script(Variety::BnBeng, letters.bengali, Reason::Script)),
            Majority::Cyrillic if letters.kazakh > 0 => Some(Finding::script(Variety::KkCyrl, letters.cyrillic, Reason::KazakhLetters)),
            Majority::Cyrillic => {
                let by_script = Finding::script(Variety::KkCyrl, letters.cyrillic, Reason::Script);
                // Where only one language of these letters is in use, they settle it: Russian is then answered in Kazakh.
                let is_only_one = self.languages.iter().filter(|language| language.script() == Script::Cyrillic).count() == 1;
                let (certain, script) = (by_script.certain && is_only_one, by_script.certain.then_some(Script::Cyrillic));
                let weighed = Evidence::of(&normal, is_cyrillic, &KnownWords::default()).weigh(&self.learnt.cyrillic, CYRILLIC);
                Some(Finding { certain, script, ..weighed.unwrap_or(Finding { variety: None, ..by_script }) })
            }
            Majority::Latin => {
                let weighed = Evidence::of(&normal, is_latin, &self.learnt.known).weigh(&self.learnt.latin, LATIN);
                self.learnt.phrases.heard_in(&normal, weighed)
            }
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

    static IDENTIFIER: LazyLock<Identifier> = LazyLock::new(|| Identifier::train(SAMPLES, []));

    fn check(text: &str, variety: Variety) {
        let found = IDENTIFIER.identify(text, None, None);
        assert_eq!(found.variety, Some(variety), "{text:?}: {found:?}");
        assert_eq!(found.language, IDENTIFIER.language_of(variety), "{text:?}");
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
    fn russian_is_kazakh_until_it_is_in_use() {
        let russian = Identifier::train(SAMPLES, []).of_languages(Languages::with([Language::RU]));
        let asked = "когда привезут машину";
        assert_eq!(IDENTIFIER.identify(asked, None, Some(Language::RU)).language, KK, "a page that asks for Russian gets Kazakh");
        for page in [None, Some(BN), Some(KK), Some(EN), Some(Language::RU)] {
            assert_eq!(IDENTIFIER.identify(asked, None, page).language, KK, "{page:?}");
            assert_eq!(russian.identify(asked, None, page).language, Language::RU, "{page:?}");
            assert_eq!(russian.identify("Көлігім зарядталмай тұр", None, page).language, KK, "{page:?}");
        }
        // Letters that both languages have do not settle it: one borrowed word keeps the conversation's language.
        for previous in [KK, Language::RU] {
            for text in ["гарантия", "двигатель", "ок"] {
                assert_eq!(russian.identify(text, Some(previous), None).language, previous, "{text}");
            }
        }
        // They do settle that it is neither English nor Bengali.
        assert_eq!(russian.identify("гарантия", None, Some(EN)).language, KK);
        assert_eq!(russian.identify("когда придут запчасти", Some(KK), None).language, Language::RU);
        assert_eq!(russian.identify("запчасть кашан келеди", Some(Language::RU), None).language, KK);
    }

    #[test]
    fn small_talk_of_one_list_is_evidence() {
        let phrases = [(BN, "khoda hafez"), (BN, "tata"), (BN, "hello"), (EN, "hello"), (KK, "raxmet"), (EN, "tysm"), (BN, "thanks bye")];
        let identifier = Identifier::train(SAMPLES, phrases);
        for (text, page, language) in [
            ("Khoda hafez!", None, BN),
            ("khoda hafez", Some(EN), BN),
            ("tata", None, BN),
            ("tata", Some(EN), EN),
            ("raxmet", None, KK),
            ("raxmet", Some(BN), KK),
            ("tysm", None, EN),
            ("tysm", Some(BN), BN),
            ("hello", Some(KK), KK),
            ("thanks bye", None, EN),
        ] {
            assert_eq!(identifier.identify(text, None, page).language, language, "{text} on {page:?}");
        }
        assert_eq!(identifier.identify("tysm", Some(BN), None).language, BN);
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
        let empty = Identifier::train([], []);
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
