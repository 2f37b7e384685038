//! The client's address, through trusted proxies only.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// The rightmost address in `X-Forwarded-For` that no trusted proxy has, when the peer itself is a trusted proxy.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    if !is_trusted(&peer) {
        return peer;
    }
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut client = peer;
    for hop in hops.iter().rev() {
        // A hop that is no address was not written by a proxy of ours.
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address;
        if !is_trusted(&address) {
            break;
        }
    }
    client
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
    }
}
