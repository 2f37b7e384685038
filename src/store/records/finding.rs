//! Finding records by what somebody types.

use super::{Stored, stored};
use crate::aftersales::schema::RecordKind;
use crate::aftersales::schema::finding::{WORD, Way};
use crate::store::Store;
use crate::store::dialect::Builder;
use crate::store::error::Result;

/// Words of a query that are looked for; more say nothing new.
const MOST_WORDS: usize = 6;
/// Ways in which one word is looked for.
const MOST_WAYS: usize = 16;
/// Records that one way of looking for a word finds at most: a short beginning has half of a table.
const MOST_FOUND: i64 = 20_000;

impl Store {
    /// At most `limit` records in which every word is found, the surest first.
    pub async fn find_records(&self, kind: RecordKind, sought: &[Vec<Way>], limit: u32) -> Result<Vec<Stored>> {
        let words: Vec<&Vec<Way>> = sought.iter().filter(|ways| !ways.is_empty()).take(MOST_WORDS).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut query =
            Builder::new("select r.id, r.key, r.revision, r.sample, r.body, r.changed_at from (select id, sum(weight) as weight from (");
        for (number, ways) in words.iter().enumerate() {
            query.push(if number > 0 { " union all " } else { "" }).push("select id, max(weight) as weight from (");
            for (place, way) in ways.iter().take(MOST_WAYS).enumerate() {
                query.push(if place > 0 { " union all " } else { "" });
                query
                    .push("select id, weight from (select id, cast(")
                    .push_bind(way.weight)
                    .push(" as bigint) as weight from record_keys where kind = ");
                query.push_bind(kind.as_str()).push(" and field = ").push_bind(WORD).push(" and value ");
                if way.begins {
                    query.push(">= ").push_bind(&way.form).push(" and value < ").push_bind(format!("{}\u{10ffff}", way.form));
                } else {
                    query.push("= ").push_bind(&way.form);
                }
                query.push(" limit ").push_bind(MOST_FOUND).push(") t");
            }
            query.push(") w group by id");
        }
        let count = i64::try_from(words.len()).unwrap_or(i64::MAX);
        query
            .push(") a group by id having count(*) = ")
            .push_bind(count)
            .push(" order by sum(weight) desc, id limit ")
            .push_bind(i64::from(limit));
        query.push(") f join records r on r.id = f.id and r.kind = ").push_bind(kind.as_str()).push(" order by f.weight desc, r.id");
        query.build().fetch_all(&self.0.read).await?.iter().map(stored).collect()
    }
}
