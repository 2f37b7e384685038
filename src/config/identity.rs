//! The keys by which sites sign who their owner is (`docs/protocol.md` section 2).

use super::{Config, Error, Hidden, origin};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::fmt;

const KEY: &str = "identity.keys";
/// Most keys: many sites, each with the old one and the new one of a rotation.
const MOST_KEYS: usize = 64;
/// Longest name of a key, in bytes.
const MAX_KID: usize = 64;
/// Largest file with a key, in bytes.
const MAX_FILE: u64 = 16 * 1024;
/// Shortest secret, in bytes: as long as the hash (RFC 7518, section 3.2).
const MIN_SECRET: usize = 32;
/// Length of an Ed25519 public key, in bytes.
const PUBLIC_KEY: usize = 32;
/// What stands before the key in its DER (RFC 8410, section 4).
const ED25519_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub keys: Vec<IdentityKey>,
}

/// One key of a site.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityKey {
    /// The origin that signs, the `iss` of its tokens.
    pub site: String,
    /// The key's name in the token's head; empty: for tokens without one.
    #[serde(default)]
    pub kid: String,
    pub algorithm: Algorithm,
    #[serde(default)]
    pub key: Hidden,
    #[serde(default)]
    pub file: String,
    /// The secret, or the public key, as it was read.
    #[serde(skip)]
    pub material: Material,
}

/// How a key signs. It is the key's, never the token's, to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    HS256,
    EdDSA,
}

impl Algorithm {
    /// The name in a token's head (RFC 7518, RFC 8037).
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::HS256 => "HS256",
            Algorithm::EdDSA => "EdDSA",
        }
    }
}

/// Bytes that stand in no log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Material(Vec<u8>);

impl Material {
    /// The bytes.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}

/// Reads every key; what is wrong with one is said with its site.
pub(super) fn settle(config: &mut Config) -> Result<(), Error> {
    if config.identity.keys.len() > MOST_KEYS {
        return Err(Error::new(KEY, format!("more than {MOST_KEYS} keys")));
    }
    let (allowed, own) = (&config.widget.allowed_origins, &config.server.public_url);
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for key in &mut config.identity.keys {
        key.site = origin::normal(KEY, &key.site)?;
        if !allowed.contains(&key.site) && *own != key.site {
            return Err(wrong(key, "it is neither server.public_url nor in widget.allowed_origins"));
        }
        if key.kid.len() > MAX_KID || key.kid.chars().any(char::is_control) {
            return Err(wrong(key, &format!("its kid is longer than {MAX_KID} bytes or has control characters")));
        }
        key.material = material(key)?;
        if seen.contains(&(&key.site, &key.kid)) {
            return Err(wrong(key, &format!("two keys have the kid {:?}", key.kid)));
        }
        seen.push((&key.site, &key.kid));
    }
    Ok(())
}

fn wrong(key: &IdentityKey, what: &str) -> Error {
    Error::new(KEY, format!("{}: {what}", key.site))
}

fn material(key: &IdentityKey) -> Result<Material, Error> {
    let text = match (key.key.reveal(), key.file.as_str()) {
        ("", "") => return Err(wrong(key, "it has neither `key` nor `file`")),
        (given, "") => given.to_owned(),
        ("", file) => read(file).map_err(|what| wrong(key, &format!("{file}: {what}")))?,
        _ => return Err(wrong(key, "it has both `key` and `file`")),
    };
    let text = text.trim();
    match key.algorithm {
        Algorithm::HS256 if text.len() < MIN_SECRET => Err(wrong(key, &format!("its secret is shorter than {MIN_SECRET} bytes"))),
        Algorithm::HS256 => Ok(Material(text.as_bytes().to_vec())),
        Algorithm::EdDSA => match public_key(text) {
            Some(bytes) => Ok(Material(bytes)),
            None => Err(wrong(key, "it is no Ed25519 public key, in PEM or as 32 bytes of Base64")),
        },
    }
}

fn read(file: &str) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > MAX_FILE {
        return Err(format!("is larger than {MAX_FILE} bytes"));
    }
    std::fs::read_to_string(file).map_err(|error| error.to_string())
}

