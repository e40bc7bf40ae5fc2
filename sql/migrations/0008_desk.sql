-- The desk of a login: what is being written and has not been saved, and which saves were done.
set local role seloste_owner;
create schema desk;
grant usage on schema desk to seloste_writer, seloste_reader;

create table desk.draft (
    id uuid primary key,
    login name not null default session_user,
    purpose name not null default current_setting('role'),
    party integer,
    kind text not null,
    title text not null constraint draft_title_length check (length(title) <= 200),
    fields jsonb not null constraint draft_is_small check (pg_column_size(fields) <= 65536),
    kept_at timestamptz not null default now()
);
comment on table desk.draft is 'What a login has typed and not saved (luonnos); goes 30 days after it was last kept.';
create index draft_of_login on desk.draft (login, purpose, kept_at desc);

create table desk.operation (
    op uuid primary key,
    login name not null default session_user,
    at timestamptz not null default now(),
    asked integer not null default 1,
    answer jsonb not null
);
comment on table desk.operation is 'Saves that were done, by their operation id: asked again, the same answer comes and nothing is done twice.';
create index operation_by_age on desk.operation (at);
