//! What may be wrong with a field, and which message says so.

use super::Limits;
use crate::aftersales::code::CodeFault;
use crate::aftersales::day::DayFault;
use crate::aftersales::email::EmailFault;
use crate::aftersales::km::KmFault;
use crate::aftersales::phone::PhoneFault;
use crate::aftersales::vin::VinFault;
use jiff::civil::Date;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has to be filled in.
    Missing,
    /// One of its group has to be filled in.
    MissingAny,
    /// Longer than so many characters.
    TooLong(usize),
    /// Not what can be typed here at all.
    Unreadable,
    /// No whole number between these.
    Number(Limits),
    Vin(VinFault),
    Km(KmFault),
    /// Lower than what is known, and since when.
    KmLower(i64, Date),
    /// Lower than what is known, to somebody whose car it is not known to be: the number is its owner's to read.
    KmTooLow,
    Day(DayFault),
    /// It lies before today.
    DayPast,
    /// It lies after today.
    DayFuture,
    Phone(PhoneFault),
    Email(EmailFault),
    /// None of the options.
    Choice,
    CentreUnknown,
    CentreClosed,
    Slot,
    SlotPast,
    /// The centre offers no such time.
    SlotNotOffered,
    /// Somebody else has it meanwhile.
    SlotTaken,
    /// The centre does not do this.
    ServiceNotThere,
    Consent,
    Code(CodeFault),
    /// The code is sound and there is no such request.
    CodeUnknown,
    /// No town of that name is known.
    PlaceUnknown,
    /// More files than so many.
    TooManyFiles(usize),
    /// A file is not there, not whole, somebody else's, or sent already.
    NoFile,
}

/// What a message about a fault is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Number(i64),
    Text(String),
    /// To be written as the reader's language writes days.
    Day(Date),
}

impl Fault {
    /// The message of `locales/*/requests.ftl`.
    pub fn key(&self) -> &'static str {
        match self {
            Fault::Missing
            | Fault::Vin(VinFault::Empty)
            | Fault::Km(KmFault::Empty)
            | Fault::Day(DayFault::Empty)
            | Fault::Phone(PhoneFault::Empty)
            | Fault::Email(EmailFault::Empty) => "request-fault-missing",
            Fault::MissingAny => "request-fault-missing-any",
            Fault::TooLong(_) => "request-fault-too-long",
            Fault::Unreadable => "request-fault-unreadable",
            Fault::Number(_) => "request-fault-number",
            Fault::Vin(VinFault::TooShort(_)) => "request-fault-vin-short",
            Fault::Vin(VinFault::TooLong(_)) => "request-fault-vin-long",
            Fault::Vin(VinFault::Letter(_)) => "request-fault-vin-letter",
            Fault::Vin(VinFault::NoDigit) => "request-fault-vin-no-digit",
            Fault::Km(KmFault::NotANumber) => "request-fault-km",
            Fault::Km(KmFault::Negative) => "request-fault-km-negative",
            Fault::Km(KmFault::TooMuch) => "request-fault-km-too-much",
            Fault::KmLower(..) => "request-fault-km-lower",
            Fault::KmTooLow => "request-fault-km-too-low",
            Fault::Day(DayFault::Shape) => "request-fault-day",
            Fault::Day(DayFault::Month(_)) => "request-fault-day-month",
            Fault::Day(DayFault::Day(_)) => "request-fault-day-of-month",
            Fault::Day(DayFault::Year(_)) => "request-fault-day-year",
            Fault::DayPast => "request-fault-day-past",
            Fault::DayFuture => "request-fault-day-future",
            Fault::Phone(PhoneFault::Letter(_)) => "request-fault-phone-letter",
            Fault::Phone(PhoneFault::TooShort) => "request-fault-phone-short",
            Fault::Phone(PhoneFault::TooLong) => "request-fault-phone-long",
            Fault::Phone(PhoneFault::NeedsCountry) => "request-fault-phone-country",
            Fault::Email(EmailFault::Shape) => "request-fault-email",
            Fault::Choice => "request-fault-choice",
            Fault::CentreUnknown => "request-fault-centre",
            Fault::CentreClosed => "request-fault-centre-closed",
            Fault::Slot => "request-fault-slot",
            Fault::SlotPast => "request-fault-slot-past",
            Fault::SlotNotOffered => "request-fault-slot-not-offered",
            Fault::SlotTaken => "request-fault-slot-taken",
            Fault::ServiceNotThere => "request-fault-service",
            Fault::Consent => "request-fault-consent",
            Fault::Code(CodeFault::Shape) => "request-fault-code",
            Fault::Code(CodeFault::Check) => "request-fault-code-check",
            Fault::CodeUnknown => "request-fault-code-unknown",
            Fault::PlaceUnknown => "request-fault-place",
            Fault::TooManyFiles(_) => "request-fault-too-many-files",
            Fault::NoFile => "request-fault-no-file",
        }
    }

    /// What the message is given.
    pub fn arguments(&self) -> Vec<(&'static str, Argument)> {
        let length = |length: usize| Argument::Number(i64::try_from(length).unwrap_or(i64::MAX));
        match self {
            Fault::TooLong(limit) | Fault::TooManyFiles(limit) => vec![("limit", length(*limit))],
            Fault::Number(limits) => vec![("min", Argument::Number(limits.min)), ("max", Argument::Number(limits.max))],
            Fault::Vin(VinFault::TooShort(count) | VinFault::TooLong(count)) => vec![("count", length(*count))],
            Fault::Vin(VinFault::Letter(letter)) | Fault::Phone(PhoneFault::Letter(letter)) => {
                vec![("letter", Argument::Text(letter.to_string()))]
            }
            Fault::KmLower(km, day) => vec![("km", Argument::Number(*km)), ("day", Argument::Day(*day))],
            Fault::Day(DayFault::Month(number) | DayFault::Day(number)) => vec![("number", Argument::Number(*number))],
            Fault::Day(DayFault::Year(year)) => vec![("year", Argument::Text(year.to_string()))],
            _ => Vec::new(),
        }
    }
}
