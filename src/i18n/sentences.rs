//! What is said with messages of the catalogue and formatted values: opening hours and durations.

use super::format::{number, weekday};
use super::{Args, Catalog, Tag};
use crate::config::hours::Day;
use fluent::types::FluentNumber;
use unic_langid::LanguageIdentifier;

/// Up to here a duration is told in minutes.
const MINUTES_UNTIL_S: u64 = 90 * 60;
/// Up to here it is told in hours.
const HOURS_UNTIL_S: u64 = 36 * 3_600;
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
    use crate::language::Language;
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
