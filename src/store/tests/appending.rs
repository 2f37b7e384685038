//! Numbers, repeats, claims.

use super::*;
use crate::chat::command::{Destination, Refusal};
use crate::chat::status::Status;

#[tokio::test]
async fn a_first_message_makes_session_and_conversation() {
    let rig = Rig::new().await;
    let owner = rig.owner();
    let unknown = owner.does(OwnerCommand::End);
    assert!(matches!(rig.append(unknown).await, Err(Error::NotFound)));
    assert!(rig.store.owner_session(&owner.token).await.unwrap().is_none(), "nothing is stored for who only looks");

    let append = owner.does(send("hello"));
    let first = rig.append(append.clone()).await.unwrap();
    let expect = Appended {
        conversation: owner.conversation,
        session: Some(owner.session),
        seq: Some(1),
        owner_seq: Some(1),
        at: NOW,
        duplicate: false,
        claim: 0,
        status: Status::Bot,
    };
    assert_eq!(first, expect);
    let log = rig.log(owner.conversation).await;
    assert_eq!(log.iter().map(|event| event.body.kind()).collect::<Vec<_>>(), ["message", "answer"]);
    assert_eq!((log[0].frame, log[1].frame), (Some(append.stamp.id), None));
    assert_eq!(log[1].body, crate::chat::event::Body::Answer(answer()), "what is read is what was stored");

    // The next frame of the same browser brings other ids, and they don't matter.
    let again = Owner { session: rig.clock.id(), conversation: rig.clock.id(), ..owner };
    let second = rig.append(again.does(send("and now?"))).await.unwrap();
    assert_eq!((second.conversation, second.session, second.seq), (owner.conversation, Some(owner.session), Some(3)));
    assert_eq!(rig.told.lock().unwrap().last(), Some(&Committed { conversations: vec![(owner.conversation, 4, 4)], feed: 0 }));
}

#[tokio::test]
async fn a_frame_that_begins_nothing_leaves_nothing() {
    let rig = Rig::new().await;
    let owner = rig.owner();
    let refused = rig.append(owner.does(OwnerCommand::Rate { stars: 5, comment: None })).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    assert!(rig.store.owner_session(&owner.token).await.unwrap().is_none());
    assert!(rig.store.conversation(reading(&technician(), owner.conversation)).await.unwrap().is_none());
}

