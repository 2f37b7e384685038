//! Erasing a person: what else their words were copied to, and whose are left alone.

use super::*;
use crate::access::right::{EditFaq, HandlePersons, TallyQuestions};
use crate::chat::event::Body;
use crate::faq::{Deed, Told};

fn handling() -> Granted<'static, HandlePersons> {
    authorize(Principal::System, HandlePersons).expect("the system erases")
}

fn counting() -> Granted<'static, TallyQuestions> {
    authorize(Principal::System, TallyQuestions).expect("the system counts")
}

/// A question that was not answered, and one that was, as one reading of the log finds them.
fn tallied(from: i64, conversation: Uuid, gap: Uuid) -> Tallied {
    let question = GapQuestion {
        conversation,
        seq: 1,
        gap,
        at: NOW,
        language: Language::EN,
        text: "hello".into(),
        kind: "unanswered".into(),
        entry: None,
        reply: Some("Dear owner".into()),
        vector: None,
    };
    let told = Told { language: Language::EN, text: "hello".into(), entry: "a".into(), revision: None, deed: Deed::Helpful };
    let deeds = vec![DeedRow { conversation, seq: 1, at: NOW, told }];
    Tallied { from, upto: from, questions: vec![question], deeds, ..Tallied::default() }
}

/// Questions that are kept of a conversation: gaps', and those that are learned from.
async fn kept(rig: &Rig, conversation: Uuid) -> u64 {
    let of = Belongings { conversations: [conversation].into(), ..Belongings::default() };
    rig.store.holdings(handling(), &of).await.expect("it can be counted").questions
}

#[tokio::test]
async fn copies_of_a_persons_words_go_and_do_not_come_back() {
    let rig = Rig::new().await;
    let (erased, other) = (rig.greeted().await, rig.greeted().await);
    let from = rig.store.untallied(counting(), 1, |_| 0).await.expect("it can be read").from;
    for owner in [&erased, &other] {
        assert!(rig.store.write_tally(counting(), tallied(from, owner.conversation, rig.clock.id())).await.expect("it is taken"));
        assert_eq!(kept(&rig, owner.conversation).await, 2);
        let payload = format!("{{\"conversation\":\"{}\"}}", owner.conversation);
        rig.store.enqueue_job(NewJob { kind: "alarm", payload, key: None, after_ms: 0 }).await.expect("it is taken");
    }
    let sought = [Sought::Conversation(erased.conversation)];
    let of = rig.store.belongings(handling(), &sought).await.expect("it can be read");
    assert_eq!(of.conversations, [erased.conversation].into());
    let erasure = Erasure { id: rig.clock.id(), at: NOW, of };
    let done = rig.store.erase_person(handling(), erasure.clone(), Vec::new(), None).await.expect("it is erased");
    assert_eq!(done.sessions, [erased.session]);
    assert_eq!(rig.store.rewritten(counting()), Some(1), "who remembers its log forgets it");
    assert_eq!((kept(&rig, erased.conversation).await, kept(&rig, other.conversation).await), (0, 2));
    let jobs = rig.store.jobs(JobState::Waiting, 10).await.expect("they can be listed");
    assert_eq!(jobs.len(), 1, "what was to be done for the other stays");
    let editor = User { role: StaffRole::Editor, ..technician() };
    let editing = authorize(Principal::Staff(&editor), EditFaq).expect("editors may");
    assert_eq!(rig.store.gaps(editing, &GapState::ALL, None, 10).await.expect("they can be read").len(), 1);
    // A reading of the log that had begun before.
    assert!(rig.store.write_tally(counting(), tallied(from, erased.conversation, rig.clock.id())).await.expect("it is taken"));
    assert_eq!(kept(&rig, erased.conversation).await, 0);
    let log = rig.log(erased.conversation).await;
    assert!(log.iter().all(|event| matches!(event.body, Body::Erased {} | Body::Resolved { .. })), "{log:?}");
    assert_eq!(log.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=log.len() as u64).collect::<Vec<_>>());
    // Once is enough.
    let events = log.len();
    let again = rig.store.erase_person(handling(), erasure, Vec::new(), None).await.expect("nothing is left to do");
    assert_eq!((again, rig.log(erased.conversation).await.len()), (Erased::default(), events));
    assert!(matches!(rig.append(other.does(send("still here"))).await, Ok(appended) if appended.conversation == other.conversation));
}
