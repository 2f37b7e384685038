//! All that is particular to the database behind the store: its types, connections, settings, error codes and the few words
//! that others don't know. The rest of the store names none of it, so that another database is another file here.

mod readers;
mod sqlite;

pub(super) use readers::{Pool, readers};
pub(super) use sqlite::*;
