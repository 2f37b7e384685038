//! The bounded queue to a connection's writing task.

use super::STALL;
use axum::extract::ws::Utf8Bytes;
use std::sync::Arc;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

/// Fewest frames that a queue holds, whatever is configured: below, half of it would be nothing.
const MIN_FRAMES: usize = 8;

/// The queue's sending end. A frame counts from before it waits for room until the transport has taken it, so that all that
/// is held for a peer is the limit and the one frame that waits.
#[derive(Debug, Clone)]
pub struct Outgoing {
    queue: mpsc::Sender<Queued>,
    /// One permit a byte.
    room: Arc<Semaphore>,
    drained: Arc<Notify>,
    max_bytes: u32,
}

/// A frame and the room that it takes.
#[derive(Debug)]
pub struct Queued {
    pub frame: Utf8Bytes,
    pub room: OwnedSemaphorePermit,
}

impl Outgoing {
    /// A queue of so many frames and bytes, and its receiving end.
    pub fn new(max_frames: usize, max_bytes: usize) -> (Outgoing, mpsc::Receiver<Queued>) {
        let max_bytes = u32::try_from(max_bytes.clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        let (queue, frames) = mpsc::channel(max_frames.max(MIN_FRAMES));
        let room = Arc::new(Semaphore::new(max_bytes as usize));
        (Outgoing { queue, room, drained: Arc::default(), max_bytes }, frames)
    }

    /// Whether log events may be added: three quarters of the queue stay free for a page of them and for answers.
    pub fn has_room(&self) -> bool {
        self.slots_left(2) && self.bytes() < self.max_bytes as usize / 4
    }

    /// Whether a frame of the peer may be read: half of the queue is free for its answer (a page is at most
    /// [`crate::chat::resume::PAGE_BYTES`]).
    pub fn takes_answers(&self) -> bool {
        self.slots_left(4) && self.bytes() <= self.max_bytes as usize / 2
    }

    /// Adds a frame, waiting for room; false when the peer takes nothing and the socket should close. A frame that is larger
    /// than the queue waits until it is alone.
    pub async fn send(&self, frame: String) -> bool {
        let queued = async {
            let room = Arc::clone(&self.room).acquire_many_owned(self.size(&frame)).await.ok()?;
            self.queue.send(Queued { frame: frame.into(), room }).await.ok()
        };
        matches!(timeout(STALL, queued).await, Ok(Some(())))
    }

    /// Adds a frame that may be dropped.
    pub fn offer(&self, frame: String) {
        if self.has_room()
            && let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(self.size(&frame))
        {
            // A full queue, or one without a reader: the frame was not needed.
            let _ = self.queue.try_send(Queued { frame: frame.into(), room });
        }
    }

    /// Bytes of the frames that were not written yet.
    pub fn bytes(&self) -> usize {
        (self.max_bytes as usize).saturating_sub(self.room.available_permits())
    }

    /// Waits until the writer has taken a frame.
    pub async fn room_made(&self) {
        self.drained.notified().await;
    }

    /// Waits until nobody writes any more.
    pub async fn closed(&self) {
        self.queue.closed().await;
    }

    /// What the writing task tells after each frame.
    pub fn drained(&self) -> Arc<Notify> {
        Arc::clone(&self.drained)
    }

    /// More than one `part`th of the slots are free.
    fn slots_left(&self, part: usize) -> bool {
        self.queue.capacity() > self.queue.max_capacity() / part
    }

    fn size(&self, frame: &str) -> u32 {
        u32::try_from(frame.len()).unwrap_or(u32::MAX).min(self.max_bytes)
    }
}
