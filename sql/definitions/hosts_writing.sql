-- needs: hosts undo
-- Hosts saved and undone as a card is: with what they need and the persons who look after them.
set local role seloste_writer;

create function rules.check_host_changes(host integer, changes jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    new_hosts integer;
begin
    if jsonb_typeof(changes) is distinct from 'array' or pg_column_size(changes) > 262144
        or exists (select from jsonb_array_elements(changes) c where not rules.is_change(c)) then
        perform rules.refuse('changes_unreadable');
    end if;
    if not rules.may_write('K5') or exists (
        select from jsonb_array_elements(changes) c
        where coalesce(c ->> 'entity', '') not in ('host', 'host_need', 'person', 'person_role', 'contact_point')
    ) then perform rules.refuse('not_yours'); end if;
    select count(*) into new_hosts from jsonb_array_elements(changes) c where c ->> 'entity' = 'host' and c ->> 'id' is null;
    if new_hosts <> (case when host is null then 1 else 0 end)
        or host is null and exists (select from jsonb_array_elements(changes) c where c ->> 'id' is not null or c ->> 'entity' <> 'host') then
        perform rules.refuse('not_found');
    end if;
end
$$;
comment on function rules.check_host_changes(integer, jsonb) is
'Refuses a save that cannot be read, or that is of more than one host: a new host comes alone, what it needs and its persons once it is opened.';

create function rules.at_host(host integer, changes jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_agg(case
        when c ->> 'entity' not in ('host_need', 'person_role') then c
        else jsonb_set(c, '{fields}', coalesce(c -> 'fields', '{}') - 'host'
            || case when c ->> 'id' is null then jsonb_build_object('host', host) else '{}' end)
    end order by place)
    from jsonb_array_elements(changes) with ordinality o (c, place);
end;
comment on function rules.at_host(integer, jsonb) is 'Changes with the host they are of in every new row: no row is moved to another host.';

create function rules.check_host_open(host integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if host is null or host <> all(rules.open_hosts()) then perform rules.refuse('not_open'); end if;
    perform from register.host h where h.id = host for update;
    if not found then perform rules.refuse('not_found'); end if;
end
$$;
comment on function rules.check_host_open(integer) is 'Refuses a host that is not open, and locks it: of two who change it at once one waits.';

create function api.save_host(op uuid, host integer, changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    stale jsonb;
    saved integer := host;
begin
    if answer is not null then return answer; end if;
    perform rules.check_host_changes(host, changes);
    if host is not null then
        perform rules.check_host_open(host);
        stale := rules.stale_fields(host, changes, true);
        if stale <> '[]' then
            delete from desk.operation o where o.op = save_host.op;
            return jsonb_build_object('outcome', 'stale', 'host', host, 'rows', stale);
        end if;
    end if;
    answer := rules.apply(null, coalesce(rules.at_host(host, changes), '[]')) - 'party';
    if host is null then
        select (r ->> 'id')::integer into saved from jsonb_array_elements(answer -> 'rows') r where r ->> 'entity' = 'host';
    elsif exists (select from jsonb_array_elements(changes) c where c ->> 'entity' = 'host_need' or c -> 'fields' ? 'name') then
        perform rules.refresh_depending(host);
    end if;
    perform pg_notify('seloste', json_build_object('host', saved, 'op', op)::text);
    return rules.note_done(op, answer || jsonb_build_object('host', saved));
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.save_host(uuid, integer, jsonb) is
'Saves changes to a host, new or opened, to what it needs and to the persons who look after it, as api.save does. Definer: staff have no right to write tables.';

create function api.undo_host(op uuid, host integer, redo boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    wanted uuid;
    meant integer := host;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K5') then perform rules.refuse('not_yours'); end if;
    wanted := rules.next_own_act('host', host::text, redo);
    if meant is null and wanted is not null then
        select (o.answer ->> 'host')::integer into meant from desk.operation o where o.op = wanted;
        if not exists (select from register.host h where h.id = meant) then meant := null; end if;
    end if;
    if host is not null or meant is not null then
        if meant <> all(rules.open_hosts()) then perform rules.refuse('not_open', jsonb_build_object('host', meant)); end if;
        perform rules.check_host_open(meant);
    end if;
    if wanted is null then perform rules.refuse(case when redo then 'redo_nothing' else 'undo_nothing' end); end if;
    select (o.answer ->> 'host')::integer into meant from desk.operation o where o.op = wanted;
    perform rules.take_back(null, op, wanted);
    perform rules.refresh_depending(meant);
    answer := rules.told_of(wanted) || jsonb_build_object(
        'outcome', 'undone', 'host', meant, 'gone', not exists (select from register.host h where h.id = meant)
    );
    perform pg_notify('seloste', json_build_object('host', meant, 'op', op)::text);
    return rules.note_done(op, answer);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.undo_host(uuid, integer, boolean) is
'Undoes the login''s own last change of an opened host, or of any (not_open with its number where that is not open), by a new change; redo: takes the last undoing back. Definer: staff have no right to write tables.';

grant execute on function api.save_host(uuid, integer, jsonb), api.undo_host(uuid, integer, boolean) to seloste_support, seloste_administration;
