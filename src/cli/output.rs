//! What commands print: the one place that knows standard output and standard error.
//!
//! A reader may go away before everything is printed (`aftercare user list | head -1`). `println!` panics then; here the command ends
//! politely.

use anyhow::Context;
use std::fmt;
use std::io::{self, Write};

/// Exit code when the reader of standard output went away: what shells show of a program that SIGPIPE ended, 128 + 13.
pub const CLOSED_PIPE: u8 = 141;

/// Nobody reads standard output any more. Commands pass it on; `main` makes it [`CLOSED_PIPE`] without a word.
#[derive(Debug, thiserror::Error)]
#[error("standard output is closed")]
pub struct Closed;

/// Prints a text on standard output, all at once.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Closed.into()),
        written => written.context("standard output"),
    }
}

/// Prints a line on standard output; [`say`] is its short form.
pub fn line(words: fmt::Arguments<'_>) -> anyhow::Result<()> {
    print(&format!("{words}\n"))
}

/// Prints a text on standard error. When that fails, there is nobody left to be told.
pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// `println!` that gives an error where the other panics.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::cli::output::line(format_args!($($words)*))
    };
}
pub(super) use say;
