//! Files of all formats, whole: what they say, what is told of them, and that what is written reads back.

use std::sync::Arc;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::faq::entry::{MAX_PHRASING, Text, TranslationState};
use crate::faq::file;

/// A file of `tests/data/exchange`.
macro_rules! data {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../tests/data/exchange/", $name)).as_slice())
    };
}

fn told(read: &Read) -> Vec<String> {
    read.problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn clean(read: Read) -> Vec<Entry> {
    assert!(!read.has_errors(), "{:#?}", told(&read));
    read.entries
}

fn text(title: &str, phrasings: &[&str], answer: &str) -> Text {
    Text::new(title, phrasings.iter().map(|phrasing| (*phrasing).to_owned()).collect(), answer)
}

fn entry(id: &str, category: &str, texts: &[(Language, Text)]) -> Entry {
    let texts = texts.iter().cloned().collect();
    Entry { id: id.into(), category: category.into(), models: vec![], markets: vec![], related: vec![], tags: vec![], action: None, texts }
}

#[test]
fn languages_side_by_side() {
    let read = read(&[data!("side-by-side.csv")], &Options::default());
    assert_eq!(told(&read), ["side-by-side.csv:1:I: warning: passed over: \"Notes\" says nothing here"]);
    let columns: Vec<(&str, Option<Field>, Option<Language>)> =
        read.mappings[0].columns.iter().map(|column| (column.column.as_str(), column.field, column.language)).collect();
    assert_eq!(read.mappings[0].header, Some(3));
    assert_eq!(
        columns[3..],
        [
            ("D", Some(Field::Title), Some(Language::EN)),
            ("E", Some(Field::Phrasings), Some(Language::EN)),
            ("F", Some(Field::Answer), Some(Language::EN)),
            ("G", Some(Field::Title), Some(Language::KK)),
            ("H", Some(Field::Answer), Some(Language::KK)),
            ("I", None, None),
        ]
    );
    let pressure = &read.entries[0];
    assert_eq!(
        (pressure.id.as_str(), pressure.category.as_str(), &pressure.tags[..]),
        ("tyre-pressure", "tyres", &["tyres".to_owned(), "safety".into()][..])
    );
    assert_eq!(pressure.texts[&Language::EN].phrasings, ["How many bar in the front tyres?", "Where do I read the right tyre pressure?"]);
    assert_eq!(
        pressure.texts[&Language::KK],
        text("Дөңгелекке қандай қысым керек?", &["Дөңгелекке қандай қысым керек?"], "Суық кезде **2,5 бар**.")
    );
    assert_eq!(read.entries[1].texts[&Language::EN].phrasings, ["My wipers leave stripes", "The wiper squeaks"]);
    assert_eq!(read.entries[1].texts.len(), 1);
}

#[test]
fn a_row_a_language() {
    let entries = clean(read(
        &[data!("by-language.tsv")],
        &Options { category: Some("keys"), placeholders: Some(&["support_phone"]), ..Options::default() },
    ));
    let expected = entry(
        "lost-key",
        "keys",
        &[
            (Language::EN, text("A lost key", &["I lost my key\nand my card", "Where is a new key?"], "Call {support_phone}.")),
            (Language::BN, text("চাবি হারিয়ে গেছে", &["চাবি হারিয়ে ফেলেছি", "নতুন চাবি কোথায় পাব?"], "{support_phone} নম্বরে ফোন করুন।")),
            (Language::KK, text("Кілт жоғалды", &["Кілт жоғалды"], "{support_phone} нөміріне қоңырау шалыңыз.")),
        ],
    );
    assert_eq!(entries, [expected]);
}

#[test]
fn what_a_file_does_not_say_stays() {
    let mut published =
        entry("towing", "car", &[(Language::EN, text("Towing", &["May I tow?"], "No.")), (Language::BN, text("টানা", &["টানা যাবে?"], "না।"))]);
    published.tags = vec!["trailer".into()];
    let published = Arc::new(published);
    let options = |published| Options { published, language: Some(Language::KK), ..Options::default() };
    let read = super::read(&[("x.csv", "id,answer,title\ntowing,Жоқ.,Сүйреу\n")], &options(std::slice::from_ref(&published)));
    let mut expected = Entry::clone(&published);
    expected.texts.insert(Language::KK, text("Сүйреу", &["Сүйреу"], "Жоқ."));
    assert_eq!(read.entries, [expected]);
    assert_eq!((read.changes[0].difference, &read.changes[0].languages[..]), (Difference::Changed, &[Language::KK][..]));
    // A title that is published tells which entry is meant; one that is not makes an id.
    let sheet = "Question;Answer\nTowing;Never.\nHow far?;400 km\n";
    let read = super::read(&[("faq.en.csv", sheet)], &Options { language: None, ..options(std::slice::from_ref(&published)) });
    let changes: Vec<(&str, Difference)> = read.changes.iter().map(|change| (change.id.as_str(), change.difference)).collect();
    assert_eq!(changes, [("how-far", Difference::New), ("towing", Difference::Changed)]);
    assert_eq!(
        (read.entries[1].texts[&Language::EN].phrasings.as_slice(), read.entries[1].tags.len()),
        (&["May I tow?".to_owned()][..], 1)
    );
}

#[test]
fn a_mapping_names_columns_by_header_or_letters() {
    let sheet = "Frage,Antwort,Kommentar\nHow far?,400 km,Text\n";
    let given = Assignment::parse_all("title.en=frage, answer.en = B,ignore=Kommentar").expect("it is a mapping");
    let entries = clean(read(&[("x.csv", sheet)], &Options { mapping: &given, ..Options::default() }));
    assert_eq!(entries, [entry("how-far", "imported", &[(Language::EN, text("How far?", &["How far?"], "400 km"))])]);
    for (text, message) in [
        ("title", "\"title\" is not FIELD=COLUMN, as in title.bn=Question"),
        (
            "titel=A",
            "\"titel\" is no field; known are id, category, language, title, phrasings, answer, state, based_on, models, markets, related, tags, action, ignore",
        ),
        ("title.de=A", "\"de\" is no language"),
        ("based_on.xx=A", "\"xx\" is no language"),
        ("tags.en=A", "`tags` is said once for all languages"),
    ] {
        assert_eq!(Assignment::parse_all(text), Err(message.to_owned()));
    }
    let missing = Assignment::parse_all("answer=Reply here").expect("it is a mapping");
    let read =
        read(&[("x.csv", "title,answer\na,b\n")], &Options { mapping: &missing, language: Some(Language::EN), ..Options::default() });
    assert_eq!(told(&read), ["x.csv:1: error: the mapping names \"Reply here\", which is no column here"]);
}

#[test]
fn each_sheet_has_a_mapping_of_its_own() {
    let mut workbook = Workbook::new();
    for (name, cells) in [("Keys, cards", ["key", "Press it."]), ("Locks", ["Turn it.", "lock"])] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (column, (header, cell)) in ["First", "Second"].into_iter().zip(cells).enumerate() {
            let column = u16::try_from(column).expect("a column");
            sheet.write(0, column, header).and_then(|sheet| sheet.write(1, column, cell)).expect("written");
        }
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let given = "title.en='Keys, cards'!A,answer.en='Keys, cards'!Second,title.en=Locks!B,answer.en=Locks!First";
    let given = Assignment::parse_all(given).expect("it is a mapping");
    let entries = clean(read(&[("x.xlsx", &bytes)], &Options { mapping: &given, ..Options::default() }));
    let of = |id, answer| entry(id, "imported", &[(Language::EN, text(id, &[id], answer))]);
    assert_eq!(entries, [of("key", "Press it."), of("lock", "Turn it.")]);
    let missing = Assignment::parse_all("title.en='Keys, cards'!A,answer.en='Keys, cards'!C,ignore=Locks!A").expect("it is a mapping");
    let read = read(&[("x.xlsx", &bytes)], &Options { mapping: &missing, ..Options::default() });
    assert!(!told(&read).iter().any(|line| line.contains("\"A\"")), "each is looked for in its own sheet: {:?}", told(&read));
}

/// 200 rows of which ten have a mistake, as rows of cells.
fn two_hundred_rows() -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = (0..200)
        .map(|number| {
            [
                format!("topic-{number}"),
                "en".into(),
                format!("Topic {number}"),
                format!("What of {number}?"),
                format!("Answer {number}."),
                String::new(),
            ]
            .into()
        })
        .collect();
    rows[3][0] = "Topic 3!".into();
    rows[17][1] = "de".into();
    rows[42][4] = String::new();
    rows[60][0] = "topic-59".into();
    rows[77][2] = "x".repeat(201);
    rows[99][4] = "Call {fone}.".into();
    rows[120][5] = "topic-1, no-such-topic".into();
    rows[150][3] = "y".repeat(MAX_PHRASING + 1);
    rows[160][3] = "What of 10?".into();
    rows[199][0] = String::new();
    rows[199][1] = String::new();
    rows
}

