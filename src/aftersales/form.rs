//! Forms: their fields, and what an owner hands in, checked field by field.
//!
//! All faults of a form are said at once, and nothing is taken from a form that has one.
//!
//! - `checking`: what is handed in against what is asked for; `fault`: what may be wrong with it
//! - `values`: what was understood

mod checking;
mod fault;
#[cfg(test)]
mod tests;
mod values;

pub use checking::{CentreState, Context, KnownKm, check};
pub use fault::{Argument, Fault};
pub use values::{Checked, Values};

use super::record::Texts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest line of text, in characters, where the field says nothing.
const MAX_TEXT: usize = 200;
/// Longest text of several lines, in characters: that of a message.
const MAX_LONG: usize = 4_000;
/// Longest of anything else, in characters.
const MAX_OTHER: usize = 100;
/// Files of one field, where it says nothing: those of a message.
pub const MOST_FILES: usize = 10;

/// What a form leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A request of that kind.
    Request(String),
    /// An answer at once.
    LookUp(LookUp),
}

/// What is answered at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUp {
    /// Where a request stands.
    Status,
    /// Centres of a town, or near it.
    Centre,
    Recall,
    /// Where an order is.
    Order,
    /// Parts by name.
    Part,
    /// Whether a label's serial number is known.
    Genuine,
    /// What holds for a car.
    Coverage,
    /// Paying in months.
    Financing,
}

impl LookUp {
    /// Every one.
    pub const ALL: [LookUp; 8] =
        [LookUp::Status, LookUp::Centre, LookUp::Recall, LookUp::Order, LookUp::Part, LookUp::Genuine, LookUp::Coverage, LookUp::Financing];
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    pub id: String,
    pub outcome: Outcome,
    pub fields: Vec<FieldSpec>,
    /// Groups of fields of which one has to be filled in.
    pub any_of: Vec<Vec<String>>,
    /// What an operator calls a form of their own, on its button too.
    pub names: Texts,
    /// What an operator says above its fields.
    pub intros: Texts,
}

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Long,
    Vin,
    Km,
    Date,
    Phone,
    Email,
    Choice,
    Centre,
    Slot,
    Photo,
    Consent,
    Code,
    Place,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [FieldKind; 14] = [
        FieldKind::Text,
        FieldKind::Long,
        FieldKind::Vin,
        FieldKind::Km,
        FieldKind::Date,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Choice,
        FieldKind::Centre,
        FieldKind::Slot,
        FieldKind::Photo,
        FieldKind::Consent,
        FieldKind::Code,
        FieldKind::Place,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Long => "long",
            FieldKind::Vin => "vin",
            FieldKind::Km => "km",
            FieldKind::Date => "date",
            FieldKind::Phone => "phone",
            FieldKind::Email => "email",
            FieldKind::Choice => "choice",
            FieldKind::Centre => "centre",
            FieldKind::Slot => "slot",
            FieldKind::Photo => "photo",
            FieldKind::Consent => "consent",
            FieldKind::Code => "code",
            FieldKind::Place => "place",
        }
    }
}

/// Where the options of a choice come from, when the table does not list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionSource {
    /// What centres do.
    Services,
    /// The dates of the training that lie ahead.
    Courses,
}

/// Whether a day lies before or after today. Today is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Past,
    Future,
}

/// The least and the most that a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub min: i64,
    pub max: i64,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    pub name: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub options_from: Option<OptionSource>,
    /// Longest text, in characters; of a field for photos, most files.
    #[serde(default)]
    pub max: Option<usize>,
    /// The text is a whole number.
    #[serde(default)]
    pub number: Option<Limits>,
    /// The day lies before or after today.
    #[serde(default)]
    pub when: Option<When>,
    /// A text explains it.
    #[serde(default)]
    pub help: bool,
    /// What an operator calls a field of their own.
    #[serde(default)]
    pub names: Texts,
    /// How an operator explains it.
    #[serde(default)]
    pub helps: Texts,
    /// What an operator calls their options.
    #[serde(default)]
    pub option_names: BTreeMap<String, Texts>,
}

impl FieldSpec {
    /// The message with its label.
    pub fn key(&self) -> String {
        format!("request-field-{}", self.name)
    }

    /// The message that explains it, if it has one.
    pub fn help_key(&self) -> Option<String> {
        (self.help || !self.helps.is_empty()).then(|| format!("request-help-{}", self.name))
    }

    /// The message with the label of an option of the table.
    pub fn option_key(&self, option: &str) -> String {
        format!("request-option-{}-{option}", self.name)
    }

    /// Longest value, in characters; of a field for photos, most files.
    pub fn max(&self) -> usize {
        let usual = match self.kind {
            FieldKind::Text => MAX_TEXT,
            FieldKind::Long => MAX_LONG,
            FieldKind::Photo => MOST_FILES,
            _ => MAX_OTHER,
        };
        self.max.unwrap_or(usual)
    }
}

impl FormSpec {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The form as the staff fill it in for an owner, who alone has the photos.
    pub fn without_photos(&self) -> FormSpec {
        let fields = self.fields.iter().filter(|field| field.kind != FieldKind::Photo).cloned().collect();
        FormSpec { fields, ..self.clone() }
    }

    /// The message with its title, which the button below an answer has too.
    pub fn key(&self) -> String {
        format!("request-form-{}", self.id)
    }
}
