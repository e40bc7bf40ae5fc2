-- needs: likely
-- Likely duplicates as they are told: of a customer that is being entered, or of one that is open.
set local role seloste_reader;

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
