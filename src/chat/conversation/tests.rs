//! What each command does in each status, and what holds after any sequence of commands.

use super::*;
use crate::chat::command::{Destination, NewRequest, Submission};
use crate::chat::danger::{self, Ask};
use crate::chat::event::form::{Form, FormField, RequestCard, ResultCard};
use crate::chat::event::{Outcome, Suggestion};
use crate::chat::joining;
use crate::chat::leaving::Question;
use crate::chat::queue::{DANGER, UNSURE};
use proptest::prelude::*;
use serde_json::Map;

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const FRAME: Uuid = Uuid::from_u128(3);
const NOW: Millis = 1_000;
const STATUSES: [Status; 4] = [Status::Bot, Status::Queued, Status::Assigned, Status::Resolved];

/// A conversation of that status as commands leave it; an assigned one is mine, by claim 3.
fn state(status: Status) -> Conversation {
    let mut state = Conversation::new(Uuid::from_u128(9), Language::EN, 0);
    state.status = status;
    state.claim = 3;
    state.suggested = vec!["tyre-pressure".into()];
    state.queued_at = matches!(status, Status::Queued | Status::Assigned).then_some(500);
    state.assignee = (status == Status::Assigned).then_some(ME);
    state
}

fn owner(command: OwnerCommand) -> Command {
    Command::Owner(command)
}

fn me(command: StaffCommand) -> Command {
    Command::Staff(Staff { user: ME, name: "Aigerim".into() }, command)
}

fn other(command: StaffCommand) -> Command {
    Command::Staff(Staff { user: OTHER, name: "Rahim".into() }, command)
}

/// The server gives back what is assigned to `from`.
fn returns(from: Uuid) -> Command {
    Command::System(SystemCommand::Return { from })
}

fn answer() -> Answer {
    Answer {
        entry: "tyre-pressure".into(),
        revision: 2,
        title: "Tyre pressure".into(),
        html: "<p>2.4 bar</p>".into(),
        text: "2.4 bar".into(),
        language: Language::EN,
        score: 0.9,
        note: None,
        action: None,
    }
}

fn send(reply: Reply) -> OwnerCommand {
    OwnerCommand::Send {
        files: None,
        text: "hello".into(),
        language: Language::KK,
        language_reason: "letters".into(),
        reply,
        watch: watch(),
        verdict: Verdict::None,
    }
}

/// What may be said about danger, without the question.
fn watch() -> Watch {
    Watch { acknowledge: vec!["one".into(), "two".into()], again: "again".into(), ..Watch::default() }
}

/// A reply below the question whether anyone is in danger.
fn asking(reply: Reply) -> OwnerCommand {
    let ask = Ask { card: "fire".into(), text: "In danger?".into(), numbers: vec!["112".into()], labels: vec!["Help".into()] };
    let watch = Watch { ask: Some(ask), ..watch() };
    OwnerCommand::Send {
        files: None,
        text: "hm".into(),
        language: Language::EN,
        language_reason: "letters".into(),
        reply,
        watch,
        verdict: Verdict::None,
    }
}

/// The answer to it.
fn danger(anyone: bool) -> OwnerCommand {
    let reply = if anyone { safety() } else { Reply::Smalltalk("Good.".into()) };
    OwnerCommand::Danger { anyone, title: "Yes or no".into(), reply, watch: watch() }
}

fn suggestions() -> Reply {
    Reply::Suggestions(vec![Suggestion { entry: "range-winter".into(), title: "Range in winter".into() }])
}

fn safety() -> Reply {
    Reply::Safety { card: "fire".into(), title: "Fire".into(), html: String::new(), text: String::new() }
}

fn choose(entry: &str) -> OwnerCommand {
    OwnerCommand::Choose { entry: entry.into(), title: "Tyre pressure".into(), answer: answer() }
}

fn to_other() -> Destination {
    Destination::User { id: OTHER, name: "Rahim".into() }
}

/// `status: kinds of the events +news of the feed`, or the refusal.
fn outcome(before: &Conversation, command: Command, found: &Found) -> String {
    match apply(before, Some(FRAME), command, found, NOW) {
        Err(refusal) => format!("{refusal:?}"),
        Ok(applied) => {
            let own = applied.drafts.iter().filter(|draft| draft.frame == Some(FRAME)).count();
            assert_eq!(own, usize::from(applied.own.is_some()), "the own event, and only it, carries the frame's id");
            let mut line = format!("{}:", applied.state.status.as_str());
            for draft in &applied.drafts {
                line = format!("{line} {}", draft.body.kind());
            }
            for news in &applied.feed {
                line = format!("{line} +{}", news.as_str());
            }
            line
        }
    }
}

#[track_caller]
fn check(command: Command, found: &Found, expect: [&str; 4]) {
    for (status, expect) in STATUSES.into_iter().zip(expect) {
        assert_eq!(outcome(&state(status), command.clone(), found), expect, "{status:?} {command:?}");
    }
}

