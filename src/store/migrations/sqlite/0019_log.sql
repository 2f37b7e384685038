-- The log and its frames are written more than anything else: what the program counts and names in the same transaction is not
-- looked up again. `aftercare check` holds every log to it: numbers dense for both sides, no event or frame of no conversation.
-- Numbers of the owner are never larger than those for staff, which alone have an index.
create table log (
    conversation text not null,
    seq integer not null,
    owner_seq integer,
    at integer not null,
    role text not null,
    name text,
    user_id text,
    frame text,
    kind text not null,
    body text not null,
    offer_person integer not null,
    unique (conversation, seq)
) strict;

insert into log (rowid, conversation, seq, owner_seq, at, role, name, user_id, frame, kind, body, offer_person)
select rowid, conversation, seq, owner_seq, at, role, name, user_id, frame, kind, body, offer_person from events order by rowid;

drop table events;
alter table log rename to events;

create table sent (
    author text not null,
    frame text not null,
    digest blob not null,
    conversation text not null,
    seq integer,
    owner_seq integer,
    claim integer not null,
    at integer not null,
    primary key (author, frame)
) strict, without rowid;

insert into sent (author, frame, digest, conversation, seq, owner_seq, claim, at)
select author, frame, digest, conversation, seq, owner_seq, claim, at from frames;

drop table frames;
alter table sent rename to frames;
