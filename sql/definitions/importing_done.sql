-- needs: importing_new undo
-- What was shown is done, a batch a transaction, each row an operation of its own.
set local role seloste_writer;

create function rules.import_do(line desk.import_row, origin jsonb, op uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    matched constant integer[] := rules.import_match(line.wanted);
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

create function rules.tell_imported(op uuid, parties integer[], made integer[], act desk.import, what text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('seloste.op', op::text, true);
    if parties = '{}' then return; end if;
    perform rules.refresh_parties(parties);
    perform rules.refresh_sharing(parties);
    update register.party p set changed_at = clock_timestamp() where p.id = any(parties) and p.id <> all(made);
    perform rules.log_read('import', null, parties, act.file, cardinality(parties), what || act.kind);
    perform pg_notify('seloste', json_build_object('parties', parties, 'op', op)::text);
end
$$;
comment on function rules.tell_imported(uuid, integer[], integer[], desk.import, text) is
'What follows from a batch of rows: search, towns and marks of marketing, a line in the read log, and a notice.';

create function api.import_apply(op uuid, plan uuid, most integer default 400) returns jsonb
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
    perform rules.tell_imported(op, array(select distinct p from unnest(coalesce(parties, '{}') || written) p), coalesce(parties, '{}'), act, '');
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

grant execute on function api.import_apply(uuid, uuid, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