#[test]
fn an_owner_writes() {
    let check = |reply, expect| check(owner(send(reply)), &Found::default(), expect);
    let answers = || Reply::Answers(vec![answer()]);
    check(answers(), ["bot: message answer", "queued: message answer", "assigned: message", "bot: reopened message answer"]);
    check(suggestions(), ["bot: message suggestions", "queued: message", "assigned: message", "bot: reopened message suggestions"]);
    let smalltalk = Reply::Smalltalk("Hello!".into());
    check(smalltalk, ["bot: message smalltalk", "queued: message", "assigned: message", "bot: reopened message smalltalk"]);
    check(
        safety(),
        [
            "queued: message safety queued +queued",
            "queued: message safety +priority",
            "assigned: message safety +priority",
            "queued: reopened message safety queued +queued",
        ],
    );
    check(
        Reply::Handoff(QueueReason::Unanswered),
        ["queued: message queued +queued", "queued: message", "assigned: message", "queued: reopened message queued +queued"],
    );
}

#[test]
fn an_owner_acts() {
    let none = Found::default();
    check(
        owner(choose("tyre-pressure")),
        &none,
        ["bot: message answer", "queued: message answer", "assigned: message", "bot: reopened message answer"],
    );
    check(owner(choose("never-suggested")), &none, ["NotFound"; 4]);
    check(owner(OwnerCommand::Handoff), &none, ["queued: queued +queued", "queued:", "assigned:", "queued: reopened queued +queued"]);
    let rated = ["bot: rated", "queued: rated", "assigned: rated", "resolved: rated"];
    check(owner(OwnerCommand::Rate { stars: 5, comment: None }), &none, rated);
    check(owner(OwnerCommand::Rate { stars: 0, comment: None }), &none, ["BadRequest"; 4]);
    check(owner(OwnerCommand::Rate { stars: 6, comment: None }), &none, ["BadRequest"; 4]);
    let language = ["bot: language", "queued: language", "assigned: language", "resolved: language"];
    check(owner(OwnerCommand::Language(Language::BN)), &none, language);
    let resolved = "resolved: resolved +resolved";
    check(owner(OwnerCommand::End), &none, [resolved, resolved, resolved, "resolved:"]);
}

/// A form, as a conversation shows it.
fn form() -> Box<Form> {
    let field = FormField {
        name: "vin".into(),
        label: "VIN".into(),
        kind: "vin".into(),
        required: true,
        help: None,
        options: Vec::new(),
        value: None,
        max: Some(17),
        depends: None,
        within: None,
    };
    let (title, submit) = ("Warranty claim".into(), "Send".into());
    Box::new(Form { form: "warranty-claim".into(), title, intro: None, fields: vec![field], submit })
}

fn card() -> RequestCard {
    RequestCard {
        code: String::new(),
        request_kind: "warranty-claim".into(),
        status: "received".into(),
        title: "Warranty claim".into(),
        status_text: "Received".into(),
        next: None,
        note: None,
        due: Some(9_000),
        when: None,
        choices: Vec::new(),
        another_time: None,
        dated: false,
        attachments: Vec::new(),
    }
}

fn made() -> NewRequest {
    NewRequest {
        codes: vec!["AC-0000-0000-0".into(), "AC-0000-0001-1".into()],
        kind: "warranty-claim".into(),
        state: "received".into(),
        values: Map::new(),
        vin: None,
        vehicle: None,
        owner: None,
        email: None,
        centre: None,
        slot: None,
        due: Some(9_000),
        language: Language::EN,
        market: "bd".into(),
        card: card(),
    }
}

/// The form of event 5, filled in; it makes a request unless something was looked up.
fn submit(made: Option<NewRequest>) -> OwnerCommand {
    let result = ResultCard { title: "Found".into(), html: String::new(), text: String::new(), items: Vec::new() };
    let results = if made.is_none() { vec![result.clone(), result] } else { Vec::new() };
    let (form, shown, values) = ("warranty-claim".into(), Vec::new(), Map::new());
    OwnerCommand::Submit(Box::new(Submission { form, form_seq: 5, shown, values, made, moved: None, results, files: None }))
}

/// What the log says of the form that was filled in.
fn open_form(submitted: bool) -> Found {
    let form = Some(FoundForm { seq: 6, form: "warranty-claim".into(), submitted });
    Found { form, code: Some("AC-0000-0001-1".into()), ..Found::default() }
}

#[test]
fn a_form_is_asked_for_and_handed_in_once() {
    let start = owner(OwnerCommand::Start { form: form() });
    check(start.clone(), &Found::default(), ["bot: form", "queued: form", "assigned: form", "bot: reopened form"]);
    let started = apply(&state(Status::Bot), Some(FRAME), start, &Found::default(), NOW).expect("owners may ask for forms");
    let [asked] = started.drafts.as_slice() else { panic!("one event: {:?}", started.drafts) };
    assert_eq!((asked.role, asked.frame), (Role::Bot, Some(FRAME)));

    let makes = ["bot: submitted request", "queued: submitted request", "assigned: submitted request", "bot: reopened submitted request"];
    check(owner(submit(Some(made()))), &open_form(false), makes);
    check(owner(submit(Some(made()))), &open_form(true), ["Closed"; 4]);
    check(owner(submit(Some(made()))), &Found::default(), ["NotFound"; 4]);
    let finds = "submitted result result";
    let expect = [format!("bot: {finds}"), format!("queued: {finds}"), format!("assigned: {finds}"), format!("bot: reopened {finds}")];
    check(owner(submit(None)), &open_form(false), expect.each_ref().map(String::as_str));
    let other = Found { form: Some(FoundForm { seq: 6, form: "booking".into(), submitted: false }), ..open_form(false) };
    check(owner(submit(None)), &other, ["NotFound"; 4]);
    check(owner(submit(Some(made()))), &Found { code: None, ..open_form(false) }, ["BadRequest"; 4]);
}

