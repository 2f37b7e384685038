//! What may be said about a member of the staff: the rules of each field, for the API and for the command line.

use crate::access::StaffRole;
use crate::access::password::{self, PASSWORD_CHARS, Unfit};
use crate::language::Language;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// Longest e-mail, in characters (RFC 5321 section 4.5.3.1.3: a path of 256, with its brackets).
pub const EMAIL_CHARS: usize = 254;
/// Longest name, in characters.
pub const NAME_CHARS: usize = 100;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Missing,
    TooShort,
    TooLong,
    /// It has not the form of what it should be.
    Format,
    /// Somebody has it.
    Taken,
    /// Somebody has it who is disabled, and may be enabled instead.
    Disabled,
}

impl Fault {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Missing => "missing",
            Fault::TooShort => "too_short",
            Fault::TooLong => "too_long",
            Fault::Format => "format",
            Fault::Taken => "taken",
            Fault::Disabled => "disabled",
        }
    }
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub field: &'static str,
    pub fault: Fault,
    /// Whose it is, when it is taken.
    pub member: Option<Uuid>,
}

impl Wrong {
    fn new(field: &'static str, fault: Fault) -> Wrong {
        Wrong { field, fault, member: None }
    }

    /// The Fluent message of `locales/*/server.ftl`.
    pub fn message(&self) -> String {
        format!("invalid-{}-{}", self.field, self.fault.as_str().replace('_', "-"))
    }

    /// The limit that the message names: characters.
    pub fn limit(&self) -> usize {
        match (self.field, self.fault) {
            ("email", _) => EMAIL_CHARS,
            ("password", Fault::TooShort) => *PASSWORD_CHARS.start(),
            ("password", _) => *PASSWORD_CHARS.end(),
            _ => NAME_CHARS,
        }
    }
}

/// Somebody to be added.
#[derive(Clone)]
pub struct NewMember {
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    pub languages: Vec<Language>,
    /// None for somebody invited.
    pub password: Option<String>,
}

impl NewMember {
    /// As it is stored, or all that is wrong with it.
    pub fn checked(self) -> Result<NewMember, Vec<Wrong>> {
        let password = self.password.as_deref().map_or(Ok(()), check_password);
        match (email(&self.email), name(&self.name), languages(&self.languages), password) {
            (Ok(email), Ok(name), Ok(()), Ok(())) => Ok(NewMember { email, name, ..self }),
            (email, name, languages, password) => {
                Err([email.err(), name.err(), languages.err(), password.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// What may be changed of a member.
#[derive(Debug, Clone)]
pub struct Change {
    pub name: String,
    pub role: StaffRole,
    pub languages: Vec<Language>,
}

impl Change {
    /// As it is stored, or all that is wrong with it.
    pub fn checked(self) -> Result<Change, Vec<Wrong>> {
        match (name(&self.name), languages(&self.languages)) {
            (Ok(name), Ok(())) => Ok(Change { name, ..self }),
            (name, languages) => Err([name.err(), languages.err()].into_iter().flatten().collect()),
        }
    }
}

/// How an e-mail is stored and looked for.
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Says of a new password what is wrong with it.
pub fn check_password(password: &str) -> Result<(), Wrong> {
    password::check(password).map_err(|unfit| {
        let fault = match unfit {
            Unfit::TooShort(_) => Fault::TooShort,
            Unfit::TooLong(_) => Fault::TooLong,
        };
        Wrong::new("password", fault)
    })
}

fn email(text: &str) -> Result<String, Wrong> {
    let email = fold_email(text);
    let fault = match email.split_once('@') {
        _ if email.is_empty() => Fault::Missing,
        _ if email.chars().count() > EMAIL_CHARS => Fault::TooLong,
        Some((who, host))
            if !who.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !email.contains(|c: char| c.is_whitespace() || c.is_control()) =>
        {
            return Ok(email);
        }
        _ => Fault::Format,
    };
    Err(Wrong::new("email", fault))
}

fn name(text: &str) -> Result<String, Wrong> {
    let name: String = text.trim().nfc().take(NAME_CHARS.saturating_add(1)).collect();
    let fault = match name.chars().count() {
        0 => Fault::Missing,
        count if count > NAME_CHARS => Fault::TooLong,
        _ if name.contains(char::is_control) => Fault::Format,
        _ => return Ok(name),
    };
    Err(Wrong::new("name", fault))
}

fn languages(list: &[Language]) -> Result<(), Wrong> {
    let twice = list.iter().enumerate().any(|(place, language)| list.iter().take(place).any(|other| other == language));
    if twice { Err(Wrong::new("languages", Fault::Format)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(email: &str, name: &str, languages: &[Language], password: Option<&str>) -> Vec<String> {
        let password = password.map(str::to_owned);
        let new = NewMember { email: email.into(), name: name.into(), role: StaffRole::Editor, languages: languages.to_vec(), password };
        let wrong = new.checked().err().unwrap_or_default();
        wrong.iter().map(|wrong| format!("{} {}", wrong.field, wrong.fault.as_str())).collect()
    }

    #[test]
    fn every_field_has_its_rules() {
        const BN: Language = Language::BN;
        const EN: Language = Language::EN;
        let long = format!("{}@cars.example", "a".repeat(250));
        for (email, expect) in [
            ("a@b", None),
            (" Aigerim@Cars.Example ", None),
            ("", Some("missing")),
            ("  ", Some("missing")),
            ("nobody", Some("format")),
            ("@b", Some("format")),
            ("a@", Some("format")),
            ("a@b@c", Some("format")),
            ("a b@c", Some("format")),
            ("a\u{0}@c", Some("format")),
            (long.as_str(), Some("too_long")),
        ] {
            let expect: Vec<_> = expect.iter().map(|fault| format!("email {fault}")).collect();
            assert_eq!(faults(email, "Айгерім", &[Language::KK], None), expect, "{email}");
        }
        assert_eq!(faults("a@b", &"ক".repeat(100), &[], Some("a long enough password")), Vec::<String>::new());
        assert_eq!(faults("a@b", &"ক".repeat(101), &[], None), ["name too_long"]);
        assert_eq!(faults("a@b", "a\u{7}b", &[], None), ["name format"]);
        assert_eq!(
            faults("", " ", &[BN, EN, BN], Some("short")),
            ["email missing", "name missing", "languages format", "password too_short"]
        );
        assert_eq!(faults("a@b", "A", &[BN, Language::KK, EN], Some(&"p".repeat(129))), ["password too_long"]);
    }

    #[test]
    fn texts_are_kept_in_one_form() {
        let new = NewMember {
            email: " Aigerim@Cars.Example ".into(),
            name: " e\u{301} ".into(),
            role: StaffRole::Admin,
            languages: vec![],
            password: None,
        };
        let kept = new.checked().map(|new| (new.email, new.name));
        assert_eq!(kept, Ok(("aigerim@cars.example".to_owned(), "é".to_owned())));
    }
}
