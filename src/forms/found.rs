//! What a look-up says, as a card: in the owner's words, from records. Nobody's name or address stands in one.

use super::{Forms, Reader, day_words, zone_of};
use crate::aftersales::coverage::{Coverage, CoverageState};
use crate::aftersales::finance::{FinanceFault, Local, Plan};
use crate::aftersales::kind::KindSpec;
use crate::aftersales::place::Town;
use crate::aftersales::record::{Campaign, CampaignState, Centre, Order, Part, Serial};
use crate::aftersales::vin::Vin;
use crate::chat::event::form::{ResultCard, ResultItem, Shown, Tone};
use crate::clock::Millis;
use crate::i18n::Args;
use crate::i18n::format::{date_full, date_time, number};
use crate::language::Language;
use crate::market::hours::OpenState;
use jiff::civil::Date;

/// A request as its number alone shows it.
pub struct Standing<'a> {
    pub code: &'a str,
    pub kind: &'a KindSpec,
    pub state: &'a str,
    pub since: Millis,
    pub due: Option<Millis>,
}

/// A centre with whether it is open now, and how far away it is in kilometres.
pub struct Near<'a> {
    pub centre: &'a Centre,
    pub open: Option<OpenState>,
    pub km: Option<f64>,
}

/// The letters that mean something in HTML, written out.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A card of paragraphs and items.
pub fn card(title: impl Into<String>, paragraphs: &[String], items: Vec<ResultItem>) -> ResultCard {
    let html = paragraphs.iter().map(|text| format!("<p>{}</p>\n", escaped(text))).collect();
    ResultCard { title: title.into(), html, text: paragraphs.join("\n\n"), items }
}

fn item(item: &str, title: impl Into<String>) -> ResultItem {
    ResultItem { item: item.to_owned(), title: title.into(), tone: None, lines: Vec::new(), phone: None, url: None, action: None }
}

impl Forms {
    fn plain(&self, language: Language, key: &str) -> String {
        self.say(language, key, &Args::new())
    }

    fn line(&self, language: Language, key: &str, text: impl Into<String>) -> Shown {
        Shown { label: self.plain(language, key), text: text.into() }
    }

    /// A card that only says something.
    pub fn word(&self, language: Language, title: &str, key: &str, args: &Args<'_>) -> ResultCard {
        card(self.plain(language, title), &[self.say(language, key, args)], Vec::new())
    }

