use super::check::Wrong;
use super::*;
use crate::aftersales::form::FieldKind;

/// The rows of `aftersales.md`, section 3: the kind, its states, and its due time in days.
const CONTRACT: [(&str, &str, Option<u32>); 14] = [
    ("warranty-claim", "received in_review more_info approved parts_ordered in_repair closed declined", Some(3)),
    ("booking", "requested confirmed in_service ready closed proposed cancelled no_show", Some(1)),
    ("part", "enquired quoted ordered shipped arrived closed declined cancelled", Some(1)),
    ("part-return", "received in_review approved closed declined", Some(3)),
    ("delivery-damage", "received in_review approved closed declined", Some(3)),
    ("complaint", "received answered closed escalated", Some(2)),
    ("course", "signed_up confirmed attended absent waiting cancelled", None),
    ("trade-in", "received answered closed declined", Some(2)),
    ("mobile-service", "received answered closed declined", Some(2)),
    ("courtesy-car", "received answered closed declined", Some(2)),
    ("remote-diagnosis", "received answered closed declined", Some(2)),
    ("insurance", "received answered closed declined", Some(2)),
    ("warranty-transfer", "received answered closed declined", Some(2)),
    ("data", "received verified done", Some(30)),
];

#[test]
fn the_table_has_what_the_contract_names() {
    let kinds = Kinds::embedded();
    let names: Vec<&str> = kinds.kinds().iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(names, CONTRACT.map(|(id, _, _)| id));
    for (id, states, days) in CONTRACT {
        let kind = kinds.kind(id).expect(id);
        let own: BTreeSet<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
        assert_eq!(own, states.split_whitespace().collect(), "{id}");
        assert_eq!(kind.due.map(Due::days), days, "{id}");
        assert!(matches!(kind.due, None | Some(Due::WorkingDays(_))) || id == "data", "{id}");
    }
    assert_eq!(kinds.kind("data").and_then(|kind| kind.due), Some(Due::Days(30)));
}

#[test]
fn the_ways_of_the_contract_can_be_gone() {
    let kinds = Kinds::embedded();
    for (id, way) in [
        ("warranty-claim", "received in_review more_info in_review approved parts_ordered in_repair closed"),
        ("warranty-claim", "received in_review declined"),
        ("booking", "requested confirmed in_service ready closed"),
        ("booking", "requested proposed confirmed no_show"),
        ("booking", "requested cancelled"),
        ("part", "enquired quoted ordered shipped arrived closed"),
        ("part", "enquired declined"),
        ("part-return", "received in_review approved closed"),
        ("delivery-damage", "received in_review declined"),
        ("complaint", "received answered escalated answered closed"),
        ("course", "waiting signed_up confirmed attended"),
        ("course", "signed_up confirmed absent"),
        ("insurance", "received answered closed"),
        ("data", "received verified done"),
    ] {
        let kind = kinds.kind(id).expect(id);
        let states: Vec<&str> = way.split_whitespace().collect();
        assert!(kind.may_begin_in(states[0]), "{id}");
        let all = BTreeSet::from([Need::Note, Need::Reason, Need::Cause, Need::Correction, Need::Quote, Need::Slot]);
        for pair in states.windows(2) {
            assert!(kind.step(pair[0], pair[1], By::Staff, &all).is_ok(), "{id}: {} to {}", pair[0], pair[1]);
        }
        assert!(kind.is_terminal(states[states.len() - 1]), "{id}");
    }
}

