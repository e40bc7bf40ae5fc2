-- Files of customers on their way in: what each row would do, kept until it is done; and mappings of columns, kept by name.
set local role seloste_owner;

create table desk.import (
    id uuid primary key,
    login name not null default session_user,
    purpose name not null default current_setting('role'),
    at timestamptz not null default now(),
    kind text not null constraint import_kind_is_short check (length(kind) between 1 and 40),
    file text not null constraint import_file_is_short check (length(file) between 1 and 200),
    header text[] not null constraint import_header_is_small check (pg_column_size(header) <= 65536),
    mapping jsonb not null constraint import_mapping_is_small check (pg_column_size(mapping) <= 65536),
    staged integer not null default 0,
    checked integer not null default 0,
    whole boolean not null default false,
    counts jsonb not null default '{}',
    todo integer not null default 0,
    applied integer not null default 0,
    undone integer not null default 0,
    kept integer not null default 0
);
comment on table desk.import is
'A file being imported (tuonti): how far it is read, checked, applied and undone; goes after 30 days. whole: every row of it is there.';
create index import_of_login on desk.import (login, at);

create table desk.import_row (
    import uuid not null constraint import_row_of_import references desk.import on delete cascade,
    row integer not null,
    login name not null default session_user,
    purpose name not null default current_setting('role'),
    cells text[],
    wanted jsonb,
    key text,
    outcome text constraint import_row_outcome_known
    check (outcome in ('new', 'follows', 'changed', 'same', 'duplicate', 'refused')),
    why jsonb,
    customer integer,
    plan jsonb,
    alike jsonb,
    xid xid8,
    op uuid,
    undone_by uuid,
    primary key (import, row)
);
comment on table desk.import_row is
'A row of a file being imported and what it would do; its text goes when it is applied, at the latest after 7 days, the rest with its import.';
create index import_row_unchecked on desk.import_row (import, row) where outcome is null;
create index import_row_by_outcome on desk.import_row (import, outcome, row);
create index import_row_by_key on desk.import_row (import, key, row) where key is not null;
create index import_row_of_customer on desk.import_row (customer) where customer is not null;

create table desk.import_mapping (
    kind text not null,
    name text not null constraint import_mapping_name_is_short check (length(name) between 1 and 60),
    login name not null default session_user,
    at timestamptz not null default now(),
    mapping jsonb not null constraint import_mapping_itself_is_small check (pg_column_size(mapping) <= 65536),
    primary key (kind, name)
);
comment on table desk.import_mapping is
'Which column of a file is which field, kept by name for the next file: read by all who import, changed by who made it.';
