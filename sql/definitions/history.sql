-- needs: permissions merged
-- What happened to an opened customer, as far as the purpose sees the data; and for data protection, who read and changed what.
set local role seloste_audit;

create function rules.changes_of(wanted integer, persons integer[]) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from audit.change_log c where c.party = wanted
    union all
    select l.* from audit.change_log c cross join lateral jsonb_populate_record(c, jsonb_build_object('party', wanted)) l
    where c.party = any((select rules.merged_with(wanted))::integer[])
    union all
    select c.* from audit.change_log c where c.table_name = 'person' and c.row_id = any(persons::text[]);
end;
comment on function rules.changes_of(integer, integer[]) is 'Lines of the change log of one customer, of those merged into it, and of its persons. Definer: the log is granted to nobody.';

create function rules.operation_at(wanted uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select min(c.at) from audit.change_log c where c.op = wanted;
end;
comment on function rules.operation_at(uuid) is 'When an operation was done, for those who see the one that undid it. Definer: the log is granted to nobody.';

create function rules.reads_of(wanted integer) returns setof audit.read_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select r.* from audit.read_log r where r.party = any(wanted || rules.merged_with(wanted));
end;
comment on function rules.reads_of(integer) is 'Lines of the read log of one customer and those merged into it. Definer: the log is granted to nobody.';

create function rules.own_lately(most integer) returns table (at timestamptz, act text, party integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select max(t.opened_at), 'card'::text, t.party from audit.read_log r
    join lateral (values (r.at, r.party)) t (opened_at, party) on true
    where r.login = session_user and r.act = 'card' and r.purpose = current_setting('role')::name and r.at > now() - interval '30 days'
    group by t.party order by 1 desc limit most;
end;
comment on function rules.own_lately(integer) is 'Cards the login opened lately under this purpose. Definer: the log is granted to nobody.';

create function rules.changed_lately(most integer) returns table (at timestamptz, login name, party integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select max(c.at), (array_agg(c.login order by c.at desc))[1], c.party
    from (
        select c.at, c.login, c.party from audit.change_log c
        where c.party is not null and c.at > now() - interval '30 days' order by c.at desc limit 2000
    ) c
    group by c.party order by 1 desc limit most;
end;
comment on function rules.changed_lately(integer) is 'Customers changed lately, by whom. Definer: the log is granted to nobody.';
grant execute on function rules.changes_of(integer, integer[]), rules.operation_at(uuid), rules.reads_of(integer), rules.own_lately(integer), rules.changed_lately(integer)
    to seloste_reader;

reset role;
set local role seloste_reader;

create function rules.seen_difference(line audit.change_log) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_object_agg(f.key, f.value)
    from jsonb_each(line.diff) f
    where case line.table_name
        when 'identity_code' then rules.may_see('identifier', 'verified_on')
        else rules.may_see(line.table_name, f.key)
    end;
end;
comment on function rules.seen_difference(audit.change_log) is 'The part of a difference whose columns the purpose may see.';

create function rules.reads_every_person() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.my_purpose() in ('seloste_administration', 'seloste_relations', 'seloste_privacy');
end;
comment on function rules.reads_every_person() is 'Whether the purpose may see all persons of a customer, so that it need not be asked whose a removed row was.';

create function rules.address_is_seen(customer integer) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (not p.protected or p.id = any(rules.revealed_parties('address')))
        and (rules.my_purpose() <> 'seloste_marketing' or p.id = any(rules.postable_parties()))
    from register.party p where p.id = customer;
end;
comment on function rules.address_is_seen(integer) is 'Whether the purpose sees the addresses of an opened customer.';

create function rules.contact_point_is_seen(wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce((
        select (c.marketable or rules.my_purpose() <> 'seloste_marketing')
            and case when c.person is null then rules.my_purpose() <> 'seloste_faults' else c.person = any(rules.open_persons()) end
        from register.contact_point c where c.id = wanted::integer
    ), rules.reads_every_person());
end;
comment on function rules.contact_point_is_seen(text) is 'Whether the purpose sees a contact point; a removed one only if it sees all persons.';

create function rules.service_is_seen(wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.my_purpose() <> 'seloste_faults' or exists (
        select from register.service s where s.id = wanted::integer and s.host = any(rules.affected_hosts())
    );
end;
comment on function rules.service_is_seen(text) is 'Whether the purpose sees a service: for fault notices those that depend on an opened host.';

create function rules.row_is_seen(line audit.change_log) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(case line.table_name
        when 'address' then rules.address_is_seen(line.party)
        when 'marketing_permission' then rules.may_see('marketing_permission', 'state')
        when 'person' then line.row_id = any(rules.open_persons()::text[])
        when 'contact_point' then rules.contact_point_is_seen(line.row_id)
        when 'person_role' then coalesce(
            (select r.role from register.person_role r where r.id = line.row_id::integer), line.diff -> 'role' ->> 0, line.diff -> 'role' ->> 1
        ) = any(rules.my_roles())
        when 'credit_check' then rules.my_purpose() <> 'seloste_billing' or coalesce(
            (select c.requester::text from register.credit_check c where c.id = line.row_id::integer),
            line.diff -> 'requester' ->> 0, line.diff -> 'requester' ->> 1
        ) = session_user
        when 'source_claim' then not line.diff ? 'address_said' or rules.address_is_seen(line.party)
        when 'identity_code' then rules.my_purpose() not in ('seloste_relations', 'seloste_marketing')
        when 'service' then rules.service_is_seen(line.row_id)
        when 'domain' then rules.my_purpose() <> 'seloste_faults'
        when 'identifier' then rules.my_purpose() not in ('seloste_relations', 'seloste_marketing') or coalesce(
            (select i.scheme from register.identifier i where i.id = line.row_id::integer), line.diff -> 'scheme' ->> 0, line.diff -> 'scheme' ->> 1
        ) <> 'hetu'
        else rules.sees_any_of(line.table_name)
    end, false);
end;
comment on function rules.row_is_seen(audit.change_log) is
'Whether the purpose sees the row a line of the log is about, as the policies of the tables say; not when that cannot be known any more.';

create function api.history(party integer, before bigint default null, most integer default 100) returns table (
    seq bigint, at timestamptz, login text, purpose text, op uuid, entity text, row_id text, act text, diff jsonb, undone_at timestamptz
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
begin
    if party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = history.party) then
        perform rules.refuse('not_open');
    end if;
    if before is null then perform rules.log_read('history', party, null, null, null, null); end if;
    return query
    select c.seq, c.at, c.login::text, c.purpose::text, c.op, c.table_name, c.row_id, c.act, d.d,
        case when c.undoes is not null then rules.operation_at(c.undoes) end
    from rules.changes_of(party, rules.open_persons_of(party)) c
    cross join lateral (select rules.seen_difference(c) as d) d
    where d.d is not null and rules.row_is_seen(c) and (before is null or c.seq < before)
    order by c.seq desc
    limit least(greatest(most, 0), 1000);
end
$$;
comment on function api.history(integer, bigint, integer) is
'What was changed of an opened customer, newest first, as far as the purpose sees the columns; undone_at: when that was done which the line takes back. Definer: the log is granted to nobody.';

create function api.audit_of(party integer) returns table (
    seq bigint, at timestamptz, log text, login text, purpose text, act text, entity text, reason text, columns text[]
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if rules.my_purpose() is distinct from 'seloste_privacy' then perform rules.refuse('not_yours'); end if;
    if not exists (select from register.party p where p.id = audit_of.party) then perform rules.refuse('not_found'); end if;
    perform rules.log_read('audit', party, null, null, null, null);
    return query
    select r.seq, r.at, 'read', r.login::text, r.purpose::text, r.act, null::text, r.reason, null::text[] from rules.reads_of(party) r
    union all
    select c.seq, c.at, 'change', c.login::text, c.purpose::text, c.act, c.table_name, null, array(select jsonb_object_keys(c.diff))
    from rules.changes_of(party, array(select pr.person from register.person_role pr where pr.party = audit_of.party)) c
    order by 2 desc;
end
$$;
comment on function api.audit_of(integer) is
'Who read and changed what of a customer, when, under which purpose; for data protection. Definer: the logs are granted to nobody.';

create function api.home() returns table (figure text, count bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select t.figure, sum(t.count)::bigint from search.tally t
    where t.scope = any((select rules.my_scopes())::smallint[]) and t.figure not like '% % %' and case
        when t.figure = 'all' then true
        when split_part(t.figure, ' ', 1) in ('kind', 'status', 'permission') then rules.may_see('party', split_part(t.figure, ' ', 1))
        else false
    end
    group by t.figure having sum(t.count) > 0;
end
$$;
comment on function api.home() is 'How many customers the purpose sees, by kind, status and permission, from counters. Definer: staff may not read counters.';

create function api.lately(which text, most integer default 8) returns table (
    at timestamptz, login text, id integer, name text, kind text, town text
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    if which = 'opened' then
        return query
        select l.at, session_user::text, p.id, p.name::text, p.kind, case when rules.may_see('party', 'town') then p.town end
        from rules.own_lately(least(most, 200)) l join register.party p on p.id = l.party order by l.at desc;
    else
        return query
        select l.at, l.login::text, p.id, p.name::text, p.kind, case when rules.may_see('party', 'town') then p.town end
        from rules.changed_lately(200) l join register.party p on p.id = l.party order by l.at desc limit least(greatest(most, 0), 200);
    end if;
end
$$;
comment on function api.lately(text, integer) is 'Customers opened by the login, or changed by anybody, lately. Definer: the logs are granted to nobody.';

grant execute on function api.home(), api.lately(text, integer), api.history(integer, bigint, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
grant execute on function api.audit_of(integer) to seloste_privacy;
