//! Memory that is asked for before it is needed.

use std::hint::black_box;

/// Reads something of each place where a number will be needed, and makes nothing of it. Places of a large table are far from each other, and a processor waits
/// for each as long as for a hundred steps; it waits for some ten of them at once where nothing has to be decided in between, as looking up does.
#[inline(always)]
pub fn prefetch(places: impl Iterator<Item = u32>) {
    let mut all = 0;
    for place in places {
        all ^= place;
    }
    black_box(all);
}