const HEADERS: [&str; 6] = ["id", "language", "title", "phrasings", "answer", "related"];
/// What is told of them, by column and row.
const MISTAKES: [(&str, usize, &str); 11] = [
    ("", 5, "error: the id may only have a-z, 0-9 and -, at most 80 letters: \"Topic 3!\""),
    ("B", 19, "error: \"de\" is no language that is known here: bn, kk, en, ru"),
    ("", 44, "error: no answer (en)"),
    ("C", 62, "error: another `title` for the same entry; the first is in row 61, column C (en)"),
    ("E", 62, "error: another `answer` for the same entry; the first is in row 61, column E (en)"),
    ("C", 79, "error: the title has 201 characters, at most 200 are allowed"),
    ("E", 101, "error: unknown placeholder {fone}; known are support_phone"),
    ("F", 122, "warning: `related` names \"no-such-topic\", which is no entry"),
    ("D", 152, "error: the phrasing has 1001 characters, at most 1000 are allowed"),
    ("D", 162, "warning: \"What of 10?\" is also a phrasing of topic-10"),
    ("", 201, "error: the row has no id"),
];

#[test]
fn ten_mistakes_are_told_at_once() {
    let rows = two_hundred_rows();
    let options = Options { placeholders: Some(&["support_phone"]), ..Options::default() };
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("About").and_then(|sheet| sheet.write(0, 0, "Ask Dana")).expect("a cell");
    let sheet = workbook.add_worksheet().set_name("Topics").expect("a sheet");
    let mut csv = format!("{}\n", HEADERS.join(";"));
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write(0, column, header).expect("a cell");
    }
    for (row, cells) in (1..).zip(&rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("a cell");
        }
        csv.push_str(&cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";"));
        csv.push('\n');
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let read_csv = read(&[("t.csv", csv.as_bytes())], &options);
    let in_csv = MISTAKES.map(|(column, row, message)| {
        format!("t.csv:{row}{}: {message}", if column.is_empty() { String::new() } else { format!(":{column}") })
    });
    assert_eq!(told(&read_csv), in_csv);
    let read_xlsx = read(&[("t.xlsx", &bytes)], &options);
    let in_xlsx = MISTAKES.map(|(column, row, message)| format!("t.xlsx:Topics!{column}{row}: {message}"));
    assert_eq!(told(&read_xlsx)[1..], in_xlsx);
    assert!(told(&read_xlsx)[0].starts_with("t.xlsx:About!1: warning: the sheet is passed over"), "{}", told(&read_xlsx)[0]);
}

