-- What editors write. `entries` stays what is published now; `revisions` keeps every save, of entries that were never published, too.
create table saved (
    entry text not null,
    revision integer not null check (revision > 0),
    category text not null,
    body text not null,
    -- The revision that it was made on: what it is compared with, and what the next save of an autosaved one is.
    parent integer,
    note text,
    change text not null check (change in ('wording', 'meaning', 'wrong', 'import')),
    -- Id of a user, or the name of what wrote it.
    author text not null,
    at integer not null,
    autosaved integer not null check (autosaved in (0, 1)),
    primary key (entry, revision)
) strict;

insert into saved (entry, revision, category, body, parent, note, change, author, at, autosaved)
select r.entry, r.revision, e.category, r.body, nullif(r.revision - 1, 0), null, 'import', r.author, r.at, 0
from revisions r join entries e on e.id = r.entry;

drop table revisions;
alter table saved rename to revisions;

-- The newest revision of an entry, where that is not what is published.
create table drafts (
    entry text not null primary key,
    revision integer not null,
    foreign key (entry, revision) references revisions (entry, revision) on update cascade
) strict, without rowid;

-- What was published when: what was said at a time is the last row of each entry up to then.
create table publications (
    id integer primary key,
    entry text not null,
    -- Null: from then on it was not published.
    revision integer,
    -- What was published before; null when nothing was.
    previous integer,
    at integer not null,
    author text not null,
    -- Why it was published although the gate warned.
    reason text,
    kind text not null check (kind in ('publish', 'withdraw', 'undo', 'import', 'schedule'))
) strict;

create index publications_entry on publications (entry, id);

-- Until now each save was published at once.
insert into publications (entry, revision, previous, at, author, kind)
select entry, revision, parent, at, author, 'import' from revisions order by at, entry, revision;
-- When an entry was moved or brought back, or withdrawn, is not known exactly: the last is counted from today.
insert into publications (entry, revision, previous, at, author, kind)
select e.id, e.revision, e.revision, e.published_at, 'aftercare', 'import' from entries e
where e.published_at > (select max(r.at) from revisions r where r.entry = e.id);
insert into publications (entry, revision, previous, at, author, kind)
select id, null, revision, max(published_at, unixepoch() * 1000), 'aftercare', 'import' from entries where retired = 1;

-- What will be published by itself; a durable job does it.
create table schedules (
    entry text not null primary key,
    revision integer not null,
    at integer not null,
    author text not null,
    foreign key (entry, revision) references revisions (entry, revision) on update cascade
) strict, without rowid;

-- Former ids of entries: logs and links still have them.
create table renames (
    old text not null primary key,
    new text not null,
    at integer not null
) strict, without rowid;

-- The files beside the entries, likewise: `corpus_files` is what is published now. A body of null: the file was removed.
create table file_revisions (
    path text not null,
    revision integer not null check (revision > 0),
    body text,
    note text,
    author text not null,
    at integer not null,
    primary key (path, revision)
) strict;

alter table corpus_files add column revision integer not null default 1;
insert into file_revisions (path, revision, body, author, at)
select path, 1, body, 'aftercare', unixepoch() * 1000 from corpus_files;
