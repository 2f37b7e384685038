//! Wake-ups between sockets: *that* something moved, never *what*. Truth is the log in the database; every socket reads
//! it from its own cursor, so a lost or doubled wake-up costs nothing but a read.
//!
//! Ephemeral news (typing, the place in the queue) travels here too, bounded and droppable.

use dashmap::DashMap;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use uuid::Uuid;

/// Ephemeral frames kept for one connection until it takes them; the oldest go first.
const EPHEMERAL_KEPT: usize = 32;

/// News that is never numbered and may be dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ephemeral {
    /// Somebody is writing: the name for a technician, none for the owner.
    Typing { conversation: Uuid, by_owner: bool, name: Option<String>, author: Uuid },
    /// The owner's place in the queue and the expected wait in seconds; none when no technician is there.
    Queue { conversation: Uuid, position: u64, wait_s: Option<i64> },
}

impl Ephemeral {
    fn conversation(&self) -> Uuid {
        match self {
            Ephemeral::Typing { conversation, .. } | Ephemeral::Queue { conversation, .. } => *conversation,
        }
    }
}

/// What a connection finds in its mailbox.
#[derive(Debug, Default, PartialEq)]
pub struct News {
    /// Conversations whose log moved on.
    pub moved: HashSet<Uuid>,
    /// The workspace's queue moved on.
    pub feed: bool,
    pub ephemeral: VecDeque<Ephemeral>,
    /// The connection must close, with this close code.
    pub close: Option<u16>,
}

impl News {
    fn is_empty(&self) -> bool {
        self.moved.is_empty() && !self.feed && self.ephemeral.is_empty() && self.close.is_none()
    }
}

/// One connection's mailbox. Coalescing, therefore bounded by what the connection follows.
#[derive(Debug)]
pub struct Mailbox {
    id: u64,
    notify: Notify,
    news: Mutex<News>,
}

impl Mailbox {
    /// Waits until there is news, and takes it.
    pub async fn take(&self) -> News {
        loop {
            let notified = self.notify.notified();
            let news = std::mem::take(&mut *lock(&self.news));
            if !news.is_empty() {
                return news;
            }
            notified.await;
        }
    }

    /// Tells the connection to close.
    pub fn close(&self, code: u16) {
        lock(&self.news).close = Some(code);
        self.notify.notify_one();
    }

    fn push(&self, change: impl FnOnce(&mut News)) {
        change(&mut lock(&self.news));
        self.notify.notify_one();
    }
}

/// A panic elsewhere cannot leave these plain values half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who follows what, in this process.
#[derive(Debug, Default)]
pub struct Bus {
    next: AtomicU64,
    conversations: DashMap<Uuid, HashMap<u64, Arc<Mailbox>>>,
    feed: DashMap<u64, Arc<Mailbox>>,
}

/// A connection's place on the bus. Dropping it ends every subscription.
#[derive(Debug)]
pub struct Subscription {
    bus: Arc<Bus>,
    pub mailbox: Arc<Mailbox>,
    follows: Mutex<HashSet<Uuid>>,
}

impl Bus {
    /// A new connection.
    pub fn subscribe(self: &Arc<Self>) -> Subscription {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mailbox = Arc::new(Mailbox { id, notify: Notify::new(), news: Mutex::default() });
        Subscription { bus: Arc::clone(self), mailbox, follows: Mutex::default() }
    }

    /// A conversation's log has moved on.
    pub fn moved(&self, conversation: Uuid) {
        if let Some(followers) = self.conversations.get(&conversation) {
            for mailbox in followers.values() {
                mailbox.push(|news| {
                    news.moved.insert(conversation);
                });
            }
        }
    }

    /// The queue has moved on.
    pub fn feed_moved(&self) {
        for mailbox in &self.feed {
            mailbox.push(|news| news.feed = true);
        }
    }

    /// Ephemeral news for everybody who follows the conversation.
    pub fn tell(&self, ephemeral: &Ephemeral) {
        if let Some(followers) = self.conversations.get(&ephemeral.conversation()) {
            for mailbox in followers.values() {
                mailbox.push(|news| {
                    if news.ephemeral.len() == EPHEMERAL_KEPT {
                        news.ephemeral.pop_front();
                    }
                    news.ephemeral.push_back(ephemeral.clone());
                });
            }
        }
    }