#[test]
fn articles_of_chatwoot() {
    let read = read(&[data!("chatwoot.json")], &Options::default());
    assert_eq!(
        told(&read),
        [
            "chatwoot.json:21:status: warning: passed over: \"Not finished\" is not published there (draft)",
            "chatwoot.json:22:locale: warning: passed over: \"Erste Wartung\" is in de, which is no language that is known here",
        ]
    );
    let title = "When is the first service due?";
    let english = text(title, &[title], "After **10,000 km** or a year.\n\n| Part | Interval |\n| --- | --- |\n| Brake fluid | 2 years |");
    let bengali = text("প্রথম সার্ভিস কবে?", &["প্রথম সার্ভিস কবে?"], "**১০,০০০ কিমি** বা এক বছর পরে।");
    assert_eq!(read.entries, [entry("when-is-the-first-service-due", "service", &[(Language::EN, english), (Language::BN, bengali)])]);
}

#[test]
fn articles_of_zendesk() {
    let read = read(&[data!("zendesk.json")], &Options::default());
    assert_eq!(
        told(&read),
        [
            "zendesk.json:4:body: warning: a link leads nowhere outside of the old help centre, and its words are kept: /hc/en-us/articles/2 (\"Washing the car\", en)",
            "zendesk.json:4:status: warning: passed over: \"গাড়ি ধোয়া\" is not published there (draft)",
            "zendesk.json:19:status: warning: passed over: \"Old\" is not published there (draft)",
        ]
    );
    let answer = "## By hand\n\n- No **steam** on the sensors\n- Close the [charging flap](https://example.com/flap)\n\n![The flap](https://example.com/flap.png)\n\nMore";
    let mut expected = entry(
        "washing-the-car",
        "care-cleaning",
        &[
            (Language::EN, text("Washing the car", &["Washing the car"], answer)),
            (Language::KK, text("Көлікті жуу", &["Көлікті жуу"], "Датчиктерге бу бағыттамаңыз.")),
        ],
    );
    expected.tags = vec!["washing".into(), "winter".into()];
    assert_eq!(read.entries, [expected]);
}

