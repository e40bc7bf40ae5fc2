-- needs: save duplicates
-- Files of customers on their way in. Rows are kept where only the login that brought them sees them, under the purpose it brought them for.
set local role seloste_owner;

create policy import_writer_own on desk.import for all to seloste_writer
using (login = session_user and purpose = current_setting('role')::name)
with check (login = session_user and purpose = current_setting('role')::name);
create policy import_row_writer_own on desk.import_row for all to seloste_writer
using (login = session_user and purpose = current_setting('role')::name)
with check (login = session_user and purpose = current_setting('role')::name);
create policy import_mapping_writer_all on desk.import_mapping for select to seloste_writer using (true);
create policy import_mapping_writer_new on desk.import_mapping for insert to seloste_writer with check (login = session_user);
create policy import_mapping_writer_own on desk.import_mapping for update to seloste_writer
using (login = session_user) with check (login = session_user);
create policy import_mapping_writer_gone on desk.import_mapping for delete to seloste_writer using (login = session_user);
grant select, insert, update, delete on desk.import, desk.import_row, desk.import_mapping to seloste_writer;

create function rules.forget_imports() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    delete from desk.import i where i.at < now() - interval '30 days';
    update desk.import_row r set cells = null, wanted = null, plan = null, alike = null
    from desk.import i
    where i.id = r.import and i.at < now() - interval '7 days' and (r.cells is not null or r.wanted is not null or r.plan is not null);
end;
comment on function rules.forget_imports() is
'Removes what files held 7 days after they came, and that they came after 30. Definer: they may be of a login that never comes back.';
grant execute on function rules.forget_imports() to seloste_writer;

reset role;
set local role seloste_reader;

create function rules.alike(lists jsonb[]) returns table (nth integer, alike jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
begin atomic
    select d.nth, jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'score', d.score, 'matched', d.matched) order by d.place)
    from (
        select l.*, row_number() over (partition by l.nth order by l.score desc, l.party) as place from rules.all_likely(lists) l
    ) d
    cross join lateral (select p.* from register.party p where p.id = d.party limit 1) p
    where d.place <= 3
    group by d.nth;
end;
comment on function rules.alike(jsonb[]) is
'The likeliest duplicates of each of many new customers that has any. Definer: nobody else may read the search tables.';
grant execute on function rules.alike(jsonb[]) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.import_key(wanted jsonb) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(
        'number ' || (wanted ->> 'number'),
        (
            select concat_ws(' ', c -> 'fields' ->> 'scheme', c -> 'fields' ->> 'value') from jsonb_array_elements(wanted -> 'rows') c
            where c ->> 'entity' = 'identifier' and c -> 'fields' ->> 'scheme' in ('business_id', 'association', 'vat')
            order by array_position(array['business_id', 'association', 'vat'], c -> 'fields' ->> 'scheme') limit 1
        ),
        'row ' || md5((wanted -> 'rows')::text)
    );
end;
comment on function rules.import_key(jsonb) is 'What two rows of a file share when they are about the same customer: its number, its identifier, else all they say.';

