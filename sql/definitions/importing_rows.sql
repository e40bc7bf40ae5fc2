-- needs: importing fitting
-- What a row of a file would do: whose it is, what it changes field by field, tried out and taken back, so that the rules of a save decide.
set local role seloste_writer;

create function rules.import_matches(wanted jsonb[]) returns table (nth integer, customers integer[])
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
begin atomic
    with named as (
        select w.nth::integer as nth, w.wanted ->> 'number' as number, w.wanted -> 'rows' as rows
        from unnest(wanted) with ordinality w (wanted, nth) where w.wanted is not null
    ), found as (
        select n.nth, p.id from named n cross join lateral (select p.id from register.party p where p.id = n.number::integer limit 1) p
        union
        select n.nth, f.party
        from named n
        cross join lateral jsonb_array_elements(n.rows) c
        cross join lateral (
            select i.party from register.identifier i
            where i.scope = any((select rules.my_scopes())::smallint[]) and i.scheme = c -> 'fields' ->> 'scheme' and i.value = c -> 'fields' ->> 'value' limit 20
        ) f
        where n.number is null and c ->> 'entity' = 'identifier' and c -> 'fields' ->> 'scheme' in ('business_id', 'association', 'vat')
    )
    select f.nth, array_agg(f.id order by f.id) from found f group by f.nth;
end;
comment on function rules.import_matches(jsonb[]) is 'Customers in scope that rows of a file name, by their number or by an identifier; rows that name none are left out.';

create function rules.import_match(wanted jsonb) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce((select m.customers from rules.import_matches(array[wanted]) m), '{}');
end;
comment on function rules.import_match(jsonb) is 'Customers in scope that a row of a file names.';

