-- needs: market
-- Who is asking: the purpose a login works under now, the scopes it may see, and the cards it has opened.
set local role seloste_reader;

create function rules.today() returns date
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (now() at time zone 'Europe/Helsinki')::date;
end;
comment on function rules.today() is 'The date in Finland, whatever time zone the session has chosen.';

create function rules.my_purpose() returns name
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select g.purpose
    from staff.purpose_grant g
    join staff.login l on l.login = g.login
    where g.login = session_user and g.purpose = current_setting('role')::name
        and pg_has_role(session_user, g.purpose, 'set')
        and l.ended_at is null and (l.ends_on is null or l.ends_on >= (statement_timestamp() at time zone 'Europe/Helsinki')::date);
end;
comment on function rules.my_purpose() is
'The purpose in use, null when it is not, or no longer, granted to the login. The role is asked besides the table: a transaction that keeps an old snapshot does not keep a purpose taken away meanwhile. Definer: reads the grants of staff.';

create function rules.my_scopes() returns smallint[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg((g.unit * 4 + k.k)::smallint), '{}'::smallint[])
    from (select rules.my_purpose() as purpose offset 0) m
    join staff.unit_grant g on g.login = session_user
    cross join generate_series(0, 3) k (k)
    where m.purpose <> 'seloste_main_user'
        and (k.k = 0 or k.k = 1 and m.purpose <> 'seloste_marketing' or m.purpose = 'seloste_privacy');
end;
comment on function rules.my_scopes() is
'Scopes the login sees under its purpose: restricted customers only for data protection, marketing only where permitted. Definer: reads the grants of staff.';

-- A filter asks its conditions in the order of their cost, and asks for the scopes and open cards of the login when the first row needs
-- them: a row that fails the question of the asker first would show, in EXPLAIN, by their not being asked for. These cost nothing, and
-- answer with the value or NULL, since the planner takes hardly any row to be NULL: nearly every row that an index finds is in scope.
create function rules.if_in(wanted smallint, among smallint[]) returns smallint
language plpgsql immutable parallel safe cost 1e-9
as $$
begin
    if wanted operator(pg_catalog.=) any (among) then return wanted; end if;
    return null;
end
$$;
create function rules.if_in(wanted integer, among integer[]) returns integer
language plpgsql immutable parallel safe cost 1e-9
as $$
begin
    if wanted operator(pg_catalog.=) any (among) then return wanted; end if;
    return null;
end
$$;
create function rules.if_in(wanted text, among text[]) returns text
language plpgsql immutable parallel safe cost 1e-9
as $$
begin
    if wanted operator(pg_catalog.=) any (among) then return wanted; end if;
    return null;
end
$$;
comment on function rules.if_in(smallint, smallint[]) is 'The value if it is one of them, asked before anything else a query asks of a row.';
comment on function rules.if_in(integer, integer[]) is 'The value if it is one of them, asked before anything else a query asks of a row.';
comment on function rules.if_in(text, text[]) is 'The value if it is one of them, asked before anything else a query asks of a row.';

create function rules.open_parties() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct t.party), '{}'::integer[])
    from audit.ticket t
    where t.login = session_user and t.purpose = current_setting('role')::name
        and t.until > statement_timestamp() and t.act = 'card'
        and t.xid is distinct from pg_current_xact_id_if_assigned();
end;
comment on function rules.open_parties() is
'Customers whose card the login opened under this purpose in an earlier, committed transaction. Definer: reads tickets.';

create function rules.open_hosts() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct t.host), '{}'::integer[])
    from audit.ticket t
    where t.login = session_user and t.purpose = current_setting('role')::name
        and t.until > statement_timestamp() and t.act = 'host'
        and t.xid is distinct from pg_current_xact_id_if_assigned();
end;
comment on function rules.open_hosts() is
'Hosts that the login opened under this purpose in an earlier, committed transaction. Definer: reads tickets.';

create function rules.depending_on(wanted integer[]) returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    with recursive hit as (
        select unnest(wanted) as host
        union
        select n.host from hit join register.host_need n on n.needs = hit.host
    )
    select coalesce(array_agg(h.host), '{}'::integer[]) from hit h;
end;
comment on function rules.depending_on(integer[]) is
'Hosts, and every host that does not work without one of them. Definer: faults reads what its tickets open alone.';

create function rules.affected_hosts() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.depending_on(rules.open_hosts());
end;
comment on function rules.affected_hosts() is
'Hosts opened and those that depend on them: whose services fault notices are about. Definer: reads tickets.';

create function rules.affected_services() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(s.id), '{}'::integer[]) from register.service s
    where s.party = any(rules.open_parties()) and s.host = any(rules.affected_hosts());
end;
comment on function rules.affected_services() is
'Services of opened customers on affected hosts. Definer: the policy of domains would otherwise ask that of services for every row.';

create function rules.revealed_parties(wanted text) returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct t.party), '{}'::integer[])
    from audit.ticket t
    where t.login = session_user and t.purpose = current_setting('role')::name
        and t.until > statement_timestamp() and t.act = wanted
        and t.xid is distinct from pg_current_xact_id_if_assigned();
end;
comment on function rules.revealed_parties(text) is
'Customers of whom a protected address or identity code was asked for, with a reason, in an earlier transaction. Definer: reads tickets.';

create function rules.my_roles() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(r.role), '{}'::text[])
    from dictionary.purpose_role r
    where r.purpose = rules.my_purpose();
end;
comment on function rules.my_roles() is 'What persons must be to a customer for the purpose to see them. Definer: reads the grants of staff.';

create function rules.open_persons() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct r.person), '{}'::integer[])
    from (
        select r.person, r.role from register.person_role r where r.party = any((select rules.open_parties())::integer[])
        union all
        select r.person, r.role from register.person_role r where r.host = any((select rules.open_hosts())::integer[])
    ) r
    where r.role = any((select rules.my_roles())::text[]);
end;
comment on function rules.open_persons() is
'Persons the purpose may see at the customers and hosts opened. Definer: the policies of persons would otherwise ask each other for ever.';

create function rules.postable_parties() returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(p.id), '{}'::integer[])
    from register.party p
    where p.id = any((select rules.open_parties())::integer[]) and (rules.market_verdict(p.id, null, 'post', null)).allowed;
end;
comment on function rules.postable_parties() is 'Customers opened whom marketing may write to by post. Definer: reads permissions.';

create function rules.may_write(class text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from dictionary.purpose_class c
        where c.purpose = rules.my_purpose() and c.class = may_write.class and c.may_write
    );
end;
comment on function rules.may_write(text) is 'Whether the purpose may write data of a class. Definer: reads the grants of staff.';

grant execute on function rules.if_in(smallint, smallint[]), rules.if_in(integer, integer[]), rules.if_in(text, text[]),
    rules.today(), rules.my_purpose(), rules.my_scopes(), rules.open_parties(), rules.open_hosts(), rules.affected_hosts(), rules.affected_services(),
    rules.revealed_parties(text),
    rules.my_roles(), rules.open_persons(), rules.postable_parties(), rules.may_write(text)
    to seloste_owner, seloste_writer, seloste_audit, seloste_accounts, seloste_staff, seloste_billing, seloste_support, seloste_administration,
    seloste_relations, seloste_faults, seloste_marketing, seloste_privacy, seloste_main_user;
grant execute on function rules.depending_on(integer[]) to seloste_owner, seloste_writer;
