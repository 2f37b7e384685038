//! Contract section 3: the desk's hello, the feed, claims and everything that needs one.

use crate::client::{DESK, Desk, LIMIT, Owner, Upgrade, as_frame, number};
use crate::owner::{ENTRY, QUESTIONS};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};

/// Everything that names a conversation, for those that must not be there.
fn frames_about(conversation: &Value) -> Vec<Value> {
    let c = conversation;
    vec![
        json!({"type": "open", "conversation": c}),
        json!({"type": "claim", "conversation": c}),
        json!({"type": "send", "conversation": c, "claim": 1, "text": "hello"}),
        json!({"type": "send_entry", "conversation": c, "claim": 1, "entry": ENTRY}),
        json!({"type": "note", "conversation": c, "text": "hello"}),
        json!({"type": "release", "conversation": c, "claim": 1}),
        json!({"type": "transfer", "conversation": c, "claim": 1, "language": "bn"}),
        json!({"type": "resolve", "conversation": c, "claim": 1, "outcome": "solved"}),
        json!({"type": "reopen", "conversation": c}),
        json!({"type": "offer_form", "conversation": c, "claim": 1, "form": "warranty-claim"}),
        json!({"type": "request", "conversation": c, "kind": "warranty-claim", "values": {}}),
        json!({"type": "sync", "conversation": c, "after": 0, "limit": 10}),
        json!({"type": "history", "conversation": c, "before": 10, "limit": 10}),
    ]
}

#[tokio::test]
async fn hello_needs_a_login_its_csrf_token_and_the_right_role() {
    let server = Server::shared();
    let technician = server.staff("technician").await;
    let editor = server.staff("editor").await;
    let mut cases = Vec::new();
    for csrf in ["", "wrong", &editor.csrf] {
        cases.push((Desk::socket(server, &technician).await, json!({"type": "hello", "csrf": csrf})));
    }
    cases.push((Desk::socket(server, &technician).await, json!({"type": "hello"})));
    cases.push((Upgrade::new(server, DESK).open(server).await, json!({"type": "hello", "csrf": technician.csrf})));
    let forged = format!("{}x", technician.cookie);
    cases
        .push((Upgrade::new(server, DESK).header("Cookie", &forged).open(server).await, json!({"type": "hello", "csrf": technician.csrf})));
    cases.push((Desk::socket(server, &editor).await, json!({"type": "hello", "csrf": editor.csrf})));
    for (mut socket, hello) in cases {
        socket.send(&hello).await;
        socket.closes_with(4502).await;
    }
}

#[tokio::test]
async fn ready_tells_everything_that_the_desk_needs() {
    let server = Server::shared();
    let (_owner, conversation) = Owner::in_queue(server).await;
    let login = server.staff("technician").await;
    let desk = Desk::hello(server, &login, json!({})).await;
    let ready = &desk.ready;
    assert_eq!(ready["user"]["id"], login.user["id"], "{ready}");
    assert!(!ready["epoch"].is_null() && ready["feed"].is_u64(), "{ready}");
    assert!(ready["heartbeat_ms"].is_u64() && ready["limits"].is_object(), "{ready}");
    assert_eq!(ready["mine"], json!([]), "{ready}");
    let queue = ready["queue"].as_array().expect("ready has the queue");
    let row = queue.iter().find(|row| row["conversation"] == conversation.as_str()).expect("the new one waits");
    assert_eq!(row["status"], "queued", "{row}");
    for field in ["language", "priority", "since"] {
        assert!(!row[field].is_null(), "{field}: {row}");
    }
}

