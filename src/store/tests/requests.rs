//! Requests: made once with all that belongs to them, slots that nobody gets twice, moves, notices, lists.

use super::*;
use crate::access::right::{KeepRequests, WorkRequests};
use crate::aftersales::schema::RecordKind;
use crate::chat::command::{NewRequest, Refusal, SlotWanted, Submission};
use crate::chat::event::form::{Form, RequestCard};
use crate::chat::event::{Body, Role};
use crate::chat::request::{RequestMove, SlotChange};
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

const CODES: [&str; 3] = ["AC-0000-0000-0", "AC-0000-0001-1", "AC-0000-0002-2"];

fn job(code: &str, seq: u64, after_ms: i64) -> NewJob {
    NewJob { kind: "notice", payload: format!("{code} {seq}"), key: Some(format!("{code} {seq}")), after_ms }
}

fn no_job(_: Promise, _: Uuid, after_ms: i64) -> NewJob {
    NewJob { kind: "promise", payload: String::new(), key: None, after_ms }
}

async fn rig() -> Rig {
    let promised = Promised { question_ms: 1, alarm_ms: 1, job: no_job, notice_ms: 1_000, notice: job };
    Rig::with(Settings { promised: Some(promised), ..Settings::default() }).await
}

fn values(json: Value) -> Map<String, Value> {
    let Value::Object(values) = json else { panic!("an object") };
    values
}

fn card(status: &str) -> RequestCard {
    RequestCard {
        code: String::new(),
        request_kind: "booking".into(),
        status: status.into(),
        title: "Service booking".into(),
        status_text: status.into(),
        next: None,
        note: None,
        due: None,
        when: None,
        choices: Vec::new(),
        another_time: None,
        dated: false,
        attachments: Vec::new(),
    }
}

fn slot(at: Millis, capacity: u32) -> SlotWanted {
    SlotWanted { centre: "almaty".into(), service: "maintenance".into(), at, until: at + HOUR, capacity }
}

fn made(codes: &[&str], slot: Option<SlotWanted>) -> NewRequest {
    NewRequest {
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        kind: "booking".into(),
        state: "requested".into(),
        values: values(json!({ "service": "maintenance" })),
        vin: Some("L6TBB1A25SE000001".into()),
        owner: None,
        vehicle: None,
        centre: Some("almaty".into()),
        email: Some("owner@example.com".into()),
        slot,
        due: Some(NOW + 24 * HOUR),
        language: Language::KK,
        market: "kz".into(),
        card: card("requested"),
    }
}

fn form() -> OwnerCommand {
    let (title, submit) = ("Service booking".into(), "Send".into());
    OwnerCommand::Start { form: Box::new(Form { form: "booking".into(), title, intro: None, fields: Vec::new(), submit }) }
}

fn submit(form_seq: u64, made: NewRequest) -> OwnerCommand {
    let (form, shown, values, results) = ("booking".into(), Vec::new(), Map::new(), Vec::new());
    OwnerCommand::Submit(Box::new(Submission { form, form_seq, shown, values, made: Some(made), moved: None, results, files: None }))
}

/// An owner with an open form, and its number.
async fn asked(rig: &Rig) -> (Owner, u64) {
    let owner = rig.owner();
    let asked = rig.append(owner.does(form())).await.expect("a conversation may begin with a form");
    (owner, asked.owner_seq.expect("the owner sees it"))
}

fn keeper() -> Granted<'static, KeepRequests> {
    authorize(Principal::System, KeepRequests).expect("the server may")
}

fn worker(user: &User) -> Granted<'_, WorkRequests> {
    authorize(Principal::Staff(user), WorkRequests).expect("technicians may")
}

async fn waiting_notices(rig: &Rig) -> Vec<String> {
    rig.store.jobs(JobState::Waiting, 100).await.unwrap().into_iter().filter(|job| job.kind == "notice").map(|job| job.payload).collect()
}

async fn all(rig: &Rig) -> Vec<RequestRow> {
    let filter = RequestFilter { openness: Openness::All, ..RequestFilter::default() };
    rig.store.requests(keeper(), &filter, None, 1_000).await.unwrap().0
}

