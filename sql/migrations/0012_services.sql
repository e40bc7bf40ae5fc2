-- Services, domains and hosts (K5), what depends on what, and the persons who look after a service or a host (notice N7).
set local role seloste_owner;
-- squawk-ignore-file ban-drop-not-null, adding-foreign-key-constraint, ban-drop-constraint, constraint-missing-not-valid, disallowed-unique-constraint

-- Domain names are kept in the letters people read; the letters of the name system follow from them (RFC 3492, RFC 5891).
create function value.punycode(label text) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    letters constant text[] := string_to_array(label, null);
    points constant integer[] := array(select ascii(l) from unnest(letters) with ordinality o (l, place) order by place);
    written text := (select coalesce(string_agg(chr(p), '' order by place), '') from unnest(points) with ordinality o (p, place) where p < 128);
    plain constant integer := length(written);
    handled integer := plain;
    step bigint := 128;
    delta bigint := 0;
    bias integer := 72;
    next_point bigint;
    point integer;
    digit bigint;
    threshold integer;
    place integer;
begin
    if plain > 0 then written := written || '-'; end if;
    while handled < cardinality(points) loop
        next_point := (select min(p) from unnest(points) p where p >= step);
        delta := delta + (next_point - step) * (handled + 1);
        step := next_point;
        foreach point in array points loop
            if point < step then delta := delta + 1; end if;
            continue when point <> step;
            digit := delta;
            place := 36;
            loop
                threshold := least(greatest(place - bias, 1), 26);
                exit when digit < threshold;
                written := written || substr('abcdefghijklmnopqrstuvwxyz0123456789', (threshold + (digit - threshold) % (36 - threshold))::integer + 1, 1);
                digit := (digit - threshold) / (36 - threshold);
                place := place + 36;
            end loop;
            written := written || substr('abcdefghijklmnopqrstuvwxyz0123456789', digit::integer + 1, 1);
            delta := case when handled = plain then delta / 700 else delta / 2 end;
            delta := delta + delta / (handled + 1);
            bias := 0;
            while delta > 455 loop
                delta := delta / 35;
                bias := bias + 36;
            end loop;
            bias := bias + (36 * delta / (delta + 38))::integer;
            delta := 0;
            handled := handled + 1;
        end loop;
        delta := delta + 1;
        step := step + 1;
    end loop;
    return written;
end
$$;
comment on function value.punycode(text) is 'A label in the 37 signs of the name system, without its xn-- (RFC 3492).';

create function value.domain_ascii(name text) returns text
language sql immutable strict parallel safe
begin atomic
    select string_agg(case when label ~ '[^\u0001-\u007f]' then 'xn--' || value.punycode(label) else label end, '.' order by place)
    from string_to_table(name, '.') with ordinality part (label, place);
end;
comment on function value.domain_ascii(text) is 'A domain name as the name system has it: äiti.example.fi → xn--iti-qla.example.fi.';

revoke execute on function value.punycode(text), value.domain_ascii(text) from public;
grant execute on function value.punycode(text), value.domain_ascii(text)
to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;

create domain value.domain_name as text collate "C"
constraint value_domain_name_length check (length(value) <= 253)
constraint value_domain_name_lower_case check (value = lower(value collate "pg_c_utf8") and value is nfc normalized)
constraint value_domain_name_shape check (
    length(value) > 253
    or (value collate "pg_c_utf8") ~ '^([[:alnum:]]([[:alnum:]-]*[[:alnum:]])?\.)+[[:alpha:]]([[:alnum:]-]*[[:alnum:]])$'
    and value !~ '(^|\.)..--' and value.domain_ascii(value) ~ '^([^.]{1,63}\.)+[^.]{1,63}$' and length(value.domain_ascii(value)) <= 253
);
comment on domain value.domain_name is
'Domain name (verkkotunnus) in lower case and in the letters people read, at least two labels; of xn-- only what it stands for is kept.';

