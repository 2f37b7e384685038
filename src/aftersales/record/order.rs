//! What was ordered, and where it is.

use super::texts::Texts;
use super::time::optional_day;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    Car,
    Part,
}

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStage {
    Placed,
    Built,
    Dispatched,
    InTransit,
    AtCustoms,
    AtCentre,
    HandedOver,
    Cancelled,
}

impl OrderStage {
    /// Every stage, in order.
    pub const ALL: [OrderStage; 8] = [
        OrderStage::Placed,
        OrderStage::Built,
        OrderStage::Dispatched,
        OrderStage::InTransit,
        OrderStage::AtCustoms,
        OrderStage::AtCentre,
        OrderStage::HandedOver,
        OrderStage::Cancelled,
    ];

    /// The name in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderStage::Placed => "placed",
            OrderStage::Built => "built",
            OrderStage::Dispatched => "dispatched",
            OrderStage::InTransit => "in_transit",
            OrderStage::AtCustoms => "at_customs",
            OrderStage::AtCentre => "at_centre",
            OrderStage::HandedOver => "handed_over",
            OrderStage::Cancelled => "cancelled",
        }
    }
}

/// A car or a part on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the owner knows it by.
    pub number: String,
    pub kind: OrderKind,
    #[serde(default)]
    pub owner: Option<String>,
    /// The id of the car, once there is one.
    #[serde(default)]
    pub vehicle: Option<String>,
    /// The model or the part, for people.
    pub item: String,
    pub market: String,
    pub stage: OrderStage,
    /// Where it is now.
    #[serde(default)]
    pub place: Texts,
    #[serde(default)]
    pub carrier: Option<String>,
    /// The carrier's own number.
    #[serde(default)]
    pub carrier_number: Option<String>,
    /// When it is expected.
    #[serde(default, with = "optional_day")]
    pub expected: Option<Date>,
    /// When the place was last told.
    #[serde(default, with = "optional_day")]
    pub updated: Option<Date>,
}
