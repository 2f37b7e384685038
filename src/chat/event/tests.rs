//! What each reader gets of each event, byte for byte: clients and stored outboxes rely on it.

use super::form::{Choice, FieldOption, FormField, ResultItem, Shown, Tone};
use super::*;
use crate::media::Kind;

const CONVERSATION: Uuid = Uuid::from_u128(0xc0);
const USER: Uuid = Uuid::from_u128(0x5e);
const FRAME: Uuid = Uuid::from_u128(0xf7);

/// One body of each kind, with every field that it may have.
fn bodies() -> Vec<Body> {
    let answer = Answer {
        entry: "tyre-pressure".into(),
        revision: 2,
        title: "Tyre pressure".into(),
        html: "<p>2.4 bar</p>".into(),
        text: "2.4 bar".into(),
        language: Language::EN,
        score: 0.93,
        note: Some("Only in English".into()),
        action: None,
    };
    let suggestion = Suggestion { entry: "range-winter".into(), title: "Range in winter".into() };
    let action = Action { form: "warranty-claim".into(), label: "Make a claim".into() };
    let lamp = Attachment {
        id: Uuid::from_u128(7),
        kind: Kind::Image,
        media_type: "image/jpeg".into(),
        name: "lamp.jpg".into(),
        size: 1_000,
        width: Some(40),
        height: Some(30),
        duration_ms: None,
        thumbnail: true,
    };
    let line = Shown { label: "VIN".into(), text: "LVTDB21B5RD000001".into() };
    let field = FormField {
        name: "centre".into(),
        label: "Centre".into(),
        kind: "centre".into(),
        required: true,
        help: Some("The nearest first".into()),
        options: vec![FieldOption { value: "dhaka".into(), label: "Dhaka".into(), of: Some("bd".into()), among: vec!["body".into()] }],
        value: Some("dhaka".into()),
        max: Some(40),
        depends: Some("market".into()),
        within: Some("service".into()),
    };
    let item = ResultItem {
        item: "centre".into(),
        title: "Dhaka".into(),
        tone: Some(Tone::Good),
        lines: vec![line.clone()],
        phone: Some("+8809600112244".into()),
        url: Some("/r/AC-7K3M-92QX-C".into()),
        action: Some(action.clone()),
    };
    vec![
        Body::Message {
            text: "কত চাপ?".into(),
            entry: Some("tyre-pressure".into()),
            language: Some(Language::BN),
            language_reason: Some("script".into()),
            attachments: Vec::new(),
        },
        Body::Answer(answer.clone()),
        Body::Answer(Answer { note: None, score: 1.0, ..answer.clone() }),
        Body::Suggestions { entries: vec![suggestion], text: None },
        Body::Smalltalk { text: "Hello!".into() },
        Body::Safety { card: "fire".into(), title: "Fire".into(), html: "<p>Get out</p>".into(), text: "Get out".into() },
        Body::Queued { reason: QueueReason::Unanswered },
        Body::Assigned { name: "Aigerim".into(), user: Some(USER), claim: Some(3) },
        Body::Transferred { to: Some(USER), language: Some(Language::KK) },
        Body::Returned {},
        Body::Resolved { outcome: Some(Outcome::Solved), tags: vec!["tyres".into()] },
        Body::Reopened {},
        Body::Language { language: Language::KK },
        Body::Feedback { seq: 5, owner_seq: 4, helpful: true },
        Body::Rated { stars: 4, comment: Some("quick".into()) },
        Body::Note { text: "called back".into() },
        Body::Erased {},
        Body::DangerQuestion {
            text: "Is anyone in danger?".into(),
            numbers: vec!["112".into(), "+880 9600 112244".into()],
            labels: vec!["Emergency services".into(), "Roadside help".into()],
            card: Some("fire".into()),
        },
        Body::DangerUnanswered {},
        Body::Answer(Answer { note: None, score: 1.0, action: Some(action.clone()), ..answer }),
        Body::Form(Form {
            form: "warranty-claim".into(),
            title: "Warranty claim".into(),
            intro: Some("The number comes at once.".into()),
            fields: vec![field],
            submit: "Send".into(),
        }),
        Body::Submitted(Submitted {
            form: "warranty-claim".into(),
            form_seq: 5,
            form_owner_seq: 4,
            shown: vec![line.clone()],
            values: [("vin".to_owned(), Value::from("LVTDB21B5RD000001"))].into_iter().collect(),
            attachments: vec![lamp.clone()],
        }),
        Body::Request(RequestCard {
            code: "AC-7K3M-92QX-C".into(),
            request_kind: "warranty-claim".into(),
            status: "received".into(),
            title: "Warranty claim".into(),
            status_text: "Received".into(),
            next: Some("We decide by Tuesday.".into()),
            note: Some("Thank you".into()),
            due: Some(1_795_315_267_120),
            when: Some("Monday, 9:00".into()),
            choices: vec![Choice { to: "cancelled".into(), label: "Cancel".into() }],
            another_time: Some("Another time".into()),
            dated: true,
            attachments: vec![lamp.clone()],
        }),
        Body::Result(ResultCard { title: "Found".into(), html: "<p>1</p>".into(), text: "1".into(), items: vec![item] }),
        Body::Message { text: String::new(), entry: None, language: None, language_reason: None, attachments: vec![lamp] },
        Body::Consented { version: "5b2f00aa91c3".into(), language: Language::KK, url: Some("https://cars.example/privacy".into()) },
    ]
}

/// The event around a body: the owner's own for every second one.
fn event(body: Body, role: Role) -> Event {
    let staff = role == Role::Technician;
    Event {
        conversation: CONVERSATION,
        seq: 9,
        owner_seq: body.visible_to_owner().then_some(7),
        at: 1_795_315_267_120,
        role,
        name: staff.then(|| "Aigerim".to_owned()),
        user: staff.then_some(USER),
        frame: Some(FRAME),
        body,
        offer_person: role == Role::Bot,
    }
}

fn shown(fields: Option<Map<String, Value>>) -> String {
    fields.map_or_else(|| "nothing".to_owned(), |fields| Value::Object(fields).to_string())
}

/// One line a body: the kind of reader, and what they get.
fn lines() -> String {
    let roles = [Role::Owner, Role::Bot, Role::Technician, Role::System].into_iter().cycle();
    let events: Vec<Event> = bodies().into_iter().zip(roles).map(|(body, role)| event(body, role)).collect();
    let owner = events.iter().map(|event| format!("owner {}\n", shown(event.for_owner())));
    let staff = events.iter().map(|event| format!("staff {}\n", shown(Some(event.for_staff()))));
    owner.chain(staff).collect()
}

#[test]
fn each_reader_gets_what_they_always_got() {
    assert_eq!(lines(), include_str!("golden.txt"));
}

#[test]
fn the_owners_frame_says_the_same_as_its_fields() {
    for (body, role) in bodies().into_iter().zip([Role::Owner, Role::Bot, Role::Technician, Role::System].into_iter().cycle()) {
        let event = event(body, role);
        let frame = |nodes| event.owner_frame(nodes).map(|text| serde_json::from_str::<Value>(&text).expect("JSON"));
        let expect = event.for_owner().map(|mut fields| {
            fields.insert("type".into(), "event".into());
            fields
        });
        assert_eq!(frame(None), expect.clone().map(Value::Object));
        let nodes = Value::from(vec!["nodes"]);
        let expect = expect.map(|mut fields| {
            if fields.remove("html").is_some() {
                fields.insert("nodes".into(), nodes.clone());
            }
            Value::Object(fields)
        });
        assert_eq!(frame(Some(&nodes)), expect);
    }
}
