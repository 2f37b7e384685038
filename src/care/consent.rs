//! What owners are told of their data before they write, and what they agree to.

use super::{Care, Visitor};
use crate::chat::command::{OwnerCommand, Stamp};
use crate::error::{Code, Error};
use crate::language::Language;
use crate::published::{FaqSnapshot, PrivacyNotice};
use crate::store::Appended;

impl Care {
    /// What this visitor is told.
    pub fn privacy(&self, visitor: &Visitor, faq: &FaqSnapshot, language: Language) -> PrivacyNotice {
        faq.privacy(visitor.market(&faq.markets, language), visitor.own_site.as_ref(), language)
    }

    /// Whether they have to agree to it, and have not yet.
    pub async fn has_to_agree(&self, visitor: &Visitor, notice: &PrivacyNotice) -> Result<bool, Error> {
        let Some(asks) = &notice.asks else { return Ok(false) };
        let Some(granted) = visitor.own()? else { return Ok(true) };
        Ok(self.store.consented(granted).await?.as_ref() != Some(&asks.version))
    }

    /// Notes that they agree, where they were told these very words.
    pub async fn consent(&self, visitor: &Visitor, stamp: Stamp, version: String, language: Language) -> Result<Appended, Error> {
        let faq = self.live_faq.current();
        let notice = self.privacy(visitor, &faq, language);
        if notice.asks.as_ref().is_none_or(|asks| asks.version != version) {
            return Err(Code::BadRequest.into());
        }
        self.act(visitor, stamp, OwnerCommand::Consent { version, language, url: notice.url }).await
    }
}
