-- needs: find_apart billing_reading
-- The one box: what was typed, or nothing, and filters; a page of customers after or before a place.
set local role seloste_reader;

create type rules.customer as (
    id integer, name text, kind text, status text, language text, unit smallint, unit_name text, town text,
    permission text, protected boolean, matched text, matched_text text, position jsonb
);

create function rules.page_by_name(scopes smallint[], wanted rules.filter, place jsonb, backward boolean, most integer) returns rules.found[]
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
    page rules.found[];
begin
    execute format(
        'select array(
            select (f.id, 0, null, f.sort_key, null)::rules.found
            from unnest($1) s (scope) cross join lateral (
                select p.id, p.sort_key from register.party p where p.scope = s.scope %1$s
                order by p.sort_key %2$s, p.id %2$s limit $7
            ) f order by f.sort_key %2$s, f.id %2$s limit $7
        )', condition, direction)
    into page using scopes, wanted.kind, wanted.status, wanted.permission, place ->> 1, (place ->> 2)::integer, most;
    return page;
end
$$;
comment on function rules.page_by_name(smallint[], rules.filter, jsonb, boolean, integer) is 'A page of customers in Finnish order of their names.';

create function rules.why_found(found rules.found, sees_names boolean) returns text
language sql immutable
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
) returns rules.found[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    stage rules.stage;
    page rules.found[] := '{}';
    seen integer[] := '{}';
    hits rules.hit[];
    past text;
    past_party integer;
begin
    if backward then stages := array(select s from unnest(stages) s order by s.place desc); end if;
    foreach stage in array stages loop
        continue when place is not null and stage.place <> (place ->> 0)::integer and (stage.place < (place ->> 0)::integer) <> backward;
        past := case when stage.place = (place ->> 0)::integer then place ->> 1 end;
        past_party := case when past is not null then (place ->> 2)::integer end;
        loop
            if backward then
                hits := array(select w from rules.walk_back(scopes, stage.lows, past, past_party, wanted, most) w);
            else
                hits := array(select w from rules.walk_on(scopes, stage.lows, past, past_party, wanted, most) w);
            end if;
            exit when hits = '{}';
            page := page || array(
                select (h.party, stage.place, stage.kind, h.token, stage.lows[1])::rules.found
                from (
                    select u.token, u.party, u.nth, row_number() over (partition by u.party order by u.nth) as again
                    from unnest(hits) with ordinality u (token, party, nth)
                    where u.party <> all(seen)
                ) h
                where h.again = 1
                order by h.nth
                limit most - cardinality(page)
            );
            exit when cardinality(page) >= most or cardinality(hits) < most;
            seen := array(select p.id from unnest(page) p);
            past := (hits[most]).token;
            past_party := (hits[most]).party;
        end loop;
        exit when cardinality(page) >= most;
        seen := array(select p.id from unnest(page) p);
    end loop;
    return page;
end
$$;
comment on function rules.page_of_stages(rules.stage[], smallint[], rules.filter, jsonb, boolean, integer) is
'A page of what was found, stage by stage, each customer once a page; full while there are more, for some are found twice in a stage.';

create function rules.page_apart(asker rules.asker, form text, scopes smallint[], wanted rules.filter, but rules.found[], most integer)
returns rules.found[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    together constant rules.together := rules.apart(asker, scopes, value.words(form));
begin
    return array(
        select (p.id, 20, case when together.cut then 'words_cut' else 'words' end, '--' || p.name, '')::rules.found
        from register.party p
        where p.id = any(together.parties) and p.id <> all(array(select b.id from unnest(but) b))
            and (wanted.kind is null or p.kind = wanted.kind) and (wanted.status is null or p.status = wanted.status)
            and (wanted.permission is null or p.permission = wanted.permission)
            and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
        order by p.sort_key, p.id
        limit most
    );
end
$$;
comment on function rules.page_apart(rules.asker, text, smallint[], rules.filter, rules.found[], integer) is
'Customers that have all the words typed, though not beside each other, but for those found already.';

create function rules.page_of_invoices(asker rules.asker, typed text, scopes smallint[], wanted rules.filter) returns rules.found[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if typed !~ '[0-9]' or 'invoice.reference' <> all(asker.sees) then return '{}'; end if;
    return array(
        select (f.party, 0, 'invoice', '--' || f.found, '')::rules.found from (
            select distinct on (h.party) h.party, h.found
            from rules.invoice_hits(btrim(typed), 8) h
            where exists (
                select from register.party p
                where p.id = h.party and p.scope = any(scopes)
                    and (wanted.kind is null or p.kind = wanted.kind) and (wanted.status is null or p.status = wanted.status)
                    and (wanted.permission is null or p.permission = wanted.permission)
                    and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
                offset 0 -- asked of each hit: without this, of all customers at once
            )
            order by h.party, h.by
        ) f
    );
end
$$;
comment on function rules.page_of_invoices(rules.asker, text, smallint[], rules.filter) is
'Customers of whom a whole reference or number of an invoice was typed: before everything else, on the first page.';

create function rules.page_found(asker rules.asker, typed text, wanted rules.filter, place jsonb, backward boolean, most integer)
returns rules.found[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    form constant text := value.search_form(typed);
    scopes constant smallint[] := rules.scopes_for(asker.scopes, wanted);
    page rules.found[] := rules.page_of_stages(array(select s from rules.stages(asker, typed) s), scopes, wanted, place, backward, most);
    billed rules.found[];
    hits integer;
begin
    if place is null and not backward then
        billed := rules.page_of_invoices(asker, typed, scopes, wanted);
        if billed <> '{}' then
            page := billed || array(
                select (p.id, p.place, p.kind, p.token, p.low)::rules.found from unnest(page) with ordinality p (id, place, kind, token, low, nth)
                where p.id <> all(array(select b.id from unnest(billed) b)) order by p.nth
            );
        end if;
    end if;
    hits := cardinality(page);
    if hits >= 16 or place is not null or form = '' then return page; end if;
    if form ~ ' ' then
        page := page || rules.page_apart(asker, form, scopes, wanted, page, most);
        if cardinality(page) > hits then return page; end if;
    end if;
    return page || rules.guessed(scopes, form, wanted, hits);
end
$$;
comment on function rules.page_found(rules.asker, text, rules.filter, jsonb, boolean, integer) is
'A page of what was found; where that is little, also words apart, parts of words and words one typing error away.';

create function rules.shown(asker rules.asker, page rules.found[]) returns setof rules.customer
language sql stable
begin atomic
    select p.id, p.name::text, p.kind, case when 'party.status' = any(asker.sees) then p.status end, p.language::text, p.unit, u.name::text,
        case when 'party.town' = any(asker.sees) then p.town end,
        case when 'party.permission' = any(asker.sees) then p.permission end,
        case when 'party.protected' = any(asker.sees) then p.protected end,
        f.kind, rules.why_found((f.id, f.place, f.kind, f.token, f.low)::rules.found, 'party_name.name' = any(asker.sees)),
        jsonb_build_array(f.place, f.token, f.id)
    from unnest(page) with ordinality f (id, place, kind, token, low, nth)
    join register.party p on p.id = f.id
    join register.unit u on u.id = p.unit
    order by f.nth;
end;
comment on function rules.shown(rules.asker, rules.found[]) is 'The lines of a list, with what the purpose may see of each customer.';

create function rules.marked_stage(wanted rules.filter) returns rules.stage
language sql immutable
begin atomic
    select (0, null, array[wanted.mark])::rules.stage;
end;
comment on function rules.marked_stage(rules.filter) is 'Where customers with a product stand: behind one token each, in Finnish order of their names.';

create function rules.but_mark(wanted rules.filter) returns rules.filter
language sql immutable
begin atomic
    select (wanted.kind, wanted.status, wanted.unit, wanted.permission, null)::rules.filter
    where (wanted.kind, wanted.status, wanted.permission) is distinct from (null, null, null);
end;
comment on function rules.but_mark(rules.filter) is 'A filter without the product, which where one looks says already; null where nothing else narrows.';

-- The planner takes scopes for rarer than they are: what is found in order by an index must not be read whole and sorted. A plan is made
-- once a session, whatever is asked.
create function api.find(typed text, filters jsonb default '{}', place jsonb default null, backward boolean default false, most integer default 64)
returns setof rules.customer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off
as $$
declare
    asker constant rules.asker := rules.asker();
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    page rules.found[];
begin
    if coalesce(place ->> 0, '1') !~ '^[0-9]{1,4}$' or coalesce(place ->> 2, '1') !~ '^[0-9]{1,9}$' then
        perform rules.refuse('question_unreadable');
    end if;
    most := least(greatest(most, 1), 200);
    if pg_current_xact_id_if_assigned() is null then perform set_config('synchronous_commit', 'off', true); end if;
    if asked = '' and wanted.mark is not null then
        page := rules.page_of_stages(array[rules.marked_stage(wanted)], rules.scopes_for(asker.scopes, wanted), rules.but_mark(wanted), place, backward, most);
    elsif asked = '' then
        page := rules.page_by_name(rules.scopes_for(asker.scopes, wanted), wanted, place, backward, most);
    else
        page := rules.page_found(asker, asked, wanted, place, backward, most);
    end if;
    perform rules.log_read(
        case when asked = '' then 'list' else 'search' end, null, array(select p.id from unnest(page) p),
        nullif(asked, ''), cardinality(page), null
    );
    return query select s.* from rules.shown(asker, page) s;
end
$$;
comment on function api.find(text, jsonb, jsonb, boolean, integer) is
'Customers the purpose may see, found by what was typed or listed by name: a page after (or before) a place, and a line in the read log. Definer: staff may not read the search tables.';

create type rules.counted_hits as (parties integer, cut boolean);

create function rules.count_hits(scopes smallint[], lows text[], wanted rules.filter, most integer, tokens integer) returns rules.counted_hits
language sql stable
begin atomic
    select (count(distinct f.party), count(*) >= tokens)::rules.counted_hits from (
        select t.party from unnest(scopes) s (scope) cross join unnest(lows) l (low) cross join lateral (
            select t.party from search.token t
            where t.scope = s.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF'
                and (wanted is null or exists (
                    select from register.party p where p.id = t.party and (wanted.kind is null or p.kind = wanted.kind)
                        and (wanted.status is null or p.status = wanted.status)
                        and (wanted.permission is null or p.permission = wanted.permission)
                        and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
                    offset 0
                ))
            order by t.token limit most + 1
        ) t
        limit tokens
    ) f;
end;
comment on function rules.count_hits(smallint[], text[], rules.filter, integer, integer) is
'How many customers the first so many tokens that begin so are of, and whether there may be more.';

create function rules.count_typed(asker rules.asker, typed text, wanted rules.filter, most integer) returns integer
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    lows constant text[] := array(select l from rules.stages(asker, typed) s cross join lateral unnest(s.lows) l);
    scopes constant smallint[] := rules.scopes_for(asker.scopes, wanted);
    counted rules.counted_hits := rules.count_hits(scopes, lows, wanted, most, most + most / 8 + 1);
begin
    if counted.parties <= most and counted.cut then counted := rules.count_hits(scopes, lows, wanted, most, 8 * (most + 1)); end if;
    return least(counted.parties, most + 1);
end
$$;
comment on function rules.count_typed(rules.asker, text, rules.filter, integer) is
'How many customers a search finds, most + 1 for more than most: it stops at eight tokens a customer, which few have.';

create function api.count_found(typed text, filters jsonb default '{}', most integer default 1000) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    counter text;
    total bigint;
begin
    most := least(greatest(most, 1), 10000);
    if asked <> '' then return rules.count_typed(rules.asker(), asked, wanted, most); end if;
    if wanted.mark is not null then
        return least((rules.count_hits(
            rules.scopes_for(rules.my_scopes(), wanted), array[wanted.mark], rules.but_mark(wanted), most, most + 1
        )).parties, most + 1);
    end if;
    counter := coalesce(
        nullif(concat_ws(' ', 'kind ' || wanted.kind, 'status ' || wanted.status, 'permission ' || wanted.permission), ''), 'all'
    );
    select sum(t.count) into total from search.tally t
    where t.figure = counter and t.scope = any((select rules.scopes_for(rules.my_scopes(), wanted))::smallint[]);
    return coalesce(total, 0);
end
$$;
comment on function api.count_found(text, jsonb, integer) is
'How many were found: exact from counters for lists, capped at most + 1 for a search or a product. Definer: staff may not read the search tables.';

grant execute on function api.find(text, jsonb, jsonb, boolean, integer), api.count_found(text, jsonb, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
