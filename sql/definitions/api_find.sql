-- needs: find billing_reading
-- The one box: what was typed, or nothing, and filters; a page of customers after or before a place.
set local role seloste_reader;

create type rules.customer as (
    id integer, name text, kind text, status text, language text, unit smallint, unit_name text, town text,
    permission text, protected boolean, matched text, matched_text text, position jsonb
);

create function rules.page_by_name(wanted rules.filter, place jsonb, backward boolean, most integer) returns setof rules.found
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    condition constant text := concat(
        case when wanted.kind is not null then ' and p.kind = $2' end,
        case when wanted.status is not null then ' and p.status = $3' end,
        case when wanted.permission is not null then ' and p.permission = $4' end,
        case when place is not null then
            case when backward then ' and (p.sort_key, p.id) < ($5, $6)' else ' and (p.sort_key, p.id) > ($5, $6)' end
        end
    );
    direction constant text := case when backward then ' desc' else '' end;
begin
    return query execute format(
        'select f.id, 0, null::text, f.sort_key, null::text
        from unnest($1) s (scope) cross join lateral (
            select p.id, p.sort_key from register.party p where p.scope = s.scope %1$s
            order by p.sort_key %2$s, p.id %2$s limit $7
        ) f order by f.sort_key %2$s, f.id %2$s limit $7', condition, direction)
    using rules.scopes_for(wanted), wanted.kind, wanted.status, wanted.permission, place ->> 1, (place ->> 2)::integer, most;
end
$$;
comment on function rules.page_by_name(rules.filter, jsonb, boolean, integer) is 'A page of customers in Finnish order of their names.';

create function rules.why_found(found rules.found, sees_names boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when found.kind is null or found.kind = 'name' and not sees_names then null
        when found.kind in ('domain', 'server') then rtrim(substr(found.token, 3), '.')
        when found.kind not in ('phone', 'phone_end', 'email', 'host') then substr(found.token, 3)
        when found.kind = 'phone_end' then '…' || reverse(substr(found.low, 3))
        when length(found.token) > length(found.low) then left(substr(found.token, 3), length(found.low) - 2) || '…'
        else substr(found.token, 3)
    end;
end;
comment on function rules.why_found(rules.found, boolean) is
'What a customer was found by; of a number or address only the part that was typed, since the rest is for opened cards.';

create function rules.page_of_stages(
    stages rules.stage[], scopes smallint[], wanted rules.filter, place jsonb, backward boolean, most integer
) returns setof rules.found
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    stage rules.stage;
    hits rules.hit[];
    seen integer[] := '{}';
    here boolean;
begin
    for stage in
        select * from unnest(stages) s (place, kind, lows)
        order by case when backward then -s.place else s.place end
    loop
        here := stage.place = (place ->> 0)::integer;
        continue when place is not null and not here and (stage.place < (place ->> 0)::integer) <> backward;
        hits := array(
            select w from rules.walk(
                scopes, stage.lows, case when here then place ->> 1 end, case when here then (place ->> 2)::integer end, backward,
                wanted, most
            ) w
        );
        return query
        select h.party, stage.place, stage.kind, h.token, stage.lows[1]
        from (
            select u.token, u.party, u.nth, row_number() over (partition by u.party order by u.nth) as again
            from unnest(hits) with ordinality u (token, party, nth)
        ) h
        where h.again = 1 and h.party <> all(seen)
        order by h.nth
        limit greatest(most - cardinality(seen), 0);
        seen := seen || array(select distinct u.party from unnest(hits) u where u.party <> all(seen));
        if cardinality(seen) >= most then return; end if;
    end loop;
end
$$;
comment on function rules.page_of_stages(rules.stage[], smallint[], rules.filter, jsonb, boolean, integer) is
'A page of what was found, stage by stage, each customer once a page.';

create function rules.page_apart(typed text, scopes smallint[], wanted rules.filter, most integer) returns setof rules.found
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select p.id, 20, 'words', '--' || p.name, ''
    from rules.apart(scopes, value.words(value.search_form(typed)), wanted, most) a
    join register.party p on p.id = a.party
    order by p.sort_key, p.id;
end;
comment on function rules.page_apart(text, smallint[], rules.filter, integer) is
'Customers that have all the words typed, though not beside each other.';

create function rules.page_of_invoices(typed text, wanted rules.filter, place jsonb, backward boolean) returns setof rules.found
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if place is not null or backward or typed !~ '[0-9]' or not rules.may_see('invoice', 'reference') then return; end if;
    return query
    select distinct on (h.party) h.party, 0, 'invoice', '--' || h.found, ''
    from rules.invoice_hits(btrim(typed), 8) h
    where exists (
        select from register.party p
        where p.id = h.party and p.scope = any(rules.scopes_for(wanted))
            and (wanted.kind is null or p.kind = wanted.kind) and (wanted.status is null or p.status = wanted.status)
            and (wanted.permission is null or p.permission = wanted.permission)
        offset 0 -- asked of each hit: without this, of all customers at once
    )
    order by h.party, h.by;
end
$$;
comment on function rules.page_of_invoices(text, rules.filter, jsonb, boolean) is
'Customers of whom a whole reference or number of an invoice was typed: before everything else, on the first page.';

create function rules.page_found(typed text, wanted rules.filter, place jsonb, backward boolean, most integer)
returns setof rules.found
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    form constant text := value.search_form(typed);
    stages constant rules.stage[] := array(select s from rules.stages(typed) s);
    scopes constant smallint[] := rules.scopes_for(wanted);
    billed constant rules.found[] := array(select b from rules.page_of_invoices(typed, wanted, place, backward) b);
    hits integer;
begin
    return query
    select * from unnest(billed)
    union all
    select s.* from rules.page_of_stages(stages, scopes, wanted, place, backward, most) s where s.id <> all(array(select b.id from unnest(billed) b));
    get diagnostics hits = row_count;
    if hits >= 16 or place is not null then return; end if;
    if form ~ ' ' then
        return query
        select a.* from rules.page_apart(typed, scopes, wanted, most) a
        where not exists (
            select from search.token t
            where t.party = a.id and t.token >= 'n-' || form and t.token < 'n-' || form || U&'\+10FFFF'
        );
        if found then hits := 16; end if;
    end if;
    return query
    select distinct on (g.id) g.* from rules.guesses(scopes, typed, wanted, hits) g order by g.id, g.place, g.token;
end
$$;
comment on function rules.page_found(text, rules.filter, jsonb, boolean, integer) is
'A page of what was found; where that is little, also words apart, parts of words and words one typing error away.';

create function rules.shown(page rules.found[]) returns setof rules.customer
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    sees_status constant boolean := rules.may_see('party', 'status');
    sees_town constant boolean := rules.may_see('party', 'town');
    sees_permission constant boolean := rules.may_see('party', 'permission');
    sees_protected constant boolean := rules.may_see('party', 'protected');
    sees_names constant boolean := rules.may_see('party_name', 'name');
begin
    return query
    select p.id, p.name::text, p.kind, case when sees_status then p.status end, p.language::text, p.unit, u.name::text,
        case when sees_town then p.town end, case when sees_permission then p.permission end,
        case when sees_protected then p.protected end, f.kind, rules.why_found((f.id, f.place, f.kind, f.token, f.low)::rules.found, sees_names),
        jsonb_build_array(f.place, f.token, f.id)
    from unnest(page) with ordinality f (id, place, kind, token, low, nth)
    join register.party p on p.id = f.id
    join register.unit u on u.id = p.unit
    order by f.nth;
end
$$;
comment on function rules.shown(rules.found[]) is 'The lines of a list, with what the purpose may see of each customer.';

-- The planner takes scopes for rarer than they are: what is found in order by an index must not be read whole and sorted.
create function api.find(typed text, filters jsonb default '{}', place jsonb default null, backward boolean default false, most integer default 64)
returns setof rules.customer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    page rules.found[];
begin
    if coalesce(place ->> 0, '1') !~ '^[0-9]{1,4}$' or coalesce(place ->> 2, '1') !~ '^[0-9]{1,9}$' then
        perform rules.refuse('question_unreadable');
    end if;
    most := least(greatest(most, 1), 200);
    if pg_current_xact_id_if_assigned() is null then perform set_config('synchronous_commit', 'off', true); end if;
    if asked = '' then
        page := array(select c from rules.page_by_name(wanted, place, backward, most) c);
    else
        page := array(select c from rules.page_found(asked, wanted, place, backward, most) c);
    end if;
    perform rules.log_read(
        case when asked = '' then 'list' else 'search' end, null, array(select p.id from unnest(page) p),
        nullif(asked, ''), cardinality(page), null
    );
    return query select * from rules.shown(page);
end
$$;
comment on function api.find(text, jsonb, jsonb, boolean, integer) is
'Customers the purpose may see, found by what was typed or listed by name: a page after (or before) a place, and a line in the read log. Definer: staff may not read the search tables.';

create function rules.count_hits(typed text, wanted rules.filter, most integer) returns integer
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    lows constant text[] := array(select l from rules.stages(typed) s cross join lateral unnest(s.lows) l);
    scopes constant smallint[] := rules.scopes_for(wanted);
    parties integer;
begin
    select count(distinct f.party) into parties from (
        select t.party from unnest(scopes) s (scope) cross join unnest(lows) l (low) cross join lateral (
            select t.party from search.token t
            where t.scope = s.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF'
                and (wanted is null or exists (
                    select from register.party p where p.id = t.party and (wanted.kind is null or p.kind = wanted.kind)
                        and (wanted.status is null or p.status = wanted.status)
                        and (wanted.permission is null or p.permission = wanted.permission)
                ))
            order by t.token limit most + 1
        ) t
        limit 8 * (most + 1)
    ) f;
    return least(parties, most + 1);
end
$$;
comment on function rules.count_hits(text, rules.filter, integer) is
'How many customers a search finds, most + 1 for more than most: it stops at eight tokens a customer, which few have.';

create function api.count_found(typed text, filters jsonb default '{}', most integer default 1000) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    counter text;
    total bigint;
begin
    most := least(greatest(most, 1), 10000);
    if asked <> '' then return rules.count_hits(asked, wanted, most); end if;
    if num_nulls(wanted.kind, wanted.status, wanted.permission) < 2 then
        return (
            select count(*) from (
                select from rules.page_by_name(wanted, null, false, most + 1)
            ) capped
        );
    end if;
    counter := coalesce('kind ' || wanted.kind, 'status ' || wanted.status, 'permission ' || wanted.permission, 'all');
    select sum(t.count) into total from search.tally t
    where t.figure = counter and t.scope = any(rules.scopes_for(wanted));
    return coalesce(total, 0);
end
$$;
comment on function api.count_found(text, jsonb, integer) is
'How many were found: exact from counters for lists, capped at most + 1 for a search. Definer: staff may not read the search tables.';

grant execute on function api.find(text, jsonb, jsonb, boolean, integer), api.count_found(text, jsonb, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
