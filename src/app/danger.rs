//! The jobs of a danger: the question that nobody answers, and the alarm that nobody takes.
//!
//! Each looks first at the conversation as it is now, and does nothing when it has moved on: answered, taken, or ended. What goes out
//! twice all the same, because a crash cut off the moment after, carries the same id.

use super::{App, SECOND_MS};
use crate::access::right::WatchDanger;
use crate::access::{Principal, authorize};
use crate::alerts::{Alarm, Alert, Failed, Way};
use crate::chat::conversation::Conversation;
use crate::chat::danger::Stage;
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::jobs::{Failure, Round, Task};
use crate::language::Language;
use crate::metrics;
use crate::store::{self, NewJob};
use serde_json::{Value, json};
use uuid::Uuid;

/// Longest pause between two rounds of an alarm.
const MAX_PAUSE_MS: Millis = 3_600_000;

/// Tells the desk that nobody said in time whether anyone is in danger.
pub(super) async fn unanswered(app: &App, conversation: Uuid, since: Millis) -> Result<Value, Failure> {
    let granted = authorize(Principal::System, WatchDanger(conversation))?;
    match app.store.danger_unanswered(granted, since).await {
        Ok(_) => {
            metrics::DANGER_QUESTIONS.add("unanswered");
            Ok(json!({ "told": true }))
        }
        // Answered meanwhile, or the conversation is over.
        Err(store::Error::Refused(_)) => Ok(json!({ "told": false })),
        Err(error) => Err(error.into()),
    }
}

/// Has an alarm that nobody has taken go out by every way, and looks again later.
pub(super) async fn alarm(app: &App, round: Round) -> Result<Value, Failure> {
    if waiting(app, round).await?.is_none() {
        return Ok(json!({ "taken": true }));
    }
    let Round { conversation, round: number, .. } = round;
    let ways: Vec<Way> = Way::ALL.into_iter().filter(|way| app.alerts.has(*way)).collect();
    if ways.is_empty() {
        tracing::error!(%conversation, "nobody takes an alarm, and [alerts] names nobody who could be told");
        return Ok(json!({ "taken": false, "sent": 0 }));
    }
    tracing::warn!(%conversation, round = number, "nobody takes an alarm: it goes out");
    for way in &ways {
        let task = match way {
            Way::Webhook => Task::AlertWebhook(round),
            Way::Email => Task::AlertEmail(round),
        };
        app.store.enqueue_job(task.job()).await?;
    }
    if number.saturating_add(1) < app.config.safety.alarm_repeats {
        let next = Task::Alarm(Round { round: number + 1, ..round });
        app.store.enqueue_job(NewJob { after_ms: pause_ms(app.config.safety.alarm_after_s, number), ..next.job() }).await?;
    }
    Ok(json!({ "taken": false, "sent": ways.len() }))
}

/// Sends one round of an alarm by one way.
pub(super) async fn send(app: &App, way: Way, round: Round, attempt: u32) -> Result<Value, Failure> {
    let Some(state) = waiting(app, round).await? else { return Ok(json!({ "taken": true })) };
    let faq = app.live_faq.current();
    let language = Language::parse(&app.config.alerts.language).unwrap_or(state.language);
    let card = state.danger.card.clone();
    let title = card.as_deref().and_then(|card| faq.safety_title(card, language)).map(str::to_owned);
    let Round { conversation, since, round: number } = round;
    let alarm = Alarm { conversation, card, title, language: state.language, since, round: number };
    let alert = Alert { id: round.key(), alarm: Some(alarm) };
    match app.alerts.send(way, &alert, &app.catalog, app.clock.now()).await {
        Ok(()) => {
            metrics::ALERTS_SENT.add(way.as_str());
            tracing::info!(%conversation, way = way.as_str(), round = number, attempt, "an alarm went out");
            Ok(json!({ "sent": true }))
        }
        Err(Failed(why)) => {
            metrics::ALERTS_FAILED.add(way.as_str());
            Err(Failure::ForNow(why))
        }
    }
}

/// The conversation while this alarm of it waits for somebody.
async fn waiting(app: &App, round: Round) -> Result<Option<Conversation>, Failure> {
    let granted = authorize(Principal::System, WatchDanger(round.conversation))?;
    let state = app.store.conversation(granted).await?;
    let waits = |state: &Conversation| {
        state.status == Status::Queued && state.danger.stage == Stage::Alarm && state.danger.since == Some(round.since)
    };
    Ok(state.filter(waits))
}

/// The pause after a round: each is twice the one before.
fn pause_ms(alarm_after_s: i64, round: u32) -> Millis {
    let factor = 2_i64.saturating_pow(round.saturating_add(1));
    alarm_after_s.saturating_mul(SECOND_MS).saturating_mul(factor).min(MAX_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_come_at_growing_pauses() {
        assert_eq!([0, 1, 2, 3].map(|round| pause_ms(60, round)), [120_000, 240_000, 480_000, 960_000]);
        assert_eq!(pause_ms(60, u32::MAX), MAX_PAUSE_MS);
    }
}