#[tokio::test]
async fn the_feed_tells_every_change_of_the_queue() {
    let server = Server::shared();
    let mut desk = Desk::enter(server).await;
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let mut waits = async |kind: &'static str| {
        let about = conversation.clone();
        let what = format!("feed {kind}");
        desk.socket.wait(&what, |f| f["type"] == "feed" && f["kind"] == kind && f["conversation"] == about.as_str()).await
    };
    let queued = waits("queued").await;
    let mut other = Desk::enter(server).await;
    let claim = other.claim(&conversation).await;
    let claimed = waits("claimed").await;
    other.socket.ok(json!({"type": "release", "conversation": conversation, "claim": claim})).await;
    let released = waits("released").await;
    let claim = other.claim(&conversation).await;
    waits("claimed").await;
    other.socket.ok(json!({"type": "resolve", "conversation": conversation, "claim": claim, "outcome": "solved"})).await;
    let resolved = waits("resolved").await;
    let order: Vec<_> = [queued, claimed, released, resolved].iter().map(|frame| number(frame, "seq")).collect();
    assert!(order.is_sorted(), "{order:?}");
    owner.socket.event("resolved").await;
}

#[tokio::test]
async fn a_feed_that_was_missed_is_sent_after_ready() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    let desk = Desk::hello(server, &login, json!({})).await;
    let before = number(&desk.ready, "feed");
    desk.socket.leave().await;
    let (_owner, conversation) = Owner::in_queue(server).await;
    let mut again = Desk::hello(server, &login, json!({"epoch": desk.ready["epoch"], "feed": before})).await;
    assert!(number(&again.ready, "feed") > before, "{}", again.ready);
    let queued = again
        .socket
        .wait("the missed feed", |f| f["type"] == "feed" && f["conversation"] == conversation.as_str() && f["kind"] == "queued")
        .await;
    assert!(number(&queued, "seq") > before && number(&queued, "seq") <= number(&again.ready, "feed"), "{queued}");
}

#[tokio::test]
async fn a_technician_takes_over_and_the_owner_sees_it() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    desk.open(&conversation).await;
    let claim = desk.claim(&conversation).await;
    let assigned = owner.socket.event("assigned").await;
    assert!(assigned["name"].is_string(), "{assigned}");
    assert_eq!(owner.again(server, 0).await.ready["status"], "assigned");

    let id = fresh_id();
    let frame = json!({"type": "send", "id": id, "conversation": conversation, "claim": claim, "text": "Good day, **how** can I help?"});
    let ok = desk.socket.ok(frame.clone()).await;
    assert_eq!(ok["duplicate"], false, "{ok}");
    let message = owner.socket.event("message").await;
    assert_eq!((&message["from"]["role"], &message["text"]), (&json!("technician"), &frame["text"]), "{message}");
    let own = desk.socket.wait("the own message", |f| f["type"] == "event" && f["id"] == id.as_str()).await;
    assert_eq!((&own["seq"], &own["conversation"]), (&ok["seq"], &json!(conversation)), "{own}");
    let repeat = desk.socket.ok(frame.clone()).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &ok["seq"]), "{repeat}");
    let mut other = frame;
    other["text"] = json!("something else");
    desk.socket.refused(other, &["id_conflict"]).await;

    // While a technician is there, the bot keeps silent, but for danger.
    owner.say(QUESTIONS[0].1).await;
    owner.say("Smoke is coming from the battery, it is on fire!").await;
    let card = owner.socket.event("safety").await;
    let came = owner.socket.take_events();
    assert!(came.iter().all(|event| event["kind"] != "answer"), "no answer before {card}: {came:?}");

    desk.socket.send(&json!({"type": "typing", "conversation": conversation})).await;
    owner.socket.frame("typing").await;
    desk.socket.send(&json!({"type": "read", "conversation": conversation, "upto": 1})).await;
    let resolve = json!({"type": "resolve", "conversation": conversation, "claim": claim, "outcome": "solved", "tags": ["warranty"]});
    desk.socket.ok(resolve).await;
    owner.socket.event("resolved").await;
    desk.socket.refused(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "one more"}), &["closed"]).await;
    desk.socket.refused(json!({"type": "claim", "conversation": conversation}), &["closed"]).await;
    desk.socket.ok(json!({"type": "reopen", "conversation": conversation})).await;
    owner.socket.event("reopened").await;
    let last = number(&owner.again(server, 0).await.ready, "seq");
    assert!(owner.socket.applied() <= last);
}

