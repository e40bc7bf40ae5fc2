-- The logs of reads and changes, partitioned by month, sealed in batches chained to each other; and the tickets that open a card.
create schema audit authorization seloste_audit;
set local role seloste_audit;
grant usage on schema audit to seloste_owner, seloste_reader, seloste_writer;

create table audit.ticket (
    id bigint generated always as identity primary key,
    login name not null,
    purpose name not null,
    party integer not null,
    act text not null constraint ticket_act_known check (act in ('card', 'address', 'identity_code')),
    reason text,
    opened_at timestamptz not null default statement_timestamp(),
    until timestamptz not null,
    xid xid8 not null default pg_current_xact_id()
);
comment on table audit.ticket is 'Which cards a login has opened under which purpose: detail tables show only these, in a later transaction.';
create index ticket_of_login on audit.ticket (login, purpose, until, act) include (party, xid);

create table audit.pace (
    login name primary key,
    taken_at timestamptz not null
);
comment on table audit.pace is 'The private row that a login locks while it takes a ticket: its sessions are counted one after the other.';

create table audit.read_log (
    seq bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    login name not null,
    purpose name not null,
    act text not null constraint read_log_act_known
    check (act in ('search', 'list', 'card', 'address', 'identity_code', 'match', 'find', 'history', 'audit', 'limit', 'many')),
    party integer,
    shown integer[],
    term text,
    count integer,
    reason text,
    xid xid8 not null default pg_current_xact_id(),
    leaf bytea not null,
    primary key (seq, at)
) partition by range (at);
comment on table audit.read_log is 'Who read what, when, under which purpose (käyttöloki); never an identity code.';
create index read_log_of_party on audit.read_log (party, at);
create index read_log_of_login on audit.read_log (login, at);

create table audit.change_log (
    seq bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    login name not null,
    purpose name not null,
    op uuid,
    undoes uuid,
    table_name text not null,
    row_id text not null,
    party integer,
    act text not null constraint change_log_act_known check (act in ('insert', 'update', 'delete')),
    diff jsonb not null,
    xid xid8 not null default pg_current_xact_id(),
    leaf bytea not null,
    primary key (seq, at)
) partition by range (at);
comment on table audit.change_log is 'Who changed what, from what to what (muutosloki): column → [old, new]; undoes: the operation this one takes back.';
create index change_log_of_party on audit.change_log (party, at);
create index change_log_of_row on audit.change_log (table_name, row_id, at);
create index change_log_of_login on audit.change_log (login, at);
create index change_log_of_operation on audit.change_log (op);
create index change_log_of_undone on audit.change_log (undoes) where undoes is not null;

create table audit.read_log_rest partition of audit.read_log default;
create table audit.change_log_rest partition of audit.change_log default;

create table audit.batch (
    id bigint primary key,
    log text not null constraint batch_log_known check (log in ('read', 'change')),
    members int8multirange not null,
    leaves integer not null,
    root bytea not null,
    previous bytea not null,
    head bytea not null,
    sealed_at timestamptz not null default clock_timestamp()
);
comment on table audit.batch is 'Sealed batches: the Merkle root of their leaves, chained to the batch before (RFC 6962 hashing).';
create index batch_by_log on audit.batch (log, id);

create table audit.sealer (
    log text primary key,
    pending_from bigint not null default 0
);
comment on table audit.sealer is 'The private row a sealer locks, and the number below which every record is sealed.';
insert into audit.sealer (log) values ('read'), ('change');
