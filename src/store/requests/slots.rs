//! Who comes when: lanes of a centre's service.

use super::TakenSlot;
use crate::chat::command::{Refusal, SlotWanted};
use crate::clock::Millis;
use crate::store::error::{Error, Result};
use crate::store::script::Script;
use crate::store::{Store, Work};
use sqlx::Row as _;

/// Slots that one look-up of a centre's service may find: two weeks of half-hours in forty lanes.
const MOST_TAKEN: i64 = 20_000;

impl Store {
    /// The slots of a centre that are taken and reach into the time from `from` to before `to`, of one service or of all, in order.
    pub async fn taken_slots(&self, centre: &str, service: Option<&str>, from: Millis, to: Millis) -> Result<Vec<TakenSlot>> {
        let sql = "select centre, service, at, until from request_slots \
                   where centre = $1 and ($2 is null or service = $2) and at < $4 and until > $3 order by at, service, lane limit $5";
        let query = sqlx::query(sql).bind(centre).bind(service).bind(from).bind(to).bind(MOST_TAKEN);
        let taken = |row: &_| {
            let row: &crate::store::dialect::Row = row;
            let (centre, service, at, until) = (row.try_get("centre")?, row.try_get("service")?, row.try_get("at")?, row.try_get("until")?);
            Ok(TakenSlot { centre, service, at, until })
        };
        query.fetch_all(&self.0.read).await?.iter().map(taken).collect()
    }
}

/// The lowest lane that nobody holds during a slot, leaving aside what `but` holds; [`Refusal::SlotTaken`] when none is left.
pub(super) async fn lane(work: &mut Work, wanted: &SlotWanted, but: &str) -> Result<i64> {
    let SlotWanted { centre, service, at, until, capacity } = wanted;
    let sql = "select lane from request_slots where centre = $1 and service = $2 and at < $4 and until > $3 and code <> $5 order by lane";
    let query = sqlx::query(sql).bind(centre).bind(service).bind(at).bind(until).bind(but);
    let taken: Vec<i64> = query.fetch_all(&mut work.conn).await?.iter().map(|row| row.try_get("lane")).collect::<Result<_, _>>()?;
    let free = (0..i64::from(*capacity)).find(|lane| !taken.contains(lane));
    free.ok_or(Error::Refused(Refusal::SlotTaken))
}

/// Writes that a request holds a lane.
pub(super) fn take(script: &mut Script, wanted: &SlotWanted, lane: i64, code: &str) {
    script.push("insert into request_slots (centre, service, at, lane, until, code) values (");
    let mut values = script.separated(", ");
    values.push_bind(wanted.centre.clone()).push_bind(wanted.service.clone()).push_bind(wanted.at).push_bind(lane);
    values.push_bind(wanted.until).push_bind(code.to_owned());
    script.push("); ");
}

/// Gives back what a request holds.
pub(super) fn free(script: &mut Script, code: &str) {
    script.push("delete from request_slots where code = ");
    script.push_bind(code.to_owned());
    script.push("; ");
}