    /// Conversations that somebody follows now, for tests and metrics.
    pub fn followed(&self) -> usize {
        self.conversations.len()
    }
}

impl Subscription {
    /// Follows a conversation from now on. Read the log *after* this: duplicates are then possible, gaps are not.
    pub fn follow(&self, conversation: Uuid) {
        self.follow_from_here(conversation);
        self.wake(conversation);
    }

    /// The same for who reads the conversation's newest number after this, and its log up to there unasked: only what moves from now
    /// on wakes.
    pub fn follow_from_here(&self, conversation: Uuid) {
        if lock(&self.follows).insert(conversation) {
            self.bus.conversations.entry(conversation).or_default().insert(self.mailbox.id, Arc::clone(&self.mailbox));
        }
    }

    /// Has the connection read the log of a conversation: the wake-up for what it knows only now may have gone by.
    pub fn wake(&self, conversation: Uuid) {
        self.mailbox.push(|news| {
            news.moved.insert(conversation);
        });
    }

    /// Stops following it.
    pub fn unfollow(&self, conversation: Uuid) {
        if lock(&self.follows).remove(&conversation) {
            self.leave(conversation);
        }
    }

    /// Whether this connection follows the conversation.
    pub fn follows(&self, conversation: Uuid) -> bool {
        lock(&self.follows).contains(&conversation)
    }

    /// How many conversations this connection follows.
    pub fn following(&self) -> usize {
        lock(&self.follows).len()
    }

    /// Follows the workspace's queue.
    pub fn follow_feed(&self) {
        self.bus.feed.insert(self.mailbox.id, Arc::clone(&self.mailbox));
    }

    fn leave(&self, conversation: Uuid) {
        if let Some(mut followers) = self.bus.conversations.get_mut(&conversation) {
            followers.remove(&self.mailbox.id);
        }
        self.bus.conversations.remove_if(&conversation, |_, followers| followers.is_empty());
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.bus.feed.remove(&self.mailbox.id);
        for conversation in std::mem::take(&mut *lock(&self.follows)) {
            self.leave(conversation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wakes_followers_once_for_many_moves_and_nobody_else() {
        let bus = Arc::new(Bus::default());
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let follower = bus.subscribe();
        follower.follow(one);
        assert_eq!(follower.mailbox.take().await.moved, HashSet::from([one]), "what went by before following is read");
        for _ in 0..1_000 {
            bus.moved(one);
            bus.moved(two);
        }
        let news = follower.mailbox.take().await;
        assert_eq!(news.moved, HashSet::from([one]));
        follower.unfollow(one);
        bus.moved(one);
        bus.feed_moved();
        follower.mailbox.close(4503);
        assert_eq!(follower.mailbox.take().await, News { close: Some(4503), ..News::default() });
        drop(follower);
        assert_eq!(bus.followed(), 0);
    }

    #[tokio::test]
    async fn who_follows_from_here_is_woken_by_the_next_move() {
        let bus = Arc::new(Bus::default());
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let follower = bus.subscribe();
        follower.follow_from_here(one);
        follower.follow(two);
        assert_eq!(follower.mailbox.take().await.moved, HashSet::from([two]));
        bus.moved(one);
        assert_eq!(follower.mailbox.take().await.moved, HashSet::from([one]));
    }

    #[tokio::test]
    async fn ephemeral_news_is_bounded() {
        let bus = Arc::new(Bus::default());
        let conversation = Uuid::from_u128(1);
        let follower = bus.subscribe();
        follower.follow(conversation);
        for position in 0..1_000 {
            bus.tell(&Ephemeral::Queue { conversation, position, wait_s: None });
        }
        let news = follower.mailbox.take().await;
        assert_eq!(news.ephemeral.len(), EPHEMERAL_KEPT);
        assert_eq!(news.ephemeral.back(), Some(&Ephemeral::Queue { conversation, position: 999, wait_s: None }));
    }
}
