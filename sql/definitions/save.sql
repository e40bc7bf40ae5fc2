-- needs: changes
-- A save is one call, one transaction, one operation: all rows of a card that were changed, or none.
set local role seloste_writer;

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
    perform set_config('seloste.undoes', '', true);
    perform set_config('seloste.ops', '', true);
    perform set_config('seloste.undone', '', true);
    delete from desk.operation o where o.at < now() - interval '30 days';
    insert into desk.operation (op, answer) values (wanted, 'null') on conflict on constraint operation_pkey do nothing;
    if found then return null; end if;
    update desk.operation o set asked = o.asked + 1 where o.op = wanted returning o.answer into known;
    if not found then perform rules.refuse('operation_of_another'); end if;
    return nullif(known, 'null');
end
$$;
comment on function rules.done(uuid) is
'The answer of an operation that was done already, or null and the operation taken: the same one asked twice at once waits for the first. Definer: the desk is nobody''s to write.';

create function rules.note_done(op uuid, answer jsonb) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    update desk.operation o set answer = note_done.answer where o.op = note_done.op returning o.answer;
end;
comment on function rules.note_done(uuid, jsonb) is 'Remembers the answer of an operation. Definer: the desk is nobody''s to write.';

create function rules.insert_row(entity text, party integer, fields jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    columns text;
    values_sql text;
    written jsonb;
    given jsonb := fields;
begin
    if entity not in ('party', 'person', 'host', 'host_need') then given := given || jsonb_build_object('party', party); end if;
    if given = '{}' then perform rules.refuse('changes_unreadable'); end if;
    select string_agg(quote_ident(k), ', '), string_agg(format('r.%I', k), ', ') into columns, values_sql
    from jsonb_object_keys(given) k
    where not exists (
        select from pg_attribute a where a.attrelid = format('register.%I', entity)::regclass and a.attname = k and a.attgenerated <> ''
    );
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

create function rules.may_remove(entity text, id integer) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case entity
        when 'contact_point' then rules.may_write('K2')
        when 'address' then rules.may_write('K3')
        when 'person_role' then rules.may_write('K9') or rules.may_write('K12')
        when 'party_name' then rules.may_write('K1')
        when 'identifier' then rules.may_write('K1')
        when 'payment' then rules.may_write('K6')
        when 'allocation' then rules.may_write('K6')
        when 'reminder' then rules.may_write('K6')
        when 'dispute' then rules.may_write('K6')
        when 'service' then rules.may_write('K5')
        when 'domain' then rules.may_write('K5')
        when 'host' then rules.may_write('K5')
        when 'host_need' then rules.may_write('K5')
        when 'credit_check' then rules.may_write('K7')
        when 'source_claim' then rules.may_write('K1')
        when 'firmographic' then rules.may_see('firmographic', 'as_of')
        when 'interaction' then rules.may_write('K8')
        else false
    end;
end;
comment on function rules.may_remove(text, integer) is
'Whether the purpose may remove rows of a table: never customers and persons, which go when their time is up or with their last role.';

create function rules.forget_person(party integer, person integer) returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    delete from register.contact_point c
    where c.party = forget_person.party and c.person = forget_person.person and not exists (
        select from register.person_role r where r.party = forget_person.party and r.person = forget_person.person
    );
    select rules.forget_roleless(forget_person.person);
end;
comment on function rules.forget_person(integer, integer) is
'Removes the numbers and addresses of a person who is nothing to the customer any more, and the person when they are nothing to anybody.';

create function rules.remove_row(entity text, id integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    written jsonb;
begin
    if not rules.may_remove(entity, id) then perform rules.refuse('not_yours'); end if;
    execute format('delete from register.%1$I t where t.id = $1 returning to_jsonb(t)', entity) into written using id;
    if written is null then perform rules.refuse('not_found'); end if;
    if entity = 'person_role' then perform rules.forget_person((written ->> 'party')::integer, (written ->> 'person')::integer); end if;
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

create function rules.with_keys(fields jsonb, keys jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(jsonb_object_agg(f.key, case
        when f.key in ('person', 'technical', 'service', 'host', 'needs') and keys ? (f.value #>> '{}') then keys -> (f.value #>> '{}') else f.value
    end), '{}') from jsonb_each(fields) f;
end;
comment on function rules.with_keys(jsonb, jsonb) is 'Puts the number of a person, service or host made in this save in the place of its key.';

create function rules.as_sent(written jsonb, fields jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    other text;
begin
    select f.key into other from jsonb_each_text(fields) f where not rules.same_value(f.value, written ->> f.key) limit 1;
    if other is not null then raise data_exception using column = other; end if;
    return written;
end
$$;
comment on function rules.as_sent(jsonb, jsonb) is
'Refuses what PostgreSQL reads kindly, such as the day "tomorrow": what is kept is what was sent, to the letter.';

create function rules.write_row(entity text, party integer, row_id integer, fields jsonb, change jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    broken text;
    field text;
begin
    if coalesce((change ->> 'remove')::boolean, false) then return rules.remove_row(entity, row_id); end if;
    if row_id is null then return rules.as_sent(rules.insert_row(entity, party, fields), fields); end if;
    if fields = '{}' then return jsonb_build_object('id', row_id, 'version', change -> 'version'); end if;
    return rules.as_sent(rules.update_row(entity, row_id, fields), fields);
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name, field = column_name;
        raise exception using errcode = 'SE002',
            message = coalesce(nullif(broken, ''), case sqlstate when '23502' then 'value_missing' else 'value_unfit' end),
            detail = jsonb_strip_nulls(jsonb_build_object(
                'entity', entity, 'id', change -> 'id', 'key', change -> 'key', 'field', nullif(field, '')
            ))::text;
end
$$;
comment on function rules.write_row(text, integer, integer, jsonb, jsonb) is
'Adds, changes or removes one row of a card; a rule it breaks is named with the row and column, never with a value.';

create function rules.apply(party integer, changes jsonb, known jsonb default '[]') returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    change jsonb;
    fields jsonb;
    written jsonb;
    keys jsonb := '{}';
    made jsonb := known;
    saved jsonb := '[]';
    entity text;
    row_id integer;
begin
    for change in select c from jsonb_array_elements(changes) with ordinality o (c, place)
        order by c ->> 'entity' = 'person_role' and coalesce(c ->> 'remove', '') = 'true',
            array_position(array['party', 'host', 'person', 'service', 'person_role'], c ->> 'entity') nulls last, place
    loop
        entity := change ->> 'entity';
        row_id := (change ->> 'id')::integer;
        perform rules.check_fields(change);
        fields := rules.completed(entity, rules.with_keys(coalesce(change -> 'fields', '{}'), keys));
        perform rules.check_row(entity, party, row_id, fields, made);
        written := rules.write_row(entity, party, row_id, fields, change);
        if row_id is null then
            if entity = 'party' then party := (written ->> 'id')::integer; end if;
            if entity = 'person' then made := made || (written -> 'id'); end if;
            if change ? 'key' then keys := keys || jsonb_build_object('@' || (change ->> 'key'), written -> 'id'); end if;
        end if;
        saved := saved || jsonb_build_object('entity', entity, 'id', written -> 'id', 'version', written -> 'version', 'key', change -> 'key');
    end loop;
    return jsonb_build_object('outcome', 'saved', 'party', party, 'rows', saved);
end
$$;
comment on function rules.apply(integer, jsonb, jsonb) is
'Carries out the changes of one save: new persons before their roles, and what a person has before their last role is removed. known: ids of persons who may be given a role besides those of opened customers and of this save.';

create function rules.save_changes(op uuid, party integer, changes jsonb) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb;
    stale jsonb;
begin
    perform rules.check_changes(party, changes);
    if party is not null then
        if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
        perform from register.party p where p.id = save_changes.party for update;
        if not found then perform rules.refuse('not_found'); end if;
        stale := rules.stale_fields(party, changes);
        if stale <> '[]' then
            delete from desk.operation o where o.op = save_changes.op;
            return jsonb_build_object('outcome', 'stale', 'party', party, 'rows', stale);
        end if;
    end if;
    answer := rules.apply(party, changes);
    perform rules.refresh_parties(array[(answer ->> 'party')::integer]);
    update register.party p set changed_at = clock_timestamp() where p.id = (answer ->> 'party')::integer;
    perform pg_notify('seloste', json_build_object('party', answer -> 'party', 'op', op)::text);
    return rules.note_done(op, answer);
end
$$;
comment on function rules.save_changes(uuid, integer, jsonb) is
'Saves under an operation that was taken: all of it, or nothing and what is there now, the operation free again.';

create function api.save(op uuid, party integer, changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
begin
    if answer is not null then return answer; end if;
    return rules.save_changes(op, party, changes);
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
