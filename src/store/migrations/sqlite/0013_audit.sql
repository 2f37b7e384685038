-- More of what has to be looked up later, by many actions: what else is known of each, as JSON.
alter table audit add column detail text not null default '{}';

-- Each action has room of its own: who guesses codes by machine pushes nothing else out.
create index audit_action on audit (action, id);
