//! Staff: technicians, editors, administrators. Users are never deleted, only disabled: the log names them. Their address stays.

use super::audit::{self, Actor, AuditAction, Note};
use super::dialect::Row;
use super::error::{Error, Result, conflict};
use super::jobs::{self, NewJob};
use super::{Store, Work, rows};
use crate::access::{Action, StaffRole, User};
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
    /// In the PHC format of argon2; none for somebody invited, who sets it by a link. The store does not look at it.
    pub password_hash: Option<String>,
}

/// What may be changed of a user.
#[derive(Debug, Clone)]
pub struct UserChange {
    pub name: String,
    pub role: StaffRole,
    pub languages: Vec<Language>,
}

/// The columns of a user, of the table named `u`.
macro_rules! user_columns {
    () => {
        "u.id, u.email, u.name, u.role, u.languages, u.password_hash, u.created_at, u.disabled_at, u.revision"
    };
}
pub(super) use user_columns;

impl Store {
    /// Makes a user; [`Error::Conflict`] when the address is taken.
    pub async fn add_user(&self, user: NewUser) -> Result<User> {
        let (id, actor) = (self.0.clock.id(), self.1);
        self.write(move |work| {
            Box::pin(async move {
                let NewUser { email, name, role, languages, password_hash } = user;
                let user = User {
                    id,
                    email: fold_email(&email),
                    name,
                    role,
                    languages,
                    password_hash,
                    created_at: work.now,
                    disabled: false,
                    revision: 1,
                };
                sqlx::query(
                    "insert into users (id, email, name, role, languages, password_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(user.id.to_string())
                .bind(&user.email)
                .bind(&user.name)
                .bind(user.role.as_str())
                .bind(codes(&user.languages))
                .bind(user.password_hash.as_deref().unwrap_or_default())
                .bind(user.created_at)
                .execute(&mut work.conn)
                .await
                .map_err(|error| conflict(error, "email"))?;
                let note = Note::new(AuditAction::StaffAdded, id).with("role", user.role.as_str());
                audit::note(work, actor, note).await?;
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

    /// At most `limit` users by address, after the one of `after`; one that is unknown means the beginning.
    pub async fn users_after(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<User>> {
        let sql = concat!(
            "select ",
            user_columns!(),
            " from users u where u.email > coalesce((select a.email from users a where a.id = $1), '') order by u.email limit $2"
        );
        let query = sqlx::query(sql).bind(after.map(|id| id.to_string())).bind(i64::from(limit));
        query.fetch_all(&self.0.read).await?.iter().map(user).collect()
    }

    /// Changes what is known of a user, when nobody else has since `revision`: else [`Error::Stale`]. Another role ends the
    /// user's logins, which the flag tells, and one that takes no conversations adds the job `then`. [`Error::LastAdmin`] when
    /// nobody would be left who may administer.
    pub async fn change_user(&self, id: Uuid, revision: u64, change: UserChange, then: NewJob) -> Result<(User, bool)> {
        let actor = self.1;
        self.write(move |work| {
            Box::pin(async move {
                let before = find(work, id).await?;
                if before.revision != revision {
                    return Err(Error::Stale);
                }
                let UserChange { name, role, languages } = change;
                let sql = "update users set name = $2, role = $3, languages = $4, revision = revision + 1 where id = $1";
                let update = sqlx::query(sql).bind(id.to_string()).bind(name).bind(role.as_str()).bind(codes(&languages));
                update.execute(&mut work.conn).await?;
                if role != before.role {
                    shut_out(work, id).await?;
                    keep_an_admin(work, &before).await?;
                }
                if before.role.may(Action::TakeNext) && !role.may(Action::TakeNext) {
                    jobs::enqueue(work, &then).await?;
                }
                let mut note = Note::new(AuditAction::StaffChanged, id);
                if role != before.role {
                    note = note.with("from", before.role.as_str()).with("to", role.as_str());
                }
                audit::note(work, actor, note).await?;
                Ok((find(work, id).await?, role != before.role))
            })
        })
        .await
    }

    /// Shuts a user out: ends their logins, voids their password link, and adds the job `then`. [`Error::LastAdmin`], unless
    /// `even_the_last`, when nobody would be left who may administer.
    pub async fn disable_user(&self, id: Uuid, even_the_last: bool, then: NewJob) -> Result<User> {
        let actor = self.1;
        self.write(move |work| {
            Box::pin(async move {
                let before = find(work, id).await?;
                if before.disabled {
                    return Ok(before);
                }
                let update = sqlx::query("update users set disabled_at = $2, revision = revision + 1 where id = $1");
                update.bind(id.to_string()).bind(work.now).execute(&mut work.conn).await?;
                shut_out(work, id).await?;
                void_link(work, id).await?;
                if !even_the_last {
                    keep_an_admin(work, &before).await?;
                }
                jobs::enqueue(work, &then).await?;
                audit::note(work, actor, Note::new(AuditAction::StaffDisabled, id)).await?;
                find(work, id).await
            })
        })
        .await
    }

    /// Lets a user in again, with the password of before.
    pub async fn enable_user(&self, id: Uuid) -> Result<User> {
        let actor = self.1;
        self.write(move |work| {
            Box::pin(async move {
                let update = "update users set disabled_at = null, revision = revision + 1 where id = $1 and disabled_at is not null";
                let enabled = sqlx::query(update).bind(id.to_string()).execute(&mut work.conn).await?;
                if enabled.rows_affected() > 0 {
                    audit::note(work, actor, Note::new(AuditAction::StaffEnabled, id)).await?;
                }
                find(work, id).await
            })
        })
        .await
    }

    /// Changes a password, and ends the user's logins: who has stolen the old one is out.
    pub async fn set_password(&self, id: Uuid, password_hash: String) -> Result<User> {
        let actor = self.1;
        self.write(move |work| Box::pin(set_password(work, actor, id, password_hash))).await
    }
}

/// Changes a password within a transaction. A link that would still set another is void.
pub(super) async fn set_password(work: &mut Work, actor: Actor, id: Uuid, password_hash: String) -> Result<User> {
    let update = sqlx::query("update users set password_hash = $2, revision = revision + 1 where id = $1");
    update.bind(id.to_string()).bind(password_hash).execute(&mut work.conn).await?;
    shut_out(work, id).await?;
    void_link(work, id).await?;
    audit::note(work, actor, Note::new(AuditAction::PasswordSet, id)).await?;
    find(work, id).await
}

/// Ends all logins of a user, within a transaction.
pub(super) async fn shut_out(work: &mut Work, id: Uuid) -> Result<()> {
    sqlx::query("delete from logins where user_id = $1").bind(id.to_string()).execute(&mut work.conn).await?;
    Ok(())
}

/// Voids a user's password link, within a transaction.
async fn void_link(work: &mut Work, id: Uuid) -> Result<()> {
    sqlx::query("delete from password_links where user_id = $1").bind(id.to_string()).execute(&mut work.conn).await?;
    Ok(())
}

/// A user as this transaction sees them.
async fn find(work: &mut Work, id: Uuid) -> Result<User> {
    let sql = concat!("select ", user_columns!(), " from users u where u.id = $1");
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(&mut work.conn).await?;
    row.as_ref().map_or(Err(Error::NotFound), user)
}

/// Refuses a change that took the last admin away: somebody must be left who can log in and let others in.
async fn keep_an_admin(work: &mut Work, before: &User) -> Result<()> {
    if before.disabled || before.role != StaffRole::Admin {
        return Ok(());
    }
    let sql = "select count(*) from users where role = 'admin' and disabled_at is null and password_hash <> ''";
    let left: i64 = sqlx::query_scalar(sql).fetch_one(&mut work.conn).await?;
    if left == 0 { Err(Error::LastAdmin) } else { Ok(()) }
}

fn codes(languages: &[Language]) -> String {
    languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(" ")
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
        password_hash: Some(row.try_get::<String, _>("password_hash")?).filter(|hash| !hash.is_empty()),
        created_at: row.try_get("created_at")?,
        disabled: row.try_get::<Option<Millis>, _>("disabled_at")?.is_some(),
        revision: rows::count(row, "revision")?,
    })
}

fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}
