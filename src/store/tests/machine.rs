//! Random commands against the store, held to what its numbers and states promise.

use super::*;
use crate::chat::command::{Destination, Refusal};
use crate::chat::status::Status;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    Owner {
        who: usize,
        what: u8,
    },
    /// `late` names an older claim than the current one.
    Staff {
        who: usize,
        to: usize,
        what: u8,
        late: bool,
    },
    Next {
        who: usize,
    },
    /// A technician is disabled, and what was theirs goes back.
    Return {
        who: usize,
    },
    /// The frame sent that many steps ago, once more.
    Repeat {
        back: usize,
    },
    Clock {
        ms: i64,
    },
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..3_usize, 0..8_u8).prop_map(|(who, what)| Step::Owner { who, what }),
        5 => (0..2_usize, 0..3_usize, 0..9_u8, any::<bool>()).prop_map(|(who, to, what, late)| Step::Staff { who, to, what, late }),
        2 => (0..2_usize).prop_map(|who| Step::Next { who }),
        1 => (0..2_usize).prop_map(|who| Step::Return { who }),
        2 => (0..8_usize).prop_map(|back| Step::Repeat { back }),
        1 => (-5_000..50_000_i64).prop_map(|ms| Step::Clock { ms }),
    ]
}

fn owner_command(what: u8) -> OwnerCommand {
    match what {
        0 => send("answered"),
        1 => speak("unknown", Language::KK, Reply::Handoff(QueueReason::Unanswered)),
        2 => speak("smoke", Language::BN, danger()),
        3 => OwnerCommand::Handoff,
        4 => OwnerCommand::Feedback { owner_seq: 2, helpful: false },
        5 => OwnerCommand::Language(Language::BN),
        6 => OwnerCommand::End,
        _ => OwnerCommand::Rate { stars: 4, comment: None },
    }
}

fn staff_command(what: u8, claim: u64, other: Uuid) -> StaffCommand {
    match what {
        0 | 1 => StaffCommand::Claim,
        2 => note(),
        3 => StaffCommand::Reply { claim, text: "2.4 bar".into(), files: None },
        4 => StaffCommand::SendEntry { claim, answer: answer() },
        5 => StaffCommand::Release { claim },
        6 => StaffCommand::Transfer { claim, to: Destination::User { id: other, name: "Rahim".into() }, note: Some("n".into()) },
        7 => StaffCommand::Resolve { claim, outcome: Outcome::Solved, tags: vec![] },
        _ => StaffCommand::Reopen,
    }
}

/// What the model remembers of a frame that was stored.
type Sent = (Append, Appended);

struct Machine {
    rig: Rig,
    owners: Vec<Owner>,
    staff: [Technician; 2],
    sent: Vec<Sent>,
    claims: BTreeMap<Uuid, u64>,
    feed: u64,
}

impl Machine {
    async fn step(&mut self, step: Step) {
        match step {
            Step::Clock { ms } => self.rig.clock.advance(ms),
            Step::Owner { who, what } => self.send(self.owners[who].does(owner_command(what))).await,
            Step::Staff { who, to, what, late } => {
                let id = self.owners[to].conversation;
                let claim = self.claims.get(&id).copied().unwrap_or(0).saturating_sub(u64::from(late));
                let (me, other) = (&self.staff[who], self.staff[1 - who].0.id);
                let append = me.does(id, staff_command(what, claim, other));
                self.send(append).await;
            }
            Step::Next { who } => {
                let waiting = self.rig.store.queue(desk(&self.staff[who].0), 500).await.unwrap();
                match self.staff[who].next(&self.rig.store, &Language::ALL).await {
                    Ok(claimed) => assert_eq!(Some(claimed.conversation), waiting.first().map(|first| first.conversation)),
                    Err(error) => assert!(waiting.is_empty() && matches!(error, Error::NotFound), "{error:?}"),
                }
            }
            Step::Return { who } => {
                let granted = authorize(Principal::System, ReturnChats(self.staff[who].0.id)).unwrap();
                for conversation in self.rig.store.assigned(granted, 500).await.unwrap() {
                    let returned = self.rig.store.return_chat(granted, conversation).await.unwrap();
                    assert_eq!((returned.conversation, returned.status), (conversation, Status::Queued));
                    let again = self.rig.store.return_chat(granted, conversation).await;
                    assert!(matches!(again, Err(Error::Refused(Refusal::StaleClaim))));
                }
                assert!(self.rig.store.assigned(granted, 500).await.unwrap().is_empty());
            }
            Step::Repeat { back } => {
                let Some((append, first)) = self.sent.iter().rev().nth(back).cloned() else { return };
                let repeated = self.rig.append(append.clone()).await.unwrap();
                let status = repeated.status;
                assert_eq!(repeated, Appended { duplicate: true, status, ..first });
                let other = Append { stamp: Stamp { digest: [9; 32], ..append.stamp }, ..append };
                assert!(matches!(self.rig.append(other).await, Err(Error::IdConflict)));
            }
        }
        self.check().await;
    }

