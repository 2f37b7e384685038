//! What an editor hands in, and what is wrong with it.

use crate::faq::attached::Unfit;
use crate::faq::entry::{MAX_ANSWER, MAX_PHRASING, MAX_TITLE, is_id};
use crate::faq::render::placeholders_of;
use crate::faq::{Entry, Text, file};
use crate::language::Language;
use crate::published::placeholders;
use std::collections::{BTreeMap, BTreeSet};

/// Most phrasings of an entry in one language.
const MAX_PHRASINGS: usize = 300;
/// Most models, markets, related entries or tags of an entry.
const MAX_NAMES: usize = 100;
/// Longest of these, in characters: as in files.
const MAX_NAME: usize = 80;
/// Longest note on a save, and reason for a publication, in characters.
pub const MAX_NOTE: usize = 500;
/// Names that stand for something else in addresses (`/api/v1/faq/translations`).
pub const RESERVED: [&str; 9] = ["translations", "quality", "at", "bulk", "preview", "import", "export", "counts", "files"];

/// An entry as an editor hands it in.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub category: String,
    pub texts: BTreeMap<Language, DraftText>,
    pub models: Vec<String>,
    pub markets: Vec<String>,
    pub related: Vec<String>,
    pub tags: Vec<String>,
    /// The form that the answer offers; an empty one is none.
    pub action: Option<String>,
}

/// The same in one language.
#[derive(Debug, Clone, Default)]
pub struct DraftText {
    pub title: String,
    pub phrasings: Vec<String>,
    pub answer: String,
}

/// Something wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// None when it belongs to no language.
    pub language: Option<Language>,
    /// As on the wire.
    pub field: &'static str,
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    Missing,
    /// Longer than so many characters.
    TooLong(usize),
    /// More than so many.
    TooMany(usize),
    /// It has not the form of what it should be.
    Format,
    /// The id is taken, or stands for something else.
    Taken,
    /// `{name}` stands for nothing.
    Placeholder(String),
    /// There is no such entry, card or market.
    Unknown(String),
    /// A safety card names the entry.
    Needed(String),
    /// The same phrasing is that entry's, too.
    AlsoOf {
        text: String,
        entry: String,
    },
    /// The time is over.
    Past,
    /// A file that is brought is not one that is taken.
    Unfit(Unfit),
    /// All files together would have more than so many bytes.
    FilesFull(u64),
    /// The answer refers to a file that is not there.
    NoFile(String),
}

impl FaultKind {
    /// The name on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            FaultKind::Missing => "missing",
            FaultKind::TooLong(_) => "too_long",
            FaultKind::TooMany(_) => "too_many",
            FaultKind::Format => "format",
            FaultKind::Taken => "taken",
            FaultKind::Placeholder(_) => "placeholder",
            FaultKind::Unknown(_) => "unknown",
            FaultKind::Needed(_) => "needed",
            FaultKind::AlsoOf { .. } => "also_of",
            FaultKind::Past => "past",
            FaultKind::Unfit(Unfit::Empty) => "file_empty",
            FaultKind::Unfit(Unfit::Foreign) => "file_type",
            FaultKind::Unfit(Unfit::Misnamed(_)) => "file_name",
            FaultKind::Unfit(Unfit::OtherKind) => "file_kind",
            FaultKind::Unfit(Unfit::CutOff) => "file_cut_off",
            FaultKind::Unfit(Unfit::TooWide { .. }) => "file_pixels",
            FaultKind::Unfit(Unfit::TooSmall) => "file_small",
            FaultKind::Unfit(Unfit::TooLarge(_)) => "file_size",
            FaultKind::FilesFull(_) => "files_full",
            FaultKind::NoFile(_) => "no_file",
        }
    }

    /// The Fluent message of `locales/*/server.ftl`.
    pub fn message(&self) -> &'static str {
        match self {
            FaultKind::Missing => "faq-fault-missing",
            FaultKind::TooLong(_) => "faq-fault-too-long",
            FaultKind::TooMany(_) => "faq-fault-too-many",
            FaultKind::Format => "faq-fault-format",
            FaultKind::Taken => "faq-fault-taken",
            FaultKind::Placeholder(_) => "faq-fault-placeholder",
            FaultKind::Unknown(_) => "faq-fault-unknown",
            FaultKind::Needed(_) => "faq-fault-needed",
            FaultKind::AlsoOf { .. } => "faq-fault-also-of",
            FaultKind::Past => "faq-fault-past",
            FaultKind::Unfit(unfit) => unfit.words().key,
            FaultKind::FilesFull(_) => "faq-fault-files-full",
            FaultKind::NoFile(_) => "faq-fault-no-file",
        }
    }
}

