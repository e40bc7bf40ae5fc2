-- needs: services history
-- Hosts: listed, opened by a ticket as a card is, and what of the customers depends on one.
set local role seloste_audit;

create function rules.take_host_ticket(host integer, name text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    recent integer;
begin
    perform set_config('synchronous_commit', 'on', true);
    insert into audit.pace as p (login, taken_at) values (session_user, statement_timestamp())
    on conflict on constraint pace_pkey do update set taken_at = excluded.taken_at;
    select count(distinct t.host) into recent from audit.ticket t
    where t.login = session_user and t.act = 'host' and t.opened_at > statement_timestamp() - interval '10 minutes'
        and t.host <> take_host_ticket.host;
    if recent >= 120 then
        perform rules.log_read('limit', null, null, name, recent, 'host');
        return false;
    end if;
    insert into audit.ticket (login, purpose, host, act, until)
    values (session_user, current_setting('role'), take_host_ticket.host, 'host', statement_timestamp() + interval '15 minutes');
    perform rules.log_read('host', null, null, name, 1, null);
    return true;
end
$$;
comment on function rules.take_host_ticket(integer, text) is
'Writes the ticket that opens one host to a login under its purpose for 15 minutes: 120 in 10 minutes, then false. Definer: nobody else may write tickets.';

create function rules.changes_of_host(wanted integer) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    with own as (
        select c.table_name, c.row_id, coalesce(c.diff -> 'person' ->> 1, c.diff -> 'person' ->> 0) as person from audit.change_log c
        where c.party is null and c.diff ? 'host' and coalesce(c.diff -> 'host' ->> 1, c.diff -> 'host' ->> 0) = wanted::text
    )
    select c.* from (
        select 'host' as table_name, wanted::text as row_id
        union select o.table_name, o.row_id from own o
        union select 'person', o.person from own o where o.person is not null
    ) r
    join audit.change_log c on c.table_name = r.table_name and c.row_id = r.row_id;
end;
comment on function rules.changes_of_host(integer) is
'Lines of the change log of a host, of what it needs and of its persons, those gone too. Definer: the log is granted to nobody.';
grant execute on function rules.take_host_ticket(integer, text), rules.changes_of_host(integer) to seloste_reader;

reset role;
set local role seloste_owner;

create function rules.refresh_depending(wanted integer) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.index_parties(array(
        select distinct s.party from register.service s where s.host = any((select rules.depending_on(array[wanted]))::integer[])
    ));
end;
comment on function rules.refresh_depending(integer) is
'Lets every customer with a service on a host, or on one that needs it, be found by what the hosts are called now. Definer: they may be in units the login does not see.';
grant execute on function rules.refresh_depending(integer) to seloste_writer;

reset role;
set local role seloste_reader;

create function api.products() returns table (code text, fi text, en text, product_group text, state text, price numeric, period text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select p.code, p.fi, p.en, p.product_group, p.state, p.price, p.period from register.product p order by p.product_group, p.price, p.code;
end;
comment on function api.products() is 'What is and was sold.';

create function api.hosts() returns table (id integer, name text, kind text, runs text, place text, state text, services bigint, hosts bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select h.id, h.name, h.kind, h.runs, h.place, h.state,
        (
            select count(*) from register.service s
            where s.scope = any((select rules.my_scopes())::smallint[]) and s.host = h.id and s.state in ('active', 'suspended')
        ),
        (select count(*) from register.host_need n where n.needs = h.id)
    from register.host h
    where rules.may_see('host', 'name')
    order by h.state = 'retired', h.name;
end;
comment on function api.hosts() is
'Hosts, with how many services of customers the login sees stand on each, and how many hosts need it. Definer: services are read of opened cards only, counts are of nobody.';

create function api.open_host(host integer) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    name constant text := (select h.name from register.host h where h.id = open_host.host and rules.may_see('host', 'name'));
begin
    if name is null then return 'not_found'; end if;
    if not rules.take_host_ticket(host, name) then return 'too_many'; end if;
    return 'opened';
end
$$;
comment on function api.open_host(integer) is
'Opens a host, behind which are persons: answers opened, not_found or too_many. Commit before reading. Definer: tickets are nobody''s to write.';

create type rules.host_row as (
    id integer, name text, kind text, runs text, place text, state text,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.host_need_row as (
    id integer, host integer, needs integer, name text,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);

create function rules.roles_at(wanted integer) returns setof register.person_role
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select r.* from register.person_role r where r.host = wanted and r.role = any((select rules.my_roles())::text[]);
end;
comment on function rules.roles_at(integer) is 'Roles at a host that the purpose may see.';

create function api.whole_host(wanted integer) returns table (
    host rules.host_row, needs rules.host_need_row[], needed_by rules.host_need_row[],
    persons rules.card_person[], roles rules.card_role[], contact_points rules.card_contact_point[]
)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select (
            h.id, h.name, h.kind, h.runs, h.place, h.state, h.source, h.source_ref, h.obtained_on, h.obtained_by, h.confirmed_on, h.version
        )::rules.host_row,
        array(
            select (n.id, n.host, n.needs, o.name, n.source, n.source_ref, n.obtained_on, n.obtained_by, n.confirmed_on, n.version)::rules.host_need_row
            from register.host_need n join register.host o on o.id = n.needs where n.host = h.id order by o.name
        ),
        array(
            select (n.id, n.host, n.needs, o.name, n.source, n.source_ref, n.obtained_on, n.obtained_by, n.confirmed_on, n.version)::rules.host_need_row
            from register.host_need n join register.host o on o.id = n.host where n.needs = h.id order by o.name
        ),
        array(
            select (p.id, p.given_names, p.family_name, p.title, p.language, p.told_on, p.told_how, p.contacted_on, p.heard_on,
                p.disclosed_on, p.tell_by, p.tell_why, p.source, p.source_ref, p.obtained_on, p.obtained_by, p.confirmed_on, p.version)::rules.card_person
            from register.person p where p.id in (select r.person from rules.roles_at(h.id) r) order by p.id
        ),
        array(
            select (r.id, r.person, r.role, r.service, r.legal_basis, r.may_order, r.may_hear, r.named_by, r.valid_from, r.valid_to,
                r.source, r.source_ref, r.obtained_on, r.obtained_by, r.confirmed_on, r.version)::rules.card_role
            from rules.roles_at(h.id) r order by r.person, r.id
        ),
        array(
            select (c.id, c.person, c.kind, c.given, c.normal, c.verified_on, c.bounced_on,
                c.source, c.source_ref, c.obtained_on, c.obtained_by, c.confirmed_on, c.version)::rules.card_contact_point
            from register.contact_point c
            where c.party is null and c.person in (select r.person from rules.roles_at(h.id) r) order by c.person, c.id
        )
    from register.host h where h.id = wanted and h.id = any(rules.open_hosts());
end;

create function api.host_impact(wanted integer) returns table (hosts integer, customers bigint, services bigint, domains bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    hit constant integer[] := rules.depending_on(array[wanted]);
begin
    if not rules.may_see('service', 'host') then perform rules.refuse('not_yours'); end if;
    return query
    with concerned as (
        select s.id, s.party from register.service s
        where s.scope = any((select rules.my_scopes())::smallint[]) and s.host = any(hit) and s.state <> 'ended'
    )
    select cardinality(hit) - 1, count(distinct c.party), count(*), (
        select count(*) from register.domain d
        where d.service = any(array(select c.id from concerned c)) and d.ended_on is null
    )
    from concerned c;
end
$$;
comment on function api.host_impact(integer) is
'How many hosts, customers, services and domains that the login sees a fault of a host would hit. Definer: services are read of opened cards only, counts are of nobody.';

create function api.host_history(host integer, before bigint default null, most integer default 100) returns table (
    seq bigint, at timestamptz, login text, purpose text, op uuid, entity text, row_id text, act text, diff jsonb, undone_at timestamptz
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if host is null or host <> all(rules.open_hosts()) then perform rules.refuse('not_open'); end if;
    return query
    select (s.line).seq, (s.line).at, (s.line).login::text, (s.line).purpose::text, (s.line).op, (s.line).table_name, (s.line).row_id, (s.line).act,
        s.seen, case when (s.line).undoes is not null then rules.operation_at((s.line).undoes) end
    from rules.seen_lines(array(select c::audit.change_log from rules.changes_of_host(host) c where before is null or c.seq < before)) s
    order by (s.line).seq desc
    limit least(greatest(most, 0), 1000);
end
$$;
comment on function api.host_history(integer, bigint, integer) is
'What was changed of an opened host, newest first, as far as the purpose sees the columns. Definer: the log is granted to nobody.';

comment on function api.whole_host(integer) is
'An opened host: what it needs, what needs it, and the persons who look after it, of the roles the purpose may see. Definer: a policy for these beside that of the cards would tell by EXPLAIN.';
grant execute on function api.products() to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults,
    seloste_marketing, seloste_privacy;
grant execute on function api.hosts(), api.open_host(integer), api.whole_host(integer), api.host_impact(integer),
    api.host_history(integer, bigint, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_privacy;
