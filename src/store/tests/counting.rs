//! The log as it is counted.

use super::*;
use crate::access::right::TallyQuestions;
use std::collections::BTreeMap;

fn counting() -> Granted<'static, TallyQuestions> {
    authorize(Principal::System, TallyQuestions).expect("the system counts")
}

/// Reads so many events at most, and says that they are counted.
async fn count(store: &Store, limit: u32, remembered: &BTreeMap<Uuid, u64>) -> Vec<NewEvents> {
    let new = store.untallied(counting(), limit, |id| remembered.get(&id).copied().unwrap_or(0)).await.unwrap();
    let tallied = Tallied { from: new.from, upto: new.upto, ..Tallied::default() };
    assert!(store.write_tally(counting(), tallied).await.unwrap());
    new.conversations
}

#[tokio::test]
async fn each_event_is_read_once_and_no_command_is_cut_in_two() {
    let rig = Rig::new().await;
    let owners = [rig.greeted().await, rig.greeted().await, rig.greeted().await];
    for _ in 0..3 {
        for owner in owners {
            rig.append(owner.does(send("and now?"))).await.unwrap();
        }
    }
    let mut read = BTreeMap::new();
    for limit in [5, 3, 2, 7, 100, 100] {
        for log in count(&rig.store, limit, &read).await {
            let before = read.get(&log.conversation).copied().unwrap_or(0);
            let seqs: Vec<u64> = log.events.iter().map(|event| event.seq).collect();
            assert_eq!((log.from, seqs[0]), (before + 1, before + 1), "what is remembered is not read again");
            assert!(seqs.len() as u32 <= limit && seqs.len().is_multiple_of(2), "a question comes with its answer: {seqs:?}");
            read.insert(log.conversation, before + seqs.len() as u64);
        }
    }
    assert_eq!(read.into_values().collect::<Vec<_>>(), [8, 8, 8]);
}

#[tokio::test]
async fn what_is_not_remembered_is_read_with_what_stands_before() {
    let rig = Rig::new().await;
    let (first, second) = (rig.greeted().await, rig.greeted().await);
    count(&rig.store, 100, &BTreeMap::new()).await;
    for owner in [first, second] {
        rig.append(owner.does(send("and now?"))).await.unwrap();
    }
    // As another process would go on, or this one after a start.
    let remembered = [(first.conversation, 2), (second.conversation, 1)].into();
    for log in count(&rig.second().await, 100, &remembered).await {
        let seqs: Vec<u64> = log.events.iter().map(|event| event.seq).collect();
        let expect = if log.conversation == first.conversation { vec![3, 4] } else { vec![1, 2, 3, 4] };
        assert_eq!((log.from, log.count(), seqs), (3, 2, expect));
    }
    assert!(count(&rig.store, 100, &BTreeMap::new()).await.is_empty());
    assert_eq!((rig.store.rewritten(counting()), rig.second().await.rewritten(counting())), (Some(0), None));
}

#[tokio::test]
async fn a_returning_owner_has_their_conversation_as_it_is_now() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    assert!(rig.store.returning(&rig.owner().token).await.unwrap().is_none(), "nobody knows this token");
    for moves in [false, true] {
        let (session, seen) = rig.store.returning(&owner.token).await.unwrap().expect("it is stored");
        assert_eq!(session, owner.stored(&rig.store).await);
        assert!(seen.is_some());
        if moves {
            rig.append(owner.does(send("and now?"))).await.unwrap();
        }
        let state = rig.store.conversation_seen(own(&session), seen).await.unwrap();
        assert_eq!(state, rig.store.conversation(own(&session)).await.unwrap());
        assert_eq!(state.map(|state| state.seq), Some(if moves { 4 } else { 2 }));
    }
    let other = rig.greeted().await.stored(&rig.store).await;
    let (_, seen) = rig.store.returning(&owner.token).await.unwrap().expect("it is stored");
    let state = rig.store.conversation_seen(own(&other), seen).await.unwrap();
    assert_eq!(state.map(|state| state.id), other.conversation, "nobody gets another one's");
    rig.clock.advance(31 * 24 * HOUR);
    assert!(rig.store.returning(&owner.token).await.unwrap().is_none(), "it has expired");
}

#[tokio::test]
async fn places_and_who_can_take_them_are_one_read() {
    let rig = Rig::new().await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(rig.queued().await.conversation);
        rig.clock.advance(1);
    }
    let (user, online) = (technician(), [(SystemClock.id(), Some(2))]);
    assert_eq!(rig.store.queued(desk(&user), 2, &[]).await.unwrap(), (waiting[..2].to_vec(), rig.store.crew(&[]).await.unwrap()));
    let crew = rig.store.crew(&online).await.unwrap();
    assert_eq!(rig.store.queued(desk(&user), 10, &online).await.unwrap(), (waiting, crew));
}
