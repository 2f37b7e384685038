//! What is said with messages of the catalogue and formatted values: opening hours, days off and durations.

use super::format::{date_long, number, weekday};
use super::{Args, Catalog, REFERENCE, Tag};
use crate::config::hours::{Day, Team};
use crate::language::Language;
use crate::market::hours::Schedule;
use crate::market::off::Ahead;
use fluent::types::FluentNumber;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

/// Up to here a duration is told in minutes.
const MINUTES_UNTIL_S: u64 = 90 * 60;
/// Up to here it is told in hours.
const HOURS_UNTIL_S: u64 = 36 * 3_600;
/// Teams whose hours are told: more make no sentence.
const MOST_TEAMS: usize = 4;
/// Neighbouring days from this many on are told as a range.
const RANGE_DAYS: usize = 3;

impl Catalog {
    /// Days of the week as people say them: "Monday–Saturday", "Monday, Thursday", "Every day".
    pub fn weekday_range(&self, language: impl Tag, days: &[Day]) -> String {
        let language = language.identifier();
        if ALL_DAYS.iter().all(|day| days.contains(day)) {
            return self.text(&language, "hours-every-day", &Args::new());
        }
        let name = |day: Day| weekday(&language, day);
        let mut parts = Vec::new();
        for run in runs(days) {
            match run.as_slice() {
                [first, .., last] if run.len() >= RANGE_DAYS => {
                    let args = Args::new().with("first", name(*first)).with("last", name(*last));
                    parts.push(self.text(&language, "hours-day-range", &args));
                }
                few => parts.extend(few.iter().map(|day| name(*day))),
            }
        }
        parts.join(", ")
    }

    /// Weekly hours as one line: "Monday–Saturday, 9:00–18:00", "সোমবার–শনিবার, ৯:০০–১৮:০০". The clock is the 24-hour one
    /// in every language, as on a shop's door. `open` and `close` are `HH:MM`; equal ones mean day and night.
    pub fn hours_line(&self, language: impl Tag, days: &[Day], open: &str, close: &str) -> String {
        let language = language.identifier();
        let args = Args::new().with("days", self.weekday_range(&language, days));
        if open == close {
            return self.text(&language, "hours-line-day-and-night", &args);
        }
        let args = args.with("open", door_time(&language, open)).with("close", door_time(&language, close));
        self.text(&language, "hours-line", &args)
    }

    /// The hours of all teams (without teams, always), each with its clock: "Monday–Saturday, 9:00–18:00, Dhaka time". Teams of equal hours are told together.
    pub fn support_hours(&self, language: Language, schedule: &Schedule) -> String {
        if schedule.teams().is_empty() {
            return self.hours_line(language, &ALL_DAYS, "00:00", "00:00");
        }
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for team in schedule.teams().iter().take(MOST_TEAMS) {
            let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
            let line = self.hours_line(language, &team.days, &time(team.open), &time(team.close));
            let city = self.city(language, team);
            match lines.iter_mut().find(|(known, _)| *known == line) {
                Some((_, cities)) => {
                    if !cities.contains(&city) {
                        cities.push(city);
                    }
                }
                None => lines.push((line, vec![city])),
            }
        }
        let told = lines
            .into_iter()
            .map(|(hours, cities)| self.text(language, "hours-in-zone", &Args::new().with("hours", hours).with("city", cities.join("/"))));
        told.collect::<Vec<_>>().join("; ")
    }

    /// The city that a team's time zone is named after.
    fn city(&self, language: Language, team: &Team) -> String {
        let zone = team.zone.iana_name().unwrap_or("UTC");
        let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
        self.text(language, "hours-city", &Args::new().with("zone", zone.replace('/', "-")).with("city", city))
    }

    /// The days off that lie ahead as a sentence; nothing without any.
    pub fn days_off(&self, language: Language, ahead: &[Ahead<'_>]) -> String {
        if ahead.is_empty() {
            return String::new();
        }
        let item = |ahead: &Ahead<'_>| {
            let args = Args::new().with("name", name(language, ahead)).with("date", self.dates(language, ahead));
            self.text(language, "holidays-item", &args)
        };
        let list = ahead.iter().map(item).collect::<Vec<_>>().join("; ");
        self.text(language, "holidays-next", &Args::new().with("list", list))
    }

    /// When a holiday is, and whether anybody works then, as sentences; nothing without any.
    pub fn holidays_named(&self, language: Language, ahead: &[Ahead<'_>]) -> String {
        let sentence = |ahead: &Ahead<'_>| {
            let key = if ahead.closed { "holidays-closed" } else { "holidays-open" };
            self.text(language, key, &Args::new().with("name", name(language, ahead)).with("date", self.dates(language, ahead)))
        };
        ahead.iter().map(sentence).collect::<Vec<_>>().join(" ")
    }

