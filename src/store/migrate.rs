//! Numbered files that bring a database to the shape that this program knows.
//!
//! Migrations are only ever added. To add one, write `migrations/sqlite/NNNN_name.sql` and name it in [`ALL`]. Each runs
//! in a transaction of its own, together with its row in the table `migrations`: a killed migration did not happen.

use super::dialect::{BEGIN, Connection};
use super::error::{Error, Result};
use crate::clock::Millis;
use sha2::{Digest, Sha256};
use sqlx::Row as _;

/// One step. Its number is its place in the list, from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// All steps, oldest first.
pub(super) const ALL: &[Migration] = &[
    Migration { name: "begin", sql: include_str!("migrations/sqlite/0001_begin.sql") },
    Migration { name: "jobs", sql: include_str!("migrations/sqlite/0002_jobs.sql") },
    Migration { name: "accounts", sql: include_str!("migrations/sqlite/0003_accounts.sql") },
    Migration { name: "danger", sql: include_str!("migrations/sqlite/0004_danger.sql") },
    Migration { name: "markets", sql: include_str!("migrations/sqlite/0005_markets.sql") },
    Migration { name: "studio", sql: include_str!("migrations/sqlite/0006_studio.sql") },
    Migration { name: "gaps", sql: include_str!("migrations/sqlite/0007_gaps.sql") },
    Migration { name: "sync", sql: include_str!("migrations/sqlite/0008_sync.sql") },
    Migration { name: "records", sql: include_str!("migrations/sqlite/0009_records.sql") },
    Migration { name: "requests", sql: include_str!("migrations/sqlite/0010_requests.sql") },
    Migration { name: "deeds", sql: include_str!("migrations/sqlite/0011_deeds.sql") },
    Migration { name: "request lists", sql: include_str!("migrations/sqlite/0012_request_lists.sql") },
    Migration { name: "audit", sql: include_str!("migrations/sqlite/0013_audit.sql") },
    Migration { name: "attached", sql: include_str!("migrations/sqlite/0014_attached.sql") },
    Migration { name: "identities", sql: include_str!("migrations/sqlite/0015_identities.sql") },
    Migration { name: "uploads", sql: include_str!("migrations/sqlite/0016_uploads.sql") },
    Migration { name: "request uploads", sql: include_str!("migrations/sqlite/0017_request_uploads.sql") },
    Migration { name: "joined places", sql: include_str!("migrations/sqlite/0018_joined_places.sql") },
    Migration { name: "log", sql: include_str!("migrations/sqlite/0019_log.sql") },
    Migration { name: "erasures", sql: include_str!("migrations/sqlite/0020_erasures.sql") },
];

/// Runs what is missing of `migrations`, and refuses a database that another program made.
pub(super) async fn migrate(conn: &mut Connection, migrations: &[Migration], now: Millis) -> Result<()> {
    let table = "create table if not exists migrations (
        version integer primary key, name text not null, checksum text not null, at integer not null) strict";
    // The lock first: of two processes that start at once, the second finds the work done.
    sqlx::raw_sql(BEGIN).execute(&mut *conn).await?;
    let done = async {
        sqlx::raw_sql(table).execute(&mut *conn).await?;
        check(conn, migrations).await
    }
    .await;
    let done = finish(conn, done).await?;
    for (index, migration) in migrations.iter().enumerate().skip(done) {
        sqlx::raw_sql(BEGIN).execute(&mut *conn).await?;
        let step = run(conn, migrations, index, migration, now).await;
        finish(conn, step).await?;
    }
    Ok(())
}

/// How many of our migrations a database has; an error for one that has others.
pub(super) async fn version(conn: &mut Connection) -> Result<usize> {
    check(conn, ALL).await
}

/// How many migrations the database has, after comparing each with ours.
async fn check(conn: &mut Connection, migrations: &[Migration]) -> Result<usize> {
    let rows = sqlx::query("select version, name, checksum from migrations order by version").fetch_all(&mut *conn).await?;
    for (index, row) in rows.iter().enumerate() {
        let (version, name): (i64, String) = (row.try_get("version")?, row.try_get("name")?);
        let Some(known) = migrations.get(index) else {
            let known = migrations.len();
            return Err(Error::Unusable(format!(
                "the database has migration {version} ({name}), this program knows {known}: use the newer program that made it"
            )));
        };
        if version != number(index) || row.try_get::<String, _>("checksum")? != checksum(known.sql) {
            return Err(Error::Unusable(format!(
                "migration {version} ({name}) of the database is not the one that this program has: \
                 use the program that made it, or restore a backup"
            )));
        }
    }
    Ok(rows.len())
}

async fn run(conn: &mut Connection, migrations: &[Migration], index: usize, migration: &Migration, now: Millis) -> Result<()> {
    if check(conn, migrations).await? > index {
        // Another process was faster.
        return Ok(());
    }
    sqlx::raw_sql(migration.sql).execute(&mut *conn).await?;
    sqlx::query("insert into migrations (version, name, checksum, at) values ($1, $2, $3, $4)")
        .bind(number(index))
        .bind(migration.name)
        .bind(checksum(migration.sql))
        .bind(now)
        .execute(&mut *conn)
        .await?;
    tracing::info!(version = number(index), name = migration.name, "migrated the database");
    Ok(())
}

async fn finish<T>(conn: &mut Connection, result: Result<T>) -> Result<T> {
    let end = if result.is_ok() { "commit" } else { "rollback" };
    let ended = sqlx::raw_sql(end).execute(&mut *conn).await;
    let value = result?;
    ended?;
    Ok(value)
}

fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