#[test]
fn a_request_has_the_code_that_was_free() {
    let applied = apply(&state(Status::Bot), Some(FRAME), owner(submit(Some(made()))), &open_form(false), NOW).expect("it is open");
    let [submitted, request] = applied.drafts.as_slice() else { panic!("two events: {:?}", applied.drafts) };
    let Body::Submitted(submitted) = &submitted.body else { panic!("{submitted:?}") };
    assert_eq!((submitted.form_seq, submitted.form_owner_seq), (6, 5));
    assert_eq!(request.role, Role::System);
    assert_eq!(request.body, Body::Request(RequestCard { code: "AC-0000-0001-1".into(), ..card() }));
}

#[test]
fn technicians_offer_forms_and_make_requests() {
    let none = Found::default();
    check(me(StaffCommand::OfferForm { claim: 3, form: form() }), &none, ["StaleClaim", "StaleClaim", "assigned: form", "Closed"]);
    let tells = ["bot: request", "queued: request", "assigned: request", "resolved: request"];
    check(me(StaffCommand::Request { made: Box::new(made()) }), &open_form(false), tells);
    check(me(StaffCommand::RequestMoved { card: Box::new(card()) }), &none, tells);
    check(Command::System(SystemCommand::RequestMoved { card: Box::new(card()) }), &none, tells);
}

#[test]
fn what_was_found_is_told_like_an_answer() {
    let result = ResultCard { title: "Found".into(), html: String::new(), text: String::new(), items: Vec::new() };
    check(
        owner(send(Reply::Found(vec![result], vec![answer()]))),
        &Found::default(),
        ["bot: message result answer", "queued: message result answer", "assigned: message", "bot: reopened message result answer"],
    );
}

#[test]
fn an_owner_judges() {
    let feedback = |helpful| owner(OwnerCommand::Feedback { owner_seq: 2, helpful });
    let judged = |judged| Found { judged: Some(judged), ..Found::default() };
    let answer = judged((4, true));
    let kept = ["bot: feedback", "queued: feedback", "assigned: feedback", "resolved: feedback"];
    check(feedback(true), &answer, kept);
    check(feedback(false), &answer, kept);
    check(feedback(true), &judged((4, false)), ["NotFound"; 4]);
    check(feedback(true), &Found::default(), ["NotFound"; 4]);

    // The bot has offered a person already, and still does not help.
    let mut tired = state(Status::Bot);
    tired.misses = MISSES_BEFORE_OFFER;
    assert_eq!(outcome(&tired, feedback(false), &answer), "queued: feedback queued +queued");
    assert_eq!(outcome(&tired, feedback(true), &answer), "bot: feedback");
}

/// In the queue, and asked whether to leave it.
fn asked_to_leave() -> Conversation {
    let question = Question { text: "Leave?".into(), yes: "Yes".into(), no: "No".into() };
    let asked = apply(&state(Status::Queued), Some(FRAME), owner(send(Reply::AskToLeave(question))), &Found::default(), NOW);
    let asked = asked.expect("an owner may write");
    assert!(matches!(&asked.drafts[1].body, Body::Suggestions { entries, text: Some(_) } if entries.len() == 2), "{:?}", asked.drafts);
    asked.state
}

fn leave(leaves: bool) -> OwnerCommand {
    OwnerCommand::Leave { leaves, title: "Yes or no".into(), text: "Good.".into() }
}

#[test]
fn an_owner_leaves_the_queue_when_asked() {
    let none = Found::default();
    let question = || Reply::AskToLeave(Question { text: "Leave?".into(), yes: "Yes".into(), no: "No".into() });
    let asked = ["bot: message", "queued: message suggestions", "assigned: message", "bot: reopened message"];
    check(owner(send(question())), &none, asked);
    check(owner(leave(true)), &none, ["NotFound"; 4]);
    let now = asked_to_leave();
    assert_eq!(outcome(&now, owner(leave(true)), &none), "resolved: message smalltalk resolved +resolved");
    assert_eq!(outcome(&now, owner(leave(false)), &none), "queued: message smalltalk");
    let in_words = |leaves| owner(send(Reply::Leave { leaves, text: "Good.".into() }));
    assert_eq!(outcome(&now, in_words(true), &none), "resolved: message smalltalk resolved +resolved");
    assert_eq!(outcome(&now, in_words(false), &none), "queued: message smalltalk");
    assert_eq!(outcome(&state(Status::Queued), in_words(true), &none), "queued: message", "nobody leaves unasked");
    // It is answered once, and who is asked is no miss.
    let stays = apply(&now, Some(FRAME), owner(leave(false)), &none, NOW).expect("the question is open").state;
    assert_eq!(outcome(&stays, owner(leave(true)), &none), "NotFound");
    assert_eq!((stays.misses, stays.queued_at, stays.suggestions_open), (0, Some(500), false));
}

