-- needs: importing_done
-- What a file did is undone, a batch a transaction, the last row first: new customers nobody has touched many at once, any other row by row.
set local role seloste_audit;

create function rules.own_new(wanted uuid[]) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from unnest(wanted) o (op)
    cross join lateral (select c.* from audit.change_log c where c.op = o.op) c
    where not exists (
        select from audit.change_log c
        where c.op = o.op and (c.login <> session_user or c.purpose <> current_setting('role')::name or c.act <> 'insert')
    ) and not exists (select from audit.change_log u where u.undoes = o.op);
end;
comment on function rules.own_new(uuid[]) is
'What operations of the login under this purpose added, of those that did nothing else and were never undone. Definer: the log is granted to nobody.';
grant execute on function rules.own_new(uuid[]) to seloste_writer;

reset role;
set local role seloste_writer;

create type rules.import_added as (op uuid, entity text, id integer, party integer, fields jsonb);

create function rules.import_touched(entity text, added rules.import_added[]) returns uuid[]
language plpgsql volatile set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    apart constant text[] := array(
        select d.column_name::text from dictionary.data_column d
        where d.schema_name = 'register' and d.table_name = entity
            and (d.class = 'T' or entity = 'party' and d.class in ('K3', 'K10') or d.column_name = any(rules.clock_columns()))
    );
    touched uuid[];
begin
    execute format('select from register.%I t where t.id = any($1) order by t.id for update', entity) using array(select a.id from unnest(added) a);
    execute format(
        'select array_agg(distinct a.op) from unnest($1) a
        left join lateral (select to_jsonb(t) as now from register.%I t where t.id = a.id limit 1) t on true
        where t.now is null or jsonb_strip_nulls(t.now - $2) <> a.fields - $2 or t.now ->> ''merged_into'' is not null
            or (t.now ->> ''party'')::integer is distinct from a.party and $3 not in (''party'', ''person'')
            or $3 = ''person_role'' and t.now ->> ''host'' is not null', entity
    ) into touched using added, apart, entity;
    return coalesce(touched, '{}');
end
$$;
comment on function rules.import_touched(text, rules.import_added[]) is
'Operations whose new rows of a table are not as they were made, or out of sight; locks those rows.';

