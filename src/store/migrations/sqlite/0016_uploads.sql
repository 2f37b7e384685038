-- Photos, documents, video and voice of conversations and requests. Their bytes are files in the data folder, named by the id.
create table uploads (
    id text not null primary key,
    -- Who brings it: the hash of an owner's token, or the id of a member of the staff.
    token_hash blob,
    staff text,
    -- Of an owner who has not written yet, none until it is attached.
    conversation text,
    -- As the client says.
    name text not null,
    declared text not null,
    -- In bytes, as it is brought.
    length integer not null check (length > 0),
    state text not null check (state in ('open', 'ready', 'refused')),
    -- The code of the refusal.
    refusal text,
    -- What was found, and what is kept.
    kind text,
    media text,
    size integer,
    width integer,
    height integer,
    duration_ms integer,
    -- In bytes.
    thumbnail integer,
    -- SHA-256 of what is kept.
    hash blob,
    created_at integer not null,
    attached_at integer,
    -- The event that it came with.
    seq integer,
    check ((token_hash is null) <> (staff is null))
) strict;

create index uploads_conversation on uploads (conversation);
create index uploads_loose on uploads (created_at) where attached_at is null;
create index uploads_token on uploads (token_hash) where attached_at is null;
