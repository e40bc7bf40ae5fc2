-- needs: likeness marks
-- Likely duplicates: customers the purpose sees that look like one that is being entered, or like one that is open.
-- Like search, it asks for equality and prefixes of tokens per scope. An address alone is a house of many: it adds to other evidence.
set local role seloste_reader;

create function rules.beginnings(words text[]) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case cardinality(words)
        when 1 then array(select 'n-' || words[1] || f from unnest('{""," oy"," ab"," ky"," ay"," tmi"," ry"," rf"," oyj"," toiminimi"}'::text[]) f)
        else array(
            select 'n-' || a || ' ' || b
            from (select w from unnest(words) w order by length(w) desc, w limit 4) x (a)
            cross join (select w from unnest(words) w order by length(w) desc, w limit 4) y (b)
            where a <> b
        )
    end;
end;
comment on function rules.beginnings(text[]) is 'With what a token of a name begins that has these words in any order: any two of them.';

create function rules.named(scopes smallint[], words text[]) returns setof rules.hit
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select f.token, f.party
    from unnest(scopes) s (scope)
    cross join unnest(rules.beginnings(words)) l (low)
    cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= l.low
            and t.token < l.low || case when cardinality(words) = 1 then ' ' else U&'\+10FFFF' end
        order by t.token limit 12
    ) f;
end;
comment on function rules.named(smallint[], text[]) is 'Tokens of names that have two of the words beside each other, or the only one.';

create function rules.nearly_named(scopes smallint[], words text[]) returns setof rules.hit
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with typed as (
        select w as word from unnest(words) w where length(w) >= 4 order by length(w) desc, w limit 4
    ), spelt as (
        select distinct s.scope, y.word as typed, d.word
        from typed y
        cross join unnest(scopes) s (scope)
        cross join lateral unnest(value.deletions(y.word)) x (deletion)
        cross join lateral (
            select d.word from search.deletion d where d.scope = s.scope and d.deletion = x.deletion limit 20
        ) d
        where d.word <> y.word and value.within_one_edit(d.word, y.word)
    )
    select f.token, f.party
    from spelt p
    cross join lateral unnest(
        case when cardinality(words) = 1 then array['n-' || p.word]
        else array(
            select b from unnest(words) o cross join lateral unnest(array['n-' || p.word || ' ' || o, 'n-' || o || ' ' || p.word]) b where o <> p.typed
        ) end
    ) l (low)
    cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = p.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF' order by t.token limit 6
    ) f;
end;
comment on function rules.nearly_named(smallint[], text[]) is
'Tokens of names that have a word one typing error away beside another of the words.';

create function rules.clues_of_name(scopes smallint[], name text, is_person boolean) returns setof rules.clue
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    words constant text[] := rules.core_words(value.search_form(name));
    clues rules.clue[] := '{}';
begin
    if cardinality(words) = 0 then return; end if;
    for stage in 1 .. 2 loop
        clues := clues || array(
            select (h.party, 'name', max(l.likeness))::rules.clue
            from (
                select n.* from rules.named(scopes, words) n where stage = 1
                union
                select n.* from rules.nearly_named(scopes, words) n where stage = 2
            ) h
            cross join lateral rules.name_likeness(words, rules.core_words(substr(h.token, 3)), is_person) l (likeness)
            where l.likeness > 0
            group by h.party
        );
        exit when exists (select from unnest(clues) c where c.points >= 90);
    end loop;
    return query select c.party, c.field, c.points * case when is_person then 45 else 75 end / 100 from unnest(clues) c;
end
$$;
comment on function rules.clues_of_name(smallint[], text, boolean) is
'Customers with the same name, its words in any order; where there is none, with one typing error in it.';

create function rules.clues_of_places(parties integer[], changes jsonb) returns setof rules.clue
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select a.party, case when max(p.points) >= 30 then 'address' when max(p.points) > 0 then 'town' else 'against' end, max(p.points)
    from jsonb_array_elements(changes) c
    join register.address a on a.party = any(parties) and not a.guarded
    cross join lateral (
        select case
            when a.postcode = c -> 'fields' ->> 'postcode'
                and rules.house(a.street, a.number) = rules.house(c -> 'fields' ->> 'street', c -> 'fields' ->> 'number') then 30
            when a.postcode = c -> 'fields' ->> 'postcode' then 10
            when value.search_form(c -> 'fields' ->> 'town') in (value.search_form(a.town), value.search_form(a.town_sv)) then 5
            else -10
        end as points
    ) p
    where c ->> 'entity' = 'address' and c -> 'fields' ->> 'town' is not null and rules.may_see('address', 'street')
    group by a.party;
end;
comment on function rules.clues_of_places(integer[], jsonb) is
'Which of these customers have the same address, postcode or town, and which live elsewhere; those with a non-disclosure order are left out.';

create function rules.clues_of_numbers(parties integer[], changes jsonb) returns setof rules.clue
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct i.party, 'against', -40
    from register.identifier i
    join jsonb_array_elements(changes) c on c ->> 'entity' = 'identifier' and c -> 'fields' ->> 'scheme' = i.scheme
    where i.party = any(parties) and i.scheme in ('business_id', 'association') and rules.may_see('identifier', 'value')
        and i.value <> btrim(c -> 'fields' ->> 'value');
end;
comment on function rules.clues_of_numbers(integer[], jsonb) is
'Which of these customers have another business ID or association number: one that nobody has two of.';

