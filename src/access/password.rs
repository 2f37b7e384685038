//! Passwords of the staff: hashed with Argon2id, checked a few at a time.

use crate::error::{Code, Error};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;

/// Passwords hashed at once: each takes 19 MiB and some tens of milliseconds.
const HASHES_AT_ONCE: usize = 2;
/// Shortest and longest password, in characters (`docs/reliability.md` section 3, row 7).
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=128;

/// Argon2id with OWASP's parameters: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a new password; refused when it is too short or too long.
pub fn hash_password(password: &str) -> anyhow::Result<String> {
    let length = password.chars().count();
    anyhow::ensure!(
        PASSWORD_CHARS.contains(&length),
        "a password has {} to {} characters; this one has {length}",
        PASSWORD_CHARS.start(),
        PASSWORD_CHARS.end()
    );
    let hash = argon2().hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("hashing failed: {error}"))?;
    Ok(hash.to_string())
}

/// Checks passwords, a few at a time, and as long for an unknown account as for a known one.
pub struct Passwords {
    permits: Semaphore,
    /// What the password of an unknown account is checked against.
    nobody: String,
}

impl Passwords {
    /// `secret`: any random bytes. They stand for a hash, so that no time goes into hashing at start: no password has it.
    pub fn new(secret: [u8; 32]) -> Passwords {
        let (salt, hash) = (STANDARD_NO_PAD.encode(&secret[..16]), STANDARD_NO_PAD.encode(secret));
        let argon2 = argon2();
        let params = argon2.params();
        let nobody = format!("$argon2id$v=19$m={},t={},p={}${salt}${hash}", params.m_cost(), params.t_cost(), params.p_cost());
        Passwords { permits: Semaphore::new(HASHES_AT_ONCE), nobody }
    }

    /// Whether `password` is the one of `hash`; never, when there is no such account.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let _permit = self.permits.acquire().await.map_err(|_| Code::Busy)?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let checked = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(checked.await.map_err(|_| Code::Busy)? && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_account_costs_what_a_known_one_does() {
        let passwords = Passwords::new([7; 32]);
        let nobody = PasswordHash::new(&passwords.nobody).expect("a hash in the standard form");
        let known = hash_password("a long enough password").expect("a hash");
        let known = PasswordHash::new(&known).expect("a hash in the standard form");
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (known.algorithm, known.version, &known.params));
        assert_eq!(nobody.hash.map(|hash| hash.len()), known.hash.map(|hash| hash.len()));
        assert!(!passwords.verify("a long enough password".into(), None).await.expect("checked"));
    }
}
