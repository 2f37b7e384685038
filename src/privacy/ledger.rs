//! The list of erasures: a file of the data folder, a line of JSON each, with ids and nothing else. It is no part of the database, so that a copy of
//! that, put back, does not bring back who has gone; whoever moves a backup to another machine takes it along.

use crate::data_folder;
use crate::error::{Code, Error};
use crate::store::Erasure;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The file's name.
pub const FILE: &str = "erased.jsonl";
/// Erasures that are read at most: one every quarter of an hour for some thirty years.
const MOST: usize = 1_000_000;

pub(super) struct Ledger(PathBuf);

impl Ledger {
    pub fn new(data: &Path) -> Ledger {
        Ledger(data.join(FILE))
    }

    /// Adds a line, durably.
    pub fn add(&self, erasure: &Erasure) -> Result<(), Error> {
        let line = serde_json::to_string(erasure).map_err(|_| Code::Internal)?;
        let written = || -> io::Result<()> {
            let is_new = !self.0.exists();
            let mut file = data_folder::private().append(true).create(true).open(&self.0)?;
            file.write_all(format!("{line}\n").as_bytes())?;
            file.sync_all()?;
            match self.0.parent().filter(|_| is_new) {
                Some(folder) => data_folder::sync(folder),
                None => Ok(()),
            }
        };
        written().map_err(|error| failed("written", &error))
    }

    /// All of it. A line that was cut off is left out: nothing was erased yet.
    pub fn read(&self) -> Result<Vec<Erasure>, Error> {
        let file = match File::open(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            opened => opened.map_err(|error| failed("read", &error))?,
        };
        let mut erasures = Vec::new();
        for line in BufReader::new(file).lines().take(MOST) {
            let line = line.map_err(|error| failed("read", &error))?;
            match serde_json::from_str(&line) {
                Ok(erasure) => erasures.push(erasure),
                Err(error) if line.trim().is_empty() => drop(error),
                Err(error) => tracing::error!(%error, "a line of the list of erasures cannot be read"),
            }
        }
        Ok(erasures)
    }
}

fn failed(what: &str, error: &io::Error) -> Error {
    tracing::error!(%error, "the list of erasures could not be {what}");
    Code::Internal.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};
    use crate::store::Belongings;

    #[test]
    fn what_was_added_is_read_and_what_was_cut_off_is_not() {
        let folder = std::env::temp_dir().join(format!("aftercare-ledger-{}", SystemClock.id()));
        data_folder::make(&folder).expect("the folder can be made");
        let ledger = Ledger::new(&folder);
        assert_eq!(ledger.read().expect("there is none"), []);
        let of = Belongings { owner: Some("o1".into()), conversations: [SystemClock.id()].into(), ..Belongings::default() };
        let erasure = Erasure { id: SystemClock.id(), at: 7, of };
        ledger.add(&erasure).expect("it can be written");
        let mut file = File::options().append(true).open(folder.join(FILE)).expect("it is there");
        file.write_all(b"{\"id\": \"00").expect("it can be written");
        assert_eq!(ledger.read().expect("it can be read"), [erasure]);
        std::fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}
