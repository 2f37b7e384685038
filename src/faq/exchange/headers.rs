//! What the headers of a sheet mean, in the languages that editors write them in.

use serde::{Deserialize, Serialize};

use crate::language::{Language, normalize};

/// What a column says of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The entry's id.
    Id,
    /// The folder of its file.
    Category,
    /// The language of the row's texts.
    Language,
    /// The heading.
    Title,
    /// Ways to ask it; several columns may be.
    Phrasings,
    /// The answer, in Markdown.
    Answer,
    /// How the text stands to the entry: `current`, `stale`, `wrong`.
    State,
    /// The revision that it was last brought up to.
    BasedOn,
    /// Vehicle models.
    Models,
    /// Markets.
    Markets,
    /// Ids of related entries.
    Related,
    /// Tags.
    Tags,
    /// The form that its answer offers.
    Action,
}

impl Field {
    /// All of them, in the order of columns.
    pub const ALL: [Field; 13] = [
        Field::Id,
        Field::Category,
        Field::Language,
        Field::Title,
        Field::Phrasings,
        Field::Answer,
        Field::State,
        Field::BasedOn,
        Field::Models,
        Field::Markets,
        Field::Related,
        Field::Tags,
        Field::Action,
    ];

    /// The name in headers and mappings.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Category => "category",
            Field::Language => "language",
            Field::Title => "title",
            Field::Phrasings => "phrasings",
            Field::Answer => "answer",
            Field::State => "state",
            Field::BasedOn => "based_on",
            Field::Models => "models",
            Field::Markets => "markets",
            Field::Related => "related",
            Field::Tags => "tags",
            Field::Action => "action",
        }
    }

    /// Whether it is said once for each language.
    pub fn is_of_a_language(self) -> bool {
        matches!(self, Field::Title | Field::Phrasings | Field::Answer | Field::State | Field::BasedOn)
    }
}

/// What a header may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Field(Field),
    /// "Question": the heading where there is no other, else a way to ask it.
    Question,
}

/// Headers by what they mean, in English, Bengali, Kazakh and Russian.
const HEADERS: [(Meaning, &[&str]); 14] = [
    (Meaning::Field(Field::Id), &["id", "key", "slug", "entry", "entry id", "আইডি", "идентификатор", "кілт", "ключ"]),
    (
        Meaning::Field(Field::Category),
        &["category", "section", "folder", "group", "বিভাগ", "শ্রেণি", "শ্রেণী", "ক্যাটাগরি", "санат", "санаты", "бөлім", "категория", "раздел"],
    ),
    (Meaning::Field(Field::Language), &["language", "lang", "locale", "ভাষা", "тіл", "тілі", "язык"]),
    (
        Meaning::Field(Field::Title),
        &["title", "heading", "headline", "subject", "name", "শিরোনাম", "тақырып", "тақырыбы", "атауы", "заголовок", "название", "тема"],
    ),
    (Meaning::Question, &["question", "faq", "query", "প্রশ্ন", "сұрақ", "вопрос"]),
    (
        Meaning::Field(Field::Phrasings),
        &[
            "phrasings",
            "phrasing",
            "questions",
            "other questions",
            "alternative questions",
            "variants",
            "variations",
            "examples",
            "utterances",
            "ways to ask",
            "প্রশ্নগুলো",
            "প্রশ্নসমূহ",
            "অন্যান্য প্রশ্ন",
            "প্রশ্নের ধরন",
            "উদাহরণ",
            "сұрақтар",
            "басқа сұрақтар",
            "сұрақ нұсқалары",
            "нұсқалар",
            "мысалдар",
            "вопросы",
            "другие вопросы",
            "варианты",
            "варианты вопроса",
            "формулировки",
            "примеры",
        ],
    ),
    (
        Meaning::Field(Field::Answer),
        &["answer", "answers", "reply", "response", "body", "content", "text", "উত্তর", "জবাব", "жауап", "жауабы", "мәтін", "ответ", "текст"],
    ),
    (
        Meaning::Field(Field::Models),
        &[
            "models",
            "model",
            "vehicle",
            "vehicles",
            "car",
            "cars",
            "মডেল",
            "গাড়ি",
            "গাড়ির মডেল",
            "үлгі",
            "үлгілер",
            "модель",
            "модельдер",
            "көлік",
            "модели",
            "автомобиль",
        ],
    ),
    (
        Meaning::Field(Field::Markets),
        &[
            "markets",
            "market",
            "country",
            "countries",
            "বাজার",
            "দেশ",
            "нарық",
            "нарықтар",
            "ел",
            "елдер",
            "рынок",
            "рынки",
            "страна",
            "страны",
        ],
    ),
    (
        Meaning::Field(Field::Related),
        &[
            "related",
            "related entries",
            "see also",
            "সম্পর্কিত",
            "আরও দেখুন",
            "байланысты",
            "қатысты",
            "ұқсас",
            "связанные",
            "похожие",
            "см также",
        ],
    ),
    (Meaning::Field(Field::State), &["state", "অবস্থা", "күйі", "состояние"]),
    (Meaning::Field(Field::BasedOn), &["based on"]),
    (Meaning::Field(Field::Action), &["action", "form", "ফর্ম", "форма", "пішін"]),
    (Meaning::Field(Field::Tags), &["tags", "tag", "labels", "label", "keywords", "ট্যাগ", "тег", "тегтер", "теги", "метки"]),
];

