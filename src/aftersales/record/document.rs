//! Papers about models, cars and orders.

use super::texts::Texts;
use super::time::optional_day;
use crate::language::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of paper something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Manual,
    Invoice,
    Certificate,
    Bulletin,
}

/// A paper about a model, a car or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub kind: DocumentKind,
    pub titles: Texts,
    pub language: Language,
    /// Models that it is about; none: all, unless it is about a car or an order.
    #[serde(default)]
    pub models: Vec<String>,
    #[serde(default)]
    pub vehicle: Option<String>,
    #[serde(default)]
    pub order: Option<String>,
    /// The file's name.
    pub file: String,
    #[serde(default, with = "optional_day")]
    pub issued: Option<Date>,
}
