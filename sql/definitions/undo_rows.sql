-- needs: history identity billing
-- Undoing one row: what the log says an operation did to it is taken back, where nobody has changed it since and the purpose may write it.
set local role seloste_audit;

create function rules.own_lines(wanted uuid) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from audit.change_log c
    where c.op = wanted and c.login = session_user and c.purpose = current_setting('role')::name
    order by c.seq;
end;
comment on function rules.own_lines(uuid) is
'What an operation of the login under this purpose changed, in order. Definer: the log is granted to nobody.';

create function rules.is_undone(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select from (select distinct c.op from audit.change_log c where c.undoes = wanted) u where not rules.is_undone(u.op)
    );
end
$$;
comment on function rules.is_undone(uuid) is
'Whether an operation was undone, and the undoing not undone in its turn. Definer: the log is granted to nobody.';

create function rules.own_operations(customer integer, persons integer[]) returns table (op uuid, undoes uuid, seq bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.op, (array_agg(c.undoes))[1], max(c.seq)
    from (
        select c.* from audit.change_log c where c.party = customer
        union all
        select c.* from audit.change_log c where c.table_name = 'person' and c.row_id = any(persons::text[])
    ) c
    where c.op is not null and c.login = session_user and c.purpose = current_setting('role')::name
        and not exists (select from audit.change_log o where o.op = c.op and (o.party <> customer or rules.is_of_file(o)))
    group by c.op;
end;
comment on function rules.own_operations(integer, integer[]) is
'Operations of the login under this purpose on one customer and its persons; a file of vouchers is no one customer''s. Definer: the log is granted to nobody.';

create function rules.strayed(op uuid, undone uuid) returns table (entity text, row_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.table_name, c.row_id from audit.change_log c
    where c.op = strayed.op and c.table_name <> 'suppression' and (c.table_name <> 'marketing_permission' or c.act = 'delete')
        and not exists (
            select from audit.change_log o where o.op = undone and o.table_name = c.table_name and o.row_id = c.row_id
        )
    limit 1;
end;
comment on function rules.strayed(uuid, uuid) is
'A row that an undoing takes with it although the operation undone never touched it: somebody added it later. Definer: the log is granted to nobody.';

create function rules.last_change_but(op uuid, entity text, id text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object('by', c.login, 'at', c.at) from audit.change_log c
    where c.table_name = entity and c.row_id = last_change_but.id and c.op is distinct from last_change_but.op
    order by c.at desc, c.seq desc limit 1;
end;
comment on function rules.last_change_but(uuid, text, text) is
'Who changed a row last before an operation, and when. Definer: the log is granted to nobody.';

create function rules.is_gone_with(op uuid, entity text, id text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from audit.change_log c
        where c.op = is_gone_with.op and c.table_name = entity and c.row_id = is_gone_with.id and c.act = 'delete'
    );
end;
comment on function rules.is_gone_with(uuid, text, text) is
'Whether an operation has removed a row already, such as a person with their last role. Definer: the log is granted to nobody.';
grant execute on function rules.own_lines(uuid), rules.is_undone(uuid), rules.own_operations(integer, integer[]),
    rules.strayed(uuid, uuid), rules.last_change_but(uuid, text, text), rules.is_gone_with(uuid, text, text) to seloste_writer;

reset role;
set local role seloste_owner;

create type rules.row_name as (entity text, id integer);

create function rules.held(entity text, wanted integer[], besides rules.row_name[]) returns integer[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    child record;
    of_child integer[];
    held integer[] := '{}';
begin
    for child in
        select c.conrelid::regclass as name, n.relname, a.attname as key, i.attname is not null as numbered
        from pg_constraint c
        join pg_class n on n.oid = c.conrelid
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        left join pg_attribute i on i.attrelid = c.conrelid and i.attname = 'id' and not i.attisdropped
        where c.contype = 'f' and c.confrelid = ('register.' || quote_ident(entity))::regclass and c.connamespace <> 'search'::regnamespace
    loop
        of_child := array(select b.id from unnest(besides) b where b.entity = child.relname);
        execute format('select $3 || array(select distinct t.%2$I from %1$s t where t.%2$I = any($1) %3$s)', child.name, child.key,
            case when child.numbered and of_child <> '{}' then 'and t.id <> all($2)' end) into held using wanted, of_child, held;
    end loop;
    return held;
end
$$;
comment on function rules.held(text, integer[], rules.row_name[]) is
'Customers, or persons, to whom something belongs besides some rows. Definer: what belongs to them may be more than the writer sees.';

create function rules.forget_new(entity text, wanted integer[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
    free constant integer[] := array(select unnest(wanted) except select unnest(rules.held(entity, wanted, '{}')));
    gone integer;
    words rules.scoped_word[];
begin
    if entity = 'person' then
        delete from register.person h where h.id = any(free);
        get diagnostics gone = row_count;
        return gone;
    end if;
    words := array(
        select distinct w from search.token t cross join lateral rules.words_of(t.scope, t.token) w where t.party = any(free)
    );
    delete from search.token t where t.party = any(free);
    delete from register.party p where p.id = any(free);
    get diagnostics gone = row_count;
    perform rules.forget_words(words);
    return gone;
end
$$;
comment on function rules.forget_new(text, integer[]) is
'Removes customers, or persons, to whom nothing belongs but what they are found by; how many. Definer: what belongs to them may be more than the writer sees.';
grant execute on function rules.held(text, integer[], rules.row_name[]), rules.forget_new(text, integer[]) to seloste_writer;

reset role;
set local role seloste_reader;
grant execute on function rules.address_is_seen(integer) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.refuse_changed(entity text, id text, fields text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.refuse('undo_changed_since', jsonb_build_object('entity', entity, 'fields', fields)
        || coalesce(rules.last_change_but(nullif(current_setting('seloste.op'), '')::uuid, entity, id), '{}'));
end
$$;
comment on function rules.refuse_changed(text, text, text[]) is
'Refuses to undo what somebody changed since: which fields, who and when.';

create function rules.row_now(entity text, id integer, locked boolean default true) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    there jsonb;
begin
    execute format('select to_jsonb(t) from register.%I t where t.id = $1 %s', entity, case when locked then 'for update' end) into there using id;
    return there;
end
$$;
comment on function rules.row_now(text, integer, boolean) is 'A row of the register as it is now, locked or only read; null when it is gone.';

create function rules.changed_fields(line audit.change_log, there jsonb) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select d.column_name::text from dictionary.data_column d
        where d.schema_name = 'register' and d.table_name = line.table_name
            and (line.diff ? d.column_name::text or line.act = 'insert' and d.class <> 'T')
            and (d.table_name <> 'party' or d.class not in ('K3', 'K10')) and d.column_name <> all(rules.clock_columns())
            and there ->> d.column_name::text is distinct from line.diff -> d.column_name::text ->> 1
            and not rules.same_value(there ->> d.column_name::text, line.diff -> d.column_name::text ->> 1)
        order by 1
    );
end;
comment on function rules.changed_fields(audit.change_log, jsonb) is
'Fields of a row that are not what the line of the log made them; of an added row all that it holds.';

create function rules.fields_before(line audit.change_log) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(jsonb_object_agg(f.key, f.value -> 0), '{}') from jsonb_each(line.diff) f where line.act <> 'insert';
end;
comment on function rules.fields_before(audit.change_log) is 'What a line of the log changed, as it was before.';

create function rules.check_return(customer integer, line audit.change_log, there jsonb, made jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    fields constant jsonb := rules.fields_before(line);
    id constant integer := (there ->> 'id')::integer;
begin
    if line.table_name = 'identifier' and 'hetu' in (there ->> 'scheme', fields ->> 'scheme') then perform rules.refuse('undo_secret'); end if;
    if line.table_name = 'address' and not rules.address_is_seen(customer) then perform rules.refuse('address_protected'); end if;
    if there is not null and not rules.row_is_open(line.table_name, there) then perform rules.refuse('not_yours'); end if;
    perform rules.check_fields(jsonb_strip_nulls(jsonb_build_object('entity', line.table_name, 'id', id)) || jsonb_build_object('fields', (
        select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(fields) f
        where f.key not in ('obtained_by', 'requester', 'decided_by', 'decided_on', 'staff') and rules.class_of(line.table_name, f.key) <> 'T'
    )));
    if line.table_name <> 'contact_point' or not made @> coalesce(fields -> 'person', 'null') then
        perform rules.check_row(line.table_name, customer, id, fields - 'verified', made);
    end if;
end
$$;
comment on function rules.check_return(integer, audit.change_log, jsonb, jsonb) is
'Refuses to give back what the purpose may not write now; whoever came or went with the operation comes or goes with it again, and a caller verified then was.';

create function rules.take_back_row(customer integer, line audit.change_log, made jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    entity constant text := line.table_name;
    id constant integer := line.row_id::integer;
    there constant jsonb := rules.row_now(entity, id);
    changed text[] := rules.changed_fields(line, there);
begin
    if (there is null) <> (line.act = 'delete') or there is not null and changed <> '{}' then
        perform rules.refuse_changed(entity, line.row_id, case when there is null then '{}' else changed end);
    end if;
    perform rules.check_return(customer, line, there, made);
    if line.act = 'insert' and entity = 'party' then
        if rules.forget_new('party', array[id]) = 0 then perform rules.refuse_changed(entity, line.row_id, '{}'); end if;
    elsif line.act = 'insert' and entity = 'person' then
        perform rules.forget_roleless(id);
        if rules.row_now(entity, id) is not null then perform rules.refuse_changed(entity, line.row_id, '{role}'); end if;
    else
        perform rules.write_row(entity, customer, case when line.act <> 'delete' then id end,
            rules.fields_before(line) || case line.act when 'delete' then jsonb_build_object('id', id) else '{}' end,
            jsonb_build_object('id', id, 'remove', line.act = 'insert'));
    end if;
end
$$;
comment on function rules.take_back_row(integer, audit.change_log, jsonb) is
'Undoes one line of the log about a row of a card: an added row goes, a changed one has its old values, a removed one comes back with its number.';