    /// Where requests stand.
    pub fn status(&self, reader: Reader<'_>, standings: &[Standing<'_>]) -> ResultCard {
        let Reader { language, market, .. } = reader;
        let zone = market.schedule.zone();
        let of = |standing: &Standing<'_>| {
            let shown = self.card(standing.kind, standing.state, standing.due, reader);
            let mut lines = vec![
                self.line(language, "look-up-number", standing.code),
                self.line(language, "look-up-state", shown.status_text.clone()),
                self.line(language, "look-up-since", date_full(language, standing.since, zone)),
            ];
            lines.extend(shown.next.map(|next| self.line(language, "look-up-next", next)));
            ResultItem { lines, url: Some(format!("/r/{}", standing.code)), ..item("request", shown.title) }
        };
        card(self.plain(language, "look-up-status"), &[], standings.iter().map(of).collect())
    }

    /// Centres of a town, or the nearest to it.
    pub fn centres(&self, reader: Reader<'_>, town: &Town, near: &[Near<'_>]) -> ResultCard {
        let Reader { language, market, now } = reader;
        let name = town.names.in_(language).to_owned();
        let is_there = near.iter().any(|near| near.centre.town == town.id);
        let title = self.say(language, if is_there { "look-up-centres" } else { "look-up-centres-near" }, &Args::new().with("town", name));
        if near.is_empty() {
            return card(title, &[self.plain(language, "look-up-centres-none")], Vec::new());
        }
        let of = |near: &Near<'_>| {
            let Near { centre, open, km } = near;
            let zone = zone_of(centre);
            let mut lines = vec![self.line(language, "look-up-address", centre.address.in_(language))];
            let hours = centre.hours.iter().map(|hours| self.catalog.hours_line(language, &hours.days, &hours.open, &hours.close));
            lines.push(self.line(language, "look-up-hours", hours.collect::<Vec<_>>().join("; ")));
            match open {
                Some(OpenState { open: true, .. }) => lines.push(self.line(language, "look-up-now", self.plain(language, "look-up-open"))),
                Some(OpenState { next: Some(next), .. }) if *next > now => {
                    let args = Args::new().with("moment", date_time(language, *next, &zone));
                    lines.push(self.line(language, "look-up-now", self.say(language, "look-up-closed", &args)));
                }
                _ => {}
            }
            if let Some(km) = km.filter(|_| !is_there) {
                let args = Args::new().with("km", km.round() as i64);
                lines.push(self.line(language, "look-up-distance", self.say(language, "form-km", &args)));
            }
            let action = self.action(language, &market.id, "booking");
            ResultItem { lines, phone: centre.phone.clone(), action, ..item("centre", centre.names.in_(language)) }
        };
        card(title, &[], near.iter().map(of).collect())
    }

    /// What the recalls mean for a car today. `is_known`: a record has the car.
    pub fn recalls(&self, reader: Reader<'_>, vin: &Vin, campaigns: &[Campaign], is_known: bool) -> ResultCard {
        let (Reader { language, market, .. }, on) = (reader, reader.today());
        let title = self.say(language, "look-up-recalls", &Args::new().with("vin", vin.to_string()));
        let state = |campaign: &Campaign| (campaign.state(vin, on), campaign.do_not_drive);
        let about: Vec<(&Campaign, CampaignState)> =
            campaigns.iter().map(|campaign| (campaign, state(campaign).0)).filter(|(_, state)| *state != CampaignState::None).collect();
        let mut words = Vec::new();
        match about.iter().filter(|(_, state)| *state == CampaignState::Open).count() {
            0 if is_known || !about.is_empty() => words.push(self.plain(language, "look-up-recalls-none")),
            0 => words.push(self.plain(language, "look-up-recalls-unknown")),
            _ => words.push(self.plain(language, "look-up-recalls-open")),
        }
        if !vin.check_digit_ok() && !is_known {
            words.push(self.plain(language, "look-up-vin-check"));
        }
        let of = |(campaign, state): &(&Campaign, CampaignState)| {
            let is_open = *state == CampaignState::Open;
            let mut lines = vec![
                self.line(language, "look-up-recall-number", campaign.number.clone()),
                self.line(language, "look-up-recall-what", campaign.texts.in_(language)),
            ];
            let key = if is_open { "look-up-recall-free" } else { "look-up-recall-done" };
            lines.push(self.line(language, "look-up-state", self.plain(language, key)));
            if is_open && campaign.do_not_drive {
                lines.push(self.line(language, "look-up-recall-warning", self.plain(language, "look-up-recall-stop")));
            }
            let tone = Some(if is_open { Tone::Bad } else { Tone::Good });
            let action = if is_open { self.action(language, &market.id, "booking") } else { None };
            ResultItem { tone, lines, action, ..item("campaign", campaign.titles.in_(language)) }
        };
        let mut items: Vec<ResultItem> = about.iter().map(of).collect();
        if items.is_empty() && is_known {
            items.push(ResultItem { tone: Some(Tone::Good), ..item("campaign", self.plain(language, "look-up-recall-clear")) });
        }
        card(title, &words, items)
    }

    /// Where an order is.
    pub fn order(&self, language: Language, order: &Order) -> ResultCard {
        let title = self.say(language, "look-up-order", &Args::new().with("number", order.number.as_str()));
        let stage = self.plain(language, &format!("look-up-stage-{}", order.stage.as_str().replace('_', "-")));
        let mut lines = vec![self.line(language, "look-up-state", stage)];
        let place = order.place.in_(language);
        if !place.is_empty() {
            lines.push(self.line(language, "look-up-place", place));
        }
        lines.extend(order.expected.map(|day| self.line(language, "look-up-expected", day_words(language, day))));
        lines.extend(order.carrier.as_ref().map(|carrier| self.line(language, "look-up-carrier", carrier.clone())));
        lines.extend(order.carrier_number.as_ref().map(|own| self.line(language, "look-up-carrier-number", own.clone())));
        lines.extend(order.updated.map(|day| self.line(language, "look-up-updated", day_words(language, day))));
        card(title, &[], vec![ResultItem { lines, ..item("order", order.item.clone()) }])
    }

    /// Parts of a name.
    pub fn parts(&self, reader: Reader<'_>, parts: &[Part]) -> ResultCard {
        let Reader { language, market, .. } = reader;
        let title = self.plain(language, "look-up-parts");
        if parts.is_empty() {
            let none =
                ResultItem { action: self.action(language, &market.id, "part"), ..item("part", self.plain(language, "look-up-parts-ask")) };
            return card(title, &[self.plain(language, "look-up-parts-none")], vec![none]);
        }
        let of = |part: &Part| {
            let mut lines = vec![self.line(language, "look-up-part-number", part.number.clone())];
            let models = if part.models.is_empty() { self.plain(language, "look-up-all-models") } else { part.models.join(", ") };
            lines.push(self.line(language, "look-up-fits", models));
            if let (Some(price), Some(currency)) = (part.price, &part.currency) {
                lines.push(self.line(language, "look-up-price", money(language, price, currency)));
            }
            if let Some(days) = part.delivery_days {
                lines.push(self.line(language, "look-up-delivery", self.say(language, "look-up-days", &Args::new().with("days", days))));
            }
            ResultItem { lines, action: self.action(language, &market.id, "part"), ..item("part", part.names.in_(language)) }
        };
        card(title, &[self.plain(language, "look-up-parts-quote")], parts.iter().map(of).collect())
    }

    /// Whether a label's serial number is known, and whether somebody asked for it before today.
    pub fn genuine(&self, language: Language, number: &str, found: Option<&(Serial, Option<Part>)>, today: Date) -> ResultCard {
        let title = self.say(language, "look-up-label", &Args::new().with("number", number));
        let Some((serial, part)) = found else {
            let unknown = ResultItem { tone: Some(Tone::Bad), ..item("serial", self.plain(language, "look-up-label-unknown")) };
            return card(title, &[self.plain(language, "look-up-label-unknown-help")], vec![unknown]);
        };
        let before = serial.registered.filter(|day| *day < today).or(serial.fitted);
        let (key, tone) = if before.is_some() { ("look-up-label-before", Tone::Unsure) } else { ("look-up-label-known", Tone::Good) };
        let args = Args::new().with("day", before.map(|day| day_words(language, day)).unwrap_or_default());
        let name = part.as_ref().map_or_else(|| serial.number.clone(), |part| part.names.in_(language).to_owned());
        let lines = part.iter().map(|part| self.line(language, "look-up-part-number", part.number.clone())).collect();
        card(title, &[self.say(language, key, &args)], vec![ResultItem { tone: Some(tone), lines, ..item("serial", name) }])
    }

    /// What holds for a car.
    pub fn coverage(&self, reader: Reader<'_>, model: &str, all: &[Coverage]) -> ResultCard {
        let Reader { language, market, .. } = reader;
        let title = self.say(language, "look-up-coverage", &Args::new().with("model", model));
        if all.is_empty() {
            return card(title, &[self.plain(language, "look-up-coverage-none")], Vec::new());
        }
        let asks_km = all.iter().any(|one| one.state == CoverageState::CoveredByDate);
        let words: Vec<String> = asks_km.then(|| self.plain(language, "look-up-coverage-km")).into_iter().collect();
        let action = if asks_km { self.action(language, &market.id, "coverage") } else { None };
        let mut items: Vec<ResultItem> = all.iter().map(|one| self.covered(language, one)).collect();
        if let Some(last) = items.last_mut() {
            last.action = action;
        }
        card(title, &words, items)
    }

    fn covered(&self, language: Language, one: &Coverage) -> ResultItem {
        let tone = match one.state {
            CoverageState::Covered => Tone::Good,
            CoverageState::Ended(_) => Tone::Bad,
            CoverageState::CoveredByDate | CoverageState::NotStarted | CoverageState::Unknown => Tone::Unsure,
        };
        let km = |key: &str, km: i64| self.line(language, key, self.say(language, "form-km", &Args::new().with("km", km)));
        let mut lines = vec![self.line(language, "look-up-state", self.plain(language, one.state.key()))];
        lines.extend(one.until.map(|until| self.line(language, "look-up-until", day_words(language, until))));
        lines.extend(one.km_limit.map(|limit| km("look-up-km-limit", limit)));
        if let (Some(months), Some(days)) = (one.months_left, one.days_left) {
            let (key, count) = if months > 0 { ("look-up-months", months) } else { ("look-up-days", days) };
            lines.push(self.line(language, "look-up-left", self.say(language, key, &Args::new().with(&key[8..], count))));
        }
        lines.extend(one.km_left.map(|left| km("look-up-km-left", left)));
        if let Some(percent) = one.capacity_percent {
            let args = Args::new().with("percent", i64::from(percent));
            lines.push(self.line(language, "look-up-capacity", self.say(language, "look-up-capacity-below", &args)));
        }
        lines.extend(one.serial.as_ref().map(|serial| self.line(language, "look-up-serial", serial.clone())));
        ResultItem { tone: Some(tone), lines, ..item("coverage", one.names.in_(language)) }
    }

    /// A worked example of paying in months.
    pub fn plan(&self, language: Language, plan: &Plan) -> ResultCard {
        let (title, usd) = (self.plain(language, "look-up-plan"), |cents| money(language, cents, "USD"));
        let mut lines = vec![
            self.line(language, "look-up-plan-sum", usd(plan.usd * 100)),
            self.line(language, "look-up-plan-months", number(language, i64::from(plan.months))),
            self.line(language, "look-up-plan-monthly", usd(plan.monthly_cents)),
        ];
        if let Some(Local { currency, sum, monthly }) = &plan.local {
            let about = format!("{} ({})", money(language, monthly * 100, currency), money(language, sum * 100, currency));
            lines.push(self.line(language, "look-up-plan-local", about));
        }
        let words = [self.plain(language, "look-up-plan-bank")];
        card(title, &words, vec![ResultItem { lines, ..item("plan", self.plain(language, "look-up-plan-example")) }])
    }

    /// Why there is no plan, by the field that is wrong.
    pub fn no_plan(&self, language: Language, fault: FinanceFault) -> (&'static str, String) {
        match fault {
            FinanceFault::TooLittle(usd) => ("amount", self.say(language, "look-up-plan-too-little", &Args::new().with("usd", usd))),
            FinanceFault::Months(from, to) => {
                ("months", self.say(language, "look-up-plan-no-months", &Args::new().with("from", from).with("to", to)))
            }
        }
    }
}

/// A sum in hundredths of a currency. The code stands after it, which every language here reads.
fn money(language: Language, hundredths: i64, currency: &str) -> String {
    let sum = if hundredths % 100 == 0 { number(language, hundredths / 100) } else { number(language, hundredths as f64 / 100.0) };
    format!("{sum} {currency}")
}
