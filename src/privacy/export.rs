//! All that is stored of a person, in a folder: `person.json`, and their files beside it.

use super::{Found, Privacy, system};
use crate::access::Granted;
use crate::access::right::HandlePersons;
use crate::aftersales::schema::RecordKind;
use crate::clock::rfc3339;
use crate::data_folder;
use crate::error::{Code, Error};
use crate::store::{Actor, AuditAction, Belongings, PersonRequest};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Cars and orders of one owner at most.
const MOST_OF_ONE: u32 = 100;
/// The file in the folder.
pub const FILE: &str = "person.json";

/// What an export has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    pub conversations: usize,
    pub files: usize,
}

impl Privacy {
    /// Writes what is stored of a person into a new folder, which nobody else may read. [`io::ErrorKind::AlreadyExists`] where it is there already.
    pub async fn export(&self, found: &Found, into: &Path) -> Result<Exported, Error> {
        let granted = system()?;
        data_folder::make(into).map_err(|error| failed(&error))?;
        let mut exported = Exported { conversations: found.of.conversations.len(), files: 0 };
        let (mut conversations, mut files) = (Vec::new(), Vec::new());
        for conversation in &found.of.conversations {
            let events = self.store.person_events(granted, *conversation).await?;
            let events: Vec<Value> = events.iter().filter_map(|event| event.for_owner().map(Value::Object)).collect();
            conversations.push(json!({ "id": conversation, "events": events }));
        }
        for upload in self.store.person_uploads(granted, &found.of).await? {
            if let Some((file, name)) = self.uploads.copy(granted, upload, into).await? {
                files.push(json!({ "file": file, "name": name }));
                exported.files += 1;
            }
        }
        let mut person = self.records_of(&found.of).await?;
        person.insert("exported_at".into(), Value::from(rfc3339(self.clock.now())));
        person.insert("named_by_sites".into(), self.sites(granted, &found.of).await?);
        person.insert("conversations".into(), Value::from(conversations));
        let requests = self.store.person_requests(granted, &found.of).await?;
        person.insert("requests".into(), requests.iter().map(request).collect());
        person.insert("files".into(), Value::from(files));
        write(into, &Value::Object(person)).map_err(|error| failed(&error))?;
        let detail = Map::from_iter([
            ("conversations".to_owned(), Value::from(exported.conversations)),
            ("files".to_owned(), Value::from(exported.files)),
        ]);
        self.store.by(Actor::Operator).audit(AuditAction::PersonExported, self.clock.id().to_string(), detail).await?;
        Ok(exported)
    }

    /// Their records: they themselves, cars, orders.
    async fn records_of(&self, of: &Belongings) -> Result<Map<String, Value>, Error> {
        let mut person = Map::new();
        let Some(id) = &of.owner else { return Ok(person) };
        if let Some(owner) = self.records.one(RecordKind::Owner, id).await? {
            person.insert("owner".into(), owner.json());
        }
        for (kind, name) in [(RecordKind::Vehicle, "vehicles"), (RecordKind::Order, "orders")] {
            let found = self.records.naming(kind, "owner", id, MOST_OF_ONE).await?;
            person.insert(name.into(), found.iter().map(|record| record.json()).collect());
        }
        Ok(person)
    }

    async fn sites(&self, granted: Granted<'_, HandlePersons>, of: &Belongings) -> Result<Value, Error> {
        let known = self.store.person_identities(granted, of).await?;
        Ok(known
            .into_iter()
            .map(|signed| json!({ "site": signed.site, "subject": signed.subject, "email": signed.email, "name": signed.name }))
            .collect())
    }
}

fn request(request: &PersonRequest) -> Value {
    let log = request.log.iter().map(|(at, status, note)| json!({ "at": rfc3339(*at), "status": status, "note": note }));
    json!({
        "code": request.code,
        "kind": request.kind,
        "status": request.status,
        "vin": request.vin,
        "email": request.email,
        "values": request.values,
        "created_at": rfc3339(request.created_at),
        "closed_at": request.closed_at.map(rfc3339),
        "log": log.collect::<Vec<_>>(),
    })
}

fn write(into: &Path, person: &Value) -> io::Result<()> {
    let mut file = data_folder::private().write(true).create_new(true).open(into.join(FILE))?;
    let text = serde_json::to_string_pretty(person).map_err(io::Error::other)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    data_folder::sync(into)
}

fn failed(error: &io::Error) -> Error {
    tracing::error!(%error, "an export could not be written");
    Code::Internal.into()
}
