//! Making requests and moving them on: everything that belongs together in one script.

use super::{RequestRow, request, request_columns, slots};
use crate::access::right::{KeepRequests, Owns, Right, WorkRequests};
use crate::access::{Granted, Principal};
use crate::aftersales::schema::RecordKind;
use crate::chat::command::{Command, NewRequest, OwnerCommand, SlotWanted, Staff, StaffCommand, Stamp, Submission, SystemCommand};
use crate::chat::event::Role;
use crate::chat::event::attachment::Attachment;
use crate::chat::event::form::RequestCard;
use crate::chat::request::{CODES, RequestMove, SlotChange};
use crate::clock::Millis;
use crate::store::append::{self, Appended, Frame};
use crate::store::audit::{self, Actor, AuditAction, Note};
use crate::store::change::Sent;
use crate::store::error::{Error, Result};
use crate::store::rows::bound;
use crate::store::script::{Script, new_script};
use crate::store::writer::{Plan, Work};
use crate::store::{Put, Settings, Store, jobs, records, uploads};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Where requests stand that are due at no time: behind all others.
const NEVER: Millis = Millis::MAX;

/// A request that the transaction has found room for.
pub(in crate::store) struct Made {
    pub request: NewRequest,
    /// The code that was free.
    pub code: String,
    lane: Option<i64>,
}

/// Who makes or moves a request.
#[derive(Debug, Clone)]
pub(in crate::store) enum By {
    Owner,
    Staff(Staff),
    System,
}

/// The serial numbers of an exchanged part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartNumbers {
    pub old: String,
    pub new: String,
}

/// What the conversation was told: the conversation, and the event's numbers in it, for staff and for the owner.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Told {
    pub seq: u64,
    pub owner_seq: Option<u64>,
}

/// Where a request was made.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::store) struct Origin {
    pub conversation: Option<Uuid>,
    /// The form event that it came of, in the owner's numbering.
    pub form_seq: Option<u64>,
    pub told: Option<Told>,
}

impl Store {
    /// Makes a request outside of any conversation.
    ///
    /// [`Refusal::SlotTaken`](crate::chat::command::Refusal) when its slot is full, [`Error::Busy`] when none of its codes is free.
    pub async fn make_request(&self, granted: Granted<'_, WorkRequests>, made: NewRequest) -> Result<RequestRow> {
        let (by, settings) = (by(granted), self.0.settings);
        let code = self.0.queue.plan(move |work| {
            Box::pin(async move {
                let made = prepare(work, made).await?;
                let mut plan = Plan::script(new_script(), made.code.clone());
                let at = work.now;
                insert(plan.and(), &made, &by, Origin::default(), at);
                notify(work, &mut plan, &settings, &made.code, 1).await?;
                Ok(plan)
            })
        });
        self.stored(&code.await?).await
    }

    /// Moves a request on as a technician, and tells its conversation where the owner is to hear of it.
    ///
    /// [`Error::NotFound`] for a code that no request has, [`Error::Stale`] when it has moved since it was read,
    /// [`Refusal::SlotTaken`](crate::chat::command::Refusal) when the slot that it wants is full.
    pub async fn move_request(&self, granted: Granted<'_, WorkRequests>, code: &str, by_move: RequestMove) -> Result<RequestRow> {
        self.moved(by(granted), code, by_move).await
    }

    /// Changes a request together with the parts that were exchanged for it. Like [`Store::move_request`]; [`Error::Conflict`] when another
    /// part has the serial number, [`Error::Stale`] also when one of them was changed since it was read.
    pub async fn exchange_parts(
        &self,
        granted: Granted<'_, WorkRequests>,
        code: &str,
        by_move: RequestMove,
        serials: Vec<Put>,
        numbers: PartNumbers,
    ) -> Result<RequestRow> {
        let (by, code, settings) = (by(granted), code.to_owned(), self.0.settings);
        let exchanged = self.write(move |work| {
            Box::pin(async move {
                records::put(work, RecordKind::Serial, &serials).await?;
                if let By::Staff(staff) = &by {
                    let note = Note::new(AuditAction::PartExchanged, &code).with("old", numbers.old).with("new", numbers.new);
                    audit::note(work, Actor::User(staff.user), note).await?;
                }
                let plan = plan_move(work, code, by, by_move, None, settings).await?;
                work.carry_out(plan).await
            })
        });
        self.stored(&exchanged.await?.0).await
    }