#[test]
fn a_project_of_rasa() {
    let read = read(&[data!("rasa/nlu.en.yml"), data!("rasa/domain.en.yml")], &Options::default());
    assert_eq!(
        told(&read),
        [
            "rasa/domain.en.yml:8: warning: passed over: a second text of utter_faq/ask_roof_rack; the first is taken",
            "rasa/domain.en.yml:13: warning: `buttons` of utter_ask_spare_key cannot be kept",
            "rasa/nlu.en.yml:10: warning: passed over: there is no response utter_greet",
        ]
    );
    let rack = text(
        "Can I fit a roof rack?",
        &["Can I fit a roof rack?", "how much weight on the roof of the icar 03"],
        "Yes, up to **75 kg**.\n\n![](https://example.com/rack.png)",
    );
    let key = text("where do I get a spare key", &["where do I get a spare key"], "Bring the registration card to a workshop.");
    assert_eq!(
        read.entries,
        [entry("ask-roof-rack", "faq", &[(Language::EN, rack)]), entry("ask-spare-key", "imported", &[(Language::EN, key)])]
    );
}

#[test]
fn objects_of_ours_with_the_line_of_each_mistake() {
    let json = "[\n {\"id\": \"a\", \"category\": \"c\", \"revision\": 7, \"languages\": {\"en\": {\"title\": \"T\", \"phrasings\": [\"P\"], \"answer\": \"A\"}, \"bn\": {\"state\": \"missing\"}}},\n\n \
                {\"id\": 5},\n {\"id\": \"b\", \"tags\": [\"\"], \"colour\": 1,\n \"languages\": {\"de\": {}, \"kk\": {\"title\": 1}}}\n]";
    let read = read(&[("x.json", json)], &Options::default());
    assert_eq!(
        told(&read),
        [
            "x.json:4:id: error: `id` must be a string",
            "x.json:5: error: the entry \"b\" has no text in any language",
            "x.json:5:colour: warning: passed over: `colour` says nothing here",
            "x.json:5:languages.de: error: \"de\" is no language that is known here: bn, kk, en, ru",
            "x.json:5:languages.kk.title: error: must be a string",
            "x.json:5:tags: error: must be a list of strings that are not empty",
        ]
    );
    let lines = "{\"id\": \"a\", \"languages\": {\"en\": {\"title\": \"T\", \"answer\": \"A\"}}}\n{\"id\": \"b\", \"languages\": {\"en\": {\"title\": \"U\", \"answer\": \"A\"}}}\n";
    assert_eq!(clean(super::read(&[("x.jsonl", lines)], &Options::default())).len(), 2);
    assert_eq!(
        told(&super::read(&[("x.json", "[{\"id\": ]")], &Options::default())),
        ["x.json:1: error: no JSON: expected value at line 1 column 9"]
    );
}

