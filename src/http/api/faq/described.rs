//! What the document of the API says of entries.

use super::shapes::{Acting, EntryBody, EntryInput, EntryPage, NewName, Publish, PublishedEntry, Restore};
use crate::error::Code;
use crate::http::openapi::{Answer, Operation, Parameter, shape};

const PUBLISHED: Answer = Answer { status: 200, body: Some(shape::<PublishedEntry>()), headers: &["ETag"] };
pub(super) const ENTRY: Answer = Answer { status: 200, body: Some(shape::<EntryBody>()), headers: &["ETag"] };

pub const LIST_ENTRIES: Operation = Operation {
    id: "listEntries",
    summary: "Entries by id; with `q`, those that the matcher or their words find, the nearest first",
    parameters: &[
        Parameter::Page,
        Parameter::Query("q", "A question or words, in any language and script."),
        Parameter::Query("category", "Only those of this category."),
        Parameter::Query("language", "Only those that have this language, or lack it with `state=missing`."),
        Parameter::Query("state", "`missing`, `current`, `stale` or `wrong`: in `language`, else in any language in use."),
        Parameter::Query(
            "filter",
            "`draft`: with a draft. `withdrawn`: neither published nor being written; these are in no other list. `never_asked`: published, and the answer to nobody in the last 90 days; `unhelpful`: left more owners without help than it helped, the worst first.",
        ),
        Parameter::Query("counts", "`true`: with what was counted of each."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<EntryPage>()), headers: &[] },
    refusals: &[Code::TooLarge],
};
pub const SHOW: Operation = Operation {
    id: "showEntry",
    summary: "An entry as an editor goes on with it: its draft, else what is published",
    parameters: &[
        Parameter::Query("revision", "One of its revisions instead."),
        Parameter::Query("published", "`true`: what is published instead."),
    ],
    body: None,
    answer: ENTRY,
    refusals: &[Code::BadRequest],
};
pub const SAVE: Operation = Operation {
    id: "saveEntry",
    summary: "Save a draft. A new entry needs no `If-Match`, or \"0\", and answers 201",
    parameters: &[Parameter::OrNew],
    body: Some(shape::<EntryInput>()),
    answer: ENTRY,
    refusals: &[Code::Invalid],
};
pub const DELETE: Operation = Operation {
    id: "deleteEntry",
    summary: "Withdraw an entry and drop its draft. Its revisions stay, and `restore` brings it back",
    parameters: &[Parameter::Revision],
    body: None,
    answer: ENTRY,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};
pub const PUBLISH: Operation = Operation {
    id: "publishEntry",
    summary: "Publish an entry, now or at a time: this server answers with it from then on",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Publish>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::Gate],
};
pub const WITHDRAW: Operation = Operation {
    id: "withdrawEntry",
    summary: "Take an entry back from the owners; its draft stays",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Acting>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};
pub const RESTORE: Operation = Operation {
    id: "restoreEntry",
    summary: "Make an earlier revision the draft, as a revision of its own",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Restore>()),
    answer: ENTRY,
    refusals: &[],
};
pub const UNDO: Operation = Operation {
    id: "undoPublication",
    summary: "Put back what was published before the last publication of an entry",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Acting>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};

pub const UNSCHEDULE: Operation = Operation {
    id: "unscheduleEntry",
    summary: "Give up what was to be published by itself",
    parameters: &[],
    body: None,
    answer: ENTRY,
    refusals: &[],
};
pub const RENAME: Operation = Operation {
    id: "renameEntry",
    summary: "Give an entry another id, at once and wherever it is named; the former id leads to it",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<NewName>()),
    answer: ENTRY,
    refusals: &[Code::Invalid],
};
