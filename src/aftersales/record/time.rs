//! Days and instants in JSON.

/// Days as the API writes them: `2026-11-28`.
pub mod civil_day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    /// Reads one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("is no day such as 2026-11-28"))
    }
}

/// Days that may be missing.
pub mod optional_day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    /// Reads one; null and an empty text are none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
        text.map(|text| text.parse().map_err(|_| D::Error::custom("is no day such as 2026-11-28"))).transpose()
    }
}

/// Instants as the API writes them (RFC 3339).
pub mod instant {
    use crate::clock::{Millis, rfc3339};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(at: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(*at))
    }

    /// Reads one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Millis, D::Error> {
        parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("is no time such as 2026-11-28T09:30:00Z"))
    }

    /// The instant that a text in RFC 3339 names.
    pub fn parse(text: &str) -> Option<Millis> {
        text.trim().parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_the_api_does() {
        assert_eq!(instant::parse("2026-11-28T09:30:00+06:00"), instant::parse("2026-11-28T03:30:00Z"));
        assert_eq!(instant::parse("tomorrow"), None);
    }
}
