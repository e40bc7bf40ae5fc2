-- needs: likeness marks
-- Customers with nearly the same name as others that are asked about, all at once: a file may bring a hundred thousand.
-- Like search, it asks for prefixes of tokens per scope.
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

create type rules.called as (nth integer, words text[], is_person boolean);

create function rules.called_of(lists jsonb[]) returns rules.called[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select (l.nth, w.words, l.is_person)::rules.called
        from (
            select l.nth, l.changes, coalesce((
                select c -> 'fields' ->> 'kind' in ('person', 'sole_trader') from jsonb_array_elements(l.changes) c
                where c ->> 'entity' = 'party' limit 1
            ), false) as is_person
            from unnest(lists) with ordinality l (changes, nth)
        ) l
        cross join lateral (
            select distinct c -> 'fields' ->> 'name' as name from jsonb_array_elements(l.changes) c
            where c ->> 'entity' in ('party', 'party_name') limit 5
        ) n
        cross join lateral (select rules.core_words(value.search_form(n.name)) as words offset 0) w
        where cardinality(w.words) > 0
    );
end;
comment on function rules.called_of(jsonb[]) is 'The names of customers, five of each, by the words that matter.';

create type rules.named as (place integer, token text, party integer);

create function rules.named_alike(scopes smallint[], called rules.called[]) returns setof rules.named
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct c.place::integer, f.token, f.party
    from unnest(called) with ordinality c (nth, words, is_person, place)
    cross join lateral (select b from unnest(rules.beginnings(c.words)) b offset 0) l (low)
    cross join unnest(scopes) s (scope)
    cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= l.low
            and t.token < l.low || case when cardinality(c.words) = 1 then ' ' else U&'\+10FFFF' end
        order by t.token limit 12
    ) f;
end;
comment on function rules.named_alike(smallint[], rules.called[]) is
'Tokens of names that have two of the words of a name beside each other, or the only one; place is that of the name among those asked about.';

create function rules.named_nearly(scopes smallint[], called rules.called[], wanted integer[]) returns setof rules.named
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = on
begin atomic
    with typed as materialized (
        select w.word, array_agg(p.place) as places
        from unnest(wanted) p (place)
        cross join lateral (
            select w as word from unnest((called[p.place]).words) w where length(w) >= 4 order by length(w) desc, w limit 4
        ) w
        group by w.word
    ), lacking as materialized (
        select t.word, t.places, x.deletion from typed t cross join lateral unnest(value.deletions(t.word)) x (deletion)
    ), known as materialized (
        select d.scope, d.word, d.deletion, row_number() over (partition by d.scope, d.deletion order by d.word) as nth
        from search.deletion d
        where d.scope = any(named_nearly.scopes) and d.deletion = any(array(select l.deletion from lacking l))
    ), spelt as materialized (
        select l.word as typed, l.places, k.word, array_agg(distinct k.scope) as scopes
        from lacking l join known k using (deletion)
        where k.word <> l.word and k.nth <= 20
        group by l.word, l.places, k.word
        having value.within_one_edit(k.word, l.word)
    )
    select distinct p.place, f.token, f.party
    from spelt s
    cross join unnest(s.places) p (place)
    cross join lateral (
        select b from unnest(
            case when cardinality((called[p.place]).words) = 1 then array['n-' || s.word]
            else array(
                select b from unnest((called[p.place]).words) o
                cross join lateral unnest(array['n-' || s.word || ' ' || o, 'n-' || o || ' ' || s.word]) b where o <> s.typed
            ) end
        ) b
    ) l (low)
    cross join unnest(s.scopes) c (scope)
    cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = c.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF' order by t.token limit 6
    ) f;
end;
comment on function rules.named_nearly(smallint[], rules.called[], integer[]) is
'Tokens of names that have a word one typing error away beside another of the words of a name, for the names at some places.';

create function rules.clues_of_names(scopes smallint[], lists jsonb[]) returns setof rules.clue
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    called constant rules.called[] := rules.called_of(lists);
    places integer[] := array(select generate_subscripts(called, 1));
    found rules.clue[];
begin
    for stage in 1 .. 2 loop
        found := array(
            select (n.place, n.party, 'name', max(l.likeness))::rules.clue
            from (
                select a.* from rules.named_alike(scopes, called) a where stage = 1
                union all
                select a.* from rules.named_nearly(scopes, called, places) a where stage = 2
            ) n
            cross join lateral rules.name_likeness((called[n.place]).words, rules.core_words(substr(n.token, 3)), (called[n.place]).is_person) l (likeness)
            where l.likeness > 0
            group by n.place, n.party
        );
        return query
        select (called[c.nth]).nth, c.party, c.field, c.points * case when (called[c.nth]).is_person then 45 else 75 end / 100 from unnest(found) c;
        places := array(select unnest(places) except select c.nth from unnest(found) c where c.points >= 90);
    end loop;
end
$$;
comment on function rules.clues_of_names(smallint[], jsonb[]) is
'Customers with the same name, its words in any order; where there is none, with one typing error in it.';
