-- needs: importing_new undo
-- What was shown is done, a batch a transaction, each row an operation of its own; and undone, a batch a transaction, the last row first.
set local role seloste_writer;

create function rules.import_do(line desk.import_row, origin jsonb, op uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    matched constant integer[] := rules.import_matches(line.wanted);
    plan constant jsonb := rules.import_plan(matched[1], line.wanted, origin);
begin
    if line.why is null and (matched[1] is distinct from line.customer or cardinality(matched) > 1 or plan is distinct from line.plan) then
        perform rules.refuse('import_changed_since');
    end if;
    perform set_config('seloste.op', op::text, true);
    if plan = '[]' then return matched[1]; end if;
    return rules.import_write(matched[1], plan);
end
$$;
comment on function rules.import_do(desk.import_row, jsonb, uuid) is
'Does what was shown of a row, under its own operation; refused where somebody changed the customer since, unless an earlier row of the file did.';

create function rules.import_done(line desk.import_row, origin jsonb) returns desk.import_row
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    code text;
    facts text;
    op constant uuid := gen_random_uuid();
begin
    begin
        line.customer := rules.import_do(line, origin, op);
        line.op := op;
        line.cells := null;
        line.wanted := null;
        line.plan := null;
        line.alike := null;
        return line;
    exception
        when sqlstate 'SE001' or sqlstate 'SE002' then
            get stacked diagnostics code = message_text, facts = pg_exception_detail;
        when insufficient_privilege then
            code := 'not_yours';
    end;
    line.outcome := 'refused';
    line.why := rules.import_why(code, facts, line.wanted);
    line.wanted := null;
    line.plan := null;
    return line;
end
$$;
comment on function rules.import_done(desk.import_row, jsonb) is 'A row after it was done, its text gone; or refused, its text kept to be mended.';

create function rules.tell_imported(op uuid, parties integer[], act desk.import, what text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('seloste.op', op::text, true);
    if parties = '{}' then return; end if;
    perform rules.refresh_parties(parties);
    perform rules.refresh_sharing(parties);
    update register.party p set changed_at = clock_timestamp() where p.id = any(parties);
    perform rules.log_read('import', null, parties, act.file, cardinality(parties), what || act.kind);
    perform pg_notify('seloste', json_build_object('parties', parties, 'op', op)::text);
end
$$;
comment on function rules.tell_imported(uuid, integer[], desk.import, text) is
'What follows from a batch of rows: search, towns and marks of marketing, a line in the read log, and a notice.';

create function api.import_apply(op uuid, plan uuid, most integer default 100) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    line desk.import_row;
    lines desk.import_row[];
    parties integer[];
    written integer[] := '{}';
    rows integer;
    done integer := 0;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    if not act.whole or act.checked < act.staged then perform rules.refuse('import_unchecked'); end if;
    if act.undone > 0 then perform rules.refuse('plan_undone'); end if;
    lines := array(
        select r from desk.import_row r
        where r.import = act.id and r.op is null and r.outcome in ('new', 'follows', 'changed') and r.wanted is not null
        order by r.row limit least(greatest(most, 1), 500)
    );
    rows := cardinality(lines);
    parties := rules.import_try_insert(array(select l from unnest(lines) l where l.outcome = 'new' and l.why is null), op);
    done := coalesce(cardinality(parties), 0);
    for line in
        select l.* from unnest(lines) l where parties is null or l.outcome <> 'new' or l.why is not null order by l.row
    loop
        line := rules.import_done(line, coalesce(act.mapping -> 'origin', '{}'));
        update desk.import_row r set outcome = line.outcome, why = line.why, customer = line.customer, op = line.op, cells = line.cells,
            wanted = line.wanted, plan = line.plan, alike = line.alike
        where r.import = act.id and r.row = line.row;
        if line.op is not null then
            done := done + 1;
            written := written || line.customer;
        end if;
    end loop;
    perform rules.tell_imported(op, array(select distinct p from unnest(coalesce(parties, '{}') || written) p), act, '');
    update desk.import i set applied = i.applied + done, todo = case when rows = 0 then 0 else greatest(i.todo - rows, 0) end
    where i.id = act.id returning i.* into act;
    if act.todo = 0 then
        act := rules.import_recount(act);
        update desk.import_row r set cells = null, wanted = null, plan = null where r.import = act.id and r.outcome = 'same' and r.cells is not null;
    end if;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_apply(uuid, uuid, integer) is
'Does the next rows of an import, 500 at most, and marks them done in the same transaction; asked until todo is 0, by whichever program. Definer: staff have no right to write tables.';

create function rules.import_take_back_row(customer integer, line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    id constant integer := line.row_id::integer;
    there constant jsonb := rules.row_now(line.table_name, id);
    changed constant text[] := rules.changed_fields(line, there);
    before constant jsonb := rules.fields_before(line) - 'obtained_by';
begin
    if there is null or line.act = 'delete' or changed <> '{}' then perform rules.refuse_changed(line.table_name, line.row_id, changed); end if;
    if line.act = 'update' then
        perform rules.check_fields(jsonb_build_object('entity', line.table_name, 'id', id, 'fields', before));
        if line.table_name = 'address' and (there ->> 'guarded')::boolean then perform rules.refuse('address_protected'); end if;
        perform rules.write_row(line.table_name, customer, id, before, jsonb_build_object('id', id));
    elsif line.table_name = 'party' then
        if not rules.may_write('K1') then perform rules.refuse('not_yours'); end if;
        if not rules.forget_new_party(id) then perform rules.refuse_changed('party', line.row_id, '{}'); end if;
    elsif line.table_name = 'person' then
        perform rules.forget_roleless(id);
        if rules.row_now('person', id) is not null then perform rules.refuse_changed('person', line.row_id, '{role}'); end if;
    else
        perform rules.write_row(line.table_name, customer, id, '{}', jsonb_build_object('id', id, 'remove', true));
    end if;
end
$$;
comment on function rules.import_take_back_row(integer, audit.change_log) is
'Undoes one line of what a row of a file did, where nobody has changed it since; what the login itself brought in it may take out without opening the card.';

create function rules.import_take_back(line desk.import_row, op uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    one audit.change_log;
    stray record;
begin
    perform set_config('seloste.op', op::text, true);
    perform set_config('seloste.undoes', line.op::text, true);
    if rules.is_undone(line.op) then perform rules.refuse('undo_nothing'); end if;
    for one in select l.* from rules.own_lines(line.op) l where l.act <> 'delete' order by l.seq desc loop
        continue when one.act = 'insert' and rules.is_gone_with(op, one.table_name, one.row_id);
        perform rules.import_take_back_row(line.customer, one);
    end loop;
    select s.* into stray from rules.strayed(op, line.op) s;
    if found then perform rules.refuse_changed(stray.entity, stray.row_id, '{}'); end if;
end
$$;
comment on function rules.import_take_back(desk.import_row, uuid) is 'Undoes what a row of a file did: all of it, or nothing and a refusal.';

create function rules.import_undone(line desk.import_row) returns desk.import_row
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    op constant uuid := gen_random_uuid();
    code text;
    facts text;
begin
    line.undone_by := op;
    begin
        perform rules.import_take_back(line, op);
        return line;
    exception
        when sqlstate 'SE001' or sqlstate 'SE002' then
            get stacked diagnostics code = message_text, facts = pg_exception_detail;
        when insufficient_privilege then
            code := 'not_yours';
    end;
    line.why := rules.import_why(code, facts, '{"rows": []}') || '{"kept": true}';
    return line;
end
$$;
comment on function rules.import_undone(desk.import_row) is 'A row after its undoing; why, when what somebody has changed since is kept.';

create function api.import_undo(op uuid, plan uuid, most integer default 100) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    line desk.import_row;
    parties integer[] := '{}';
    held integer := 0;
    rows integer := 0;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    for line in
        select r.* from desk.import_row r where r.import = act.id and r.op is not null and r.undone_by is null
        order by r.row desc limit least(greatest(most, 1), 500)
    loop
        parties := parties || line.customer;
        line := rules.import_undone(line);
        if line.why ->> 'kept' is not null then held := held + 1; end if;
        rows := rows + 1;
        update desk.import_row r set undone_by = line.undone_by, why = line.why where r.import = act.id and r.row = line.row;
    end loop;
    perform set_config('seloste.undoes', '', true);
    perform rules.tell_imported(op, array(select p.id from register.party p where p.id = any(parties)), act, 'undo ');
    update desk.import i set undone = i.undone + rows - held, kept = i.kept + held, todo = 0 where i.id = act.id returning i.* into act;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_undo(uuid, uuid, integer) is
'Undoes the last rows of an import that are not undone yet, 500 at most, by new changes; what somebody has changed since is kept and counted. Asked until undone and kept are applied. Definer: staff have no right to write tables.';

grant execute on function api.import_apply(uuid, uuid, integer), api.import_undo(uuid, uuid, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