#[tokio::test]
async fn notes_leave_no_gap_for_the_owner() {
    let rig = Rig::new().await;
    let (owner, technician) = (rig.greeted().await, Technician::new());
    let at = |n: Appended| (n.seq, n.owner_seq);
    assert_eq!(at(rig.append(technician.does(owner.conversation, note())).await.unwrap()), (Some(3), None));
    assert_eq!(at(rig.append(owner.does(send("hm"))).await.unwrap()), (Some(4), Some(3)));
    assert_eq!(at(rig.append(technician.does(owner.conversation, note())).await.unwrap()), (Some(6), None));
    assert_eq!(at(rig.append(technician.does(owner.conversation, StaffCommand::Claim)).await.unwrap()), (Some(7), Some(5)));
    assert_dense(&rig.log(owner.conversation).await);

    let session = owner.stored(&rig.store).await;
    let seen = rig.store.events(own(&session), 0, up_to(100)).await.unwrap().0;
    assert_eq!(seen.iter().map(|event| event.owner_seq.unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(seen.iter().all(|event| event.body.kind() != "note"));
}

#[tokio::test]
async fn a_repeat_is_answered_from_what_was_stored() {
    let rig = Rig::new().await;
    let (owner, technician) = (rig.greeted().await, Technician::new());
    let append = owner.does(send("tyres?"));
    let first = rig.append(append.clone()).await.unwrap();
    let claim = technician.does(owner.conversation, StaffCommand::Claim);
    let claimed = rig.append(claim.clone()).await.unwrap();
    let resolve = StaffCommand::Resolve { claim: claimed.claim, outcome: Outcome::Solved, tags: vec!["tyres".into()] };
    rig.clock.advance(5_000);
    rig.append(technician.does(owner.conversation, resolve)).await.unwrap();

    // The conversation has moved on: the answers are the first ones, and nothing is stored.
    let length = rig.log(owner.conversation).await.len();
    let status = Status::Resolved;
    assert_eq!(rig.append(append.clone()).await.unwrap(), Appended { duplicate: true, status, ..first });
    assert_eq!(rig.append(claim.clone()).await.unwrap(), Appended { duplicate: true, status, ..claimed });
    assert_eq!(rig.log(owner.conversation).await.len(), length);

    let other = Append { stamp: Stamp { digest: [8; 32], ..append.stamp }, ..append.clone() };
    assert!(matches!(rig.append(other).await, Err(Error::IdConflict)));
    // The same id from another author is another frame.
    let stranger = rig.greeted().await;
    let theirs = rig.append(Append { stamp: append.stamp, ..stranger.does(send("tyres?")) }).await.unwrap();
    assert!(!theirs.duplicate);
    // A frame that writes no event is remembered, too.
    let silent = owner.does(OwnerCommand::End);
    for duplicate in [false, true] {
        let appended = rig.append(silent.clone()).await.unwrap();
        assert_eq!((appended.seq, appended.owner_seq, appended.duplicate), (None, None, duplicate));
    }
}

#[tokio::test]
async fn a_repeat_in_the_same_batch_is_stored_once() {
    let rig = Rig::new().await;
    let append = rig.owner().does(send("hello"));
    let (one, two, three) = tokio::join!(rig.append(append.clone()), rig.append(append.clone()), rig.append(append));
    let all = [one.unwrap(), two.unwrap(), three.unwrap()];
    assert_eq!(all.iter().filter(|appended| !appended.duplicate).count(), 1);
    assert!(all.iter().all(|appended| appended.seq == Some(1)));
    assert_eq!(rig.log(all[0].conversation).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_simultaneous_claims_wins() {
    let rig = Rig::new().await;
    let owner = rig.queued().await;
    let claims = (0..10).map(|_| {
        let (store, technician) = (rig.store.clone(), Technician::new());
        tokio::spawn(async move { technician.does(owner.conversation, StaffCommand::Claim).store(&store).await })
    });
    let mut won = 0;
    for claim in claims.collect::<Vec<_>>() {
        match claim.await.unwrap() {
            Ok(claimed) => {
                assert_eq!(claimed.claim, 1);
                won += 1;
            }
            Err(error) => assert!(matches!(error, Error::Refused(Refusal::AlreadyClaimed)), "{error:?}"),
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_stale_claim_does_nothing() {
    let rig = Rig::new().await;
    let (owner, first, second) = (rig.queued().await, Technician::new(), Technician::new());
    let claimed = rig.append(first.does(owner.conversation, StaffCommand::Claim)).await.unwrap();
    let to = Destination::User { id: second.0.id, name: "Rahim".into() };
    rig.append(first.does(owner.conversation, StaffCommand::Transfer { claim: claimed.claim, to, note: None })).await.unwrap();
    let reply = |claim| StaffCommand::Reply { claim, text: "2.4 bar".into(), files: None };
    let stale = rig.append(first.does(owner.conversation, reply(claimed.claim))).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::StaleClaim))));
    rig.append(second.does(owner.conversation, reply(claimed.claim + 1))).await.unwrap();
    let nowhere = rig.append(first.does(rig.clock.id(), note())).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
}

#[tokio::test]
async fn only_answers_can_be_judged() {
    let rig = Rig::new().await;
    let (owner, technician) = (rig.greeted().await, Technician::new());
    rig.append(technician.does(owner.conversation, note())).await.unwrap();
    rig.append(owner.does(send("again"))).await.unwrap();
    let judge = |owner_seq| owner.does(OwnerCommand::Feedback { owner_seq, helpful: true });
    for owner_seq in [0, 1, 3, 5, u64::MAX] {
        let refused = rig.append(judge(owner_seq)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NotFound))), "{owner_seq}");
    }
    rig.append(judge(4)).await.unwrap();
    let log = rig.log(owner.conversation).await;
    let expect = crate::chat::event::Body::Feedback { seq: 5, owner_seq: 4, helpful: true };
    assert_eq!(log.last().map(|event| &event.body), Some(&expect));
}