/// The bytes of a public key: PEM as `openssl pkey -pubout` writes it, or Base64 as in a JWK.
fn public_key(text: &str) -> Option<Vec<u8>> {
    let bytes = match text.strip_prefix("-----BEGIN PUBLIC KEY-----") {
        Some(rest) => {
            let body: String = rest.trim_end().strip_suffix("-----END PUBLIC KEY-----")?.split_whitespace().collect();
            STANDARD.decode(body).ok()?.strip_prefix(&ED25519_PREFIX)?.to_vec()
        }
        None => STANDARD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text)).ok()?,
    };
    (bytes.len() == PUBLIC_KEY).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of more than thirty-two bytes";
    /// The key of RFC 8032, section 7.1, test 1, as `openssl pkey -pubin` writes it.
    const PEM: &str =
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    fn load(keys: &str) -> Result<Config, String> {
        let variables = [("AFTERCARE_WIDGET__ALLOWED_ORIGINS", r#"["https://cars.example"]"#), ("AFTERCARE_IDENTITY__KEYS", keys)];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Config::load(None, variables).map_err(|error| error.to_string())
    }

    fn key(fields: &str) -> String {
        format!(r#"[{{"site":"https://cars.example",{fields}}}]"#)
    }

    #[test]
    fn keys_are_read_and_stand_in_no_log() {
        let both = format!(
            r#"[{{"site":"https://CARS.example/","kid":"1","algorithm":"HS256","key":"{SECRET}"}},
                {{"site":"https://cars.example","kid":"2","algorithm":"EdDSA","key":{}}}]"#,
            serde_json::json!(PEM)
        );
        let config = load(&both).expect("valid");
        let [one, two] = config.identity.keys.as_slice() else { panic!("two keys") };
        assert_eq!((one.site.as_str(), one.material.reveal()), ("https://cars.example", SECRET.as_bytes()));
        assert_eq!(two.material.reveal().len(), PUBLIC_KEY);
        assert_eq!(
            load(&key(r#""algorithm":"EdDSA","key":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#)).expect("valid").identity.keys[0]
                .material,
            two.material
        );
        assert!(!format!("{config:?}").contains(SECRET));
    }

    #[test]
    fn what_is_wrong_with_a_key_is_said_with_its_variable() {
        let refused = |keys: &str, what: &str| {
            assert_eq!(load(keys).expect_err("refused"), format!("environment variable AFTERCARE_IDENTITY__KEYS: identity.keys: {what}"));
        };
        let site = "https://cars.example";
        refused(&key(r#""algorithm":"HS256""#), &format!("{site}: it has neither `key` nor `file`"));
        refused(&key(r#""algorithm":"HS256","key":"x","file":"y""#), &format!("{site}: it has both `key` and `file`"));
        refused(&key(r#""algorithm":"HS256","key":"short""#), &format!("{site}: its secret is shorter than 32 bytes"));
        refused(
            &key(r#""algorithm":"EdDSA","key":"c2hvcnQ=""#),
            &format!("{site}: it is no Ed25519 public key, in PEM or as 32 bytes of Base64"),
        );
        refused(
            &key(r#""algorithm":"HS256","file":"/no/such/file""#),
            &format!("{site}: /no/such/file: No such file or directory (os error 2)"),
        );
        let foreign = format!(r#"[{{"site":"https://other.example","algorithm":"HS256","key":"{SECRET}"}}]"#);
        refused(&foreign, "https://other.example: it is neither server.public_url nor in widget.allowed_origins");
        let one = format!(r#"{{"site":"{site}","kid":"a","algorithm":"HS256","key":"{SECRET}"}}"#);
        refused(&format!("[{one},{one}]"), &format!("{site}: two keys have the kid \"a\""));
        let none = key(&format!(r#""algorithm":"none","key":"{SECRET}""#));
        refused(&none, "unknown variant `none`, expected `HS256` or `EdDSA`");
    }
}
