use super::*;
use crate::config::Config;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::json;

const NOW: Millis = 1_790_000_000_000;
const SITE: &str = "https://cars.example";
const CHAT: &str = "https://chat.example";
const SECRET: &str = "the first secret, of thirty-two bytes";
const NEXT: &str = "the second secret, of thirty-two bytes";
/// RFC 8032, section 7.1, test 1.
const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
    0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];

fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&SEED).expect("a seed")
}

fn keys() -> SiteKeys {
    let public = URL_SAFE_NO_PAD.encode(pair().public_key().as_ref());
    let keys = json!([
        {"site": SITE, "kid": "1", "algorithm": "HS256", "key": SECRET},
        {"site": SITE, "kid": "2", "algorithm": "HS256", "key": NEXT},
        {"site": SITE, "kid": "3", "algorithm": "EdDSA", "key": public},
        {"site": "https://other.example", "algorithm": "HS256", "key": SECRET},
    ]);
    let variables = [
        ("AFTERCARE_WIDGET__ALLOWED_ORIGINS", json!([SITE, "https://other.example"]).to_string()),
        ("AFTERCARE_IDENTITY__KEYS", keys.to_string()),
    ];
    let config = Config::load(None, variables.into_iter().map(|(name, value)| (name.to_owned(), value))).expect("valid");
    SiteKeys::new(&config.identity.keys)
}

fn claims() -> Value {
    json!({"iss": SITE, "aud": CHAT, "sub": "owner-7", "exp": NOW / 1_000 + 3_600, "email": "Rahim@Cars.example", "name": " Rahim "})
}

fn with(field: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[field] = value;
    claims
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn hs256(head: &Value, claims: &Value, secret: &str) -> String {
    let signed = format!("{}.{}", part(head), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn token(claims: &Value) -> String {
    hs256(&json!({"alg": "HS256", "typ": "JWT", "kid": "1"}), claims, SECRET)
}

fn verify(token: &str) -> Result<Identity, Code> {
    let audience = [CHAT.to_owned()];
    keys().verify(token, Expected { audience: &audience, site: None, now: NOW })
}

#[test]
fn a_site_vouches_for_its_owner() {
    let rahim =
        Identity { site: SITE.into(), subject: "owner-7".into(), email: Some("rahim@cars.example".into()), name: Some("Rahim".into()) };
    assert_eq!(verify(&token(&claims())), Ok(rahim.clone()));
    assert_eq!(verify(&hs256(&json!({"alg": "HS256", "kid": "2"}), &claims(), NEXT)), Ok(rahim.clone()), "two keys at once");
    let signed = format!("{}.{}", part(&json!({"alg": "EdDSA", "kid": "3"})), part(&claims()));
    let signature = URL_SAFE_NO_PAD.encode(pair().sign(signed.as_bytes()));
    assert_eq!(verify(&format!("{signed}.{signature}")), Ok(rahim.clone()));
    assert_eq!(verify(&token(&with("aud", json!(["https://else.example", CHAT])))), Ok(rahim));
    assert!(!format!("{:?}", verify(&token(&claims()))).contains("Rahim"), "nobody's name is logged");
}

#[test]
fn what_is_not_this_sites_or_not_for_us_is_foreign() {
    for claims in [with("iss", json!("https://evil.example")), with("aud", json!("https://evil.example")), with("aud", json!([]))] {
        assert_eq!(verify(&token(&claims)), Err(Code::IdentityForeign), "{claims}");
    }
    let audience = [CHAT.to_owned()];
    let at = |site| keys().verify(&token(&claims()), Expected { audience: &audience, site: Some(site), now: NOW });
    assert_eq!(at("https://other.example"), Err(Code::IdentityForeign), "on the page of another site");
    assert!(at(SITE).is_ok());
}

#[test]
fn times_are_held() {
    let at = |ms: Millis| verify(&token(&with("exp", json!(ms as f64 / 1_000.0)))).map(|_| ());
    assert_eq!(at(NOW - LEEWAY_MS), Err(Code::IdentityExpired));
    assert_eq!(at(NOW - LEEWAY_MS + 1_000), Ok(()));
    assert_eq!(at(NOW + MAX_VALID_MS + LEEWAY_MS), Ok(()));
    assert_eq!(at(NOW + MAX_VALID_MS + LEEWAY_MS + 1_000), Err(Code::IdentityTooLong));
    for wrong in [json!(-1), json!(1e300), json!("tomorrow"), Value::Null] {
        assert_eq!(verify(&token(&with("exp", wrong))), Err(Code::IdentityForged));
    }
    assert_eq!(verify(&token(&with("nbf", json!(NOW / 1_000 + 120)))), Err(Code::IdentityForged), "not yet");
}

#[test]
fn no_other_algorithm_and_no_other_key_gets_through() {
    let public = pair().public_key().as_ref().to_vec();
    let confused = {
        let signed = format!("{}.{}", part(&json!({"alg": "HS256", "kid": "3"})), part(&claims()));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &public), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "kid": "1"})), part(&claims()));
    for (what, token) in [
        ("a public key as a secret", confused),
        ("none", unsigned),
        ("NONE", format!("{}.{}.", part(&json!({"alg": "None"})), part(&claims()))),
        ("another's secret", hs256(&json!({"alg": "HS256", "kid": "1"}), &claims(), NEXT)),
        ("an unknown key", hs256(&json!({"alg": "HS256", "kid": "9"}), &claims(), SECRET)),
        ("no key named", hs256(&json!({"alg": "HS256"}), &claims(), SECRET)),
        ("an extension that must be understood", hs256(&json!({"alg": "HS256", "kid": "1", "crit": ["exp"]}), &claims(), SECRET)),
        ("a longer name of the algorithm", hs256(&json!({"alg": "HS512", "kid": "1"}), &claims(), SECRET)),
        ("no subject", token(&with("sub", json!(" ")))),
        ("a subject that is a number", token(&with("sub", json!(7)))),
        ("a subject without end", token(&with("sub", json!("x".repeat(300))))),
        ("a token without end", token(&with("name", json!("x".repeat(MAX_TOKEN))))),
        ("nothing", String::new()),
        ("dots", "...".into()),
    ] {
        assert_eq!(verify(&token), Err(Code::IdentityForged), "{what}");
    }
}

#[test]
fn each_changed_byte_is_noticed() {
    let token = token(&claims());
    for at in 0..token.len() {
        for flip in [1_u8, 2, 4, 8, 16, 32] {
            let mut bytes = token.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(verify(&changed).is_err(), "byte {at} with {flip}");
        }
    }
}