#[tokio::test]
async fn a_conversation_of_the_bot_can_be_claimed() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    let conversation = owner.conversation(server).await;
    let mut desk = Desk::enter(server).await;
    desk.claim(&conversation).await;
    owner.socket.event("assigned").await;
}

#[tokio::test]
async fn of_two_claims_at_once_exactly_one_wins() {
    let server = Server::shared();
    let (mut one, mut other) = (Desk::enter(server).await, Desk::enter(server).await);
    for turn in 0..20 {
        let (_owner, conversation) = Owner::in_queue(server).await;
        let claim = || json!({"type": "claim", "id": fresh_id(), "conversation": conversation});
        let (first, second) = tokio::join!(one.socket.request(claim()), other.socket.request(claim()));
        let wins = [&first, &second].iter().filter(|reply| reply["type"] == "ok").count();
        assert_eq!(wins, 1, "turn {turn}: {first} {second}");
        let loser = if first["type"] == "ok" { &second } else { &first };
        assert_eq!(loser["code"], "already_claimed", "turn {turn}: {loser}");
    }
}

#[tokio::test]
async fn of_many_claims_at_once_exactly_one_wins() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    let mut desks = Vec::new();
    for _ in 0..3 {
        desks.push(Desk::enter(server).await);
    }
    // The same user twice is no exception: the second frame has another id.
    desks.push(Desk::hello(server, &login, json!({})).await);
    let (_owner, conversation) = Owner::in_queue(server).await;
    let mut ids = Vec::new();
    for desk in &mut desks {
        let id = fresh_id();
        desk.socket.send(&json!({"type": "claim", "id": id, "conversation": conversation})).await;
        ids.push(id);
    }
    let mut wins = 0;
    for (desk, id) in desks.iter_mut().zip(&ids) {
        let reply = desk.socket.reply(id).await;
        wins += usize::from(reply["type"] == "ok");
        assert!(reply["type"] == "ok" || reply["code"] == "already_claimed", "{reply}");
    }
    assert_eq!(wins, 1);
}

#[tokio::test]
async fn claim_next_takes_danger_first_then_who_waited_longest() {
    let server = Server::start(Options::roomy());
    let mut desk = Desk::enter(&server).await;
    desk.socket.refused(json!({"type": "claim_next"}), &["not_found"]).await;
    let (_first, first) = Owner::in_queue(&server).await;
    let (_second, second) = Owner::in_queue(&server).await;
    let mut third = Owner::enter(&server).await;
    third.say("Help, the car is on fire, smoke everywhere!").await;
    let queued = third.socket.event("queued").await;
    assert_eq!(queued["reason"], "safety", "{queued}");
    let danger = third.conversation(&server).await;

    let fresh = Desk::enter(&server).await;
    let queue = fresh.ready["queue"].as_array().expect("ready has the queue").clone();
    assert_eq!(queue.first().map(|row| &row["conversation"]), Some(&json!(danger)), "danger is at the top: {queue:?}");
    let priority = |conversation: &str| queue.iter().find(|row| row["conversation"] == conversation).map(|row| row["priority"].clone());
    assert_ne!(priority(&danger), priority(&first), "and has another priority: {queue:?}");

    for expected in [&danger, &first, &second] {
        let ok = desk.socket.ok(json!({"type": "claim_next"})).await;
        assert_eq!(ok["conversation"], expected.as_str(), "{ok}");
        assert!(ok["claim"].is_u64() && ok["seq"].is_u64(), "{ok}");
    }
    desk.socket.refused(json!({"type": "claim_next"}), &["not_found"]).await;
    let mine = Desk::enter(&server).await.ready["mine"].clone();
    assert_eq!(mine, json!([]), "another technician's are not mine");
}

