-- What owners did about what the FAQ gave them (`faq/deed`), counted from the log of conversations beside the gaps. A question goes with its
-- conversation.
create table deeds (
    conversation text not null references conversations (id),
    -- The number of the question.
    seq integer not null,
    at integer not null,
    language text not null,
    -- Personal details are masked before it is written.
    text text not null,
    entry text not null,
    -- Of the entry, as it was answered.
    revision integer,
    deed text not null check (deed in ('kept', 'taken', 'left', 'helpful', 'unhelpful', 'person')),
    primary key (conversation, seq)
) strict, without rowid;

create index deeds_by_time on deeds (at);
