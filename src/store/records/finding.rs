//! Finding records by what somebody types.
//!
//! The surest ways come first: what has a word exactly is looked for before what only sounds like it, and once enough is found that nothing
//! less sure can outdo, the rest is not read. A name that tens of thousands share costs a few milliseconds so. The ids come in one text a
//! way, as rows of their own would take longer than finding them.

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
/// Stands between ids; none has it.
const BETWEEN: char = ' ';

/// Ids in which a word is found, with the weight of the surest way.
type Found = FxHashMap<Box<str>, i64>;

impl Store {
    /// At most `limit` records in which every word is found, the surest first.
    pub async fn find_records(&self, kind: RecordKind, sought: &[Vec<Way>], limit: u32) -> Result<Vec<Stored>> {
        let words: Vec<&[Way]> = sought.iter().filter(|ways| !ways.is_empty()).take(MOST_WORDS).map(Vec::as_slice).collect();
        let words: Vec<&[Way]> = words.into_iter().map(|ways| &ways[..ways.len().min(MOST_WAYS)]).collect();
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
        all.sort_unstable_by_key(|(sum, id)| (Reverse(*sum), *id));
        let ids: Vec<String> = all.into_iter().take(limit as usize).map(|(_, id)| id.to_owned()).collect();
        let mut records = self.records_of(kind, &ids).await?;
        Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
    }

    /// Adds the ids that the ways of a weight find, word by word.
    async fn find_ids(&self, kind: RecordKind, words: &[&[Way]], weight: i64, found: &mut [Found]) -> Result<()> {
        let mut query = Builder::new("");
        let ways = words.iter().enumerate().flat_map(|(word, ways)| ways.iter().map(move |way| (word, *ways, way)));
        for (place, (word, ways, way)) in ways.filter(|(.., way)| way.weight == weight).enumerate() {
            query.push(if place > 0 { " union all " } else { "" });
            query.push("select cast(").push_bind(i64::try_from(word).unwrap_or(i64::MAX)).push(" as bigint) as word, string_agg(id, ");
            query.push_bind(BETWEEN.to_string()).push(") as ids from (select id from record_keys where kind = ").push_bind(kind.as_str());
            query.push(" and field = ").push_bind(WORD).push(" and value ");
            if way.begins {
                // What is the word exactly, its own way has found.
                let is_exact = ways.iter().any(|other| !other.begins && other.form == way.form);
                query.push(if is_exact { "> " } else { ">= " }).push_bind(&way.form);
                query.push(" and value < ").push_bind(format!("{}\u{10ffff}", way.form));
            } else {
                query.push("= ").push_bind(&way.form);
            }
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

/// What is found for every word, with the sum of its weights.
fn in_all(found: &[Found]) -> Vec<(i64, &str)> {
    let Some(fewest) = found.iter().min_by_key(|found| found.len()) else { return Vec::new() };
    let sum = |id: &str| found.iter().map(|found| found.get(id).copied()).sum::<Option<i64>>();
    fewest.keys().filter_map(|id| Some((sum(id)?, id.as_ref()))).collect()
}
