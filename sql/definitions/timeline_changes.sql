-- needs: history fetching
-- Changes as events of a timeline: an event each operation; those that brought what an outside source or a file says are of a kind of their own.
set local role seloste_reader;

create type rules.event as (at timestamptz, kind text, id text, what text, login text, facts jsonb);

create function rules.sees_claims() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.may_see('source_claim', 'standing') and rules.my_purpose() <> 'seloste_marketing';
end;
comment on function rules.sees_claims() is 'Whether the purpose sees what sources say otherwise, as the policy of claims says.';

create function rules.sees_sources() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.sees_claims() or rules.may_see('firmographic', 'as_of');
end;
comment on function rules.sees_sources() is 'Whether the purpose is told which data outside sources brought.';

create function rules.fetches_seen(customer integer) returns setof audit.external_fetch
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select f.* from rules.fetches_of(customer) f
    where (select rules.sees_claims()) and case f.source
        when 'asiakastieto' then (select rules.may_see('credit_check', 'outcome')) and (rules.my_purpose() = 'seloste_privacy' or f.login = session_user)
        when 'fonecta' then (select rules.may_see('firmographic', 'as_of'))
        else true
    end;
end;
comment on function rules.fetches_seen(integer) is
'What was fetched of a customer, as far as the purpose sees what such a source says: of credit checks only who asked, and data protection.';

create function rules.data_seen(named text[]) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select n.datum from unnest(named) with ordinality n (datum, place)
        where case rules.class_of_claim(n.datum)
            when 'K2' then rules.may_see('source_claim', 'contact_said')
            when 'K3' then rules.may_see('source_claim', 'address_said')
            when 'K11' then rules.may_see('firmographic', 'as_of')
            else rules.may_see('source_claim', 'customer_said')
        end
        order by n.place
    );
end;
comment on function rules.data_seen(text[]) is 'Which of the data that a source was asked about the purpose sees.';

create function rules.operations_as_events(operations rules.operation[]) returns setof rules.event
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with seen as materialized (
        select (s.line).*, s.seen, case when (s.line).table_name in ('credit_check', 'firmographic', 'source_claim') then (
            select jsonb_strip_nulls(jsonb_object_agg(f.key, f.value -> 1)) from jsonb_each(s.seen) f
            where f.key in ('asked_for', 'outcome', 'decision', 'standing', 'industry', 'turnover')
        ) end as said
        from rules.seen_lines(array(select l::audit.change_log from unnest(operations) p cross join unnest(p.lines) l)) s
    ), done as (
        select coalesce(s.op::text, s.xid::text) as id, (array_agg(s.login order by s.seq))[1]::text as login,
            (array_agg(s.purpose order by s.seq))[1] as purpose,
            jsonb_agg(jsonb_build_object('entity', s.table_name, 'id', s.row_id, 'act', s.act,
                'fields', case when s.act = 'update' then array(select f from jsonb_object_keys(s.seen) f order by 1) else '{}' end
            ) order by s.seq) as rows,
            max(s.seen -> 'source' ->> 1) filter (where s.seen -> 'source' ->> 1 <> all('{customer,staff,call,e-mail}'::text[])) as source,
            case when bool_or(s.table_name = 'credit_check') then 'credit_check' when bool_or(s.table_name = 'firmographic') then 'firmographic'
                when bool_or(s.table_name = 'source_claim') then 'decision' end as what,
            (array_agg(s.said order by s.seq) filter (where s.said is not null))[1] as said
        from seen s group by 1
    )
    select o.at, case when a.sees and coalesce(i.file, d.source, d.what) is not null then 'source' else 'change' end, o.id,
        case when not a.sees then 'change' when i.file is not null then 'import'
            else coalesce(d.what, case when d.source is not null then 'entry' end, 'change') end,
        d.login, jsonb_build_object('purpose', d.purpose, 'rows', d.rows, 'source', d.source, 'file', i.file) || coalesce(d.said, '{}')
    from (select rules.sees_sources() as sees offset 0) a cross join unnest(operations) o
    join done d on d.id = o.id
    left join lateral (select rules.file_of(o) as file where a.sees) i on true;
end;
comment on function rules.operations_as_events(rules.operation[]) is
'Operations as far as the purpose sees them: what outside sources and files brought is told as such to those who are told of sources.';

create function rules.changes_as_events(customer integer, kinds text[], place jsonb, backward boolean, most integer) returns setof rules.event
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    persons constant integer[] := rules.open_persons_of(customer);
    told constant uuid[] := array(select f.op from rules.fetches_seen(customer) f where f.op is not null);
    moment timestamptz := (place ->> 0)::timestamptz;
    id text := case when place ->> 1 in ('change', 'source') then place ->> 2 end;
    wanted integer := most;
    found integer;
    operations rules.operation[];
begin
    while wanted > 0 loop
        operations := array(select o::rules.operation from rules.operations_from(customer, persons, told, moment, id, backward, most) o);
        exit when cardinality(operations) = 0;
        return query select e.* from rules.operations_as_events(operations) e where e.kind = any(kinds);
        get diagnostics found = row_count;
        wanted := wanted - found;
        moment := (operations[cardinality(operations)]).at;
        id := (operations[cardinality(operations)]).id;
    end loop;
end
$$;
comment on function rules.changes_as_events(integer, text[], jsonb, boolean, integer) is
'What was changed of a customer as far as the purpose sees it, so many events at least, unless there are no more; what has a kind of its own is told there when it begins, what was fetched with the fetch. Judged a page at a time.';
