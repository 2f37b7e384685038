-- What the FAQ could not answer, as editors look at it, and how often each entry was asked and helped. Both are counted from the
-- log of conversations in the order of its rows; how far it has come stands in `meta`.

create table gaps (
    id text not null primary key,
    state text not null check (state in ('open', 'answered', 'declined', 'closed')),
    -- The entry that is to answer it, once an editor has said so.
    entry text,
    first_at integer not null,
    last_at integer not null,
    decided_by text,
    decided_at integer
) strict, without rowid;

create index gaps_by_time on gaps (state, last_at, id);

create table gap_questions (
    conversation text not null references conversations (id),
    seq integer not null,
    gap text not null references gaps (id),
    at integer not null,
    language text not null,
    -- Personal details are masked before it is written.
    text text not null,
    kind text not null check (kind in ('buttons', 'unanswered', 'unhelpful', 'person')),
    -- The entry that was answered and did not help.
    entry text,
    -- What a technician wrote who solved it, masked likewise.
    reply text,
    -- The text as the embedding model of that id reads it.
    model blob,
    vector blob,
    primary key (conversation, seq)
) strict, without rowid;

create index gap_questions_gap on gap_questions (gap, at);

create table entry_counts (
    entry text not null,
    language text not null,
    -- Days since 1970, UTC.
    day integer not null,
    asked integer not null,
    shown integer not null,
    taken integer not null,
    helpful integer not null,
    unhelpful integer not null,
    person integer not null,
    primary key (entry, language, day)
) strict, without rowid;

insert into meta (key, value) values ('tallied', '0');
