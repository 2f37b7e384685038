//! Finding records by what somebody types.
//!
//! The surest ways come first: what has a word exactly is looked for before what only sounds like it, and once enough is found that nothing
//! less sure can outdo, the rest is not read. A name that tens of thousands share costs a few milliseconds so. The ids come in one text a
//! way, as rows of their own would take longer than finding them.
//!
//! Where one of several words is rare (the number of a plate beside its town), the few records that have it are read, and the other words
//! are looked for in them alone: whoever else has these is not read at all.

use super::Stored;
use crate::aftersales::schema::RecordKind;
use crate::aftersales::schema::finding::{WORD, Way};
use crate::store::Store;
use crate::store::dialect::Builder;
use crate::store::error::Result;
use rustc_hash::FxHashMap;
use sqlx::Row as _;
use std::cmp::Reverse;

/// Words of a query that are looked for; more say nothing new.
const MOST_WORDS: usize = 6;
/// Ways in which one word is looked for.
const MOST_WAYS: usize = 16;
/// Records that one way of looking for a word finds at most: a short beginning has half of a table.
const MOST_FOUND: i64 = 50_000;
/// A word that fewer records have is rare.
const RARE: usize = 400;
/// Stands between ids; none has it.
const BETWEEN: char = ' ';
/// Stands between values; none has it.
const LINE: char = '\n';

/// Ids in which a word is found, with the weight of the surest way.
type Found = FxHashMap<Box<str>, i64>;

impl Store {
    /// At most `limit` records in which every word is found, the surest first.
    pub async fn find_records(&self, kind: RecordKind, sought: &[Vec<Way>], limit: u32) -> Result<Vec<Stored>> {
        let words: Vec<&[Way]> = sought.iter().filter(|ways| !ways.is_empty()).take(MOST_WORDS).map(Vec::as_slice).collect();
        let words: Vec<&[Way]> = words.into_iter().map(|ways| &ways[..ways.len().min(MOST_WAYS)]).collect();
        if words.len() > 1
            && let Some(rarest) = self.rarest(kind, &words).await?
        {
            let all = self.with_all(kind, &words, rarest).await?;
            return self.first_of(kind, all, limit).await;
        }
        let mut weights: Vec<i64> = words.iter().copied().flatten().map(|way| way.weight).collect();
        weights.sort_unstable_by_key(|weight| Reverse(*weight));
        weights.dedup();
        let Some(&most) = weights.first() else { return Ok(Vec::new()) };
        let mut found: Vec<Found> = vec![Found::default(); words.len()];
        let mut all = Vec::new();
        for (place, weight) in weights.iter().enumerate() {
            self.find_ids(kind, &words, *weight, &mut found).await?;
            all = in_all(&found);
            // What is not found yet has the next weight for one of its words, and the highest for the others at best.
            let Some(next) = weights.get(place + 1) else { break };
            let best = next + most * i64::try_from(words.len() - 1).unwrap_or(i64::MAX);
            if all.iter().filter(|(sum, _)| *sum >= best).count() >= limit as usize {
                break;
            }
        }
        let all = all.into_iter().map(|(sum, id)| (sum, id.to_owned())).collect();
        self.first_of(kind, all, limit).await
    }

    /// The surest of records that were found, with the sums of their weights.
    async fn first_of(&self, kind: RecordKind, mut all: Vec<(i64, String)>, limit: u32) -> Result<Vec<Stored>> {
        all.sort_unstable_by(|(sum, id), (other_sum, other)| (other_sum, id).cmp(&(sum, other)));
        let ids: Vec<String> = all.into_iter().take(limit as usize).map(|(_, id)| id).collect();
        let mut records = self.records_of(kind, &ids).await?;
        Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
    }