/// A move from the newest revision.
fn to(row: &RequestRow, status: &str) -> RequestMove {
    RequestMove {
        revision: row.revision,
        to: status.into(),
        terminal: false,
        note: None,
        visible: true,
        due: row.due,
        paused_at: None,
        slot: SlotChange::Keep,
        values: Map::new(),
        owner: None,
        vehicle: None,
        centre: None,
        card: card(status),
        files: None,
    }
}

#[tokio::test]
async fn a_form_makes_one_request_with_all_that_belongs_to_it() {
    let rig = rig().await;
    let (owner, seq) = asked(&rig).await;
    let append = owner.does(submit(seq, made(&CODES, Some(slot(NOW + HOUR, 1)))));
    let first = rig.append(append.clone()).await.unwrap();
    let again = rig.append(append).await.unwrap();
    assert!(again.duplicate && again.seq == first.seq, "a repeat of the frame is answered with what the first one did");
    let second = owner.does(submit(seq, made(&["AC-0000-0009-9"], Some(slot(NOW + HOUR, 1)))));
    assert!(matches!(rig.append(second).await, Err(Error::Refused(Refusal::Closed))), "its own slot is no reason");

    let [row] = all(&rig).await.try_into().expect("one request");
    let log = rig.log(owner.conversation).await;
    let Some(Event { body: Body::Request(shown), role: Role::System, owner_seq, .. }) = log.last() else { panic!("{log:?}") };
    assert_eq!((row.code.as_str(), shown.code.as_str(), row.conversation), (CODES[0], CODES[0], Some(owner.conversation)));
    assert_eq!(row.slot.as_ref().map(|slot| (slot.centre.as_str(), slot.at, slot.until)), Some(("almaty", NOW + HOUR, NOW + 2 * HOUR)));
    assert_eq!((row.language, row.market.as_str(), row.due, row.revision), (Language::KK, "kz", Some(NOW + 24 * HOUR), 1));
    let lines = rig.store.request_lines(keeper(), &row.code).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].role, lines[0].from.as_deref(), lines[0].to.as_str()), (Role::Owner, None, "requested"));
    assert_eq!((lines[0].told, &lines[0].values), (*owner_seq, &row.values));
    assert_eq!(waiting_notices(&rig).await, ["AC-0000-0000-0 1"]);

    // The code of one request is no code of another; without any left, nothing is stored.
    let (other, seq) = asked(&rig).await;
    rig.append(other.does(submit(seq, made(&CODES, None)))).await.unwrap();
    assert!(rig.store.request(keeper(), CODES[1]).await.unwrap().is_some());
    let (third, seq) = asked(&rig).await;
    assert!(matches!(rig.append(third.does(submit(seq, made(&CODES[..2], None)))).await, Err(Error::Busy)));
    assert_eq!((all(&rig).await.len(), rig.log(third.conversation).await.len()), (2, 1));
}

