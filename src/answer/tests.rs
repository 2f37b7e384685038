//! The engine as a whole, on a small corpus.

mod dangers;
mod dialogue;
mod edits;
mod kept;
mod learning;
mod questions;

use std::sync::LazyLock;

use super::*;
use crate::faq::{Corpus, file};
use crate::language::Language;

const FILES: &[(&str, &str)] = &[
    (
        "warranty/warranty-coverage.toml",
        r#"
related = ["warranty-claim"]
[en]
title = "What the warranty covers"
phrasings = ["How long is the warranty?", "What does the guarantee cover?", "Is my car still covered by warranty?", "How many years of warranty do I get?"]
answer = "The warranty lasts 3 years or 100,000 km."
[bn]
title = "ওয়ারেন্টিতে কী পড়ে"
phrasings = ["ওয়ারেন্টি কত বছর?", "গাড়ির ওয়ারেন্টি কতদিন থাকে?", "warranty koto din", "ওয়ারেন্টিতে কী কী পড়ে?"]
answer = "ওয়ারেন্টি ৩ বছর।"
[kk]
title = "Кепілдік нені қамтиды"
phrasings = ["Кепілдік неше жыл?", "Кепілдік мерзімі қанша?", "гарантия канша жыл", "kepildik qansha zhyl"]
answer = "Кепілдік 3 жыл."
"#,
    ),
    (
        "warranty/warranty-claim.toml",
        r#"
[en]
title = "Making a warranty claim"
phrasings = ["How do I make a warranty claim?", "What documents do I send for a claim?", "A part broke, how do I claim it?", "Where do I submit a claim?"]
answer = "Send the VIN and photos."
[bn]
title = "ওয়ারেন্টি দাবি"
phrasings = ["ওয়ারেন্টি ক্লেইম কীভাবে করব?", "ক্লেইমের জন্য কী কাগজ লাগে?", "claim kivabe korbo"]
answer = "VIN ও ছবি পাঠান।"
[kk]
title = "Кепілдік талабы"
phrasings = ["Кепілдік талабын қалай жіберемін?", "Өтінімге қандай құжат керек?", "talap qalai zhiberemin"]
answer = "VIN мен фото жіберіңіз."
"#,
    ),
    (
        "charging/charge-time.toml",
        r#"
[en]
title = "How long charging takes"
phrasings = ["How long does charging take?", "How many hours until the battery is full?", "Time to charge at home", "When will the car be charged to 80 percent?"]
answer = "8 hours at home."
[bn]
title = "চার্জ হতে কত সময়"
phrasings = ["চার্জ হতে কত সময় লাগে?", "ফুল চার্জ কত ঘণ্টায় হয়?", "charge hote koto somoy lage"]
answer = "বাসায় ৮ ঘণ্টা।"
[kk]
title = "Зарядтау уақыты"
phrasings = ["Зарядтау қанша уақыт алады?", "Батарея неше сағатта толады?", "zaryadtau qansha saghat"]
answer = "Үйде 8 сағат."
"#,
    ),
    (
        "service/service-centre-find.toml",
        r#"
[en]
title = "Finding a service centre"
phrasings = ["Where is the nearest service centre?", "Is there a workshop in Dhaka?", "service centre address", "Which garage may repair my car?"]
answer = "See the list."
[bn]
title = "সার্ভিস সেন্টার কোথায়"
phrasings = ["সার্ভিস সেন্টার কোথায়?", "কাছের ওয়ার্কশপ কোনটা?", "service center kothay"]
answer = "তালিকা দেখুন।"
[kk]
title = "Сервис орталығын табу"
phrasings = ["Сервис орталығы қайда?", "Жақын жерде шеберхана бар ма?", "servis ortalygy qaida"]
answer = "Тізімді қараңыз."
"#,
    ),
    (
        "service/talk-to-human.toml",
        r#"
tags = ["handoff"]
[en]
title = "Speaking with a person"
phrasings = ["I want to talk to a human", "operator please", "Can I speak to a real person?", "connect me with an agent"]
answer = "Of course."
[bn]
title = "মানুষের সাথে কথা"
phrasings = ["মানুষের সাথে কথা বলতে চাই", "অপারেটর দিন", "manusher sathe kotha bolbo"]
answer = "অবশ্যই।"
[kk]
title = "Адаммен сөйлесу"
phrasings = ["Адаммен сөйлескім келеді", "операторға қосыңыз", "operatormen soilesu"]
answer = "Әрине."
"#,
    ),
    (
        "emergency/battery-fire-safety.toml",
        r#"
[en]
title = "Smoke or heat from the battery"
phrasings = ["What do I do when the battery smokes?", "Is the battery dangerous in a flood?"]
answer = "Leave the car."
[bn]
title = "ব্যাটারিতে ধোঁয়া"
phrasings = ["ব্যাটারি গরম হলে কী করব?"]
answer = "গাড়ি থেকে নামুন।"
"#,
    ),
    (
        "safety.toml",
        r#"
[[card]]
id = "fire"
entry = "battery-fire-safety"
[card.en]
title = "Leave the car"
text = "Now."
phrases = ["car is on fire", "smoke coming from battery"]
except = ["extinguisher", "fire risk"]
[card.bn]
title = "নেমে যান"
text = "এখনই।"
phrases = ["গাড়িতে আগুন", "ধোঁয়া বের হচ্ছে", "dhoya ber hocche"]
except = ["সিগারেট"]
[card.kk]
title = "Шығыңыз"
text = "Қазір."
phrases = ["түтін шығып жатыр", "тежегіш істемейді"]
"#,
    ),
    (
        "smalltalk.toml",
        r#"
[[smalltalk]]
id = "greeting"
[smalltalk.en]
phrases = ["hello", "good morning"]
replies = ["Hello!"]
[smalltalk.bn]
phrases = ["আসসালামু আলাইকুম", "salam"]
replies = ["স্বাগতম!"]
[smalltalk.kk]
phrases = ["сәлеметсіз бе"]
replies = ["Сәлеметсіз бе!"]
[[smalltalk]]
id = "thanks"
[smalltalk.en]
phrases = ["thank you", "thanks a lot"]
replies = ["You are welcome."]
"#,
    ),
    ("offtopic/en.txt", "What is the weather tomorrow?\nWho won the match?\nGive me a pancake recipe\n"),
    ("synonyms/en.txt", "warranty, guarantee\nworkshop, garage, service centre\n"),
];

fn corpus() -> Corpus {
    let (corpus, problems) = file::read(FILES.iter().copied(), file::Options::default());
    assert!(problems.is_empty(), "{problems:?}");
    corpus
}

/// Limits that so few phrasings give are no limits; the tests want decisions.
fn settings() -> Settings {
    Settings { wrong_rate: 0.2, ..Settings::default() }
}

static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    let corpus = corpus();
    let engine = learn::engine(&corpus, &settings()).expect("an index in memory");
    let trained = learn::train(&engine, &corpus, None);
    [engine.with_trained(trained), engine]
});

fn ask(text: &str) -> Decision {
    ENGINES[0].ask(&Question { text, explain: true, ..Question::default() })
}

fn first(decision: &Decision) -> &str {
    decision.entries.first().map_or("", |scored| scored.entry.as_str())
}
