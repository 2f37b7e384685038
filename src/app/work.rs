//! What is done for each kind of job.

use super::{App, danger};
use crate::alerts::Way;
use crate::jobs::{Handler, Task};
use crate::store::Swept;
use crate::uploads::Cleaned;
use serde_json::json;
use std::sync::Arc;

/// Does jobs with the rooms of a server.
pub(super) fn handler(app: &Arc<App>) -> Handler {
    let app = Arc::clone(app);
    Arc::new(move |task, run| {
        let app = Arc::clone(&app);
        Box::pin(async move {
            match task {
                Task::Sweep {} => {
                    let Swept { owner_sessions, logins, jobs } = app.store.sweep().await?;
                    let audit = app.store.prune_audit().await?;
                    let Cleaned { loose, orphans } = app.uploads.clean().await?;
                    let uploads = json!({ "loose": loose, "orphans": orphans });
                    Ok(json!({ "uploads": uploads, "owner_sessions": owner_sessions, "logins": logins, "jobs": jobs, "audit": audit }))
                }
                // Let in again meanwhile: what they have taken since is theirs.
                Task::ReturnChats { user } if app.accounts.may_take_chats(user).await? => Ok(json!({ "returned": 0 })),
                Task::ReturnChats { user } => Ok(json!({ "returned": app.desk.return_all(user).await? })),
                Task::DangerQuestion { conversation, since } => danger::unanswered(&app, conversation, since).await,
                Task::Alarm(round) => danger::alarm(&app, round).await,
                Task::AlertWebhook(round) => danger::send(&app, Way::Webhook, round, run.attempt()).await,
                Task::PublishEntry { entry, revision, at } => {
                    Ok(json!({ "published": app.studio.publish_due(&entry, revision, at).await? }))
                }
                Task::AlertEmail(round) => danger::send(&app, Way::Email, round, run.attempt()).await,
                Task::ErasePerson { id, of, reason } => {
                    app.privacy.erase_for_operator(id, of, reason).await?;
                    Ok(json!({ "erased": id }))
                }
                Task::Scrub {} => {
                    app.store.scrub().await?;
                    Ok(json!({}))
                }
                Task::Notice { code, seq } => Ok(json!({ "notice": app.requests.notice(&code, seq).await?.as_str() })),
            }
        })
    })
}