create function rules.is_wanted(wanted jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(wanted ->> 'number', '1') ~ '^[1-9][0-9]{0,8}$' and case jsonb_typeof(wanted -> 'rows')
        when 'array' then jsonb_array_length(wanted -> 'rows') between 1 and 40 and not exists (
            select from jsonb_array_elements(wanted -> 'rows') c
            where not rules.is_change(c) or c ?| array['id', 'version', 'remove', 'was']
                or c ->> 'entity' is null or jsonb_typeof(coalesce(c -> 'fields', 'null')) <> 'object'
                or case jsonb_typeof(coalesce(c -> 'new', '{}')) when 'object' then exists (
                    select from jsonb_each(c -> 'new') f where jsonb_typeof(f.value) in ('object', 'array')
                ) else true end
        )
        else false
    end;
end;
comment on function rules.is_wanted(jsonb) is
'Whether a row of a file has the shape {number, rows: [{entity, key, fields, new, columns}]}: rows as they would enter the customer anew, none of them by id.';

create function rules.import_code_in(wanted jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_strip_nulls(jsonb_build_object('code', 'identity_code_by_itself', 'facts', jsonb_build_object('field', (
        select f.key from jsonb_array_elements(wanted -> 'rows') c cross join lateral jsonb_each_text(c -> 'fields') f
        where rules.names_identity_code(f.value) limit 1
    )), 'column', (
        select c -> 'columns' ->> f.key from jsonb_array_elements(wanted -> 'rows') c cross join lateral jsonb_each_text(c -> 'fields') f
        where rules.names_identity_code(f.value) limit 1
    )))
    where rules.names_identity_code(wanted::text);
end;
comment on function rules.import_code_in(jsonb) is 'Why a row of a file that holds an identity code is refused, null for any other: a code is kept in one place only.';

create function rules.imported(plan uuid) returns desk.import
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    act desk.import;
begin
    select i.* into act from desk.import i where i.id = imported.plan for update;
    if not found then perform rules.refuse('plan_unknown'); end if;
    return act;
end
$$;
comment on function rules.imported(uuid) is 'The login''s own import, locked; plan_unknown for any other.';

create function rules.import_progress(act desk.import) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object('plan', act.id, 'kind', act.kind, 'file', act.file, 'at', act.at, 'staged', act.staged, 'checked', act.checked,
        'whole', act.whole, 'counts', act.counts, 'todo', act.todo, 'applied', act.applied, 'undone', act.undone, 'kept', act.kept,
        'header', to_jsonb(act.header), 'mapping', act.mapping);
end;
comment on function rules.import_progress(desk.import) is 'How far an import is.';

create function api.import_begin(op uuid, plan uuid, kind text, file text, header text[], mapping jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
begin
    if answer is not null then return answer; end if;
    perform rules.forget_imports();
    if btrim(coalesce(file, '')) = '' or length(coalesce(kind, '')) not between 1 and 40 or coalesce(cardinality(header), 0) not between 1 and 300
        or pg_column_size(header) > 65536 or pg_column_size(mapping) > 65536
        or jsonb_typeof(mapping) is distinct from 'object' or jsonb_typeof(coalesce(mapping -> 'origin', '{}')) <> 'object'
        or exists (
            select from jsonb_each(mapping -> 'origin') o
            where o.key not in ('source', 'source_ref', 'obtained_on') or jsonb_typeof(o.value) in ('object', 'array')
        ) then perform rules.refuse('changes_unreadable'); end if;
    insert into desk.import (id, kind, file, header, mapping)
    values (import_begin.plan, import_begin.kind, rules.without_identity_codes(left(import_begin.file, 200)), import_begin.header, import_begin.mapping)
    on conflict on constraint import_pkey do nothing returning * into act;
    if act.id is null then perform rules.refuse('operation_of_another'); end if;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_begin(uuid, uuid, text, text, text[], jsonb) is
'Begins to bring in a file; mapping holds what the program knows, and origin {source, source_ref, obtained_on} of every datum. Definer: the desk is nobody''s to write.';

create function api.import_stage(op uuid, plan uuid, lines jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
    added integer;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    if act.whole or jsonb_typeof(lines) is distinct from 'array' or pg_column_size(lines) > 8388608 or act.staged > 200000
        or exists (
            select from jsonb_array_elements(lines) l
            where jsonb_typeof(l) <> 'object' or coalesce(l ->> 'row', '') !~ '^[1-9][0-9]{0,7}$' or jsonb_typeof(l -> 'cells') is distinct from 'array'
                or case when l ? 'why' then jsonb_typeof(l -> 'why') <> 'object' else not rules.is_wanted(l -> 'wanted') end
        ) then perform rules.refuse('changes_unreadable'); end if;
    insert into desk.import_row (import, row, cells, wanted, key, why)
    select act.id, (l ->> 'row')::integer,
        array(select rules.without_identity_codes(c) from jsonb_array_elements_text(l -> 'cells') c),
        case when w.why is null then l -> 'wanted' end, case when w.why is null then rules.import_key(l -> 'wanted') end, w.why
    from jsonb_array_elements(lines) l
    cross join lateral (
        select coalesce(rules.without_identity_codes((l -> 'why')::text)::jsonb, rules.import_code_in(l -> 'wanted')) as why
    ) w
    on conflict on constraint import_row_pkey do nothing;
    get diagnostics added = row_count;
    update desk.import i set staged = i.staged + added where i.id = act.id returning i.* into act;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_stage(uuid, uuid, jsonb) is
'Keeps rows of a file: [{row, cells, wanted or why}]; cells without identity codes, which are kept in one place only. Definer: the desk is nobody''s to write.';

create function api.import_whole(op uuid, plan uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    update desk.import i set whole = true where i.id = act.id returning i.* into act;
    return rules.note_done(op, rules.import_progress(act));
end
$$;
comment on function api.import_whole(uuid, uuid) is 'Says that every row of the file is there. Definer: the desk is nobody''s to write.';

create function api.import_drop(op uuid, plan uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.import;
begin
    if answer is not null then return answer; end if;
    act := rules.imported(plan);
    if act.applied > act.undone + act.kept then
        update desk.import_row r set cells = null, wanted = null, plan = null, alike = null where r.import = act.id;
        update desk.import i set todo = 0 where i.id = act.id;
    else
        delete from desk.import i where i.id = act.id;
    end if;
    return rules.note_done(op, '{}');
end
$$;
comment on function api.import_drop(uuid, uuid) is
'Throws away what a file held; that it was done stays, to be undone. Definer: the desk is nobody''s to write.';

create function api.import_last() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.import_progress(i) from desk.import i
    where rules.my_purpose() is not null and i.whole and (i.todo > 0 or i.checked < i.staged or i.applied > i.undone + i.kept)
    order by i.at desc limit 1;
end;
comment on function api.import_last() is
'The login''s last import under this purpose that is not done to its end, or may be undone. Definer: the desk is nobody''s to read.';

create function api.import_mappings(kind text) returns table (name text, login text, mapping jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select m.name, m.login::text, m.mapping from desk.import_mapping m
    where rules.my_purpose() is not null and m.kind = import_mappings.kind order by m.at desc;
end;
comment on function api.import_mappings(text) is 'Mappings kept by name, newest first. Definer: the desk is nobody''s to read.';

create function api.import_keep_mapping(kind text, name text, mapping jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if rules.my_purpose() is null then perform rules.refuse('purpose_not_yours'); end if;
    if jsonb_typeof(mapping) is distinct from 'object' or btrim(coalesce(name, '')) = '' or length(name) > 60 or length(kind) > 40
        or pg_column_size(mapping) > 65536 or rules.names_identity_code(name || mapping::text) then
        perform rules.refuse('changes_unreadable');
    end if;
    insert into desk.import_mapping as m (kind, name, mapping) values (import_keep_mapping.kind, btrim(import_keep_mapping.name), import_keep_mapping.mapping)
    on conflict on constraint import_mapping_pkey do update set mapping = excluded.mapping, at = now();
    return true;
exception
    when insufficient_privilege then
        perform rules.refuse('mapping_of_another');
        return false;
end
$$;
comment on function api.import_keep_mapping(text, text, jsonb) is
'Keeps a mapping by name, new or again; another''s is not written over. Definer: the desk is nobody''s to write.';

grant execute on function api.import_begin(uuid, uuid, text, text, text[], jsonb), api.import_stage(uuid, uuid, jsonb), api.import_whole(uuid, uuid),
    api.import_drop(uuid, uuid), api.import_last(), api.import_mappings(text), api.import_keep_mapping(text, text, jsonb)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations;
