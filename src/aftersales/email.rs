//! E-mail addresses: whether a text can be one. Whether it exists only a message shows.

/// Longest address, in bytes (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;
/// Longest part before the at sign, in bytes (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    #[error("is empty")]
    Empty,
    #[error("is no address such as name@example.com")]
    Shape,
}

/// The address, without the spaces around it; the domain in small letters.
pub fn parse(text: &str) -> Result<String, EmailFault> {
    let typed = text.trim();
    if typed.is_empty() {
        return Err(EmailFault::Empty);
    }
    let (local, domain) = typed.rsplit_once('@').ok_or(EmailFault::Shape)?;
    let sound_local = !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|letter| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter));
    let label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let sound_domain = domain.split('.').count() > 1 && domain.split('.').all(label);
    if sound_local && sound_domain && typed.len() <= LONGEST {
        Ok(format!("{local}@{}", domain.to_lowercase()))
    } else {
        Err(EmailFault::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert_eq!(parse(" Aigul.N+car@Example.COM ").as_deref(), Ok("Aigul.N+car@example.com"));
        assert_eq!(parse(""), Err(EmailFault::Empty));
        for text in [
            "aigul",
            "aigul@",
            "@example.com",
            "a b@example.com",
            "a@example",
            "a@b..com",
            "a@@b.com",
            "a@b.com\r\nBcc: c@d.com",
            ".a@b.com",
        ] {
            assert_eq!(parse(text), Err(EmailFault::Shape), "{text:?}");
        }
    }
}