#[tokio::test]
async fn claim_next_asks_for_languages() {
    let server = Server::start(Options::roomy());
    let mut desk = Desk::enter(&server).await;
    let mut owner = Owner::hello(&server, json!({"language": "bn"})).await;
    owner.socket.ok(json!({"type": "handoff"})).await;
    let conversation = owner.conversation(&server).await;
    desk.socket.refused(json!({"type": "claim_next", "languages": ["kk"]}), &["not_found"]).await;
    let ok = desk.socket.ok(json!({"type": "claim_next", "languages": ["kk", "bn"]})).await;
    assert_eq!(ok["conversation"], conversation.as_str(), "{ok}");
}

#[tokio::test]
async fn danger_in_a_queued_conversation_is_told_by_the_feed() {
    let server = Server::shared();
    let mut desk = Desk::enter(server).await;
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let about = conversation.as_str();
    desk.socket.wait("feed queued", |f| f["type"] == "feed" && f["conversation"] == about && f["kind"] == "queued").await;
    owner.say("Smoke is coming from the car, the battery is on fire!").await;
    desk.socket.wait("feed priority", |f| f["type"] == "feed" && f["conversation"] == about && f["kind"] == "priority").await;
}

#[tokio::test]
async fn a_stale_claim_may_do_nothing() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let (mut one, mut other) = (Desk::enter(server).await, Desk::enter(server).await);
    let old = one.claim(&conversation).await;
    one.socket.refused(json!({"type": "send", "conversation": conversation, "claim": 999_999, "text": "x"}), &["stale_claim"]).await;
    one.socket.refused(json!({"type": "send", "conversation": conversation, "text": "no claim"}), &["bad_request"]).await;
    // The number alone is no key: the assignee's are the assignee's.
    let foreign = json!({"type": "send", "conversation": conversation, "claim": old, "text": "not mine"});
    other.socket.refused(foreign, &["stale_claim", "forbidden"]).await;
    one.socket.ok(json!({"type": "release", "conversation": conversation, "claim": old})).await;
    let new = other.claim(&conversation).await;
    assert!(new.as_u64() > old.as_u64(), "claims grow: {old} {new}");
    let c = &conversation;
    for frame in [
        json!({"type": "send", "conversation": c, "claim": old, "text": "late"}),
        json!({"type": "send_entry", "conversation": c, "claim": old, "entry": ENTRY}),
        json!({"type": "release", "conversation": c, "claim": old}),
        json!({"type": "transfer", "conversation": c, "claim": old, "language": "en"}),
        json!({"type": "resolve", "conversation": c, "claim": old, "outcome": "solved"}),
    ] {
        one.socket.refused(frame, &["stale_claim"]).await;
    }
    other.socket.ok(json!({"type": "send", "conversation": c, "claim": new, "text": "the right one"})).await;
    let message = owner.socket.event("message").await;
    assert_eq!(message["text"], "the right one", "{message}");
}

#[tokio::test]
async fn a_note_leaves_no_gap_and_no_trace_for_the_owner() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let (mut desk, mut colleague) = (Desk::enter(server).await, Desk::enter(server).await);
    colleague.open(&conversation).await;
    let claim = desk.claim(&conversation).await;
    let canary = format!("canary-{}", fresh_id());
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "before"})).await;
    for turn in 0..3 {
        let note = json!({"type": "note", "conversation": conversation, "text": format!("{canary} note {turn}")});
        // A note needs no claim.
        let author = if turn == 1 { &mut colleague } else { &mut desk };
        author.socket.ok(note).await;
    }
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "after"})).await;
    colleague.socket.wait("the note", |f| f["type"] == "event" && f["text"] == format!("{canary} note 2")).await;

    let log = desk.log(&conversation).await;
    let notes: Vec<_> = log.iter().filter(|event| event.to_string().contains(&canary)).collect();
    assert_eq!(notes.len(), 3, "staff see the notes, in the dense numbering: {log:?}");
    let last = number(&owner.again(server, 0).await.ready, "seq");
    assert_eq!(last, log.len() as u64 - 3, "the owner's numbers leave the notes out");
    let live = owner.socket.events_upto(last).await;
    let after = live.iter().position(|event| event["text"] == "after").expect("the owner gets the messages");
    assert_eq!(live[after - 1]["text"], "before", "{live:?}");
    let mut again = owner.again(server, 0).await;
    let resumed = again.socket.events_upto(last).await;
    let page = again.socket.page(json!({"type": "history", "before": last + 1, "limit": 100})).await;
    assert!(!json!([live, resumed, page]).to_string().contains(&canary), "no trace of the note");
}

