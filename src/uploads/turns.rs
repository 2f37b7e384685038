//! One request at a time works on an upload. A newcomer wins: whoever asks again after a cut line must not wait until the server notices that the line
//! was cut.

use crate::error::{Code, Error};
use dashmap::DashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use uuid::Uuid;

/// How long a newcomer waits for the one before to let go: longer than it takes to write a piece.
const WAIT: Duration = Duration::from_secs(5);

struct Place {
    lock: Arc<Mutex<()>>,
    /// Grows with every newcomer.
    asked: watch::Sender<u64>,
}

/// The turns at all uploads.
#[derive(Default)]
pub(super) struct Turns(Arc<DashMap<Uuid, Arc<Place>>>);

/// A turn at one upload, until its last clone is dropped.
#[derive(Clone)]
pub(super) struct Turn(Arc<Held>);

struct Held {
    id: Uuid,
    guard: Option<OwnedMutexGuard<()>>,
    place: Option<Arc<Place>>,
    asked: watch::Receiver<u64>,
    all: Arc<DashMap<Uuid, Arc<Place>>>,
}

impl Turns {
    /// Waits for the turn. [`Code::Busy`] when the one before does not let go.
    pub async fn take(&self, id: Uuid) -> Result<Turn, Error> {
        let place = Arc::clone(&self.0.entry(id).or_insert_with(|| {
            let (lock, asked) = (Arc::default(), watch::Sender::new(0));
            Arc::new(Place { lock, asked })
        }));
        place.asked.send_modify(|asked| *asked += 1);
        let asked = place.asked.subscribe();
        let guard = tokio::time::timeout(WAIT, Arc::clone(&place.lock).lock_owned()).await.map_err(|_| Code::Busy)?;
        let all = Arc::clone(&self.0);
        Ok(Turn(Arc::new(Held { id, guard: Some(guard), place: Some(place), asked, all })))
    }
}

impl Turn {
    /// Ends when somebody else wants the turn.
    pub async fn wanted(&self) {
        let mut asked = self.0.asked.clone();
        if asked.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.guard.take();
        self.place.take();
        // The map's own is the last one: nobody else is here or waits.
        self.all.remove_if(&self.id, |_, place| Arc::strong_count(place) == 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newcomer_is_heard_and_gets_the_turn() {
        let turns = Turns::default();
        let id = Uuid::from_u128(1);
        let first = turns.take(id).await.expect("nobody has it");
        let (second, ()) = tokio::join!(turns.take(id), async {
            first.wanted().await;
            drop(first);
        });
        drop(second.expect("the first has let go"));
        assert!(turns.0.is_empty(), "what nobody holds is not remembered");
    }
}
