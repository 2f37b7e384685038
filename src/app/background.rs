//! Background tasks that outlive their own panics.

use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// Pause before a task that panicked starts again, so that one that always panics costs little.
const RESTART_PAUSE: Duration = Duration::from_secs(5);

/// Runs a task until it returns. One that panics is logged and starts anew: each of them only makes known what the database
/// holds, from scratch every time, and a server that keeps its conversations is worth more than one that stops for that.
pub async fn keep<F: Future<Output = ()>>(name: &'static str, mut start: impl FnMut() -> F) {
    while AssertUnwindSafe(start()).catch_unwind().await.is_err() {
        tracing::error!(task = name, "a background task panicked: it starts again in {} s", RESTART_PAUSE.as_secs());
        tokio::time::sleep(RESTART_PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_task_that_panics_starts_again_after_a_pause() {
        let (start, mut runs) = (Instant::now(), 0);
        keep("test", || {
            runs += 1;
            let run = runs;
            async move { assert_eq!(run, 3, "the first two fail") }
        })
        .await;
        assert_eq!((runs, start.elapsed()), (3, 2 * RESTART_PAUSE));
    }
}
