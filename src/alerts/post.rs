//! E-mails to owners: one attempt at a time, and what is known of it afterwards.

use super::email::{ATTEMPT, reason, server};
use crate::config::{self, Config};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use tokio::time::timeout;

/// From whom, and by which server.
pub struct Post {
    from: Mailbox,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

/// One e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The part of its message id before the `@`: the same in each attempt.
    pub id: String,
}

/// What became of an attempt. The reasons hold no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// The server has taken it.
    Sent,
    /// It certainly did not go out, and may later.
    NotNow(String),
    /// It certainly did not go out, and never will.
    Never(String),
    /// Cut off in the middle: it may have gone out.
    Unknown(String),
}

impl Post {
    /// Reads `[requests]`; none where no e-mails are to be sent. An error names the key.
    pub fn new(config: &Config) -> Result<Option<Post>, config::Error> {
        let requests = &config.requests;
        if requests.email_from.is_empty() {
            return Ok(None);
        }
        let from = requests.email_from.parse::<Mailbox>();
        let from =
            from.map_err(|_| config::Error::new("requests.email_from", format!("{:?} is not an e-mail address", requests.email_from)))?;
        let (key, smtp) = match requests.smtp.reveal() {
            "" => ("alerts.smtp", config.alerts.smtp.reveal()),
            smtp => ("requests.smtp", smtp),
        };
        Ok(Some(Post { from, server: server(key, smtp)? }))
    }

    /// Sends it once.
    pub async fn send(&self, letter: &Letter) -> Posted {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(what) => return Posted::Never(what),
        };
        // Until the server has greeted us nothing can have gone out.
        match timeout(ATTEMPT, self.server.test_connection()).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) | Err(_) => return Posted::NotNow("the mail server does not answer".into()),
            Ok(Err(error)) => return Posted::NotNow(reason(&error)),
        }
        match timeout(ATTEMPT, self.server.send(message)).await {
            Ok(Ok(_)) => Posted::Sent,
            Ok(Err(error)) if error.is_permanent() => Posted::Never(reason(&error)),
            Ok(Err(error)) if error.is_transient() || error.is_tls() => Posted::NotNow(reason(&error)),
            Ok(Err(error)) => Posted::Unknown(reason(&error)),
            Err(_) => Posted::Unknown(format!("the mail server took longer than {} s", ATTEMPT.as_secs())),
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, String> {
        let Letter { to, subject, body, id } = letter;
        let to = to.parse::<Mailbox>().map_err(|_| "it is to no e-mail address")?;
        let id = format!("<{id}@{}>", self.from.email.domain());
        let message = Message::builder().from(self.from.clone()).to(to).subject(subject.as_str()).message_id(Some(id));
        message.header(ContentType::TEXT_PLAIN).body(body.clone()).map_err(|_| "the e-mail cannot be written".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(variables: &[(&str, &str)]) -> Result<Option<Post>, config::Error> {
        let variables = variables.iter().map(|(name, value)| (format!("AFTERCARE_{name}"), (*value).to_owned()));
        Post::new(&Config::load(None, variables).expect("these are taken"))
    }

    #[tokio::test]
    async fn the_server_of_the_alarms_serves_where_there_is_no_other() {
        let from = ("REQUESTS__EMAIL_FROM", "Cars <service@cars.example>");
        assert!(configured(&[]).expect("nothing is configured").is_none());
        assert!(configured(&[from, ("ALERTS__SMTP", "smtp://127.0.0.1:25")]).expect("it is taken").is_some());
        assert!(configured(&[from, ("REQUESTS__SMTP", "smtp://127.0.0.1:25")]).expect("it is taken").is_some());
        let wrong = |variables: &[(&str, &str)]| configured(variables).err().expect("it is refused").to_string();
        assert!(wrong(&[from]).contains("alerts.smtp"));
        assert!(wrong(&[from, ("REQUESTS__SMTP", "mail.cars.example")]).contains("requests.smtp"));
        assert!(wrong(&[("REQUESTS__EMAIL_FROM", "nobody")]).contains("requests.email_from"));
    }

    #[tokio::test]
    async fn each_attempt_is_the_same_e_mail() {
        let post = configured(&[("REQUESTS__EMAIL_FROM", "service@cars.example"), ("REQUESTS__SMTP", "smtp://127.0.0.1:25")]);
        let post = post.expect("it is taken").expect("a post");
        let letter =
            Letter { to: "owner@example.com".into(), subject: "খবর".into(), body: "Жаңалық".into(), id: "a-1".into() };
        let headers = post.message(&letter).expect("it can be written").headers().to_string();
        assert!(headers.contains("Message-ID: <a-1@cars.example>"), "{headers}");
        assert!(post.message(&Letter { to: "nobody".into(), ..letter }).is_err());
    }
}
