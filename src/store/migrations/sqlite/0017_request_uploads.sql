-- Photos and other files that were handed in with a request, or added to it on its page.
alter table uploads add column request text;

create index uploads_request on uploads (request) where request is not null;