#[tokio::test]
async fn of_fifty_people_who_book_at_once_each_lane_has_one() {
    let rig = rig().await;
    let mut people = Vec::new();
    for _ in 0..50 {
        people.push(asked(&rig).await);
    }
    let book = |(number, (owner, seq)): (usize, &(Owner, u64))| {
        let code = format!("AC-0000-0{number:03}-0");
        // Half of them want a slot that begins while the others' lasts.
        let at = NOW + HOUR + if number % 2 == 0 { 0 } else { HOUR / 2 };
        rig.append(owner.does(submit(*seq, made(&[&code], Some(slot(at, 3))))))
    };
    let booked = join_all(people.iter().enumerate().map(book)).await;
    let won = booked.iter().filter(|booked| booked.is_ok()).count();
    assert!(booked.iter().all(|booked| matches!(booked, Ok(_) | Err(Error::Refused(Refusal::SlotTaken)))), "{booked:?}");
    let taken = rig.store.taken_slots("almaty", Some("maintenance"), NOW, NOW + 24 * HOUR).await.unwrap();
    assert_eq!((won, taken.len(), all(&rig).await.len()), (3, 3, 3));
    for ((owner, _), booked) in people.iter().zip(&booked) {
        let kinds: Vec<_> = rig.log(owner.conversation).await.iter().map(|event| event.body.kind()).collect();
        assert_eq!(kinds, if booked.is_ok() { vec!["form", "submitted", "request"] } else { vec!["form"] });
    }
    assert!(rig.store.taken_slots("almaty", None, NOW + 3 * HOUR, NOW + 24 * HOUR).await.unwrap().is_empty());
    assert!(rig.store.taken_slots("dhaka", None, NOW, NOW + 24 * HOUR).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_move_is_told_once_and_only_on_what_it_was_decided_on() {
    let rig = rig().await;
    let (owner, seq) = asked(&rig).await;
    rig.append(owner.does(submit(seq, made(&CODES, Some(slot(NOW + HOUR, 1)))))).await.unwrap();
    let technician = technician();
    let before = rig.store.request(worker(&technician), CODES[0]).await.unwrap().expect("it is there");
    rig.clock.advance(HOUR);

    let confirm = RequestMove { note: Some("Bring the key".into()), due: None, ..to(&before, "confirmed") };
    let after = rig.store.move_request(worker(&technician), CODES[0], confirm.clone()).await.unwrap();
    assert_eq!((after.status.as_str(), after.status_at, after.revision, after.due), ("confirmed", NOW + HOUR, 2, None));
    let again = rig.store.move_request(worker(&technician), CODES[0], confirm).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    let unknown = rig.store.move_request(worker(&technician), "AC-0000-0009-9", to(&before, "confirmed")).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");

    let quiet = RequestMove { visible: false, values: values(json!({ "cause": "pump", "service": null })), ..to(&after, "confirmed") };
    let noted = rig.store.move_request(worker(&technician), CODES[0], quiet).await.unwrap();
    assert_eq!((noted.status_at, &noted.values), (after.status_at, &values(json!({ "cause": "pump" }))));

    // The owner takes another slot, and gives it up: somebody else may have both.
    let wants = RequestMove { slot: SlotChange::Take(slot(NOW + 5 * HOUR, 1)), ..to(&noted, "requested") };
    let changed = rig.store.keep_request(keeper(), true, CODES[0], wants).await.unwrap();
    assert_eq!(changed.slot.as_ref().map(|slot| slot.at), Some(NOW + 5 * HOUR));
    let ends = RequestMove { slot: SlotChange::Free, terminal: true, ..to(&changed, "cancelled") };
    let over = rig.store.keep_request(keeper(), true, CODES[0], ends).await.unwrap();
    assert_eq!((over.slot.as_ref(), over.closed_at), (None, Some(NOW + HOUR)));
    rig.clock.advance(HOUR);
    let noted = RequestMove { visible: false, terminal: true, ..to(&over, "cancelled") };
    let noted = rig.store.move_request(worker(&technician), CODES[0], noted).await.unwrap();
    assert_eq!(noted.closed_at, over.closed_at, "a note on what is over does not open it again");
    let (other, seq) = asked(&rig).await;
    rig.append(other.does(submit(seq, made(&CODES, Some(slot(NOW + 5 * HOUR, 1)))))).await.unwrap();

    let log = rig.log(owner.conversation).await;
    assert_dense(&log);
    let told: Vec<_> =
        log.iter().filter_map(|event| if let Body::Request(card) = &event.body { Some((card, event)) } else { None }).collect();
    let statuses: Vec<_> = told.iter().map(|(card, event)| (card.status.as_str(), event.role, event.name.as_deref())).collect();
    let (system, staff) = (Role::System, Role::Technician);
    let expect =
        [("requested", system, None), ("confirmed", staff, Some("Aigerim")), ("requested", system, None), ("cancelled", system, None)];
    assert_eq!(statuses, expect);
    assert!(told.iter().all(|(card, _)| card.code == CODES[0]));
    let lines = rig.store.request_lines(keeper(), CODES[0]).await.unwrap();
    let who: Vec<_> = lines.iter().map(|line| (line.seq, line.role, line.visible, line.told.is_some())).collect();
    let (by_owner, yes) = (Role::Owner, true);
    assert_eq!(
        who,
        [
            (1, by_owner, yes, yes),
            (2, staff, yes, yes),
            (3, staff, false, false),
            (4, by_owner, yes, yes),
            (5, by_owner, yes, yes),
            (6, staff, false, false)
        ]
    );
    assert_eq!((lines[1].name.as_deref(), lines[1].note.as_deref()), (Some("Aigerim"), Some("Bring the key")));
    let notices = waiting_notices(&rig).await;
    assert_eq!(notices.iter().filter(|job| job.starts_with(CODES[0])).count(), 4, "the quiet one is told to nobody: {notices:?}");
}

#[tokio::test]
async fn a_technician_makes_requests_with_and_without_a_conversation() {
    let rig = rig().await;
    let (owner, technician) = (rig.greeted().await, Technician::new());
    let command = StaffCommand::Request { made: Box::new(made(&CODES, None)) };
    rig.append(technician.does(owner.conversation, command)).await.unwrap();
    let row = rig.store.make_request(worker(&technician.0), made(&CODES, Some(slot(NOW, 1)))).await.unwrap();
    assert_eq!((row.code.as_str(), row.conversation), (CODES[1], None));
    let moved = rig.store.move_request(worker(&technician.0), CODES[1], to(&row, "confirmed")).await.unwrap();
    assert_eq!(moved.status, "confirmed");
    let of_owner = rig.store.requests_of_conversation(own(&owner.stored(&rig.store).await), 10).await.unwrap();
    assert_eq!(of_owner.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), [CODES[0]]);
    let lines = rig.store.request_lines(keeper(), CODES[0]).await.unwrap();
    assert_eq!((lines[0].role, lines[0].user), (Role::Technician, Some(technician.0.id)));
}

fn serial(number: &str) -> Put {
    let body = json!({ "number": number, "part": "P-1" }).to_string();
    Put { id: format!("id-{number}"), on: None, key: number.into(), sample: false, body, keys: Vec::new() }
}

#[tokio::test]
async fn parts_are_exchanged_together_with_what_the_request_says_of_them() {
    let rig = rig().await;
    let technician = Technician::new();
    let row = rig.store.make_request(worker(&technician.0), made(&CODES, None)).await.unwrap();
    let quiet = |row: &RequestRow| RequestMove { visible: false, values: values(json!({ "parts": ["N-1"] })), ..to(row, "requested") };
    let is_there = async |number: &str| rig.store.record_by_key(RecordKind::Serial, number).await.unwrap().is_some();
    let stale = RequestMove { revision: 9, ..quiet(&row) };
    let numbers = || PartNumbers { old: "O-1".into(), new: "N-1".into() };
    let refused = rig.store.exchange_parts(worker(&technician.0), CODES[0], stale, vec![serial("N-1")], numbers()).await;
    assert!(matches!(refused, Err(Error::Stale)), "{refused:?}");
    assert!(!is_there("N-1").await, "without the request's part of it there is no part");
    let done = rig.store.exchange_parts(worker(&technician.0), CODES[0], quiet(&row), vec![serial("N-1")], numbers()).await.unwrap();
    assert_eq!((done.values.get("parts"), done.revision, is_there("N-1").await), (Some(&json!(["N-1"])), 2, true));
    let other = Put { id: "another".into(), ..serial("N-1") };
    let taken = rig.store.exchange_parts(worker(&technician.0), CODES[0], quiet(&done), vec![other], numbers()).await;
    assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
    assert_eq!(all(&rig).await[0].revision, 2, "without the part nothing of the request changes");
}

#[tokio::test]
async fn lists_have_pages_and_what_is_overdue_is_marked_once() {
    let rig = rig().await;
    let technician = technician();
    for number in 0..25_i64 {
        let code = format!("AC-0000-0{number:03}-0");
        let (kind, due) = if number % 2 == 0 { ("booking", Some(NOW + number * HOUR)) } else { ("part", None) };
        let new = NewRequest { kind: kind.into(), due, ..made(&[&code], None) };
        rig.store.make_request(worker(&technician), new).await.unwrap();
    }
    let of_kind = |kind: &str| RequestFilter { kind: Some(kind.into()), ..RequestFilter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = rig.store.requests(worker(&technician), &of_kind("booking"), after.as_ref(), 5).await.unwrap();
        assert!(page.len() <= 5);
        found.extend(page.into_iter().map(|row| row.due));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, (0..13_i64).map(|number| Some(NOW + 2 * number * HOUR)).collect::<Vec<_>>(), "what is due first comes first");

    assert_eq!(rig.store.mark_overdue(keeper()).await.unwrap(), 1);
    rig.clock.advance(5 * HOUR);
    assert_eq!((rig.store.mark_overdue(keeper()).await.unwrap(), rig.store.mark_overdue(keeper()).await.unwrap()), (2, 0));
    let counts = rig.store.request_counts(worker(&technician), NOW + 5 * HOUR, NOW + 9 * HOUR).await.unwrap();
    assert_eq!(counts, RequestCounts { open: 25, due: 2, overdue: 3 });
    let late = RequestFilter { due_before: Some(NOW + 5 * HOUR), ..RequestFilter::default() };
    let (late, _) = rig.store.requests(keeper(), &late, None, 10).await.unwrap();
    assert!(late.len() == 3 && late.iter().all(|row| row.overdue_at.is_some()));

    // Whoever waits for the owner is not late, and neither is what has got more time.
    let paused = RequestMove { paused_at: Some(NOW + 5 * HOUR), ..to(&late[0], "proposed") };
    assert_eq!(rig.store.move_request(worker(&technician), &late[0].code, paused).await.unwrap().overdue_at, None);
    let longer = RequestMove { due: Some(NOW + 90 * HOUR), ..to(&late[1], "requested") };
    assert_eq!(rig.store.move_request(worker(&technician), &late[1].code, longer).await.unwrap().overdue_at, None);
    assert_eq!(rig.store.mark_overdue(keeper()).await.unwrap(), 0);
    assert_eq!(rig.store.request_counts(keeper(), NOW + 5 * HOUR, NOW + 9 * HOUR).await.unwrap().overdue, 1);
}

#[tokio::test]
async fn what_was_cut_off_is_not_sent_again() {
    let rig = rig().await;
    let (owner, seq) = asked(&rig).await;
    rig.append(owner.does(submit(seq, made(&CODES, None)))).await.unwrap();
    let begin = || rig.store.begin_notice(keeper(), CODES[0], 1, "id".into());
    let end = |end| rig.store.end_notice(keeper(), CODES[0], 1, end);

    assert_eq!(begin().await.unwrap(), NoticeState::Begun);
    end(NoticeEnd::Failed).await.unwrap();
    assert_eq!(begin().await.unwrap(), NoticeState::Begun, "what certainly did not arrive is tried again");
    end(NoticeEnd::Sent).await.unwrap();
    assert_eq!(begin().await.unwrap(), NoticeState::Sent);

    let second = || rig.store.begin_notice(keeper(), CODES[0], 2, "id".into());
    assert_eq!(second().await.unwrap(), NoticeState::Begun);
    assert_eq!((second().await.unwrap(), second().await.unwrap()), (NoticeState::Unknown, NoticeState::Unknown));

    let facts = rig.store.notice_facts(keeper(), CODES[0], 1).await.unwrap().expect("there is such an event");
    assert_eq!((facts.email.as_deref(), facts.language, facts.is_read), (Some("owner@example.com"), Language::KK, false));
    assert_eq!(rig.store.notice_facts(keeper(), CODES[0], 2).await.unwrap(), None);
    rig.store.mark_read(own(&owner.stored(&rig.store).await), 3).await.unwrap();
    assert!(rig.store.notice_facts(keeper(), CODES[0], 1).await.unwrap().expect("it is there").is_read);
}
