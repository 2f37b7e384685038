//! The queue and its feed.

use super::*;
use crate::chat::command::{Destination, Refusal};
use crate::chat::queue::FeedKind;
use crate::chat::status::Status;

/// Somebody who waits, in a language, since now.
async fn wait(rig: &Rig, language: Language, reply: Reply) -> Owner {
    let owner = rig.owner();
    rig.append(owner.does(speak("help", language, reply))).await.unwrap();
    rig.clock.advance(1_000);
    owner
}

/// Where an owner waits.
async fn position(rig: &Rig, owner: Owner) -> Option<u64> {
    let session = owner.stored(&rig.store).await;
    rig.store.position(own(&session)).await.expect("the queue can be read")
}

#[tokio::test]
async fn danger_goes_first_then_the_language_then_the_longest_wait() {
    let rig = Rig::new().await;
    let unanswered = || Reply::Handoff(QueueReason::Unanswered);
    let english = wait(&rig, Language::EN, unanswered()).await.conversation;
    let kazakh = wait(&rig, Language::KK, unanswered()).await.conversation;
    let bengali = wait(&rig, Language::BN, unanswered()).await.conversation;
    let last_owner = wait(&rig, Language::KK, unanswered()).await;
    let danger_owner = wait(&rig, Language::BN, danger()).await;
    let (kazakh_later, danger) = (last_owner.conversation, danger_owner.conversation);

    let technician = Technician::new();
    let desk = desk(&technician.0);
    let queue: Vec<Uuid> = rig.store.queue(desk, 500).await.unwrap().iter().map(|waiting| waiting.conversation).collect();
    assert_eq!(queue, [danger, english, kazakh, bengali, kazakh_later]);
    assert_eq!(rig.store.queue(desk, 2).await.unwrap().len(), 2);
    assert_eq!(position(&rig, danger_owner).await, Some(1));
    assert_eq!(position(&rig, last_owner).await, Some(5));
    assert_eq!(position(&rig, rig.greeted().await).await, None, "the bot leads");

    for expect in [danger, kazakh, kazakh_later, english, bengali] {
        let claimed = technician.next(&rig.store, &[Language::KK]).await.unwrap();
        assert_eq!((claimed.conversation, claimed.claim, claimed.status), (expect, 1, Status::Assigned));
    }
    assert!(matches!(technician.next(&rig.store, &[]).await, Err(Error::NotFound)));
    let mine = rig.store.mine(desk, 500).await.unwrap();
    assert_eq!(mine.len(), 5);
    assert!(mine.iter().all(|waiting| waiting.status == Status::Assigned && waiting.since == NOW + 5_000));
    assert!(rig.store.mine(super::desk(&Technician::new().0), 500).await.unwrap().is_empty());
}

#[tokio::test]
async fn claiming_the_next_is_idempotent() {
    let rig = Rig::new().await;
    let (first, second) = (rig.queued().await, rig.queued().await);
    let (technician, frame) = (Technician::new(), rig.clock.id());
    let next = |digest| rig.store.claim_next(technician.takes_next(), Stamp { id: frame, digest }, Next::Prefer(&[]));
    let claimed = next([1; 32]).await.unwrap();
    assert_eq!(claimed.conversation, first.conversation);
    assert_eq!(next([1; 32]).await.unwrap(), Appended { duplicate: true, ..claimed });
    assert!(matches!(next([2; 32]).await, Err(Error::IdConflict)));
    assert_eq!(position(&rig, second).await, Some(1), "the repeat took nobody else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simultaneous_technicians_get_one_each() {
    let rig = Rig::new().await;
    for _ in 0..6 {
        rig.queued().await;
    }
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let store = rig.store.clone();
            tokio::spawn(async move { Technician::new().next(&store, &[]).await })
        })
        .collect();
    let (mut got, mut left) = (std::collections::BTreeSet::new(), 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(claimed) => assert!(got.insert(claimed.conversation), "nobody is claimed twice"),
            Err(Error::NotFound) => left += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((got.len(), left), (6, 4));
}

#[tokio::test]
async fn the_feed_tells_every_change_of_the_queue() {
    let rig = Rig::new().await;
    let (owner, technician) = (rig.queued().await, Technician::new());
    let conversation = owner.conversation;
    rig.append(owner.does(speak("smoke", Language::EN, danger()))).await.unwrap();
    let claim = rig.append(technician.does(conversation, StaffCommand::Claim)).await.unwrap().claim;
    rig.append(technician.does(conversation, note())).await.unwrap();
    let to = Destination::Language(Language::BN);
    rig.append(technician.does(conversation, StaffCommand::Transfer { claim, to, note: None })).await.unwrap();
    rig.append(owner.does(OwnerCommand::End)).await.unwrap();
    rig.append(technician.does(conversation, StaffCommand::Reopen)).await.unwrap();

    let desk = desk(&technician.0);
    let feed = rig.store.feed_after(desk, 0, 100).await.unwrap();
    let kinds: Vec<FeedKind> = feed.iter().map(|row| row.kind).collect();
    use FeedKind::{Claimed, Priority, Queued, Released, Resolved};
    assert_eq!(kinds, [Queued, Priority, Claimed, Released, Resolved, Queued]);
    assert_eq!(feed[5], FeedRow { seq: 6, at: NOW, kind: Queued, conversation });
    assert_eq!(rig.store.feed_after(desk, 5, 100).await.unwrap(), feed[5..]);
    assert_eq!(rig.store.feed_after(desk, 0, 2).await.unwrap(), feed[..2]);
}

