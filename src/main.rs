//! Parses the command line, calls the library, prints the chain of an error, sets the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match aftercare::cli::main() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("aftercare: {error:#}");
            ExitCode::FAILURE
        }
    }
}
