-- Erasures of people that this database has been through: those that the data folder's list has besides were made after the copy from which it was
-- restored, and are made again.
create table erasures (
    id text not null primary key,
    at integer not null
) strict, without rowid;