    /// Moves a request on by itself, or for its owner who has shown that it is theirs. Like [`Store::move_request`].
    pub async fn keep_request(
        &self,
        _granted: Granted<'_, KeepRequests>,
        for_owner: bool,
        code: &str,
        by_move: RequestMove,
    ) -> Result<RequestRow> {
        self.moved(if for_owner { By::Owner } else { By::System }, code, by_move).await
    }

    /// What an owner decides about a request of their conversation, by one tap or by a form: like [`Store::move_request`], once for each
    /// frame of theirs. A repeat gets what the first one did; without a move only a repeat is answered.
    ///
    /// [`Error::NotFound`] also for a request of another conversation.
    pub async fn decide_request(
        &self,
        granted: Granted<'_, impl Owns>,
        (author, stamp): (Uuid, Stamp),
        code: &str,
        by_move: Option<(RequestMove, Option<Box<Submission>>)>,
    ) -> Result<Appended> {
        let conversation = granted.right().conversation().ok_or(Error::NotFound)?;
        let (code, settings, sent) = (code.to_owned(), self.0.settings, Sent { author, stamp });
        let decided = self.0.queue.plan(move |work| {
            Box::pin(async move {
                if let Some(repeated) = append::repeated(work, sent).await? {
                    return Ok(Plan::nothing(Some(repeated)));
                }
                let (by_move, form) = by_move.ok_or(Error::NotFound)?;
                let plan = plan_move(work, code, By::Owner, by_move, Some(Own { conversation, sent, form }), settings).await?;
                Ok(plan.map(|(_, appended)| appended))
            })
        });
        decided.await?.ok_or(Error::NotFound)
    }

    async fn moved(&self, by: By, code: &str, by_move: RequestMove) -> Result<RequestRow> {
        let (code, settings) = (code.to_owned(), self.0.settings);
        let moved = self.0.queue.plan(move |work| Box::pin(plan_move(work, code, by, by_move, None, settings)));
        self.stored(&moved.await?.0).await
    }

    async fn stored(&self, code: &str) -> Result<RequestRow> {
        let sql = concat!("select ", request_columns!(), " where r.code = $1");
        request(&sqlx::query(sql).bind(code).fetch_one(&self.0.read).await?)
    }
}

fn by<R: Right>(granted: Granted<'_, R>) -> By {
    match granted.principal() {
        Principal::Staff(user) => By::Staff(Staff { user: user.id, name: user.name.clone() }),
        Principal::Owner(_) | Principal::Identified(_) | Principal::Anonymous => By::Owner,
        Principal::System => By::System,
    }
}

/// Picks a code and a lane for a request.
pub(in crate::store) async fn prepare(work: &mut Work, request: NewRequest) -> Result<Made> {
    let mut free = None;
    for code in request.codes.iter().take(CODES) {
        let taken: Option<i64> =
            sqlx::query_scalar("select 1 from requests where code = $1").bind(code).fetch_optional(&mut work.conn).await?;
        if taken.is_none() {
            free = Some(code.clone());
            break;
        }
    }
    // Who asks again brings other codes.
    let code = free.ok_or(Error::Busy)?;
    let lane = match &request.slot {
        Some(wanted) => Some(slots::lane(work, wanted, &code).await?),
        None => None,
    };
    Ok(Made { request, code, lane })
}

/// Writes a request, its first event and its slot.
pub(in crate::store) fn insert(script: &mut Script, made: &Made, by: &By, origin: Origin, at: Millis) {
    let Made { request: new, code, lane } = made;
    let conversation = origin.conversation.map(|id| id.to_string());
    script.push(
        "insert into requests (code, kind, status, status_at, market, language, conversation, form_seq, owner, vehicle, centre, vin, \
         email, body, due_at, due_key, created_at, revision) values (",
    );
    let mut values = script.separated(", ");
    values.push_bind(code.clone()).push_bind(new.kind.clone()).push_bind(new.state.clone()).push_bind(at);
    values.push_bind(new.market.clone()).push_bind(new.language.code()).push_bind(conversation).push_bind(origin.form_seq.map(bound));
    values.push_bind(new.owner.clone()).push_bind(new.vehicle.clone()).push_bind(new.centre.clone()).push_bind(new.vin.clone());
    values.push_bind(new.email.clone()).push_bind(json(&new.values)).push_bind(new.due).push_bind(due_key(new.due, None));
    values.push_bind(at).push("1");
    script.push("); ");
    let line = Line { code, seq: 1, from: None, to: &new.state, note: None, visible: true, values: &new.values };
    insert_line(script, &line, by, origin.told, at);
    if let (Some(wanted), Some(lane)) = (&new.slot, lane) {
        slots::take(script, wanted, *lane, code);
    }
}

