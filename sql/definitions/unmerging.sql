-- needs: history merging
-- Taking a merging apart again, from the change log, as long as nobody has changed what moved.
set local role seloste_audit;

create function rules.lines_of(wanted uuid) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from audit.change_log c where c.op = wanted;
end;
comment on function rules.lines_of(uuid) is 'Lines of the change log of one operation. Definer: the log is granted to nobody.';
grant execute on function rules.lines_of(uuid) to seloste_owner;

reset role;
set local role seloste_owner;

create function rules.brought_back(line audit.change_log, version integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    fields jsonb;
begin
    select jsonb_object_agg(f.key, f.value -> 0) into fields from jsonb_each(line.diff) f;
    fields := fields || jsonb_build_object('id', line.row_id, 'version', version, 'marketable', false);
    execute format(
        'insert into register.%1$I select (jsonb_populate_record(null::register.%1$I, $1)).*', line.table_name
    ) using fields;
end
$$;
comment on function rules.brought_back(audit.change_log, integer) is 'Puts a removed row back as the log has it.';

create function rules.put_back(m register.merging, line audit.change_log) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    case
        when line.table_name in ('party', 'merging') and line.act <> 'update' then null;
        when line.table_name = 'party' then null;
        when line.table_name = 'identity_code' and line.act = 'update' then perform rules.move_rows('identity_code', array[m.party], m.dropped);
        when line.table_name = 'identity_code' then null;
        when line.act = 'update' then perform rules.move_rows(line.table_name, array[line.row_id::bigint], m.dropped);
        when line.act = 'insert' then execute format('delete from register.%I t where t.id = $1', line.table_name) using line.row_id::bigint;
        else perform rules.brought_back(line, (
            select (v ->> 'version')::integer from jsonb_array_elements(m.versions) v
            where v ->> 'entity' = line.table_name and v ->> 'id' = line.row_id
        ));
    end case;
end
$$;
comment on function rules.put_back(register.merging, audit.change_log) is 'Takes one line of a merging back.';

create function rules.take_apart() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    line audit.change_log;
begin
    update register.party p set merged_into = null, changed_at = clock_timestamp() where p.id = new.dropped;
    for line in select l.* from rules.lines_of(new.op) l order by l.seq desc loop
        perform rules.put_back(new, line);
    end loop;
    insert into secret.identity_code (party, code, identifier)
    select new.dropped, c.code, i.id
    from secret.identity_code c
    join register.identifier i on i.party = new.dropped and i.scheme = 'hetu'
    where c.party = new.party and exists (
        select from rules.lines_of(new.op) l where l.table_name = 'identity_code' and l.act = 'delete'
    )
    limit 1;
    update desk.draft d set party = new.dropped
    where d.id in (select (v ->> 'id')::uuid from jsonb_array_elements(new.versions) v where v ->> 'entity' = 'draft');
    return null;
end
$$;
comment on function rules.take_apart() is
'Takes a merging apart when it is marked as undone. Definer, and a trigger: it is the one way by which a decision on marketing moves or a copy of it goes.';
create trigger merging_is_taken_apart after update of undone_at on register.merging
for each row when (old.undone_at is null and new.undone_at is not null) execute function rules.take_apart();

create function rules.strangers(m register.merging) returns table (entity text, id text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with moved as (
        select v ->> 'entity' as entity, v ->> 'id' as id from jsonb_array_elements(m.versions) v where not v ? 'removed'
    ), leaving as (
        select r.person from register.person_role r where r.party = m.party
        group by r.person having bool_and(r.id::text in (select o.id from moved o where o.entity = 'person_role'))
    )
    select 'contact_point', c.id::text from register.contact_point c
    where c.party = m.party and c.person in (select l.person from leaving l)
        and c.id::text not in (select o.id from moved o where o.entity = 'contact_point')
    union all
    select 'marketing_permission', p.id::text from register.marketing_permission p
    where p.party = m.party and p.person in (select l.person from leaving l)
        and p.id::text not in (select x.row_id from rules.lines_of(m.op) x where x.table_name = 'marketing_permission')
    union all
    select 'allocation', a.id::text from register.allocation a
    where a.party = m.party and a.id::text not in (select o.id from moved o where o.entity = 'allocation')
        and (a.invoice::text in (select o.id from moved o where o.entity = 'invoice')
            or a.payment::text in (select o.id from moved o where o.entity = 'payment'))
    union all
    select 'reminder', r.id::text from register.reminder r
    where r.party = m.party and r.id::text not in (select o.id from moved o where o.entity = 'reminder')
        and r.invoice::text in (select o.id from moved o where o.entity = 'invoice')
    union all
    select 'dispute', d.id::text from register.dispute d
    where d.party = m.party and d.id::text not in (select o.id from moved o where o.entity = 'dispute')
        and d.invoice::text in (select o.id from moved o where o.entity = 'invoice')
    union all
    select 'invoice', c.id::text from register.invoice c
    where c.party = m.party and c.id::text not in (select o.id from moved o where o.entity = 'invoice')
        and c.credits::text in (select o.id from moved o where o.entity = 'invoice');
end;
comment on function rules.strangers(register.merging) is 'Rows added after a merging to persons or invoices that would leave with it.';

create function rules.changed_since(wanted integer) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    m register.merging;
    moved record;
    there boolean;
    changed jsonb := '[]';
begin
    select x.* into m from register.merging x where x.id = wanted;
    for moved in
        select v.* from jsonb_to_recordset(m.versions) v (entity text, id text, version integer, removed boolean)
        where v.entity <> 'draft' and v.removed is null
    loop
        execute format('select exists (select from register.%I t where t.id = $1 and t.party = $2 and t.version = $3)', moved.entity)
        into there using moved.id::integer, m.party, moved.version;
        if not there then changed := changed || jsonb_build_object('entity', moved.entity, 'id', moved.id); end if;
    end loop;
    if exists (select from rules.lines_of(m.op) l where l.table_name = 'identity_code')
        and not exists (select from secret.identity_code c where c.party = m.party) then
        changed := changed || '{"entity": "identity_code"}';
    end if;
    return changed || (select coalesce(jsonb_agg(jsonb_build_object('entity', s.entity, 'id', s.id)), '[]') from rules.strangers(m) s);
end
$$;
comment on function rules.changed_since(integer) is
'Rows that moved in a merging and that somebody has changed, removed or built upon since. Definer: row security hides half of them; callers pass a merging they see.';

create function rules.unit_of_merged(dropped integer) returns smallint
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select p.unit from register.party p where p.id = dropped and p.merged_into is not null;
end;
comment on function rules.unit_of_merged(integer) is 'The unit of a customer that was merged into another. Definer: row security hides it; callers pass one they see the keeper of.';

grant execute on function rules.changed_since(integer), rules.unit_of_merged(integer) to seloste_writer;

reset role;
set local role seloste_writer;

create function api.unmerge(op uuid, party integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    last register.merging;
    changed jsonb;
begin
    if answer is not null then return answer; end if;
    if exists (select from unnest('{K1,K2,K3,K4,K9}'::text[]) c where not rules.may_write(c)) then perform rules.refuse('not_yours'); end if;
    if party is null or party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    perform from register.party p where p.id = unmerge.party for update;
    select m.* into last from register.merging m where m.party = unmerge.party and m.undone_at is null order by m.id desc limit 1;
    if last.id is null then perform rules.refuse('merge_nothing'); end if;
    if rules.unit_of_merged(last.dropped) * 4 <> all(rules.my_scopes()) then perform rules.refuse('unit_not_yours'); end if;
    changed := rules.changed_since(last.id);
    if changed <> '[]' then perform rules.refuse('merge_rows_changed', jsonb_build_object('rows', changed)); end if;
    perform set_config('seloste.undoes', last.op::text, true);
    update register.merging m set undone_at = now(), undone_by = session_user where m.id = last.id;
    perform rules.refresh_parties(array[unmerge.party, last.dropped]);
    update register.party p set changed_at = clock_timestamp() where p.id = unmerge.party;
    perform pg_notify('seloste', json_build_object('party', p, 'op', op)::text) from unnest(array[unmerge.party, last.dropped]) p;
    return rules.note_done(op, jsonb_build_object('outcome', 'unmerged', 'party', unmerge.party, 'dropped', last.dropped));
end
$$;
comment on function api.unmerge(uuid, integer) is
'Takes the last merging into an opened customer apart: both are as they were, unless somebody has changed what moved, which is then named. Administration only. Definer: staff have no right to write tables.';

grant execute on function api.unmerge(uuid, integer) to seloste_administration;
