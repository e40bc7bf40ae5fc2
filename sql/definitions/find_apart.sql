-- needs: find
-- Words that do not follow each other: the rarest leads, within a budget, and the others are looked for in what the leader finds.
set local role seloste_reader;

create function rules.leads(scopes smallint[], lows text[], each integer, most integer) returns setof rules.hit
language sql stable
begin atomic
    select f.token, f.party from unnest(scopes) s (scope) cross join unnest(lows) l (low) cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF'
        limit each
    ) f limit most;
end;
comment on function rules.leads(smallint[], text[], integer, integer) is 'Any tokens that begin so: so many of a scope and a beginning, and of all.';

create function rules.kinds_of_word(asker rules.asker) returns text[]
language sql immutable
begin atomic
    select case when 'party.town' = any(asker.sees) then array['n-', 't-'] else array['n-'] end;
end;
comment on function rules.kinds_of_word(rules.asker) is 'Kinds of tokens in which words are looked for: names, and towns where the purpose sees them.';

create type rules.together as (parties integer[], cut boolean);

create function rules.apart(asker rules.asker, scopes smallint[], words text[]) returns rules.together
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    budget constant integer := 500;
    kinds constant text[] := rules.kinds_of_word(asker);
    ranked constant text[] := array(select w from (select distinct w from unnest(words) w) d (w) order by length(w) desc, w limit 4);
    patterns constant text[] := array(select '% ' || w || '%' from unnest(ranked) w);
    towns text[] := '{}';
    hits rules.hit[];
    leader text;
    cut boolean := true;
begin
    foreach leader in array ranked loop
        hits := array(select l from rules.leads(scopes, array(select k || leader from unnest(kinds) k), budget, budget) l);
        cut := cardinality(hits) >= budget;
        exit when not cut;
    end loop;
    if cut then
        hits := array(
            select l from rules.leads(scopes, array(
                select k || a || ' ' || b from unnest(kinds) k cross join unnest(ranked) a cross join unnest(ranked) b where a <> b
            ), 64, 8 * budget) l
        ) || array(
            select l from rules.leads(scopes, array(select k || ranked[1] from unnest(kinds) k), 8 + budget / (1 + cardinality(scopes)), budget) l
        );
    end if;
    if cardinality(kinds) > 1 then
        towns := array(select w from unnest(ranked) w where exists (select from rules.leads(scopes, array['t-' || w], 1, 1)));
    end if;
    return (array(
        select distinct h.party from unnest(hits) h (token, party)
        where ' ' || substr(h.token, 3) like all (patterns)
            or towns <> '{}' and not exists (
                select from unnest(ranked) w
                where ' ' || substr(h.token, 3) not like '% ' || w || '%' and (
                    w <> all(towns) or not exists (
                        select from search.token t
                        where t.party = h.party and t.token >= 't-' || w and t.token < 't-' || w || U&'\+10FFFF'
                    )
                )
            )
    ), cut)::rules.together;
end
$$;
comment on function rules.apart(rules.asker, smallint[], text[]) is
'Customers that have all the words, in any order, in one of their names or with the town. The first word that fewer than 500 tokens begin with leads; where none is so rare the longest does with as many, besides pairs of the words, and cut says that there may be more.';
