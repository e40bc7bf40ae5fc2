-- needs: save
-- By which tokens the numbers and addresses of a new customer would be found at another.
set local role seloste_writer;
grant execute on function rules.completed(text, jsonb), rules.is_change(jsonb) to seloste_reader;

reset role;
set local role seloste_reader;

create type rules.clue as (party integer, field text, points integer);

create type rules.mark as (field text, points integer, token text);

create function rules.marks_of(change jsonb) returns setof rules.mark
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    fields constant jsonb := rules.completed(change ->> 'entity', coalesce(change -> 'fields', '{}'));
    plain constant text := regexp_replace(lower(fields ->> 'value'), '[^a-z0-9]', '', 'g');
    company constant text := substring(plain from '^(?:fi|0037)?([0-9]{8})');
    of_person constant boolean := fields ->> 'person' is not null;
    normal constant text := fields ->> 'normal';
begin
    if change ->> 'entity' = 'identifier' and plain <> '' and rules.may_see('identifier', 'value') then
        return next ('identifier', 100, 'b-' || plain)::rules.mark;
        if company is not null and fields ->> 'scheme' in ('business_id', 'vat', 'e_invoice') then
            return query select 'identifier'::text, 100, 'b-' || p || company from unnest(array['', 'fi', '0037']) p where p || company <> plain;
        end if;
    elsif change ->> 'entity' = 'contact_point' and normal is not null and rules.may_see('contact_point', 'normal') then
        return query
        select case when normal ~ '@' then 'email' else 'phone' end, case when of_person or o <> '-' then 25 when normal ~ '@' then 70 else 65 end,
            case when normal ~ '@' then 'e' || o || normal else 'p' || o || rules.national(normal) end
        from unnest((rules.asker()).owners) o;
    end if;
end
$$;
comment on function rules.marks_of(jsonb) is
'The tokens by which a row of a new customer would be found at another: its numbers and addresses, as far as the purpose sees such columns. Of persons they say less: one person may act for many.';

create function rules.clues_of_marks(scopes smallint[], changes jsonb) returns setof rules.clue
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with hit as (
        select m.field, m.points, m.token, f.party
        from jsonb_array_elements(changes) c
        cross join lateral rules.marks_of(c) m
        cross join unnest(scopes) s (scope)
        cross join lateral (
            select t.party from search.token t where t.scope = s.scope and t.token = m.token limit 12
        ) f
    ), shared as (
        select h.token, count(*) as times from hit h group by h.token
    )
    select h.party, h.field, (case when s.times > 8 then max(h.points) / 4 else max(h.points) end)::integer
    from hit h join shared s using (token)
    group by h.party, h.field, h.token, s.times;
end;
comment on function rules.clues_of_marks(smallint[], jsonb) is
'Customers with the same numbers and addresses; those that many share say little.';
