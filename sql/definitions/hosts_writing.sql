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

create function rules.next_undone_of_host(wanted integer) returns uuid
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select o.op from desk.operation o
    where o.answer ->> 'host' = wanted::text and o.answer ->> 'outcome' = 'saved' and not rules.is_undone(o.op)
        and exists (select from rules.own_lines(o.op))
    order by o.at desc limit 1;
end;
comment on function rules.next_undone_of_host(integer) is 'The login''s last operation on a host that is not undone yet.';

create function api.undo_host(op uuid, host integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    wanted uuid;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K5') then perform rules.refuse('not_yours'); end if;
    perform rules.check_host_open(host);
    wanted := rules.next_undone_of_host(host);
    if wanted is null then perform rules.refuse('undo_nothing'); end if;
    perform rules.take_back(null, op, wanted);
    perform rules.refresh_depending(host);
    answer := rules.told_of(wanted) || jsonb_build_object(
        'outcome', 'undone', 'host', host, 'gone', not exists (select from register.host h where h.id = undo_host.host)
    );
    perform pg_notify('seloste', json_build_object('host', host, 'op', op)::text);
    return rules.note_done(op, answer);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.undo_host(uuid, integer) is
'Undoes the login''s own last change of an opened host, by a new change. Definer: staff have no right to write tables.';

grant execute on function api.save_host(uuid, integer, jsonb), api.undo_host(uuid, integer) to seloste_support, seloste_administration;
