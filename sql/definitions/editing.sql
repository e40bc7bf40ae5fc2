-- needs: tickets changes
-- Who else is editing a card: a hint for people, by advisory locks that end with the session that took them. Any login can take such a
-- lock and send such a notice, in its own name; nothing is decided by them.
set local role seloste_reader;

create function rules.editing_locks(customer integer) returns table (backend integer)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select l.pid from pg_locks l
    where l.locktype = 'advisory' and l.classid = 71 and l.objid = customer::oid and l.objsubid = 2 and l.granted
        and l.database = (select d.oid from pg_database d where d.datname = current_database());
end;
comment on function rules.editing_locks(integer) is 'Sessions that say they are editing a customer: those that hold the advisory lock (71, its number).';

create function api.begin_editing(party integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.party p where p.id = begin_editing.party and p.id = any(rules.open_parties())) then
        perform rules.refuse('not_open');
    end if;
    if exists (select from rules.editing_locks(party) e where e.backend = pg_backend_pid()) then return false; end if;
    -- The second lock is what those who see the hint wait for: it is free when this session is gone, however it went.
    perform pg_try_advisory_lock_shared(71, party), pg_try_advisory_lock(72, pg_backend_pid());
    perform pg_notify('seloste', json_build_object('party', party, 'editing', true)::text);
    return true;
end
$$;
comment on function api.begin_editing(integer) is
'Says that this session begins to edit an opened customer; false when that was said already. Definer: whether the customer is seen at all is asked of the register.';

create function api.end_editing(party integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from rules.editing_locks(party) e where e.backend = pg_backend_pid()) then return false; end if;
    perform pg_advisory_unlock_shared(71, party);
    perform pg_notify('seloste', json_build_object('party', party, 'editing', false)::text);
    return true;
end
$$;
comment on function api.end_editing(integer) is
'Says that this session has ended editing a customer; false when it was not editing. Definer: the locks are asked for by a rule that is nobody''s to call.';

create function api.editors(party integer) returns table (backend integer, login text, person text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select e.backend, l.login::text, l.person::text
    from rules.editing_locks(editors.party) e
    join pg_stat_activity a on a.pid = e.backend
    join staff.login l on l.login = a.usename
    where e.backend <> pg_backend_pid()
        and exists (select from register.party p where p.id = editors.party and p.id = any(rules.open_parties()))
    order by l.person, e.backend;
end;
comment on function api.editors(integer) is
'Who else says that they are editing an opened customer: a hint, in the name of the login that holds the lock. Definer: names of staff are nobody''s to read.';

create function api.editor_gone(backend integer) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp set lock_timeout = '5min'
as $$
begin
    perform pg_advisory_xact_lock_shared(72, backend);
    return true;
exception
    when lock_not_available then return false;
end
$$;
comment on function api.editor_gone(integer) is
'Waits until a session that edited is gone, at most five minutes at a time, so that a long wait does not keep old rows from being cleared away; false when it is still there.';

grant execute on function api.begin_editing(integer), api.editors(integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy;
grant execute on function api.end_editing(integer), api.editor_gone(integer) to seloste_staff;
