//! Jobs: leased to one at a time, kept until done.

use super::*;
use crate::store::jobs::{JobState, MAX_UNFINISHED, NewJob, Terms, enqueue};

const MAIL: Terms = Terms { kind: "mail", attempts: 3, lease_ms: 1_000, parallel: 100, every_ms: None };

fn job(key: Option<&str>) -> NewJob {
    NewJob { kind: "mail", payload: r#"{"to":7}"#.into(), key: key.map(str::to_owned), after_ms: 0 }
}

impl Rig {
    async fn lease(&self, terms: Terms, holder: Uuid) -> Option<Leased> {
        self.store.lease_job(&[terms], holder, &[]).await.expect("leases can be asked for")
    }

    async fn ids(&self, state: JobState) -> Vec<Uuid> {
        self.store.jobs(state, 100).await.expect("jobs can be listed").iter().map(|row| row.id).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_ask_at_once_each_gets_another_job() {
    let rig = Rig::new().await;
    for _ in 0..8 {
        rig.store.enqueue_job(job(None)).await.unwrap().expect("no key, no limit");
    }
    let asked: Vec<_> = (0..12)
        .map(|_| {
            let (store, holder) = (rig.store.clone(), rig.clock.id());
            tokio::spawn(async move { store.lease_job(&[MAIL], holder, &[]).await.expect("leases can be asked for") })
        })
        .collect();
    let mut got = Vec::new();
    for asked in asked {
        got.extend(asked.await.unwrap().map(|leased| leased.id));
    }
    got.sort();
    got.dedup();
    assert_eq!(got.len(), 8);
    assert_eq!(rig.ids(JobState::Running).await.len(), 8);
}

#[tokio::test]
async fn nothing_runs_before_it_is_due_nor_more_than_may_at_once() {
    let rig = Rig::new().await;
    let holder = rig.clock.id();
    rig.store.enqueue_job(NewJob { after_ms: 500, ..job(None) }).await.unwrap();
    let first = rig.store.enqueue_job(NewJob { after_ms: 400, ..job(None) }).await.unwrap();
    assert_eq!(rig.lease(MAIL, holder).await, None);
    assert_eq!(rig.store.next_job_due(&[MAIL], &[]).await.unwrap(), Some(NOW + 400));
    rig.clock.advance(500);
    let one = Terms { parallel: 1, ..MAIL };
    let leased = rig.lease(one, holder).await.expect("due");
    assert_eq!((Some(leased.id), leased.attempt, leased.payload.as_str(), leased.until), (first, 1, r#"{"to":7}"#, NOW + 1_500));
    assert_eq!(rig.lease(one, holder).await, None, "one at a time");
    assert!(rig.lease(MAIL, holder).await.is_some());
    assert_eq!(rig.lease(Terms { kind: "other", ..MAIL }, holder).await, None);
}

#[tokio::test]
async fn a_lease_that_runs_out_is_given_to_the_next_and_the_first_has_no_say() {
    let rig = Rig::new().await;
    let (first, second) = (rig.clock.id(), rig.clock.id());
    rig.store.enqueue_job(job(None)).await.unwrap();
    let slow = rig.lease(MAIL, first).await.expect("due");
    assert_eq!(rig.store.extend_job(&slow, 2_000).await.unwrap(), NOW + 2_000);
    rig.clock.advance(1_999);
    assert_eq!(rig.lease(MAIL, second).await, None, "it was extended");
    rig.clock.advance(1);
    assert_eq!(rig.store.lease_job(&[MAIL], first, &[slow.id]).await.unwrap(), None, "who runs it ends it");
    let quick = rig.lease(MAIL, second).await.expect("the lease is out");
    assert_eq!((quick.id, quick.attempt), (slow.id, 2));
    for late in [
        rig.store.finish_job(slow.clone(), "{}".into()).await,
        rig.store.fail_job(slow.clone(), "late", None).await,
        rig.store.give_back_job(slow.clone()).await,
        rig.store.extend_job(&slow, 1_000).await.map(drop),
    ] {
        assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    }
    rig.store.finish_job(quick.clone(), r#"{"sent":1}"#.into()).await.unwrap();
    assert!(matches!(rig.store.finish_job(quick, "{}".into()).await, Err(Error::NotFound)), "once");
    let done = rig.store.jobs(JobState::Done, 9).await.unwrap();
    assert_eq!((done[0].result.as_deref(), done[0].finished_at), (Some(r#"{"sent":1}"#), Some(NOW + 2_000)));
}

#[tokio::test]
async fn without_another_attempt_a_job_is_dead_until_somebody_retries_or_drops_it() {
    let rig = Rig::new().await;
    let holder = rig.clock.id();
    let id = rig.store.enqueue_job(job(Some("k"))).await.unwrap().unwrap();
    for _ in 0..3 {
        assert_eq!(rig.lease(MAIL, holder).await.map(|leased| leased.id), Some(id));
        rig.clock.advance(1_000);
    }
    assert_eq!(rig.lease(MAIL, holder).await, None);
    assert_eq!(rig.ids(JobState::Dead).await, [id]);
    rig.store.retry_job(id).await.unwrap();
    assert!(matches!(rig.store.retry_job(id).await, Err(Error::NotFound)), "it waits already");
    assert!(matches!(rig.store.drop_job(id).await, Err(Error::NotFound)), "only the dead are dropped");
    let again = rig.lease(MAIL, holder).await.expect("due");
    assert_eq!((again.id, again.attempt), (id, 1));
    rig.store.fail_job(again, &"x".repeat(9_000), None).await.unwrap();
    assert_eq!(rig.store.jobs(JobState::Dead, 9).await.unwrap()[0].last_error.as_ref().unwrap().len(), 500);
    rig.store.enqueue_job(job(Some("k"))).await.unwrap().expect("a dead job does not hold its key");
    assert!(matches!(rig.store.retry_job(id).await, Err(Error::Conflict("job"))));
    rig.store.drop_job(id).await.unwrap();
    assert!(rig.ids(JobState::Dead).await.is_empty());
    let counts = rig.store.job_counts().await.unwrap();
    let expect = JobCounts { kind: "mail".into(), waiting: 1, failed: 4, oldest_due: Some(NOW + 3_000), ..JobCounts::default() };
    assert_eq!(counts, [expect]);
}

#[tokio::test]
async fn a_key_is_there_once_until_its_job_has_ended() {
    let rig = Rig::new().await;
    let holder = rig.clock.id();
    let every = Terms { every_ms: Some(HOUR), ..MAIL };
    let first = rig.store.enqueue_job(job(Some("k"))).await.unwrap();
    assert!(first.is_some());
    assert_eq!(rig.store.enqueue_job(job(Some("k"))).await.unwrap(), None);
    let leased = rig.lease(every, holder).await.expect("due");
    assert_eq!(rig.store.enqueue_job(job(Some("k"))).await.unwrap(), None, "also while it runs");
    rig.store.fail_job(leased, "not now", Some(10)).await.unwrap();
    assert_eq!(rig.store.next_job_due(&[every], &[]).await.unwrap(), Some(NOW + 10));
    rig.clock.advance(10);
    let leased = rig.lease(every, holder).await.expect("due");
    rig.store.finish_job(leased, "{}".into()).await.unwrap();
    let next = rig.store.jobs(JobState::Waiting, 9).await.unwrap();
    assert_eq!((next.len(), next[0].due, next[0].payload.as_str()), (1, NOW + 10 + HOUR, r#"{"to":7}"#), "the next one waits");
}

#[tokio::test]
async fn a_job_is_there_if_and_only_if_the_change_is() {
    let rig = Rig::new().await;
    let change = |then: Result<()>| {
        rig.store.write(move |work| {
            Box::pin(async move {
                enqueue(work, &job(None)).await?;
                then
            })
        })
    };
    change(Err(Error::NotFound)).await.expect_err("refused");
    assert!(rig.ids(JobState::Waiting).await.is_empty());
    let (woken, changed) = tokio::join!(rig.store.job_added(), change(Ok(())));
    ((), ()) = (woken, changed.unwrap());
    assert_eq!(rig.ids(JobState::Waiting).await.len(), 1);
}

#[tokio::test]
async fn there_is_an_end_to_what_waits() {
    let rig = Rig::new().await;
    rig.store.enqueue_job(job(None)).await.unwrap();
    let fill = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) \
                insert into jobs (id, kind, payload, state, due, attempts, created_at) select 'x' || i, 'mail', '', 'waiting', 0, 0, 0 from n";
    let rows = MAX_UNFINISHED - 1;
    rig.store
        .write(move |work| Box::pin(async move { Ok(sqlx::query(fill).bind(rows).execute(&mut work.conn).await.map(drop)?) }))
        .await
        .unwrap();
    assert!(matches!(rig.store.enqueue_job(job(None)).await, Err(Error::Busy)));
    let other = NewJob { kind: "other", ..job(None) };
    rig.store.enqueue_job(other).await.unwrap().expect("one kind does not fill the others' place");
}

#[tokio::test]
async fn a_sweep_deletes_what_has_expired_and_nothing_else() {
    const DAY: Millis = 24 * HOUR;
    let rig = Rig::new().await;
    let (idle, old) = (rig.greeted().await, rig.greeted().await);
    let user = rig.store.add_user(people::new_user("a@cars.example")).await.unwrap();
    rig.store.add_login(&user, &[1; 32], "csrf".into(), [1; 32]).await.unwrap();
    rig.store.add_password_link(user.id, &[1; 32], HOUR).await.unwrap();
    let left = async || {
        let sql = "select (select count(*) from password_links), (select count(*) from login_places)";
        sqlx::query_as::<_, (i64, i64)>(sql).fetch_one(&rig.store.0.read).await.unwrap()
    };
    let holder = rig.clock.id();
    let [done, dead] = [rig.store.enqueue_job(job(None)).await.unwrap(), rig.store.enqueue_job(job(None)).await.unwrap()];
    rig.store.finish_job(rig.lease(MAIL, holder).await.unwrap(), "{}".into()).await.unwrap();
    rig.store.fail_job(rig.lease(MAIL, holder).await.unwrap(), "no", None).await.unwrap();
    assert_eq!((rig.store.sweep().await.unwrap(), left().await), (Swept::default(), (1, 1)));

    for _ in 0..7 {
        rig.clock.advance(25 * DAY);
        let session = rig.store.owner_session(&old.token).await.unwrap().expect("used in time");
        rig.store.touch_owner_session(&session).await.unwrap();
        if rig.clock.now() == NOW + 25 * DAY {
            assert_eq!(rig.store.sweep().await.unwrap(), Swept { owner_sessions: 0, logins: 1, jobs: 1 });
            assert_eq!((rig.ids(JobState::Done).await.len(), rig.ids(JobState::Dead).await.first().copied()), (0, dead));
            assert_ne!(done, dead);
            assert_eq!(left().await, (0, 1), "a link lives for its hour, a place is known for thirty days");
        }
    }
    assert_eq!(rig.store.sweep().await.unwrap(), Swept { owner_sessions: 1, logins: 0, jobs: 1 }, "the idle one");
    assert_eq!(left().await, (0, 0));
    rig.clock.advance(5 * DAY);
    assert_eq!(rig.store.sweep().await.unwrap(), Swept { owner_sessions: 1, logins: 0, jobs: 0 }, "180 days are over");
    assert_eq!(rig.log(idle.conversation).await.len(), 2, "conversations stay");
}
