-- Owners, cars and what belongs to them. One table for all kinds: what a record of a kind says is checked by the program
-- (`aftersales/schema`), which also says under which values it is found (`record_keys`).
create table records (
    kind text not null check (kind in
        ('owner', 'vehicle', 'odometer', 'term', 'order', 'centre', 'part', 'serial', 'campaign', 'document', 'course')),
    id text not null,
    -- What people call it, folded: a VIN, an order's number, a code. The same file imported again finds it by this.
    key text not null,
    -- Counts the changes, so that two people don't overwrite each other.
    revision integer not null check (revision > 0),
    sample integer not null check (sample in (0, 1)),
    body text not null,
    created_at integer not null,
    changed_at integer not null,
    primary key (kind, id)
) strict, without rowid;

create unique index records_key on records (kind, key);

-- Under what a record is found: words of its names in every form that people type, and what it belongs to.
create table record_keys (
    kind text not null,
    field text not null,
    value text not null,
    id text not null,
    primary key (kind, field, value, id),
    foreign key (kind, id) references records (kind, id) on delete cascade
) strict, without rowid;

create index record_keys_id on record_keys (kind, id);

-- Whose owner is known: by a code sent to the address that the record has, or because a technician has made sure.
create table conversation_owners (
    conversation text not null primary key references conversations (id),
    owner text not null,
    -- `code`, or the id of the user who made sure.
    by text not null,
    at integer not null
) strict, without rowid;

create index conversation_owners_owner on conversation_owners (owner);
