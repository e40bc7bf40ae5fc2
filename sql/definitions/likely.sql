-- needs: likely_names
-- Likely duplicates: customers the purpose sees that look like others, be it one that is being entered or the rows of a file.
-- An address alone is a house of many: it adds to other evidence. Clues are asked for by loops over indexes alone, whatever the planner expects.
set local role seloste_reader;

create type rules.pair as (nth integer, party integer);

create function rules.clues_of_places(pairs rules.pair[], lists jsonb[]) returns setof rules.clue
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    homes constant jsonb[] := array(
        select (
            select jsonb_agg(jsonb_build_object(
                'postcode', c -> 'fields' ->> 'postcode', 'town', value.search_form(c -> 'fields' ->> 'town'),
                'house', rules.house(c -> 'fields' ->> 'street', c -> 'fields' ->> 'number')
            )) from jsonb_array_elements(l.changes) c where c ->> 'entity' = 'address' and c -> 'fields' ->> 'town' is not null
        ) from unnest(lists) with ordinality l (changes, nth) order by l.nth
    );
begin
    if not rules.may_see('address', 'street') then return; end if;
    return query
    select p.nth, p.party, case when max(s.points) >= 30 then 'address' when max(s.points) > 0 then 'town' else 'against' end, max(s.points)
    from unnest(pairs) p
    cross join lateral jsonb_array_elements(homes[p.nth]) h
    cross join lateral (
        select case
            when a.postcode = h ->> 'postcode' and rules.house(a.street, a.number) = h ->> 'house' then 30
            when a.postcode = h ->> 'postcode' then 10
            when h ->> 'town' in (value.search_form(a.town), value.search_form(a.town_sv)) then 5
            else -10
        end as points
        from register.address a where a.party = p.party and not a.guarded
    ) s
    group by p.nth, p.party;
end
$$;
comment on function rules.clues_of_places(rules.pair[], jsonb[]) is
'Which of these customers have the same address, postcode or town, and which live elsewhere; those with a non-disclosure order are left out.';

create function rules.clues_of_numbers(pairs rules.pair[], lists jsonb[]) returns setof rules.clue
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    numbers constant jsonb[] := array(
        select (
            select jsonb_object_agg(c -> 'fields' ->> 'scheme', btrim(c -> 'fields' ->> 'value'))
            from jsonb_array_elements(l.changes) c
            where c ->> 'entity' = 'identifier' and c -> 'fields' ->> 'scheme' in ('business_id', 'association') and c -> 'fields' ->> 'value' is not null
        ) from unnest(lists) with ordinality l (changes, nth) order by l.nth
    );
begin
    if not rules.may_see('identifier', 'value') then return; end if;
    return query
    select distinct p.nth, p.party, 'against', -40
    from unnest(pairs) p
    cross join lateral (
        select from register.identifier i
        where i.party = p.party and i.scheme in ('business_id', 'association') and i.value <> numbers[p.nth] ->> i.scheme
    ) i
    where numbers[p.nth] is not null;
end
$$;
comment on function rules.clues_of_numbers(rules.pair[], jsonb[]) is
'Which of these customers have another business ID or association number: one that nobody has two of.';

create type rules.likely as (nth integer, party integer, score integer, matched text[]);

create function rules.scored(clues rules.clue[]) returns setof rules.likely
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with best as (
        select c.nth, c.party, c.field, case c.field when 'against' then sum(c.points) else max(c.points) end as points
        from unnest(clues) c group by c.nth, c.party, c.field
    ), counted as (
        select b.*, count(*) filter (where b.field = 'name') over (partition by b.nth) as names from best b
    )
    select b.nth, b.party,
        least(100, sum(b.points) + case
            when bool_and(b.field <> 'name') then 0
            when max(b.names) = 1 then 10
            when bool_and(b.field in ('name', 'town', 'against')) then greatest(-20, 2 - 2 * max(b.names))
            else 0
        end)::integer,
        array_agg(b.field order by b.points desc, b.field) filter (where b.field <> 'against')
    from counted b
    group by b.nth, b.party;
end;
comment on function rules.scored(rules.clue[]) is
'Adds the clues of each customer, for and against, up to 100; a name that nobody else has says more, one that many have less when nothing else speaks for it.';

create function rules.all_likely(lists jsonb[]) returns setof rules.likely
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    asker constant rules.asker := rules.asker();
    clues rules.clue[] := array(select c from rules.clues_of_marks(asker, lists) c) || array(select c from rules.clues_of_names(asker.scopes, lists) c);
    pairs constant rules.pair[] := array(select (c.nth, c.party)::rules.pair from unnest(clues) c group by c.nth, c.party);
begin
    clues := clues || array(select p from rules.clues_of_places(pairs, lists) p) || array(select n from rules.clues_of_numbers(pairs, lists) n);
    return query select s.* from rules.scored(clues) s where s.score >= 65;
end
$$;
comment on function rules.all_likely(jsonb[]) is
'Of each of many lists of changes that would enter a customer, the customers of the login''s scopes with a score of 65 or more; the threshold is measured by benchmarks/duplicates.py.';

create function rules.likely_duplicates(changes jsonb, itself integer) returns setof rules.likely
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select l.* from rules.all_likely(array[changes]) l
    where l.party is distinct from itself order by l.score desc, l.party limit 12;
end;
comment on function rules.likely_duplicates(jsonb, integer) is 'The likely duplicates of one customer.';