#[test]
fn what_is_nothing_of_ours_is_told() {
    for (name, bytes, message) in [
        (
            "x.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(),
            "x.xls:1: error: an old workbook (.xls), or one with a password: save it as .xlsx, without a password",
        ),
        ("x.xlsx", b"a,b\n", "x.xlsx:1: error: this is no workbook"),
        ("x.csv", b"", "x.csv:1: error: there is no entry in it"),
        (
            "x.csv",
            b"a,b\nc,d\n",
            "x.csv:1: error: no headers: one of the first rows names the columns, such as id, language, title, phrasings, answer",
        ),
        ("x.csv", b"title,answer\n\xcf\xf0,b\n", "x.csv:2: error: not UTF-8: save it as \"CSV UTF-8\" or as a workbook (.xlsx)"),
        (
            "x.csv",
            b"title,answer\na,b\n",
            "x.csv:2:A: error: which language? Add a column \"language\", name it in the header (\"answer (kk)\"), or give one for the whole file",
        ),
        (
            "x.json",
            b"[{\"id\": \"a\", \"category\": \"dangers\", \"languages\": {\"en\": {\"title\": \"T\", \"answer\": \"A\"}}}]",
            "x.json:1:category: error: the category \"dangers\" is the name of another folder of an FAQ",
        ),
        (
            "x.json",
            b"[{\"id\": \"a\", \"languages\": {\"en\": {\"title\": \"T\", \"answer\": \"A\\u0000\"}}}]",
            "x.json:1:languages.en.answer: error: a NUL character in the answer",
        ),
        ("x.yml", b"a: 1\n", "x.yml:1: error: neither `nlu` nor `responses` of a Rasa project is in it"),
        ("a/x.toml", b"[en]\n", "a/x.toml:1: error: files of entries are published as a folder: name the folder"),
        (
            "x.csv",
            b"id,title_en,title (English),answer_en\n",
            "x.csv:1: error: the columns B and C are both `title` (en): name one of them in the mapping, as title=B, and pass the other over with ignore=C",
        ),
    ] {
        let read = read(&[(name, bytes)], &Options::default());
        assert!(told(&read).iter().any(|told| told == message), "{name}: {:?}", told(&read));
        assert!(read.has_errors());
    }
}

#[test]
fn numbers_and_dates_of_a_workbook_are_read_as_they_were_typed() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0..).zip(["id", "title_en", "answer_en", "tags"]) {
        sheet.write(0, column, header).expect("a cell");
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 5, 3).expect("a day");
    sheet.write(4, 0, 12.0).and_then(|sheet| sheet.write(4, 1, 2.5)).expect("cells");
    sheet.write_with_format(4, 2, &day, &date).and_then(|sheet| sheet.write(4, 3, true)).expect("cells");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let mut expected = entry("12", "imported", &[(Language::EN, text("2.5", &["2.5"], "2026-05-03"))]);
    expected.tags = vec!["TRUE".into()];
    assert_eq!(clean(read(&[("x.xlsx", bytes)], &Options::default())), [expected]);
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_take_no_room() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write(0, 0, "id")
        .and_then(|sheet| sheet.write(0, 1, "answer_en"))
        .and_then(|sheet| sheet.write(1_048_575, 16_383, "x"))
        .expect("cells");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    assert_eq!(told(&read(&[("x.xlsx", bytes)], &Options::default())), ["x.xlsx:Sheet1!XFD1048576: error: more than 200 columns"]);
}

