//! Parses the command line, calls the library, prints the chain of an error, sets the exit code.

use std::process::ExitCode;

/// Training needs some 100 MB for seconds; this allocator gives them back to the system, the C library's keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match aftercare::cli::main() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("aftercare: {error:#}");
            ExitCode::FAILURE
        }
    }
}