/// Adds the job that tells an owner who is away. A kind of job that has its fill gets none: the request is stored all the same.
pub(in crate::store) async fn notify<T>(work: &mut Work, plan: &mut Plan<T>, settings: &Settings, code: &str, seq: u64) -> Result<()> {
    let Some(promised) = settings.promised else { return Ok(()) };
    let job = (promised.notice)(code, seq, promised.notice_ms);
    if jobs::has_room(work, job.kind).await? {
        jobs::add(work, plan, &job);
    } else {
        tracing::error!(code, "too many notices wait: the owner hears of this change only in the conversation");
    }
    Ok(())
}

/// An owner who decides about a request of their conversation.
struct Own {
    /// The one that it has to be a request of.
    conversation: Uuid,
    sent: Sent,
    /// What they filled in for it.
    form: Option<Box<Submission>>,
}

/// Plans a move: the row, its event, its slot, what the conversation says, and the notice.
async fn plan_move(
    work: &mut Work,
    code: String,
    by: By,
    by_move: RequestMove,
    own: Option<Own>,
    settings: Settings,
) -> Result<Plan<(String, Option<Appended>)>> {
    let sql = concat!("select ", request_columns!(), " where r.code = $1");
    let row = sqlx::query(sql).bind(&code).fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
    let before = request(&row)?;
    if own.as_ref().is_some_and(|own| before.conversation != Some(own.conversation)) {
        return Err(Error::NotFound);
    }
    if before.revision != by_move.revision {
        return Err(Error::Stale);
    }
    let taken = match &by_move.slot {
        SlotChange::Take(wanted) => Some((wanted.clone(), slots::lane(work, wanted, &code).await?)),
        SlotChange::Keep | SlotChange::Free => None,
    };
    let files = match &by_move.files {
        Some(files) => uploads::named(work, before.conversation, files).await?,
        None => Vec::new(),
    };
    // The request stands right below the form that was handed in for it.
    let below = u64::from(own.as_ref().is_some_and(|own| own.form.is_some()));
    let (mut plan, at) = tell(work, &before, &by, Said { by_move: &by_move, files: &files }, own, settings).await?;
    let appended = plan.value().clone();
    let told = appended.as_ref().and_then(|appended| {
        Some(Told { seq: appended.seq?.saturating_add(below), owner_seq: appended.owner_seq.map(|seq| seq.saturating_add(below)) })
    });
    let seq = before.revision.saturating_add(1);
    let script = plan.and();
    update(script, &before, &by_move, at);
    let RequestMove { to, note, visible, values, slot, .. } = &by_move;
    let line = Line { code: &code, seq, from: Some(&before.status), to, note: note.as_deref(), visible: *visible, values };
    insert_line(script, &line, &by, told, at);
    let place = uploads::Place { conversation: before.conversation, seq: told.map(|told| told.seq), request: Some(&code) };
    uploads::attach(script, &files, place, at);
    change_slot(script, &code, slot, taken);
    if by_move.visible {
        notify(work, &mut plan, &settings, &code, seq).await?;
    }
    Ok(plan.map(|appended| (code, appended)))
}

fn change_slot(script: &mut Script, code: &str, slot: &SlotChange, taken: Option<(SlotWanted, i64)>) {
    if *slot != SlotChange::Keep {
        slots::free(script, code);
    }
    if let Some((wanted, lane)) = taken {
        slots::take(script, &wanted, lane, code);
    }
}

/// A move with the files that come with it.
struct Said<'a> {
    by_move: &'a RequestMove,
    files: &'a [Attachment],
}

/// What the conversation says of a move that its owner is to hear of, and the time of it all.
async fn tell(
    work: &mut Work,
    before: &RequestRow,
    by: &By,
    said: Said<'_>,
    own: Option<Own>,
    settings: Settings,
) -> Result<(Plan<Option<Appended>>, Millis)> {
    let Said { by_move, files } = said;
    let now = work.now.max(before.status_at);
    let Some(conversation) = before.conversation.filter(|_| by_move.visible) else {
        return Ok((Plan::script(new_script(), None), now));
    };
    let loaded = append::load(work, conversation).await?.ok_or(Error::NotFound)?;
    let card = Box::new(RequestCard { code: before.code.clone(), attachments: files.to_vec(), ..by_move.card.clone() });
    let sent = own.as_ref().map(|own| own.sent);
    let command = match (by, own) {
        (By::Staff(staff), _) => Command::Staff(staff.clone(), StaffCommand::RequestMoved { card }),
        (By::Owner, Some(Own { form: Some(form), .. })) => {
            Command::Owner(OwnerCommand::Submit(Box::new(Submission { moved: Some(card), ..*form })))
        }
        (By::Owner, Some(_)) => Command::Owner(OwnerCommand::Decide { card }),
        (By::Owner | By::System, _) => Command::System(SystemCommand::RequestMoved { card }),
    };
    let plan = append::store(work, Frame { sent, command }, loaded, None, settings).await?;
    let at = plan.value().at.max(now);
    Ok((plan.map(Some), at))
}

