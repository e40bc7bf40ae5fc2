-- needs: undo
-- What history shows, brought back: any line's old values, field by field, beside what is there now; a change like any other.
set local role seloste_reader;

create function rules.entry_of(customer integer, wanted bigint) returns audit.change_log
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    line audit.change_log;
    said record;
begin
    if customer is null or customer <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    select s.line, s.seen into said
    from rules.seen_lines(array(select c::audit.change_log from rules.changes_of(customer, rules.open_persons_of(customer)) c where c.seq = wanted)) s
    where exists (select from register.party p where p.id = customer);
    if said.seen is null then perform rules.refuse('not_found'); end if;
    line := said.line;
    line.diff := said.seen;
    return line;
end
$$;
comment on function rules.entry_of(integer, bigint) is
'One line of the history of an opened customer, with what the purpose sees of it. Definer: the log is granted to nobody.';
grant execute on function rules.entry_of(integer, bigint) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.old_values(line audit.change_log) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(rules.fields_before(line)) f
    where f.key not in ('obtained_by', 'requester', 'decided_by', 'decided_on', 'staff') and rules.class_of(line.table_name, f.key) <> 'T';
end;
comment on function rules.old_values(audit.change_log) is 'What a line of the log changed, as it was before, without what the database writes itself.';

create function rules.hindrance_of(line audit.change_log, there jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when line.table_name = 'identity_code' then 'undo_secret'
        when line.table_name = 'identifier' and coalesce(there ->> 'scheme', line.diff -> 'scheme' ->> 0) = 'hetu' then 'undo_secret'
        when line.table_name = 'marketing_permission' then 'restore_permission'
        when line.table_name in ('source_claim', 'firmographic') then 'restore_of_source'
        when line.act = 'insert' then 'restore_nothing'
        when line.act = 'update' and there is null then 'restore_gone'
    end;
end;
comment on function rules.hindrance_of(audit.change_log, jsonb) is
'Why a line of the log has nothing to bring back, null when it has: secrets are in no log, of a decision a new one is recorded, an added row was nothing before.';

create function rules.bring_back_row(op uuid, customer integer, line audit.change_log) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    fields constant jsonb := rules.fields_before(line);
    written jsonb;
begin
    if fields ? 'person' and not exists (select from register.person h where h.id = (fields ->> 'person')::integer) then
        perform rules.refuse('restore_person_gone');
    end if;
    perform rules.check_return(customer, line, null, '[]');
    written := rules.write_row(
        line.table_name, customer, null, fields || jsonb_build_object('id', line.row_id::integer), jsonb_build_object('id', line.row_id)
    );
    perform rules.refresh_parties(array[customer]);
    update register.party p set changed_at = clock_timestamp() where p.id = customer;
    perform pg_notify('seloste', json_build_object('party', customer, 'op', op)::text);
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'party', customer, 'rows', jsonb_build_array(
        jsonb_build_object('entity', line.table_name, 'id', written -> 'id', 'version', written -> 'version')
    )));
end
$$;
comment on function rules.bring_back_row(uuid, integer, audit.change_log) is 'Brings a removed row back whole, with its number.';

create function api.compare(party integer, seq bigint) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    line constant audit.change_log := rules.entry_of(party, seq);
    there jsonb;
begin
    if line.table_name not in ('identity_code', 'marketing_permission') then
        there := rules.row_now(line.table_name, line.row_id::integer, locked => false);
    end if;
    return jsonb_build_object(
        'entity', line.table_name, 'act', line.act, 'version', there -> 'version', 'is_there', there is not null,
        'hindrance', rules.hindrance_of(line, there),
        'fields', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'field', f.key, 'was', f.value -> 0, 'became', f.value -> 1, 'now', there -> f.key
            ) order by f.key), '[]')
            from jsonb_each(line.diff) f where rules.class_of(line.table_name, f.key) <> 'T'
        )
    );
end
$$;
comment on function api.compare(integer, bigint) is
'One line of the history of an opened customer: what each field was, became and is now, as far as the purpose sees it. Definer: the log is granted to nobody.';

create function api.restore(op uuid, party integer, seq bigint, fields text[], version integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    line audit.change_log;
    wanted jsonb;
    there jsonb;
    hindrance text;
begin
    if answer is not null then return answer; end if;
    perform rules.check_open(party);
    line := rules.entry_of(party, seq);
    there := case when line.table_name not in ('identity_code', 'marketing_permission') then rules.row_now(line.table_name, line.row_id::integer) end;
    hindrance := rules.hindrance_of(line, there);
    if hindrance is not null then perform rules.refuse(hindrance); end if;
    if there is null then return rules.bring_back_row(op, party, line); end if;
    select jsonb_object_agg(f.key, f.value) into wanted from jsonb_each(rules.old_values(line)) f
    where (f.key = any(fields) or f.key in ('normal', 'kind') and 'given' = any(fields)) and there -> f.key is distinct from f.value;
    if wanted is null then perform rules.refuse('restore_same'); end if;
    return rules.save_changes(op, party, jsonb_build_array(jsonb_build_object(
        'entity', line.table_name, 'id', line.row_id::integer, 'version', version, 'fields', wanted
    )));
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.restore(uuid, integer, bigint, text[], integer) is
'Brings old values of one line of the history back: the fields named, over the version compared with, or a removed row whole. Answers as a save does. Definer: staff have no right to write tables.';

grant execute on function api.compare(integer, bigint), api.restore(uuid, integer, bigint, text[], integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy;
