-- Whatever somebody must do for an owner (`store/requests`). Its kind, its states and its due times are the table of kinds' affair.
create table requests (
    -- As people read it: AC-7K3M-92QX-C.
    code text not null primary key,
    kind text not null,
    status text not null,
    -- Since when it has this status.
    status_at integer not null,
    market text not null,
    language text not null,
    conversation text references conversations (id),
    -- The form event that it was made from, in the owner's numbering: one of them makes one request at most.
    form_seq integer,
    -- Ids of records, where they are known.
    owner text,
    vehicle text,
    centre text,
    vin text,
    -- Where the owner hears of changes while they are away.
    email text,
    -- What the form said and what was added since, by field.
    body text not null,
    due_at integer,
    -- Since when the clock stands, because the owner must act.
    paused_at integer,
    -- Its place among the open ones: when it is due; the largest number where nothing is due now.
    due_key integer not null,
    -- When it was marked as overdue.
    overdue_at integer,
    created_at integer not null,
    closed_at integer,
    -- Number of its newest event.
    revision integer not null check (revision > 0),
    unique (conversation, form_seq)
) strict;

create index requests_open on requests (due_key, code) where closed_at is null;
create index requests_open_kind on requests (kind, due_key, code) where closed_at is null;
create index requests_open_status on requests (status, due_key, code) where closed_at is null;
create index requests_open_centre on requests (centre, due_key, code) where closed_at is null;
create index requests_unmarked on requests (due_key, code) where closed_at is null and overdue_at is null;
create index requests_made on requests (created_at, code);
create index requests_made_kind on requests (kind, created_at, code);
create index requests_made_status on requests (status, created_at, code);
create index requests_made_centre on requests (centre, created_at, code);
create index requests_vin on requests (vin, created_at, code) where vin is not null;
create index requests_vehicle on requests (vehicle, created_at, code) where vehicle is not null;
create index requests_owner on requests (owner, created_at, code) where owner is not null;
create index requests_conversation on requests (conversation, created_at, code) where conversation is not null;

-- What happened to a request, densely numbered. The last number is the request's revision.
create table request_events (
    code text not null references requests (code),
    seq integer not null check (seq > 0),
    at integer not null,
    who text not null check (who in ('owner', 'technician', 'system')),
    -- The technician, and their name as it was.
    user_id text,
    name text,
    -- Null for the first.
    from_status text,
    to_status text not null,
    note text,
    -- Whether the owner hears of it.
    visible integer not null check (visible in (0, 1)),
    -- The values that came with it, by field.
    body text not null,
    -- The event that told it in the request's conversation: its number there, and the owner's.
    told_seq integer,
    told_owner_seq integer,
    primary key (code, seq)
) strict, without rowid;

-- Who comes when. A centre takes several cars at once: each has a lane, and the key makes that no lane is given twice.
create table request_slots (
    centre text not null,
    service text not null,
    at integer not null,
    lane integer not null check (lane >= 0),
    -- When the lane is free again.
    until integer not null check (until > at),
    code text not null unique references requests (code),
    primary key (centre, service, at, lane)
) strict, without rowid;

-- What was sent out of a request's change. The row is there before anything is sent: an attempt that was cut off leaves
-- `sending`, and nobody knows whether it arrived, so it is not made again.
create table request_notices (
    code text not null references requests (code),
    seq integer not null,
    way text not null check (way in ('email')),
    state text not null check (state in ('sending', 'sent', 'failed', 'unknown')),
    -- Names the message for who received it.
    message_id text not null,
    at integer not null,
    primary key (code, seq, way)
) strict, without rowid;

-- What somebody has to be able to look up later: codes that were guessed.
create table audit (
    id integer primary key,
    at integer not null,
    action text not null,
    -- Who: the id of a user or session, or a hash of an address.
    actor text not null,
    subject text not null
) strict;

create index audit_at on audit (at);