create function rules.import_there(customer integer, change jsonb, persons integer[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    f constant jsonb := rules.completed(change ->> 'entity', change -> 'fields');
    found jsonb;
begin
    case change ->> 'entity'
        when 'party' then
            select to_jsonb(p) into found from register.party p where p.id = customer;
        when 'party_name' then
            select to_jsonb(n) into found from register.party_name n
            where n.party = customer and n.name = f ->> 'name' and n.type = f ->> 'type' limit 1;
        when 'identifier' then
            select to_jsonb(i) into found from register.identifier i
            where i.party = customer and i.scheme = f ->> 'scheme' order by i.value is distinct from f ->> 'value', i.id limit 1;
        when 'address' then
            select to_jsonb(a) into found from register.address a
            where a.party = customer and a.kind = f ->> 'kind' and a.valid_to is null order by a.id limit 1;
        when 'contact_point' then
            select to_jsonb(c) into found from register.contact_point c
            where c.party = customer and c.normal = f ->> 'normal' and c.person is not distinct from (f ->> 'person')::integer limit 1;
        when 'person' then
            select to_jsonb(h) into found from register.person h
            where h.id = any(persons) and lower(h.family_name) = lower(f ->> 'family_name') and lower(h.given_names) = lower(f ->> 'given_names')
            order by h.id limit 1;
        when 'person_role' then
            select to_jsonb(r) into found from register.person_role r
            where r.party = customer and r.person = (f ->> 'person')::integer and r.role = f ->> 'role'
                and (r.valid_to is null or r.valid_to >= rules.today()) limit 1;
        when 'credit_check' then
            select to_jsonb(k) into found from register.credit_check k
            where k.party = customer and k.asked_on = (f ->> 'asked_on')::date and k.requester = session_user order by k.id limit 1;
        when 'firmographic' then
            select to_jsonb(t) into found from register.firmographic t
            where t.party = customer and t.source = 'fonecta' and t.as_of = coalesce((f ->> 'as_of')::date, rules.today()) order by t.id limit 1;
        else null;
    end case;
    return found;
end
$$;
comment on function rules.import_there(integer, jsonb, integer[]) is
'The row of a customer that a row of a file is about: the address of its kind, the identifier of its scheme, the person of the same name; null for a new one.';

create function rules.import_change(change jsonb, there jsonb, origin jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    entity constant text := change ->> 'entity';
    fields jsonb;
    was jsonb;
begin
    if there is null then return change - 'new' || jsonb_build_object('fields', coalesce(change -> 'new', '{}') || (change -> 'fields') || origin); end if;
    if entity = 'address' and (there ->> 'guarded')::boolean then perform rules.refuse('address_protected'); end if;
    if entity = 'identifier' and there ->> 'scheme' in ('business_id', 'association') and there ->> 'value' <> change -> 'fields' ->> 'value' then
        perform rules.refuse('import_identifier_differs', jsonb_build_object('ours', there ->> 'value'));
    end if;
    select jsonb_object_agg(f.key, f.value), jsonb_object_agg(f.key, case when rules.may_see(entity, f.key) then there -> f.key end) into fields, was
    from jsonb_each(change -> 'fields') f
    where f.value #>> '{}' is distinct from there ->> f.key and f.key <> 'person' and entity <> 'contact_point'
        and (entity <> 'person' or f.key not in ('given_names', 'family_name'));
    if fields is null then return null; end if;
    return change - 'new' || jsonb_build_object('id', there -> 'id', 'version', there -> 'version', 'fields', fields || origin, 'was', was);
end
$$;
comment on function rules.import_change(jsonb, jsonb, jsonb) is
'A row of a file as a change of a save: the whole of a new row, of one that is there the fields that differ with what they were, null where none does.';

create function rules.import_new_plan(wanted jsonb, origin jsonb) returns jsonb
language sql immutable
begin atomic
    select jsonb_agg(c.c - 'new' || jsonb_build_object('fields', coalesce(c.c -> 'new', '{}') || (c.c -> 'fields') || origin) order by c.place)
    from jsonb_array_elements(wanted -> 'rows') with ordinality c (c, place);
end;
comment on function rules.import_new_plan(jsonb, jsonb) is 'The save by which a row of a file enters a new customer.';

create function rules.import_plan(customer integer, wanted jsonb, origin jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    persons constant integer[] := rules.persons_here(customer, false);
    known jsonb := '{}';
    change jsonb;
    there jsonb;
    plan jsonb := '[]';
begin
    if customer is null then return rules.import_new_plan(wanted, origin); end if;
    for change in select c from jsonb_array_elements(wanted -> 'rows') c loop
        change := jsonb_set(change, '{fields}', rules.with_keys(change -> 'fields', known));
        there := null;
        if coalesce(change -> 'fields' ->> 'person', '') !~ '^@' then
            there := rules.import_there(customer, change, persons);
        end if;
        if there is not null and change ->> 'entity' = 'person' and change ? 'key' then
            known := known || jsonb_build_object('@' || (change ->> 'key'), there -> 'id');
        end if;
        change := rules.import_change(change, there, origin);
        if change is not null then plan := plan || change; end if;
    end loop;
    return plan;
end
$$;
comment on function rules.import_plan(integer, jsonb, jsonb) is 'The save that a row of a file makes: of a new customer, or what differs of one that is there.';

create function rules.import_write(customer integer, plan jsonb) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.check_changes(customer, plan, '{firmographic}');
    if customer is not null then perform from register.party p where p.id = customer for update; end if;
    return (rules.apply(customer, plan, case when customer is null then '[]' else to_jsonb(rules.persons_here(customer, false)) end) ->> 'party')::integer;
end
$$;
comment on function rules.import_write(integer, jsonb) is
'Carries out the save of a row; a person whom the purpose sees at the customer may be given a role although no card is open.';

create type rules.import_part as (nth integer, entity text, fields jsonb);

create function rules.import_parts(plans jsonb[]) returns rules.import_part[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select (p.nth, c ->> 'entity', case c ->> 'entity' when 'contact_point' then rules.completed('contact_point', c -> 'fields') else c -> 'fields' end)::rules.import_part
        from unnest(plans) with ordinality p (plan, nth) cross join lateral jsonb_array_elements(p.plan) c
    );
end;
comment on function rules.import_parts(jsonb[]) is 'The rows that many plans of new customers would write.';

create function rules.import_denied(parts rules.import_part[]) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select f.entity || '.' || f.field
        from (select distinct p.entity, k as field from unnest(parts) p cross join lateral jsonb_object_keys(p.fields) k) f
        where not exists (
            select from dictionary.data_column d
            where d.schema_name = 'register' and d.table_name = f.entity and d.column_name = f.field
                and d.class <> 'T' and d.column_name <> 'obtained_by' and (d.table_name <> 'party' or d.class not in ('K3', 'K10'))
                and (rules.may_write(d.class) or d.table_name in ('person', 'person_role') and rules.may_write('K12')
                    or d.table_name = 'firmographic' and rules.may_see('firmographic', d.column_name::text))
        )
    );
end;
comment on function rules.import_denied(rules.import_part[]) is 'Which fields, each as entity.column, the purpose may not write: what check_fields says, for all rows of a batch at once.';

create function rules.import_check_new(plan jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    denied constant text[] := rules.import_denied(rules.import_parts(array[plan]));
    change jsonb;
    entity text;
    fields jsonb;
    field text;
begin
    perform rules.check_changes(null, plan, '{firmographic}');
    for change in select c from jsonb_array_elements(plan) c loop
        entity := change ->> 'entity';
        fields := rules.completed(entity, change -> 'fields');
        select k into field from jsonb_object_keys(fields) k where entity || '.' || k = any(denied) and (k <> 'person' or entity not in ('person_role', 'contact_point')) limit 1;
        if field is not null then perform rules.refuse('field_not_yours', jsonb_build_object('entity', entity, 'field', field)); end if;
        if entity = 'party' then
            perform rules.check_kinds(fields);
            perform rules.check_party(null, fields);
        elsif entity = 'identifier' and fields ->> 'scheme' = 'hetu' then
            perform rules.refuse('identity_code_by_itself');
        elsif entity = 'person_role' then
            perform rules.check_role(null, 1, fields ->> 'role', '[1]');
        end if;
        perform rules.check_fits(entity, fields || case when entity in ('party', 'person') then '{}'::jsonb else '{"party": 1, "scope": 4}'::jsonb end
            || case when fields ? 'person' then '{"person": 1}'::jsonb else '{}'::jsonb end, change ->> 'key');
    end loop;
end
$$;
comment on function rules.import_check_new(jsonb) is
'Refuses a new customer as saving it would, without writing a row.';

create function rules.import_why(code text, facts text, wanted jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    with told as (
        select coalesce(nullif(facts, ''), '{}')::jsonb as facts
    )
    select jsonb_strip_nulls(jsonb_build_object('code', code, 'facts', t.facts, 'column', (
        select c -> 'columns' ->> (t.facts ->> 'field') from jsonb_array_elements(wanted -> 'rows') c
        where c -> 'columns' ? (t.facts ->> 'field') and c ->> 'entity' = coalesce(t.facts ->> 'entity', c ->> 'entity')
        order by c ->> 'key' is not distinct from t.facts ->> 'key' desc limit 1
    )))
    from told t;
end;
comment on function rules.import_why(text, text, jsonb) is 'Why a row is refused: the code, its facts, and the column of the file, where one is known.';

create function rules.import_try(line desk.import_row, matched integer[], origin jsonb) returns desk.import_row
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if cardinality(matched) > 1 then perform rules.refuse('import_several', jsonb_build_object('customers', array_to_string(matched, ', '))); end if;
    if matched = '{}' and line.wanted ->> 'number' is not null then
        perform rules.refuse('import_unknown', jsonb_build_object('number', line.wanted ->> 'number'));
    end if;
    line.customer := matched[1];
    line.plan := rules.import_plan(line.customer, line.wanted, origin);
    if line.plan = '[]' then
        line.outcome := 'same';
        return line;
    end if;
    if line.customer is null then
        perform rules.import_check_new(line.plan);
        line.outcome := 'new';
        return line;
    end if;
    begin
        perform rules.import_write(line.customer, line.plan);
        raise exception using errcode = 'SE009';
    exception
        when sqlstate 'SE009' then null;
    end;
    line.outcome := 'changed';
    return line;
end
$$;
comment on function rules.import_try(desk.import_row, integer[], jsonb) is
'What a row would do: to a customer that is there tried out under all the rules of a save and taken back, a new one held against the same rules.';
