//! Forms that owners fill in, and the requests and results that come of them.

use super::{Found, Step};
use crate::chat::command::{NewRequest, Refusal, Submission};
use crate::chat::event::form::{Form, RequestCard, ResultCard, Submitted};
use crate::chat::event::{Body, Role};

impl Step {
    /// Shows the form that the owner asked for: the bot's event, by the owner's frame.
    pub(super) fn start(&mut self, form: Form) {
        self.wake();
        self.own = Some(self.drafts.len());
        self.event(Role::Bot, Body::Form(form));
        if let Some(last) = self.drafts.last_mut() {
            last.frame = self.frame;
        }
    }

    /// Takes a form that was filled in: [`Refusal::NotFound`] without that form in the log, [`Refusal::Closed`] for one that was
    /// handed in before.
    pub(super) fn submit(&mut self, submission: Submission, found: &Found) -> Result<(), Refusal> {
        let Submission { form, form_seq: form_owner_seq, shown, values, made, moved, results, files: _ } = submission;
        let asked = found.form.as_ref().filter(|asked| asked.form == form).ok_or(Refusal::NotFound)?;
        if asked.submitted {
            return Err(Refusal::Closed);
        }
        let request = made.map(|made| card(made, found)).transpose()?;
        self.wake();
        // Whoever fills in a form has found what they wanted.
        self.state.suggestions_open = false;
        self.state.misses = 0;
        let attachments = found.files.clone();
        self.own_event(Body::Submitted(Submitted { form, form_seq: asked.seq, form_owner_seq, shown, values, attachments }));
        if let Some(card) = request {
            self.event(Role::System, Body::Request(card));
        }
        if let Some(card) = moved {
            self.event(Role::System, Body::Request(*card));
        }
        self.results(results);
        Ok(())
    }

    /// A request that a technician made for the owner.
    pub(super) fn make(&mut self, made: NewRequest, found: &Found) -> Result<(), Refusal> {
        let card = card(made, found)?;
        self.own_event(Body::Request(card));
        Ok(())
    }

    /// What was found, whoever leads the conversation: the owner asked for it by name.
    pub(super) fn results(&mut self, results: Vec<ResultCard>) {
        for result in results {
            self.bot(Body::Result(result));
        }
    }
}

/// What the conversation shows of a request, with the code that was free. Refused when none was.
fn card(made: NewRequest, found: &Found) -> Result<RequestCard, Refusal> {
    let code = found.code.clone().ok_or(Refusal::BadRequest)?;
    Ok(RequestCard { code, ..made.card })
}