    async fn send(&mut self, append: Append) {
        match self.rig.append(append.clone()).await {
            Ok(appended) => {
                assert!(!appended.duplicate);
                self.sent.push((append, appended));
            }
            Err(error) => assert!(matches!(error, Error::Refused(_) | Error::NotFound), "{error:?}"),
        }
    }

    async fn check(&mut self) {
        let (store, user) = (&self.rig.store, &self.staff[0].0);
        let mut queued = 0;
        for owner in &self.owners {
            let Some(state) = store.conversation(reading(user, owner.conversation)).await.unwrap() else { continue };
            let log = self.rig.log(state.id).await;
            assert_dense(&log);
            assert_eq!((state.seq, state.last_at), (log.len() as u64, log.last().map_or(state.last_at, |event| event.at)));
            let session = owner.stored(store).await;
            let seen = store.events(own(&session), 0, up_to(10_000)).await.unwrap().0;
            assert_eq!(state.owner_seq, seen.len() as u64);
            assert!(seen.iter().all(|event| event.for_owner().is_some_and(|fields| fields["kind"] != "note")));
            assert_eq!(state.status == Status::Assigned, state.assignee.is_some());
            let before = self.claims.insert(state.id, state.claim).unwrap_or(0);
            assert!(state.claim >= before, "a claim never decreases");
            assert_eq!(store.position(own(&session)).await.unwrap().is_some(), state.status == Status::Queued);
            queued += usize::from(state.status == Status::Queued);
            for Technician(user) in &self.staff {
                let mine = store.mine(desk(user), 500).await.unwrap().iter().any(|waiting| waiting.conversation == state.id);
                assert_eq!(mine, state.assignee == Some(user.id));
            }
        }
        assert_eq!(store.queue(desk(user), 500).await.unwrap().len(), queued, "nobody vanishes from the queue");
        let feed: Vec<u64> = store.feed_after(desk(user), self.feed, 100).await.unwrap().iter().map(|row| row.seq).collect();
        assert_eq!(feed, (self.feed + 1..=self.feed + feed.len() as u64).collect::<Vec<_>>());
        self.feed += feed.len() as u64;
        // The log holds each stored frame once, with the number that was told.
        for (append, appended) in self.sent.iter().rev().take(1) {
            let log = self.rig.log(appended.conversation).await;
            let found: Vec<u64> = log.iter().filter(|event| event.frame == Some(append.stamp.id)).map(|event| event.seq).collect();
            assert_eq!(found, Vec::from_iter(appended.seq));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_the_promises_hold(steps in proptest::collection::vec(any_step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let rig = Rig::new().await;
            let owners = (0..3).map(|_| rig.owner()).collect();
            let staff = [Technician::new(), Technician::new()];
            let mut machine = Machine { rig, owners, staff, sent: Vec::new(), claims: BTreeMap::new(), feed: 0 };
            for step in steps {
                machine.step(step).await;
            }
            // These technicians have no accounts; else the stored states are what the logs say.
            let checked = super::check::check(&machine.rig.folder.path().join("data/aftercare.db")).await.unwrap();
            assert!(checked.faults.iter().all(|fault| fault.0.contains("whom nobody knows")), "{:?}", checked.faults);
            machine.rig.store.close().await;
        });
    }
}
