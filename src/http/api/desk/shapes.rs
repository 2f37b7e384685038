//! What the desk is shown of cars and requests, and what it asks for, as JSON.

use crate::aftersales::kind::Need;
use crate::desk::moving::MoveAsked;
use crate::http::api::uploads::AttachmentBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Something with a name.
#[derive(Serialize, ToSchema)]
pub struct DeskNamed {
    pub(super) id: String,
    pub(super) name: String,
}

/// A state of a kind.
#[derive(Serialize, ToSchema)]
pub struct DeskState {
    pub(super) id: String,
    pub(super) name: String,
    /// Nothing comes after it.
    pub(super) terminal: bool,
}

/// A kind of request.
#[derive(Serialize, ToSchema)]
pub struct DeskKind {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) states: Vec<DeskState>,
}

/// One of a field's options.
#[derive(Serialize, ToSchema)]
pub struct DeskOption {
    /// The values of the field `within` that it belongs to; without any, it belongs to all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(super) among: Vec<String>,
    pub(super) label: String,
    /// The value of the field that it depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) of: Option<String>,
    pub(super) value: String,
}

/// Free times of a centre.
#[derive(Serialize, ToSchema)]
pub struct DeskSlots {
    pub(super) items: Vec<DeskOption>,
}

/// A field of a form.
#[derive(Serialize, ToSchema)]
pub struct DeskField {
    /// The field whose value chooses among the options.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) depends: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) help: Option<String>,
    pub(super) kind: String,
    pub(super) label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) max: Option<u32>,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(super) options: Vec<DeskOption>,
    pub(super) required: bool,
    /// Another field that chooses among the options, by their `among`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) within: Option<String>,
}

/// A form.
#[derive(Serialize, ToSchema)]
pub struct DeskForm {
    pub(super) fields: Vec<DeskField>,
    pub(super) form: String,
    /// The kind of request that it makes; null for a look-up.
    #[schema(required = true)]
    pub(super) makes: Option<String>,
    pub(super) title: String,
}

/// Kinds, forms and centres.
#[derive(Serialize, ToSchema)]
pub struct DeskKinds {
    pub(super) centres: Vec<DeskNamed>,
    pub(super) forms: Vec<DeskForm>,
    pub(super) kinds: Vec<DeskKind>,
}

/// Whose conversation it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskOwnerNamed {
    /// The id of an owner.
    #[schema(max_length = 64)]
    pub owner: String,
}

/// An owner.
#[derive(Serialize, ToSchema)]
pub struct DeskOwner {
    #[schema(required = true)]
    pub(super) email: Option<String>,
    pub(super) id: String,
    pub(super) name: String,
    #[schema(required = true)]
    pub(super) phone: Option<String>,
    /// Somebody has made sure that it is them.
    pub(super) sure: bool,
}

/// An odometer reading.
#[derive(Serialize, ToSchema)]
pub struct DeskOdometer {
    pub(super) km: i64,
    /// Lower than one before it.
    pub(super) lower: bool,
    #[schema(format = Date)]
    pub(super) on: String,
}

/// A term, and what of it holds today.
#[derive(Serialize, ToSchema)]
pub struct DeskCoverage {
    /// Of one that has ended: `date`, `mileage` or `both`.
    #[schema(required = true)]
    pub(super) ended_by: Option<&'static str>,
    #[schema(required = true)]
    pub(super) km_left: Option<i64>,
    /// The limit in kilometres; null: any mileage.
    #[schema(required = true)]
    pub(super) km_limit: Option<i64>,
    #[schema(required = true)]
    pub(super) days_left: Option<i32>,
    #[schema(required = true)]
    pub(super) months_left: Option<i32>,
    pub(super) name: String,
    /// Of an exchanged part.
    #[schema(required = true)]
    pub(super) serial: Option<String>,
    /// `covered`, `by_date` (the mileage is not known), `ended`, `not_started`, `unknown`.
    pub(super) state: &'static str,
    /// Its last day.
    #[schema(required = true, format = Date)]
    pub(super) until: Option<String>,
}

