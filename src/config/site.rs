//! What a site that embeds the chat says for itself: its first words, its name in the bar, its privacy page, its looks.

use super::{Config, Error, origin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const KEY: &str = "widget.sites";
/// Most sites that say something for themselves.
const MOST_SITES: usize = 100;
/// Longest title, in characters: it stands in the bar of a phone.
const MAX_TITLE: usize = 60;
/// Longest address, in bytes.
const MAX_URL: usize = 500;
/// Longest text that stands above a chat, in characters.
pub const MAX_TEXT: usize = 500;

/// One site. An empty text counts as none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    pub origin: String,
    /// By the code of a language; `{company}` stands for the company's name.
    pub greeting: BTreeMap<String, String>,
    pub privacy_url: String,
    pub title: String,
    /// `#rrggbb`.
    pub colour: String,
    pub logo: String,
    /// `left` or `right`.
    pub side: String,
}

impl Site {
    /// What the loader takes where the site's own tag says nothing: names of its options, with their values.
    pub fn options(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [("title", &self.title), ("colour", &self.colour), ("logo", &self.logo), ("side", &self.side)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str()))
    }

    /// Its own first words in a language.
    pub fn greeting(&self, language: &str, company: &str) -> Option<String> {
        self.greeting.get(language).filter(|text| !text.trim().is_empty()).map(|text| text.replace("{company}", company))
    }

    fn check(&self) -> Result<(), String> {
        let is_colour = |text: &str| text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
        if !self.colour.is_empty() && !is_colour(&self.colour) {
            return Err(format!("colour {:?} is not as #0a7d5a", self.colour));
        }
        if !matches!(self.side.as_str(), "" | "left" | "right") {
            return Err(format!("side {:?} is neither left nor right", self.side));
        }
        if self.title.chars().count() > MAX_TITLE {
            return Err(format!("its title has more than {MAX_TITLE} characters"));
        }
        for (name, url) in [("logo", &self.logo), ("privacy_url", &self.privacy_url)] {
            is_page(url).map_err(|what| format!("{name} {what}"))?;
        }
        texts(&self.greeting).map_err(|what| format!("greeting: {what}"))
    }
}

/// Whether an address is one that may stand on a page of ours; empty: none.
pub(super) fn is_page(url: &str) -> Result<(), String> {
    let is_safe = url.starts_with("https://")
        && url.len() <= MAX_URL
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>".contains(c));
    if url.is_empty() || is_safe { Ok(()) } else { Err(format!("{url:?} is no https:// address of at most {MAX_URL} bytes")) }
}

/// Whether texts are short, and named by codes of languages.
pub(super) fn texts(texts: &BTreeMap<String, String>) -> Result<(), String> {
    for (code, text) in texts {
        if !matches!(code.len(), 2 | 3) || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(format!("{code:?} is no code of a language"));
        }
        if text.chars().count() > MAX_TEXT {
            return Err(format!("more than {MAX_TEXT} characters ({code})"));
        }
    }
    Ok(())
}

/// Rules that types cannot say; origins get the form that browsers send.
pub(super) fn settle(config: &mut Config) -> Result<(), Error> {
    if config.widget.sites.len() > MOST_SITES {
        return Err(Error::new(KEY, format!("more than {MOST_SITES}")));
    }
    let (allowed, own) = (&config.widget.allowed_origins, &config.server.public_url);
    let mut seen: Vec<&str> = Vec::new();
    for site in &mut config.widget.sites {
        site.origin = origin::normal(KEY, &site.origin)?;
        let wrong = |what: &str| Error::new(KEY, format!("{}: {what}", site.origin));
        // Without a public_url it may be one of our own loopback names.
        if !own.is_empty() && *own != site.origin && !allowed.contains(&site.origin) {
            return Err(wrong("it is neither server.public_url nor in widget.allowed_origins"));
        }
        site.check().map_err(|what| wrong(&what))?;
        if seen.contains(&site.origin.as_str()) {
            return Err(wrong("it stands there twice"));
        }
        seen.push(&site.origin);
    }
    Ok(())
}

impl super::Widget {
    /// What a site says for itself, by the address of one of its pages. It is the page that names it: nothing but words and looks may follow.
    pub fn site_of(&self, page: &str) -> Option<&Site> {
        self.sites.iter().find(|site| page.strip_prefix(&site.origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site { origin: "https://cars.example".into(), ..Site::default() }
    }

    #[test]
    fn a_site_is_known_by_its_own_pages_alone() {
        let mut widget = Config::defaults().widget;
        widget.sites = vec![site()];
        for (page, is_known) in [
            ("https://cars.example", true),
            ("https://cars.example/kk/models", true),
            ("https://cars.example.evil.tld/", false),
            ("http://cars.example/", false),
            ("", false),
        ] {
            assert_eq!(widget.site_of(page).is_some(), is_known, "{page}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let wrong = [
            (Site { colour: "green".into(), ..site() }, "colour"),
            (Site { side: "top".into(), ..site() }, "side"),
            (Site { logo: "http://cars.example/logo.svg".into(), ..site() }, "logo"),
            (Site { privacy_url: "javascript:alert(1)".into(), ..site() }, "privacy_url"),
            (Site { title: "x".repeat(61), ..site() }, "title"),
            (Site { greeting: [("English".to_owned(), "hi".to_owned())].into(), ..site() }, "greeting"),
            (Site { origin: "https://unknown.example".into(), ..Site::default() }, "allowed_origins"),
        ];
        for (site, what) in wrong {
            let mut config = Config::defaults();
            config.server.public_url = "https://chat.example".into();
            config.widget.allowed_origins = vec!["https://cars.example".into()];
            config.widget.sites = vec![site];
            let refused = settle(&mut config).expect_err(what).to_string();
            assert!(refused.contains("widget.sites") && refused.contains(what), "{refused}");
        }
        let mut config = Config::defaults();
        config.widget.sites = vec![site(), site()];
        assert!(settle(&mut config).expect_err("twice").to_string().contains("twice"));
    }
}
