//! The bounded queue to a connection's writing task. It holds no memory while it is empty: most connections are idle.

use super::STALL;
use axum::extract::ws::Utf8Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::timeout;

/// Fewest frames that a queue holds, whatever is configured: below, half of it would be nothing.
const MIN_FRAMES: usize = 8;
/// Room for so many frames is kept for the next ones.
const KEPT: usize = 8;

/// The queue's sending end. A frame counts until the transport has taken it, so that all that is held for a peer is the limit and the one
/// frame that waits for room.
#[derive(Debug)]
pub struct Outgoing(Arc<Queue>);

/// Its receiving end.
#[derive(Debug)]
pub struct Frames(Arc<Queue>);

#[derive(Debug)]
struct Queue {
    held: Mutex<Held>,
    max_frames: usize,
    max_bytes: usize,
    /// Told of a frame that came, or that none will come any more: one task waits.
    filled: Notify,
    /// Told of frames that were written, or that nobody writes any more: one task waits, for one of these.
    drained: Notify,
    ended: Notify,
}

#[derive(Debug, Default)]
struct Held {
    frames: VecDeque<Utf8Bytes>,
    /// Of the frames, and of those that are being written.
    bytes: usize,
    /// Nobody writes any more.
    no_writer: bool,
    /// No frame comes any more.
    no_sender: bool,
}

impl Queue {
    /// Plain values, changed in steps that can't fail: a panic elsewhere leaves them whole.
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a frame takes of the room: one that is larger than the queue takes all of it.
    fn size(&self, frame: &Utf8Bytes) -> usize {
        frame.len().min(self.max_bytes)
    }

    /// Adds a frame where there is room; gives it back where there is none.
    fn push(&self, frame: Utf8Bytes) -> Result<(), Full> {
        let mut held = self.lock();
        if held.no_writer {
            return Err(Full::ForEver);
        }
        let size = self.size(&frame);
        if held.frames.len() >= self.max_frames || held.bytes + size > self.max_bytes {
            return Err(Full::Now(frame));
        }
        held.bytes += size;
        held.frames.push_back(frame);
        drop(held);
        self.filled.notify_one();
        Ok(())
    }

    fn pop(&self) -> Option<Utf8Bytes> {
        let mut held = self.lock();
        let frame = held.frames.pop_front();
        if held.frames.is_empty() && held.frames.capacity() > KEPT {
            held.frames = VecDeque::new();
        }
        frame
    }
}

/// Why a frame was not added.
enum Full {
    Now(Utf8Bytes),
    ForEver,
}

impl Outgoing {
    /// A queue of so many frames and bytes, and its receiving end.
    pub fn new(max_frames: usize, max_bytes: usize) -> (Outgoing, Frames) {
        let (max_frames, max_bytes) = (max_frames.max(MIN_FRAMES), max_bytes.max(1));
        let (filled, drained, ended) = (Notify::new(), Notify::new(), Notify::new());
        let queue = Arc::new(Queue { held: Mutex::default(), max_frames, max_bytes, filled, drained, ended });
        (Outgoing(Arc::clone(&queue)), Frames(queue))
    }

    /// Whether log events may be added: three quarters of the queue stay free for a page of them and for answers.
    pub fn has_room(&self) -> bool {
        let held = self.0.lock();
        held.frames.len() < self.0.max_frames.div_ceil(2) && held.bytes < self.0.max_bytes / 4
    }

    /// Whether a frame of the peer may be read: half of the queue is free for its answer (a page is at most
    /// [`crate::chat::resume::PAGE_BYTES`]).
    pub fn takes_answers(&self) -> bool {
        let held = self.0.lock();
        held.frames.len() < self.0.max_frames - self.0.max_frames / 4 && held.bytes <= self.0.max_bytes / 2
    }

    /// Adds a frame, waiting for room; false when the peer takes nothing and the socket should close. A frame that is larger
    /// than the queue waits until it is alone.
    pub async fn send(&self, frame: String) -> bool {
        match self.0.push(frame.into()) {
            Ok(()) => true,
            Err(Full::ForEver) => false,
            Err(Full::Now(frame)) => matches!(timeout(STALL, self.when_room(frame)).await, Ok(true)),
        }
    }

    async fn when_room(&self, mut frame: Utf8Bytes) -> bool {
        loop {
            self.0.drained.notified().await;
            frame = match self.0.push(frame) {
                Ok(()) => return true,
                Err(Full::ForEver) => return false,
                Err(Full::Now(frame)) => frame,
            };
        }
    }

    /// Adds a frame that may be dropped.
    pub fn offer(&self, frame: String) {
        if self.has_room() {
            // A full queue, or one without a reader: the frame was not needed.
            let _ = self.0.push(frame.into());
        }
    }

    /// Bytes of the frames that were not written yet.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.0.lock().bytes
    }

    /// Waits until the writer has taken a frame.
    pub async fn room_made(&self) {
        self.0.drained.notified().await;
    }

    /// Waits until nobody writes any more.
    pub async fn closed(&self) {
        while !self.0.lock().no_writer {
            self.0.ended.notified().await;
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.0.lock().no_sender = true;
        self.0.filled.notify_one();
    }
}

impl Frames {
    /// The next frame, as soon as there is one; none when no more will come.
    pub async fn next(&mut self) -> Option<Utf8Bytes> {
        loop {
            if let Some(frame) = self.0.pop() {
                return Some(frame);
            }
            if self.0.lock().no_sender {
                return None;
            }
            self.0.filled.notified().await;
        }
    }

    /// The next frame, if it is there already.
    pub fn take(&mut self) -> Option<Utf8Bytes> {
        self.0.pop()
    }

    /// What a frame takes of the room until it is [written](Frames::written).
    pub fn size(&self, frame: &Utf8Bytes) -> usize {
        self.0.size(frame)
    }

    /// Frames of this size were written out: their room is free.
    pub fn written(&mut self, size: usize) {
        let mut held = self.0.lock();
        held.bytes = held.bytes.saturating_sub(size);
        drop(held);
        self.0.drained.notify_one();
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        let mut held = self.0.lock();
        held.no_writer = true;
        held.frames = VecDeque::new();
        drop(held);
        self.0.drained.notify_one();
        self.0.ended.notify_one();
    }
}
