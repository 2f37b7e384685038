-- Files that answers refer to. A name has the same bytes for ever: whoever was answered with it sees what was meant.
create table attached (
    name text not null primary key,
    media text not null check (media in ('application/pdf', 'image/png', 'image/jpeg', 'image/webp')),
    size integer not null check (size > 0),
    -- Of pictures, in pixels.
    width integer,
    height integer,
    -- SHA-256 of the body.
    hash blob not null,
    -- Id of a user, or the name of what brought it.
    author text not null,
    at integer not null,
    -- Last, so that lists need not read past it.
    body blob not null
) strict;

-- Which revisions of entries refer to which file, whether or not it is there.
create table attached_uses (
    entry text not null,
    revision integer not null,
    name text not null,
    primary key (entry, revision, name),
    foreign key (entry, revision) references revisions (entry, revision) on update cascade on delete cascade
) strict, without rowid;

create index attached_uses_name on attached_uses (name);