    /// Its first and last day, and how sure they are.
    fn dates(&self, language: Language, ahead: &Ahead<'_>) -> String {
        let date = |date: Date| match date.to_zoned(TimeZone::UTC) {
            Ok(midnight) => date_long(language, midnight.timestamp().as_millisecond(), &TimeZone::UTC),
            Err(_) => date.to_string(),
        };
        let dates = ahead.dates;
        let told = if dates.first == dates.last {
            date(dates.first)
        } else {
            self.text(language, "holidays-range", &Args::new().with("first", date(dates.first)).with("last", date(dates.last)))
        };
        let key = match (dates.moon, dates.expected) {
            (false, false) => return told,
            (true, false) => "holidays-moon",
            (false, true) => "holidays-expected",
            (true, true) => "holidays-moon-expected",
        };
        self.text(language, key, &Args::new().with("date", told))
    }

    /// A waiting time in round words, rounded up, so that the promise holds: "about 5 minutes", "about 2 hours".
    pub fn duration_words(&self, language: impl Tag, seconds: u64) -> String {
        let (key, count) = if seconds < 60 {
            // Less than a minute has words of its own.
            ("duration-minutes", 0)
        } else if seconds <= MINUTES_UNTIL_S {
            ("duration-minutes", seconds.div_ceil(60))
        } else if seconds <= HOURS_UNTIL_S {
            ("duration-hours", seconds.div_ceil(3_600))
        } else {
            ("duration-days", seconds.div_ceil(86_400))
        };
        self.text(language, key, &Args::new().with("count", count))
    }
}

/// The holiday's name in the language, else in English, else in any.
fn name(language: Language, ahead: &Ahead<'_>) -> String {
    let names = &ahead.holiday.names;
    names.get(language.code()).or_else(|| names.get(REFERENCE)).or_else(|| names.values().next()).cloned().unwrap_or_default()
}

const ALL_DAYS: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

/// Neighbouring days together, around the end of the week too: Sunday to Thursday is one run.
fn runs(days: &[Day]) -> Vec<Vec<Day>> {
    let open = |index: usize| days.contains(&ALL_DAYS[index % 7]);
    let starts = (0..7).filter(|&index| open(index) && !open(index + 6));
    starts.map(|start| (start..start + 7).take_while(|&index| open(index)).map(|index| ALL_DAYS[index % 7]).collect()).collect()
}