create function rules.import_untouched(ops uuid[]) returns rules.import_added[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    added rules.import_added[] := array(
        select (l.op, l.table_name, l.row_id::integer, l.party, (select jsonb_object_agg(f.key, f.value -> 1) from jsonb_each(l.diff) f))::rules.import_added
        from rules.own_new(ops) l
    );
    denied constant text[] := array(
        select e from unnest('{party_name,identifier,address,person_role,contact_point}'::text[]) e where not rules.may_remove(e, null)
    );
    rows rules.row_name[];
    out_of uuid[];
    tried text;
begin
    out_of := array(
        select a.op from unnest(added) a group by a.op
        having count(*) filter (where a.entity = 'party') <> 1
            or bool_or(a.entity not in ('party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point'))
            or bool_or(a.entity = any(denied))
    );
    if not rules.may_write('K1') then return '{}'; end if;
    foreach tried in array array['party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point'] loop
        out_of := out_of || rules.import_touched(tried, array(select a from unnest(added) a where a.entity = tried and a.op <> all(out_of)));
    end loop;
    added := array(select a from unnest(added) a where a.op <> all(out_of));
    rows := array(select (a.entity, a.id)::rules.row_name from unnest(added) a);
    foreach tried in array array['party', 'person'] loop
        out_of := array(
            select a.op from unnest(rules.held(tried, array(select a.id from unnest(added) a where a.entity = tried), rows)) h (id)
            join unnest(added) a on a.entity = tried and a.id = h.id
        );
        added := array(select a from unnest(added) a where a.op <> all(out_of));
    end loop;
    return added;
end
$$;
comment on function rules.import_untouched(uuid[]) is
'What operations added that made new customers, of those whose every row is as it was made and to whom nothing else belongs.';

create function rules.import_forget(lines desk.import_row[]) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    added constant rules.import_added[] := rules.import_untouched(array(select l.op from unnest(lines) l));
    undone jsonb;
    tried text;
    ids integer[];
    gone integer;
begin
    if added = '{}' then return 0; end if;
    select jsonb_object_agg(gen_random_uuid(), o.op) into undone from (select distinct a.op from unnest(added) a) o;
    perform set_config('seloste.undone', undone::text, true);
    perform set_config('seloste.ops', (
        select jsonb_object_agg(case a.entity when 'person' then 'person ' else '' end || a.id, u.key)
        from jsonb_each_text(undone) u join unnest(added) a on a.op = u.value::uuid where a.entity in ('party', 'person')
    )::text, true);
    foreach tried in array array['contact_point', 'person_role', 'person', 'address', 'identifier', 'party_name', 'party'] loop
        ids := array(select a.id from unnest(added) a where a.entity = tried);
        if tried in ('party', 'person') then
            gone := rules.forget_new(tried, ids);
        else
            execute format('delete from register.%I t where t.id = any($1)', tried) using ids;
            get diagnostics gone = row_count;
        end if;
        if gone <> cardinality(ids) then perform rules.refuse('undo_changed_since'); end if;
    end loop;
    perform set_config('seloste.ops', '', true);
    perform set_config('seloste.undone', '', true);
    update desk.import_row r set undone_by = u.key::uuid
    from unnest(lines) l join jsonb_each_text(undone) u on u.value::uuid = l.op
    where r.import = l.import and r.row = l.row;
    return (select count(*) from jsonb_object_keys(undone));
end
$$;
comment on function rules.import_forget(desk.import_row[]) is
'Takes back rows that made new customers which nobody has touched since, each by an operation of its own; how many. The others are left to be asked one by one.';

create function rules.import_try_forget(lines desk.import_row[]) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    return rules.import_forget(lines);
exception
    when sqlstate 'SE001' or sqlstate 'SE002' or integrity_constraint_violation or data_exception or insufficient_privilege then
        return 0;
end
$$;
comment on function rules.import_try_forget(desk.import_row[]) is 'The same, or nothing done and 0 when something stands against it.';

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
        if rules.forget_new('party', array[id]) = 0 then perform rules.refuse_changed('party', line.row_id, '{}'); end if;
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

create function api.import_undo(op uuid, plan uuid, most integer default 400) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    line desk.import_row;
    lines desk.import_row[];
    held integer := 0;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    lines := array(
        select r from desk.import_row r where r.import = act.id and r.op is not null and r.undone_by is null
        order by r.row desc limit least(greatest(most, 1), 500)
    );
    perform rules.import_try_forget(array(select l from unnest(lines) l where l.outcome = 'new'));
    for line in
        select r.* from desk.import_row r where r.import = act.id and r.row = any(array(select l.row from unnest(lines) l)) and r.undone_by is null order by r.row desc
    loop
        line := rules.import_undone(line);
        if line.why ->> 'kept' is not null then held := held + 1; end if;
        update desk.import_row r set undone_by = line.undone_by, why = line.why where r.import = act.id and r.row = line.row;
    end loop;
    perform set_config('seloste.undoes', '', true);
    perform rules.tell_imported(op, array(select p.id from register.party p where p.id = any(array(select l.customer from unnest(lines) l))), '{}', act, 'undo ');
    update desk.import i set undone = i.undone + cardinality(lines) - held, kept = i.kept + held, todo = 0 where i.id = act.id returning i.* into act;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_undo(uuid, uuid, integer) is
'Undoes the last rows of an import that are not undone yet, 500 at most, by new changes; what somebody has changed since is kept and counted. Asked until undone and kept are applied. Definer: staff have no right to write tables.';

grant execute on function api.import_undo(uuid, uuid, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
