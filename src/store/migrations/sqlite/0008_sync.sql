-- What the folder that this database is kept in step with held last: what differs from it has been changed here.
create table synced (
    -- The id of an entry, or the path of a file beside the entries.
    name text not null primary key,
    digest text not null
) strict, without rowid;
