//! Requests in the reader's language: kinds, states, what comes next.

use crate::aftersales::kind::{KindSpec, Kinds};
use crate::aftersales::record::Texts;
use crate::chat::event::form::RequestCard;
use crate::clock::Millis;
use crate::i18n::format::date_full;
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::Market;
use std::sync::Arc;

/// The table of kinds with the messages for it. Clones share both.
#[derive(Clone)]
pub struct Words {
    pub kinds: Arc<Kinds>,
    catalog: Arc<Catalog>,
}

impl Words {
    pub fn new(kinds: Arc<Kinds>, catalog: Arc<Catalog>) -> Words {
        Words { kinds, catalog }
    }

    /// A message.
    pub fn say(&self, language: Language, key: &str, args: &Args<'_>) -> String {
        self.catalog.text(language, key, args)
    }

    /// What an operator calls something of their own, else the message.
    fn name(&self, language: Language, own: &Texts, key: &str) -> String {
        if own.is_empty() { self.say(language, key, &Args::new()) } else { own.in_(language).to_owned() }
    }

    /// A kind in words.
    pub fn kind(&self, language: Language, kind: &KindSpec) -> String {
        self.name(language, &kind.names, &kind.key())
    }

    /// A state of a kind in words.
    pub fn state(&self, language: Language, kind: &KindSpec, state: &str) -> String {
        kind.state(state).map_or_else(|| state.to_owned(), |state| self.name(language, &state.names, &state.key()))
    }

    /// What comes next in a state, and by when; none where nothing does.
    pub fn next(&self, language: Language, kind: &KindSpec, state: &str, due: Option<Millis>, market: &Market) -> Option<String> {
        let day = due.map(|due| date_full(language, due, market.schedule.zone())).unwrap_or_default();
        let next = kind.state(state).map(|state| self.say(language, &state.next_key(), &Args::new().with("due", day)));
        next.filter(|next| !next.is_empty())
    }

    /// What a conversation shows of a request of a kind in a state. The code is put in where it is stored.
    pub fn card(&self, language: Language, kind: &KindSpec, state: &str, due: Option<Millis>, market: &Market) -> RequestCard {
        let due = due.filter(|_| kind.due_runs(state));
        RequestCard {
            code: String::new(),
            request_kind: kind.id.clone(),
            status: state.to_owned(),
            title: self.kind(language, kind),
            status_text: self.state(language, kind, state),
            next: self.next(language, kind, state, due, market),
            note: None,
            due,
        }
    }
}
