//! Secrets that somebody carries (cookies, session tokens, CSRF tokens): how they are made, kept and compared.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A new secret of 256 random bits ([`crate::clock::Clock::secret`]), as text that stands in a cookie or a URL's fragment.
pub fn token(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// How a secret is kept: never itself. A secret of 256 random bits needs no slow hash.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether somebody carries the right secret; the time it takes tells nothing about where it differs.
pub fn is_same(carried: &[u8], right: &str) -> bool {
    carried.ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_text_for_a_cookie_and_is_known_by_its_hash() {
        let token = token([0xff; 32]);
        assert!(token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{token}");
        assert_eq!(hash(&token), hash(&token.clone()));
        assert_ne!(hash(&token), hash(&token[1..]));
        assert!(is_same(token.as_bytes(), &token) && !is_same(b"", &token) && !is_same(&token.as_bytes()[1..], &token));
    }
}
