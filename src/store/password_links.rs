//! Links by which somebody sets their password: good once and for a time, one a user. Only the secret's hash is here.

use super::audit::{self, Actor, AuditAction, Note};
use super::error::{Error, Result};
use super::users::{self, user_columns};
use super::{Store, rows};
use crate::access::User;
use crate::clock::Millis;
use uuid::Uuid;

impl Store {
    /// Makes a link for a user, good for `within_ms` from now, and voids the one before; gives when it ends. [`Error::Disabled`]
    /// for somebody who may not log in.
    pub async fn add_password_link(&self, user: Uuid, token_hash: &[u8; 32], within_ms: Millis) -> Result<Millis> {
        let (token_hash, actor) = (*token_hash, self.1);
        self.write(move |work| {
            Box::pin(async move {
                let disabled_at: Option<Option<Millis>> = sqlx::query_scalar("select disabled_at from users where id = $1")
                    .bind(user.to_string())
                    .fetch_optional(&mut work.conn)
                    .await?;
                match disabled_at {
                    None => return Err(Error::NotFound),
                    Some(Some(_)) => return Err(Error::Disabled),
                    Some(None) => {}
                }
                let expires_at = work.now.saturating_add(within_ms);
                sqlx::query(
                    "insert into password_links (user_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4)
                     on conflict (user_id) do update
                     set token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at",
                )
                .bind(user.to_string())
                .bind(token_hash.as_slice())
                .bind(work.now)
                .bind(expires_at)
                .execute(&mut work.conn)
                .await?;
                audit::note(work, actor, Note::new(AuditAction::PasswordLink, user)).await?;
                Ok(expires_at)
            })
        })
        .await
    }

    /// Whose link it is; none when it was used, is over, was replaced or never was, or when they are disabled.
    pub async fn user_of_link(&self, token_hash: &[u8; 32]) -> Result<Option<User>> {
        let sql = concat!(
            "select ",
            user_columns!(),
            " from password_links p join users u on u.id = p.user_id where p.token_hash = $1 and p.expires_at > $2 and u.disabled_at is null"
        );
        let query = sqlx::query(sql).bind(token_hash.as_slice()).bind(self.0.clock.now());
        query.fetch_optional(&self.0.read).await?.as_ref().map(users::user).transpose()
    }

    /// Sets the password of the link's user and ends their logins; [`Error::NotFound`] when the link is no longer good. Of two
    /// at once, one wins.
    pub async fn use_password_link(&self, token_hash: &[u8; 32], password_hash: String) -> Result<User> {
        let token_hash = *token_hash;
        self.write(move |work| {
            Box::pin(async move {
                let delete = "delete from password_links where token_hash = $1 and expires_at > $2 and user_id in
                    (select id from users where disabled_at is null) returning user_id";
                let used = sqlx::query(delete).bind(token_hash.as_slice()).bind(work.now).fetch_optional(&mut work.conn).await?;
                let user = rows::uuid(&used.ok_or(Error::NotFound)?, "user_id")?;
                // Whoever has the link is taken for its user.
                users::set_password(work, Actor::User(user), user, password_hash).await
            })
        })
        .await
    }
}