/// A car.
#[derive(Serialize, ToSchema)]
pub struct DeskCar {
    pub(super) coverage: Vec<DeskCoverage>,
    #[schema(required = true, format = Date)]
    pub(super) handed_over: Option<String>,
    pub(super) id: String,
    pub(super) model: String,
    #[schema(required = true)]
    pub(super) odometer: Option<DeskOdometer>,
    #[schema(required = true)]
    pub(super) plate: Option<String>,
    pub(super) vin: String,
}

/// A request in a list.
#[derive(Serialize, ToSchema)]
pub struct DeskCard {
    #[schema(required = true)]
    pub(super) centre: Option<String>,
    #[schema(format = DateTime)]
    pub(super) changed_at: String,
    pub(super) closed: bool,
    pub(super) code: String,
    #[schema(required = true)]
    pub(super) conversation: Option<Uuid>,
    #[schema(required = true, format = DateTime)]
    pub(super) due: Option<String>,
    pub(super) kind: String,
    pub(super) kind_name: String,
    /// `none`, `soon`, `overdue`, or `paused` while the owner must act.
    pub(super) lateness: &'static str,
    #[schema(format = DateTime)]
    pub(super) made_at: String,
    /// Which of `complaint`, `cause` and `correction` nobody has written down, for the kinds that need them.
    pub(super) missing: Vec<&'static str>,
    #[schema(required = true)]
    pub(super) model: Option<String>,
    pub(super) status: String,
    pub(super) status_name: String,
    #[schema(required = true)]
    pub(super) vin: Option<String>,
    /// The beginning of what the owner wrote.
    pub(super) words: String,
}

/// What is known of a conversation's owner.
#[derive(Serialize, ToSchema)]
pub struct DeskBeside {
    pub(super) cars: Vec<DeskCar>,
    pub(super) owners: Vec<DeskOwner>,
    /// The newest first.
    pub(super) requests: Vec<DeskCard>,
    /// Whom the owner's site has named, signed; null: nobody has verified who writes.
    #[schema(required = true)]
    pub(super) signed: Option<DeskSigned>,
}

/// An owner as their site has named them.
#[derive(Serialize, ToSchema)]
pub struct DeskSigned {
    #[schema(required = true)]
    pub(super) email: Option<String>,
    #[schema(required = true)]
    pub(super) name: Option<String>,
    /// The origin that signed.
    pub(super) site: String,
    /// The site's own name of the owner.
    pub(super) subject: String,
}

/// A page of the board.
#[derive(Serialize, ToSchema)]
pub struct DeskBoard {
    pub items: Vec<DeskCard>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    pub counts: DeskCounts,
}

/// How many requests there are of the whole house, however the board is narrowed.
#[derive(Serialize, ToSchema)]
pub struct DeskCounts {
    /// Not over.
    pub open: u64,
    /// Of those, due within a day.
    pub soon: u64,
    /// And those whose time is over.
    pub overdue: u64,
}

/// A label and what stands beside it.
#[derive(Serialize, ToSchema)]
pub struct DeskShown {
    pub(super) label: String,
    pub(super) text: String,
}

/// One line of a request's own log.
#[derive(Serialize, ToSchema)]
pub struct DeskLine {
    #[schema(format = DateTime)]
    pub(super) at: String,
    pub(super) by: String,
    #[schema(required = true)]
    pub(super) from: Option<String>,
    #[schema(required = true)]
    pub(super) note: Option<String>,
    pub(super) to: String,
    /// The owner heard of it.
    pub(super) visible: bool,
}

/// What may be done with a request now.
#[derive(Serialize, ToSchema)]
pub struct DeskMove {
    /// Nothing comes after it.
    pub(super) closes: bool,
    pub(super) name: String,
    /// What has to be said with it: `note`, `reason`, `cause`, `correction`, `quote`, `slot`.
    pub(super) needs: Vec<&'static str>,
    pub(super) to: String,
}