create table register.product (
    code text primary key constraint product_code_is_plain check (code ~ '^[a-z0-9_]{2,40}$'),
    fi value.line not null,
    en value.line not null,
    product_group text not null references register.product_group on delete restrict,
    state text not null default 'sold' constraint product_state_known check (state in ('sold', 'kept', 'ended')),
    price numeric(12, 2) not null constraint product_price_not_negative check (price >= 0),
    period text not null default 'month' constraint product_period_known check (period in ('month', 'year', 'once')),
    constraint product_in_group unique (code, product_group)
);
comment on table register.product is 'What is sold (tuote): the price without VAT, in euros, for a period; kept: not sold any more but served.';
insert into register.product (code, fi, en, product_group, state, price, period) values
('webhotel_s', 'Webhotelli S', 'Web hosting S', 'hosting', 'sold', 6.90, 'month'),
('webhotel_m', 'Webhotelli M', 'Web hosting M', 'hosting', 'sold', 12.90, 'month'),
('webhotel_l', 'Webhotelli L', 'Web hosting L', 'hosting', 'sold', 24.90, 'month'),
('webhotel_classic', 'Webhotelli Klassikko', 'Web hosting Classic', 'hosting', 'kept', 4.90, 'month'),
('wordpress', 'Hallittu WordPress', 'Managed WordPress', 'hosting', 'sold', 29.00, 'month'),
('domain_fi', 'Verkkotunnus .fi', 'Domain .fi', 'domains', 'sold', 19.00, 'year'),
('domain_com', 'Verkkotunnus .com', 'Domain .com', 'domains', 'sold', 24.00, 'year'),
('domain_eu', 'Verkkotunnus .eu', 'Domain .eu', 'domains', 'sold', 22.00, 'year'),
('mail_basic', 'Sähköposti Perus', 'E-mail Basic', 'email', 'sold', 2.90, 'month'),
('mail_team', 'Sähköposti Tiimi', 'E-mail Team', 'email', 'sold', 5.90, 'month'),
('vps_2', 'Virtuaalipalvelin 2', 'Virtual server 2', 'servers', 'sold', 19.90, 'month'),
('vps_8', 'Virtuaalipalvelin 8', 'Virtual server 8', 'servers', 'sold', 59.00, 'month'),
('dedicated', 'Oma palvelin', 'Dedicated server', 'servers', 'sold', 189.00, 'month'),
('backup', 'Varmuuskopiointi', 'Backup', 'servers', 'sold', 9.00, 'month'),
('shop_basic', 'Verkkokauppa Perus', 'Web shop Basic', 'shops', 'sold', 39.00, 'month'),
('shop_pro', 'Verkkokauppa Pro', 'Web shop Pro', 'shops', 'sold', 89.00, 'month'),
('dialup', 'Modeemiyhteys', 'Dial-up line', 'servers', 'ended', 9.90, 'month');

create table register.host (
    id integer generated by default as identity primary key,
    name value.domain_name not null constraint host_name_once unique,
    kind text not null default 'virtual' constraint host_kind_known
    check (kind in ('physical', 'virtual', 'cluster', 'storage', 'network')),
    runs value.line,
    place value.line,
    state text not null default 'in_use' constraint host_state_known check (state in ('planned', 'in_use', 'retired')),
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1
);
comment on table register.host is 'Machines and clusters of the company (palvelin): the name and what runs on it; no customer''s.';

create table register.host_need (
    id integer generated by default as identity primary key,
    host integer not null references register.host on delete cascade,
    needs integer not null references register.host on delete cascade,
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint host_need_once unique (host, needs),
    constraint host_need_of_another check (host <> needs)
);
comment on table register.host_need is 'Which host does not work without which (riippuvuus); never round in a circle.';
create index host_need_of_needed on register.host_need (needs, host);

create table register.service (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    product text not null,
    product_group text not null,
    name value.line,
    state text not null default 'active' constraint service_state_known check (state in ('ordered', 'active', 'suspended', 'ended')),
    starts_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    ends_on date constraint service_ends_after_start check (ends_on >= starts_on),
    price numeric(12, 2) constraint service_price_not_negative check (price >= 0),
    host integer constraint service_host_fkey references register.host on delete restrict,
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint service_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete cascade,
    constraint service_product_fkey foreign key (product, product_group)
    references register.product (code, product_group) on update cascade on delete restrict,
    constraint service_ended_has_end check (state <> 'ended' or ends_on is not null)
);
comment on table register.service is
'What a customer has or has ordered (palvelu): the product, its state, from when to when, on which host; the price only where it is not the product''s.';
create index service_of_party_index on register.service (party);
create index service_by_host on register.service (scope, host, party) where host is not null;
create index service_of_host on register.service (host) where host is not null;

