//! `/api/v1/faq`: entries with drafts, revisions and translations, for editors: the routes. What they take and give is in `shapes`, what the
//! document of the API says of them in `described`.

pub mod attached;
mod described;
pub mod exchange;
pub mod history;
pub mod overview;
pub mod quality;
mod shapes;
pub mod writing;

pub use described::{DELETE, LIST_ENTRIES, PUBLISH, RENAME, RESTORE, SAVE, SHOW, UNDO, UNSCHEDULE, WITHDRAW};
pub use shapes::{Acting, EntryBody, EntryInput, NewName, Publish, Restore};

use super::gaps::counts_by_entry;
use super::json;
use crate::access::User;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, EntryName, MaybeMatch, On, Read, ReadAtMost, ReadIfAny, Staff};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::{ChangeBody, Problem};
use crate::studio::gate::Changed;
use crate::studio::passing::Act;
use crate::studio::shelf::Filter;
use crate::studio::{Shown, Which, time_of};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use described::ENTRY;
use shapes::{EntryPage, ListQuery, MISSING, PublishedEntry, ShortEntry, ShowQuery};
use std::collections::BTreeMap;

/// Largest body of an entry, in bytes: its answers alone may have 20,000 characters in each of four languages, most of three bytes.
pub const MAX_ENTRY: usize = 512 * 1024;
/// The list's name in its cursors.
const LIST: &str = "faq";

/// An entry with its revision as the `ETag`.
pub fn entry(web: &Web, caller: Caller, shown: Shown) -> Response {
    let tag = etag(shown.head.revision);
    let mut response = json(&EntryBody::new(web, caller.language, shown));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

fn etag(revision: u32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// Who edits.
pub fn editor(staff: &Staff) -> &User {
    &staff.login.user
}

/// `GET /api/v1/faq`.
pub async fn list(
    State(web): State<Web>,
    staff: Staff,
    paging: Paging,
    query: Result<Query<ListQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let after = paging.after::<String>(LIST)?;
    let mut wanted = query.wanted()?;
    let needs_counts = query.counts || matches!(wanted.filter, Some(Filter::NeverAsked | Filter::Unhelpful));
    let mut counts = if needs_counts { counts_by_entry(&web, editor(&staff)).await? } else { BTreeMap::new() };
    wanted.asked = counts.iter().map(|(entry, counts)| (entry.clone(), counts.asked())).collect();
    let page = web.app.studio.list(editor(&staff), &query.q, &wanted, after.as_deref(), paging.limit).await?;
    let next = page.cards.last().filter(|_| page.more).map(|last| cursor(LIST, &last.head.entry));
    let items = page.cards.iter().map(|card| {
        let counts = counts.remove(&card.head.entry).filter(|_| query.counts);
        ShortEntry::new(card, counts)
    });
    let items = items.collect();
    Ok(json(&EntryPage { categories: page.categories, items, next }))
}

/// `GET /api/v1/faq/{entry}`.
pub async fn show(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    query: Result<Query<ShowQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let which = match query {
        ShowQuery { revision: Some(revision), .. } => Which::Revision(revision),
        ShowQuery { published: Some(true), .. } => Which::Published,
        ShowQuery { .. } => Which::Head,
    };
    Ok(entry(&web, caller, web.app.studio.entry(editor(&staff), &id, which).await?))
}

/// `PUT /api/v1/faq/{entry}`.
pub async fn save(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadAtMost(input): ReadAtMost<EntryInput, MAX_ENTRY>,
) -> Result<Response, Problem> {
    let on = match on {
        Some(On::Revision(revision)) => Some(revision),
        Some(On::Nothing) => None,
        None if web.app.studio.is_there(editor(&staff), &id).await? => return Err(Code::PreconditionRequired.into()),
        None => None,
    };
    let (shown, is_new) = web.app.studio.save(editor(&staff), input.request(id, on)).await?;
    let mut response = entry(&web, caller, shown);
    if is_new {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

/// `DELETE /api/v1/faq/{entry}`.
pub async fn remove(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
) -> Result<Response, Problem> {
    let on = on.ok_or(Code::PreconditionRequired)?.revision()?;
    let act = Act { on: Some(on), ..Act::default() };
    Ok(entry(&web, caller, web.app.studio.withdraw(editor(&staff), &id, act, true).await?.0))
}

/// `POST /api/v1/faq/{entry}/publish`.
pub async fn publish(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(publish): ReadIfAny<Publish>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let Publish { at, dry_run, r#override: reason } = publish;
    let (shown, changes) = match at.filter(|_| !dry_run) {
        None => web.app.studio.publish(editor(&staff), &id, Act { on, reason, dry_run }).await?,
        Some(at) => web.app.studio.schedule(editor(&staff), &id, on, time_of(&at).ok_or(Code::BadRequest)?, reason).await?,
    };
    Ok(changed(&web, caller, shown, &changes))
}

/// An entry with what an act changes, or would.
fn changed(web: &Web, caller: Caller, shown: Shown, changes: &[Changed]) -> Response {
    let tag = etag(shown.head.revision);
    let changes = changes.iter().map(ChangeBody::from).collect();
    let mut response = json(&PublishedEntry { changes, entry: EntryBody::new(web, caller.language, shown) });
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// `DELETE /api/v1/faq/{entry}/schedule`.
pub async fn unschedule(State(web): State<Web>, caller: Caller, staff: Staff, EntryName(id): EntryName) -> Result<Response, Problem> {
    Ok(entry(&web, caller, web.app.studio.unschedule(editor(&staff), &id).await?))
}

/// `POST /api/v1/faq/{entry}/rename`.
pub async fn rename(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    Read(rename): Read<NewName>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    Ok(entry(&web, caller, web.app.studio.rename(editor(&staff), &id, &rename.id, on).await?))
}

/// `POST /api/v1/faq/{entry}/withdraw`.
pub async fn withdraw(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(Acting { dry_run, r#override: reason }): ReadIfAny<Acting>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let (shown, changes) = web.app.studio.withdraw(editor(&staff), &id, Act { on, reason, dry_run }, false).await?;
    Ok(changed(&web, caller, shown, &changes))
}

/// `POST /api/v1/faq/{entry}/restore`.
pub async fn restore(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(restore): ReadIfAny<Restore>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    Ok(entry(&web, caller, web.app.studio.restore(editor(&staff), &id, restore.revision, on).await?))
}

/// `POST /api/v1/faq/{entry}/undo`.
pub async fn undo(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(Acting { dry_run, r#override: reason }): ReadIfAny<Acting>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let (shown, changes) = web.app.studio.undo(editor(&staff), &id, Act { on, reason, dry_run }).await?;
    Ok(changed(&web, caller, shown, &changes))
}
