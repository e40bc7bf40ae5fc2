-- needs: undo_rows
-- Undo: a new change made from the log, never a rewrite of it. It walks back through the login's own operations, newest first.
set local role seloste_writer;

create function rules.take_back_decision(line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    undone register.marketing_permission;
    last register.marketing_permission;
    before register.marketing_permission;
begin
    select m.* into undone from register.marketing_permission m where m.id = line.row_id::bigint;
    if undone.state = 'refused' then perform rules.refuse('undo_permission_refusal'); end if;
    if not rules.may_write('K10') then perform rules.refuse('not_yours'); end if;
    select m.* into last from register.marketing_permission m
    where m.party = undone.party and m.person is not distinct from undone.person and m.channel = undone.channel
    order by m.id desc limit 1;
    if undone.id is null or (last.state, last.product_group, last.how, last.wording, last.evidence)
        is distinct from (undone.state, undone.product_group, undone.how, undone.wording, undone.evidence) then
        perform rules.refuse_changed(line.table_name, coalesce(last.id::text, line.row_id), '{state}');
    end if;
    select m.* into before from register.marketing_permission m
    where m.party = undone.party and m.person is not distinct from undone.person and m.channel = undone.channel and m.id < undone.id
    order by m.id desc limit 1;
    insert into register.marketing_permission (party, person, channel, state, section, product_group, how, wording, evidence, source, source_ref)
    values (undone.party, undone.person, undone.channel, coalesce(before.state, 'none'), coalesce(before.section, 'GDPR 5(1)(d)'),
        before.product_group, coalesce(before.how, 'correction'), before.wording, before.evidence, coalesce(before.source, 'staff'), before.source_ref);
    if before.state = 'refused' then perform rules.suppress(undone.party, undone.person, undone.channel, false); end if;
end
$$;
comment on function rules.take_back_decision(audit.change_log) is
'Undoes a decision on marketing by a new one that says what was so before; a refusal is lifted by the person''s own consent alone, GDPR 21(3).';

create function rules.bring_back_decision(line audit.change_log) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    insert into register.marketing_permission overriding system value
    select (jsonb_populate_record(
        null::register.marketing_permission, rules.fields_before(line) || jsonb_build_object('id', line.row_id)
    )).*;
end;
comment on function rules.bring_back_decision(audit.change_log) is 'Brings back a decision that went with its person, as it was.';

create function rules.take_back_suppression(line audit.change_log) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    update register.suppression s
    set lifted_at = (line.diff -> 'lifted_at' ->> 0)::timestamptz, lifted_by = line.diff -> 'lifted_by' ->> 0
    where s.id = line.row_id::bigint and line.act = 'update';
end;
comment on function rules.take_back_suppression(audit.change_log) is 'Suppresses again what a decision that is undone had lifted.';

create function rules.take_back(customer integer, op uuid, undone uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    line audit.change_log;
    stray record;
    made constant jsonb := (
        select coalesce(jsonb_agg(distinct p.p), '[]') from rules.own_lines(undone) l
        cross join lateral (values (l.diff -> 'person' -> 0), (l.diff -> 'person' -> 1)) p (p) where p.p <> 'null'
    );
begin
    perform set_config('seloste.op', op::text, true);
    perform set_config('seloste.undoes', undone::text, true);
    for line in
        select l.* from rules.own_lines(undone) l order by l.table_name = 'marketing_permission', l.table_name not in ('person', 'service') or l.act <> 'delete', l.seq desc
    loop
        continue when line.act = 'insert' and rules.is_gone_with(op, line.table_name, line.row_id);
        case
            when line.table_name = 'identity_code' then perform rules.refuse('undo_secret');
            when line.table_name = 'invoice' then perform rules.refuse('undo_voucher');
            when line.table_name = 'suppression' then perform rules.take_back_suppression(line);
            when line.table_name = 'marketing_permission' and line.act = 'insert' then perform rules.take_back_decision(line);
            when line.table_name = 'marketing_permission' then perform rules.bring_back_decision(line);
            else perform rules.take_back_row(customer, line, made);
        end case;
    end loop;
    select s.* into stray from rules.strayed(op, undone) s;
    if found then perform rules.refuse_changed(stray.entity, stray.row_id, '{}'); end if;
end
$$;
comment on function rules.take_back(integer, uuid, uuid) is
'Undoes every line of an operation of the login, the last first, persons and services that went before what lost them, decisions last: all of it, or nothing and a refusal.';

create function rules.told_of(wanted uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object('undone', wanted, 'at', min(l.at), 'what', coalesce(jsonb_agg(jsonb_build_object(
        'entity', l.table_name, 'id', l.row_id, 'act', l.act, 'fields', case when l.act = 'update' then array(
            select f from jsonb_object_keys(l.diff) f where rules.class_of(l.table_name, f) <> 'T' or l.table_name = 'product' order by 1
        ) else '{}' end
    ) order by l.seq) filter (where l.table_name <> 'suppression'), '[]'))
    from rules.own_lines(wanted) l;
end;
comment on function rules.told_of(uuid) is 'What an operation of the login did, without a value: rows, what was done to them and in which fields.';

create function rules.next_undone(customer integer, entity text) returns uuid
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select o.op from rules.own_operations(customer, rules.open_persons_of(customer)) o
    where o.undoes is null and not rules.is_undone(o.op)
        and (next_undone.entity is null or exists (select from rules.own_lines(o.op) l where l.table_name = next_undone.entity))
    order by o.seq desc limit 1;
end;
comment on function rules.next_undone(integer, text) is
'The login''s last operation on a customer that is not undone yet, or the last that touched one table.';

create function rules.check_not_merged(customer integer, wanted uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    dropped integer;
begin
    select m.dropped into dropped from register.merging m
    where m.party = customer and m.undone_at is null and m.merged_by = session_user
        and (select max(l.seq) from rules.own_lines(m.op) l) > coalesce((select max(l.seq) from rules.own_lines(wanted) l), 0)
    limit 1;
    if found then perform rules.refuse('undo_merging', jsonb_build_object('dropped', dropped)); end if;
end
$$;
comment on function rules.check_not_merged(integer, uuid) is
'Refuses to step over the login''s own merging, which is taken apart by an act of its own: what was changed before it belongs to two customers.';

create function rules.next_redone(customer integer) returns uuid
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with own as (
        select o.* from rules.own_operations(customer, rules.open_persons_of(customer)) o
    )
    select u.op from own u join own o on o.op = u.undoes
    where o.undoes is null and not rules.is_undone(u.op)
        and u.seq > (select coalesce(max(l.seq), 0) from own l where l.undoes is null)
    order by u.seq desc limit 1;
end;
comment on function rules.next_redone(integer) is 'The login''s last undoing on a customer that is not undone itself, when it has changed nothing else since.';

create function rules.own_acts(kind text, wanted text) returns table (op uuid, undoes uuid, seq bigint)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select o.op, l.undoes, l.seq
    from desk.operation o
    cross join lateral (select (array_agg(c.undoes))[1] as undoes, max(c.seq) as seq from rules.own_lines(o.op) c) l
    where o.answer ? kind and (wanted is null or o.answer ->> kind = wanted) and l.seq is not null;
end;
comment on function rules.own_acts(text, text) is
'The login''s operations under this purpose on what is no customer''s, such as one host or any product, whose answers name it.';

create function rules.next_own_act(kind text, wanted text, redo boolean) returns uuid
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with own as (select a.* from rules.own_acts(kind, wanted) a)
    select o.op from own o
    where (o.undoes is not null) = redo and not rules.is_undone(o.op) and (
        not redo or o.seq > (select coalesce(max(a.seq), 0) from own a where a.undoes is null)
        and exists (select from own a where a.op = o.undoes and a.undoes is null)
    )
    order by o.seq desc limit 1;
end;
comment on function rules.next_own_act(text, text, boolean) is
'The login''s last operation that is not undone yet; to redo, the last undoing when it has changed nothing else since.';

create function rules.check_open(party integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if party is null or party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    perform from register.party p where p.id = check_open.party for update;
    if not found then perform rules.refuse('not_found'); end if;
end
$$;
comment on function rules.check_open(integer) is 'Refuses a customer whose card is not open, and locks it: of two who change it at once one waits.';

create function rules.undo_or_redo(op uuid, party integer, redo boolean, entity text) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    wanted uuid;
begin
    if answer is not null then return answer; end if;
    perform rules.check_open(party);
    wanted := case when redo then rules.next_redone(party) else rules.next_undone(party, entity) end;
    if not redo and entity is null then perform rules.check_not_merged(party, wanted); end if;
    if wanted is null then perform rules.refuse(case when redo then 'redo_nothing' else 'undo_nothing' end); end if;
    perform rules.take_back(party, op, wanted);
    perform rules.refresh_parties(array[party]);
    perform rules.refresh_sharing(array[party]);
    update register.party p set changed_at = clock_timestamp() where p.id = undo_or_redo.party;
    answer := rules.told_of(wanted) || jsonb_build_object('outcome', 'undone', 'party', party, 'gone', not found);
    perform pg_notify('seloste', json_build_object('party', party, 'op', op)::text);
    return rules.note_done(op, answer);
end
$$;
comment on function rules.undo_or_redo(uuid, integer, boolean, text) is 'One operation of the login taken back, or an undoing of it: a change like any other, done once.';

create function api.undo(op uuid, party integer, entity text default null) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return rules.undo_or_redo(op, party, false, entity);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.undo(uuid, integer, text) is
'Undoes the login''s own last change of an opened customer under this purpose, by a new change; again, the one before; of one table alone where that is said. Answers what was undone. Definer: staff have no right to write tables.';

create function api.redo(op uuid, party integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return rules.undo_or_redo(op, party, true, null);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.redo(uuid, integer) is
'Takes the last undoing back, until the login changes something else. Definer: staff have no right to write tables.';

create function api.undoable(party integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid;
    code text;
    facts text;
begin
    perform rules.check_open(party);
    wanted := rules.next_undone(party, null);
    if wanted is null then return jsonb_build_object('code', 'undo_nothing'); end if;
    begin
        perform rules.take_back(party, gen_random_uuid(), wanted);
        raise exception using errcode = 'SE009';
    exception
        when sqlstate 'SE009' then null;
        when sqlstate 'SE001' or sqlstate 'SE002' then
            get stacked diagnostics code = message_text, facts = pg_exception_detail;
        when insufficient_privilege then
            code := 'not_yours';
    end;
    return rules.told_of(wanted) || jsonb_build_object('code', code, 'facts', coalesce(nullif(facts, ''), '{}')::jsonb);
end
$$;
comment on function api.undoable(integer) is
'What undo would undo of an opened customer, and the code of the refusal, null when it may: tried out and taken back. Definer: staff have no right to write tables.';

grant execute on function api.undo(uuid, integer, text), api.redo(uuid, integer), api.undoable(integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_marketing, seloste_privacy;
