//! An e-mail to fixed addresses, by the server of the configuration.

use super::{Alarm, Alert, Failed};
use crate::clock::rfc3339;
use crate::config;
use crate::i18n::{Args, Catalog};
use crate::language::{Language, UnknownLanguage};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// For each step of the talk with the mail server, and for all of it.
const STEP: Duration = Duration::from_secs(10);
pub(super) const ATTEMPT: Duration = Duration::from_secs(60);
/// Addresses that one e-mail goes to at most: a list of people on call, or the address of such a list.
const MAX_RECIPIENTS: usize = 20;

/// To whom, from whom, and by which server.
pub struct Email {
    to: Vec<Mailbox>,
    from: Mailbox,
    language: Language,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Email {
    /// Reads the keys; none when nobody is named.
    pub fn new(config: &config::Alerts) -> Result<Option<Email>, config::Error> {
        let refuse = |key: &str, what: &str| config::Error::new(format!("alerts.{key}"), what);
        if config.email_to.is_empty() {
            return Ok(None);
        }
        if config.email_to.len() > MAX_RECIPIENTS {
            return Err(refuse("email_to", &format!("has more than {MAX_RECIPIENTS} addresses")));
        }
        let address =
            |key: &str, text: &str| text.parse::<Mailbox>().map_err(|_| refuse(key, &format!("{text:?} is not an e-mail address")));
        let to = config.email_to.iter().map(|text| address("email_to", text)).collect::<Result<_, _>>()?;
        let from = address("email_from", &config.email_from)?;
        let language = config.language.parse().map_err(|error: UnknownLanguage| refuse("language", &error.to_string()))?;
        Ok(Some(Email { to, from, language, server: server("alerts.smtp", config.smtp.reveal())? }))
    }

    /// Sends it once.
    pub async fn send(&self, alert: &Alert, desk: &str, catalog: &Catalog) -> Result<(), Failed> {
        let message = self.message(alert, desk, catalog)?;
        let sent = timeout(ATTEMPT, self.server.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Failed(reason(&error))),
            Err(_) => Err(Failed(format!("the mail server took longer than {} s", ATTEMPT.as_secs()))),
        }
    }

    fn message(&self, alert: &Alert, desk: &str, catalog: &Catalog) -> Result<Message, Failed> {
        let say = |key: &str, args: &Args<'_>| catalog.text(self.language, key, args);
        let (subject, body) = match &alert.alarm {
            None => (say("alert-test-subject", &Args::new()), say("alert-test-body", &Args::new().with("link", desk))),
            Some(Alarm { conversation, title, language, since, .. }) => {
                let name = say(&format!("language-{}", language.code()), &Args::new());
                let args = Args::new()
                    .with("title", title.clone().unwrap_or_default())
                    .with("language", name)
                    .with("since", rfc3339(*since))
                    .with("conversation", conversation.to_string())
                    .with("link", desk);
                (say("alert-subject", &args), say("alert-body", &args))
            }
        };
        let mut message = Message::builder().from(self.from.clone()).subject(subject).message_id(Some(self.message_id(alert)));
        for to in &self.to {
            message = message.to(to.clone());
        }
        message.header(ContentType::TEXT_PLAIN).body(body).map_err(|_| Failed("the e-mail cannot be written".into()))
    }

    /// The same in each attempt, so that a mailbox can tell a repeat.
    fn message_id(&self, alert: &Alert) -> String {
        format!("<{}@{}>", alert.id, self.from.email.domain())
    }
}

/// The mail server of an address. A password goes over a line only that is encrypted, or does not leave this machine.
pub(super) fn server(key: &str, address: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, config::Error> {
    let refuse = |what: &str| config::Error::new(key, what);
    let url = Url::parse(address).map_err(|_| refuse("is not an address such as smtps://user:password@mail.example.com"))?;
    let encrypted = url.scheme() == "smtps" || url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    let host = url.host_str().unwrap_or_default();
    let here = host == "localhost" || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if url.password().is_some() && !encrypted && !here {
        return Err(refuse("would send the password unencrypted: use smtps://, or smtp:// with ?tls=required"));
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(address).map_err(|_| refuse("is neither an smtp nor an smtps address"))?;
    Ok(server.timeout(Some(STEP)).build())
}

/// What went wrong, without what a server may have repeated of us.
pub(super) fn reason(error: &Error) -> String {
    let what = if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_permanent() {
        "the mail server refuses it"
    } else if error.is_transient() {
        "the mail server refuses it for now"
    } else if error.is_tls() {
        "no TLS with the mail server"
    } else {
        "the mail server cannot be reached, or does not speak SMTP"
    };
    error.status().map_or_else(|| what.to_owned(), |code| format!("{what}: code {code}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use uuid::Uuid;

    fn configured(smtp: &str, to: &str) -> Result<Option<Email>, config::Error> {
        let variables = [
            ("AFTERCARE_ALERTS__SMTP", smtp),
            ("AFTERCARE_ALERTS__EMAIL_TO", to),
            ("AFTERCARE_ALERTS__EMAIL_FROM", "Aftercare <alarm@cars.example>"),
            ("AFTERCARE_ALERTS__LANGUAGE", "bn"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Email::new(&Config::load(None, variables.into_iter()).expect("these are taken").alerts)
    }

    #[tokio::test]
    async fn a_password_never_goes_out_in_the_clear() {
        let to = r#"["call@cars.example"]"#;
        for good in [
            "smtps://someone:canary@mail.cars.example",
            "smtp://someone:canary@mail.cars.example:587?tls=required",
            "smtp://someone:canary@127.0.0.1:25",
            "smtp://mail.cars.example",
        ] {
            assert!(configured(good, to).is_ok_and(|email| email.is_some()), "{good}");
        }
        for bad in
            ["smtp://someone:canary@mail.cars.example", "smtp://someone:canary@mail.cars.example?tls=opportunistic", "mail.cars.example"]
        {
            let error = configured(bad, to).err().unwrap_or_else(|| panic!("{bad} is refused")).to_string();
            assert!(error.contains("alerts.smtp") && !error.contains("canary"), "{error}");
        }
        assert!(configured("", "[]").expect("nothing is configured").is_none());
        assert!(configured("smtp://127.0.0.1", r#"["nobody"]"#).is_err());
    }

    #[tokio::test]
    async fn the_e_mail_says_which_chat_since_when_and_where_to_take_it() {
        let email = configured("smtp://127.0.0.1", r#"["a@cars.example", "B <b@cars.example>"]"#).expect("it is taken").expect("an e-mail");
        let alarm = Alarm {
            conversation: Uuid::from_u128(1),
            card: Some("fire".into()),
            title: Some("গাড়ি থেকে নেমে যান".into()),
            language: Language::KK,
            since: 0,
            round: 0,
        };
        let catalog = Catalog::embedded().expect("the catalogue");
        let alert = Alert { id: "a-1".into(), alarm: Some(alarm) };
        let message = email.message(&alert, "https://chat.example.com/desk", &catalog).expect("it can be written");
        let envelope = message.envelope();
        assert_eq!(envelope.to().iter().map(ToString::to_string).collect::<Vec<_>>(), ["a@cars.example", "b@cars.example"]);
        let headers = message.headers().to_string();
        assert!(headers.contains("Message-ID: <a-1@cars.example>"), "{headers}");
        // The body is encoded, for it is Bengali.
        let written = String::from_utf8(message.formatted()).expect("e-mails are ASCII");
        assert!(written.contains("Content-Transfer-Encoding: base64") || written.contains("quoted-printable"), "{written}");
    }
}
