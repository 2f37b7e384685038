//! An owner who waits for a technician and writes that none is needed any more.

use super::{Care, Decided, Visitor};
use crate::chat::command::{OwnerCommand, Reply, Stamp, Verdict};
use crate::chat::conversation::Conversation;
use crate::chat::danger::Stage;
use crate::chat::leaving::Question;
use crate::chat::status::Status;
use crate::error::Error;
use crate::language::Language;
use crate::published::FaqSnapshot;
use crate::store::Appended;

impl FaqSnapshot {
    /// What is decided, unless the owner waits and the message is about that: then whether to take them out of the queue, or the answer to
    /// that. `is_asked`: the question was the last word before. Nobody leaves while a danger is open.
    pub(super) fn leaving(&self, decided: Decided, state: Option<&Conversation>, is_asked: bool) -> Decided {
        let waits = state.is_some_and(|state| state.status == Status::Queued && state.danger.stage == Stage::None);
        let is_danger = decided.watch.ask.is_some() || matches!(decided.reply, Reply::Safety { .. } | Reply::CardAnswer { .. });
        if !waits || is_danger {
            return decided;
        }
        let answer = if decided.leaves { Some(true) } else { decided.agrees };
        let reply = match answer.filter(|_| is_asked) {
            Some(leaves) => Reply::Leave { leaves, text: self.left(leaves, decided.language) },
            None if decided.leaves => Reply::AskToLeave(self.leave_question(decided.language)),
            None => return decided,
        };
        // It is no word about what was answered before.
        Decided { reply, verdict: Verdict::None, ..decided }
    }

    fn leave_question(&self, language: Language) -> Question {
        let say = |key| self.say(language, key);
        Question { text: say("leave-question"), yes: say("leave-yes"), no: say("leave-no") }
    }

    /// What is said to the answer.
    fn left(&self, leaves: bool, language: Language) -> String {
        self.say(language, if leaves { "leave-left" } else { "leave-stays" })
    }
}

impl Care {
    /// Stores a tap on an answer to the question. Whether it is open is decided where it is stored.
    pub(super) async fn answer_leaving(
        &self,
        visitor: &Visitor,
        stamp: Stamp,
        faq: &FaqSnapshot,
        state: &Conversation,
        leaves: bool,
    ) -> Result<Appended, Error> {
        let language = state.language;
        let Question { yes, no, .. } = faq.leave_question(language);
        let title = if leaves { yes } else { no };
        self.append(visitor, stamp, None, OwnerCommand::Leave { leaves, title, text: faq.left(leaves, language) }).await
    }
}
