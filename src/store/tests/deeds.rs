//! What owners did, as it is kept for learning.

use super::*;
use crate::access::right::TallyQuestions;
use crate::faq::{Deed, Told};

fn counting() -> Granted<'static, TallyQuestions> {
    authorize(Principal::System, TallyQuestions).expect("the system counts")
}

fn row(conversation: Uuid, seq: u64, at: Millis, entry: &str, deed: Deed) -> DeedRow {
    let told = Told { language: Language::KK, text: format!("question {seq}"), entry: entry.to_owned(), revision: Some(2), deed };
    DeedRow { conversation, seq, at, told }
}

/// Writes these as one reading of the log.
async fn write(rig: &Rig, deeds: Vec<DeedRow>) {
    let from = rig.store.untallied(counting(), 1, |_| 0).await.unwrap().from;
    let tallied = Tallied { from, upto: from, deeds, ..Tallied::default() };
    assert!(rig.store.write_tally(counting(), tallied).await.unwrap());
}

async fn kept(rig: &Rig, kept_before: Millis) -> Vec<(String, Deed)> {
    let told = rig.store.deeds(counting(), kept_before, 100).await.unwrap();
    told.into_iter().map(|told| (told.text, told.deed)).collect()
}

#[tokio::test]
async fn of_a_question_the_last_deed_holds_and_of_a_conversation_few_questions() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await.conversation;
    write(&rig, vec![row(owner, 1, NOW, "a", Deed::Kept), row(owner, 1, NOW, "a", Deed::Unhelpful)]).await;
    assert_eq!(kept(&rig, NOW).await, [("question 1".to_owned(), Deed::Unhelpful)]);
    let more = (2..9).map(|seq| row(owner, seq, NOW + seq as i64, "a", Deed::Helpful)).collect();
    write(&rig, more).await;
    assert_eq!(kept(&rig, NOW).await.len(), 3, "nobody speaks for many");
    // What is known of a question may still change.
    write(&rig, vec![row(owner, 1, NOW, "b", Deed::Taken)]).await;
    let told = rig.store.deeds(counting(), NOW, 100).await.unwrap();
    let first = told.iter().find(|told| told.text == "question 1").expect("it is still there");
    assert_eq!((first.entry.as_str(), first.deed, first.revision, first.language), ("b", Deed::Taken, Some(2), Language::KK));
    assert_eq!(rig.store.deeds(counting(), NOW, 1).await.unwrap()[0].text, "question 3", "the newest first");
}

#[tokio::test]
async fn an_answer_counts_as_kept_after_a_while_and_nothing_for_ever() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await.conversation;
    write(&rig, vec![row(owner, 1, NOW, "a", Deed::Kept)]).await;
    assert!(kept(&rig, NOW).await.is_empty(), "its owner may still say something");
    assert_eq!(kept(&rig, NOW + 1).await.len(), 1);
    rig.clock.advance(181 * 24 * HOUR);
    let other = rig.greeted().await.conversation;
    write(&rig, vec![row(other, 1, NOW + 181 * 24 * HOUR, "a", Deed::Taken)]).await;
    assert_eq!(kept(&rig, Millis::MAX).await, [("question 1".to_owned(), Deed::Taken)]);
}
