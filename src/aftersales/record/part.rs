//! Spare parts, and single ones with their serial numbers.

use super::texts::Texts;
use super::time::optional_day;
use crate::aftersales::code::RequestCode;
use crate::aftersales::schema::finding::folded;
use crate::aftersales::schema::fold_key;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A spare part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// The maker's number.
    pub number: String,
    pub names: Texts,
    /// Other words for it, in any language.
    #[serde(default)]
    pub words: Vec<String>,
    /// Models that it fits; none: all.
    #[serde(default)]
    pub models: Vec<String>,
    /// In hundredths of the currency.
    #[serde(default)]
    pub price: Option<i64>,
    /// ISO 4217.
    #[serde(default)]
    pub currency: Option<String>,
    /// Usual time to the centre, in days.
    #[serde(default)]
    pub delivery_days: Option<u32>,
}

impl Part {
    /// Whether somebody who types this means exactly this part: its number, or a name or another word for it, whole.
    pub fn is_called(&self, typed: &str) -> bool {
        let same = |own: &str| folded(own) == folded(typed);
        fold_key(&self.number) == fold_key(typed)
            || self.names.iter().any(|(_, name)| same(name))
            || self.words.iter().any(|word| same(word))
    }
}

/// One part with a serial number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serial {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the label says.
    pub number: String,
    /// The id of the part.
    pub part: String,
    /// The id of the car that it is in.
    #[serde(default)]
    pub vehicle: Option<String>,
    #[serde(default, with = "optional_day")]
    pub fitted: Option<Date>,
    /// Mileage at that time, in kilometres.
    #[serde(default)]
    pub fitted_km: Option<i64>,
    /// Whether it was fitted under the warranty, and so has a term of its own.
    #[serde(default)]
    pub under_warranty: bool,
    /// The number of the one that it took the place of.
    #[serde(default)]
    pub replaces: Option<String>,
    /// The request that it was fitted for.
    #[serde(default)]
    pub request: Option<RequestCode>,
    /// When somebody asked about this label first.
    #[serde(default, with = "optional_day")]
    pub registered: Option<Date>,
}
