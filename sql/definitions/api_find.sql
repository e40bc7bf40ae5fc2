-- needs: find
-- The one box: what was typed, or nothing, and filters; a page of customers after or before a place.
set local role seloste_reader;

create type rules.customer as (
    id integer, name text, kind text, status text, language text, unit smallint, unit_name text, town text,
    permission text, protected boolean, matched text, matched_text text, position jsonb
);

create function rules.customer_of(p register.party, matched text, matched_text text, place jsonb) returns rules.customer
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (
        p.id, p.name, p.kind, case when rules.may_see('party', 'status') then p.status end, p.language, p.unit,
        (select u.name from register.unit u where u.id = p.unit),
        case when rules.may_see('party', 'town') then p.town end,
        case when rules.may_see('party', 'permission') then p.permission end,
        case when rules.may_see('party', 'protected') then p.protected end,
        matched, matched_text, place
    )::rules.customer;
end;
comment on function rules.customer_of(register.party, text, text, jsonb) is 'One line of a list, with what the purpose may see.';

create function rules.page_by_name(wanted rules.filter, place jsonb, backward boolean, most integer) returns setof rules.customer
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
        'select (rules.customer_of(f.p, null, null, jsonb_build_array(0, (f.p).sort_key, (f.p).id))).*
        from unnest($1) s (scope) cross join lateral (
            select p from register.party p where p.scope = s.scope %1$s
            order by p.sort_key %2$s, p.id %2$s limit $7
        ) f order by (f.p).sort_key %2$s, (f.p).id %2$s limit $7', condition, direction)
    using rules.scopes_for(wanted), wanted.kind, wanted.status, wanted.permission, place ->> 1, (place ->> 2)::integer, most;
end
$$;
comment on function rules.page_by_name(rules.filter, jsonb, boolean, integer) is 'A page of customers in Finnish order of their names.';

create function rules.why_found(stage rules.stage, token text) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when stage.kind = 'name' and not rules.may_see('party_name', 'name') then null
        when stage.kind not in ('phone', 'phone_end', 'email', 'host') then substr(token, 3)
        when stage.kind = 'phone_end' then '…' || reverse(substr(stage.lows[1], 3))
        when length(token) > length(stage.lows[1]) then left(substr(token, 3), length(stage.lows[1]) - 2) || '…'
        else substr(token, 3)
    end;
end;
comment on function rules.why_found(rules.stage, text) is
'What a customer was found by; of a number or address only the part that was typed, since the rest is for opened cards.';

create function rules.page_of_stages(stages rules.stage[], wanted rules.filter, place jsonb, backward boolean, most integer)
returns setof rules.customer
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    scopes constant smallint[] := rules.scopes_for(wanted);
    stage rules.stage;
    hit rules.hit;
    customer register.party;
    seen integer[] := '{}';
    here boolean;
begin
    for stage in
        select * from unnest(stages) s (place, kind, lows)
        order by case when backward then -s.place else s.place end
    loop
        here := stage.place = (place ->> 0)::integer;
        continue when place is not null and not here and (stage.place < (place ->> 0)::integer) <> backward;
        for hit in
            select * from rules.walk(
                scopes, stage.lows, case when here then place ->> 1 end, case when here then (place ->> 2)::integer end, backward,
                wanted, most
            )
        loop
            continue when hit.party = any(seen);
            select p.* into customer from register.party p where p.id = hit.party;
            continue when not found;
            seen := seen || hit.party;
            return next rules.customer_of(
                customer, stage.kind, rules.why_found(stage, hit.token), jsonb_build_array(stage.place, hit.token, hit.party)
            );
            if cardinality(seen) >= most then return; end if;
        end loop;
    end loop;
end
$$;
comment on function rules.page_of_stages(rules.stage[], rules.filter, jsonb, boolean, integer) is
'A page of what was found, stage by stage, each customer once a page.';

create function rules.page_apart(typed text, wanted rules.filter, most integer) returns setof rules.customer
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (rules.customer_of(p, 'words', p.name, jsonb_build_array(20, '~', p.id))).*
    from rules.apart(rules.scopes_for(wanted), value.words(value.search_form(typed)), wanted, most) a
    join register.party p on p.id = a.party
    order by p.sort_key, p.id;
end;
comment on function rules.page_apart(text, rules.filter, integer) is 'Customers that have all the words typed, though not beside each other.';

create function rules.page_found(typed text, wanted rules.filter, place jsonb, backward boolean, most integer)
returns setof rules.customer
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    stages constant rules.stage[] := array(select s from rules.stages(typed) s);
    hits integer;
begin
    return query select * from rules.page_of_stages(stages, wanted, place, backward, most);
    get diagnostics hits = row_count;
    if hits >= 16 or place is not null then return; end if;
    if value.search_form(typed) ~ ' ' then
        return query
        select a.* from rules.page_apart(typed, wanted, most) a
        where not exists (
            select from search.token t where t.party = a.id and t.token >= 'n-' || value.search_form(typed)
                and t.token < 'n-' || value.search_form(typed) || U&'\+10FFFF'
        );
        if found then hits := 16; end if;
    end if;
    return query
    select * from rules.page_of_stages(
        array(select g from rules.guesses(rules.scopes_for(wanted), typed, wanted, hits, most) g), wanted, null, false, 20
    );
end
$$;
comment on function rules.page_found(text, rules.filter, jsonb, boolean, integer) is
'A page of what was found; where that is little, also words apart, parts of words and words one typing error away.';

create function api.find(typed text, filters jsonb default '{}', place jsonb default null, backward boolean default false, most integer default 64)
returns setof rules.customer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    page rules.customer[];
begin
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
    return query select * from unnest(page);
end
$$;
comment on function api.find(text, jsonb, jsonb, boolean, integer) is
'Customers the purpose may see, found by what was typed or listed by name: a page after (or before) a place, and a line in the read log. Definer: staff may not read the search tables.';

create function api.count_found(typed text, filters jsonb default '{}', most integer default 1000) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(filters, '{}'));
    asked constant text := left(btrim(coalesce(typed, '')), 100);
    counter text;
    total bigint;
begin
    most := least(greatest(most, 1), 10000);
    if asked <> '' then
        return (
            select count(*) from (
                select distinct w.party
                from rules.stages(asked) s
                cross join lateral rules.walk(rules.scopes_for(wanted), s.lows, null, null, false, wanted, most + 1) w
                limit most + 1
            ) capped
        );
    end if;
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
