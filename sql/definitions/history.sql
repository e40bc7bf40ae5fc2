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

create function rules.changes_before(wanted integer, persons integer[], place bigint, most integer) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from (select c.* from rules.changes_of(wanted, persons) c where c.seq < place offset 0) c order by c.seq desc limit most;
end;
comment on function rules.changes_before(integer, integer[], bigint, integer) is
'The last lines of a customer before one. Its own lines are found and put in order: a log read from its end would be read whole. Definer: the log is granted to nobody.';

create type rules.operation as (id text, at timestamptz, lines audit.change_log[]);

create function rules.operations_from(wanted integer, persons integer[], told uuid[], place timestamptz, id text, backward boolean, most integer)
returns setof rules.operation
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select o.id, o.at, o.lines
    from (
        select coalesce(c.op::text, c.xid::text) as id, max(c.at) as at, array_agg(c::audit.change_log order by c.seq) as lines
        from rules.changes_of(wanted, persons) c
        where (c.op is null or c.op <> all(told)) and (c.act <> 'insert' or c.table_name not in (
            'interaction', 'marketing_permission', 'suppression', 'service', 'invoice', 'payment', 'reminder'
        ))
        group by 1
    ) o
    where place is null
        or case when backward then o.at > place or o.at = place and coalesce(o.id > operations_from.id, true)
            else o.at < place or o.at = place and coalesce(o.id < operations_from.id, true) end
    order by case when backward then o.at end, case when backward then o.id end, o.at desc, o.id desc
    limit most;
end;
comment on function rules.operations_from(integer, integer[], uuid[], timestamptz, text, boolean, integer) is
'Operations on a customer with their lines, without those told otherwise and the rows that an event of their own tells of when they begin: before a place, or after it when backward, the nearest first. Definer: the log is granted to nobody.';

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
        where c.party is not null and c.purpose <> 'none' and c.at > now() - interval '30 days' order by c.at desc limit 2000
    ) c
    group by c.party order by 1 desc limit most;
end;
comment on function rules.changed_lately(integer) is 'Customers that somebody changed lately, and who; what the watch does of itself has no purpose. Definer: the log is granted to nobody.';
create function rules.file_of(operation rules.operation) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select r.term from audit.read_log r
    where r.login = ((operation).lines[1]).login and r.at >= (operation).at and r.at < (operation).at + interval '10 minutes'
        and r.act = 'import' and r.xid = ((operation).lines[1]).xid
    limit 1;
end;
comment on function rules.file_of(rules.operation) is
'The file that an operation came from, null for one that a person did: an import notes itself in the read log of its transaction. Definer: the log is granted to nobody.';
grant execute on function rules.changes_of(integer, integer[]), rules.changes_before(integer, integer[], bigint, integer),
    rules.operations_from(integer, integer[], uuid[], timestamptz, text, boolean, integer), rules.file_of(rules.operation), rules.operation_at(uuid), rules.reads_of(integer), rules.own_lately(integer), rules.changed_lately(integer)
    to seloste_reader;

reset role;
set local role seloste_reader;

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