#[test]
fn nobody_leaves_a_danger_or_a_technician_by_an_old_button() {
    let none = Found::default();
    let taken = apply(&asked_to_leave(), None, me(StaffCommand::Claim), &none, NOW).expect("it may be claimed").state;
    assert_eq!(outcome(&taken, owner(leave(true)), &none), "assigned: message");
    let alarmed = apply(&asked_to_leave(), Some(FRAME), owner(send(safety())), &none, NOW).expect("an owner may write").state;
    assert_eq!(outcome(&alarmed, owner(leave(true)), &none), "queued: message");
    let question = Question { text: "Leave?".into(), yes: "Yes".into(), no: "No".into() };
    assert!(!outcome(&alarmed, owner(send(Reply::AskToLeave(question))), &none).contains("suggestions"));
    let unsure =
        apply(&asked_to_leave(), Some(FRAME), owner(asking(Reply::Smalltalk("Hm".into()))), &none, NOW).expect("an owner may write");
    assert_eq!(outcome(&unsure.state, owner(leave(true)), &none), "queued: message");
    let ended = apply(&asked_to_leave(), Some(FRAME), owner(OwnerCommand::End), &none, NOW).expect("an owner may end").state;
    assert_eq!(outcome(&ended, owner(leave(true)), &none), "NotFound");
}

#[test]
fn a_technician_takes_over() {
    let none = Found::default();
    let claimed = "assigned: assigned +claimed";
    check(me(StaffCommand::Claim), &none, [claimed, claimed, "AlreadyClaimed", "Closed"]);
    check(me(StaffCommand::Reopen), &none, ["BadRequest", "BadRequest", "BadRequest", "queued: reopened +queued"]);
    let note = ["bot: note", "queued: note", "assigned: note", "resolved: note"];
    check(me(StaffCommand::Note { text: "called back".into() }), &none, note);
}

#[test]
fn only_the_holder_of_the_claim_acts() {
    let acts = |claim| {
        let (solved, tags) = (Outcome::Solved, Vec::new());
        [
            (StaffCommand::Reply { claim, text: "2.4 bar".into(), files: None }, "assigned: message"),
            (StaffCommand::SendEntry { claim, answer: answer() }, "assigned: answer"),
            (StaffCommand::Release { claim }, "queued: returned +released"),
            (StaffCommand::Transfer { claim, to: to_other(), note: None }, "assigned: transferred assigned +claimed"),
            (StaffCommand::Transfer { claim, to: to_other(), note: Some("VIP".into()) }, "assigned: transferred assigned note +claimed"),
            (StaffCommand::Transfer { claim, to: Destination::Language(Language::BN), note: None }, "queued: transferred +released"),
            (StaffCommand::Resolve { claim, outcome: solved, tags }, "resolved: resolved +resolved"),
        ]
    };
    for (command, mine) in acts(3) {
        check(me(command.clone()), &Found::default(), ["StaleClaim", "StaleClaim", mine, "Closed"]);
        check(other(command), &Found::default(), ["StaleClaim", "StaleClaim", "StaleClaim", "Closed"]);
    }
    for (command, _) in acts(2) {
        check(me(command), &Found::default(), ["StaleClaim", "StaleClaim", "StaleClaim", "Closed"]);
    }
}

#[test]
fn the_server_gives_back_what_its_assignee_can_no_longer_do() {
    let none = Found::default();
    check(returns(ME), &none, ["StaleClaim", "StaleClaim", "queued: returned +released", "StaleClaim"]);
    check(returns(OTHER), &none, ["StaleClaim"; 4]);
    let before = state(Status::Assigned);
    let after = apply(&before, None, returns(ME), &none, NOW).expect("it is mine");
    assert_eq!((after.state.queued_at, after.state.claim, after.state.assignee), (Some(500), 4, None), "its place in the queue is kept");
    let [returned] = after.drafts.as_slice() else { panic!("one event: {:?}", after.drafts) };
    assert_eq!((returned.role, returned.frame, &returned.name), (Role::System, None, &None));
    // What the old assignee still sends is stale, and anybody may take over.
    assert_eq!(outcome(&after.state, me(StaffCommand::Reply { claim: 3, text: "?".into(), files: None }), &none), "StaleClaim");
    assert_eq!(outcome(&after.state, other(StaffCommand::Claim), &none), "assigned: assigned +claimed");
}

#[test]
fn after_two_misses_the_bot_offers_a_person() {
    let mut now = state(Status::Bot);
    for (misses, offered) in [(0, false), (1, false), (2, true)] {
        let applied = apply(&now, Some(FRAME), owner(send(suggestions())), &Found::default(), NOW).expect("owners may write");
        assert_eq!(applied.state.misses, misses, "suggestions that were passed over are a miss");
        assert_eq!(applied.drafts.last().map(|draft| draft.offer_person), Some(offered));
        now = applied.state;
    }
    let chosen = apply(&now, Some(FRAME), owner(choose("range-winter")), &Found::default(), NOW).expect("it was suggested");
    assert_eq!(chosen.state.misses, 0);
}

