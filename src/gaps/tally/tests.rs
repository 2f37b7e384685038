use super::*;
use crate::chat::event::attachment::Attachment;
use crate::chat::event::{Answer, Suggestion};
use crate::media::Kind;

/// A log of these bodies, a minute apart, on the 20,000th day.
pub fn log(bodies: Vec<(Role, Body)>) -> Vec<Arc<Event>> {
    let event = |(place, (role, body)): (usize, (Role, Body))| Event {
        conversation: Uuid::nil(),
        seq: place as u64 + 1,
        owner_seq: Some(place as u64 + 1),
        at: 20_000 * DAY_MS + place as i64 * 60_000,
        role,
        name: None,
        user: None,
        frame: None,
        body,
        offer_person: false,
    };
    bodies.into_iter().enumerate().map(|at| Arc::new(event(at))).collect()
}

pub fn asks(text: &str) -> (Role, Body) {
    (
        Role::Owner,
        Body::Message { text: text.into(), entry: None, language: Some(Language::BN), language_reason: None, attachments: Vec::new() },
    )
}

pub fn taps(entry: &str) -> (Role, Body) {
    let message =
        Body::Message { text: "a title".into(), entry: Some(entry.into()), language: None, language_reason: None, attachments: Vec::new() };
    (Role::Owner, message)
}

pub fn answers(entry: &str) -> (Role, Body) {
    let answer = Answer {
        entry: entry.into(),
        revision: 1,
        title: String::new(),
        html: String::new(),
        text: String::new(),
        language: Language::EN,
        score: 1.0,
        note: None,
        action: None,
    };
    (Role::Bot, Body::Answer(answer))
}

pub fn buttons(entries: [&str; 2]) -> (Role, Body) {
    let suggestion = |entry: &str| Suggestion { entry: entry.into(), title: String::new() };
    (Role::Bot, Body::Suggestions { entries: entries.map(suggestion).to_vec(), text: None })
}

pub fn queued(reason: QueueReason) -> (Role, Body) {
    (Role::System, Body::Queued { reason })
}

pub fn writes(text: &str) -> (Role, Body) {
    (Role::Technician, Body::Message { text: text.into(), entry: None, language: None, language_reason: None, attachments: Vec::new() })
}

pub fn resolved(outcome: Option<Outcome>) -> (Role, Body) {
    (Role::System, Body::Resolved { outcome, tags: Vec::new() })
}

pub fn judges(seq: u64, helpful: bool) -> (Role, Body) {
    (Role::Owner, Body::Feedback { seq, owner_seq: seq, helpful })
}

/// All from this number on.
fn since(from: u64) -> impl Fn(u64) -> bool {
    move |seq| seq >= from
}

/// What a whole log comes to.
fn tally(events: &[Arc<Event>], is_uncounted: impl Fn(u64) -> bool) -> Tally {
    super::tally(&mut Place::default(), events, is_uncounted)
}

fn misses(tally: &Tally) -> Vec<(u64, Miss, Option<&str>)> {
    tally.questions.iter().map(|question| (question.seq, question.miss, question.entry.as_deref())).collect()
}

fn counted(tally: &Tally, counter: Counter) -> Vec<&str> {
    tally.counts.iter().filter(|count| count.counter == counter).map(|count| count.entry.as_str()).collect()
}

#[test]
fn buttons_that_nobody_takes_are_a_miss() {
    let events = log(vec![asks("where is my car"), buttons(["a", "b"]), asks("hello?")]);
    let tally = tally(&events, since(1));
    assert_eq!(misses(&tally), [(1, Miss::Buttons, None)]);
    assert_eq!(counted(&tally, Counter::Shown), ["a", "b"]);
    assert!(tally.answered.is_empty());
    assert_eq!((tally.counts[0].language, tally.counts[0].day), (Language::BN, 20_000));
}

#[test]
fn a_button_that_is_taken_takes_the_miss_back() {
    let events = log(vec![asks("where is my car"), buttons(["a", "b"]), taps("b"), answers("b")]);
    // In one go, and when the tap is read later than the buttons.
    for from in [1, 3] {
        let tally = tally(&events, since(from));
        assert_eq!(tally.answered, [1], "from {from}");
        assert_eq!((counted(&tally, Counter::Taken), counted(&tally, Counter::Asked)), (vec!["b"], vec!["b"]));
    }
    assert!(tally(&events, since(4)).answered.is_empty(), "what was counted is not counted again");
}