create function rules.seen_lines(lines audit.change_log[]) returns table (line audit.change_log, seen jsonb)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with asker as materialized (
        select rules.my_purpose() as purpose, rules.open_persons() as persons, rules.my_roles() as roles, rules.affected_hosts() as hosts,
            rules.reads_every_person() as reads_persons
    ), granted as materialized (
        select d.table_name::text as entity, d.column_name::text as field, d.class
        from dictionary.data_column d cross join asker a
        where d.schema_name = 'register' and has_column_privilege(a.purpose, 'register.' || d.table_name, d.column_name, 'select')
            and (d.table_name in ('identifier', 'marketing_permission') or d.table_name in (select l.table_name from unnest(lines) l))
    ), placed as materialized (
        select p.party, rules.address_is_seen(p.party) as is_seen
        from (select distinct l.party from unnest(lines) l where l.table_name in ('address', 'source_claim')) p
    )
    select l::audit.change_log, d.seen
    from unnest(lines) l cross join asker a
    cross join lateral (
        select jsonb_object_agg(f.key, f.value) as seen from jsonb_each(l.diff) f
        where case when l.table_name = 'identity_code' then ('identifier', 'verified_on') in (select g.entity, g.field from granted g)
            else (l.table_name, f.key) in (select g.entity, g.field from granted g) end
    ) d
    where d.seen is not null and (l.table_name = 'identity_code' or l.table_name in (select g.entity from granted g where g.class <> 'T'))
        and coalesce(case l.table_name
        when 'address' then (select p.is_seen from placed p where p.party = l.party)
        when 'marketing_permission' then ('marketing_permission', 'state') in (select g.entity, g.field from granted g)
        when 'person' then l.row_id = any(a.persons::text[])
        when 'contact_point' then coalesce((
            select (c.marketable or a.purpose <> 'seloste_marketing')
                and case when c.person is null then a.purpose <> 'seloste_faults' else c.person = any(a.persons) end
            from register.contact_point c where c.id = l.row_id::integer
        ), a.reads_persons)
        when 'person_role' then coalesce(
            (select r.role from register.person_role r where r.id = l.row_id::integer), l.diff -> 'role' ->> 0, l.diff -> 'role' ->> 1
        ) = any(a.roles)
        when 'credit_check' then a.purpose <> 'seloste_billing' or coalesce(
            (select c.requester::text from register.credit_check c where c.id = l.row_id::integer),
            l.diff -> 'requester' ->> 0, l.diff -> 'requester' ->> 1
        ) = session_user
        when 'source_claim' then a.purpose not in ('seloste_marketing', 'seloste_faults')
            and (('source_claim', 'firm_said') in (select g.entity, g.field from granted g) or coalesce(
                (select c.firm_said is null from register.source_claim c where c.id = l.row_id::integer), not l.diff ? 'firm_said'
            ))
            and (not l.diff ? 'address_said' or (select p.is_seen from placed p where p.party = l.party))
        when 'identity_code' then a.purpose not in ('seloste_relations', 'seloste_marketing')
        when 'service' then a.purpose <> 'seloste_faults' or exists (
            select from register.service s where s.id = l.row_id::integer and s.host = any(a.hosts)
        )
        when 'domain' then a.purpose <> 'seloste_faults'
        when 'identifier' then a.purpose not in ('seloste_relations', 'seloste_marketing') or coalesce(
            (select i.scheme from register.identifier i where i.id = l.row_id::integer), l.diff -> 'scheme' ->> 0, l.diff -> 'scheme' ->> 1
        ) <> 'hetu'
        else true
    end, false);
end;
comment on function rules.seen_lines(audit.change_log[]) is
'Lines of the log that the purpose may see, as the policies of the tables say, and the part of each whose columns it was granted; not when that cannot be known any more. All at once: the rights are asked for once a set.';

create function rules.seen_changes(customer integer, before bigint, most integer) returns table (line audit.change_log, seen jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    persons constant integer[] := rules.open_persons_of(customer);
    place bigint := coalesce(before, 9223372036854775807);
    wanted integer := most;
    found integer;
    lines audit.change_log[];
begin
    while wanted > 0 loop
        lines := array(select c::audit.change_log from rules.changes_before(customer, persons, place, least(wanted + 28, 500)) c order by c.seq desc);
        exit when cardinality(lines) = 0;
        return query select s.line, s.seen from rules.seen_lines(lines) s order by (s.line).seq desc limit wanted;
        get diagnostics found = row_count;
        wanted := wanted - found;
        place := (lines[cardinality(lines)]).seq;
    end loop;
end
$$;
comment on function rules.seen_changes(integer, bigint, integer) is
'So many of the lines of an opened customer before one as the purpose sees: read in order, and judged a set at a time until there are enough.';

create function api.history(party integer, before bigint default null, most integer default 100) returns table (
    seq bigint, at timestamptz, login text, purpose text, op uuid, entity text, row_id text, act text, diff jsonb, undone_at timestamptz
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = history.party) then
        perform rules.refuse('not_open');
    end if;
    if before is null then perform rules.log_read('history', party, null, null, null, null); end if;
    return query
    select (s.line).seq, (s.line).at, (s.line).login::text, (s.line).purpose::text, (s.line).op, (s.line).table_name, (s.line).row_id, (s.line).act,
        s.seen, case when (s.line).undoes is not null then rules.operation_at((s.line).undoes) end
    from rules.seen_changes(party, before, least(greatest(most, 0), 1000)) s;
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