#[test]
fn what_did_not_help_is_a_miss_and_who_wants_no_person_is_offered_none() {
    let say = |state: &Conversation, reply, verdict| {
        let OwnerCommand::Send { text, language, language_reason, watch, .. } = send(suggestions()) else { panic!("it sends") };
        let command = owner(OwnerCommand::Send { text, files: None, language, language_reason, reply, watch, verdict });
        apply(state, Some(FRAME), command, &Found::default(), NOW).expect("owners may write")
    };
    let offered = |applied: &Applied| applied.drafts.last().is_some_and(|draft| draft.offer_person);
    let failed = say(&state(Status::Bot), suggestions(), Verdict::Failed);
    assert_eq!((failed.state.misses, offered(&failed)), (1, true), "buttons instead of an answer that was none");
    // Buttons that were left alone, and told to be wrong, are one miss.
    let again = say(&failed.state, suggestions(), Verdict::Failed);
    assert_eq!(again.state.misses, 2);
    let alone = say(&again.state, Reply::Smalltalk("Nobody is called.".into()), Verdict::Alone);
    assert_eq!((alone.state.misses, alone.state.status, offered(&alone)), (0, Status::Bot, false));
    let thanks = say(&again.state, Reply::Smalltalk("You are welcome.".into()), Verdict::None);
    assert_eq!((thanks.state.misses, offered(&thanks)), (3, false), "small talk has its own words for an open question");
    let sorry = |status| {
        let applied = say(&state(status), Reply::Sorry("Sorry.".into()), Verdict::Failed);
        applied.drafts.iter().map(|draft| draft.body.kind()).collect::<Vec<_>>()
    };
    assert_eq!(sorry(Status::Bot), ["message", "smalltalk", "queued"]);
    assert_eq!((sorry(Status::Queued), sorry(Status::Assigned)), (vec!["message"], vec!["message"]));
}

#[test]
fn a_chosen_language_stays() {
    let none = Found::default();
    let guessed = apply(&state(Status::Bot), Some(FRAME), owner(send(suggestions())), &none, NOW).expect("owners may write").state;
    assert_eq!((guessed.language, guessed.language_chosen), (Language::KK, false));
    let chosen = apply(&guessed, Some(FRAME), owner(OwnerCommand::Language(Language::BN)), &none, NOW).expect("owners may choose").state;
    let after = apply(&chosen, Some(FRAME), owner(send(suggestions())), &none, NOW).expect("owners may write").state;
    assert_eq!((after.language, after.language_chosen), (Language::BN, true));
    assert_eq!(outcome(&after, owner(OwnerCommand::Language(Language::BN)), &none), "bot:");
}

#[test]
fn who_comes_back_to_the_queue_keeps_the_place() {
    let none = Found::default();
    let released = apply(&state(Status::Assigned), Some(FRAME), me(StaffCommand::Release { claim: 3 }), &none, NOW).expect("mine");
    assert_eq!((released.state.queued_at, released.state.claim), (Some(500), 4));
    let mut straight = state(Status::Assigned);
    straight.queued_at = None;
    let released = apply(&straight, Some(FRAME), me(StaffCommand::Release { claim: 3 }), &none, NOW).expect("mine");
    assert_eq!(released.state.queued_at, Some(NOW), "claimed from the bot: it begins to wait now");
}

#[test]
fn remembers_so_many_suggestions() {
    let mut now = state(Status::Bot);
    for n in 0..SUGGESTIONS_REMEMBERED + 5 {
        let entry = Suggestion { entry: format!("entry-{n}"), title: String::new() };
        let command = send(Reply::Suggestions(vec![entry]));
        now = apply(&now, Some(FRAME), owner(command), &Found::default(), NOW).expect("owners may write").state;
    }
    assert_eq!(now.suggested.len(), SUGGESTIONS_REMEMBERED);
    assert_eq!(outcome(&now, owner(choose("tyre-pressure")), &Found::default()), "NotFound");
}

/// A conversation after these commands, each of which is taken.
#[track_caller]
fn after(status: Status, commands: impl IntoIterator<Item = Command>) -> Conversation {
    let taken = |state: Conversation, (at, command): (Millis, Command)| {
        apply(&state, Some(FRAME), command, &Found::default(), at).unwrap_or_else(|refusal| panic!("{refusal:?} at {at}")).state
    };
    (NOW..).zip(commands).fold(state(status), taken)
}

/// An earlier conversation of the owner goes on; a grave one with a danger, where somebody waits with it.
fn earlier(status: Status, grave: bool) -> Command {
    let mut state = state(status);
    if grave && matches!(status, Status::Queued | Status::Assigned) {
        state.danger = Danger { stage: Stage::Alarm, card: Some("fire".into()), since: Some(1), ..Danger::default() };
        state.priority = DANGER;
    }
    let message = Body::Message { text: "before".into(), entry: None, language: None, language_reason: None, attachments: Vec::new() };
    let drafts = vec![Draft { role: Role::Owner, name: None, user: None, frame: None, body: message, offer_person: false }];
    let technician = Some("Aigerim".to_owned());
    Command::System(SystemCommand::TakeIn(Box::new(joining::earlier(&state, drafts, technician, QueueReason::Unanswered))))
}

#[test]
fn what_somebody_waits_for_goes_along() {
    let none = Found::default();
    let stays = ["bot: message", "queued: message", "assigned: message", "resolved: message"];
    check(earlier(Status::Resolved, false), &none, stays);
    check(earlier(Status::Bot, false), &none, ["bot: message", "queued: message", "assigned: message", "bot: reopened message"]);
    let waits = ["queued: message queued +queued", "queued: message", "assigned: message", "queued: reopened message queued +queued"];
    check(earlier(Status::Queued, false), &none, waits);
    let theirs = "assigned: message assigned +claimed";
    check(earlier(Status::Assigned, false), &none, [theirs, theirs, "assigned: message", "assigned: reopened message assigned +claimed"]);
    let ends = ["resolved: resolved +resolved", "resolved: resolved +resolved", "resolved: resolved +resolved", "resolved:"];
    check(Command::System(SystemCommand::MoveOn), &none, ends);
}

