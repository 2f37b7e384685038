//! What the allocators keep of freed memory.
//!
//! The program's own memory is mimalloc's. By itself it asks for pages of 2 MB, of which a few bytes hold all, and keeps what was freed for a second:
//! when the index is built, as much as a fifth of all that is held then. SQLite's is the C library's, which raises its thresholds with the largest block
//! that was freed, and then keeps what was freed.
//! Both read this once, before a program's first allocation, so the program starts itself again with it.

/// Starts the program again with what is said above, in the same process and with the same arguments; freed memory is given back after `delay`
/// milliseconds at the earliest. Returns when that is not needed, not wanted or not possible.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back(delay: u32) {
    use std::os::unix::process::CommandExt;
    // Whoever has chosen something knows why; it is also how the second start knows that it is one.
    let is_chosen = |name: &[u8]| CHOSEN.iter().any(|chosen| name.starts_with(chosen.as_bytes()));
    if std::env::vars_os().any(|(name, _)| is_chosen(name.as_encoded_bytes())) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.env("MALLOC_MMAP_THRESHOLD_", THRESHOLD).env("MALLOC_TRIM_THRESHOLD_", THRESHOLD);
    command.env("MIMALLOC_ALLOW_THP", "0").env("MIMALLOC_PURGE_DELAY", delay.to_string());
    // Returns only when it failed, and then everything goes on as it is.
    let _ = command.args(arguments).exec();
}

/// How the names begin by which somebody chooses for the allocators.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const CHOSEN: [&str; 3] = ["MALLOC_", "MIMALLOC_", "GLIBC_TUNABLES"];

/// In bytes; both are glibc's own at a program's start.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const THRESHOLD: &str = "131072";

/// Other systems are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back(_: u32) {}
