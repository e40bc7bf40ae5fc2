-- Staff: who has a login, for which purposes and units, until when. The login itself is a role of PostgreSQL.
set local role seloste_owner;

create schema staff;
grant usage on schema staff to seloste_reader, seloste_accounts, seloste_audit, seloste_writer;

create table staff.login (
    login name primary key constraint login_is_plain check (login::text ~ '^[a-z][a-z0-9_.-]{1,30}$'),
    person value.line not null,
    language text not null default 'fi' constraint login_language_known check (language in ('fi', 'en')),
    proof text not null default 'password' constraint login_proof_known check (proof in ('password', 'peer')),
    granted_by name not null default session_user,
    granted_at timestamptz not null default now(),
    ends_on date,
    ended_at timestamptz,
    ended_by name,
    password_at timestamptz,
    password_by name
);
comment on table staff.login is 'Personal user IDs granted by the main user (henkilökohtainen käyttäjätunnus, notice N10).';

create table staff.purpose_grant (
    login name not null references staff.login on delete cascade,
    purpose name not null references dictionary.purpose on delete restrict,
    granted_by name not null default session_user,
    granted_at timestamptz not null default now(),
    primary key (login, purpose)
);
comment on table staff.purpose_grant is 'Purposes a login may work under.';

create table staff.unit_grant (
    login name not null references staff.login on delete cascade,
    unit smallint not null references register.unit on delete restrict,
    granted_by name not null default session_user,
    granted_at timestamptz not null default now(),
    primary key (login, unit)
);
comment on table staff.unit_grant is 'Units whose customers a login may see.';
