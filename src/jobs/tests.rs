//! The worker on a true store, with a clock that the tests move and handlers that they write.

use super::*;
use crate::clock::{SystemClock, TestClock};
use crate::store::{JobRow, JobState, Options};
use proptest::prelude::*;
use std::future::pending;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const NOW: Millis = 1_800_000_000_000;
/// Only a test that fails waits this long.
const LIMIT: Duration = Duration::from_secs(30);

/// A store in a folder of its own, and what its worker's handler told.
struct Rig {
    store: Store,
    clock: Arc<TestClock>,
    folder: PathBuf,
    stop: watch::Sender<bool>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Rig {
    async fn new() -> Rig {
        let folder = std::env::temp_dir().join(format!("aftercare-jobs-{}", SystemClock.id()));
        let clock = Arc::new(TestClock::at(NOW));
        let options = Options::new(folder.join("data/aftercare.db"));
        let store = Store::open(options, clock.clone(), Arc::new(|_| ())).await.expect("a new database opens");
        Rig { store, clock, folder, stop: watch::Sender::new(false) }
    }

    /// Starts a worker; each attempt is told, and then does what `handle` says.
    fn work<F, T>(&self, handle: F) -> (JoinHandle<()>, mpsc::UnboundedReceiver<(Uuid, u32)>)
    where
        F: Fn(Run) -> T + Send + Sync + 'static,
        T: Future<Output = Result<Value, Failure>> + Send + 'static,
    {
        let (tell, told) = mpsc::unbounded_channel();
        let handler: Handler = Arc::new(move |task, run: Run| {
            assert_eq!(task, Task::Sweep {});
            tell.send((run.key(), run.attempt())).expect("the test listens");
            Box::pin(handle(run))
        });
        let worker = Worker::new(self.store.clone(), self.clock.clone(), handler);
        (tokio::spawn(worker.run(self.stop.subscribe())), told)
    }

    async fn stop(&self, worker: JoinHandle<()>) {
        self.stop.send_replace(true);
        tokio::time::timeout(LIMIT, worker).await.expect("it stops").expect("it does not panic");
    }

    /// The only job in a state, once there is one.
    async fn one(&self, state: JobState) -> JobRow {
        let found = async {
            loop {
                if let [row] = self.store.jobs(state, 2).await.expect("jobs can be listed").as_slice() {
                    return row.clone();
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, found).await.unwrap_or_else(|_| panic!("a job that is {}", state.as_str()))
    }
}

async fn next<T>(told: &mut mpsc::UnboundedReceiver<T>) -> T {
    tokio::time::timeout(LIMIT, told.recv()).await.expect("something happens").expect("the worker runs")
}

#[tokio::test]
async fn what_is_recurring_runs_at_once_and_comes_again() {
    let rig = Rig::new().await;
    let (worker, mut told) = rig.work(|_| async { Ok(serde_json::json!({ "swept": 3 })) });
    let (first, attempt) = next(&mut told).await;
    assert_eq!(attempt, 1);
    let done = rig.one(JobState::Done).await;
    assert_eq!((done.id, done.result.as_deref(), done.finished_at), (first, Some(r#"{"swept":3}"#), Some(NOW)));
    let again = rig.one(JobState::Waiting).await;
    assert_eq!((again.due, again.attempts), (NOW + HOUR_MS, 0));
    rig.clock.advance(HOUR_MS);
    assert_eq!(next(&mut told).await, (again.id, 1));
    rig.stop(worker).await;
    let counts = counts(&rig.store).await.unwrap();
    assert_eq!((counts[0].kind.as_str(), counts[0].done, counts[0].failed, counts[0].dead), ("sweep", 2, 0, 0));
}

#[tokio::test]
async fn failures_and_panics_are_tried_again_after_growing_pauses_and_then_dead() {
    let rig = Rig::new().await;
    let (worker, mut told) = rig.work(|run| async move {
        assert!(run.attempt() != 2, "a bug");
        Err(Failure::ForNow(format!("attempt {} failed", run.attempt())))
    });
    let (id, _) = next(&mut told).await;
    let (mut pause, mut before) = (0, NOW);
    for attempt in 2..=Kind::Sweep.limits().attempts {
        let waiting = rig.one(JobState::Waiting).await;
        assert_eq!((waiting.id, waiting.attempts), (id, u64::from(attempt - 1)));
        let error = if attempt == 3 { "the handler panicked".to_owned() } else { format!("attempt {} failed", attempt - 1) };
        assert_eq!(waiting.last_error, Some(error));
        assert!(waiting.due - before > pause, "pauses grow");
        pause = waiting.due - before;
        rig.clock.advance(pause);
        before = rig.clock.now();
        assert_eq!(next(&mut told).await, (id, attempt));
    }
    let dead = rig.one(JobState::Dead).await;
    assert_eq!((dead.id, dead.attempts), (id, 5));
    // What is recurring comes again all the same, and the dead one stays for who looks.
    assert_eq!(rig.one(JobState::Waiting).await.due, rig.clock.now() + HOUR_MS);
    rig.stop(worker).await;
    let counts = counts(&rig.store).await.unwrap();
    assert_eq!((counts[0].failed, counts[0].dead, counts[0].waiting), (5, 1, 1));
}

#[tokio::test]
async fn what_can_never_succeed_is_dead_at_once() {
    let rig = Rig::new().await;
    let unreadable = NewJob { payload: r#"{"kind":"fly"}"#.into(), ..Task::Sweep {}.job() };
    rig.store.enqueue_job(unreadable).await.unwrap().expect("it is the first");
    let (worker, mut told) = rig.work(|_| async { Err(Failure::ForGood("gone".into())) });
    let dead = rig.one(JobState::Dead).await;
    assert!(dead.last_error.unwrap().contains("payload"));
    rig.stop(worker).await;
    assert!(told.try_recv().is_err(), "the handler never saw it");
}

/// Tells when a handler is dropped before its end.
struct Dropped(mpsc::UnboundedSender<()>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test]
async fn a_handler_that_outlives_its_lease_is_cancelled() {
    let rig = Rig::new().await;
    let (tell, mut dropped) = mpsc::unbounded_channel();
    let (worker, mut told) = rig.work(move |run| {
        let dropped = Dropped(tell.clone());
        async move {
            if run.attempt() == 1 {
                pending::<()>().await;
            }
            drop(dropped);
            Ok(Value::Null)
        }
    });
    let (id, _) = next(&mut told).await;
    rig.clock.advance(Kind::Sweep.limits().lease_ms);
    next(&mut dropped).await;
    let waiting = rig.one(JobState::Waiting).await;
    assert!(waiting.last_error.unwrap().contains("too long"));
    rig.clock.advance(waiting.due - rig.clock.now());
    assert_eq!(next(&mut told).await, (id, 2));
    assert_eq!(rig.one(JobState::Done).await.id, id);
    rig.stop(worker).await;
}

#[tokio::test]
async fn who_asks_for_more_time_gets_it() {
    let rig = Rig::new().await;
    let (tell, mut extended) = mpsc::unbounded_channel();
    let go = Arc::new(tokio::sync::Notify::new());
    let (worker, mut told) = rig.work({
        let go = go.clone();
        move |run| {
            let (tell, go) = (tell.clone(), go.clone());
            async move {
                run.extend(10 * Kind::Sweep.limits().lease_ms).await?;
                tell.send(()).expect("the test listens");
                go.notified().await;
                Ok(Value::Null)
            }
        }
    });
    next(&mut told).await;
    next(&mut extended).await;
    rig.clock.advance(5 * Kind::Sweep.limits().lease_ms);
    go.notify_one();
    let done = rig.one(JobState::Done).await;
    assert_eq!((done.attempts, done.last_error), (1, None));
    rig.stop(worker).await;
}

#[tokio::test]
async fn a_stopping_worker_gives_back_what_does_not_end_in_time() {
    let rig = Rig::new().await;
    let (tell, mut extended) = mpsc::unbounded_channel();
    let (worker, mut told) = rig.work(move |run| {
        let tell = tell.clone();
        async move {
            // So that no lease ends here, however far the clock goes.
            run.extend(1_000 * HOUR_MS).await?;
            tell.send(()).expect("the test listens");
            pending().await
        }
    });
    let (id, _) = next(&mut told).await;
    next(&mut extended).await;
    rig.stop.send_replace(true);
    let stopped = async {
        while !worker.is_finished() {
            rig.clock.advance(STOP_GRACE_MS);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, stopped).await.expect("it stops");
    let waiting = rig.one(JobState::Waiting).await;
    assert_eq!((waiting.id, waiting.attempts), (id, 0), "an attempt that was cut short does not count");
}

#[tokio::test]
async fn a_stopping_worker_lets_handlers_finish() {
    let rig = Rig::new().await;
    let go = Arc::new(tokio::sync::Notify::new());
    let (worker, mut told) = rig.work({
        let go = go.clone();
        move |_| {
            let go = go.clone();
            async move {
                go.notified().await;
                Ok(Value::Null)
            }
        }
    });
    next(&mut told).await;
    rig.stop.send_replace(true);
    go.notify_one();
    rig.stop(worker).await;
    assert_eq!(rig.one(JobState::Done).await.attempts, 1);
}

#[tokio::test]
async fn what_a_dead_process_held_is_taken_back_at_once() {
    let rig = Rig::new().await;
    rig.store.enqueue_job(Task::Sweep {}.job()).await.unwrap();
    let held = rig.store.lease_job(&[Kind::Sweep.terms()], rig.clock.id(), &[]).await.unwrap().expect("it is due");
    let (worker, mut told) = rig.work(|_| async { Ok(Value::Null) });
    assert_eq!(next(&mut told).await, (held.id, 2), "the same key, another attempt");
    let done = rig.one(JobState::Done).await;
    assert!(done.last_error.unwrap().contains("the lease ran out"));
    assert!(matches!(rig.store.finish_job(held, String::new()).await, Err(store::Error::NotFound)), "too late");
    rig.stop(worker).await;
}

proptest! {
    #[test]
    fn pauses_grow_to_a_cap_and_spread(attempt in 1..60_u32, random in any::<[u8; 32]>()) {
        let middle = FIRST_PAUSE_MS.saturating_mul(PAUSE_FACTOR.saturating_pow(attempt - 1)).min(MAX_PAUSE_MS);
        let spread = middle * PAUSE_JITTER_PERCENT / 100;
        let pause = pause_ms(attempt, random);
        prop_assert!((middle - spread..=middle + spread).contains(&pause), "{} for {}", pause, attempt);
    }
}
