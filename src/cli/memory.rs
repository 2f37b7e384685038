//! What the C library's allocator keeps of freed memory.
//!
//! glibc raises its thresholds with the largest block that was freed. Building the index frees some of megabytes, after which freed
//! memory stays with the process: an idle server then held 79-86 MB where it holds 66 MB with fixed thresholds (VmRSS, sample corpus).
//! They are read once, before a program's first allocation, so the server starts itself again with them.

/// Starts the program again with fixed thresholds, in the same process and with the same arguments; returns when that is not needed,
/// not wanted or not possible.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn fix_thresholds() {
    use std::os::unix::process::CommandExt;
    // Whoever has chosen something knows why; it is also how the second start knows that it is one.
    let is_chosen = std::env::vars_os().any(|(name, _)| name.as_encoded_bytes().starts_with(b"MALLOC_") || name == "GLIBC_TUNABLES");
    let Some(program) = std::env::current_exe().ok().filter(|_| !is_chosen) else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Returns only when it failed, and then everything goes on as it is.
    let _ = command.args(arguments).env("MALLOC_MMAP_THRESHOLD_", THRESHOLD).env("MALLOC_TRIM_THRESHOLD_", THRESHOLD).exec();
}

/// In bytes; both are glibc's own at a program's start.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const THRESHOLD: &str = "131072";

/// Other allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn fix_thresholds() {}