#[tokio::test]
async fn what_a_user_has_goes_back_to_its_place() {
    let rig = Rig::new().await;
    let (gone, other) = (Technician::new(), Technician::new());
    let mut owners = Vec::new();
    for _ in 0..3 {
        owners.push(rig.queued().await);
        rig.clock.advance(1_000);
    }
    for _ in 0..2 {
        gone.next(&rig.store, &[]).await.unwrap();
    }
    let theirs = other.next(&rig.store, &[]).await.unwrap();
    let late = rig.queued().await;
    let granted = authorize(Principal::System, ReturnChats(gone.0.id)).unwrap();
    let assigned = rig.store.assigned(granted, 500).await.unwrap();
    assert_eq!(assigned, [owners[0].conversation, owners[1].conversation]);
    rig.told.lock().unwrap().clear();
    for conversation in assigned {
        let returned = rig.store.return_chat(granted, conversation).await.unwrap();
        assert_eq!((returned.status, returned.claim, returned.session), (Status::Queued, 2, None));
    }
    // Before who came later; what others have is theirs still.
    assert_eq!((position(&rig, owners[0]).await, position(&rig, owners[1]).await, position(&rig, late).await), (Some(1), Some(2), Some(3)));
    assert!(matches!(rig.store.return_chat(granted, theirs.conversation).await, Err(Error::Refused(Refusal::StaleClaim))));
    assert!(matches!(rig.store.return_chat(granted, rig.clock.id()).await, Err(Error::NotFound)));
    // Owner, colleagues and the feed hear of it.
    let last = rig.log(owners[0].conversation).await.pop().unwrap();
    assert_eq!((last.body.kind(), last.role, last.owner_seq.is_some()), ("returned", crate::chat::event::Role::System, true));
    let told: Vec<Committed> = rig.told.lock().unwrap().clone();
    assert!(told.iter().all(|committed| committed.feed > 0 && committed.conversations.len() == 1));
    let feed = rig.store.feed_after(desk(&other.0), 0, 100).await.unwrap();
    assert!(feed[feed.len() - 2..].iter().all(|row| row.kind == FeedKind::Released));
    // Anybody may take over.
    assert_eq!(other.next(&rig.store, &[]).await.unwrap().conversation, owners[0].conversation);
}

#[tokio::test]
async fn a_wait_is_counted_once() {
    let rig = Rig::new().await;
    let technician = Technician::new();
    for wait_s in [30, 90] {
        let owner = rig.queued().await;
        rig.clock.advance(wait_s * 1_000);
        let claim = technician.next(&rig.store, &[]).await.unwrap().claim;
        rig.append(technician.does(owner.conversation, StaffCommand::Release { claim })).await.unwrap();
        rig.clock.advance(1_000_000);
        // Again from the old place: the owner did not wait that long.
        technician.next(&rig.store, &[]).await.unwrap();
    }
    assert_eq!(rig.store.workload().await.unwrap().pace.waits_s, [90, 30]);
    // From the bot nobody waits.
    let owner = rig.greeted().await;
    rig.append(technician.does(owner.conversation, StaffCommand::Claim)).await.unwrap();
    assert_eq!(rig.store.workload().await.unwrap().pace.waits_s.len(), 2);
    for _ in 0..25 {
        rig.queued().await;
        technician.next(&rig.store, &[]).await.unwrap();
    }
    assert_eq!(rig.store.workload().await.unwrap().pace.waits_s, [0; 20]);
}

#[tokio::test]
async fn what_a_technician_had_is_timed_until_it_ends_or_goes_back() {
    let rig = Rig::new().await;
    let technician = Technician::new();
    let handled = async |seconds: i64, end: fn(u64) -> StaffCommand| {
        let owner = rig.queued().await;
        let claim = technician.next(&rig.store, &[]).await.unwrap().claim;
        let loads = rig.store.workload().await.unwrap().loads;
        rig.clock.advance(seconds * 1_000);
        rig.append(technician.does(owner.conversation, end(claim))).await.unwrap();
        loads.get(&technician.0.id).copied()
    };
    let resolve = |claim| StaffCommand::Resolve { claim, outcome: crate::chat::event::Outcome::Solved, tags: Vec::new() };
    assert_eq!(handled(300, resolve).await, Some(1));
    assert_eq!(handled(60, resolve).await, Some(1), "what has ended is no load");
    assert_eq!(rig.store.workload().await.unwrap().pace.handling_s, [60, 300]);
    // From the bot's hands nobody handled anything.
    let owner = rig.greeted().await;
    rig.append(owner.does(OwnerCommand::End)).await.unwrap();
    assert_eq!(rig.store.workload().await.unwrap().pace.handling_s.len(), 2);
    assert!(rig.store.workload().await.unwrap().loads.is_empty());
}

#[tokio::test]
async fn lists_show_the_owner_s_newest_message() {
    let rig = Rig::new().await;
    let (owner, technician) = (rig.queued().await, Technician::new());
    let preview = async || rig.store.queue(desk(&technician.0), 1).await.unwrap()[0].preview.clone();
    assert_eq!(preview().await, "");
    rig.append(owner.does(send(&"ক্ষ".repeat(100)))).await.unwrap();
    assert_eq!(preview().await, "ক্ষ".repeat(40), "120 characters, not bytes");
    rig.append(owner.does(send("tyres"))).await.unwrap();
    rig.append(technician.does(owner.conversation, note())).await.unwrap();
    rig.append(owner.does(OwnerCommand::Rate { stars: 3, comment: Some("slow".into()) })).await.unwrap();
    assert_eq!(preview().await, "tyres");
}
