//! Giving an entry another id: at once, everywhere, and so that former links still lead to it.

use super::draft::{Fault, FaultKind, RESERVED};
use super::{Refused, Shown, Studio, may_edit};
use crate::access::User;
use crate::error::Code;
use crate::faq::entry::is_id;
use crate::faq::file;
use crate::store::{MendedEntry, MendedFile, Rename, Revision};
use serde_json::Value;

impl Studio {
    /// Renames an entry. What names it follows: other entries' `related`, safety cards, and labelled questions.
    pub async fn rename(&self, by: &User, id: &str, new: &str, on: Option<u32>) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let new = new.trim();
        if !is_id(new) {
            return Err(Refused::Invalid(vec![Fault::of_entry("id", FaultKind::Format)]));
        }
        if RESERVED.contains(&new) || self.store.head(new).await?.is_some() {
            return Err(Refused::Invalid(vec![Fault::of_entry("id", FaultKind::Taken)]));
        }
        let old = head.entry.clone();
        let (entries, files) = (self.related_to(&old, new).await?, self.files_that_name(&old, new).await?);
        let rename = Rename { old, new: new.to_owned(), on, author: by.id.to_string(), entries, files };
        let renamed = self.store.rename_entry(rename).await;
        if renamed.is_ok() {
            // Others name it: more than one entry changes.
            self.take_up().await;
        }
        self.done(new, renamed).await
    }

    /// Other entries that relate to one, as they are to be.
    async fn related_to(&self, old: &str, new: &str) -> Result<Vec<MendedEntry>, Refused> {
        let heads: Vec<_> = self.store.heads().await?.into_iter().filter(|head| !head.is_withdrawn() && head.entry != old).collect();
        let of: Vec<(String, u32)> = heads.iter().map(|head| (head.entry.clone(), head.revision)).collect();
        let (bodies, old, new) = (self.store.bodies(&of).await?, old.to_owned(), new.to_owned());
        let mended = tokio::task::spawn_blocking(move || {
            // Few name it: the others are told apart without reading them.
            let name = format!("\"{old}\"");
            let naming = bodies.into_iter().filter(|revision| revision.body.contains(&name));
            naming.filter_map(|revision| mended(&revision, &old, &new)).collect()
        });
        Ok(mended.await.map_err(|_| Code::Internal)?)
    }

    /// Files beside the entries that name one, as they are to be.
    async fn files_that_name(&self, old: &str, new: &str) -> Result<Vec<MendedFile>, Refused> {
        let files = self.store.corpus_files().await?;
        let mended = files.into_iter().filter_map(|(path, before)| {
            let line: fn(&str, &str, &str) -> Option<String> = match file::kind(&path) {
                file::Kind::Safety => card_line,
                file::Kind::Questions => question_line,
                _ => return None,
            };
            let lines = before.split_inclusive('\n').map(|text| line(text, old, new).unwrap_or_else(|| text.to_owned()));
            let after: String = lines.collect();
            (after != before).then_some(MendedFile { path, before, after })
        });
        Ok(mended.collect())
    }
}

/// An entry that relates to the one under its new name; none when it does not.
fn mended(revision: &Revision, old: &str, new: &str) -> Option<MendedEntry> {
    let mut entry = file::draft(&revision.category, &revision.entry, &revision.body)?;
    let mut found = false;
    for related in entry.related.iter_mut().filter(|related| *related == old) {
        new.clone_into(related);
        found = true;
    }
    found.then(|| MendedEntry { entry: revision.entry.clone(), revision: revision.revision, body: file::write(&entry) })
}

/// A line of `safety.toml` that names the entry, with the new name.
fn card_line(line: &str, old: &str, new: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    (key.trim() == "entry" && value.trim() == format!("\"{old}\"")).then(|| line.replacen(&format!("\"{old}\""), &format!("\"{new}\""), 1))
}

/// A line of a file of questions that names the entry, with the new name.
fn question_line(line: &str, old: &str, new: &str) -> Option<String> {
    let row: Value = serde_json::from_str(line).ok()?;
    let names = |value: &Value| value.as_str() == Some(old);
    let also = row["also"].as_array().is_some_and(|also| also.iter().any(names));
    // What is asked may be the name itself; then nobody can tell which of the two is meant.
    ((names(&row["topic"]) || also) && !names(&row["text"])).then(|| line.replace(&format!("\"{old}\""), &format!("\"{new}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_the_entry_is_changed() {
        assert_eq!(card_line("entry = \"tow\"\n", "tow", "towing").as_deref(), Some("entry = \"towing\"\n"));
        assert_eq!(card_line("  entry=\"tow\"", "tow", "towing").as_deref(), Some("  entry=\"towing\""));
        for line in ["entry = \"tower\"", "title = \"tow\"", "# entry = \"tow\"", "phrases = [\"tow\"]"] {
            assert_eq!(card_line(line, "tow", "towing"), None, "{line}");
        }
        let row = r#"{"text": "may I tow", "lang": "en", "topic": "tow", "also": ["wash", "tow"]}"#;
        let changed = r#"{"text": "may I tow", "lang": "en", "topic": "towing", "also": ["wash", "towing"]}"#;
        assert_eq!(question_line(row, "tow", "towing").as_deref(), Some(changed));
        for line in [r#"{"text": "tow", "topic": "wash"}"#, r#"{"text": "tow", "topic": "tow"}"#, "# tow", r#"{"topic": null}"#] {
            assert_eq!(question_line(line, "tow", "towing"), None, "{line}");
        }
        let revision = |body: &str| Revision {
            entry: "wash".into(),
            revision: 3,
            category: "car".into(),
            body: body.into(),
            note: None,
            change: None,
            author: String::new(),
            at: 0,
            autosaved: false,
        };
        let body = "related = [\"tow\", \"tower\"]\n\n[en]\ntitle = \"tow\"\n";
        let entry = mended(&revision(body), "tow", "towing").expect("it relates");
        assert!(entry.body.starts_with("related = [\"towing\", \"tower\"]\n\n[en]\ntitle = \"tow\"\n"), "{}", entry.body);
        assert_eq!(mended(&revision("[en]\ntitle = \"tow\"\n"), "tow", "towing"), None);
    }
}
