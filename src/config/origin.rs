//! Origins as browsers send them.

use super::Error;
use url::Url;

/// `text` as a browser writes it in the `Origin` header: scheme and host in lower case, the host in ASCII (`xn--...`), an IPv6
/// address in its shortest form, the scheme's own port left out. Comparing origins is then comparing bytes.
pub fn normal(key: &str, text: &str) -> Result<String, Error> {
    let wrong = || Error::new(key, format!("{text:?} is not an origin such as https://chat.example.com"));
    let bare = text.trim_end_matches('/');
    let (scheme, rest) = bare.split_once("://").ok_or_else(wrong)?;
    // What the parser of browsers would forgive: another slash, a backslash, blanks.
    let is_forgiven = rest.starts_with('/') || rest.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control());
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) || is_forgiven || rest.contains('*') {
        return Err(wrong());
    }
    let url = Url::parse(bare).map_err(|_| wrong())?;
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    if has_more || !url.username().is_empty() || url.password().is_some() || rest.contains(['@', '?', '#']) {
        return Err(wrong());
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_send_it() {
        for (text, expect) in [
            ("https://chat.example.com", "https://chat.example.com"),
            ("https://chat.example.com:443", "https://chat.example.com"),
            ("http://chat.example.com:80/", "http://chat.example.com"),
            ("https://chat.example.com:80", "https://chat.example.com:80"),
            ("http://chat.example.com:443", "http://chat.example.com:443"),
            ("https://chat.example.com:8443/", "https://chat.example.com:8443"),
            ("HTTPS://Chat.Example.COM", "https://chat.example.com"),
            ("https://қазақ.example", "https://xn--80aau21bd.example"),
            ("https://ҚАЗАҚ.example", "https://xn--80aau21bd.example"),
            ("https://xn--80aau21bd.example", "https://xn--80aau21bd.example"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://[0:0:0:0:0:0:0:1]:80", "http://[::1]"),
            ("https://[2001:DB8::0:1]", "https://[2001:db8::1]"),
        ] {
            assert_eq!(normal("key", text).as_deref(), Ok(expect), "{text}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "chat.example.com",
            "//chat.example.com",
            "https:chat.example.com",
            "https:///chat.example.com",
            "https:\\\\chat.example.com",
            "ftp://chat.example.com",
            "wss://chat.example.com",
            "null",
            "https://",
            "https://:443",
            "https://*.example.com",
            "https://chat.example.com/chat",
            "https://chat.example.com?x=1",
            "https://chat.example.com#x",
            "https://user@chat.example.com",
            "https://user:secret@chat.example.com",
            "https://@chat.example.com",
            "https://chat.example.com:99999",
            "https://chat.example.com:port",
            "https://chat example.com",
            "https://chat.example.com\n",
            "https://[::1",
            "https://exa%00mple.com",
        ] {
            let error = normal("widget.allowed_origins", text).expect_err(text).to_string();
            assert!(error.contains("widget.allowed_origins") && error.contains("is not an origin"), "{error}");
        }
    }
}
