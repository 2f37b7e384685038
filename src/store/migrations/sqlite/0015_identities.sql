-- Owners whom their site has named, signed (`access/identity`). One conversation each, over all their devices.
create table identities (
    -- The author of their frames.
    id text not null primary key,
    -- The origin that signed, and its own name of the owner.
    site text not null,
    subject text not null,
    -- As the site said last.
    email text,
    name text,
    -- The record of the owner, where the site named one that is known.
    owner text,
    conversation text references conversations (id),
    created_at integer not null,
    seen_at integer not null,
    unique (site, subject)
) strict;

create index identities_conversation on identities (conversation) where conversation is not null;

alter table owner_sessions add column identity text references identities (id);

create index owner_sessions_identity on owner_sessions (identity) where identity is not null;

-- Conversations that were begun before their owner said who they are, and go on in the one that the owner has.
create table joined (
    conversation text not null primary key references conversations (id),
    onto text not null references conversations (id),
    at integer not null
) strict, without rowid;
