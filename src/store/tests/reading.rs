//! Pages, cursors and read markers.

use super::*;
use std::borrow::Borrow;

/// Ten messages with their answers, and a note after each: 30 events, 20 for the owner.
async fn long(rig: &Rig) -> Owner {
    let (owner, technician) = (rig.owner(), Technician::new());
    for n in 0..10 {
        rig.append(owner.does(send(&format!("message {n}")))).await.unwrap();
        rig.append(technician.does(owner.conversation, note())).await.unwrap();
    }
    owner
}

fn seqs<E: Borrow<Event>>(events: &[E]) -> Vec<u64> {
    events.iter().map(|event| event.borrow().seq).collect()
}

fn owner_seqs<E: Borrow<Event>>(events: &[E]) -> Vec<u64> {
    events.iter().filter_map(|event| event.borrow().owner_seq).collect()
}

#[tokio::test]
async fn pages_go_both_ways_in_each_numbering() {
    let rig = Rig::new().await;
    let owner = long(&rig).await;
    let id = owner.conversation;
    let (store, user) = (&rig.store, technician());
    let staff = reading(&user, id);
    let session = owner.stored(store).await;
    let owner = own(&session);
    assert_eq!(seqs(&store.events(staff, 27, up_to(100)).await.unwrap().0), [28, 29, 30]);
    assert_eq!(owner_seqs(&store.events(owner, 17, up_to(2)).await.unwrap().0), [18, 19]);
    assert!(store.events(staff, u64::MAX, up_to(100)).await.unwrap().0.is_empty());
    let (page, more) = store.events_before(staff, 5, up_to(3)).await.unwrap();
    assert_eq!((seqs(&page), more), (vec![2, 3, 4], true));
    let (page, more) = store.events_before(owner, 4, up_to(3)).await.unwrap();
    assert_eq!((owner_seqs(&page), more), (vec![1, 2, 3], false));
    assert_eq!(owner_seqs(&store.newest(owner, up_to(2)).await.unwrap().0), [19, 20]);
    assert_eq!(seqs(&store.newest(staff, up_to(1)).await.unwrap().0), [30]);
    assert!(store.newest(reading(&user, rig.clock.id()), up_to(1)).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn pages_end_where_their_bytes_do() {
    let rig = Rig::new().await;
    let (owner, user) = (rig.owner(), technician());
    // Five texts of 12,000 bytes, each with an answer that is small.
    for _ in 0..5 {
        rig.append(owner.does(send(&"ক".repeat(4_000)))).await.unwrap();
    }
    let staff = reading(&user, owner.conversation);
    let both = async |bytes| {
        let (page, more) = rig.store.events(staff, 0, Span { events: 100, bytes }).await.unwrap();
        let (before, older) = rig.store.events_before(staff, 11, Span { events: 100, bytes }).await.unwrap();
        [(seqs(&page), more), (seqs(&before), older)]
    };
    assert_eq!(both(1).await, [(vec![1], true), (vec![10], true)], "one goes however large it is");
    assert_eq!(both(20_000).await, [(vec![1, 2], true), (vec![8, 9, 10], true)]);
    assert_eq!(both(1_000_000).await, [((1..=10).collect(), false), ((1..=10).collect(), false)]);
    let (newest, more) = rig.store.newest(staff, Span { events: 3, bytes: 1_000_000 }).await.unwrap();
    assert_eq!((seqs(&newest), more), (vec![8, 9, 10], true));
}

#[tokio::test]
async fn read_markers_only_go_forward_and_not_past_the_end() {
    let rig = Rig::new().await;
    let (owner, user) = (long(&rig).await, technician());
    let session = owner.stored(&rig.store).await;
    let staff = reading(&user, owner.conversation);
    let markers = || rig.store.read_markers(staff);
    assert!(markers().await.unwrap().is_empty());
    for (upto, expect) in [(5, 5), (3, 5), (12, 12), (u64::MAX, 20), (1, 20)] {
        rig.store.mark_read(own(&session), upto).await.unwrap();
        assert_eq!(markers().await.unwrap(), [(Reader::Owner, expect)]);
    }
    rig.store.mark_read(staff, 99).await.unwrap();
    let mut all = markers().await.unwrap();
    all.sort_by_key(|(_, upto)| *upto);
    assert_eq!(all, [(Reader::Owner, 20), (Reader::Staff(user.id), 30)]);
    assert!(matches!(rig.store.mark_read(reading(&user, rig.clock.id()), 1).await, Err(Error::NotFound)));
}
