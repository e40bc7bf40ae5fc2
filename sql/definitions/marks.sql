-- needs: save
-- By which tokens the numbers and addresses of a new customer would be found at another.
set local role seloste_writer;
grant execute on function rules.completed(text, jsonb), rules.is_change(jsonb) to seloste_reader;

reset role;
set local role seloste_reader;

create type rules.clue as (nth integer, party integer, field text, points integer);
comment on type rules.clue is 'That the nth of the customers asked about may be one that is there, and how much says so.';

create type rules.mark as (field text, points integer, token text);

create function rules.marks_of(change jsonb, asker rules.asker) returns setof rules.mark
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    fields constant jsonb := rules.completed(change ->> 'entity', coalesce(change -> 'fields', '{}'));
    plain constant text := regexp_replace(lower(fields ->> 'value'), '[^a-z0-9]', '', 'g');
    company constant text := substring(plain from '^(?:fi|0037)?([0-9]{8})');
    of_person constant boolean := fields ->> 'person' is not null;
    normal constant text := fields ->> 'normal';
begin
    if change ->> 'entity' = 'identifier' and plain <> '' and 'identifier.value' = any(asker.sees) then
        return next ('identifier', 100, 'b-' || plain)::rules.mark;
        if company is not null and fields ->> 'scheme' in ('business_id', 'vat', 'e_invoice') then
            return query select 'identifier'::text, 100, 'b-' || p || company from unnest(array['', 'fi', '0037']) p where p || company <> plain;
        end if;
    elsif change ->> 'entity' = 'contact_point' and normal is not null and 'contact_point.normal' = any(asker.sees) then
        return query
        select case when normal ~ '@' then 'email' else 'phone' end, case when of_person or o <> '-' then 25 when normal ~ '@' then 70 else 65 end,
            case when normal ~ '@' then 'e' || o || normal else 'p' || o || rules.national(normal) end
        from unnest(asker.owners) o;
    end if;
end
$$;
comment on function rules.marks_of(jsonb, rules.asker) is
'The tokens by which a row of a new customer would be found at another: its numbers and addresses, as far as the purpose sees such columns. Of persons they say less: one person may act for many.';

-- All tokens are asked for at once: the index is then walked through in its order, and not from its root for each.
create function rules.clues_of_marks(asker rules.asker, lists jsonb[]) returns setof rules.clue
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = on
begin atomic
    with mark as materialized (
        select l.nth, m.token, m.field, max(m.points) as points
        from unnest(lists) with ordinality l (changes, nth)
        cross join lateral jsonb_array_elements(l.changes) c
        cross join lateral rules.marks_of(c, asker) m
        where c ->> 'entity' in ('identifier', 'contact_point')
        group by l.nth, m.token, m.field
    ), hit as materialized (
        select t.token, t.party, row_number() over (partition by t.token, t.scope order by t.party) as place
        from search.token t
        where t.scope = any(asker.scopes) and t.token = any(array(select m.token from mark m))
    ), shared as (
        select m.*, h.party, count(*) over (partition by m.nth, m.token) as times from mark m join hit h using (token) where h.place <= 12
    )
    select s.nth::integer, s.party, s.field, case when s.times > 8 then s.points / 4 else s.points end from shared s;
end;
comment on function rules.clues_of_marks(rules.asker, jsonb[]) is
'Customers with the same numbers and addresses, a dozen of a scope; those that many share say little.';
