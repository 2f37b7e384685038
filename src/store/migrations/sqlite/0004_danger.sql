-- Where a conversation stands with danger (`chat::danger`): the stage, the card, since when, the messages that were acknowledged,
-- and whether a technician has written since.
alter table conversations add column danger text not null default 'none' check (danger in ('none', 'asked', 'unanswered', 'alarm'));
alter table conversations add column danger_card text;
alter table conversations add column danger_since integer;
alter table conversations add column danger_acknowledged integer not null default 0;
alter table conversations add column danger_attended integer not null default 0;

-- A danger that was told to an older program waits on as one.
update conversations set danger = 'alarm', danger_since = coalesce(queued_at, last_at) where status in ('queued', 'assigned') and priority >= 10;