impl Fault {
    pub fn new(language: Option<Language>, field: &'static str, kind: FaultKind) -> Fault {
        Fault { language, field, kind }
    }

    /// Whether an editor will want to look, and it can be published all the same: what is related may have been withdrawn.
    pub fn is_warning(&self) -> bool {
        matches!(self.kind, FaultKind::AlsoOf { .. }) || (self.field == "related" && matches!(self.kind, FaultKind::Unknown(_)))
    }

    /// One that belongs to no language.
    pub fn of_entry(field: &'static str, kind: FaultKind) -> Fault {
        Fault::new(None, field, kind)
    }
}

impl From<Entry> for Draft {
    /// A stored entry as an editor hands it in.
    fn from(entry: Entry) -> Draft {
        let words = |(language, Text { title, phrasings, answer, .. })| (language, DraftText { title, phrasings, answer });
        let Entry { category, models, markets, related, tags, action, texts, .. } = entry;
        Draft { category, texts: texts.into_iter().map(words).collect(), models, markets, related, tags, action }
    }
}

impl Draft {
    /// As it is stored: without blanks around texts, without what says nothing, and nothing twice. A language without a word is missing.
    pub fn entry(self, id: &str) -> Entry {
        let Draft { category, texts, models, markets, related, tags, action } = self;
        let texts = texts.into_iter().map(|(language, text)| (language, text.text()));
        let texts = texts.filter(|(_, text)| !(text.title.is_empty() && text.phrasings.is_empty() && text.answer.is_empty()));
        Entry {
            id: id.to_owned(),
            category: category.trim().to_owned(),
            models: tidy(models),
            markets: tidy(markets),
            related: tidy(related),
            tags: tidy(tags),
            action: action.map(|action| action.trim().to_owned()).filter(|action| !action.is_empty()),
            texts: texts.collect(),
        }
    }
}

impl DraftText {
    fn text(self) -> Text {
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        Text::new(lines(&self.title).trim(), tidy(self.phrasings.iter().map(|text| lines(text)).collect()), lines(&self.answer).trim())
    }
}

/// Without blanks around, without empty ones, each once.
fn tidy(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let trimmed = texts.into_iter().map(|text| text.trim().to_owned());
    trimmed.filter(|text| !text.is_empty() && seen.insert(text.clone())).collect()
}

/// What keeps an entry from being stored, be it a draft: it has not the form that files have.
pub fn unstorable(entry: &Entry) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |language, field, kind| faults.push(Fault::new(language, field, kind));
    if !is_id(&entry.id) {
        fault(None, "id", FaultKind::Format);
    }
    if RESERVED.contains(&entry.id.as_str()) {
        fault(None, "id", FaultKind::Taken);
    }
    if entry.category.is_empty() {
        fault(None, "category", FaultKind::Missing);
    } else if !is_id(&entry.category) {
        fault(None, "category", FaultKind::Format);
    } else if !matches!(file::kind(&format!("{}/x.toml", entry.category)), file::Kind::Entry { .. }) {
        fault(None, "category", FaultKind::Taken);
    }
    for (field, list) in [("models", &entry.models), ("markets", &entry.markets), ("related", &entry.related), ("tags", &entry.tags)] {
        if list.len() > MAX_NAMES {
            fault(None, field, FaultKind::TooMany(MAX_NAMES));
        }
        if list.iter().any(|name| name.chars().count() > MAX_NAME) {
            fault(None, field, FaultKind::TooLong(MAX_NAME));
        }
        if list.iter().any(|name| name.contains('\0')) {
            fault(None, field, FaultKind::Format);
        }
    }
    if entry.action.as_ref().is_some_and(|action| !is_id(action)) {
        fault(None, "action", FaultKind::Format);
    }
    for (language, text) in &entry.texts {
        let language = Some(*language);
        if text.phrasings.len() > MAX_PHRASINGS {
            fault(language, "phrasings", FaultKind::TooMany(MAX_PHRASINGS));
        }
        let texts = text.phrasings.iter().map(|text| ("phrasings", text, MAX_PHRASING));
        for (field, text, most) in texts.chain([("title", &text.title, MAX_TITLE), ("answer", &text.answer, MAX_ANSWER)]) {
            if text.chars().count() > most {
                fault(language, field, FaultKind::TooLong(most));
            }
            if text.contains('\0') {
                fault(language, field, FaultKind::Format);
            }
        }
    }
    faults.dedup();
    faults
}

