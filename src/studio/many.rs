//! Category and tags of many entries at once.

use super::{Refused, SaveRequest, Studio, may_edit};
use crate::access::User;
use crate::error::{Code, Error};
use crate::faq::translation::Change;
use crate::studio::draft::Draft;
use std::collections::BTreeSet;

/// Most entries that are changed at once.
pub const MAX_MANY: usize = 200;

/// What is to be changed of each of them.
#[derive(Debug, Clone, Default)]
pub struct ManyChange {
    pub category: Option<String>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
}

impl Studio {
    /// Changes many entries: each becomes a draft, or is refused for itself. What came of each, in the order of `ids`.
    pub async fn change_many(
        &self,
        by: &User,
        ids: Vec<String>,
        change: &ManyChange,
    ) -> Result<Vec<(String, Result<u32, Refused>)>, Refused> {
        may_edit(by)?;
        if ids.len() > MAX_MANY {
            return Err(Error::too_large(MAX_MANY).into());
        }
        let mut done = Vec::new();
        for id in ids {
            let result = self.change_one(by, &id, change).await;
            done.push((id, result));
        }
        Ok(done)
    }

    async fn change_one(&self, by: &User, id: &str, change: &ManyChange) -> Result<u32, Refused> {
        let head = self.head(id).await?;
        if head.is_withdrawn() {
            return Err(Code::NotFound.into());
        }
        let stored = self.store.revision(&head.entry, head.revision).await?.ok_or(Code::NotFound)?;
        let entry = super::parsed(&stored)?;
        let removed: BTreeSet<&str> = change.remove_tags.iter().map(|tag| tag.trim()).collect();
        let mut draft = Draft::from(entry);
        draft.tags.extend(change.add_tags.iter().cloned());
        draft.tags.retain(|tag| !removed.contains(tag.trim()));
        if let Some(category) = &change.category {
            draft.category.clone_from(category);
        }
        let request = SaveRequest {
            id: head.entry,
            on: Some(head.revision),
            draft,
            change: Change::Wording,
            current: Vec::new(),
            note: None,
            autosave: false,
        };
        Ok(self.save(by, request).await?.0.head.revision)
    }
}
