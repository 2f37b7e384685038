-- Times are milliseconds UTC, ids are UUIDs in text, flags are 0 or 1. A migration that was released is never edited.

create table meta (
    key text not null primary key,
    value text not null
) strict, without rowid;

-- One row a conversation: everything that decides what may happen next (`chat::conversation::Conversation`).
create table conversations (
    id text not null primary key,
    status text not null check (status in ('bot', 'queued', 'assigned', 'resolved')),
    language text not null,
    language_chosen integer not null,
    priority integer not null,
    assignee text,
    claim integer not null check (claim >= 0),
    seq integer not null check (seq >= 0),
    owner_seq integer not null check (owner_seq between 0 and seq),
    misses integer not null,
    suggestions_open integer not null,
    suggested text not null,
    last_entry text,
    queued_at integer,
    assigned_at integer,
    created_at integer not null,
    last_at integer not null,
    preview text not null,
    route text,
    check ((status = 'assigned') = (assignee is not null))
) strict;

create index conversations_queued on conversations (priority desc, queued_at, id) where status = 'queued';
create index conversations_assigned on conversations (assignee, assigned_at) where status = 'assigned';

-- The log. Both numberings are dense: the transaction counts, and the constraints catch it if it ever miscounts.
create table events (
    conversation text not null references conversations (id),
    seq integer not null check (seq > 0),
    owner_seq integer check (owner_seq between 1 and seq),
    at integer not null,
    role text not null,
    name text,
    user_id text,
    frame text,
    kind text not null,
    body text not null,
    offer_person integer not null,
    unique (conversation, seq),
    unique (conversation, owner_seq)
) strict;

-- Every durable frame that was ever stored, by its author: what a repeat is answered from.
create table frames (
    author text not null,
    frame text not null,
    digest blob not null,
    conversation text not null references conversations (id),
    seq integer,
    owner_seq integer,
    claim integer not null,
    at integer not null,
    primary key (author, frame)
) strict, without rowid;

-- The workspace's queue as a log of its own, densely numbered. `wait_ms` is how long somebody waited who was then taken.
create table feed (
    seq integer primary key check (seq > 0),
    at integer not null,
    kind text not null,
    conversation text not null references conversations (id),
    wait_ms integer
) strict;

create index feed_waits on feed (seq) where wait_ms is not null;

create table read_markers (
    conversation text not null references conversations (id),
    -- 'owner', or the id of a staff user.
    reader text not null,
    upto integer not null,
    primary key (conversation, reader)
) strict, without rowid;

create table owner_sessions (
    id text not null primary key,
    token_hash blob not null unique,
    site text not null,
    conversation text references conversations (id),
    created_at integer not null,
    seen_at integer not null,
    revoked integer not null
) strict;

create index owner_sessions_conversation on owner_sessions (conversation);

create table users (
    id text not null primary key,
    email text not null unique,
    name text not null,
    role text not null,
    languages text not null,
    password_hash text not null,
    created_at integer not null,
    disabled_at integer
) strict;

create table logins (
    token_hash blob not null primary key,
    user_id text not null references users (id),
    csrf text not null,
    created_at integer not null,
    seen_at integer not null
) strict, without rowid;

create index logins_user on logins (user_id);

create table entries (
    id text not null primary key,
    category text not null,
    body text not null,
    revision integer not null check (revision > 0),
    published_at integer not null,
    retired integer not null
) strict;

create table revisions (
    entry text not null references entries (id),
    revision integer not null check (revision > 0),
    body text not null,
    author text not null,
    at integer not null,
    primary key (entry, revision)
) strict;

create table corpus_files (
    path text not null primary key,
    body text not null
) strict;

insert into meta (key, value) values ('corpus_generation', '0');
