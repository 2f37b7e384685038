//! Login sessions of the staff: a cookie's token, its hash here.

use super::error::Result;
use super::users::{self, user_columns};
use super::{Manner, Settings, Store, Work};
use crate::access::User;
use crate::clock::Millis;
use sqlx::Row as _;
use std::fmt;
use uuid::Uuid;

/// A login's last use is written at most this often.
const TOUCH_EVERY_MS: Millis = 60_000;

/// A login that is good now.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub user: User,
    /// What changing requests must carry.
    pub csrf: String,
    pub created_at: Millis,
}

/// Without the CSRF token, so that it comes into no log.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).field("created_at", &self.created_at).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins a login, and forgets the user's expired ones.
    pub async fn add_login(&self, user: Uuid, token_hash: &[u8; 32], csrf: String) -> Result<()> {
        let (token_hash, settings) = (*token_hash, self.0.settings);
        self.write(move |work| {
            Box::pin(async move {
                sqlx::query("delete from logins where user_id = $1 and (seen_at <= $2 or created_at <= $3)")
                    .bind(user.to_string())
                    .bind(work.now - settings.login_idle_ms)
                    .bind(work.now - settings.login_max_ms)
                    .execute(&mut work.conn)
                    .await?;
                sqlx::query("insert into logins (token_hash, user_id, csrf, created_at, seen_at) values ($1, $2, $3, $4, $4)")
                    .bind(token_hash.as_slice())
                    .bind(user.to_string())
                    .bind(csrf)
                    .bind(work.now)
                    .execute(&mut work.conn)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// The login of a token; none when unknown, expired or of a disabled user. Counts as use.
    pub async fn login(&self, token_hash: &[u8; 32]) -> Result<Option<Login>> {
        let sql = concat!(
            "select l.csrf, l.created_at as login_created_at, l.seen_at as login_seen_at, ",
            user_columns!(),
            " from logins l join users u on u.id = l.user_id where l.token_hash = $1 and u.disabled_at is null"
        );
        let Some(row) = sqlx::query(sql).bind(token_hash.as_slice()).fetch_optional(&self.0.read).await? else { return Ok(None) };
        let (created_at, seen_at): (Millis, Millis) = (row.try_get("login_created_at")?, row.try_get("login_seen_at")?);
        let now = self.0.clock.now();
        if expired(&self.0.settings, created_at, seen_at, now) {
            return Ok(None);
        }
        if now - seen_at >= TOUCH_EVERY_MS {
            let token_hash = *token_hash;
            // Nobody waits for it, and reading goes on when nothing can be written.
            let _ = self.0.queue.submit(Manner::Lazy, move |work| Box::pin(touch(work, token_hash)));
        }
        Ok(Some(Login { user: users::user(&row)?, csrf: row.try_get("csrf")?, created_at }))
    }

    /// Logs out; nothing happens when the login has ended already.
    pub async fn end_login(&self, token_hash: &[u8; 32]) -> Result<()> {
        let token_hash = *token_hash;
        self.write(move |work| {
            Box::pin(async move {
                let delete = sqlx::query("delete from logins where token_hash = $1").bind(token_hash.as_slice());
                delete.execute(&mut work.conn).await?;
                Ok(())
            })
        })
        .await
    }

    /// Ends all logins of a user.
    pub async fn end_logins(&self, user: Uuid) -> Result<()> {
        self.write(move |work| Box::pin(end_all(work, user))).await
    }
}

pub(super) async fn end_all(work: &mut Work, user: Uuid) -> Result<()> {
    sqlx::query("delete from logins where user_id = $1").bind(user.to_string()).execute(&mut work.conn).await?;
    Ok(())
}

async fn touch(work: &mut Work, token_hash: [u8; 32]) -> Result<()> {
    let update = sqlx::query("update logins set seen_at = $2 where token_hash = $1 and seen_at < $2");
    update.bind(token_hash.as_slice()).bind(work.now).execute(&mut work.conn).await?;
    Ok(())
}

fn expired(settings: &Settings, created_at: Millis, seen_at: Millis, now: Millis) -> bool {
    now - seen_at >= settings.login_idle_ms || now - created_at >= settings.login_max_ms
}
