//! The FAQ as it is published now: entries, matcher, revisions and rendered answers, swapped as one.
//!
//! - [`snapshot`]: one published corpus, ready to answer. A reader takes an `Arc` and sees one revision whole, never half
//!   of the next one.
//! - [`live`]: the snapshot that serves now, and how the next one takes its place. What another process publishes is taken up
//!   within seconds.
//! - `building`: edits that were laid over what was built are built in. `keeping` keeps what was built for the next start.
//! - [`training`]: what is learned from a corpus; until then what was learned before serves. [`apart`] has a child process do it for
//!   the server. `cache` keeps it in the data folder under the corpus's content hash.
//! - [`measuring`]: how well the matcher does, measured by a child.
//! - [`sample`]: the embedded corpus, and what any corpus is completed with. [`folder`]: a corpus on the disk.
//! - `danger`: the question, the card with a line that is true now, and the words for who waits.
//! - [`placeholders`]: what `{names}` in answers stand for here. `audience`: for whom, and what was rendered for them.

pub mod apart;
mod audience;
mod building;
mod cache;
mod danger;
pub mod folder;
mod keeping;
pub mod live;
pub mod measuring;
pub mod placeholders;
pub mod sample;
pub mod snapshot;
pub mod training;

pub use audience::Audience;
pub use building::come_last;
pub use cache::unreadable;
pub use danger::Staffing;
pub use live::LiveFaq;
pub use snapshot::{Asks, Edit, FaqSnapshot, PrivacyNotice, decision_json};
