use super::*;
use proptest::prelude::*;

fn found(text: &str) -> Vec<&'static str> {
    Towns::embedded().find(text).into_iter().map(|town| town.id.as_str()).collect()
}

#[test]
fn towns_are_found_in_any_script_and_spelling() {
    let mut wrong = Vec::new();
    for (text, expect) in [
        ("Алматы", "almaty"),
        ("Almaty", "almaty"),
        ("алматыда сервис бар ма", "almaty"),
        ("almatyda", "almaty"),
        ("Алматыдағы сервистің мекенжайы", "almaty"),
        ("আলমাটি", "almaty"),
        ("Шымкент", "shymkent"),
        ("Чимкенте где сервис?", "shymkent"),
        ("shymkentte", "shymkent"),
        ("шимкент", "shymkent"),
        ("қарағанды", "karaganda"),
        ("караганда", "karaganda"),
        ("service centre Karaganda", "karaganda"),
        ("Где находится ближайший сервис в Караганде?", "karaganda"),
        ("Өскеменде", "oskemen"),
        ("Усть-Каменогорск", "oskemen"),
        ("ঢাকা", "dhaka"),
        ("ঢাকায় সার্ভিস সেন্টার কোথায়", "dhaka"),
        ("ঢাকার সার্ভিস সেন্টারের ঠিকানা", "dhaka"),
        ("dhakay kothay", "dhaka"),
        ("সিলেটে", "sylhet"),
        ("sylhet e kono workshop ase ki", "sylhet"),
        ("চট্টগ্রামের ওয়ার্কশপ", "chattogram"),
        ("chottogram", "chattogram"),
        ("chottograme", "chattogram"),
        ("чаттограм", "chattogram"),
        ("Chittagong", "chattogram"),
        ("ctg te gadi kothay dekhabo vai", "chattogram"),
        ("Cox's Bazar", "coxs-bazar"),
        ("coxs bazar", "coxs-bazar"),
        ("কক্সবাজারে", "coxs-bazar"),
        ("rajshahi", "rajshahi"),
        ("rajsahi", "rajshahi"),
        ("kumilla", "cumilla"),
        ("সার্ভিস সেন্টার কুমিল্লা", "cumilla"),
        ("Shymkemt", "shymkent"),
        ("Ақтөбеде", "aktobe"),
        ("актобе", "aktobe"),
        ("Нұр-Сұлтан", "astana"),
    ] {
        let found = found(text);
        if found != [expect] {
            wrong.push((text, found));
        }
    }
    assert_eq!(wrong, []);
    assert_eq!(found("from Almaty to Atyrau"), ["almaty", "atyrau"]);
}

#[test]
fn words_of_sentences_are_no_towns() {
    for text in [
        "",
        "My brakes squeal when I stop",
        "কীভাবে ব্যাটারি চার্জ করব?",
        "Көлігім қуатталмай тұр, не істеймін?",
        "Как подать заявку на ремонт по гарантии",
        "AC-7K3M-92QX-C",
        "45 000 km",
        "thanks",
        "ধন্যবাদ",
        "рахмет",
        "спасибо",
    ] {
        assert_eq!(found(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn every_name_of_the_table_finds_its_town() {
    for town in Towns::embedded().iter() {
        for name in town.spellings() {
            assert_eq!(found(name), [town.id.as_str()], "{name}");
        }
    }
}

#[test]
fn a_town_alone_may_have_the_word_for_one_beside_it() {
    let alone = |text: &str| Towns::embedded().alone(text).map(|town| town.id.as_str());
    for (text, town) in
        [("Астана қаласы", "astana"), ("г. Алматы", "almaty"), ("ঢাকা শহর", "dhaka"), ("Dhaka City", "dhaka"), ("Алматыда", "almaty")]
    {
        assert_eq!(alone(text), Some(town), "{text}");
    }
    for text in ["How far is Almaty?", "қаласы", "", "I like Dhaka and Sylhet"] {
        assert_eq!(alone(text), None, "{text}");
    }
}

#[test]
fn distances_are_those_of_the_map() {
    let towns = Towns::embedded();
    let km = |from: &str, to: &str| {
        let to = towns.get(to).expect(to);
        towns.get(from).expect(from).km_to(to.latitude, to.longitude).round()
    };
    // As the crow flies: some 970 km from Almaty to Astana, 215 km from Dhaka to Chattogram.
    assert!((950.0..1000.0).contains(&km("almaty", "astana")), "{}", km("almaty", "astana"));
    assert!((205.0..225.0).contains(&km("dhaka", "chattogram")), "{}", km("dhaka", "chattogram"));
    assert_eq!(km("dhaka", "dhaka"), 0.0);
}

#[test]
fn a_bad_table_names_its_line() {
    let head = "id;market;latitude;longitude;bn;kk;en;ru;others\n";
    let said = |rows: &str| Towns::parse(&format!("{head}{rows}")).map(|_| ()).expect_err(rows);
    assert!(said("x;bd;1").contains("line 2"));
    assert!(said("x;bd;91;0;;;X;;\n").contains("line 2"));
    assert!(said("x;bd;1;0;;;X;;\nx;bd;1;0;;;Y;;").contains("line 3"));
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC{0,60}") {
        found(&text);
    }
}
