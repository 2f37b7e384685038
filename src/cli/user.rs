//! `aftercare user`: also beside a running server.

use super::output::{print, say};
use super::{NewUserArguments, open_store};
use crate::access::password::hash_password;
use crate::store::{Error, NewUser};
use anyhow::{Context, bail};
use std::fmt::Write;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Longest password read from standard input, in bytes.
const MAX_PASSWORD_BYTES: u64 = 4_096;

pub async fn add(data: &Path, arguments: NewUserArguments) -> anyhow::Result<ExitCode> {
    let NewUserArguments { email, name, role, language, password_stdin: _ } = arguments;
    let email = email.trim().to_lowercase();
    match email.split_once('@') {
        Some((who, host)) if !who.is_empty() && !host.is_empty() && !email.contains(char::is_whitespace) => {}
        _ => bail!("{email:?} is no e-mail address"),
    }
    if name.trim().is_empty() {
        bail!("--name is empty");
    }
    let mut password = String::new();
    std::io::stdin().take(MAX_PASSWORD_BYTES).read_to_string(&mut password).context("standard input")?;
    let password_hash = hash_password(password.trim_end_matches(['\n', '\r']))?;
    let store = open_store(data).await?;
    let new = NewUser { email: email.clone(), name: name.trim().to_owned(), role, languages: language, password_hash };
    let added = store.add_user(new).await;
    store.close().await;
    match added {
        Ok(user) => {
            say!("added {} {} ({})", role.as_str(), user.email, user.id)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Error::Conflict(_)) => bail!("there is a user with the e-mail {email} already"),
        Err(error) => Err(error.into()),
    }
}

pub async fn list(data: &Path) -> anyhow::Result<ExitCode> {
    let store = open_store(data).await?;
    let users = store.users().await;
    store.close().await;
    let mut lines = String::new();
    for user in users? {
        let languages: Vec<_> = user.languages.iter().map(|language| language.code()).collect();
        let state = if user.disabled { "disabled" } else { "active" };
        let _ = writeln!(lines, "{}\t{}\t{}\t{}\t{}\t{state}", user.id, user.email, user.name, user.role.as_str(), languages.join(","));
    }
    print(&lines)?;
    Ok(ExitCode::SUCCESS)
}

pub async fn disable(data: &Path, email: &str) -> anyhow::Result<ExitCode> {
    let store = open_store(data).await?;
    let disabled = async {
        let user = store.user_by_email(&email.trim().to_lowercase()).await?.with_context(|| format!("there is no user {email}"))?;
        store.disable_user(user.id).await?;
        anyhow::Ok(())
    };
    let disabled = disabled.await;
    store.close().await;
    disabled?;
    say!("disabled {email}")?;
    Ok(ExitCode::SUCCESS)
}
