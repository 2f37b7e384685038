//! Files on pages without JavaScript: small pictures that stand in the page itself, so that no address tells who may see them.

use crate::uploads::Given;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::Read;

/// What the device may be asked for.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp,application/pdf,video/mp4,video/quicktime,video/webm,audio/*";
/// Pictures that one page shows.
pub const MOST_PICTURES: usize = 12;
/// Largest small picture that is put into a page, in bytes: one of 320 pixels a side has a tenth of it.
const MAX_PICTURE: u64 = 128 * 1024;

/// The address of a small picture with all of its bytes; none for one that cannot be read.
pub async fn picture(given: Given) -> Option<String> {
    let Given { file, size, media_type, .. } = given;
    if size > MAX_PICTURE {
        return None;
    }
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        file.take(MAX_PICTURE).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = read.await.ok()?.ok()?;
    Some(format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
}
