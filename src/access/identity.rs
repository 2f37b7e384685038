//! Who an owner is, signed by the site that they are logged in to: a JWT (RFC 7519) in its compact form, pinned to the site's key.
//!
//! The algorithm is the key's: what the token's head says is only compared with it, so neither `none` nor a public key taken for a
//! secret gets through (RFC 8725, section 3.1).

use crate::clock::Millis;
use crate::config::identity::{Algorithm, IdentityKey};
use crate::error::Code;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// Longest token, in bytes.
pub const MAX_TOKEN: usize = 4_096;
/// Longest `sub`, `email` and `name`, in characters.
const MAX_CLAIM_CHARS: usize = 254;
/// Longest validity from now on (`docs/protocol.md` section 2).
const MAX_VALID_MS: Millis = 24 * 3_600_000;
/// Clocks of sites may be wrong by this much.
const LEEWAY_MS: Millis = 60_000;

/// An owner whom a site vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The origin that signed.
    pub site: String,
    /// The site's own name of the owner.
    pub subject: String,
    pub email: Option<String>,
    pub name: Option<String>,
}

/// Without name and address, so that neither comes into a log.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("site", &self.site).finish_non_exhaustive()
    }
}

/// The keys of all sites.
pub struct SiteKeys(Vec<SiteKey>);

struct SiteKey {
    site: String,
    kid: Option<String>,
    algorithm: &'static str,
    key: Key,
}

enum Key {
    Secret(hmac::Key),
    Public(signature::UnparsedPublicKey<Vec<u8>>),
}

/// What a token is held to.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Our own origins, one of which is its audience.
    pub audience: &'a [String],
    /// The site that the connection comes from, where that is not our own page.
    pub site: Option<&'a str>,
    pub now: Millis,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood: none is.
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    /// Seconds since 1970.
    exp: f64,
    nbf: Option<f64>,
    email: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, ours: &[String]) -> bool {
        match self {
            Audience::One(origin) => ours.contains(origin),
            Audience::Many(origins) => origins.iter().any(|origin| ours.contains(origin)),
        }
    }
}

impl SiteKeys {
    pub fn new(keys: &[IdentityKey]) -> SiteKeys {
        let key = |key: &IdentityKey| {
            let material = key.material.reveal();
            let made = match key.algorithm {
                Algorithm::HS256 => Key::Secret(hmac::Key::new(hmac::HMAC_SHA256, material)),
                Algorithm::EdDSA => Key::Public(signature::UnparsedPublicKey::new(&signature::ED25519, material.to_vec())),
            };
            let kid = Some(key.kid.clone()).filter(|kid| !kid.is_empty());
            SiteKey { site: key.site.clone(), kid, algorithm: key.algorithm.as_str(), key: made }
        };
        SiteKeys(keys.iter().map(key).collect())
    }

    /// Who a token says that the owner is. [`Code::IdentityForeign`] when it is another site's or not meant for us,
    /// [`Code::IdentityForged`] when no key of its site has signed it as it stands, [`Code::IdentityExpired`], and
    /// [`Code::IdentityTooLong`] when it would be valid for more than a day.
    pub fn verify(&self, token: &str, expected: Expected<'_>) -> Result<Identity, Code> {
        let claims = self.signed(token)?;
        let is_here = expected.site.is_none_or(|site| site == claims.iss);
        if !is_here || !claims.aud.names(expected.audience) {
            return Err(Code::IdentityForeign);
        }
        let until = millis(claims.exp)?;
        if until.saturating_add(LEEWAY_MS) <= expected.now {
            return Err(Code::IdentityExpired);
        }
        if until > expected.now.saturating_add(MAX_VALID_MS + LEEWAY_MS) {
            return Err(Code::IdentityTooLong);
        }
        if let Some(from) = claims.nbf
            && millis(from)? > expected.now.saturating_add(LEEWAY_MS)
        {
            return Err(Code::IdentityForged);
        }
        let subject = plain(claims.sub).ok_or(Code::IdentityForged)?;
        let email = claims.email.and_then(plain).filter(|email| email.contains('@')).map(|email| email.to_lowercase());
        Ok(Identity { site: claims.iss, subject, email, name: claims.name.and_then(plain) })
    }

    /// The claims, once a key of the site that they name has signed them.
    fn signed(&self, token: &str) -> Result<Claims, Code> {
        let parts: Vec<&str> = token.split('.').collect();
        let [head, claims, signature] = parts.as_slice() else { return Err(Code::IdentityForged) };
        if token.len() > MAX_TOKEN {
            return Err(Code::IdentityForged);
        }
        let read = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Code::IdentityForged);
        let signature = read(signature)?;
        let signed = &token[..head.len() + 1 + claims.len()];
        let head: Head = serde_json::from_slice(&read(head)?).map_err(|_| Code::IdentityForged)?;
        let claims: Claims = serde_json::from_slice(&read(claims)?).map_err(|_| Code::IdentityForged)?;
        let mut of_site = self.0.iter().filter(|key| key.site == claims.iss).peekable();
        if of_site.peek().is_none() {
            return Err(Code::IdentityForeign);
        }
        let fits = |key: &&SiteKey| key.algorithm == head.alg && key.kid.as_deref() == head.kid.as_deref() && head.crit.is_none();
        if of_site.filter(fits).any(|key| key.has_signed(signed.as_bytes(), &signature)) { Ok(claims) } else { Err(Code::IdentityForged) }
    }
}

impl SiteKey {
    /// In a time that tells nothing of where a signature differs.
    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Key::Secret(key) => hmac::verify(key, message, signature).is_ok(),
            Key::Public(key) => key.verify(message, signature).is_ok(),
        }
    }
}

/// A time of a token, which may have a fraction.
fn millis(seconds: f64) -> Result<Millis, Code> {
    // Beyond this no time is meant (the year 9999).
    if (0.0..=253_402_300_800.0).contains(&seconds) { Ok((seconds * 1_000.0) as Millis) } else { Err(Code::IdentityForged) }
}

/// A claim without blanks around it; none when it is empty, too long or has control characters.
fn plain(text: String) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.chars().count() <= MAX_CLAIM_CHARS && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