/// 9:00 of "09:00", in the language's digits. What is no time stays as it is.
fn door_time(language: &LanguageIdentifier, text: &str) -> String {
    let Ok(time) = jiff::civil::Time::strptime("%H:%M", text) else { return text.to_owned() };
    let mut minute = FluentNumber::from(time.minute());
    minute.options.minimum_integer_digits = Some(2);
    format!("{}:{}", number(language, time.hour()), number(language, minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::market::Markets;
    use Day::*;

    fn check(formatted: impl Fn(Language) -> String, expect: [&str; 3]) {
        assert_eq!([Language::EN, Language::BN, Language::KK].map(formatted), expect);
    }

    #[test]
    fn hours() {
        let catalog = Catalog::embedded().expect("sound files");
        let line = |days: &'static [Day], open: &'static str, close: &'static str| {
            let catalog = &catalog;
            move |language| catalog.hours_line(language, days, open, close)
        };
        check(
            line(&[Mon, Tue, Wed, Thu, Fri, Sat], "09:00", "18:00"),
            ["Monday–Saturday, 9:00–18:00", "সোমবার–শনিবার, ৯:০০–১৮:০০", "дүйсенбі–сенбі, 9:00–18:00"],
        );
        check(
            line(&[Sat, Mon, Thu, Mon, Fri], "08:30", "17:05"),
            ["Monday, Thursday–Saturday, 8:30–17:05", "সোমবার, বৃহস্পতিবার–শনিবার, ৮:৩০–১৭:০৫", "дүйсенбі, бейсенбі–сенбі, 8:30–17:05"],
        );
        check(
            line(&[Sun, Mon, Tue, Wed, Thu], "10:00", "02:00"),
            ["Sunday–Thursday, 10:00–2:00", "রবিবার–বৃহস্পতিবার, ১০:০০–২:০০", "жексенбі–бейсенбі, 10:00–2:00"],
        );
        check(
            line(&[Sat, Sun], "10:00", "12:00"),
            ["Saturday, Sunday, 10:00–12:00", "শনিবার, রবিবার, ১০:০০–১২:০০", "сенбі, жексенбі, 10:00–12:00"],
        );
        check(line(&ALL_DAYS, "00:00", "00:00"), ["Every day, day and night", "প্রতিদিন, দিনরাত ২৪ ঘণ্টা", "күн сайын, тәулік бойы"]);
    }

    #[test]
    fn hours_of_teams_are_told_with_their_clocks() {
        let catalog = Catalog::embedded().expect("sound files");
        let markets = Markets::new(&Config::defaults()).expect("markets");
        let of = |market: &'static str| {
            let (catalog, market) = (&catalog, markets.get(market).expect("a market"));
            move |language| catalog.support_hours(language, &market.schedule)
        };
        check(
            of("bd"),
            ["Monday–Saturday, 9:00–18:00, Dhaka time", "সোমবার–শনিবার, ৯:০০–১৮:০০, ঢাকা সময়", "дүйсенбі–сенбі, 9:00–18:00, Дакка уақыты"],
        );
        check(
            of("int"),
            [
                "Monday–Saturday, 9:00–18:00, Dhaka/Almaty time",
                "সোমবার–শনিবার, ৯:০০–১৮:০০, ঢাকা/আলমাতি সময়",
                "дүйсенбі–сенбі, 9:00–18:00, Дакка/Алматы уақыты",
            ],
        );
        let mut config = Config::defaults();
        config.markets.get_mut("bd").expect("bd").hours.as_mut().expect("hours")[0].zone = "America/New_York".into();
        let markets = Markets::new(&config).expect("markets");
        let told = catalog.support_hours(Language::EN, &markets.get("bd").expect("bd").schedule);
        assert_eq!(told, "Monday–Saturday, 9:00–18:00, New York time");
    }

    #[test]
    fn days_off_are_told_by_name_and_date() {
        let catalog = Catalog::embedded().expect("sound files");
        let markets = Markets::new(&Config::defaults()).expect("markets");
        let now = "2027-01-05T06:00:00Z".parse::<jiff::Timestamp>().expect("a time").as_millisecond();
        let (bd, kz) = (markets.get("bd").expect("bd"), markets.get("kz").expect("kz"));
        let off = |language| catalog.days_off(language, &bd.days_off(now)[1..]);
        check(
            off,
            [
                "Our next days off: Language Martyrs' Day (February 21, 2027); Shab-e-Qadr (March 7, 2027, expected, subject to moon sighting).",
                "সামনের ছুটির দিন: শহীদ দিবস ও আন্তর্জাতিক মাতৃভাষা দিবস (২১ ফেব্রুয়ারি, ২০২৭); শবে কদর (৭ মার্চ, ২০২৭, সম্ভাব্য, চাঁদ দেখা সাপেক্ষে)।",
                "Алдағы демалыс күндеріміз: Халықаралық ана тілі күні (2027\u{202f}ж. 21 ақпан); Қадір түні (2027\u{202f}ж. 7 наурыз, күтілетін күні, ай туғанына қарай).",
            ],
        );
        let closed = |language| catalog.holidays_named(language, &kz.next_of(&["nauryz".to_owned()], now));
        check(
            closed,
            [
                "Nauryz: March 21, 2027 – March 23, 2027. Our technicians are off then.",
                "নওরোজ: ২১ মার্চ, ২০২৭ – ২৩ মার্চ, ২০২৭। তখন আমাদের টেকনিশিয়ানরা ছুটিতে থাকবেন।",
                "Наурыз мейрамы: 2027\u{202f}ж. 21 наурыз – 2027\u{202f}ж. 23 наурыз. Ол кезде техник мамандарымыз демалады.",
            ],
        );
        let open = |language| catalog.holidays_named(language, &kz.next_of(&["eid-al-fitr".to_owned()], now));
        check(
            open,
            [
                "Eid al-Fitr: March 9, 2027, expected, subject to moon sighting. Our technicians work as usual.",
                "ঈদুল ফিতর: ৯ মার্চ, ২০২৭, সম্ভাব্য, চাঁদ দেখা সাপেক্ষে। তখন আমাদের টেকনিশিয়ানরা যথারীতি কাজ করবেন।",
                "Ораза айт: 2027\u{202f}ж. 9 наурыз, күтілетін күні, ай туғанына қарай. Ол кезде техник мамандарымыз әдеттегідей жұмыс істейді.",
            ],
        );
        assert_eq!(catalog.days_off(Language::BN, &[]) + &catalog.holidays_named(Language::BN, &[]), "");
    }

    #[test]
    fn durations_promise_no_less_than_true() {
        let catalog = Catalog::embedded().expect("sound files");
        let words = |seconds| {
            let catalog = &catalog;
            move |language| catalog.duration_words(language, seconds)
        };
        check(words(0), ["less than a minute", "এক মিনিটের কম", "бір минуттан аз"]);
        check(words(60), ["about 1 minute", "প্রায় ১ মিনিট", "шамамен 1 минут"]);
        check(words(61), ["about 2 minutes", "প্রায় ২ মিনিট", "шамамен 2 минут"]);
        check(words(5_400), ["about 90 minutes", "প্রায় ৯০ মিনিট", "шамамен 90 минут"]);
        check(words(5_401), ["about 2 hours", "প্রায় ২ ঘণ্টা", "шамамен 2 сағат"]);
        check(words(36 * 3_600 + 1), ["about 2 days", "প্রায় ২ দিন", "шамамен 2 күн"]);
        check(
            words(u64::MAX),
            ["about 213,503,982,334,602 days", "প্রায় ২১,৩৫,০৩,৯৮,২৩,৩৪,৬০২ দিন", "шамамен 213\u{a0}503\u{a0}982\u{a0}334\u{a0}602 күн"],
        );
    }
}
