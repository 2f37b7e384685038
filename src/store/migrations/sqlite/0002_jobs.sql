-- Work that was promised and is done later (`jobs`): at least once each, by one at a time.
create table jobs (
    id text not null primary key,
    kind text not null,
    payload text not null,
    -- Of the unfinished jobs of a kind, one at most has a key.
    unique_key text,
    state text not null check (state in ('waiting', 'running', 'done', 'dead')),
    -- Not begun before this time.
    due integer not null,
    -- How often it was begun.
    attempts integer not null check (attempts >= 0),
    lease_owner text,
    leased_until integer,
    last_error text,
    result text,
    created_at integer not null,
    finished_at integer,
    check ((state = 'running') = (lease_owner is not null)),
    check ((state = 'running') = (leased_until is not null)),
    check ((state in ('done', 'dead')) = (finished_at is not null))
) strict;

create unique index jobs_key on jobs (kind, unique_key) where unique_key is not null and state in ('waiting', 'running');
create index jobs_waiting on jobs (kind, due, id) where state = 'waiting';
create index jobs_running on jobs (kind, leased_until, id) where state = 'running';
create index jobs_finished on jobs (state, finished_at) where state in ('done', 'dead');

-- How many attempts of a kind ended well and badly, since the database was made.
create table job_totals (
    kind text not null primary key,
    done integer not null,
    failed integer not null
) strict, without rowid;

-- What has expired is looked for by its age.
create index owner_sessions_seen on owner_sessions (seen_at);
create index owner_sessions_created on owner_sessions (created_at);
create index logins_seen on logins (seen_at);