#[tokio::test]
async fn a_conversation_goes_to_a_colleague() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let login = server.staff("technician").await;
    let mut colleague = Desk::hello(server, &login, json!({})).await;
    let claim = desk.claim(&conversation).await;
    let transfer =
        |to: Value| json!({"type": "transfer", "conversation": conversation, "claim": claim, "to": to, "note": "knows batteries"});
    desk.socket.refused(transfer(json!(fresh_id())), &["not_found", "bad_request"]).await;
    desk.socket.ok(transfer(login.user_id())).await;
    owner.socket.event("transferred").await;
    let stale = json!({"type": "send", "conversation": conversation, "claim": claim, "text": "late"});
    desk.socket.refused(stale, &["stale_claim"]).await;
    let again = Desk::hello(server, &login, json!({})).await;
    let mine = again.ready["mine"].as_array().expect("ready has mine");
    let row = mine.iter().find(|row| row["conversation"] == conversation.as_str()).expect("the conversation is the colleague's now");
    // The colleague never claimed, so `mine` must tell the number.
    assert!(row["claim"].as_u64() > claim.as_u64(), "{row}");
    let text = json!({"type": "send", "conversation": conversation, "claim": row["claim"], "text": "I take over"});
    colleague.socket.ok(text).await;
    assert_eq!(owner.socket.event("message").await["text"], "I take over");
    let note = colleague.log(&conversation).await.iter().any(|event| event.to_string().contains("knows batteries"));
    assert!(note, "staff see the note of a transfer");
    let last = number(&owner.again(server, 0).await.ready, "seq");
    let page = owner.socket.page(json!({"type": "history", "before": last + 1, "limit": 100})).await;
    assert!(!page.to_string().contains("knows batteries"), "the owner does not: {page}");
}

#[tokio::test]
async fn a_conversation_goes_to_a_language_or_back() {
    let server = Server::start(Options::roomy());
    let (mut owner, conversation) = Owner::in_queue(&server).await;
    let (mut desk, mut colleague) = (Desk::enter(&server).await, Desk::enter(&server).await);
    let claim = desk.claim(&conversation).await;
    desk.socket.ok(json!({"type": "transfer", "conversation": conversation, "claim": claim, "language": "kk"})).await;
    let moved = owner.socket.wait("transferred or returned", |f| f["kind"] == "transferred" || f["kind"] == "returned").await;
    assert!(moved["seq"].is_u64());
    assert_eq!(owner.again(&server, 0).await.ready["status"], "queued");
    let ok = colleague.socket.ok(json!({"type": "claim_next", "languages": ["kk"]})).await;
    assert_eq!(ok["conversation"], conversation.as_str(), "{ok}");
    assert!(ok["claim"].as_u64() > claim.as_u64(), "{ok}");
    colleague.socket.ok(json!({"type": "release", "conversation": conversation, "claim": ok["claim"]})).await;
    owner.socket.event("returned").await;
    assert_eq!(owner.again(&server, 0).await.ready["status"], "queued");
    let skill = desk.claim(&conversation).await;
    let frame = json!({"type": "transfer", "conversation": conversation, "claim": skill, "skill": "batteries"});
    desk.socket.refused(frame, &["forbidden"]).await;
}

