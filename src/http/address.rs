//! The client's address, through trusted proxies only.
//!
//! `X-Forwarded-For` alone is read. `Forwarded` (RFC 7239) and others say nothing here: a proxy that is not told to write a
//! header passes on what the client wrote into it, so each header that is believed is one more that must be set right.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Headers by which a proxy says that it asks for somebody else.
const FORWARDING: [&str; 6] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via"];

/// The rightmost address in `X-Forwarded-For` that no trusted proxy has, when the peer itself is a trusted proxy.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    if !is_trusted(&peer) {
        return peer;
    }
    // Bytes, not text: what a client wrote to the left of a proxy's own hop must not hide that hop.
    let hops: Vec<&[u8]> =
        headers.get_all("x-forwarded-for").iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).collect();
    let mut client = peer;
    for hop in hops.iter().rev() {
        // A hop that is no address was not written by a proxy of ours.
        let Some(address) = std::str::from_utf8(hop).ok().and_then(|hop| address(hop.trim())) else { break };
        client = address;
        if !is_trusted(&address) {
            break;
        }
    }
    client
}

/// Whether a proxy says that it asks for somebody else.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(*name))
}

/// An address with or without a port, an IPv6 one with or without brackets: proxies write all four.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn believes_only_trusted_proxies() {
        let trusted: Vec<IpNet> = vec!["127.0.0.0/8".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
        let check = |peer: &str, forwarded: Option<&str>, expect: &str| {
            let mut headers = HeaderMap::new();
            if let Some(value) = forwarded {
                headers.insert("x-forwarded-for", value.parse().expect("a header"));
            }
            let peer = peer.parse().expect("an address");
            assert_eq!(client(peer, &headers, &trusted).to_string(), expect, "{peer} {forwarded:?}");
        };
        check("192.0.2.1", Some("203.0.113.9"), "192.0.2.1");
        check("127.0.0.1", Some("203.0.113.9"), "203.0.113.9");
        check("127.0.0.1", Some("1.2.3.4, 203.0.113.9"), "203.0.113.9");
        check("127.0.0.1", Some("203.0.113.9, 10.1.1.1"), "203.0.113.9");
        check("127.0.0.1", Some("203.0.113.9, nonsense"), "127.0.0.1");
        check("127.0.0.1", None, "127.0.0.1");
        // With a port, as some proxies write them.
        check("127.0.0.1", Some("203.0.113.9:5678"), "203.0.113.9");
        check("127.0.0.1", Some("1.2.3.4:1, 203.0.113.9:65535, 10.1.1.1:80"), "203.0.113.9");
        check("127.0.0.1", Some("[2001:db8::9]:80"), "2001:db8::9");
        check("127.0.0.1", Some("[2001:db8::9]"), "2001:db8::9");
        check("127.0.0.1", Some("2001:db8::9"), "2001:db8::9");
        check("127.0.0.1", Some("[::ffff:10.0.0.7]:80, 203.0.113.9"), "203.0.113.9");
        check("::ffff:127.0.0.1", Some("203.0.113.9"), "203.0.113.9");
        for nonsense in ["203.0.113.9:", "203.0.113.9:port", "203.0.113.9:70000", "[203.0.113.9", "203.0.113", "unknown", "_hidden", ""] {
            check("127.0.0.1", Some(nonsense), "127.0.0.1");
        }
    }

    #[test]
    fn a_proxys_hop_counts_whatever_stands_before_it() {
        let trusted: Vec<IpNet> = vec!["127.0.0.0/8".parse().expect("a network")];
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", axum::http::HeaderValue::from_bytes(b"\xff\xfe, 203.0.113.9").expect("a header"));
        assert_eq!(client("127.0.0.1".parse().expect("an address"), &headers, &trusted).to_string(), "203.0.113.9");
        headers.append("x-forwarded-for", "203.0.113.10:80".parse().expect("a header"));
        assert_eq!(client("127.0.0.1".parse().expect("an address"), &headers, &trusted).to_string(), "203.0.113.10");
        assert!(is_forwarded(&headers) && !is_forwarded(&HeaderMap::new()));
    }

    #[test]
    fn no_other_header_is_believed() {
        let trusted: Vec<IpNet> = vec!["127.0.0.0/8".parse().expect("a network")];
        for name in ["forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip"] {
            let mut headers = HeaderMap::new();
            headers.insert(name, "for=203.0.113.9".parse().expect("a header"));
            assert_eq!(client("127.0.0.1".parse().expect("an address"), &headers, &trusted).to_string(), "127.0.0.1", "{name}");
        }
    }
}
