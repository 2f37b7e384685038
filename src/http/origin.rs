//! Our own origins and those of the sites that embed the chat. Exact comparison, nothing by suffix.

use crate::config::Config;
use std::sync::Arc;

/// Which `Origin` is let in.
#[derive(Debug, Clone)]
pub struct Origins {
    own: Arc<[String]>,
    sites: Vec<String>,
    allow_missing: bool,
}

impl Origins {
    /// Our own origin comes from `server.public_url` alone; unset, the loopback names with the port that is listened on.
    pub fn new(config: &Config, port: u16) -> Origins {
        let own: Vec<String> = if config.server.public_url.is_empty() {
            // Browsers leave the scheme's own port out.
            let port = if port == 80 { String::new() } else { format!(":{port}") };
            ["localhost", "127.0.0.1", "[::1]"].iter().map(|host| format!("http://{host}{port}")).collect()
        } else {
            vec![config.server.public_url.clone()]
        };
        Origins { own: own.into(), sites: config.widget.allowed_origins.clone(), allow_missing: config.widget.allow_missing_origin }
    }

    /// The widget's socket: our own pages, configured sites, or none at all where that is allowed.
    pub fn widget(&self, origin: Option<&str>) -> bool {
        self.desk(origin) || origin.is_some_and(|origin| self.sites.iter().any(|site| site == origin))
    }

    /// The desk's socket and the API: our own pages alone.
    pub fn desk(&self, origin: Option<&str>) -> bool {
        origin.map_or(self.allow_missing, |origin| self.is_own(origin))
    }

    /// Whether an origin is our own.
    pub fn is_own(&self, origin: &str) -> bool {
        self.own.iter().any(|own| own == origin)
    }

    /// All of our own origins.
    pub fn own(&self) -> Arc<[String]> {
        Arc::clone(&self.own)
    }

    /// Our origin as a reader knows it, for links: the one that they use, when it is ours, else the first.
    pub fn named(&self, used: Option<&str>) -> &str {
        let used = used.and_then(|used| self.own.iter().find(|own| *own == used));
        used.or(self.own.first()).map_or("", String::as_str)
    }

    /// Sites that may frame the chat, for `frame-ancestors`.
    pub fn sites(&self) -> &[String] {
        &self.sites
    }

    /// Our own origins' sockets, for `connect-src`. A policy cannot name an IPv6 address.
    pub fn own_sockets(&self) -> Vec<String> {
        self.own.iter().filter(|own| !own.contains('[')).map(|own| own.replacen("http", "ws", 1)).collect()
    }

    /// Whether browsers reach us by https.
    pub fn is_https(&self) -> bool {
        self.own.iter().all(|own| own.starts_with("https://"))
    }

    /// Whether we are reached on this machine alone, by plain http.
    pub fn is_loopback(&self) -> bool {
        let loopback = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
        let is_local =
            |own: &String| loopback.iter().any(|name| own.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
        self.own.iter().all(is_local)
    }

    /// The name of the log-in cookie: bound to host and https, but for plain http on loopback, where browsers refuse that.
    pub fn cookie(&self) -> &'static str {
        if self.is_loopback() { "aftercare" } else { "__Host-aftercare" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(public_url: &str) -> Origins {
        let variables =
            [("AFTERCARE_SERVER__PUBLIC_URL", public_url), ("AFTERCARE_WIDGET__ALLOWED_ORIGINS", r#"["https://CARS.example:443/"]"#)];
        let config = Config::load(None, variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        Origins::new(&config.expect("valid"), 8080)
    }

    #[test]
    fn lets_in_exactly_what_is_named() {
        let ours = origins("https://chat.example.com");
        for (origin, expect) in [
            (Some("https://chat.example.com"), true),
            (Some("https://cars.example"), true),
            (Some("https://evil.example"), false),
            (Some("https://cars.example.evil.tld"), false),
            (Some("https://evilcars.example"), false),
            (Some("http://cars.example"), false),
            (Some("https://cars.example:8443"), false),
            (Some("https://cars.example@evil.tld"), false),
            (Some("null"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(ours.widget(origin), expect, "{origin:?}");
        }
        assert!(!ours.desk(Some("https://cars.example")));
        assert_eq!(ours.cookie(), "__Host-aftercare");
    }

    #[test]
    fn the_port_of_the_scheme_may_be_written() {
        let ours = origins("https://Chat.example.com:443");
        assert!(ours.desk(Some("https://chat.example.com")) && ours.is_https());
        assert_eq!(ours.own_sockets(), ["wss://chat.example.com"]);
        assert!(origins("http://localhost:80").desk(Some("http://localhost")));
        assert_eq!(origins("http://localhost:80").cookie(), "aftercare");
    }

    #[test]
    fn unset_means_the_loopback_names() {
        let ours = origins("");
        for origin in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(ours.desk(Some(origin)), "{origin}");
        }
        assert!(!ours.desk(Some("http://localhost:8081")));
        assert!(ours.is_loopback() && !origins("https://chat.example.com").is_loopback());
        assert_eq!(ours.cookie(), "aftercare");
        assert_eq!(origins("http://localhost.evil.tld").cookie(), "__Host-aftercare");
    }
}