/// Names of languages in headers and cells.
const LANGUAGES: [(Language, &[&str]); 4] = [
    (Language::EN, &["en", "eng", "english", "ইংরেজি", "ইংরেজী", "ағылшын", "ағылшынша", "английский", "англ", "анг"]),
    (Language::BN, &["bn", "ben", "bengali", "bangla", "বাংলা", "бенгал", "бенгалша", "бенгальский"]),
    (Language::KK, &["kk", "kaz", "kz", "kazakh", "qazaq", "কাজাখ", "қазақ", "қазақша", "қаз", "каз", "казахский"]),
    (Language::RU, &["ru", "rus", "russian", "রুশ", "орыс", "орысша", "рус", "русский"]),
];
/// Words beside a language that say nothing more: countries in codes such as `bn-BD`, and small words.
const BESIDE: [&str; 9] = ["us", "gb", "uk", "in", "bd", "lang", "language", "тілінде", "на"];

/// The words of a header, in the one form in which headers are compared.
fn words(text: &str) -> Vec<String> {
    let between = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '।' | '—' | '–' | '№');
    normalize(text).to_lowercase().split(between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The language that a word is the name of.
fn language_of(word: &str) -> Option<Language> {
    let is = |name: &&str| normalize(name).to_lowercase() == word;
    LANGUAGES.iter().find(|(_, names)| names.iter().any(is)).map(|(language, _)| *language)
}

/// The language that a cell names: by its code (`kk`, `bn-BD`) or its name.
pub(super) fn language(text: &str) -> Option<Language> {
    let words = words(text);
    let language = words.iter().find_map(|word| language_of(word))?;
    let rest = words.iter().all(|word| language_of(word) == Some(language) || BESIDE.contains(&word.as_str()));
    rest.then_some(language)
}

/// What a header means, and of which language; none for one that means nothing here.
pub(super) fn guess(header: &str) -> Option<(Meaning, Option<Language>)> {
    let words = words(header);
    // More than a header ever has: a text that stands in the first rows.
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    if let Some(meaning) = meaning(&words) {
        return Some((meaning, None));
    }
    let mut language = None;
    let mut rest = Vec::new();
    for word in words {
        match language_of(&word) {
            Some(found) if language.is_none_or(|known| known == found) => language = Some(found),
            Some(_) => return None,
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => {}
            None => rest.push(word),
        }
    }
    if language.is_some() {
        rest.retain(|word| !BESIDE.contains(&word.as_str()));
    }
    let meaning = meaning(&rest)?;
    let may = match meaning {
        Meaning::Question => true,
        Meaning::Field(field) => field.is_of_a_language() || language.is_none(),
    };
    may.then_some((meaning, language))
}

fn meaning(words: &[String]) -> Option<Meaning> {
    let header = words.join(" ");
    let is = |known: &&str| normalize(known).to_lowercase() == header;
    HEADERS.iter().find(|(_, headers)| headers.iter().any(is)).map(|(meaning, _)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_all_languages_are_understood() {
        use Field::{Answer, Category, Id, Models, Phrasings, Related, Title};
        for (header, field, language) in [
            ("ID", Id, None),
            ("  Category ", Category, None),
            ("title_bn", Title, Some(Language::BN)),
            ("answer (kk)", Answer, Some(Language::KK)),
            ("Answer [bn-BD]", Answer, Some(Language::BN)),
            ("kk-KZ: title", Title, Some(Language::KK)),
            ("Answer in Kazakh", Answer, Some(Language::KK)),
            ("Phrasings 2 (English)", Phrasings, Some(Language::EN)),
            ("উত্তর", Answer, None),
            ("উত্তর (বাংলা)", Answer, Some(Language::BN)),
            ("গাড়ি", Models, None),
            ("Жауап — қазақша", Answer, Some(Language::KK)),
            ("Заголовок рус.", Title, Some(Language::RU)),
            ("См. также", Related, None),
        ] {
            assert_eq!(guess(header), Some((Meaning::Field(field), language)), "{header}");
        }
        for header in ["Question", "প্রশ্ন", "Сұрақ", "Вопрос"] {
            assert_eq!(guess(header), Some((Meaning::Question, None)), "{header}");
        }
        for header in ["", "Notes", "English", "title en bn", "tags_en", "12", "How long does charging take at home in winter?"] {
            assert_eq!(guess(header), None, "{header}");
        }
    }

    #[test]
    fn every_header_means_what_its_row_says() {
        for (meaning, headers) in HEADERS {
            for header in headers {
                assert_eq!(guess(header), Some((meaning, None)), "{header}");
            }
        }
        for field in Field::ALL {
            assert_eq!(guess(field.name()).map(|(meaning, _)| meaning), Some(Meaning::Field(field)));
        }
    }

    #[test]
    fn cells_name_languages() {
        for (cell, expected) in [
            ("kk", Some(Language::KK)),
            ("Bangla", Some(Language::BN)),
            ("en-US", Some(Language::EN)),
            ("kk_KZ", Some(Language::KK)),
            ("Орысша", Some(Language::RU)),
            ("de", None),
            ("", None),
            ("en, bn", None),
        ] {
            assert_eq!(language(cell), expected, "{cell}");
        }
    }
}
