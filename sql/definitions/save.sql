-- needs: api_find
-- A save is one call, one transaction, one operation: all rows of a card that were changed, or none.
set local role seloste_writer;

create function rules.refuse(code text, facts jsonb default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'SE001', message = code, detail = facts::text;
end
$$;
comment on function rules.refuse(text, jsonb) is 'Refuses with a code that the screen has words for.';

create function rules.done(wanted uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    known jsonb;
begin
    if wanted is null then perform rules.refuse('operation_missing'); end if;
    if rules.my_purpose() is null then perform rules.refuse('purpose_not_yours'); end if;
    perform set_config('synchronous_commit', 'on', true);
    perform set_config('seloste.op', wanted::text, true);
    update desk.operation o set asked = o.asked + 1 where o.op = wanted returning o.answer into known;
    return known;
end
$$;
comment on function rules.done(uuid) is
'The answer of an operation that was done already; asking writes, so that a commit waits for the standby. Definer: the desk is nobody''s to write.';

create function rules.note_done(op uuid, answer jsonb) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    insert into desk.operation (op, answer) values (note_done.op, note_done.answer) returning desk.operation.answer;
end;
comment on function rules.note_done(uuid, jsonb) is 'Remembers the answer of an operation. Definer: the desk is nobody''s to write.';

create function rules.class_of(entity text, field text) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select d.class from dictionary.data_column d
    where d.schema_name = 'register' and d.table_name = entity and d.column_name = field;
end;

create function rules.check_fields(entity text, fields jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    field text;
    class text;
begin
    if entity not in ('party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point') then
        perform rules.refuse('not_yours');
    end if;
    for field in select jsonb_object_keys(fields) loop
        continue when field in ('party', 'person') and entity in ('person_role', 'contact_point');
        class := rules.class_of(entity, field);
        if class is null or class = 'T' or field in ('obtained_by', 'town_of_party') or entity = 'party' and class in ('K3', 'K10') then
            perform rules.refuse('field_unknown', jsonb_build_object('field', field));
        end if;
        if entity in ('person', 'person_role') and (rules.may_write('K9') or rules.may_write('K12')) then continue; end if;
        if not rules.may_write(class) then perform rules.refuse('field_not_yours', jsonb_build_object('entity', entity, 'field', field)); end if;
    end loop;
end
$$;
comment on function rules.check_fields(text, jsonb) is 'Refuses fields whose class the purpose may not write.';

create function rules.check_row(entity text, party integer, id integer, fields jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    whose integer;
begin
    if entity = 'identifier' and 'hetu' in (fields ->> 'scheme', (select i.scheme from register.identifier i where i.id = check_row.id)) then
        perform rules.refuse('identity_code_by_itself');
    end if;
    if entity = 'party' and fields ? 'unit' and (fields ->> 'unit')::integer * 4 <> all(rules.my_scopes()) then
        perform rules.refuse('unit_not_yours');
    end if;
    if entity = 'person_role' and exists (
        select from (
            select fields ->> 'role' as role union all select r.role from register.person_role r where r.id = check_row.id
        ) r
        where r.role is not null and not exists (
            select from dictionary.purpose_role w where w.purpose = rules.my_purpose() and w.role = r.role and w.may_write
        )
    ) then perform rules.refuse('role_not_yours'); end if;
    if entity = 'address' and check_row.id is not null and (select a.guarded from register.address a where a.id = check_row.id)
        and party <> all(rules.revealed_parties('address')) then perform rules.refuse('address_protected'); end if;
    if entity = 'person' and check_row.id is not null and check_row.id <> all(rules.open_persons()) then perform rules.refuse('not_found'); end if;
    if entity = 'contact_point' then
        whose := coalesce((fields ->> 'person')::integer, (select c.person from register.contact_point c where c.id = check_row.id));
        if whose is not null and whose <> all(rules.open_persons() || rules.persons_here(party)) then perform rules.refuse('not_found'); end if;
    end if;
end
$$;
comment on function rules.check_row(text, integer, integer, jsonb) is 'Refuses rows that the purpose may not write, with a code.';

create function rules.persons_here(party integer) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(r.person), '{}') from register.person_role r
    where r.party = persons_here.party and exists (
        select from dictionary.purpose_role w where w.purpose = rules.my_purpose() and w.role = r.role
    );
end;
comment on function rules.persons_here(integer) is 'Persons of a customer that the purpose may see, in this very transaction too.';

create function rules.stale_fields(party integer, changes jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    change jsonb;
    now_there jsonb;
    answer jsonb := '[]';
begin
    for change in select c from jsonb_array_elements(changes) c where c ->> 'id' is not null loop
        execute format(
            'select to_jsonb(t) from register.%I t where t.id = $1 and %s for update', change ->> 'entity',
            case change ->> 'entity' when 'party' then 't.id = $2' when 'person' then 't.id = any(rules.open_persons()) and $2 is not null' else 't.party = $2' end
        ) into now_there using (change ->> 'id')::integer, party;
        if now_there is null then
            answer := answer || jsonb_build_object('entity', change -> 'entity', 'id', change -> 'id', 'gone', true);
        elsif (now_there ->> 'version')::integer <> (change ->> 'version')::integer then
            answer := answer || jsonb_build_object(
                'entity', change -> 'entity', 'id', change -> 'id', 'version', now_there -> 'version',
                'theirs', (
                    select jsonb_object_agg(f.key, now_there -> f.key) from jsonb_each(now_there) f
                    where rules.may_see(change ->> 'entity', f.key) and rules.class_of(change ->> 'entity', f.key) <> 'T'
                ),
                'change', rules.last_change(change ->> 'entity', change ->> 'id')
            );
        end if;
    end loop;
    return answer;
end
$$;
comment on function rules.stale_fields(integer, jsonb) is
'Rows that somebody changed after they were read, with what is there now, who changed them and when; locks the rows of the save.';

create function rules.insert_row(entity text, party integer, fields jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    columns text;
    values_sql text;
    written jsonb;
    given jsonb := fields;
begin
    if entity not in ('party', 'person') then given := given || jsonb_build_object('party', party); end if;
    select string_agg(quote_ident(k), ', '), string_agg(format('r.%I', k), ', ') into columns, values_sql from jsonb_object_keys(given) k;
    execute format(
        'insert into register.%1$I (%2$s) select %3$s from jsonb_populate_record(null::register.%1$I, $1) r returning to_jsonb(%1$I)',
        entity, columns, values_sql
    ) into written using given;
    return written;
end
$$;
comment on function rules.insert_row(text, integer, jsonb) is 'Adds one row of a card.';

create function rules.update_row(entity text, id integer, fields jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    assignments text;
    written jsonb;
begin
    select string_agg(format('%1$I = r.%1$I', k), ', ') into assignments from jsonb_object_keys(fields) k;
    execute format(
        'update register.%1$I t set %2$s from jsonb_populate_record(null::register.%1$I, $1) r where t.id = $2 returning to_jsonb(t)',
        entity, assignments
    ) into written using fields, id;
    if written is null then perform rules.refuse('not_found'); end if;
    return written;
end
$$;
comment on function rules.update_row(text, integer, jsonb) is 'Changes one row of a card.';

create function rules.remove_row(entity text, id integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    written jsonb;
begin
    if entity in ('party', 'person') then perform rules.refuse('not_yours'); end if;
    if not rules.may_write(case entity when 'contact_point' then 'K2' when 'address' then 'K3' when 'person_role' then
        case when (select r.role from register.person_role r where r.id = remove_row.id) in ('user', 'maintainer') then 'K12' else 'K9' end
        else 'K1' end) then perform rules.refuse('not_yours'); end if;
    execute format('delete from register.%1$I t where t.id = $1 returning to_jsonb(t)', entity) into written using id;
    if written is null then perform rules.refuse('not_found'); end if;
    return written;
end
$$;
comment on function rules.remove_row(text, integer) is 'Removes one row of a card; the change log keeps what it held.';

create function rules.completed(entity text, fields jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when entity <> 'contact_point' or not fields ? 'given' or fields ? 'normal' then fields
        when fields ->> 'given' ~ '@' then fields || jsonb_build_object('normal', lower(btrim(fields ->> 'given')))
        else fields || jsonb_build_object('normal', '+' || regexp_replace(
            regexp_replace(regexp_replace(fields ->> 'given', '[^0-9+]', '', 'g'), '^(\+|00)', ''), '^0', '358'))
    end;
end;
comment on function rules.completed(text, jsonb) is 'Gives a contact point its normal form where only the given one was sent.';

create function rules.apply(party integer, changes jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    change jsonb;
    fields jsonb;
    written jsonb;
    keys jsonb := '{}';
    saved jsonb := '[]';
    entity text;
    row_id integer;
begin
    for change in select c from jsonb_array_elements(changes) with ordinality o (c, place)
        order by array_position(array['party', 'person', 'person_role'], c ->> 'entity') nulls last, place
    loop
        entity := change ->> 'entity';
        row_id := (change ->> 'id')::integer;
        select coalesce(jsonb_object_agg(f.key, coalesce(keys -> (f.value #>> '{}'), f.value)), '{}') into fields
        from jsonb_each(coalesce(change -> 'fields', '{}')) f;
        perform rules.check_fields(entity, fields);
        fields := rules.completed(entity, fields);
        perform rules.check_row(entity, party, row_id, fields);
        if coalesce((change ->> 'remove')::boolean, false) then
            written := rules.remove_row(entity, row_id);
        elsif row_id is null then
            written := rules.insert_row(entity, party, fields);
            if entity = 'party' then party := (written ->> 'id')::integer; end if;
            if change ? 'key' then keys := keys || jsonb_build_object('@' || (change ->> 'key'), written -> 'id'); end if;
        elsif fields <> '{}' then
            written := rules.update_row(entity, row_id, fields);
        end if;
        saved := saved || jsonb_build_object('entity', entity, 'id', written -> 'id', 'version', written -> 'version', 'key', change -> 'key');
    end loop;
    return jsonb_build_object('outcome', 'saved', 'party', party, 'rows', saved);
end
$$;
comment on function rules.apply(integer, jsonb) is 'Carries out the changes of one save, new persons before their roles.';

create function api.save(op uuid, party integer, changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    stale jsonb;
begin
    if answer is not null then return answer; end if;
    if jsonb_typeof(changes) is distinct from 'array' or pg_column_size(changes) > 262144 then perform rules.refuse('changes_unreadable'); end if;
    if party is null then
        if not exists (select from jsonb_array_elements(changes) c where c ->> 'entity' = 'party' and c ->> 'id' is null) then
            perform rules.refuse('not_found');
        end if;
    elsif party <> all(rules.open_parties()) then
        perform rules.refuse('not_open');
    else
        perform from register.party p where p.id = save.party for update;
        if not found then perform rules.refuse('not_found'); end if;
        stale := rules.stale_fields(party, changes);
        if stale <> '[]' then return jsonb_build_object('outcome', 'stale', 'party', party, 'rows', stale); end if;
    end if;
    answer := rules.apply(party, changes);
    perform rules.refresh_parties(array[(answer ->> 'party')::integer]);
    update register.party p set changed_at = clock_timestamp() where p.id = (answer ->> 'party')::integer;
    perform pg_notify('seloste', json_build_object('party', answer -> 'party', 'op', op)::text);
    return rules.note_done(op, answer);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.save(uuid, integer, jsonb) is
'Saves changes to one customer, new or opened: [{entity, id, version, fields, remove, key}]; answers saved with new versions, or stale with what is there now. The same operation id is done once. Definer: staff have no right to write tables.';

grant execute on function rules.refuse(text, jsonb), rules.done(uuid), rules.note_done(uuid, jsonb) to seloste_reader, seloste_audit, seloste_accounts;
grant execute on function api.save(uuid, integer, jsonb)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy;
