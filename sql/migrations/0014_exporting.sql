-- What leaves the register in a file: a record of each disclosure and own use, and the customers that are being handed out.
set local role seloste_audit;

create table audit.disclosure (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    login name not null,
    purpose name not null,
    kind text not null constraint disclosure_kind_known check (kind in ('disclosure', 'own_use')),
    recipient text,
    country text,
    basis text,
    reason text not null,
    format text not null constraint disclosure_format_known check (format in ('csv', 'xlsx', 'json')),
    fields text[] not null,
    count integer not null,
    constraint disclosure_says_to_whom check (kind = 'own_use' or recipient is not null and country is not null and basis is not null)
);
comment on table audit.disclosure is
'What left the register in a file (luovutus, oma käyttö): to whom, by which statute, which fields, how many; of whom the read log says.';
create index disclosure_by_time on audit.disclosure (at);

-- squawk-ignore constraint-missing-not-valid,ban-drop-constraint
alter table audit.read_log drop constraint read_log_act_known, add constraint read_log_act_known check (act in (
    'search', 'list', 'card', 'address', 'identity_code', 'match', 'find', 'history', 'audit', 'limit', 'many', 'import', 'export'
));

reset role;
set local role seloste_owner;

create table desk.export (
    id uuid primary key,
    login name not null default session_user,
    purpose name not null default current_setting('role'),
    at timestamptz not null default now(),
    disclosure bigint not null,
    fields text[] not null,
    parties integer[] not null,
    xid xid8 not null default pg_current_xact_id()
);
comment on table desk.export is 'Customers that are being handed out in a file, in its order; goes after a day.';
create index export_by_age on desk.export (at);
