-- What the board is narrowed by is found by an index, whatever is put together: a kind and a state that few requests are in would else be
-- looked for among all of the kind.
create index requests_open_kind_status on requests (kind, status, due_key, code) where closed_at is null;
create index requests_open_centre_kind on requests (centre, kind, due_key, code) where closed_at is null;
create index requests_made_kind_status on requests (kind, status, created_at, code);
create index requests_made_centre_kind on requests (centre, kind, created_at, code);
-- Those that are over, the newest first: the newest of all are open.
create index requests_over on requests (created_at, code) where closed_at is not null;
-- Counting the open ones reads the index alone.
create index requests_open_counts on requests (due_key, closed_at) where closed_at is null;
