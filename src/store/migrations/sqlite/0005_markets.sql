-- Where the owner belongs: the name of a market's section in the configuration.
alter table conversations add column market text;

-- How long the technician had the conversation that goes back or ends with this line.
alter table feed add column handled_ms integer;
create index feed_handled on feed (seq) where handled_ms is not null;
