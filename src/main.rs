//! Parses the command line, calls the library, prints the chain of an error, sets the exit code.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match aftercare::cli::main() {
        Ok(code) => code,
        Err(error) => {
            // When that fails, nobody is there to be told.
            let _ = writeln!(std::io::stderr(), "aftercare: {error:#}");
            ExitCode::FAILURE
        }
    }
}