#[test]
fn a_move_is_refused_with_its_reason() {
    let kinds = Kinds::embedded();
    let claim = kinds.kind("warranty-claim").expect("claim");
    let (none, cause) = (BTreeSet::new(), BTreeSet::from([Need::Cause]));
    let step = |from, to, by, said| claim.step(from, to, by, said).map(|step| step.to.as_str());
    assert_eq!(step("received", "closed", By::Staff, &none), Err(MoveFault::NotFollowing));
    assert_eq!(step("received", "sold", By::Staff, &none), Err(MoveFault::UnknownState));
    assert_eq!(step("received", "in_review", By::Owner, &none), Err(MoveFault::NotYours));
    assert_eq!(step("in_review", "declined", By::Staff, &none), Err(MoveFault::Missing(vec![Need::Reason])));
    assert_eq!(step("in_repair", "closed", By::Staff, &none), Err(MoveFault::Missing(vec![Need::Cause, Need::Correction])));
    assert_eq!(step("in_repair", "closed", By::Staff, &cause), Err(MoveFault::Missing(vec![Need::Correction])));
    assert_eq!(step("more_info", "in_review", By::Owner, &none), Ok("in_review"));
    let quoted = kinds.kind("part").expect("part");
    let owner: Vec<&str> = quoted.moves_from("quoted", By::Owner).map(|step| step.to.as_str()).collect();
    assert_eq!(owner, ["ordered", "cancelled"], "nothing is ordered until the owner agrees");
    let complaint = kinds.kind("complaint").expect("complaint");
    let owner = |state| complaint.moves_from(state, By::Owner).map(|step| step.to.as_str()).collect::<Vec<_>>();
    assert_eq!((owner("received"), owner("answered")), (vec![], vec!["closed", "escalated"]), "nobody is dissatisfied with no answer");
}

#[test]
fn clocks_stand_while_the_owner_must_act() {
    let kinds = Kinds::embedded();
    let claim = kinds.kind("warranty-claim").expect("claim");
    assert!(claim.due_runs("received") && claim.due_runs("in_review") && !claim.due_runs("approved"));
    assert!(claim.waits_for_owner("more_info") && !claim.due_runs("more_info"));
    assert!(kinds.kind("booking").expect("booking").waits_for_owner("proposed"));
}

#[test]
fn every_promise_of_a_look_up_has_its_form() {
    let kinds = Kinds::embedded();
    let known: BTreeSet<LookUp> = kinds.look_ups().iter().map(|look_up| look_up.look_up).collect();
    assert_eq!(known, LookUp::ALL.into_iter().collect());
    for id in ["claim-status", "centre", "recall", "order", "part-find", "genuine", "coverage", "financing", "warranty-claim", "part"] {
        assert!(kinds.form(id).is_some(), "{id}");
    }
    let asks = kinds.kind("remote-diagnosis").expect("kind").form.fields.iter().any(|field| field.kind == FieldKind::Consent);
    assert!(asks);
}

/// A small sound table, changed.
fn wrong(change: (&str, &str)) -> Vec<Wrong> {
    let table = r#"
        services = ["repair"]
        finance = { min_usd = 300, min_months = 3, max_months = 12 }
        [[kind]]
        id = "wash"
        due = { working_days = 2 }
        due_in = ["received"]
        states = [{ id = "received" }, { id = "done", terminal = true }]
        moves = [{ from = "received", to = "done", by = ["staff"] }]
        fields = [{ name = "vin", kind = "vin" }, { name = "how", kind = "choice", options = ["in", "out"] }]
        any_of = [["vin", "how"]]
        [[look_up]]
        id = "where"
        look_up = "centre"
        fields = [{ name = "town", kind = "place" }]
    "#;
    assert!(Kinds::parse(table).is_ok(), "the table itself is sound");
    assert!(table.contains(change.0), "{}", change.0);
    let problems = Kinds::parse(&table.replace(change.0, change.1)).expect_err(change.1);
    problems.into_iter().map(|problem| problem.what).collect()
}

