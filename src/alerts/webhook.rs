//! A signed `POST` of JSON: one request on a connection of its own.

use super::{Alarm, Alert, Failed};
use crate::clock::{Millis, rfc3339};
use crate::config;
use futures_util::future::{Either, select};
use hmac::{Hmac, Mac};
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha2::Sha256;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

/// From the first look for the host to the status of the answer.
const ATTEMPT: Duration = Duration::from_secs(10);
/// Carries time and signature.
const SIGNATURE: &str = "X-Aftercare-Signature";

/// Where the webhook goes, and what it is signed with.
pub struct Webhook {
    url: Url,
    secret: String,
    tls: Option<TlsConnector>,
}

impl Webhook {
    /// Reads the keys; none when there is no address.
    pub fn new(config: &config::Alerts) -> Result<Option<Webhook>, config::Error> {
        let refuse = |what: &str| config::Error::new("alerts.webhook_url", what);
        let address = config.webhook_url.reveal();
        if address.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(address).map_err(|_| refuse("is not an address such as https://hooks.example.com/alarm"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(refuse("is neither an http nor an https address"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("has a user's name: the signature proves who sends, see alerts.webhook_secret"));
        }
        if config.webhook_secret.reveal().is_empty() {
            return Err(config::Error::new("alerts.webhook_secret", "must be set with alerts.webhook_url"));
        }
        let tls = if url.scheme() == "https" { Some(connector().map_err(|what| refuse(&what))?) } else { None };
        Ok(Some(Webhook { url, secret: config.webhook_secret.reveal().to_owned(), tls }))
    }

    /// Sends it once. Only an answer of 2xx counts; a redirect is not followed.
    pub async fn send(&self, alert: &Alert, desk: &str, now: Millis) -> Result<(), Failed> {
        let body = payload(alert, desk).to_string();
        let request = self.request(alert, body, now)?;
        let exchange = timeout(ATTEMPT, self.exchange(request)).await;
        let status = exchange.map_err(|_| Failed(format!("no answer within {} s", ATTEMPT.as_secs())))??;
        if status.is_success() { Ok(()) } else { Err(Failed(format!("answered with status {}", status.as_u16()))) }
    }

    fn request(&self, alert: &Alert, body: String, now: Millis) -> Result<Request<String>, Failed> {
        let path = self.url.query().map_or_else(|| self.url.path().to_owned(), |query| format!("{}?{query}", self.url.path()));
        let host = self.url.host_str().unwrap_or_default();
        let host = self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("aftercare/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close")
            .header("X-Aftercare-Delivery", alert.id.as_str())
            .header(SIGNATURE, signature(&self.secret, now.div_euclid(1_000), &body))
            .body(body)
            .map_err(|_| Failed("the request cannot be written".into()))
    }

    async fn exchange(&self, request: Request<String>) -> Result<StatusCode, Failed> {
        let port = self.url.port_or_known_default().unwrap_or(443);
        let addresses: Vec<SocketAddr> = match self.url.host() {
            Some(Host::Domain(name)) => {
                lookup_host((name, port)).await.map_err(|_| Failed("the host's name leads nowhere".into()))?.collect()
            }
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            None => Vec::new(),
        };
        let connected = TcpStream::connect(addresses.as_slice()).await;
        let stream = connected.map_err(|error| Failed(format!("no connection: {}", error.kind())))?;
        let Some(tls) = &self.tls else { return ask(stream, request).await };
        let host = self.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| Failed("the host's name cannot be proved by a certificate".into()))?;
        let stream = tls.connect(name, stream).await.map_err(|error| Failed(format!("no TLS: {error}")))?;
        ask(stream, request).await
    }
}

/// Sends the request on this stream and gives the status of the answer. What the answer says is not read.
async fn ask(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, request: Request<String>) -> Result<StatusCode, Failed> {
    let failed =
        |error: hyper::Error| Failed(if error.is_parse() { "the answer is not HTTP".into() } else { "the connection broke".into() });
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let (connection, response) = (Box::pin(connection), Box::pin(sender.send_request(request)));
    let answer = match select(response, connection).await {
        Either::Left((answer, _)) => answer,
        // The connection may end with the answer that it brought.
        Either::Right((_, response)) => response.await,
    };
    answer.map(|answer| answer.status()).map_err(failed)
}

/// TLS with the certificates that this machine trusts.
fn connector() -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err("needs certificates, and this machine trusts none: install its package of certificates, or set SSL_CERT_FILE".into());
    }
    trusting(roots)
}

fn trusting(roots: RootCertStore) -> Result<TlsConnector, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

/// What is sent.
fn payload(alert: &Alert, desk: &str) -> Value {
    let Some(Alarm { conversation, card, title, language, since, round }) = &alert.alarm else {
        return json!({ "type": "test", "id": alert.id, "link": desk });
    };
    json!({
        "type": "alarm",
        "id": alert.id,
        "conversation": conversation.to_string(),
        "card": card,
        "title": title,
        "language": language.code(),
        "since": rfc3339(*since),
        "round": round,
        "link": desk,
    })
}

