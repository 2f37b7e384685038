//! Login sessions of the staff: a cookie's token, its hash here.

use super::error::{Error, Result};
use super::users::{self, user_columns};
use super::{Manner, PLACE_KNOWN_MS, Settings, Store, Work};
use crate::access::User;
use crate::clock::Millis;
use sqlx::Row as _;
use std::fmt;
use uuid::Uuid;

/// A login's last use is written at most this often.
const TOUCH_EVERY_MS: Millis = 60_000;
/// Places that are remembered of a user.
const PLACES: i64 = 20;

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
    /// Begins a login, and forgets the user's expired ones. `place`: a hash of the user and where they are, remembered for
    /// [`Store::knows_place`]. [`Error::NotFound`] when the user is gone, disabled or has another password since `user` was read.
    pub async fn add_login(&self, user: &User, token_hash: &[u8; 32], csrf: String, place: [u8; 32]) -> Result<()> {
        let (token_hash, settings) = (*token_hash, self.0.settings);
        let (user, password_hash) = (user.id, user.password_hash.clone().unwrap_or_default());
        self.write(move |work| {
            Box::pin(async move {
                sqlx::query("delete from logins where user_id = $1 and (seen_at <= $2 or created_at <= $3)")
                    .bind(user.to_string())
                    .bind(work.now - settings.login_idle_ms)
                    .bind(work.now - settings.login_max_ms)
                    .execute(&mut work.conn)
                    .await?;
                // Between the check of the password and now somebody may have shut the user out.
                let insert = "insert into logins (token_hash, user_id, csrf, created_at, seen_at)
                    select $1, u.id, $3, $4, $4 from users u where u.id = $2 and u.disabled_at is null and u.password_hash = $5";
                let inserted = sqlx::query(insert)
                    .bind(token_hash.as_slice())
                    .bind(user.to_string())
                    .bind(csrf)
                    .bind(work.now)
                    .bind(password_hash)
                    .execute(&mut work.conn)
                    .await?;
                if inserted.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                remember_place(work, user, place).await
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

    /// Whether the user has logged in at this place in the last thirty days.
    pub async fn knows_place(&self, user: Uuid, place: &[u8; 32]) -> Result<bool> {
        let sql = "select 1 from login_places where user_id = $1 and place = $2 and seen_at > $3";
        let query = sqlx::query(sql).bind(user.to_string()).bind(place.as_slice()).bind(self.0.clock.now() - PLACE_KNOWN_MS);
        Ok(query.fetch_optional(&self.0.read).await?.is_some())
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
        self.write(move |work| Box::pin(users::shut_out(work, user))).await
    }
}

/// Notes that the user has logged in at a place, and forgets the oldest ones.
async fn remember_place(work: &mut Work, user: Uuid, place: [u8; 32]) -> Result<()> {
    let insert = "insert into login_places (user_id, place, seen_at) values ($1, $2, $3)
        on conflict (user_id, place) do update set seen_at = excluded.seen_at";
    sqlx::query(insert).bind(user.to_string()).bind(place.as_slice()).bind(work.now).execute(&mut work.conn).await?;
    let delete = "delete from login_places where user_id = $1 and (seen_at <= $2 or place not in
        (select place from login_places where user_id = $1 order by seen_at desc, place limit $3))";
    sqlx::query(delete).bind(user.to_string()).bind(work.now - PLACE_KNOWN_MS).bind(PLACES).execute(&mut work.conn).await?;
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