#[test]
fn a_danger_goes_along_with_its_promise() {
    for (status, calls) in [(Status::Bot, true), (Status::Queued, true), (Status::Assigned, false), (Status::Resolved, true)] {
        let applied = apply(&state(status), None, earlier(Status::Queued, true), &Found::default(), NOW).expect("it is the server's own");
        assert_eq!((applied.state.danger.stage, applied.state.priority), (Stage::Alarm, DANGER), "{status:?}");
        let promised = if calls { vec![Promise::Alarm { since: NOW }] } else { Vec::new() };
        assert_eq!(applied.promises, promised, "{status:?}");
    }
    let grave = apply(&state(Status::Bot), None, earlier(Status::Queued, true), &Found::default(), NOW).expect("taken in").state;
    let kept = apply(&grave, None, earlier(Status::Queued, false), &Found::default(), NOW + 1).expect("taken in").state;
    assert_eq!(kept.danger, grave.danger, "a graver one is not forgotten");
}

/// What the bot says to a command in this state, and the state after it.
fn said(state: &Conversation, command: OwnerCommand) -> (Vec<String>, Conversation) {
    let applied = apply(state, Some(FRAME), owner(command), &Found::default(), NOW).expect("owners may write");
    let words = applied.drafts.iter().filter(|draft| draft.role == Role::Bot).map(|draft| match &draft.body {
        Body::Smalltalk { text } => text.clone(),
        body => body.kind().to_owned(),
    });
    (words.collect(), applied.state)
}

#[test]
fn the_question_stands_above_the_reply_and_is_asked_once() {
    let answers = || Reply::Answers(vec![answer()]);
    check(
        owner(asking(answers())),
        &Found::default(),
        [
            "bot: message danger_question answer",
            "queued: message danger_question answer",
            "assigned: message danger_question",
            "bot: reopened message danger_question answer",
        ],
    );
    let asked = apply(&state(Status::Bot), Some(FRAME), owner(asking(answers())), &Found::default(), NOW).expect("taken");
    assert_eq!(asked.promises, [Promise::Question { since: NOW }]);
    assert_eq!(asked.state.danger, Danger::asked("fire".into(), NOW));
    let again = apply(&asked.state, Some(FRAME), owner(asking(answers())), &Found::default(), NOW + 1).expect("taken");
    assert_eq!((again.drafts.len(), again.promises), (2, Vec::new()), "message and answer: the question is open already");
}

#[test]
fn a_yes_is_an_alarm_and_a_no_goes_on() {
    let yes = owner(danger(true));
    check(yes.clone(), &Found::default(), ["NotFound"; 4]);
    let asked = || after(Status::Bot, [owner(asking(suggestions()))]);
    assert_eq!(outcome(&asked(), yes, &Found::default()), "queued: message safety queued +queued");
    let applied = apply(&asked(), Some(FRAME), owner(danger(true)), &Found::default(), NOW).expect("it is open");
    assert_eq!((applied.state.priority, applied.promises), (DANGER, vec![Promise::Alarm { since: NOW }]));
    assert_eq!(applied.state.danger.stage, Stage::Alarm);

    assert_eq!(outcome(&asked(), owner(danger(false)), &Found::default()), "bot: message smalltalk");
    let calm = after(Status::Bot, [owner(asking(suggestions())), owner(danger(false))]);
    assert_eq!(calm.danger, Danger::default());
    assert_eq!(outcome(&calm, owner(danger(true)), &Found::default()), "NotFound", "a question is answered once");
    assert_eq!(
        outcome(&calm, owner(asking(suggestions())), &Found::default()),
        "bot: message danger_question suggestions",
        "but asked anew"
    );
    // Who is with a technician hears only of danger.
    let assigned = after(Status::Assigned, [owner(asking(suggestions()))]);
    assert_eq!(outcome(&assigned, owner(danger(false)), &Found::default()), "assigned: message");
}

#[test]
fn a_no_in_words_goes_on_without_repeating_what_stands_there() {
    let denying = |reply| {
        let watch = Watch { denied: Some("Good.".into()), ..watch() };
        OwnerCommand::Send {
            files: None,
            text: "no".into(),
            language: Language::EN,
            language_reason: "letters".into(),
            reply,
            watch,
            verdict: Verdict::None,
        }
    };
    let answers = || Reply::Answers(vec![answer()]);
    let asked = after(Status::Bot, [owner(asking(answers()))]);
    for stands in [answers(), Reply::Smalltalk("Bye!".into()), Reply::Handoff(QueueReason::Unanswered)] {
        let (words, state) = said(&asked, denying(stands));
        assert_eq!((words, &state.danger, state.status), (vec!["Good.".to_owned()], &Danger::default(), Status::Bot));
    }
    let offered = after(Status::Bot, [owner(asking(suggestions()))]);
    assert_eq!(said(&offered, denying(suggestions())).0, ["Good."]);
    assert_eq!(said(&offered, denying(answers())).0, ["answer"], "what was not there is given now");
    // Without an open question it is a message like any other, and a danger is heard whatever is said with it.
    assert_eq!(said(&state(Status::Bot), denying(answers())).0, ["answer"]);
    let (words, alarmed) = said(&asked, denying(safety()));
    assert_eq!((words, alarmed.danger.stage), (vec!["safety".to_owned()], Stage::Alarm));
}

