//! The same connection without a WebSocket: server-sent events one way, a request for each frame the other
//! (`docs/protocol.md` section 1). Only how frames travel is here; its life is [`super::connection`]'s.

use crate::app::App;
use crate::connections::streams::Inbox;
use crate::socket::connection::{self, Peer, SocketLimits, Surroundings};
use axum::body::{Body, Bytes};
use axum::extract::ws::{Message, Utf8Bytes};
use futures_util::{Sink, Stream, sink, stream};
use serde_json::json;
use std::convert::Infallible;
use tokio::sync::mpsc;

/// Events that wait for the transport: the queue is [`connection::Outgoing`], whose room is only free once one is written.
const WRITING: usize = 1;

/// The client takes nothing any more.
#[derive(Debug, thiserror::Error)]
#[error("the stream has ended")]
pub struct Ended;

/// Begins a connection whose first frame has come with the request, and gives the body of its answer. `key` is told to the client: with
/// it, it sends its other frames.
pub fn begin<P: Peer + 'static>(
    app: &App,
    inbox: Inbox,
    key: &str,
    hello: String,
    limits: SocketLimits,
    peer: P,
    held: impl Send + 'static,
) -> Body {
    let (events, written) = mpsc::channel(WRITING);
    // There is room: nothing was written yet.
    let _ = events.try_send(event("open", &json!({ "connection": key }).to_string()));
    let reader = Box::pin(frames(hello, inbox, events.clone()));
    let writer = Box::pin(writer(events));
    tokio::spawn(connection::run_over(Surroundings::of(app), writer, reader, limits, peer, held));
    let body = stream::unfold(written, |mut written| async {
        let bytes: Bytes = written.recv().await?;
        Some((Ok::<_, Infallible>(bytes), written))
    });
    Body::from_stream(body)
}

/// The client's frames in their order; they end when nobody reads the events.
fn frames(hello: String, inbox: Inbox, events: mpsc::Sender<Bytes>) -> impl Stream<Item = Result<Message, axum::Error>> + Send {
    stream::unfold((Some(hello), inbox, events), |(hello, mut inbox, events)| async move {
        let frame = match hello {
            Some(hello) => hello,
            None => tokio::select! {
                frame = inbox.next() => frame?,
                () = events.closed() => return None,
            },
        };
        Some((Ok(Message::Text(Utf8Bytes::from(frame))), (None, inbox, events)))
    })
}

fn writer(events: mpsc::Sender<Bytes>) -> impl Sink<Message, Error = Ended> + Send {
    sink::unfold(events, |events, message: Message| async move {
        let bytes = match message {
            Message::Text(frame) => Bytes::from(format!("data: {}\n\n", frame.as_str())),
            Message::Close(Some(close)) => event("close", &json!({ "code": close.code, "reason": close.reason.as_str() }).to_string()),
            // There is nothing else that a connection sends.
            Message::Close(None) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => return Ok(events),
        };
        events.send(bytes).await.map_err(|_| Ended)?;
        Ok(events)
    })
}

/// An event of that name. JSON of one line: it has no line break that would end it.
fn event(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::ws::CloseFrame;
    use futures_util::SinkExt as _;

    #[tokio::test]
    async fn frames_become_events_of_one_line() {
        let (events, mut written) = mpsc::channel(8);
        let mut sink = Box::pin(writer(events));
        sink.send(Message::Text(r#"{"type":"event","text":"a\nb"}"#.into())).await.expect("taken");
        sink.send(Message::Close(Some(CloseFrame { code: 4002, reason: "a\nb".into() }))).await.expect("taken");
        assert_eq!(written.recv().await.as_deref(), Some(&b"data: {\"type\":\"event\",\"text\":\"a\\nb\"}\n\n"[..]));
        assert_eq!(written.recv().await.as_deref(), Some(&b"event: close\ndata: {\"code\":4002,\"reason\":\"a\\nb\"}\n\n"[..]));
        drop(written);
        assert!(sink.send(Message::Text("{}".into())).await.is_err(), "nobody reads");
    }
}
