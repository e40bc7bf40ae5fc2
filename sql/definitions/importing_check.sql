-- needs: importing_rows
-- The dry run: what the next rows would do is found out and kept, and shown in a later transaction.
set local role seloste_writer;

create function rules.import_judge(line desk.import_row, origin jsonb, denied text[]) returns desk.import_row
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    judged desk.import_row := line;
    earlier integer;
    code text;
    facts text;
begin
    if line.why is null then
        begin
            judged := rules.import_try(line, origin, denied);
        exception
            when sqlstate 'SE001' or sqlstate 'SE002' then
                get stacked diagnostics code = message_text, facts = pg_exception_detail;
            when insufficient_privilege then
                code := 'not_yours';
        end;
        if code is not null then judged.why := rules.import_why(code, facts, line.wanted); end if;
    end if;
    if judged.why is not null then
        judged.outcome := 'refused';
        return judged;
    end if;
    if judged.outcome = 'same' then return judged; end if;
    select r.row into earlier from desk.import_row r
    where r.import = line.import and r.key = line.key and r.row < line.row and r.outcome in ('new', 'follows', 'changed', 'duplicate') limit 1;
    if earlier is not null then
        judged.why := jsonb_build_object('row', earlier);
        if judged.outcome = 'new' then judged.outcome := case when line.key ~ '^row ' then 'refused' else 'follows' end; end if;
        if judged.outcome = 'refused' then judged.why := jsonb_build_object('code', 'import_repeats', 'facts', judged.why); end if;
    elsif judged.outcome = 'new' then
        judged.alike := rules.alike(judged.plan);
        if judged.alike <> '[]' then judged.outcome := 'duplicate'; end if;
    end if;
    return judged;
end
$$;
comment on function rules.import_judge(desk.import_row, jsonb, text[]) is
'The outcome of a row: new, follows (of a customer that an earlier row enters), changed, same, duplicate (a new one like others), refused and why.';

create function rules.import_counts(plan uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(jsonb_object_agg(c.outcome, c.times), '{}')
    from (select r.outcome, count(*) as times from desk.import_row r where r.import = import_counts.plan and r.outcome is not null group by r.outcome) c;
end;
comment on function rules.import_counts(uuid) is 'How many rows have each outcome.';

create function rules.import_recount(act desk.import) returns desk.import
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    update desk.import i set counts = rules.import_counts(act.id), todo = (
        select count(*) from desk.import_row r where r.import = act.id and r.outcome in ('new', 'follows', 'changed') and r.op is null
    ) where i.id = act.id returning i.* into act;
    return act;
end
$$;
comment on function rules.import_recount(desk.import) is 'Counts outcomes, and rows to be applied.';

create function rules.import_fields(plan uuid, most integer, origin jsonb) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select distinct (c ->> 'entity') || '.' || k
        from (
            select r.wanted from desk.import_row r
            where r.import = import_fields.plan and r.outcome is null and r.wanted is not null order by r.row limit least(greatest(most, 1), 500)
        ) r
        cross join lateral jsonb_array_elements(r.wanted -> 'rows') c
        cross join lateral jsonb_object_keys(coalesce(c -> 'new', '{}'::jsonb) || (c -> 'fields') || origin || case c ->> 'entity' when 'contact_point' then '{"normal": ""}'::jsonb else '{}'::jsonb end) k
    );
end;
comment on function rules.import_fields(uuid, integer, jsonb) is 'The fields that the next rows to be checked would write, each as entity.column.';

create function api.import_check(op uuid, plan uuid, most integer default 200) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    line desk.import_row;
    seen integer[] := '{}';
    rows integer := 0;
    denied text[];
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    denied := rules.import_denied(rules.import_fields(act.id, most, coalesce(act.mapping -> 'origin', '{}')));
    for line in
        select r.* from desk.import_row r where r.import = act.id and r.outcome is null order by r.row limit least(greatest(most, 1), 500)
    loop
        line := rules.import_judge(line, coalesce(act.mapping -> 'origin', '{}'), denied);
        update desk.import_row r set outcome = line.outcome, why = line.why, customer = line.customer, plan = line.plan, alike = line.alike,
            wanted = case when line.outcome in ('refused', 'same') then null else r.wanted end, xid = pg_current_xact_id()
        where r.import = act.id and r.row = line.row;
        rows := rows + 1;
        seen := seen || line.customer || array(select (a ->> 'id')::integer from jsonb_array_elements(line.alike) a);
    end loop;
    if rows > 0 then
        perform rules.log_read('import', null, array(select distinct s from unnest(seen) s where s is not null), act.file, rows, act.kind);
    end if;
    update desk.import i set checked = i.checked + rows where i.id = act.id returning i.* into act;
    if act.checked = act.staged then act := rules.import_recount(act); end if;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_check(uuid, uuid, integer) is
'Finds out what the next rows would do, 500 at most; asked until checked is staged. The customers compared are logged as read. Definer: the desk and the search tables are nobody''s to read.';

create function api.import_take(op uuid, plan uuid, place integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    update desk.import_row r set outcome = 'new'
    where r.import = act.id and r.outcome = 'duplicate' and (place is null or r.row = place);
    return rules.note_done(op, rules.import_progress(rules.import_recount(act)));
end
$$;
comment on function api.import_take(uuid, uuid, integer) is
'Says that a likely duplicate, or every one, is a customer of its own and comes in. Definer: the desk is nobody''s to write.';

create function api.import_rows(plan uuid, wanted text, after integer, most integer, backward boolean)
returns table (number integer, outcome text, why jsonb, cells text[], changes jsonb, alike jsonb, customer integer, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select r.row, r.outcome, r.why, r.cells, r.plan, r.alike, r.customer, case when rules.may_see('party', 'name') then p.name end
    from (
        select r.* from desk.import_row r
        where r.import = import_rows.plan and rules.my_purpose() is not null and r.xid is distinct from pg_current_xact_id_if_assigned() and r.xid is not null
            and (import_rows.wanted is null or r.outcome = import_rows.wanted)
            and (import_rows.after is null or not backward and r.row > import_rows.after or backward and r.row < import_rows.after)
        order by case when backward then -r.row else r.row end
        limit least(greatest(most, 1), 1000)
    ) r
    left join lateral (select p.name from register.party p where p.id = r.customer limit 1) p on true
    order by case when backward then -r.row else r.row end;
end;
comment on function api.import_rows(uuid, text, integer, integer, boolean) is
'Rows of an own import with what they would do, checked in an earlier transaction: what is compared is logged before it is told. Definer: the desk is nobody''s to read.';

grant execute on function api.import_check(uuid, uuid, integer), api.import_take(uuid, uuid, integer),
    api.import_rows(uuid, text, integer, integer, boolean)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