/// An exchanged part.
#[derive(Serialize, ToSchema)]
pub struct DeskPart {
    pub(super) name: String,
    pub(super) new: String,
    pub(super) old: String,
    /// The last day of the new part's own term.
    #[schema(required = true, format = Date)]
    pub(super) until: Option<String>,
}

/// A request with all that staff may know of it.
#[derive(Serialize, ToSchema)]
pub struct DeskRequest {
    #[serde(flatten)]
    pub(super) card: DeskCard,
    #[schema(required = true)]
    pub(super) car: Option<DeskCar>,
    pub(super) cause: String,
    pub(super) complaint: String,
    pub(super) correction: String,
    /// The other files of the conversation that it was made in, the newest first.
    pub(super) files: Vec<AttachmentBody>,
    pub(super) log: Vec<DeskLine>,
    pub(super) moves: Vec<DeskMove>,
    /// What comes next, as its owner reads it.
    #[schema(required = true)]
    pub(super) next: Option<String>,
    /// The zone on whose clock its owner is told of times.
    pub(super) owner_zone: String,
    pub(super) owners: Vec<DeskOwner>,
    pub(super) parts: Vec<DeskPart>,
    /// Photos and other files that its owner handed in with it or added to it, the newest first.
    pub(super) photos: Vec<AttachmentBody>,
    /// The zone of the place of its appointment.
    pub(super) place_zone: String,
    pub(super) revision: u64,
    pub(super) shown: Vec<DeskShown>,
    /// The time that it holds at a centre.
    #[schema(required = true, format = DateTime)]
    pub(super) slot: Option<String>,
    /// The centre and the service of which it may have another time.
    #[schema(required = true)]
    pub(super) slot_centre: Option<String>,
    #[schema(required = true)]
    pub(super) slot_service: Option<String>,
    /// Whether complaint, cause and correction belong to its kind.
    pub(super) three: bool,
}

/// A move that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskMoveTo {
    #[schema(max_length = 4000)]
    pub(super) cause: Option<String>,
    #[schema(max_length = 4000)]
    pub(super) correction: Option<String>,
    #[schema(max_length = 4000)]
    pub(super) note: Option<String>,
    #[schema(max_length = 4000)]
    pub(super) quote: Option<String>,
    #[schema(max_length = 4000)]
    pub(super) reason: Option<String>,
    /// A day and a time on the centre's clock, or an instant.
    #[schema(max_length = 100)]
    pub(super) slot: Option<String>,
    #[schema(max_length = 64)]
    pub(super) to: String,
    /// The owner hears of it; true unless it is said.
    pub(super) visible: Option<bool>,
}

impl From<DeskMoveTo> for MoveAsked {
    fn from(asked: DeskMoveTo) -> MoveAsked {
        let DeskMoveTo { cause, correction, note, quote, reason, slot, to, visible } = asked;
        let said = [
            (Need::Cause, cause),
            (Need::Correction, correction),
            (Need::Note, note),
            (Need::Quote, quote),
            (Need::Reason, reason),
            (Need::Slot, slot),
        ];
        let said = said.into_iter().filter_map(|(need, text)| Some((need, text?.trim().to_owned())));
        MoveAsked { to, visible: visible.unwrap_or(true), said: said.filter(|(_, text)| !text.is_empty()).collect() }
    }
}

/// The three C's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskCaseTold {
    #[schema(max_length = 4000)]
    pub cause: String,
    #[schema(max_length = 4000)]
    pub complaint: String,
    #[schema(max_length = 4000)]
    pub correction: String,
}

/// An exchange.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskExchange {
    /// The new part's serial number.
    #[schema(max_length = 100)]
    pub new: Option<String>,
    /// The old part's.
    #[schema(max_length = 100)]
    pub old: Option<String>,
    /// Its name or its number.
    #[schema(max_length = 200)]
    pub part: Option<String>,
}