    /// The ways of the word that the fewest records have, if it is rare.
    async fn rarest<'w>(&self, kind: RecordKind, words: &[&'w [Way]]) -> Result<Option<&'w [Way]>> {
        let most = i64::try_from(RARE).unwrap_or(i64::MAX) + 1;
        let mut query = Builder::new("");
        for (place, (word, way)) in words.iter().enumerate().flat_map(|(word, ways)| ways.iter().map(move |way| (word, way))).enumerate() {
            query.push(if place > 0 { " union all " } else { "" });
            query.push("select cast(").push_bind(i64::try_from(word).unwrap_or(i64::MAX)).push(" as bigint) as word, count(*) as found");
            query.push(" from (select id from record_keys where ");
            is_met(&mut query, kind, way, ">= ");
            query.push(" limit ").push_bind(most).push(") t");
        }
        let mut counts = vec![0_i64; words.len()];
        for row in query.build().fetch_all(&self.0.read).await? {
            let (word, found): (i64, i64) = (row.try_get("word")?, row.try_get("found")?);
            if let Some(count) = usize::try_from(word).ok().and_then(|word| counts.get_mut(word)) {
                *count += found;
            }
        }
        let fewest = counts.iter().copied().enumerate().min_by_key(|(_, found)| *found);
        Ok(fewest.filter(|(_, found)| *found < most).map(|(word, _)| words[word]))
    }

    /// The records that a rare word finds and that have all of the words, with the sums of their weights.
    async fn with_all(&self, kind: RecordKind, words: &[&[Way]], rare: &[Way]) -> Result<Vec<(i64, String)>> {
        let mut query = Builder::new("select k.id, string_agg(k.value, ");
        query.push_bind(LINE.to_string()).push(") as forms from record_keys k where k.kind = ").push_bind(kind.as_str());
        query.push(" and k.field = ").push_bind(WORD).push(" and k.id in (");
        for (place, way) in rare.iter().enumerate() {
            query.push(if place > 0 { " union select id from record_keys where " } else { "select id from record_keys where " });
            is_met(&mut query, kind, way, ">= ");
        }
        query.push(") group by k.id");
        let mut all = Vec::new();
        for row in query.build().fetch_all(&self.0.read).await? {
            let (id, forms): (String, String) = (row.try_get("id")?, row.try_get("forms")?);
            let forms: Vec<&str> = forms.split(LINE).collect();
            let has = |way: &&Way| forms.iter().any(|form| if way.begins { form.starts_with(&way.form) } else { *form == way.form });
            let weight = |ways: &&[Way]| ways.iter().filter(has).map(|way| way.weight).max();
            all.extend(words.iter().map(weight).sum::<Option<i64>>().map(|sum| (sum, id)));
        }
        Ok(all)
    }

    /// Adds the ids that the ways of a weight find, word by word.
    async fn find_ids(&self, kind: RecordKind, words: &[&[Way]], weight: i64, found: &mut [Found]) -> Result<()> {
        let mut query = Builder::new("");
        let ways = words.iter().enumerate().flat_map(|(word, ways)| ways.iter().map(move |way| (word, *ways, way)));
        for (place, (word, ways, way)) in ways.filter(|(.., way)| way.weight == weight).enumerate() {
            query.push(if place > 0 { " union all " } else { "" });
            query.push("select cast(").push_bind(i64::try_from(word).unwrap_or(i64::MAX)).push(" as bigint) as word, string_agg(id, ");
            query.push_bind(BETWEEN.to_string()).push(") as ids from (select id from record_keys where ");
            // What is the word exactly, its own way has found.
            let is_exact = ways.iter().any(|other| !other.begins && other.form == way.form);
            is_met(&mut query, kind, way, if is_exact { "> " } else { ">= " });
            query.push(" limit ").push_bind(MOST_FOUND).push(") t");
        }
        for row in query.build().fetch_all(&self.0.read).await? {
            let (word, ids): (i64, Option<String>) = (row.try_get("word")?, row.try_get("ids")?);
            let Some(found) = usize::try_from(word).ok().and_then(|word| found.get_mut(word)) else { continue };
            for id in ids.iter().flat_map(|ids| ids.split(BETWEEN)).filter(|id| !id.is_empty()) {
                found.entry(id.into()).or_insert(weight);
            }
        }
        Ok(())
    }
}

/// The condition that a row of the index is what a way finds; what begins with its form begins `from` there.
fn is_met(query: &mut Builder, kind: RecordKind, way: &Way, from: &'static str) {
    query.push("kind = ").push_bind(kind.as_str()).push(" and field = ").push_bind(WORD).push(" and value ");
    if way.begins {
        query.push(from).push_bind(way.form.clone());
        query.push(" and value < ").push_bind(format!("{}\u{10ffff}", way.form));
    } else {
        query.push("= ").push_bind(way.form.clone());
    }
}

/// What is found for every word, with the sum of its weights.
fn in_all(found: &[Found]) -> Vec<(i64, &str)> {
    let Some(fewest) = found.iter().min_by_key(|found| found.len()) else { return Vec::new() };
    let sum = |id: &str| found.iter().map(|found| found.get(id).copied()).sum::<Option<i64>>();
    fewest.keys().filter_map(|id| Some((sum(id)?, id.as_ref()))).collect()
}
