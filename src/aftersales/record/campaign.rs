//! Recalls, and what one means for a car.

use super::texts::Texts;
use super::time::{civil_day, optional_day};
use crate::aftersales::vin::Vin;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// VINs from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VinRange {
    pub from: Vin,
    pub to: Vin,
}

/// A recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the maker calls it.
    pub number: String,
    pub titles: Texts,
    /// What is wrong and what is done about it.
    pub texts: Texts,
    #[serde(default)]
    pub vins: Vec<Vin>,
    #[serde(default)]
    pub ranges: Vec<VinRange>,
    /// Cars that have been repaired.
    #[serde(default)]
    pub done: Vec<Vin>,
    /// Whether cars must not be driven until then.
    #[serde(default)]
    pub do_not_drive: bool,
    #[serde(with = "civil_day")]
    pub opened: Date,
    #[serde(default, with = "optional_day")]
    pub closed: Option<Date>,
}

/// What a recall means for one car.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// It has still to be repaired.
    Open,
    Done,
    /// The car is not part of it.
    None,
}

impl Campaign {
    /// What it means for a car on a day. A campaign that is closed still says which cars were repaired.
    pub fn state(&self, vin: &Vin, on: Date) -> CampaignState {
        let is_part = self.vins.contains(vin) || self.ranges.iter().any(|range| vin.is_between(&range.from, &range.to));
        let runs = self.opened <= on && self.closed.is_none_or(|closed| on < closed);
        match (self.done.contains(vin), is_part && runs) {
            (true, _) => CampaignState::Done,
            (false, true) => CampaignState::Open,
            (false, false) => CampaignState::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_recall_is_open_done_or_none() {
        let vin = |text: &str| text.parse::<Vin>().expect(text);
        let range = VinRange { from: vin("LB37622S1PX000100"), to: vin("LB37622S2PX000200") };
        let campaign = Campaign {
            id: "r1".into(),
            revision: 1,
            sample: true,
            number: "R1".into(),
            titles: Texts::default(),
            texts: Texts::default(),
            vins: vec![vin("LB37622S8PX000999")],
            ranges: vec![range],
            done: vec![vin("LB37622S8PX000150")],
            do_not_drive: false,
            opened: date(2026, 1, 1),
            closed: Some(date(2026, 12, 1)),
        };
        let state = |text: &str, on| campaign.state(&vin(text), on);
        let (during, after) = (date(2026, 11, 30), date(2026, 12, 1));
        assert_eq!(state("LB37622S8PX000999", during), CampaignState::Open);
        assert_eq!(state("LB37622S8PX000100", during), CampaignState::Open);
        assert_eq!(state("LB37622S8PX000150", after), CampaignState::Done);
        assert_eq!(state("LB37622S8PX000999", after), CampaignState::None);
        assert_eq!(state("LB37622S8PX000201", during), CampaignState::None);
        assert_eq!(state("LB37622S8PX000100", date(2025, 12, 31)), CampaignState::None);
    }
}
