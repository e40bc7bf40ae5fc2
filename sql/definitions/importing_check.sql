-- needs: importing_many
-- The dry run: what the next rows would do is found out and kept, and shown in a later transaction.
set local role seloste_writer;

create function rules.import_judge(line desk.import_row, matched integer[], origin jsonb) returns desk.import_row
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    code text;
    facts text;
begin
    begin
        return rules.import_try(line, matched, origin);
    exception
        when sqlstate 'SE001' or sqlstate 'SE002' then
            get stacked diagnostics code = message_text, facts = pg_exception_detail;
        when insufficient_privilege then
            code := 'not_yours';
    end;
    line.why := rules.import_why(code, facts, line.wanted);
    line.outcome := 'refused';
    return line;
end
$$;
comment on function rules.import_judge(desk.import_row, integer[], jsonb) is 'The outcome of a row by itself: new, changed, same, refused and why.';

create function rules.import_compare(lines desk.import_row[]) returns desk.import_row[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
    line desk.import_row;
begin
    for found in
        with told as (
            select l.nth::integer as nth, l.import, l.row, l.keyed, l.outcome, min(l.row) over (partition by l.keyed order by l.row rows between unbounded preceding and 1 preceding) as within
            from unnest(lines) with ordinality l (import, row, login, purpose, cells, wanted, keyed, outcome, why, customer, plan, alike, xid, op, undone_by, nth)
            where l.outcome in ('new', 'changed')
        )
        select t.nth, coalesce(b.row, t.within) as row from told t
        left join lateral (
            select r.row from desk.import_row r
            where r.import = t.import and r.key = t.keyed and r.row < t.row and r.outcome in ('new', 'follows', 'changed', 'duplicate') order by r.row limit 1
        ) b on true
        where coalesce(b.row, t.within) is not null
    loop
        line := lines[found.nth];
        line.why := jsonb_build_object('row', found.row);
        if line.outcome = 'new' then line.outcome := case when line.key ~ '^row ' then 'refused' else 'follows' end; end if;
        if line.outcome = 'refused' then line.why := jsonb_build_object('code', 'import_repeats', 'facts', line.why); end if;
        lines[found.nth] := line;
    end loop;
    return lines;
end
$$;
comment on function rules.import_compare(desk.import_row[]) is
'Rows beside the earlier ones of their file: what is about the same customer follows it, what says the same again is refused.';

create function rules.import_judged(lines desk.import_row[], origin jsonb) returns desk.import_row[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    matched jsonb[] := array_fill(null::jsonb, array[cardinality(lines)]);
    plans jsonb[];
    unfit integer[];
    line desk.import_row;
    found record;
begin
    for found in select m.* from rules.import_matches(array(select case when l.why is null then l.wanted end from unnest(lines) l)) m loop
        matched[found.nth] := to_jsonb(found.customers);
    end loop;
    plans := array(
        select case when l.why is null and matched[l.nth] is null and l.wanted ->> 'number' is null then rules.import_new_plan(l.wanted, origin) end
        from unnest(lines) with ordinality l (import, row, login, purpose, cells, wanted, keyed, outcome, why, customer, plan, alike, xid, op, undone_by, nth)
    );
    unfit := rules.import_unfit(plans);
    for nth in 1 .. cardinality(lines) loop
        line := lines[nth];
        if line.why is not null then
            line.outcome := 'refused';
        elsif plans[nth] is not null and nth <> all(unfit) then
            line.plan := plans[nth];
            line.outcome := 'new';
        else
            line := rules.import_judge(line, array(select c::integer from jsonb_array_elements(coalesce(matched[nth], '[]')) c), origin);
        end if;
        lines[nth] := line;
    end loop;
    lines := rules.import_compare(lines);
    plans := array(select case when l.outcome = 'new' then l.plan end from unnest(lines) l);
    for found in select a.* from rules.alike(plans) a loop
        line := lines[found.nth];
        line.alike := found.alike;
        line.outcome := 'duplicate';
        lines[found.nth] := line;
    end loop;
    return lines;
end
$$;
comment on function rules.import_judged(desk.import_row[], jsonb) is
'The outcomes of rows: new, follows (of a customer that an earlier row enters), changed, same, duplicate (a new one like others), refused and why.';

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

create function api.import_check(op uuid, plan uuid, most integer default 400) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    origin jsonb;
    lines desk.import_row[];
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    origin := coalesce(act.mapping -> 'origin', '{}');
    lines := array(
        select r from desk.import_row r where r.import = act.id and r.outcome is null order by r.row limit least(greatest(most, 1), 500)
    );
    if lines <> '{}' then
        lines := rules.import_judged(lines, origin);
        update desk.import_row r set outcome = l.outcome, why = l.why, customer = l.customer, plan = l.plan, alike = l.alike,
            wanted = case when l.outcome not in ('refused', 'same') then r.wanted end, xid = pg_current_xact_id()
        from unnest(lines) l
        where r.import = act.id and r.row = l.row;
        perform rules.log_read('import', null, array(
            select l.customer from unnest(lines) l where l.customer is not null
            union
            select (a ->> 'id')::integer from unnest(lines) l cross join lateral jsonb_array_elements(l.alike) a
        ), act.file, cardinality(lines), act.kind);
    end if;
    update desk.import i set checked = i.checked + cardinality(lines) where i.id = act.id returning i.* into act;
    if act.checked = act.staged then act := rules.import_recount(act); end if;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_check(uuid, uuid, integer) is
'Finds out what the next rows would do, 500 at most; asked until checked is staged. The customers compared are logged as read. Definer: the desk and the search tables are nobody''s to read.';

create function api.import_take(op uuid, plan uuid, places integer[]) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    update desk.import_row r set outcome = 'new'
    where r.import = act.id and r.outcome = 'duplicate' and (places is null or r.row = any(places));
    return rules.note_done(op, rules.import_progress(rules.import_recount(act)));
end
$$;
comment on function api.import_take(uuid, uuid, integer[]) is
'Says that likely duplicates of some rows, or every one, are customers of their own and come in. Definer: the desk is nobody''s to write.';

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

grant execute on function api.import_check(uuid, uuid, integer), api.import_take(uuid, uuid, integer[]),
    api.import_rows(uuid, text, integer, integer, boolean)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