#[test]
fn nothing_found_and_the_words_that_solved_it() {
    let long = "Your number plate holder comes with the registration papers, by post.";
    let talk = vec![
        asks("who sends the plate holder to 0171 234 5678"),
        queued(QueueReason::Unanswered),
        writes("One moment."),
        writes(long),
        resolved(Some(Outcome::Solved)),
    ];
    let found = tally(&log(talk.clone()), since(1));
    assert_eq!(misses(&found), [(1, Miss::Unanswered, None)]);
    assert_eq!(found.questions[0].text, "who sends the plate holder to •••");
    assert_eq!(found.replies, [(1, long.to_owned())]);
    let mut unsolved = talk;
    unsolved[4] = resolved(Some(Outcome::Unsolved));
    assert!(tally(&log(unsolved), since(1)).replies.is_empty(), "what solved nothing is no answer");
}

#[test]
fn an_answer_that_did_not_help() {
    let events = log(vec![asks("how long"), answers("a"), judges(2, false), judges(2, true)]);
    let unhelpful = tally(&events, since(3));
    assert_eq!(misses(&unhelpful), [(1, Miss::Unhelpful, Some("a"))]);
    assert_eq!((counted(&unhelpful, Counter::Helpful), counted(&unhelpful, Counter::Unhelpful)), (vec!["a"], vec!["a"]));
}

#[test]
fn a_person_after_an_answer_and_out_of_the_blue() {
    let after = tally(&log(vec![asks("how long"), answers("a"), queued(QueueReason::Asked)]), since(1));
    assert_eq!(misses(&after), [(1, Miss::Person, Some("a"))]);
    assert_eq!(counted(&after, Counter::Person), ["a"]);
    let blue = tally(&log(vec![asks("how long"), answers("a"), asks("a person please"), queued(QueueReason::Asked)]), since(1));
    assert!(misses(&blue).is_empty(), "who asks for a person in words was not asking the FAQ: {blue:?}");
}

#[test]
fn what_has_no_letters_is_no_question() {
    assert!(tally(&log(vec![asks("??? 👍"), queued(QueueReason::Unanswered)]), since(1)).questions.is_empty());
}

#[test]
fn whether_to_leave_the_queue_is_no_question_to_the_faq() {
    let entries =
        vec![Suggestion { entry: "leave-yes".into(), title: "Yes".into() }, Suggestion { entry: "leave-no".into(), title: "No".into() }];
    let asked = (Role::Bot, Body::Suggestions { entries, text: Some("Shall I?".into()) });
    let found = tally(&log(vec![asks("it works now"), asked, taps("leave-yes")]), since(1));
    assert_eq!(found, Tally::default());
}

#[test]
fn a_photo_is_no_gap_of_the_faq() {
    let (role, Body::Message { text, entry, language, language_reason, .. }) = asks("what is this lamp?") else { panic!("it asks") };
    let lamp = Attachment {
        id: Uuid::nil(),
        kind: Kind::Image,
        media_type: "image/jpeg".into(),
        name: "lamp.jpg".into(),
        size: 1,
        width: None,
        height: None,
        duration_ms: None,
        thumbnail: true,
    };
    let shows = (role, Body::Message { text, entry, language, language_reason, attachments: vec![lamp] });
    assert_eq!(misses(&tally(&log(vec![shows, queued(QueueReason::Unanswered)]), since(1))), []);
    assert_eq!(misses(&tally(&log(vec![asks("what is this lamp?"), queued(QueueReason::Unanswered)]), since(1))).len(), 1);
}

#[test]
fn what_was_counted_in_an_earlier_conversation_is_read_and_not_counted_again() {
    let events =
        log(vec![asks("where is my car"), buttons(["a", "b"]), queued(QueueReason::Asked), taps("b"), answers("b"), judges(5, false)]);
    // The first three came along.
    let found = tally(&events, since(4));
    assert_eq!((counted(&found, Counter::Shown), counted(&found, Counter::Taken)), (Vec::new(), vec!["b"]));
    assert_eq!(found.answered, [1], "the tap answers what was asked there");
    assert_eq!(misses(&found), [(1, Miss::Unhelpful, Some("b"))]);
}