create table register.domain (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    name value.domain_name not null,
    registry value.line,
    expires_on date,
    registrant value.line,
    technical integer constraint domain_technical_fkey references register.person on delete set null,
    service integer constraint domain_service_fkey references register.service on delete restrict,
    ended_on date,
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint domain_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete cascade,
    constraint domain_once unique nulls not distinct (party, name, ended_on)
);
comment on table register.domain is
'A customer''s domain name (verkkotunnus): the registry, until when it is paid, the registrant where it is not the customer, the technical contact, the service it points to.';
create index domain_by_expiry on register.domain (scope, expires_on, id) where ended_on is null and expires_on is not null;
create index domain_of_technical on register.domain (technical) where technical is not null;
create index domain_of_service on register.domain (service) where service is not null;

-- Persons: at a customer, at one of its services, or at a host, which is no customer's; on what ground, and told when and how (GDPR 14).
alter table register.person
    add column told_how text constraint person_told_how_known check (told_how in ('e-mail', 'letter', 'phone', 'meeting', 'message')),
    add column contacted_on date;
comment on column register.person.contacted_on is 'When the person was first written or spoken to: by then, and within a month of obtaining, GDPR 14 is to be fulfilled.';
create function value.tell_by(obtained_on date, contacted_on date) returns date
language sql immutable parallel safe
begin atomic
    select least((obtained_on + interval '1 month')::date, contacted_on);
end;
comment on function value.tell_by(date, date) is
'The day by which a person is to be told that their data are kept: a month after they were obtained, at the first contact at the latest (GDPR 14(3)). Not STRICT: most have not been contacted.';
revoke execute on function value.tell_by(date, date) from public;
grant execute on function value.tell_by(date, date) to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;
-- squawk-ignore require-concurrent-index-creation
create index person_to_be_told on register.person (value.tell_by(obtained_on, contacted_on), id) where told_on is null;

alter table register.person_role
    alter column party drop not null,
    alter column scope drop not null,
    add column service integer constraint person_role_service_fkey references register.service on delete restrict,
    add column host integer constraint person_role_host_fkey references register.host on delete restrict,
    add column legal_basis text not null default 'legitimate_interest' constraint person_role_legal_basis_known
    check (legal_basis in ('consent', 'contract', 'legal_duty', 'legitimate_interest')),
    drop constraint person_role_once,
    add constraint person_role_once unique nulls not distinct (person, party, service, host, role, valid_to),
    add constraint person_role_is_somewhere check ((party is null) = (host is not null)),
    add constraint person_role_scope_of_party check ((party is null) = (scope is null)),
    add constraint person_role_service_of_party check (service is null or party is not null),
    add constraint person_role_fits_place check (service is null and host is null or role in ('technical', 'user', 'maintainer'));
comment on table register.person_role is
'What a person is to a customer, to one of its services, or to a host, from when to when, on what ground (GDPR 6), what they may order and hear.';
-- squawk-ignore require-concurrent-index-creation
create index person_role_of_host on register.person_role (host) where host is not null;
-- squawk-ignore require-concurrent-index-creation
create index person_role_of_service on register.person_role (service) where service is not null;

alter table register.contact_point
    alter column party drop not null,
    alter column scope drop not null,
    add constraint contact_point_is_somebodys check (party is not null or person is not null),
    add constraint contact_point_scope_of_party check ((party is null) = (scope is null));

reset role;
set local role seloste_audit;

-- A host is opened by a ticket as a card is: behind it are persons.
alter table audit.ticket
    alter column party drop not null,
    add column host integer,
    drop constraint ticket_act_known,
    add constraint ticket_act_known check (act in ('card', 'address', 'identity_code', 'host')),
    add constraint ticket_opens_something check ((party is null) = (act = 'host') and (host is null) = (act <> 'host'));
alter table audit.read_log
    drop constraint read_log_act_known,
    add constraint read_log_act_known check (act in (
        'search', 'list', 'card', 'address', 'identity_code', 'match', 'find', 'history', 'audit', 'limit', 'many', 'host'
    ));
-- What happened to a host: rows that are its own say so in the log only when they come and go.
-- squawk-ignore require-concurrent-index-creation
create index change_log_of_host on audit.change_log ((coalesce(diff -> 'host' ->> 1, diff -> 'host' ->> 0)))
where party is null and diff ? 'host';