#[tokio::test]
async fn outcomes_and_statuses_are_checked() {
    let server = Server::shared();
    let (_owner, conversation) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    let resolve = |outcome: &str| json!({"type": "resolve", "conversation": conversation, "claim": claim, "outcome": outcome});
    desk.socket.refused(resolve("whatever"), &["bad_request"]).await;
    desk.socket.refused(json!({"type": "presence", "status": "dancing"}), &["bad_request"]).await;
    desk.socket.refused(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "  "}), &["bad_request"]).await;
    for status in ["online", "away"] {
        let ok = desk.socket.ok(json!({"type": "presence", "status": status, "capacity": 3})).await;
        assert!(ok.get("seq").is_none_or(Value::is_null), "presence writes no event: {ok}");
    }
    desk.socket.ok(resolve("spam")).await;
    desk.socket.refused(resolve("solved"), &["closed"]).await;
}

#[tokio::test]
async fn a_resolved_conversation_cannot_be_used_until_it_is_opened_again() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    for outcome in ["solved", "unsolved", "duplicate"] {
        let claim = if outcome == "solved" { claim.clone() } else { desk.claim(&conversation).await };
        desk.socket.ok(json!({"type": "resolve", "conversation": conversation, "claim": claim, "outcome": outcome})).await;
        owner.socket.event("resolved").await;
        desk.socket.refused(json!({"type": "release", "conversation": conversation, "claim": claim}), &["closed"]).await;
        owner.say("one more thing").await;
        let status = owner.again(server, 0).await.ready["status"].clone();
        assert!(status == "bot" || status == "queued", "an owner who writes opens it again: {status}");
    }
}

#[tokio::test]
async fn an_entry_is_sent_in_the_owners_language() {
    let server = Server::shared();
    let mut owner = Owner::hello(server, json!({"language": "kk"})).await;
    owner.socket.ok(json!({"type": "handoff"})).await;
    let conversation = owner.conversation(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    let frame = |entry: &str| json!({"type": "send_entry", "conversation": conversation, "claim": claim, "entry": entry});
    desk.socket.refused(frame("no-such-entry"), &["not_found"]).await;
    desk.socket.ok(frame(ENTRY)).await;
    let answer = owner.socket.event("answer").await;
    assert_eq!((&answer["entry"], &answer["language"]), (&json!(ENTRY), &json!("kk")), "{answer}");
    assert_eq!(answer["from"]["role"], "technician", "{answer}");
    assert!(answer["revision"].is_u64() && answer["html"].is_string(), "{answer}");
}

#[tokio::test]
async fn what_is_still_to_come_is_forbidden() {
    let server = Server::shared();
    let (_owner, conversation) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    let c = &conversation;
    let frame = json!({"type": "send_reply", "conversation": c, "claim": claim, "reply": fresh_id()});
    desk.socket.refused(frame, &["forbidden"]).await;
}

#[tokio::test]
async fn unknown_conversations_are_not_found() {
    let server = Server::shared();
    let mut desk = Desk::enter(server).await;
    for frame in frames_about(&json!(fresh_id())) {
        desk.socket.refused(frame, &["not_found"]).await;
    }
    let mut desk = Desk::enter(server).await;
    for frame in frames_about(&json!("not-a-conversation")).into_iter().take(8) {
        desk.socket.refused(frame, &["not_found", "bad_request"]).await;
    }
}

#[tokio::test]
async fn logs_are_synced_and_paged() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    for _ in 0..3 {
        owner.say("hello").await;
    }
    let mut desk = Desk::enter(server).await;
    let log = desk.log(&conversation).await;
    let last = log.len() as u64;
    assert!(last >= 4, "{log:?}");
    for event in &log {
        assert_eq!(event["conversation"], conversation.as_str(), "{event}");
    }
    let page = desk.socket.page(json!({"type": "sync", "conversation": conversation, "after": 1, "limit": 2})).await;
    assert_eq!(page["events"], json!(log[1..3]), "{page}");
    assert_eq!(page["more"], last > 3, "{page}");
    let page = desk.socket.page(json!({"type": "history", "conversation": conversation, "before": last + 1, "limit": 2})).await;
    let mut events = page["events"].as_array().expect("checked").clone();
    events.sort_by_key(|event| number(event, "seq"));
    assert_eq!(events, log[log.len() - 2..], "{page}");
    assert_eq!(page["more"], last > 2, "{page}");
    let page = desk.socket.page(json!({"type": "sync", "conversation": conversation, "after": last, "limit": 10})).await;
    assert_eq!((page["events"].clone(), page["more"].clone()), (json!([]), json!(false)));
    let reply = desk.socket.request(json!({"type": "sync", "conversation": conversation, "after": 0, "limit": 201})).await;
    let kept = reply["type"] == "error" && reply["code"] == "bad_request";
    assert!(kept || reply["events"].as_array().is_some_and(|events| events.len() <= 200), "limit is at most 200: {reply}");
}

