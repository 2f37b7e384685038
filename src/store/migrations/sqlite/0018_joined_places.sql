-- What came along from an earlier conversation stands in the other log from one number to another: what was counted of it is not counted again.
-- Both are null for those that were joined before.
alter table joined add column first_seq integer;
alter table joined add column last_seq integer;

create index joined_onto on joined (onto, last_seq);
