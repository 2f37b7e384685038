-- Counts the changes of a user, so that two admins don't overwrite each other. An empty password_hash: invited, no password yet.
alter table users add column revision integer not null default 1;

-- One link a user: a new one takes the place of the old.
create table password_links (
    user_id text not null primary key references users (id),
    token_hash blob not null unique,
    created_at integer not null,
    expires_at integer not null
) strict, without rowid;

-- Where an account has logged in from, as a hash of account and address.
create table login_places (
    user_id text not null references users (id),
    place blob not null,
    seen_at integer not null,
    primary key (user_id, place)
) strict, without rowid;