#[test]
fn each_mistake_in_a_table_is_named() {
    let name = |name: &str| name.to_owned();
    assert_eq!(wrong(("id = \"where\"", "id = \"wash\"")), [Wrong::Twice(name("wash"))]);
    assert_eq!(wrong(("id = \"wash\"", "id = \"Car wash\"")), [Wrong::Name(name("Car wash"))]);
    assert_eq!(wrong(("to = \"done\"", "to = \"gone\"")), [Wrong::UnknownState(name("gone")), Wrong::Unreachable(name("done"))]);
    assert_eq!(wrong((", terminal = true", "")), [Wrong::DeadEnd(name("done"))]);
    assert_eq!(
        wrong(("{ id = \"received\" }", "{ id = \"received\", terminal = true }")),
        [Wrong::NotTerminal(name("received")), Wrong::Due]
    );
    assert_eq!(wrong(("by = [\"staff\"]", "by = []")), [Wrong::Nobody(name("received"), name("done"))]);
    assert_eq!(wrong(("due_in = [\"received\"]", "")), [Wrong::Due]);
    assert_eq!(wrong(("working_days = 2", "working_days = 0")), [Wrong::Due]);
    assert_eq!(wrong(("due_in = [\"received\"]", "due_in = [\"done\"]")), [Wrong::Due]);
    assert_eq!(wrong((", options = [\"in\", \"out\"]", "")), [Wrong::NoOptions(name("how"))]);
    assert_eq!(wrong(("options = [\"in\", \"out\"]", "options = [\"in\", \"in\"]")), [Wrong::Twice(name("in"))]);
    assert_eq!(wrong(("[[\"vin\", \"how\"]]", "[[\"plate\"]]")), [Wrong::UnknownField(name("plate"))]);
    assert_eq!(wrong(("any_of =", "consent = true\nany_of =")), [Wrong::NoConsent]);
    assert_eq!(wrong(("kind = \"vin\"", "kind = \"slot\"")), [Wrong::SlotAlone]);
    assert_eq!(wrong(("id = \"wash\"", "id = \"wash\"\nnames = { en = \"a\\u0007b\" }")), [Wrong::Text, Wrong::Text]);
    assert_eq!(
        wrong(("services = [\"repair\"]", "services = [\"repair\"]\nservice_names = { wax = { en = \"Wax\" } }")),
        [Wrong::UnknownService(name("wax"))]
    );
    assert_eq!(
        wrong(("options = [\"in\", \"out\"]", "options = [\"in\", \"out\"], option_names = { under = { en = \"Under\" } }")),
        [Wrong::UnknownOption(name("under"))]
    );
    assert_eq!(wrong(("finance = { min_usd = 300, min_months = 3, max_months = 12 }", "")), [Wrong::NoFinance]);
    assert_eq!(wrong(("min_months = 3", "min_months = 13")), [Wrong::Limits]);
    assert!(matches!(wrong(("kind = \"vin\"", "kind = \"wine\"")).as_slice(), [Wrong::Toml(_)]));
    assert!(matches!(wrong(("id = \"wash\"", "id = \"wash\"\ncolour = 1")).as_slice(), [Wrong::Toml(_)]));
}

/// The example of `docs/operations.md`.
fn example() -> &'static str {
    let page = include_str!("../../../docs/operations.md");
    page.split("```toml\nours = true").nth(1).and_then(|rest| rest.split("```").next()).expect("the example")
}

#[test]
fn a_kind_of_an_operator_is_one_row_and_its_texts() {
    let kinds = Kinds::parse(&format!("ours = true{}", example())).expect("the example of the manual is sound");
    assert_eq!(kinds.kinds().len(), CONTRACT.len() + 1, "ours are there as well");
    let known: BTreeSet<String> = Kinds::embedded().text_keys();
    let unknown: Vec<String> = kinds
        .wanted()
        .into_iter()
        .filter(|wanted| wanted.own.is_empty() && !known.contains(&wanted.key))
        .map(|wanted| wanted.place)
        .collect();
    assert_eq!(unknown, [""; 0], "it brings every text that we have not");
    let instead = format!("ours = true\n[[kind]]\nid = \"complaint\"\nnames = {{ en = \"Grumble\" }}\n{}", {
        let row = example();
        &row[row.find("states").expect("states")..]
    });
    let kinds = Kinds::parse(&instead).expect("a sound table");
    assert_eq!(kinds.kinds().len(), CONTRACT.len());
    assert_eq!(kinds.kind("complaint").map(|kind| kind.names.in_(crate::language::Language::EN)), Some("Grumble"));
}

#[test]
fn a_mistake_says_its_place() {
    let table = "finance = { min_usd = 1, min_months = 1, max_months = 1 }\n[[kind]]\nid = \"x\"\nstates = []\nmoves = []\nfields = []";
    let said: Vec<String> = Kinds::parse(table).expect_err("no states").iter().map(ToString::to_string).collect();
    assert_eq!(said, ["kind.x: has no states"]);
    let huge = Kinds::parse(&" ".repeat(MAX_FILE + 1)).expect_err("too large");
    assert_eq!(huge[0].what, Wrong::TooLarge);
}
