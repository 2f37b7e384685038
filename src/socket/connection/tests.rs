//! A connection's life over a transport of channels.

use super::*;
use crate::bus::{Bus, Subscription};
use crate::clock::SystemClock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const LIMITS: SocketLimits = SocketLimits { frame_bytes: 1_024, queue_frames: 256, queue_bytes: 256 * 1024 };

/// Answers every frame with so many bytes.
struct Talker {
    subscription: Subscription,
    bytes: usize,
    answered: Arc<AtomicUsize>,
    held: Arc<AtomicUsize>,
}

impl Peer for Talker {
    async fn hello(&mut self, _: Raw, out: &Outgoing) -> Result<Flow, Error> {
        Ok(sent(out.send("ready".into()).await))
    }

    async fn frame(&mut self, _: Raw, out: &Outgoing) -> Result<Flow, Error> {
        self.answered.fetch_add(1, Ordering::SeqCst);
        let taken = out.send("x".repeat(self.bytes)).await;
        self.held.fetch_max(out.bytes(), Ordering::SeqCst);
        Ok(sent(taken))
    }

    async fn news(&mut self, _: News, _: &Outgoing) -> Flow {
        Flow::Go
    }

    async fn pump(&mut self, _: &Outgoing) -> Result<bool, Flow> {
        Ok(false)
    }

    async fn check(&mut self) -> Flow {
        Flow::Go
    }

    fn check_every(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    fn error(&self, error: &Error, _: Option<&str>) -> String {
        error.code.as_str().to_owned()
    }

    fn mailbox(&self) -> Arc<Mailbox> {
        Arc::clone(&self.subscription.mailbox)
    }
}

/// A client that sends at once and reads when it likes.
struct Client {
    to: mpsc::UnboundedSender<Result<Message, axum::Error>>,
    from: mpsc::Receiver<Message>,
    answered: Arc<AtomicUsize>,
    /// Most bytes that the outgoing queue held after an answer.
    held: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
    mailbox: Arc<Mailbox>,
    served: JoinHandle<()>,
}

impl Client {
    /// Connects; each frame is answered with so many bytes. `stopped`: the server was told to stop just before.
    fn connect(bytes: usize, stopped: bool) -> Client {
        let (to, mut incoming) = mpsc::unbounded_channel();
        // The transport itself holds one frame.
        let (outgoing, from) = mpsc::channel(1);
        let stream = futures_util::stream::poll_fn(move |context| incoming.poll_recv(context));
        let sink = Box::pin(futures_util::sink::unfold(outgoing, |outgoing: mpsc::Sender<Message>, message| async move {
            outgoing.send(message).await.map_err(axum::Error::new)?;
            Ok::<_, axum::Error>(outgoing)
        }));
        let stop = watch::Sender::new(stopped);
        let around = Surroundings { clock: Arc::new(SystemClock), shutdown: stop.subscribe() };
        let subscription = Arc::new(Bus::default()).subscribe();
        let (answered, held, mailbox) = (Arc::default(), Arc::default(), Arc::clone(&subscription.mailbox));
        let talker = Talker { subscription, bytes, answered: Arc::clone(&answered), held: Arc::clone(&held) };
        let served = tokio::spawn(run_over(around, sink, stream, LIMITS, talker, ()));
        Client { to, from, answered, held, stop, mailbox, served }
    }

    fn send(&self, kind: &str) {
        let frame = format!(r#"{{"type":"{kind}"}}"#);
        // A connection that has ended shows when it is read.
        let _ = self.to.send(Ok(Message::text(frame)));
    }

    /// The next frame's length.
    async fn length(&mut self) -> usize {
        match self.from.recv().await {
            Some(Message::Text(text)) => text.len(),
            other => panic!("a text frame, not {other:?}"),
        }
    }

    async fn closed_with(&mut self) -> (u16, String) {
        loop {
            match self.from.recv().await {
                Some(Message::Close(Some(frame))) => return (frame.code, frame.reason.as_str().to_owned()),
                Some(_) => {}
                None => panic!("the connection ended without a close frame"),
            }
        }
    }

    fn answered(&self) -> usize {
        self.answered.load(Ordering::SeqCst)
    }

    /// Waits until the connection does nothing any more.
    async fn settled(&self) {
        let mut before = usize::MAX;
        while before != self.answered() {
            before = self.answered();
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[tokio::test]
async fn frames_are_read_only_when_there_is_room_for_their_answers() {
    const ANSWER: usize = 100 * 1024;
    let mut client = Client::connect(ANSWER, false);
    client.send("hello");
    for _ in 0..300 {
        client.send("history");
    }
    client.settled().await;
    // One with the transport, one on its way to it, two in the queue.
    assert!(client.answered() <= 4, "{} frames were read though nothing is taken", client.answered());
    assert_eq!(client.length().await, "ready".len());
    for _ in 0..300 {
        assert_eq!(client.length().await, ANSWER, "every frame has its answer, in time");
    }
    assert!(client.held.load(Ordering::SeqCst) <= LIMITS.queue_bytes);
}

#[tokio::test]
async fn an_answer_larger_than_the_queue_goes_alone() {
    let mut client = Client::connect(LIMITS.queue_bytes * 3, false);
    client.send("hello");
    client.send("history");
    client.send("history");
    assert_eq!(client.length().await, "ready".len());
    for _ in 0..2 {
        assert_eq!(client.length().await, LIMITS.queue_bytes * 3);
    }
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_is_given_up() {
    let client = Client::connect(100 * 1024, false);
    client.send("hello");
    for _ in 0..300 {
        client.send("history");
    }
    let start = Instant::now();
    client.served.await.expect("a connection does not panic");
    assert!(start.elapsed() <= STALL * 2 + CLOSE_WITHIN, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_takes_answers_slowly_is_not_taken_for_dead() {
    let mut client = Client::connect(100 * 1024, false);
    client.send("hello");
    for _ in 0..300 {
        client.send("history");
    }
    // Longer than a pong may take, and shorter than a stall. Time is the test's own.
    for _ in 0..20 {
        tokio::time::advance(PONG_WITHIN + Duration::from_secs(2)).await;
        let frame = client.from.recv().await;
        assert!(matches!(frame, Some(Message::Text(_))), "{frame:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_comes_while_the_server_stops_is_sent_away() {
    let mut client = Client::connect(1, true);
    client.send("hello");
    let (code, reason) = client.closed_with().await;
    assert_eq!(code, close::DRAIN);
    assert!(reason.starts_with(r#"{"after_ms":"#), "{reason}");
    // And one that was there before.
    let mut client = Client::connect(1, false);
    client.send("hello");
    assert_eq!(client.length().await, "ready".len());
    client.stop.send_replace(true);
    assert_eq!(client.closed_with().await.0, close::DRAIN);
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_does_not_keep_a_connection_from_being_closed() {
    let mut client = Client::connect(100 * 1024, false);
    client.send("hello");
    for _ in 0..300 {
        client.send("history");
    }
    // Until then the queue is full; what is in it still goes first.
    client.settled().await;
    client.mailbox.close(close::REVOKED);
    assert_eq!(client.closed_with().await.0, close::REVOKED);
}
