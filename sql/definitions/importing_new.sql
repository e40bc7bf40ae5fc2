-- needs: importing_check undo
-- New customers of a file, many at once: one statement a table, and yet each customer an operation of its own in the log.
set local role seloste_owner;

create function rules.new_ids(entity text, many integer) returns integer[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if entity not in ('party', 'person') then perform rules.refuse('not_yours'); end if;
    return array(select nextval(pg_get_serial_sequence('register.' || entity, 'id'))::integer from generate_series(1, many));
end
$$;
comment on function rules.new_ids(text, integer) is 'Numbers for new customers or persons. Definer: sequences are the owner''s.';
grant execute on function rules.new_ids(text, integer) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.insert_rows(entity text, rows jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    columns text;
    taken text;
begin
    if rows is null then return; end if;
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum), string_agg('r.' || quote_ident(a.attname), ', ' order by a.attnum) into columns, taken
    from pg_attribute a
    where a.attrelid = ('register.' || quote_ident(entity))::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and (a.attidentity = '' or entity in ('party', 'person'));
    execute format(
        'insert into register.%1$I (%2$s) select %3$s from jsonb_array_elements($1) f
        cross join lateral jsonb_populate_record(rules.blank(null::register.%1$I), f) r', entity, columns, taken
    ) using rows;
end
$$;
comment on function rules.insert_rows(text, jsonb) is 'Adds rows of one table in one statement.';

create function rules.import_check_all(lines desk.import_row[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from rules.import_matches(array(select l.wanted from unnest(lines) l))) then perform rules.refuse('import_changed_since'); end if;
    if rules.import_unfit(array(select l.plan from unnest(lines) l)) <> '{}' then perform rules.refuse('changes_unreadable'); end if;
end
$$;
comment on function rules.import_check_all(desk.import_row[]) is 'Refuses new customers that may not be written any more, or that somebody entered meanwhile.';

create function rules.import_insert(lines desk.import_row[], op uuid) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    parties constant integer[] := rules.new_ids('party', cardinality(lines));
    ops constant uuid[] := array(select gen_random_uuid() from unnest(lines));
    persons jsonb;
    rows jsonb;
begin
    perform rules.import_check_all(lines);
    with made as (
        select l.nth, c.c ->> 'key' as key, row_number() over () as n
        from unnest(lines) with ordinality l (import, row, login, purpose, cells, wanted, keyed, outcome, why, customer, plan, alike, xid, op, undone_by, nth)
        cross join lateral jsonb_array_elements(l.plan) c (c) where c.c ->> 'entity' = 'person'
    ), numbered as (
        select m.*, i.ids[m.n] as id from made m cross join (select rules.new_ids('person', (select count(*)::integer from made)) as ids) i
    )
    select coalesce(jsonb_object_agg(n.nth || ' @' || coalesce(n.key, ''), n.id), '{}') into persons from numbered n;
    with changes as (
        select l.nth, c.c ->> 'entity' as entity, c.place, rules.completed(c.c ->> 'entity', c.c -> 'fields') as fields, c.c ->> 'key' as key
        from unnest(lines) with ordinality l (import, row, login, purpose, cells, wanted, keyed, outcome, why, customer, plan, alike, xid, op, undone_by, nth)
        cross join lateral jsonb_array_elements(l.plan) with ordinality c (c, place)
    ), whole as (
        select c.entity, jsonb_agg(
            c.fields || case c.entity
                when 'party' then jsonb_build_object('id', parties[c.nth], 'marketable', coalesce(c.fields ->> 'protected', 'false') = 'false')
                when 'person' then jsonb_build_object('id', persons -> (c.nth || ' @' || coalesce(c.key, '')))
                else jsonb_build_object('party', parties[c.nth])
                    || case when c.fields ? 'person' then jsonb_build_object('person', persons -> (c.nth || ' ' || (c.fields ->> 'person'))) else '{}' end
            end order by c.nth, c.place
        ) as rows from changes c group by c.entity
    )
    select jsonb_object_agg(w.entity, w.rows) into rows from whole w;
    perform set_config('seloste.ops', (
        (select jsonb_object_agg(p.id::text, ops[p.nth]) from unnest(parties) with ordinality p (id, nth))
        || (select coalesce(jsonb_object_agg('person ' || f.value, ops[split_part(f.key, ' ', 1)::integer]), '{}') from jsonb_each_text(persons) f)
    )::text, true);
    perform rules.insert_rows(e, rows -> e)
    from unnest(array['party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point']) with ordinality o (e, place);
    perform set_config('seloste.ops', '', true);
    update desk.import_row r
    set op = ops[l.nth], customer = parties[l.nth], cells = null, wanted = null, plan = null, alike = null
    from unnest(lines) with ordinality l (import, row, login, purpose, cells, wanted, keyed, outcome, why, customer, plan, alike, xid, op, undone_by, nth)
    where r.import = l.import and r.row = l.row;
    return parties;
end
$$;
comment on function rules.import_insert(desk.import_row[], uuid) is 'Enters the new customers of a batch, each under its own operation, and marks their rows done; answers their numbers. Each is taken for open to marketing, as nearly all are, until it is judged in the same transaction.';

create function rules.import_try_insert(lines desk.import_row[], op uuid) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if lines = '{}' then return '{}'; end if;
    return rules.import_insert(lines, op);
exception
    when sqlstate 'SE001' or sqlstate 'SE002' or integrity_constraint_violation or data_exception or insufficient_privilege then
        return null;
end
$$;
comment on function rules.import_try_insert(desk.import_row[], uuid) is
'The same, or null and nothing written when one of them stands against it: then each is tried by itself.';
