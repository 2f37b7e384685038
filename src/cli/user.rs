//! `aftercare user`: also beside a running server.

use super::output::{print, say};
use super::{NewUserArguments, open_store};
use crate::access::{User, password, secret};
use crate::accounts::member::{Fault, NewMember, Wrong, fold_email};
use crate::accounts::{LINK_WITHIN_MS, return_chats};
use crate::clock::{Clock, SystemClock, rfc3339};
use crate::config::Config;
use crate::http::api::password::link as password_page;
use crate::http::origin::Origins;
use crate::store::{Error, NewUser, Store};
use anyhow::{Context, bail};
use std::fmt::Write;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Longest password read from standard input, in bytes.
const MAX_PASSWORD_BYTES: u64 = 4_096;

pub async fn add(config: &Config, data: &Path, arguments: NewUserArguments) -> anyhow::Result<ExitCode> {
    let NewUserArguments { email, name, role, language, password_stdin } = arguments;
    let password = if password_stdin { Some(read_password()?) } else { None };
    let new = NewMember { email, name, role, languages: language, password };
    let NewMember { email, name, role, languages, password } = new.checked().map_err(|wrong| anyhow::anyhow!(in_words(&wrong)))?;
    let origin = if password.is_none() { Some(origin(config)?) } else { None };
    let password_hash = password.as_deref().map(password::hash).transpose()?;
    let store = open_store(data).await?;
    let made = async {
        let user = match store.add_user(NewUser { email: email.clone(), name, role, languages, password_hash }).await {
            Err(Error::Conflict(_)) => {
                let disabled = store.user_by_email(&email).await?.is_some_and(|user| user.disabled);
                let hint = if disabled { ", who is disabled: see `aftercare user enable`" } else { "" };
                bail!("there is a user with the e-mail {email} already{hint}");
            }
            added => added?,
        };
        say!("added {} {} ({})", role.as_str(), user.email, user.id)?;
        if let Some(origin) = origin {
            print_link(&store, &origin, &user).await?;
        }
        Ok(ExitCode::SUCCESS)
    };
    let made = made.await;
    store.close().await;
    made
}

pub async fn list(data: &Path) -> anyhow::Result<ExitCode> {
    let store = open_store(data).await?;
    let users = store.users().await;
    store.close().await;
    let mut lines = String::new();
    for user in users? {
        let languages: Vec<_> = user.languages.iter().map(|language| language.code()).collect();
        let state = match &user {
            User { disabled: true, .. } => "disabled",
            User { password_hash: None, .. } => "invited",
            _ => "active",
        };
        let (role, languages) = (user.role.as_str(), languages.join(","));
        let _ = writeln!(lines, "{}\t{}\t{}\t{role}\t{languages}\t{state}", user.id, user.email, user.name);
    }
    print(&lines)?;
    Ok(ExitCode::SUCCESS)
}

pub async fn disable(data: &Path, email: &str) -> anyhow::Result<ExitCode> {
    // An operator has the keys to the house: even the last admin may go, and `enable` brings them back.
    with_user(data, email, async |store, user| Ok(store.disable_user(user.id, true, return_chats(user.id)).await.map(|_| ())?)).await?;
    say!("disabled {email}")?;
    Ok(ExitCode::SUCCESS)
}

pub async fn enable(data: &Path, email: &str) -> anyhow::Result<ExitCode> {
    with_user(data, email, async |store, user| Ok(store.enable_user(user.id).await.map(|_| ())?)).await?;
    say!("enabled {email}")?;
    Ok(ExitCode::SUCCESS)
}

/// A new password for somebody who has lost theirs.
pub async fn set_password(data: &Path, email: &str) -> anyhow::Result<ExitCode> {
    let password = read_password()?;
    password::check(&password)?;
    let hash = password::hash(&password)?;
    with_user(data, email, async move |store, user| Ok(store.set_password(user.id, hash).await.map(|_| ())?)).await?;
    say!("set the password of {email}; their log-ins have ended")?;
    Ok(ExitCode::SUCCESS)
}

/// A link by which somebody sets their password themselves.
pub async fn link(config: &Config, data: &Path, email: &str) -> anyhow::Result<ExitCode> {
    let origin = origin(config)?;
    with_user(data, email, async |store, user| print_link(store, &origin, user).await).await?;
    Ok(ExitCode::SUCCESS)
}

async fn print_link(store: &Store, origin: &str, user: &User) -> anyhow::Result<()> {
    let token = secret::token(SystemClock.secret());
    let expires_at = match store.add_password_link(user.id, &secret::hash(&token), LINK_WITHIN_MS).await {
        Err(Error::Disabled) => bail!("{} is disabled: see `aftercare user enable`", user.email),
        made => made?,
    };
    say!("{}", password_page(origin, &token))?;
    say!("good once, until {}; a link made before is void", rfc3339(expires_at))?;
    Ok(())
}

/// Where a server with this configuration is reached.
fn origin(config: &Config) -> anyhow::Result<String> {
    let port = config.server.listen.port();
    if config.server.public_url.is_empty() && port == 0 {
        bail!("a link needs to know where the server is: set server.public_url, or server.listen with its port");
    }
    Ok(Origins::new(config, port).named(None).to_owned())
}

/// Does something with the user of an e-mail, and closes the store.
async fn with_user(data: &Path, email: &str, act: impl AsyncFnOnce(&Store, &User) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let store = open_store(data).await?;
    let done = async {
        let user = store.user_by_email(&fold_email(email)).await?.with_context(|| format!("there is no user {email}"))?;
        act(&store, &user).await
    };
    let done = done.await;
    store.close().await;
    done
}

/// The password on standard input, without the end of its line.
fn read_password() -> anyhow::Result<String> {
    let mut password = String::new();
    std::io::stdin().take(MAX_PASSWORD_BYTES).read_to_string(&mut password).context("standard input")?;
    Ok(password.trim_end_matches(['\n', '\r']).to_owned())
}

/// What is wrong, one line a field.
fn in_words(wrong: &[Wrong]) -> String {
    let line = |wrong: &Wrong| match wrong.fault {
        Fault::Missing => format!("{} is empty", wrong.field),
        Fault::TooShort => format!("{} has at least {} characters", wrong.field, wrong.limit()),
        Fault::TooLong => format!("{} has at most {} characters", wrong.field, wrong.limit()),
        Fault::Format if wrong.field == "email" => String::from("this is no e-mail address"),
        Fault::Format | Fault::Taken | Fault::Disabled => format!("{} is not as it should be", wrong.field),
    };
    wrong.iter().map(line).collect::<Vec<_>>().join("\n")
}