#[test]
fn the_desk_hears_of_a_question_that_nobody_answers() {
    let late = |since| Command::System(SystemCommand::Unanswered { since });
    let asked = |status| after(status, [owner(asking(suggestions()))]);
    let none = Found::default();
    assert_eq!(outcome(&asked(Status::Bot), late(NOW), &none), "queued: danger_unanswered queued +queued");
    assert_eq!(outcome(&asked(Status::Queued), late(NOW), &none), "queued: danger_unanswered +priority");
    assert_eq!(outcome(&asked(Status::Assigned), late(NOW), &none), "assigned: danger_unanswered +priority");
    let unanswered = after(Status::Bot, [owner(asking(suggestions())), late(NOW)]);
    assert_eq!((unanswered.danger.stage, unanswered.priority), (Stage::Unanswered, UNSURE));
    // It is told once, and only of the question that was asked then.
    assert_eq!(outcome(&unanswered, late(NOW), &none), "Closed");
    assert_eq!(outcome(&asked(Status::Bot), late(NOW + 1), &none), "Closed");
    for over in [owner(danger(false)), owner(danger(true)), owner(send(safety())), owner(OwnerCommand::End)] {
        let moved_on = after(Status::Bot, [owner(asking(suggestions())), over]);
        assert_eq!(outcome(&moved_on, late(NOW), &none), "Closed");
    }
    // A late answer still counts.
    assert_eq!(outcome(&unanswered, owner(danger(true)), &none), "queued: message safety +priority");
    assert_eq!(after(Status::Bot, [owner(asking(suggestions())), late(NOW), owner(danger(false))]).priority, NORMAL);
}

#[test]
fn who_waits_with_a_danger_is_answered_each_time_and_never_twice_alike() {
    let mut now = after(Status::Bot, [owner(send(safety()))]);
    let mut heard = Vec::new();
    for reply in
        [suggestions(), Reply::Smalltalk("Hi".into()), safety(), Reply::Handoff(QueueReason::Asked), Reply::Answers(vec![answer()])]
    {
        let (words, after) = said(&now, send(reply));
        heard.extend(words);
        now = after;
    }
    assert_eq!(heard, ["one", "two", "again", "two", "answer"], "the card stands there already; an answer needs no other word");
    // The card comes once more when it has scrolled away.
    for _ in 0..danger::CARD_AGAIN_AFTER {
        now = said(&now, send(suggestions())).1;
    }
    let (words, now) = said(&now, send(safety()));
    assert_eq!(words, ["safety"]);
    assert_eq!(said(&now, send(safety())).0, ["again"]);
}

#[test]
fn the_bot_falls_silent_once_a_technician_has_written() {
    let claimed = after(Status::Bot, [owner(send(safety())), me(StaffCommand::Claim)]);
    assert_eq!(said(&claimed, send(suggestions())).0, ["one"], "taken, but nothing is written yet");
    let reply = me(StaffCommand::Reply { claim: 4, text: "I am here".into(), files: None });
    let attended = after(Status::Bot, [owner(send(safety())), me(StaffCommand::Claim), reply.clone()]);
    assert_eq!(said(&attended, send(suggestions())).0, Vec::<String>::new());
    let other_card = Reply::Safety { card: "flood".into(), title: "Flood".into(), html: String::new(), text: String::new() };
    assert_eq!(said(&attended, send(other_card)).0, ["safety"], "a new danger is answered all the same");
    // Given back, it waits again: somebody has to hear of it.
    let released = apply(&attended, Some(FRAME), me(StaffCommand::Release { claim: 4 }), &Found::default(), 2_000).expect("mine");
    assert_eq!(released.promises, [Promise::Alarm { since: 2_000 }]);
    assert_eq!(said(&released.state, send(suggestions())).0, ["one"]);
    let ended = apply(&released.state, Some(FRAME), owner(OwnerCommand::End), &Found::default(), 3_000).expect("owners may end it");
    assert_eq!((ended.state.danger, ended.promises), (Danger::default(), Vec::new()));
}