fn words() -> impl Strategy<Value = String> {
    "[=+@'|;,\\\\-]{0,2}[a-zঅক্য়әқі \"_<>&*\n\t=+@-]{0,12}(_x000D_|\u{7f}|\u{1}|\u{ffff}|😀)?[a-zқ]"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

fn any_text() -> impl Strategy<Value = Text> {
    let state = prop::sample::select(TranslationState::ALL.to_vec());
    let standing = (state, prop::option::of(1_u32..900));
    (words(), prop::collection::vec(words(), 1..4), words(), standing).prop_map(|(title, phrasings, answer, (state, based_on))| Text {
        title,
        phrasings,
        answer,
        state,
        based_on,
    })
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let language = prop::sample::select(Language::ALL.to_vec());
    let lists = || prop::collection::vec(words(), 0..3);
    (lists(), lists(), lists(), prop::collection::btree_map(language, any_text(), 1..4)).prop_map(|(models, markets, tags, texts)| Entry {
        id: "id".into(),
        category: "c".into(),
        models,
        markets,
        related: vec![],
        action: None,
        tags,
        texts,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(entries in prop::collection::vec(any_entry(), 1..4)) {
        let mut entries = entries;
        for (number, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("id-{number}");
            entry.related = if number == 0 { vec![] } else { vec!["id-0".into()] };
        }
        for (name, format) in [("x.csv", Format::Csv), ("x.xlsx", Format::Xlsx), ("x.json", Format::Json)] {
            let bytes = write(&entries, format).expect("it can be written");
            prop_assert_eq!(&bytes, &write(&entries, format).expect("it can be written"), "equal entries, equal bytes");
            let read = read(&[(name, &bytes)], &Options::default());
            prop_assert!(!read.has_errors(), "{name}: {:?}", told(&read));
            prop_assert_eq!(&read.entries, &entries, "{}", name);
            // And so do the files of a folder.
            for entry in &read.entries {
                let path = format!("{}/{}.toml", entry.category, entry.id);
                let (corpus, _) = file::read([(path, file::write(entry))], file::Options::default());
                prop_assert_eq!(corpus.entries.iter().map(Arc::as_ref).collect::<Vec<_>>(), [entry]);
            }
        }
    }

    #[test]
    fn broken_files_break_nothing(at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let entries = [entry("a", "c", &[(Language::EN, text("T", &["P", "=Q"], "A"))])];
        for (name, format) in [("x.csv", Format::Csv), ("x.xlsx", Format::Xlsx), ("x.json", Format::Json)] {
            let mut bytes = write(&entries, format).expect("it can be written");
            for (index, byte) in &at {
                let place = index.index(bytes.len());
                bytes[place] = *byte;
            }
            let _ = read(&[(name, &bytes)], &Options::default());
            bytes.truncate(cut.index(bytes.len()));
            let _ = read(&[(name, &bytes)], &Options::default());
        }
    }
}

#[test]
fn phrasings_that_no_cell_holds_go_on_in_rows_below() {
    let mut long = entry("a", "c", &[(Language::EN, text("T", &[], "=A")), (Language::BN, text("ট", &["প"], "উ"))]);
    let phrasings = (0..90).map(|number| format!("{number} {}", "ж".repeat(MAX_PHRASING - 5))).collect();
    long.texts.entry(Language::EN).and_modify(|text| text.phrasings = phrasings);
    let entries = [long, entry("b", "c", &[(Language::EN, text("U", &["Q"], "B"))])];
    for (name, format) in [("x.csv", Format::Csv), ("x.xlsx", Format::Xlsx)] {
        let bytes = write(&entries, format).expect("it can be written");
        assert_eq!(clean(read(&[(name, &bytes)], &Options::default())), entries, "{name}");
    }
}
