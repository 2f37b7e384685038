//! Staff: technicians, editors, administrators. Users are never deleted, only disabled: the log names them.

use super::dialect::Row;
use super::error::{Error, Result, conflict};
use super::{Store, logins, rows};
use crate::access::{StaffRole, User};
use crate::clock::Millis;
use crate::language::Language;
use sqlx::Row as _;
use uuid::Uuid;

/// A user to be made.
#[derive(Clone)]
pub struct NewUser {
    /// Stored in lower case, without spaces around it.
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    pub languages: Vec<Language>,
    /// In the PHC format of argon2. The store does not look at it.
    pub password_hash: String,
}

/// The columns of a user, of the table named `u`.
macro_rules! user_columns {
    () => {
        "u.id, u.email, u.name, u.role, u.languages, u.password_hash, u.created_at, u.disabled_at"
    };
}
pub(super) use user_columns;

impl Store {
    /// Makes a user; [`Error::Conflict`] when the address is taken.
    pub async fn add_user(&self, user: NewUser) -> Result<User> {
        let id = self.0.clock.id();
        self.write(move |work| {
            Box::pin(async move {
                let NewUser { email, name, role, languages, password_hash } = user;
                let user =
                    User { id, email: fold_email(&email), name, role, languages, password_hash, created_at: work.now, disabled: false };
                let codes: Vec<&str> = user.languages.iter().map(|language| language.code()).collect();
                sqlx::query(
                    "insert into users (id, email, name, role, languages, password_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(user.id.to_string())
                .bind(&user.email)
                .bind(&user.name)
                .bind(user.role.as_str())
                .bind(codes.join(" "))
                .bind(&user.password_hash)
                .bind(user.created_at)
                .execute(&mut work.conn)
                .await
                .map_err(|error| conflict(error, "email"))?;
                Ok(user)
            })
        })
        .await
    }

    /// All users, the disabled ones too, by address.
    pub async fn users(&self) -> Result<Vec<User>> {
        let sql = concat!("select ", user_columns!(), " from users u order by u.email");
        sqlx::query(sql).fetch_all(&self.0.read).await?.iter().map(user).collect()
    }

    /// One user, also when disabled.
    pub async fn user(&self, id: Uuid) -> Result<Option<User>> {
        let sql = concat!("select ", user_columns!(), " from users u where u.id = $1");
        let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(&self.0.read).await?;
        row.as_ref().map(user).transpose()
    }

    /// The user with an address, in any case of letters, also when disabled.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let sql = concat!("select ", user_columns!(), " from users u where u.email = $1");
        let row = sqlx::query(sql).bind(fold_email(email)).fetch_optional(&self.0.read).await?;
        row.as_ref().map(user).transpose()
    }

    /// Shuts a user out, and ends their logins.
    pub async fn disable_user(&self, id: Uuid) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let update = sqlx::query("update users set disabled_at = coalesce(disabled_at, $2) where id = $1");
                let updated = update.bind(id.to_string()).bind(work.now).execute(&mut work.conn).await?;
                if updated.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                logins::end_all(work, id).await
            })
        })
        .await
    }

    /// Changes a password, and ends the user's logins: who has stolen the old one is out.
    pub async fn set_password(&self, id: Uuid, password_hash: String) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let update = sqlx::query("update users set password_hash = $2 where id = $1");
                let updated = update.bind(id.to_string()).bind(password_hash).execute(&mut work.conn).await?;
                if updated.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                logins::end_all(work, id).await
            })
        })
        .await
    }
}

pub(super) fn user(row: &Row) -> Result<User> {
    let role: String = row.try_get("role")?;
    let languages: String = row.try_get("languages")?;
    Ok(User {
        id: rows::uuid(row, "id")?,
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        role: StaffRole::parse(&role).ok_or_else(|| Error::corrupt(format!("role {role}")))?,
        languages: languages.split_whitespace().filter_map(Language::parse).collect(),
        password_hash: row.try_get("password_hash")?,
        created_at: row.try_get("created_at")?,
        disabled: row.try_get::<Option<Millis>, _>("disabled_at")?.is_some(),
    })
}

fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}
