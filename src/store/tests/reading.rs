//! Pages, cursors and read markers.

use super::*;

/// Ten messages with their answers, and a note after each: 30 events, 20 for the owner.
async fn long(rig: &Rig) -> Uuid {
    let (owner, technician) = (rig.owner(), Technician::new());
    for n in 0..10 {
        rig.append(owner.does(send(&format!("message {n}")))).await.unwrap();
        rig.append(technician.does(owner.conversation, note())).await.unwrap();
    }
    owner.conversation
}

fn seqs(events: &[Event]) -> Vec<u64> {
    events.iter().map(|event| event.seq).collect()
}

fn owner_seqs(events: &[Event]) -> Vec<u64> {
    events.iter().filter_map(|event| event.owner_seq).collect()
}

#[tokio::test]
async fn pages_go_both_ways_in_each_numbering() {
    let rig = Rig::new().await;
    let id = long(&rig).await;
    let store = &rig.store;
    assert_eq!(seqs(&store.events(id, View::Staff, 27, 100).await.unwrap()), [28, 29, 30]);
    assert_eq!(owner_seqs(&store.events(id, View::Owner, 17, 2).await.unwrap()), [18, 19]);
    assert!(store.events(id, View::Staff, u64::MAX, 100).await.unwrap().is_empty());
    let (page, more) = store.events_before(id, View::Staff, 5, 3).await.unwrap();
    assert_eq!((seqs(&page), more), (vec![2, 3, 4], true));
    let (page, more) = store.events_before(id, View::Owner, 4, 3).await.unwrap();
    assert_eq!((owner_seqs(&page), more), (vec![1, 2, 3], false));
    assert_eq!(owner_seqs(&store.newest(id, View::Owner, 2).await.unwrap()), [19, 20]);
    assert_eq!(seqs(&store.newest(id, View::Staff, 1).await.unwrap()), [30]);
    assert!(store.newest(rig.clock.id(), View::Staff, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn following_starts_at_one_commit() {
    let rig = Rig::new().await;
    let id = long(&rig).await;
    let (state, events) = rig.store.follow(id, View::Owner, 18, 100).await.unwrap();
    assert_eq!((state.seq, state.owner_seq, owner_seqs(&events)), (30, 20, vec![19, 20]));
    assert!(matches!(rig.store.follow(rig.clock.id(), View::Owner, 0, 1).await, Err(Error::NotFound)));
    assert_eq!(rig.store.conversation(id).await.unwrap().as_ref(), Some(&state));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_never_sees_more_events_than_the_state_counts() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let store = rig.store.clone();
    let writing = tokio::spawn(async move {
        for n in 0..50 {
            store.append(owner.does(send(&format!("message {n}")))).await.unwrap();
        }
    });
    while !writing.is_finished() {
        let (state, events) = rig.store.follow(owner.conversation, View::Staff, 0, 10_000).await.unwrap();
        assert_eq!(state.seq, events.len() as u64);
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn heads_tell_of_those_that_exist() {
    let rig = Rig::new().await;
    let id = long(&rig).await;
    let owner = rig.greeted().await;
    let mut asked: Vec<Uuid> = (0..700).map(|_| rig.clock.id()).collect();
    asked.extend([id, owner.conversation]);
    let mut heads = rig.store.heads(&asked).await.unwrap();
    heads.sort();
    let mut expect = [(id, 30, 20), (owner.conversation, 2, 2)];
    expect.sort();
    assert_eq!(heads, expect);
    assert!(rig.store.heads(&[]).await.unwrap().is_empty());
    let head = rig.store.head(id).await.unwrap();
    assert_eq!(head, Some((30, 20, crate::chat::conversation::Status::Bot)));
    assert_eq!(rig.store.head(rig.clock.id()).await.unwrap(), None);
}

#[tokio::test]
async fn read_markers_only_go_forward_and_not_past_the_end() {
    let rig = Rig::new().await;
    let (id, user) = (long(&rig).await, rig.clock.id());
    let mark = |who, upto| rig.store.mark_read(id, who, upto);
    let markers = || rig.store.read_markers(id);
    assert!(markers().await.unwrap().is_empty());
    for (upto, expect) in [(5, 5), (3, 5), (12, 12), (u64::MAX, 20), (1, 20)] {
        mark(Reader::Owner, upto).await.unwrap();
        assert_eq!(markers().await.unwrap(), [(Reader::Owner, expect)]);
    }
    mark(Reader::Staff(user), 99).await.unwrap();
    let mut all = markers().await.unwrap();
    all.sort_by_key(|(_, upto)| *upto);
    assert_eq!(all, [(Reader::Owner, 20), (Reader::Staff(user), 30)]);
    assert!(matches!(rig.store.mark_read(rig.clock.id(), Reader::Owner, 1).await, Err(Error::NotFound)));
}
