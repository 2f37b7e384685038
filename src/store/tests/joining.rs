//! What an owner brings along from an earlier conversation when they prove who they are.

use super::*;
use crate::access::Identity;
use crate::access::right::{BeIdentified, TallyQuestions};

fn counting() -> Granted<'static, TallyQuestions> {
    authorize(Principal::System, TallyQuestions).expect("the system counts")
}

async fn identify(rig: &Rig, identity: &Identity, device: Owner) -> OwnerSession {
    let granted = authorize(Principal::Identified(identity), BeIdentified).expect("a site has named them");
    let new = NewSession { id: rig.clock.id(), token_hash: rig.clock.secret(), site: SITE.into() };
    rig.store.identify(granted, None, Some(device.token), new).await.expect("they are known").session
}

#[tokio::test]
async fn what_came_along_is_told_apart_from_what_is_new() {
    let rig = Rig::new().await;
    let identity = Identity { site: SITE.into(), subject: "rahim".into(), email: None, name: None };
    let phone = rig.greeted().await;
    let onto = identify(&rig, &identity, phone).await.conversation.expect("it is theirs now");
    assert_eq!(onto, phone.conversation);
    let seen = rig.store.untallied(counting(), 1_000, |_| 0).await.unwrap();
    let empty = Tallied { from: seen.from, upto: seen.upto, ..Tallied::default() };
    assert!(rig.store.write_tally(counting(), empty).await.unwrap());

    // A laptop that has asked for a person before.
    let laptop = rig.queued().await;
    rig.append(laptop.does(send("where is my car?"))).await.unwrap();
    let session = identify(&rig, &identity, laptop).await;
    assert_eq!(session.conversation, Some(onto));
    let log = rig.log(onto).await;
    let kinds: Vec<&str> = log.iter().map(|event| event.body.kind()).collect();
    assert_eq!(kinds, ["message", "answer", "message", "answer", "queued"]);
    let new = rig.store.untallied(counting(), 1_000, |_| 0).await.unwrap();
    let of = |id: Uuid| new.conversations.iter().find(|log| log.conversation == id).expect("it has new events");
    let (joined, earlier) = (of(onto), of(laptop.conversation));
    assert_eq!((joined.from, joined.count(), joined.carried.as_slice()), (3, 3, &[3..=5][..]));
    assert!(log.iter().all(|event| !joined.is_uncounted(event.seq)), "all of it was counted elsewhere, also that they wait");
    assert!(joined.is_uncounted(6), "what they write next is new");
    assert_eq!(joined.earlier, [(3, (laptop.conversation, 2))].into());
    assert!(earlier.is_uncounted(2) && earlier.carried.is_empty());
}
