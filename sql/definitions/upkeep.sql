-- needs: search_index staff
-- What must happen though nobody presses a key: what was typed and never saved grows old, a day ends, what was said is forgotten, an attacked login is locked.
set local role seloste_owner;

create function rules.clear_desks() returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    with draft as (
        delete from desk.draft d where d.kept_at < now() - interval '30 days' returning 1
    ), operation as (
        delete from desk.operation o where o.at < now() - interval '30 days'
    ), many as (
        delete from desk.many m where m.at < now() - interval '30 days'
    )
    select count(*)::integer from draft;
end;
comment on function rules.clear_desks() is
'Throws away what lies on desks for longer than thirty days, whoever left it there; answers how many drafts. Definer: a desk is its login''s alone.';

create function rules.anonymise_contacts() returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    with over as (
        update register.interaction i set summary = '–'
        where i.id in (
            select t.id from register.interaction t
            where t.summary <> '–' and t.closed_on <= rules.today() - (select r.lasts from dictionary.retention r where r.rule = 'interaction')
            order by t.closed_on limit 500
        )
        returning i.id
    )
    select count(*)::integer from over;
end;
comment on function rules.anonymise_contacts() is
'Takes away what was said in contacts that were closed as long ago as it is kept. Definer: they are in all units.';

create function rules.forget_said() returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.forget_words('interaction', array(
        select w.row_id
        from rules.words_before(now()) w
        left join register.interaction i on i.id = w.row_id::integer
        cross join dictionary.retention r
        where r.rule = 'interaction' and case
            when i.id is not null then i.summary = '–'
            when exists (select from register.party p where p.id = w.party) then w.at < now() - r.lasts
            else w.at < now() - interval '30 days'
        end
    ));
end;
comment on function rules.forget_said() is
'Lets the log forget what was said in contacts that were anonymised, that somebody removed as long ago as it is kept, or whose customer is gone for thirty days, after which nothing is undone any more. Definer: they are in all units.';

create function rules.pass_days() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    since date;
    ended integer[];
begin
    select s.day into since from search.settled s where s.day < rules.today() for update skip locked;
    if since is null then return 0; end if;
    ended := array(
        select a.party from register.address a where a.valid_to >= since and a.valid_to < rules.today()
        union
        select r.party from register.person_role r where r.valid_to >= since and r.valid_to < rules.today()
    );
    for place in 1 .. cardinality(ended) by 500 loop
        perform rules.refresh_parties(ended[place : place + 499]);
    end loop;
    perform rules.forget_said();
    update search.settled s set day = rules.today();
    return cardinality(ended);
end
$$;
comment on function rules.pass_days() is
'Brings towns, marketing and search of customers up to date whose address or person ended with a day that is over in Finland; answers how many. Definer: they are in all units.';

create function api.upkeep() returns table (forgotten integer, refreshed integer, anonymised integer)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.clear_desks(), rules.pass_days(), rules.anonymise_contacts();
end;
comment on function api.upkeep() is 'What time alone brings about, done once a minute by the watch. Definer: the watch reads and writes no table.';
grant execute on function api.upkeep() to seloste_watch;

reset role;
set local role seloste_accounts;

create function api.lock_login(login text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from staff.login l join pg_roles r on r.rolname = l.login
        where l.login = lock_login.login and l.ended_at is null and l.proof = 'password' and r.rolvaliduntil is distinct from '-infinity'
    ) then return false; end if;
    execute format('alter role %I valid until %L', login, '-infinity');
    return true;
end
$$;
comment on function api.lock_login(text) is
'Ends the password of an attacked login until the main user gives a new one; false for a login that has none or is locked already. Definer: only seloste_accounts may change roles.';

grant execute on function api.lock_login(text) to seloste_watch;