create function rules.scored(clues rules.clue[]) returns table (party integer, score integer, matched text[])
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with best as (
        select c.party, c.field, case c.field when 'against' then sum(c.points) else max(c.points) end as points
        from unnest(clues) c group by c.party, c.field
    ), alike as (
        select count(*) filter (where b.field = 'name') as names from best b
    )
    select b.party,
        least(100, sum(b.points) + case
            when bool_and(b.field <> 'name') then 0
            when max(a.names) = 1 then 10
            when bool_and(b.field in ('name', 'town', 'against')) then greatest(-20, 2 - 2 * max(a.names))
            else 0
        end)::integer,
        array_agg(b.field order by b.points desc, b.field) filter (where b.field <> 'against')
    from best b cross join alike a
    group by b.party;
end;
comment on function rules.scored(rules.clue[]) is
'Adds the clues of each customer, for and against, up to 100; a name that nobody else has says more, one that many have less when nothing else speaks for it.';

create function rules.likely_duplicates(changes jsonb, itself integer) returns table (party integer, score integer, matched text[])
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    scopes constant smallint[] := rules.my_scopes();
    is_person constant boolean := coalesce((
        select c -> 'fields' ->> 'kind' in ('person', 'sole_trader') from jsonb_array_elements(changes) c where c ->> 'entity' = 'party' limit 1
    ), false);
    clues rules.clue[] := array(select c from rules.clues_of_marks(scopes, changes) c);
    parties integer[];
begin
    clues := clues || array(
        select k from (
            select distinct c -> 'fields' ->> 'name' as name from jsonb_array_elements(changes) c
            where c ->> 'entity' in ('party', 'party_name') limit 5
        ) n cross join lateral rules.clues_of_name(scopes, n.name, is_person) k
        where n.name is not null
    );
    parties := array(select distinct c.party from unnest(clues) c);
    clues := clues || array(select p from rules.clues_of_places(parties, changes) p)
        || array(select n from rules.clues_of_numbers(parties, changes) n);
    return query
    select s.party, s.score, s.matched from rules.scored(clues) s
    where s.score >= 65 and s.party is distinct from itself order by s.score desc, s.party limit 12;
end
$$;
comment on function rules.likely_duplicates(jsonb, integer) is
'Customers of the login''s scopes with a score of 65 or more; the threshold is measured by benchmarks/duplicates.py.';

create type rules.duplicate as (
    id integer, name text, kind text, status text, town text, unit_name text, score integer, matched text[]
);

create function rules.shown_duplicates(changes jsonb, itself integer) returns setof rules.duplicate
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    found rules.duplicate[] := array(
        select (
            p.id, p.name, p.kind, case when rules.may_see('party', 'status') then p.status end,
            case when rules.may_see('party', 'town') then p.town end, u.name, d.score, d.matched
        )::rules.duplicate
        from rules.likely_duplicates(changes, itself) d
        cross join lateral (select p.* from register.party p where p.id = d.party limit 1) p
        join register.unit u on u.id = p.unit
        order by d.score desc, p.id
        limit 8
    );
begin
    perform rules.log_read('search', itself, array(select f.id from unnest(found) f), left((
        select c -> 'fields' ->> 'name' from jsonb_array_elements(changes) c where c ->> 'entity' = 'party' limit 1
    ), 100), cardinality(found), 'duplicates');
    return query select * from unnest(found);
end
$$;
comment on function rules.shown_duplicates(jsonb, integer) is 'The likely duplicates with what the purpose may see of them, and a line in the read log.';

create function api.duplicates(changes jsonb) returns setof rules.duplicate
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    if not rules.may_write('K1') then perform rules.refuse('not_yours'); end if;
    if jsonb_typeof(changes) is distinct from 'array' or pg_column_size(changes) > 262144 or jsonb_array_length(changes) > 200
        or exists (select from jsonb_array_elements(changes) c where not rules.is_change(c)) then
        perform rules.refuse('changes_unreadable');
    end if;
    return query select d.* from rules.shown_duplicates(changes, null) d;
end
$$;
comment on function api.duplicates(jsonb) is
'Customers the purpose sees that look like a new one, given as the changes of its first save: score 65–100 and the fields that matched. Definer: staff may not read the search tables.';

create function rules.as_changes(party integer) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(jsonb_agg(jsonb_build_object('entity', r.entity, 'fields', r.fields)), '[]')
    from (
        select 'party' as entity, jsonb_build_object('name', p.name, 'kind', p.kind) as fields
        from register.party p where p.id = as_changes.party
        union all
        select 'party_name', jsonb_build_object('name', n.name) from register.party_name n where n.party = as_changes.party
        union all
        select 'identifier', jsonb_build_object('scheme', i.scheme, 'value', i.value)
        from register.identifier i where i.party = as_changes.party and i.value is not null
        union all
        select 'contact_point', jsonb_strip_nulls(jsonb_build_object('given', c.given, 'normal', c.normal, 'person', c.person))
        from register.contact_point c
        where c.party = as_changes.party and (c.person is null or c.person = any((select rules.open_persons())::integer[]))
        union all
        select 'address', jsonb_build_object('street', a.street, 'number', a.number, 'postcode', a.postcode, 'town', a.town)
        from register.address a where a.party = as_changes.party and not a.guarded
    ) r;
end;
comment on function rules.as_changes(integer) is 'An opened customer as the changes that would enter it anew, as far as duplicates are found by them.';

create function api.duplicates_of(party integer) returns setof rules.duplicate
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    if not rules.may_write('K1') then perform rules.refuse('not_yours'); end if;
    if party is null or party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = duplicates_of.party) then
        perform rules.refuse('not_open');
    end if;
    return query select d.* from rules.shown_duplicates(rules.as_changes(party), party) d;
end
$$;
comment on function api.duplicates_of(integer) is
'Customers the purpose sees that look like an opened one. Definer: staff may not read the search tables.';

grant execute on function api.duplicates(jsonb), api.duplicates_of(integer) to seloste_billing, seloste_administration, seloste_relations;