/// The value of [`SIGNATURE`]: a receiver makes it anew from the time in it and the body as it came, and refuses old ones.
fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{seconds}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::language::Language;
    use uuid::Uuid;

    fn configured(url: &str, secret: &str) -> Result<Option<Webhook>, config::Error> {
        let variables = [("AFTERCARE_ALERTS__WEBHOOK_URL", url), ("AFTERCARE_ALERTS__WEBHOOK_SECRET", secret)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Webhook::new(&Config::load(None, variables.into_iter()).expect("strings are taken").alerts)
    }

    #[test]
    fn a_signature_is_that_of_any_other_hmac() {
        // RFC 4231 has no test of this form: `printf '1.{}' | openssl dgst -sha256 -hmac Jefe`.
        assert_eq!(signature("Jefe", 1, "{}"), "t=1,v1=dc7943cccf20f64327d263db5e2aca27c2b8175e8e6e7ea04f482091bf456b0f",);
    }

    fn trial() -> Alert {
        Alert { id: "t".into(), alarm: None }
    }

    /// The address of a server that says these bytes to whoever connects, and the connections that it took.
    async fn server(says: &'static [u8]) -> (String, tokio::task::JoinHandle<usize>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("127.0.0.1:{}", listener.local_addr().expect("an address").port());
        let taken = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 4_096];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
            tokio::io::AsyncWriteExt::write_all(&mut stream, says).await.expect("it can be answered");
            drop(stream);
            // Whoever followed a redirect would connect once more before it failed.
            1 + usize::from(futures_util::FutureExt::now_or_never(listener.accept()).is_some())
        });
        (address, taken)
    }

    #[tokio::test]
    async fn only_an_answer_of_2xx_counts() {
        for (says, expect) in [
            (&b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"[..], Ok(())),
            (b"HTTP/1.1 204 No Content\r\n\r\n", Ok(())),
            (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", Err("answered with status 503")),
            (b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n", Err("answered with status 302")),
            (b"220 mail.example ESMTP\r\n", Err("the answer is not HTTP")),
            (b"", Err("the connection broke")),
        ] {
            let (address, taken) = server(says).await;
            let webhook = configured(&format!("http://{address}/hook"), "s").expect("it can be asked").expect("a webhook");
            let sent = webhook.send(&trial(), "https://chat.example.com/desk", 0).await;
            assert_eq!(sent, expect.map_err(|why: &str| Failed(why.into())), "{}", String::from_utf8_lossy(says));
            assert_eq!(taken.await.expect("the server ends"), 1, "nothing is followed");
        }
    }

    #[tokio::test]
    async fn a_plain_server_is_not_taken_for_one_with_tls() {
        let (address, _taken) = server(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let webhook = Webhook {
            url: Url::parse(&format!("https://{address}/")).expect("an address"),
            secret: "s".into(),
            tls: Some(trusting(RootCertStore::empty()).expect("TLS without roots")),
        };
        let failed = webhook.send(&trial(), "", 0).await.expect_err("it is no TLS");
        assert!(failed.0.starts_with("no TLS"), "{failed}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_says_nothing_is_given_up() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let webhook = configured(&format!("http://{address}/"), "s").expect("it can be asked").expect("a webhook");
        let started = tokio::time::Instant::now();
        assert_eq!(webhook.send(&trial(), "", 0).await, Err(Failed("no answer within 10 s".into())));
        assert_eq!(started.elapsed(), ATTEMPT);
    }

    #[test]
    fn addresses_that_cannot_be_asked_are_refused() {
        assert!(configured("", "").expect("nothing is configured").is_none());
        assert!(configured("http://127.0.0.1:9/hook?room=1", "s").expect("it can be asked").is_some());
        for (url, secret, key) in [
            ("hooks.example.com", "s", "alerts.webhook_url"),
            ("ftp://hooks.example.com", "s", "alerts.webhook_url"),
            ("https://user:password@hooks.example.com", "s", "alerts.webhook_url"),
            ("http://hooks.example.com", "", "alerts.webhook_secret"),
        ] {
            let error = configured(url, secret).err().unwrap_or_else(|| panic!("{url} is refused")).to_string();
            assert!(error.contains(key) && !error.contains("password"), "{error}");
        }
    }

    #[test]
    fn what_goes_out_names_the_chat_and_holds_no_words_of_it() {
        let alarm = Alarm {
            conversation: Uuid::from_u128(1),
            card: Some("fire".into()),
            title: Some("Leave the car now".into()),
            language: Language::KK,
            since: 1_795_315_267_120,
            round: 2,
        };
        let sent = payload(&Alert { id: "a-1".into(), alarm: Some(alarm) }, "https://chat.example.com/desk");
        assert_eq!(
            sent,
            json!({
                "type": "alarm", "id": "a-1", "conversation": "00000000-0000-0000-0000-000000000001", "card": "fire",
                "title": "Leave the car now", "language": "kk", "since": "2026-11-22T02:41:07.120Z", "round": 2,
                "link": "https://chat.example.com/desk",
            })
        );
        let trial = payload(&Alert { id: "t".into(), alarm: None }, "https://chat.example.com/desk");
        assert_eq!(trial, json!({ "type": "test", "id": "t", "link": "https://chat.example.com/desk" }));
    }
}
