//! What an alarm reaches outside of the program: an HTTP server and an SMTP server, small and real, each on a thread of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// How long something that has to come may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Sent {
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Sent {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// An HTTP server that answers with these statuses in turn, the last one for ever.
pub struct Hook {
    pub address: SocketAddr,
    requests: Receiver<Sent>,
}

impl Hook {
    pub fn start(statuses: &'static [u16]) -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for (turn, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                let status = statuses[turn.min(statuses.len() - 1)];
                if answer(stream, status, &tell).is_none() {
                    return;
                }
            }
        });
        Hook { address, requests }
    }

    /// The next request.
    pub fn next(&self) -> Sent {
        self.requests.recv_timeout(LIMIT).expect("the webhook is called")
    }

    /// Whether nothing more has come by now.
    pub fn is_quiet(&self) -> bool {
        self.requests.try_recv().is_err()
    }
}

/// Reads a request and answers it; none when nobody listens to what came any more.
fn answer(stream: TcpStream, status: u16, tell: &Sender<Sent>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().expect("a handle"));
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    let more = if (300..400).contains(&status) { "Location: http://127.0.0.1:9/elsewhere\r\n" } else { "" };
    let mut stream = stream;
    let _ = write!(stream, "HTTP/1.1 {status} Said\r\n{more}Content-Length: 2\r\n\r\nok");
    tell.send(Sent { path, headers, body: String::from_utf8(body).expect("JSON is UTF-8") }).ok()
}

/// An SMTP server that takes every e-mail.
pub struct Mail {
    pub address: SocketAddr,
    letters: Receiver<Letter>,
}

/// An e-mail as it came.
#[derive(Debug, Clone)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, as they went over the line.
    pub text: String,
}

impl Mail {
    pub fn start() -> Mail {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, letters) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let _ = talk(stream, &tell);
            }
        });
        Mail { address, letters }
    }

    /// The next e-mail.
    pub fn next(&self) -> Letter {
        self.letters.recv_timeout(LIMIT).expect("an e-mail comes")
    }

    /// What has come so far and was not taken.
    pub fn so_far(&self) -> Vec<Letter> {
        self.letters.try_iter().collect()
    }
}

/// One talk as RFC 5321 has it, without extensions.
fn talk(stream: TcpStream, tell: &Sender<Letter>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    let mut letter = Letter { from: String::new(), to: Vec::new(), text: String::new() };
    out.write_all(b"220 test ESMTP\r\n")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let said = line.trim_end().to_owned();
        line.clear();
        let reply = match said.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => "250 test",
            "MAIL" => {
                letter.from = address(&said);
                "250 taken"
            }
            "RCPT" => {
                letter.to.push(address(&said));
                "250 taken"
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                loop {
                    lines.read_line(&mut line)?;
                    if line.trim_end() == "." {
                        break;
                    }
                    letter.text.push_str(&line);
                    line.clear();
                }
                line.clear();
                let _ = tell.send(letter.clone());
                "250 kept"
            }
            "NOOP" => "250 here",
            "QUIT" => "221 bye",
            _ => "502 no such command",
        };
        out.write_all(format!("{reply}\r\n").as_bytes())?;
    }
    Ok(())
}

/// What stands in angle brackets.
fn address(said: &str) -> String {
    said.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap_or_default()
}
