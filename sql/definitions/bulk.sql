-- needs: search_index
-- Filling an empty register: rows are copied in without their triggers, and what follows from them is made for many customers at once.
set local role seloste_owner;

create function rules.pause_triggers(paused boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
begin
    for found in
        select distinct t.tgrelid::regclass as name from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('register', 'secret') and not t.tgisinternal
    loop
        execute format('alter table %s %s trigger user', found.name, case when paused then 'disable' else 'enable' end);
    end loop;
end
$$;
comment on function rules.pause_triggers(boolean) is 'Stops or starts the triggers of the register in this transaction; only the owner of the tables may.';

create function rules.check_empty() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from register.party) then
        raise exception using errcode = 'SE001', message = 'register_not_empty';
    end if;
end
$$;
comment on function rules.check_empty() is 'Refuses to fill a register that holds customers.';

create function rules.count_again() returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    delete from search.tally;
    insert into search.tally (scope, figure, count)
    select p.scope, f, count(*) from register.party p cross join lateral unnest(rules.figures_of(p)) f group by 1, 2;
    select setval(pg_get_serial_sequence('register.party', 'id'), greatest((select max(p.id) from register.party p), 1));
    select setval(pg_get_serial_sequence('register.person', 'id'), greatest((select max(p.id) from register.person p), 1));
    select setval(pg_get_serial_sequence('register.identifier', 'id'), greatest((select max(i.id) from register.identifier i), 1));
end;
comment on function rules.count_again() is 'Counts the register anew and moves the sequences past its rows.';
