//! All requests as CSV, for sheets and other programs.

use super::own;
use crate::clock::rfc3339;
use crate::error::{Code, Error};
use crate::faq::exchange::separated;
use crate::store::{Openness, RequestFilter, RequestRow, Store};

/// Requests that are read at once.
const PAGE: u32 = 200;
/// The columns, in the names that the API has for them. `values` is JSON: what was filled in, and what was added since.
const COLUMNS: [&str; 16] = [
    "code",
    "kind",
    "status",
    "status_at",
    "market",
    "language",
    "owner",
    "vehicle",
    "vin",
    "centre",
    "slot",
    "due",
    "paused_at",
    "created_at",
    "closed_at",
    "values",
];

/// Every request as it stands, the newest first; times are in RFC 3339.
pub async fn csv(store: &Store) -> Result<String, Error> {
    let filter = RequestFilter { openness: Openness::All, ..RequestFilter::default() };
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    let mut after = None;
    loop {
        let (page, next) = store.requests(own()?, &filter, after.as_ref(), PAGE).await?;
        for row in page {
            rows.push(cells(row)?.to_vec());
        }
        match next {
            Some(next) => after = Some(next),
            None => return Ok(separated::write(&rows)),
        }
    }
}

fn cells(row: RequestRow) -> Result<[String; COLUMNS.len()], Error> {
    let at = |time: Option<i64>| time.map(rfc3339).unwrap_or_default();
    Ok([
        row.code,
        row.kind,
        row.status,
        rfc3339(row.status_at),
        row.market,
        row.language.code().to_owned(),
        row.owner.unwrap_or_default(),
        row.vehicle.unwrap_or_default(),
        row.vin.unwrap_or_default(),
        row.centre.unwrap_or_default(),
        at(row.slot.map(|slot| slot.at)),
        at(row.due),
        at(row.paused_at),
        rfc3339(row.created_at),
        at(row.closed_at),
        serde_json::to_string(&row.values).map_err(|_| Code::Internal)?,
    ])
}
