//! Another time for an appointment, by a form of its own: the free times of the same centre for the same service.

use super::forms::not_decided;
use super::{Care, Visitor};
use crate::aftersales::code::RequestCode;
use crate::aftersales::form::{Fault, FormSpec, Outcome};
use crate::aftersales::record::{Centre, Texts};
use crate::chat::command::{OwnerCommand, Stamp, Submission};
use crate::chat::conversation::Conversation;
use crate::chat::event::form::{Form, Shown};
use crate::error::{Code, Error};
use crate::forms::{Beside, moment, zone_of};
use crate::requests::moving::{Decision, Step, StepFault, service_of};
use crate::store::{Appended, RequestRow};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An appointment whose time its owner may change now.
struct Held {
    code: RequestCode,
    row: RequestRow,
    centre: Centre,
    /// The state after it.
    to: String,
    /// The form that asks for a time and for nothing else.
    spec: FormSpec,
}

impl Care {
    /// Stores the form in which the owner chooses another time. [`Code::Closed`] where none can be chosen any more.
    pub(super) async fn start_another_time(&self, visitor: &Visitor, stamp: Stamp, form: &str, code: &str) -> Result<Appended, Error> {
        if self.store.frame_known(visitor.author(), stamp.id).await? {
            // What the first one did stands.
            let (form, title, submit) = (form.to_owned(), String::new(), String::new());
            let form = Box::new(Form { form, title, intro: None, fields: Vec::new(), submit });
            return self.append(visitor, stamp, None, OwnerCommand::Start { form }).await;
        }
        let state = self.state(visitor).await?.ok_or(Code::NotFound)?;
        let Held { row, centre, spec, .. } = self.held(visitor, form, code).await?;
        let faq = self.live_faq.current();
        let reader = self.reader(visitor, Some(&state), &faq.markets);
        let at = row.slot.as_ref().map(|slot| slot.at);
        let times = self.requests.other_times(&centre, service_of(&row), at).await?;
        let beside = Beside { slots: BTreeMap::from([(centre.id.clone(), times)]), centres: vec![centre], ..Beside::default() };
        let form = Box::new(self.forms.another_time(&spec, reader, &beside, at));
        self.append(visitor, stamp, Some(reader.market.id.clone()), OwnerCommand::Start { form }).await
    }

    /// Moves an appointment to the time that its owner chose: what they handed in, the request, its slot and its notice are stored
    /// together. `form` is the form's name, with the number of its event.
    pub(super) async fn submit_another_time(
        &self,
        visitor: &Visitor,
        stamp: Stamp,
        state: &Conversation,
        form: (&str, u64),
        code: &str,
        values: &Map<String, Value>,
    ) -> Result<Appended, Error> {
        let granted = visitor.own()?.ok_or(Code::NotFound)?;
        let Held { code, row, centre, to, spec } = self.held(visitor, form.0, code).await?;
        let faq = self.live_faq.current();
        let reader = self.reader(visitor, Some(state), &faq.markets);
        let beside = Beside { centres: vec![centre.clone()], ..Beside::default() };
        let checked = self.forms.check(&spec, values, reader, &beside).map_err(Error::invalid)?;
        let at = checked.slot().ok_or(Code::BadRequest)?;
        let label = self.forms.shown(&spec, &checked, reader, &beside).into_iter().next().map(|shown| shown.label).unwrap_or_default();
        let shown = vec![Shown { label, text: moment(reader.language, at, &zone_of(&centre)) }];
        let (form, form_seq) = (form.0.to_owned(), form.1);
        let submission =
            Submission { form, form_seq, shown, values: checked.json(), made: None, moved: None, results: Vec::new(), files: None };
        let step = Step { to: Some(to), slot: Some(at), ..Step::default() };
        let decided = Decision { row, step, centre: Some(centre), form: Some(Box::new(submission)) };
        let appended = self.requests.decide(granted, (visitor.author(), stamp), Some(decided), code).await;
        appended.map_err(|fault| match fault {
            StepFault::NoSuchSlot => self.wrong(reader, &spec.fields[0].name, Fault::SlotNotOffered),
            StepFault::Error(error) if error.code == Code::Invalid => self.slot_taken(&spec, reader),
            StepFault::Error(error) if error.code == Code::Closed => Error::form_closed(),
            fault => not_decided(fault),
        })
    }

    /// The appointment of a request of this conversation.
    async fn held(&self, visitor: &Visitor, form: &str, code: &str) -> Result<Held, Error> {
        let code: RequestCode = code.parse().map_err(|_| Code::NotFound)?;
        let row = self.own_request(visitor, code).await?;
        let change = self.requests.another_time(&row).map_err(not_decided)?;
        let (to, fields) = (change.to.to_owned(), vec![change.field.clone()]);
        let centre = self.centre_of(&row).await?.ok_or(Code::NotFound)?;
        let outcome = Outcome::Request(row.kind.clone());
        let spec = FormSpec { id: form.to_owned(), outcome, fields, any_of: Vec::new(), names: Texts::none(), intros: Texts::none() };
        Ok(Held { code, row, centre, to, spec })
    }
}
