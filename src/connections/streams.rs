//! Connections without a socket: where the frames go that come by requests of their own.

use dashmap::DashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Frames of one connection that wait to be read; the request of another one waits in its turn.
const WAITING: usize = 8;

/// The open ones, by the hash of their key.
#[derive(Debug, Default)]
pub struct Streams(Arc<DashMap<[u8; 32], mpsc::Sender<String>>>);

/// The reading end of a connection's frames. Its key is forgotten with it.
#[derive(Debug)]
pub struct Inbox {
    open: Arc<DashMap<[u8; 32], mpsc::Sender<String>>>,
    hash: [u8; 32],
    frames: mpsc::Receiver<String>,
}

impl Streams {
    /// Opens a connection under the hash of a key that only its client is told.
    pub fn open(&self, hash: [u8; 32]) -> Inbox {
        let (sender, frames) = mpsc::channel(WAITING);
        self.0.insert(hash, sender);
        Inbox { open: Arc::clone(&self.0), hash, frames }
    }

    /// Where the frames of the connection with that key go; none when there is no such connection, any more.
    pub fn sender(&self, hash: &[u8; 32]) -> Option<mpsc::Sender<String>> {
        self.0.get(hash).map(|sender| sender.clone())
    }
}

impl Inbox {
    /// The next frame.
    pub async fn next(&mut self) -> Option<String> {
        self.frames.recv().await
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.open.remove(&self.hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_opens_its_own_connection_while_that_lasts() {
        let streams = Streams::default();
        let mut inbox = streams.open([1; 32]);
        assert!(streams.sender(&[2; 32]).is_none());
        let sender = streams.sender(&[1; 32]).expect("it is open");
        for frame in 0..WAITING {
            sender.try_send(frame.to_string()).expect("there is room");
        }
        assert!(sender.try_send("more".into()).is_err(), "what waits is bounded");
        assert_eq!(inbox.next().await.as_deref(), Some("0"));
        drop(inbox);
        assert!(streams.sender(&[1; 32]).is_none());
        assert!(sender.try_send("late".into()).is_err());
    }
}