#[tokio::test]
async fn an_open_conversation_is_followed_until_it_is_closed() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    desk.open(&conversation).await;
    desk.socket.wait("its past", |f| f["type"] == "event" && f["seq"] == 1).await;
    owner.say("hello, are you there?").await;
    let live = desk.socket.wait("its present", |f| f["type"] == "event" && f["text"] == "hello, are you there?").await;
    assert_eq!(live["conversation"], conversation.as_str(), "{live}");
    desk.socket.ok(json!({"type": "close", "conversation": conversation})).await;
    desk.socket.take_events();
    let canary = format!("canary {}", fresh_id());
    owner.say(&canary).await;
    // Whatever was sent before this reply was sent because of the canary.
    desk.socket.ok(json!({"type": "presence", "status": "online"})).await;
    let late = desk.socket.take_events();
    assert!(!json!(late).to_string().contains(&canary), "a closed conversation is followed no more: {late:?}");

    // `hello.open` follows again, from the place that the desk has.
    let log = desk.log(&conversation).await;
    let open = json!([{"conversation": conversation, "after": 2}]);
    let mut again = Desk::hello(server, &login, json!({"epoch": desk.ready["epoch"], "open": open})).await;
    let last = log.last().expect("the log has events").clone();
    let came = again.socket.wait("what was missed", |f| f["type"] == "event" && f["seq"] == last["seq"]).await;
    assert_eq!(came, as_frame(last), "events are the same by every way");
    assert_eq!(again.socket.take_events().len(), log.len() - 3, "and none is missing between");
}

#[tokio::test]
async fn owner_and_staff_use_the_same_conversation_id() {
    let server = Server::shared();
    let (owner, conversation) = Owner::in_queue(server).await;
    let desk = Desk::enter(server).await;
    let queue = desk.ready["queue"].as_array().expect("ready has the queue");
    assert!(queue.iter().any(|row| row["conversation"] == conversation.as_str()), "{queue:?}");
    drop(owner);
}

#[tokio::test]
async fn logging_out_closes_the_desk() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    let response = crate::browser::Request::new("DELETE", "/api/v1/session").staff(server, &login).send(server).await;
    assert!((200..300).contains(&response.status), "{}", response.text());
    let (code, _) = desk.socket.closed_within(LIMIT).await;
    assert!([4502, 4503].contains(&code), "a desk without its login is closed, not with {code}");
}

#[tokio::test]
async fn a_disabled_technician_is_out() {
    let server = Server::shared();
    let user = server.user("technician", &["en"]);
    let login = crate::browser::log_in(server, &user).await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    crate::command::disable(server, &user);
    let (code, _) = desk.socket.closed_within(LIMIT).await;
    assert!([4502, 4503].contains(&code), "a desk of a disabled user is closed, not with {code}");
    let response = crate::browser::Request::get("/api/v1/session").cookie(&login).send(server).await;
    assert_eq!(response.status, 401, "{}", response.text());
    let response = crate::browser::post_session(server, &user.email, &user.password).await;
    response.problem(401, "unauthenticated");
}