/// What keeps a stored entry from being published. `knows` tells the entries that are published, `has_market` the markets, `has_form` the
/// forms of the chat.
pub fn unpublishable(
    entry: &Entry,
    knows: impl Fn(&str) -> bool,
    has_market: impl Fn(&str) -> bool,
    has_form: impl Fn(&str) -> bool,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |language, field, kind| faults.push(Fault::new(language, field, kind));
    if entry.texts.is_empty() {
        fault(None, "languages", FaultKind::Missing);
    }
    for id in entry.related.iter().filter(|id| !knows(id) && **id != entry.id) {
        fault(None, "related", FaultKind::Unknown(id.clone()));
    }
    for market in entry.markets.iter().filter(|market| !has_market(market)) {
        fault(None, "markets", FaultKind::Unknown(market.clone()));
    }
    if let Some(action) = entry.action.as_ref().filter(|action| !has_form(action)) {
        fault(None, "action", FaultKind::Unknown(action.clone()));
    }
    for (language, text) in &entry.texts {
        let language = Some(*language);
        if text.title.is_empty() {
            fault(language, "title", FaultKind::Missing);
        }
        if text.phrasings.is_empty() {
            fault(language, "phrasings", FaultKind::Missing);
        }
        if text.answer.is_empty() {
            fault(language, "answer", FaultKind::Missing);
        }
        for name in unknown_placeholders(&text.answer) {
            fault(language, "answer", FaultKind::Placeholder(name));
        }
    }
    faults
}

/// The `{names}` of an answer that stand for nothing, each once.
pub fn unknown_placeholders(answer: &str) -> Vec<String> {
    let unknown = placeholders_of(answer).into_iter().filter(|name| !placeholders::NAMES.contains(name));
    unknown.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(id: &str, title: &str, phrasings: &[&str], answer: &str) -> Entry {
        let phrasings = phrasings.iter().map(|text| (*text).to_owned()).collect();
        let text = DraftText { title: title.to_owned(), phrasings, answer: answer.to_owned() };
        let texts = BTreeMap::from([(Language::EN, text), (Language::BN, DraftText::default())]);
        Draft { category: " car ".to_owned(), texts, ..Draft::default() }.entry(id)
    }

    fn told(faults: &[Fault]) -> Vec<String> {
        let language = |fault: &Fault| fault.language.map_or_else(String::new, |language| format!("{language}."));
        faults.iter().map(|fault| format!("{}{} {}", language(fault), fault.field, fault.kind.as_str())).collect()
    }

    #[test]
    fn a_draft_is_tidied() {
        let entry = draft("tow", " T\r\n", &[" a ", "", "a", "b\r"], "\r\nOne.\r\nTwo. ");
        assert_eq!(entry.category, "car");
        assert_eq!(entry.texts, BTreeMap::from([(Language::EN, Text::new("T", vec!["a".into(), "b".into()], "One.\nTwo."))]));
        assert_eq!((unstorable(&entry), unpublishable(&entry, |_| true, |_| true, |_| true)), (vec![], vec![]));
    }

    #[test]
    fn what_files_cannot_have_is_not_stored() {
        let many: Vec<String> = (0..=MAX_PHRASINGS).map(|i| i.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let entry =
            Entry { category: "A".into(), tags: vec!["x".repeat(MAX_NAME + 1)], ..draft("Tow", &"t".repeat(MAX_TITLE + 1), &many, "\0") };
        assert_eq!(
            told(&unstorable(&entry)),
            ["id format", "category format", "tags too_long", "en.phrasings too_many", "en.title too_long", "en.answer format"]
        );
        let of = |category: &str| told(&unstorable(&Entry { category: category.into(), ..draft("bulk", "", &[], "") }));
        assert_eq!(of(""), ["id taken", "category missing"]);
        assert_eq!(of("offtopic"), ["id taken", "category taken"]);
    }

    #[test]
    fn a_draft_may_be_half_written_and_a_publication_not() {
        let entry = draft("tow", "T", &[], "Call {nobody}, {support_phone} or {nobody}.");
        assert_eq!(unstorable(&entry), []);
        let action = Some("dance".into());
        let entry = Entry { related: vec!["tow".into(), "gone".into()], markets: vec!["xx".into()], action, ..entry };
        let faults = unpublishable(&entry, |id| id == "there", |market| market == "kz", |form| form == "booking");
        assert_eq!(
            told(&faults),
            ["related unknown", "markets unknown", "action unknown", "en.phrasings missing", "en.answer placeholder"]
        );
        assert_eq!(told(&unpublishable(&draft("tow", "", &[], ""), |_| true, |_| true, |_| true)), ["languages missing"]);
    }
}
