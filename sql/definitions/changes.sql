-- needs: api_find
-- What one save may hold: its shape, its fields, its rows. Everything is checked before anything is written.
set local role seloste_writer;

create function rules.refuse(code text, facts jsonb default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'SE001', message = code, detail = facts::text;
end
$$;
comment on function rules.refuse(text, jsonb) is 'Refuses with a code that the screen has words for.';

create function rules.is_moment(written text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$';
end;
comment on function rules.is_moment(text) is 'Whether a text is a moment with its offset from UTC.';
grant execute on function rules.is_moment(text) to seloste_reader;

create function rules.same_value(one text, other text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when rules.is_moment(one) and rules.is_moment(other) then one::timestamptz = other::timestamptz
        else one is not distinct from other
    end;
end;
comment on function rules.same_value(text, text) is 'Whether two values of one column are the same: a moment is written otherwise in another time zone.';

create function rules.class_of(entity text, field text) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select d.class from dictionary.data_column d
    where d.schema_name = 'register' and d.table_name = entity and d.column_name = field;
end;
comment on function rules.class_of(text, text) is 'The class of a column of the register.';

create function rules.is_change(change jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_typeof(change) = 'object'
        and coalesce(change ->> 'id', '1') ~ '^[1-9][0-9]{0,8}$' and coalesce(change ->> 'version', '1') ~ '^[0-9]{1,9}$'
        and coalesce(change ->> 'remove', 'true') in ('true', 'false')
        and case jsonb_typeof(coalesce(change -> 'fields', '{}'))
            when 'object' then not exists (select from jsonb_each(change -> 'fields') f where jsonb_typeof(f.value) in ('object', 'array'))
            else false
        end;
end;
comment on function rules.is_change(jsonb) is 'Whether a change has the shape {entity, id, version, fields, remove, key}, with plain values.';

create function rules.check_changes(party integer, changes jsonb, besides text[] default '{}') returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    new_parties integer;
begin
    if jsonb_typeof(changes) is distinct from 'array' or pg_column_size(changes) > 262144
        or exists (select from jsonb_array_elements(changes) c where not rules.is_change(c)) then
        perform rules.refuse('changes_unreadable');
    end if;
    if exists (
        select from jsonb_array_elements(changes) c
        where coalesce(c ->> 'entity', '') not in ('party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point',
            'service', 'domain', 'credit_check', 'interaction')
            and coalesce(c ->> 'entity', '') <> all(besides)
    ) then perform rules.refuse('not_yours'); end if;
    select count(*) into new_parties from jsonb_array_elements(changes) c where c ->> 'entity' = 'party' and c ->> 'id' is null;
    if exists (
        select from jsonb_array_elements(changes) c join register.product p on p.code = c -> 'fields' ->> 'product'
        where c ->> 'entity' = 'service' and p.state <> 'sold'
    ) then perform rules.refuse('product_not_sold'); end if;
    if new_parties <> (case when party is null then 1 else 0 end)
        or party is null and exists (select from jsonb_array_elements(changes) c where c ->> 'id' is not null) then
        perform rules.refuse('not_found');
    end if;
end
$$;
comment on function rules.check_changes(integer, jsonb, text[]) is
'Refuses a save that cannot be read, or that names rows of another customer: a new customer has new rows only, an opened one no new customer.';

create function rules.check_fields(change jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    entity constant text := change ->> 'entity';
    given record;
    class text;
begin
    for given in select f.key as field, f.value #>> '{}' as value from jsonb_each(coalesce(change -> 'fields', '{}')) f loop
        continue when given.field = 'person' and entity in ('person_role', 'contact_point') and change ->> 'id' is null;
        class := rules.class_of(entity, given.field);
        if class is null or class = 'T' or given.field in ('obtained_by', 'requester', 'decided_by', 'decided_on')
            or given.field = any(rules.clock_columns())
            or given.field = 'staff' and entity <> 'firmographic' or entity = 'party' and class in ('K3', 'K10') then
            perform rules.refuse('field_unknown', jsonb_build_object('field', given.field));
        end if;
        if rules.names_identity_code(given.value) then perform rules.refuse('identity_code_by_itself', jsonb_build_object('field', given.field)); end if;
        continue when entity in ('person', 'person_role') and rules.may_write('K12') or entity = 'firmographic' and rules.may_see(entity, given.field);
        if not rules.may_write(class) then
            perform rules.refuse('field_not_yours', jsonb_build_object('entity', entity, 'field', given.field));
        end if;
    end loop;
end
$$;
comment on function rules.check_fields(jsonb) is 'Refuses fields whose class the purpose may not write, and identity codes in any field.';

create function rules.persons_here(party integer, writable boolean) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(r.person), '{}')
    from (
        select r.person, r.role from register.person_role r where r.party = persons_here.party
        union all
        select r.person, r.role from register.person_role r where persons_here.party is null and r.host = any((select rules.open_hosts())::integer[])
    ) r
    where exists (
        select from dictionary.purpose_role w
        where w.purpose = (select rules.my_purpose()) and w.role = r.role and (w.may_write or not persons_here.writable)
    );
end;
comment on function rules.persons_here(integer, boolean) is
'Persons of a customer, or without one those of opened hosts, that the purpose may see, or change, in this very transaction too.';

create function rules.check_party(party integer, fields jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if fields ? 'unit' and (fields ->> 'unit')::integer * 4 <> all(rules.my_scopes()) then perform rules.refuse('unit_not_yours'); end if;
    if party is not null and fields ? 'protected' and not coalesce((fields ->> 'protected')::boolean, false)
        and (not rules.may_write('K15') or party <> all(rules.revealed_parties('address'))) then
        perform rules.refuse('address_protected');
    end if;
end
$$;
comment on function rules.check_party(integer, jsonb) is
'Refuses a unit the login does not have, and an end to a non-disclosure order by anybody who has not given a reason to see the address.';

create function rules.check_role(id integer, person integer, wanted text, made jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from (select wanted as role union all select r.role from register.person_role r where r.id = check_role.id) r
        where r.role is not null and not exists (
            select from dictionary.purpose_role w where w.purpose = rules.my_purpose() and w.role = r.role and w.may_write
        )
    ) then perform rules.refuse('role_not_yours'); end if;
    if id is null and (person is null or person <> all(rules.open_persons()) and not made @> to_jsonb(person)) then
        perform rules.refuse('not_found');
    end if;
end
$$;
comment on function rules.check_role(integer, integer, text, jsonb) is
'Refuses roles the purpose may not give or change, and persons who are neither of an opened customer nor made in this save.';

create function rules.check_kinds(fields jsonb) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(fields ->> 'unit', '1') !~ '^[0-9]{1,4}$'
        or exists (
            select from unnest('{person,service,host,needs,technical}'::text[]) k where coalesce(fields ->> k, '1') !~ '^[1-9][0-9]{0,8}$'
        )
        or coalesce(fields ->> 'protected', 'true') not in ('true', 'false') then
        perform rules.refuse('changes_unreadable');
    end if;
end
$$;
comment on function rules.check_kinds(jsonb) is 'Refuses a unit, person, service or host that is no number and a flag that is none, before anything is asked about them.';

create function rules.check_row(entity text, party integer, id integer, fields jsonb, made jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    whose integer;
begin
    perform rules.check_kinds(fields);
    if entity in ('person_role', 'domain', 'interaction') and fields ->> 'service' is not null and not exists (
        select from register.service s where s.id = (fields ->> 'service')::integer and s.party = check_row.party
    ) then perform rules.refuse('not_found'); end if;
    case entity
        when 'party' then
            perform rules.check_party(id, fields);
        when 'identifier' then
            if 'hetu' in (fields ->> 'scheme', (select i.scheme from register.identifier i where i.id = check_row.id)) then
                perform rules.refuse('identity_code_by_itself');
            end if;
        when 'person' then
            if id is not null and id <> all(rules.persons_here(party, true)) then perform rules.refuse('role_not_yours'); end if;
        when 'person_role' then
            perform rules.check_role(id, (fields ->> 'person')::integer, fields ->> 'role', made);
        when 'contact_point' then
            whose := coalesce((fields ->> 'person')::integer, (select c.person from register.contact_point c where c.id = check_row.id));
            if whose is not null and whose <> all(rules.persons_here(party, false)) then perform rules.refuse('not_found'); end if;
        when 'domain' then
            whose := (fields ->> 'technical')::integer;
            if whose is not null and whose <> all(rules.persons_here(party, false)) then perform rules.refuse('not_found'); end if;
        when 'interaction' then
            perform rules.check_contact(party, id, fields, made);
        else null;
    end case;
end
$$;
comment on function rules.check_row(text, integer, integer, jsonb, jsonb) is 'Refuses rows that the purpose may not write, with a code.';

create function rules.row_is_open(entity text, line jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case entity
        when 'identifier' then line ->> 'scheme' <> 'hetu' or rules.my_purpose() <> 'seloste_relations'
        when 'credit_check' then rules.my_purpose() <> 'seloste_billing' or line ->> 'requester' = session_user
        when 'source_claim' then (line ->> 'firm_said' is null or rules.may_see('source_claim', 'firm_said')) and (
            line ->> 'address_said' is null or not (line ->> 'guarded')::boolean
            or (line ->> 'party')::integer = any(rules.revealed_parties('address'))
        )
        when 'address' then not (line ->> 'guarded')::boolean or (line ->> 'party')::integer = any(rules.revealed_parties('address'))
        when 'person' then (line ->> 'id')::integer = any(rules.open_persons())
        when 'person_role' then line ->> 'role' = any(rules.my_roles())
        when 'contact_point' then line ->> 'person' is null or (line ->> 'person')::integer = any(rules.open_persons())
        else rules.sees_any_of(entity)
    end;
end;
comment on function rules.row_is_open(text, jsonb) is 'Whether the purpose sees a row of an opened customer: what the policies of the tables say, for those who may save.';

create function rules.theirs(entity text, line jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_object_agg(f.key, f.value) from jsonb_each(line) f
    where rules.may_see(entity, f.key) and rules.class_of(entity, f.key) <> 'T';
end;
comment on function rules.theirs(text, jsonb) is 'What the purpose sees of a row that somebody else changed.';

create function rules.is_of(entity text, of_host boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when entity = 'person' then 't.id = any((select rules.open_persons())::integer[]) and $2 is not null'
        when entity in ('party', 'host') then 't.id = $2'
        when entity = 'contact_point' and of_host then 't.party is null and t.person = any((select rules.open_persons())::integer[]) and $2 is not null'
        when of_host then 't.host = $2'
        else 't.party = $2'
    end;
end;
comment on function rules.is_of(text, boolean) is 'By which condition a row t is of the customer, or the host, whose number is $2.';

create function rules.stale_fields(party integer, changes jsonb, of_host boolean default false) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    change jsonb;
    now_there jsonb;
    answer jsonb := '[]';
    entity text;
begin
    for change in select c from jsonb_array_elements(changes) c where c ->> 'id' is not null loop
        entity := change ->> 'entity';
        execute format(
            'select to_jsonb(t) from register.%I t where t.id = $1 and %s for update', entity,
            rules.is_of(entity, of_host)
        ) into now_there using (change ->> 'id')::integer, party;
        if now_there is null or not rules.row_is_open(entity, now_there) then
            if entity = 'address' and now_there is not null then perform rules.refuse('address_protected'); end if;
            answer := answer || jsonb_build_object('entity', entity, 'id', change -> 'id', 'gone', true);
        elsif (now_there ->> 'version')::integer is distinct from (change ->> 'version')::integer then
            answer := answer || jsonb_build_object(
                'entity', entity, 'id', change -> 'id', 'version', now_there -> 'version',
                'theirs', rules.theirs(entity, now_there), 'change', rules.last_change(entity, change ->> 'id')
            );
        end if;
    end loop;
    return answer;
end
$$;
comment on function rules.stale_fields(integer, jsonb, boolean) is
'Rows that somebody changed after they were read, with what is there now, who changed them and when; locks the rows of the save.';
