-- What the database remembers of its own making. Staff have no way to read it.
revoke all on schema public from public;

set local role seloste_owner;
create schema seloste;
comment on schema seloste is 'What is installed here: migrations that have run, definitions that are in force.';

create table seloste.migration (
    number integer constraint migration_number_starts_from_one check (number > 0) primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    applied_by name not null default session_user
);
comment on table seloste.migration is 'Migrations that have run here, each once, with the sum of its text.';

create table seloste.definition (
    build integer generated always as identity primary key,
    sha256 text not null,
    built_at timestamptz not null default now(),
    built_by name not null default session_user
);
comment on table seloste.definition is 'Each rebuild of policies, grants and functions: the last is in force, the earlier ones tell which rules were, and when.';

alter table seloste.migration enable row level security;
alter table seloste.definition enable row level security;