fn any_command() -> impl Strategy<Value = (Command, Found)> {
    let reply = prop_oneof![
        Just(Reply::Answers(vec![answer(), answer()])),
        Just(suggestions()),
        Just(Reply::Smalltalk("Hi".into())),
        Just(safety()),
        Just(Reply::CardAnswer { card: "fire".into(), title: String::new(), html: String::new(), text: String::new() }),
        Just(Reply::Handoff(QueueReason::Unanswered)),
        Just(Reply::AskToLeave(Question { text: "Leave?".into(), yes: "Yes".into(), no: "No".into() })),
        any::<bool>().prop_map(|leaves| Reply::Leave { leaves, text: "Good.".into() }),
    ];
    let entry = prop_oneof![Just("range-winter"), Just("never-suggested")];
    let language = prop_oneof![Just(Language::BN), Just(Language::KK), Just(Language::EN)];
    let claim = 0..6_u64;
    let owners = prop_oneof![
        4 => reply.clone().prop_map(send),
        2 => reply.prop_map(asking),
        1 => any::<bool>().prop_map(danger),
        1 => any::<bool>().prop_map(leave),
        1 => entry.prop_map(choose),
        2 => Just(OwnerCommand::Handoff),
        1 => any::<bool>().prop_map(|helpful| OwnerCommand::Feedback { owner_seq: 1, helpful }),
        1 => language.prop_map(OwnerCommand::Language),
        1 => Just(OwnerCommand::End),
        1 => Just(OwnerCommand::Start { form: form() }),
        1 => any::<bool>().prop_map(|makes| submit(makes.then(made))),
    ];
    let staffs = prop_oneof![
        4 => Just(StaffCommand::Claim),
        1 => Just(StaffCommand::Note { text: "n".into() }),
        2 => claim.clone().prop_map(|claim| StaffCommand::Reply { claim, text: "t".into(), files: None }),
        2 => claim.clone().prop_map(|claim| StaffCommand::Release { claim }),
        2 => claim.clone().prop_map(|claim| StaffCommand::Transfer { claim, to: to_other(), note: Some("n".into()) }),
        1 => claim.prop_map(|claim| StaffCommand::Resolve { claim, outcome: Outcome::Unsolved, tags: vec!["x".into()] }),
        1 => Just(StaffCommand::Reopen),
    ];
    let command = prop_oneof![
        10 => owners.prop_map(owner),
        10 => staffs.prop_map(me),
        2 => prop_oneof![Just(ME), Just(OTHER)].prop_map(returns),
        1 => (1..60_i64).prop_map(|since| Command::System(SystemCommand::Unanswered { since })),
        1 => (0..4_usize, any::<bool>()).prop_map(|(status, grave)| earlier(STATUSES[status], grave)),
        1 => Just(Command::System(SystemCommand::MoveOn)),
    ];
    let judged = proptest::option::of((Just(1_u64), any::<bool>()));
    let forms = any::<bool>().prop_map(open_form);
    (command, (judged, forms).prop_map(|(judged, found)| Found { judged, ..found }))
}

proptest! {
    #[test]
    fn any_sequence_keeps_the_rules(commands in proptest::collection::vec(any_command(), 1..60)) {
        let mut now = Conversation::new(Uuid::from_u128(9), Language::EN, 0);
        for (at, (command, found)) in (1..).zip(commands) {
            let before = now.clone();
            let returned = matches!(command, Command::System(SystemCommand::Return { .. }));
            let leaves = matches!(command, Command::Owner(OwnerCommand::Leave { .. }));
            let Ok(applied) = apply(&before, Some(FRAME), command, &found, at) else { continue };
            now = applied.state;
            prop_assert_eq!(now.status == Status::Assigned, now.assignee.is_some(), "assigned to somebody, or nobody's");
            prop_assert!(now.claim >= before.claim);
            prop_assert_eq!(now.claim > before.claim, now.assignee != before.assignee, "a claim counts changes of assignee");
            prop_assert!(now.status != Status::Queued || now.queued_at.is_some(), "who waits began to wait");
            prop_assert!(applied.feed.len() <= 1);
            prop_assert!(now.status == before.status || now.status == Status::Bot || applied.feed.len() == 1, "the desk hears of it");
            prop_assert!(applied.own.is_none_or(|own| own < applied.drafts.len()));
            prop_assert_eq!(now.danger.stage == Stage::None, now.danger.since.is_none());
            prop_assert!(now.danger.stage != Stage::Alarm || matches!(now.status, Status::Queued | Status::Assigned), "an alarm is somebody's");
            let calls = applied.promises.iter().any(|promise| matches!(promise, Promise::Alarm { .. }));
            prop_assert!(!calls || now.status == Status::Queued, "an alarm goes out for who waits");
            let alarm_waits = |state: &Conversation| state.danger.stage == Stage::Alarm && state.status == Status::Queued;
            prop_assert!(calls || !alarm_waits(&now) || alarm_waits(&before), "whoever begins to wait with a danger is promised one");
            prop_assert!(!now.suggestions_open || now.status == Status::Bot);
            prop_assert!(!leaves || before.danger.stage == Stage::None || now.status == before.status, "nobody leaves a danger");
            if returned {
                prop_assert_eq!((before.status, now.status), (Status::Assigned, Status::Queued));
                prop_assert_eq!(now.queued_at, before.queued_at.or(Some(at)), "the place in the queue is kept");
                prop_assert_eq!(now.priority, before.priority);
            }
        }
    }
}

#[test]
fn a_photo_calls_a_person_whatever_the_bot_says_to_its_words() {
    let lamp = Attachment {
        id: Uuid::nil(),
        kind: crate::media::Kind::Image,
        media_type: "image/jpeg".into(),
        name: "lamp.jpg".into(),
        size: 1,
        width: None,
        height: None,
        duration_ms: None,
        thumbnail: true,
    };
    let found = Found { files: vec![lamp], ..Found::default() };
    for (reply, kinds) in [
        (Reply::Answers(vec![answer()]), vec!["message", "answer", "queued"]),
        (Reply::Handoff(QueueReason::Unanswered), vec!["message", "queued"]),
        (safety(), vec!["message", "safety", "queued"]),
    ] {
        let state = Conversation::new(Uuid::from_u128(1), Language::EN, NOW);
        let applied = apply(&state, None, owner(send(reply)), &found, NOW).expect("it is taken");
        assert_eq!(applied.drafts.iter().map(|draft| draft.body.kind()).collect::<Vec<_>>(), kinds);
        assert_eq!(applied.state.status, Status::Queued);
        assert!(matches!(&applied.drafts[0].body, Body::Message { attachments, .. } if *attachments == found.files));
    }
}
