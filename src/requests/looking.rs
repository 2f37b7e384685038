//! A request by its code, and how many wrong codes anybody may try.
//!
//! A code alone shows kind, state and what comes next. Who knows the end of the car's VIN too sees the rest. 40 random bits cannot be
//! guessed by hand; that nobody tries them by machine is what the limit is for, and each wrong one is noted in the audit.

use super::{Requests, own};
use crate::aftersales::code::RequestCode;
use crate::aftersales::vin;
use crate::chat::event::form::calendar_key;
use crate::clock::Millis;
use crate::error::Error;
use crate::limits::AddressKey;
use crate::store::{Actor, AuditAction, RequestLine, RequestRow};
use serde_json::Map;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Wrong codes are counted by the hour.
const WINDOW_MS: Millis = 3_600_000;
/// Addresses and chats that are remembered at once; with more of them all begin anew.
const MOST_KEYS: usize = 100_000;

/// Who tries a code.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    pub address: AddressKey,
    /// The owner's session, for one who asks in the chat.
    pub session: Option<Uuid>,
}

/// How much somebody may see of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// Kind, state and what comes next.
    Status,
    /// All that is theirs.
    All,
}

/// What was found for a code.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    pub row: RequestRow,
    pub sees: Sees,
    /// An end of a VIN was given, and is not the car's.
    pub wrong_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(AddressKey),
    Session(Uuid),
}

/// Counts wrong codes.
pub struct Guesses {
    most: u32,
    seen: Mutex<HashMap<Key, (Millis, u32)>>,
}

impl Guesses {
    pub fn new(most: u32) -> Guesses {
        Guesses { most, seen: Mutex::default() }
    }

    /// Whether somebody may try at `now`; [`crate::error::Code::RateLimited`] with the rest of their hour.
    fn admit(&self, asker: Asker, now: Millis) -> Result<(), Error> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(asker) {
            if let Some((since, wrong)) = seen.get(&key).filter(|(since, _)| now - since < WINDOW_MS)
                && *wrong >= self.most
            {
                let left = (since + WINDOW_MS).saturating_sub(now);
                return Err(Error::rate_limited(left.unsigned_abs()));
            }
        }
        Ok(())
    }

    fn wrong(&self, asker: Asker, now: Millis) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_KEYS {
            seen.retain(|_, (since, _)| now - *since < WINDOW_MS);
        }
        if seen.len() >= MOST_KEYS {
            seen.clear();
        }
        for key in keys(asker) {
            let (since, wrong) = seen.entry(key).or_insert((now, 0));
            if now - *since >= WINDOW_MS {
                (*since, *wrong) = (now, 0);
            }
            *wrong = wrong.saturating_add(1);
        }
    }
}

fn keys(asker: Asker) -> impl Iterator<Item = Key> {
    [Some(Key::Address(asker.address)), asker.session.map(Key::Session)].into_iter().flatten()
}

impl Requests {
    /// The request of a code, and how much of it the asker sees: with the end of its car's VIN all of it. None when there is no such
    /// request. [`crate::error::Code::RateLimited`] once too many were wrong.
    pub async fn look_up(&self, asker: Asker, code: RequestCode, end: Option<&str>) -> Result<Option<Looked>, Error> {
        self.guesses.admit(asker, self.clock.now())?;
        let Some(row) = self.store.request(own()?, &code.to_string()).await? else {
            self.note_wrong(AuditAction::WrongCode, asker, code).await?;
            return Ok(None);
        };
        let Some(end) = end else { return Ok(Some(Looked { row, sees: Sees::Status, wrong_end: false })) };
        let is_end = vin::last_six(end).is_some_and(|end| row.vin.as_deref().is_some_and(|vin| vin.ends_with(&end)));
        if !is_end {
            self.note_wrong(AuditAction::WrongVinEnd, asker, code).await?;
        }
        Ok(Some(Looked { row, sees: if is_end { Sees::All } else { Sees::Status }, wrong_end: !is_end }))
    }

    async fn note_wrong(&self, what: AuditAction, asker: Asker, code: RequestCode) -> Result<(), Error> {
        self.guesses.wrong(asker, self.clock.now());
        let actor = asker.session.map_or_else(|| Actor::Address(address_hash(asker.address)), Actor::Session);
        tracing::warn!(what = what.as_str(), ?actor, "a code of a request was tried");
        Ok(self.store.by(actor).audit(what, code.to_string(), Map::new()).await?)
    }

    /// What happened to a request, oldest first.
    pub async fn lines(&self, row: &RequestRow) -> Result<Vec<RequestLine>, Error> {
        Ok(self.store.request_lines(own()?, &row.code).await?)
    }

    /// The request that a key of [`Requests::key`] opens; none for another key.
    pub async fn by_key(&self, code: RequestCode, key: &str) -> Result<Option<RequestRow>, Error> {
        let row = self.store.request(own()?, &code.to_string()).await?;
        Ok(row.filter(|row| self.key(row) == key))
    }

    /// Whether the page of a request is still there.
    pub fn has_page(&self, row: &RequestRow) -> bool {
        row.closed_at.is_none_or(|closed| self.clock.now() - closed < self.page_ms)
    }

    /// What stands in the address of a request's calendar file. Nobody finds it without what only the page shows who knows the car.
    pub fn key(&self, row: &RequestRow) -> String {
        // A chat shows the address itself, and knows no more than itself and the code.
        let alone = || format!("{} {} {}", self.store.epoch(), row.vin.as_deref().unwrap_or_default(), row.created_at);
        calendar_key(&row.code, &row.conversation.map_or_else(alone, |conversation| conversation.to_string()))
    }
}

/// An address as the audit has it: the same for the same one, and no address.
fn address_hash(address: AddressKey) -> [u8; 8] {
    let hash = Sha256::digest(format!("{address:x}"));
    std::array::from_fn(|place| hash[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn wrong_codes_are_counted_by_address_and_chat_for_an_hour() {
        let guesses = Guesses::new(2);
        let asker = |last: u8, session: u128| Asker {
            address: IpAddr::V4(Ipv4Addr::new(203, 0, 113, last)).into(),
            session: (session > 0).then(|| Uuid::from_u128(session)),
        };
        guesses.wrong(asker(1, 1), 0);
        guesses.admit(asker(1, 1), 0).expect("one is a slip");
        guesses.wrong(asker(2, 1), 10);
        assert!(guesses.admit(asker(2, 2), 10).is_ok() && guesses.admit(asker(1, 0), 10).is_ok(), "one each by address");
        let refused = guesses.admit(asker(3, 1), 10).expect_err("two by one chat");
        assert_eq!(refused.after_ms, Some(WINDOW_MS.unsigned_abs() - 10));
        guesses.admit(asker(3, 1), WINDOW_MS).expect("an hour later");
    }
}
