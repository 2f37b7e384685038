//! An owner whom a site names: on whichever device, it is their one conversation.

use super::{Care, Visitor};
use crate::access::right::BeIdentified;
use crate::access::{Identity, Principal, authorize};
use crate::aftersales::record::Owner;
use crate::error::Error;
use crate::store::{Identified, NewSession};
use uuid::Uuid;

/// Owners that are looked at for an address: with two of them it is nobody's.
const MOST_OF_ADDRESS: u32 = 5;

impl Care {
    /// Makes the visitor's device one of the owner whom the site names. `id` and `token_hash` are of the session that is made, unless the one
    /// that they have is the owner's already; the one they had ends with its connections.
    pub async fn identify(&self, visitor: &Visitor, identity: &Identity, id: Uuid, token_hash: [u8; 32]) -> Result<Identified, Error> {
        let granted = authorize(Principal::Identified(identity), BeIdentified)?;
        let owner = self.record_of(identity).await?.map(|owner| owner.id);
        let before = visitor.stored.is_some().then_some(visitor.token_hash);
        let new = NewSession { id, token_hash, site: visitor.site.clone() };
        let identified = self.store.identify(granted, owner, before, new).await?;
        if let Some(ended) = identified.ended {
            self.connections.replace_owner(ended);
        }
        Ok(identified)
    }

    /// The models of the cars of the owner whom a site names.
    pub async fn models_of(&self, identity: &Identity) -> Result<Vec<String>, Error> {
        let Some(owner) = self.record_of(identity).await? else { return Ok(Vec::new()) };
        Ok(self.records.vehicles_of(&owner.id).await?.into_iter().map(|car| car.model).collect())
    }

    /// The record of the owner: that of the site's own name of them, else the only one with their address.
    async fn record_of(&self, identity: &Identity) -> Result<Option<Owner>, Error> {
        let has = |owner: &Owner, email: &str| owner.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email));
        let named: Option<Owner> = self.records.get(&identity.subject).await?;
        let Some(email) = &identity.email else { return Ok(named) };
        // A site may count its owners as we count ours: the number of somebody else with another address is not theirs.
        if let Some(owner) = named.filter(|owner| owner.email.is_none() || has(owner, email)) {
            return Ok(Some(owner));
        }
        let mut found = self.records.search_owners(email, MOST_OF_ADDRESS).await?;
        found.retain(|owner| has(owner, email));
        Ok(if found.len() == 1 { found.pop() } else { None })
    }
}
