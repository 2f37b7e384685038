//! Lists in pages: `?limit=&cursor=`, answered with `{"items": [...], "next": cursor or null}`.

use crate::error::Code;
use crate::http::Web;
use crate::http::problem::Problem;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Items of a page, when the client names no number.
pub const PAGE: u32 = 50;
/// Most items of a page.
pub const MAX_PAGE: u32 = 200;
/// Longest cursor, in bytes: no list of ours needs more.
const CURSOR_BYTES: usize = 256;

/// Which page a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    pub limit: u32,
    cursor: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    limit: Option<u32>,
    cursor: Option<String>,
}

impl FromRequestParts<Web> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Paging, Problem> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, web).await.map_err(|_| Code::BadRequest)?;
        let limit = asked.limit.unwrap_or(PAGE);
        if !(1..=MAX_PAGE).contains(&limit) || asked.cursor.as_ref().is_some_and(|cursor| cursor.len() > CURSOR_BYTES) {
            return Err(Code::BadRequest.into());
        }
        Ok(Paging { limit, cursor: asked.cursor })
    }
}

impl Paging {
    /// What [`cursor`] was made of for the list of that name; none on the first page. Another list's cursor is refused.
    pub fn after<T: std::str::FromStr>(&self, list: &str) -> Result<Option<T>, Problem> {
        self.cursor.as_deref().map(|cursor| place(cursor, list)).transpose()
    }
}

/// What [`cursor`] was made of for the list of that name. Another list's cursor is refused.
pub fn place<T: std::str::FromStr>(cursor: &str, list: &str) -> Result<T, Problem> {
    let bytes = if cursor.len() > CURSOR_BYTES { None } else { URL_SAFE_NO_PAD.decode(cursor).ok() };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let key = text.as_deref().and_then(|text| text.strip_prefix(list)).and_then(|text| text.strip_prefix(' '));
    Ok(key.and_then(|key| key.parse().ok()).ok_or(Code::BadRequest)?)
}

/// The cursor after an item of a list. It stands in URLs: `key` is an id, never what a person is called.
pub fn cursor(list: &str, key: impl std::fmt::Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list} {key}"))
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_list() {
        let paging = |cursor: &str| Paging { limit: PAGE, cursor: Some(cursor.to_owned()) };
        let next = cursor("staff", 7);
        assert_eq!(paging(&next).after::<u32>("staff").ok(), Some(Some(7)));
        assert_eq!(Paging { limit: PAGE, cursor: None }.after::<u32>("staff").ok(), Some(None));
        for (cursor, list) in [(next.as_str(), "faq"), (next.as_str(), "sta"), ("", "staff"), ("!", "staff"), ("c3RhZmYgeA", "staff")] {
            assert!(paging(cursor).after::<u32>(list).is_err(), "{cursor} {list}");
        }
    }
}