fn update(script: &mut Script, before: &RequestRow, by_move: &RequestMove, at: Millis) {
    let RequestMove { to, terminal, due, paused_at, values, owner, vehicle, centre, .. } = by_move;
    let status_at = if *to == before.status { before.status_at } else { at };
    let due_key = due_key(*due, *paused_at);
    let overdue_at = before.overdue_at.filter(|_| due_key <= at);
    let or = |changed: &Option<String>, kept: &Option<String>| changed.clone().or_else(|| kept.clone());
    script.push("update requests set status = ").push_bind(to.clone());
    script.push(", status_at = ").push_bind(status_at);
    script.push(", owner = ").push_bind(or(owner, &before.owner));
    script.push(", vehicle = ").push_bind(or(vehicle, &before.vehicle));
    script.push(", centre = ").push_bind(or(centre, &before.centre));
    script.push(", body = ").push_bind(json(&laid_over(&before.values, values)));
    script.push(", due_at = ").push_bind(*due).push(", paused_at = ").push_bind(*paused_at);
    script.push(", due_key = ").push_bind(due_key).push(", overdue_at = ").push_bind(overdue_at);
    script.push(", closed_at = ").push_bind(terminal.then_some(before.closed_at.unwrap_or(at)));
    script.push(", revision = revision + 1 where code = ").push_bind(before.code.clone());
    script.push("; ");
}

/// Values with others laid over them; null takes one away.
fn laid_over(values: &Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    let mut all = values.clone();
    for (field, value) in over {
        if value.is_null() {
            all.remove(field);
        } else {
            all.insert(field.clone(), value.clone());
        }
    }
    all
}

/// A request's place among the open ones.
pub(super) fn due_key(due: Option<Millis>, paused_at: Option<Millis>) -> Millis {
    if paused_at.is_some() { NEVER } else { due.unwrap_or(NEVER) }
}

/// An event of a request's own log.
struct Line<'a> {
    code: &'a str,
    seq: u64,
    from: Option<&'a str>,
    to: &'a str,
    note: Option<&'a str>,
    visible: bool,
    values: &'a Map<String, Value>,
}

fn insert_line(script: &mut Script, line: &Line<'_>, by: &By, told: Option<Told>, at: Millis) {
    let Line { code, seq, from, to, note, visible, values } = line;
    let (role, staff) = match by {
        By::Owner => (Role::Owner, None),
        By::Staff(staff) => (Role::Technician, Some(staff)),
        By::System => (Role::System, None),
    };
    script.push(
        "insert into request_events (code, seq, at, who, user_id, name, from_status, to_status, note, visible, body, told_seq, \
         told_owner_seq) values (",
    );
    let owned = |text: &Option<&str>| text.map(str::to_owned);
    let mut row = script.separated(", ");
    row.push_bind((*code).to_owned()).push_bind(bound(*seq)).push_bind(at).push_bind(role.as_str());
    row.push_bind(staff.map(|staff| staff.user.to_string())).push_bind(staff.map(|staff| staff.name.clone()));
    row.push_bind(owned(from)).push_bind((*to).to_owned()).push_bind(owned(note)).push_bind(i64::from(*visible)).push_bind(json(values));
    row.push_bind(told.map(|told| bound(told.seq))).push_bind(told.and_then(|told| told.owner_seq).map(bound));
    script.push("); ");
    if let (Some(staff), Some(from)) = (staff, from.filter(|from| from != to)) {
        let note = Note::new(AuditAction::RequestMoved, code).with("from", from).with("to", *to);
        audit::write(script, Actor::User(staff.user), note, at);
        script.push("; ");
    }
}

pub(super) fn json(values: &Map<String, Value>) -> String {
    serde_json::to_string(values).expect("a map is JSON")
}
