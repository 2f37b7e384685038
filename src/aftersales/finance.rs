//! Paying for parts and repairs in months, by the partner bank: the limits, and a worked example.
//!
//! The bank's own interest is not ours to know: the example divides the sum, and the answer says that the bank names the exact terms.

use super::kind::Finance;

/// A worked example.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The whole sum, in US dollars.
    pub usd: i64,
    pub months: u32,
    /// What a month comes to without interest, in hundredths of a dollar. The last month takes what does not divide.
    pub monthly_cents: i64,
    pub last_cents: i64,
    /// The currency of the owner's market with the sum and a month in it, in whole units, rounded up: where its rate is known.
    pub local: Option<Local>,
}

/// Sums in another currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// ISO 4217.
    pub currency: String,
    pub sum: i64,
    pub monthly: i64,
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FinanceFault {
    /// From so many US dollars.
    #[error("is possible from {0} US dollars")]
    TooLittle(i64),
    /// From so many months to so many.
    #[error("is possible over {0} to {1} months")]
    Months(u32, u32),
}

/// The worked example of a sum in US dollars over so many months, for an owner of a market.
pub fn plan(finance: &Finance, usd: i64, months: u32, market: &str) -> Result<Plan, FinanceFault> {
    if usd < finance.min_usd {
        return Err(FinanceFault::TooLittle(finance.min_usd));
    }
    if !(finance.min_months..=finance.max_months).contains(&months) {
        return Err(FinanceFault::Months(finance.min_months, finance.max_months));
    }
    let cents = usd.saturating_mul(100);
    let monthly_cents = cents / i64::from(months);
    let last_cents = cents - monthly_cents * i64::from(months - 1);
    let local = finance.currencies.get(market).and_then(|currency| {
        let rate = finance.rates.get(currency)?;
        let sum = (usd as f64 * rate).ceil() as i64;
        Some(Local { currency: currency.clone(), sum, monthly: (sum as f64 / f64::from(months)).ceil() as i64 })
    });
    Ok(Plan { usd, months, monthly_cents, last_cents, local })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftersales::kind::Kinds;
    use proptest::prelude::*;

    #[test]
    fn the_limits_are_those_of_the_answer() {
        let finance = Kinds::embedded().finance;
        assert_eq!(plan(&finance, 299, 6, "bd"), Err(FinanceFault::TooLittle(300)));
        assert_eq!(plan(&finance, 300, 2, "bd"), Err(FinanceFault::Months(3, 12)));
        assert_eq!(plan(&finance, 300, 13, "bd"), Err(FinanceFault::Months(3, 12)));
        let example = plan(&finance, 900, 7, "kz").expect("a plan");
        assert_eq!((example.monthly_cents, example.last_cents), (12_857, 12_858));
        assert_eq!(example.local, Some(Local { currency: "KZT".into(), sum: 468_000, monthly: 66_858 }));
        assert_eq!(plan(&finance, 300, 3, "int").expect("a plan").local, None);
    }

    proptest! {
        #[test]
        fn the_months_make_the_sum(usd in 300i64..1_000_000, months in 3u32..=12) {
            let plan = plan(&Kinds::embedded().finance, usd, months, "bd").expect("within the limits");
            prop_assert_eq!(plan.monthly_cents * i64::from(months - 1) + plan.last_cents, usd * 100);
            prop_assert!(plan.last_cents >= plan.monthly_cents && plan.last_cents - plan.monthly_cents < i64::from(months));
            let local = plan.local.expect("a rate");
            prop_assert!(local.monthly * i64::from(months) >= local.sum);
        }
    }
}
