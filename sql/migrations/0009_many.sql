-- Acts on many customers at once: which ones and what is to be done, kept from the moment it was shown, so that what is done is what was seen.
set local role seloste_owner;

create table desk.many (
    id uuid primary key,
    login name not null default session_user,
    purpose name not null default current_setting('role'),
    at timestamptz not null default now(),
    change jsonb not null constraint many_change_is_small check (pg_column_size(change) <= 4096),
    parties integer[] not null,
    handled integer not null default 0 constraint many_handles_what_it_holds check (handled between 0 and cardinality(parties)),
    changed integer not null default 0,
    ops uuid[] not null default '{}',
    undone integer not null default 0 constraint many_undoes_what_it_did check (undone between 0 and cardinality(ops)),
    restored integer not null default 0,
    kept integer not null default 0
);
comment on table desk.many is
'An act on many customers (joukkomuutos): the customers, how far it is done, the operation of each batch, and how many batches are undone; goes after 30 days.';
create index many_of_login on desk.many (login, at);