#[tokio::test]
async fn a_frame_whose_session_cannot_be_touched_is_not_stored_at_all() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let sql = |sql: &'static str| {
        rig.store.write(move |work| Box::pin(async move { Ok(sqlx::query(sql).execute(&mut work.conn).await.map(drop)?) }))
    };
    sql("create trigger refuse before update on owner_sessions begin select raise(abort, 'a fault'); end").await.unwrap();
    // An hour later the session's use is written together with the frame.
    rig.clock.advance(HOUR);
    rig.told.lock().unwrap().clear();
    let append = owner.does(send("later"));
    assert!(matches!(rig.append(append.clone()).await, Err(Error::Backend(_))));
    assert_eq!(rig.log(owner.conversation).await.len(), 2, "an error is told, so nothing is kept");
    assert!(rig.told.lock().unwrap().is_empty());
    sql("drop trigger refuse").await.unwrap();
    assert!(!rig.append(append).await.unwrap().duplicate);
    assert_eq!(rig.told.lock().unwrap().last(), Some(&Committed { conversations: vec![(owner.conversation, 4, 4)], feed: 0 }));
    assert_eq!(rig.store.owner_session(&owner.token).await.unwrap().unwrap().seen_at, NOW + HOUR);
}

#[tokio::test]
async fn the_log_s_time_does_not_go_back() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    rig.clock.advance(-HOUR);
    let back = rig.append(owner.does(send("yesterday?"))).await.unwrap();
    assert_eq!(back.at, NOW);
    assert_dense(&rig.log(owner.conversation).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_each_stored_once_and_densely() {
    let rig = Rig::new().await;
    let owners: Vec<Owner> = (0..20).map(|_| rig.owner()).collect();
    let technician = Technician::new();
    let mut tasks = Vec::new();
    for round in 0..10_u64 {
        for owner in &owners {
            let (store, owner) = (rig.store.clone(), *owner);
            let command = match round {
                3 => OwnerCommand::Handoff,
                7 => speak("smoke", Language::EN, danger()),
                _ => send(&format!("message {round}")),
            };
            tasks.push(tokio::spawn(async move {
                let append = owner.does(command);
                let (one, two) = tokio::join!(append.clone().store(&store), append.store(&store));
                let (one, two) = (one.unwrap(), two.unwrap());
                assert!(one.duplicate != two.duplicate, "sent twice, stored once");
                assert_eq!(one.seq, two.seq);
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    for owner in &owners {
        rig.append(technician.does(owner.conversation, note())).await.unwrap();
        let log = rig.log(owner.conversation).await;
        assert_dense(&log);
        assert_eq!(log.iter().filter(|event| event.body.kind() == "message").count(), 9);
        let state = rig.store.conversation(reading(&technician.0, owner.conversation)).await.unwrap().unwrap();
        assert_eq!((state.seq, state.owner_seq), (log.len() as u64, log.len() as u64 - 1));
    }
    let feed = rig.store.feed_after(desk(&technician.0), 0, 10_000).await.unwrap();
    assert_eq!(feed.iter().map(|row| row.seq).collect::<Vec<_>>(), (1..=feed.len() as u64).collect::<Vec<_>>());
    assert!(feed.len() >= owners.len());
    assert_eq!(rig.store.feed_head(desk(&technician.0)).await.unwrap(), feed.len() as u64);
    let told = rig.told.lock().unwrap();
    assert_eq!(told.iter().map(|committed| committed.feed).max(), Some(feed.len() as u64));
    assert!(told.len() < 220, "commits are shared: {}", told.len());
}

#[tokio::test]
async fn a_new_conversation_never_takes_another_one_s_place() {
    let rig = Rig::new().await;
    let (victim, neighbour) = (rig.greeted().await, rig.owner());
    let thief = Owner { conversation: victim.conversation, ..rig.owner() };
    let (stolen, sound) = tokio::join!(rig.append(thief.does(send("mine"))), rig.append(neighbour.does(send("hello"))));
    assert!(matches!(stolen, Err(Error::Backend(_))));
    assert_eq!(sound.unwrap().seq, Some(1), "the rest of the batch stands");
    assert!(rig.store.owner_session(&thief.token).await.unwrap().is_none());
    assert_eq!(rig.log(victim.conversation).await.len(), 2);
    assert!(!rig.store.read_only());
    rig.append(victim.does(send("still here"))).await.unwrap();

    // Where only a later statement fails, the earlier ones are undone, too.
    let twin = Owner { session: victim.session, ..rig.owner() };
    let (failed, sound) = tokio::join!(rig.append(twin.does(send("mine"))), rig.append(neighbour.does(send("and now?"))));
    assert!(matches!(failed, Err(Error::Backend(_))));
    assert_eq!(sound.unwrap().seq, Some(3));
    assert!(rig.store.conversation(reading(&technician(), twin.conversation)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_repeat_that_only_the_database_knows_is_found_and_holds_up_nobody() {
    let rig = Rig::new().await;
    let (owner, neighbour) = (rig.greeted().await, rig.greeted().await);
    let old = owner.does(send("tyres?"));
    let first = rig.append(old.clone()).await.unwrap();
    // Nothing is known of the log any more, and then its end, with the session.
    rig.store.0.tails.clear();
    for _ in 0..2 {
        rig.append(owner.does(send("and now?"))).await.unwrap();
        rig.append(neighbour.does(send("and here?"))).await.unwrap();
    }
    let (repeat, sound) = tokio::join!(rig.append(old.clone()), rig.append(neighbour.does(send("still there?"))));
    assert_eq!(repeat.unwrap(), Appended { duplicate: true, ..first });
    assert_eq!(sound.unwrap().seq, Some(7));
    let other = Append { stamp: Stamp { digest: [8; 32], ..old.stamp }, ..old };
    assert!(matches!(rig.append(other).await, Err(Error::IdConflict)));
    assert_eq!((rig.log(owner.conversation).await.len(), rig.log(neighbour.conversation).await.len()), (8, 8));
}

#[tokio::test]
async fn a_session_that_has_ended_writes_no_more() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    for text in ["one", "two", "three"] {
        rig.append(owner.does(send(text))).await.unwrap();
    }
    let session = owner.stored(&rig.store).await;
    rig.store.revoke_owner_session(session.id).await.unwrap();
    // As a connection that has not heard of it.
    let late = rig.store.append_owner(own(&session), owner.frame(stamp(), send("four"))).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    assert_eq!(rig.log(owner.conversation).await.len(), 8);
}

#[tokio::test]
async fn turns_of_any_number_are_written_together_as_each_would_be_alone() {
    let rig = Rig::new().await;
    let mut owners = Vec::new();
    for _ in 0..70 {
        owners.push(rig.greeted().await);
    }
    let mut expect = 2;
    for number in [1, 2, 3, 37, 64, 70] {
        let appended = futures_util::future::join_all(owners.iter().take(number).map(|owner| rig.append(owner.does(send("again"))))).await;
        expect += 2;
        assert!(appended.iter().all(|appended| appended.as_ref().is_ok_and(|appended| !appended.duplicate)));
        assert_eq!(rig.log(owners[0].conversation).await.len(), expect);
    }
    for (place, owner) in owners.iter().enumerate() {
        let log = rig.log(owner.conversation).await;
        assert_dense(&log);
        assert_eq!(log.len(), 2 + 2 * [1, 2, 3, 37, 64, 70].iter().filter(|number| **number > place).count());
        let state = rig.store.conversation(reading(&technician(), owner.conversation)).await.unwrap().unwrap();
        assert_eq!((state.seq, state.last_entry.as_deref()), (log.len() as u64, Some("tyre-pressure")));
    }
}
