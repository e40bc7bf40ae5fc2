-- needs: save
-- Logins: created, changed and ended by the main user through these functions alone; every change is in the change log.
set local role seloste_accounts;

create function rules.check_main_user(changed name) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('seloste.op', '', true);
    if pg_has_role(session_user, 'seloste_accounts', 'member') then return; end if;
    if rules.my_purpose() is distinct from 'seloste_main_user' then perform rules.refuse('not_yours'); end if;
    if changed = session_user then perform rules.refuse('not_to_yourself'); end if;
end
$$;
comment on function rules.check_main_user(name) is 'Refuses all but the main user and the installer, and the main user about their own login; the log takes no operation from a setting that anybody can make.';

create function rules.check_purposes(purposes text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from unnest(purposes) u (u) where not exists (select from dictionary.purpose p where p.purpose = u.u)) then
        perform rules.refuse('purpose_unknown');
    end if;
    if 'seloste_main_user' = any(purposes) and cardinality(purposes) > 1 then perform rules.refuse('main_user_alone'); end if;
end
$$;
comment on function rules.check_purposes(text[]) is 'Refuses unknown purposes, and the main user''s beside any other: who grants does not read.';

create function rules.check_verifier(verifier text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if verifier is null or verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$'
        or split_part(split_part(verifier, '$', 2), ':', 1)::integer < 4096 then
        perform rules.refuse('verifier_malformed');
    end if;
end
$$;
comment on function rules.check_verifier(text) is 'Refuses all but a SCRAM-SHA-256 verifier (RFC 5803) of 4096 iterations or more: no clear password reaches the server.';

create function rules.expiry_of(ends_on date) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(to_char(ends_on + 1, 'YYYY-MM-DD') || ' 00:00 Europe/Helsinki', 'infinity');
end;
comment on function rules.expiry_of(date) is 'Until when a password works: the end of the last day in Finland.';

create function rules.grant_purposes(login name, purposes text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    granted text;
begin
    foreach granted in array coalesce(purposes, '{}') loop
        execute format('grant %I to %I with inherit false, set true', granted, login);
        insert into staff.purpose_grant (login, purpose) values (grant_purposes.login, granted)
        on conflict on constraint purpose_grant_pkey do nothing;
    end loop;
end
$$;
comment on function rules.grant_purposes(name, text[]) is 'Grants purposes as roles that are chosen, never inherited.';

create function api.staff_add(
    login text, person text, purposes text[], units smallint[], ends_on date default null, verifier text default null, language text default 'fi'
) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.check_main_user(login);
    perform rules.check_purposes(purposes);
    if coalesce(login, '') !~ '^[a-z][a-z0-9_.-]{1,30}$' or login like 'seloste%' or login like 'pg_%' then perform rules.refuse('login_malformed'); end if;
    if exists (select from staff.login l where l.login = staff_add.login) or to_regrole(quote_ident(login)) is not null then
        perform rules.refuse('login_taken');
    end if;
    if ends_on < rules.today() then perform rules.refuse('ends_in_the_past'); end if;
    if verifier is not null then perform rules.check_verifier(verifier); end if;
    execute format('create role %I login connection limit 8 password %L valid until %L in role seloste_staff, %I',
        login, verifier, rules.expiry_of(ends_on), case when verifier is null then 'seloste_peer' else 'seloste_password' end);
    execute format('grant %I to seloste_accounts with inherit true, set false', login);
    execute format('alter role %I set statement_timeout = %L', login, '30s');
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', login, '60s');
    insert into staff.login (login, person, language, proof, ends_on, password_at, password_by)
    values (staff_add.login, staff_add.person, staff_add.language, case when verifier is null then 'peer' else 'password' end, staff_add.ends_on,
        case when verifier is not null then now() end, case when verifier is not null then session_user end);
    perform rules.make_counter(login);
    perform rules.grant_purposes(login, purposes);
    insert into staff.unit_grant (login, unit) select staff_add.login, u from unnest(units) u;
    return login;
end
$$;
comment on function api.staff_add(text, text, text[], smallint[], date, text, text) is
'Creates a personal login with purposes, units and an end date; with a SCRAM verifier made by the client, or none for a login proved by the operating system. Definer: only seloste_accounts may create roles.';

create function api.staff_grant(login text, purposes text[], units smallint[] default '{}') returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.check_main_user(login);
    if not exists (select from staff.login l where l.login = staff_grant.login and l.ended_at is null) then perform rules.refuse('login_unknown'); end if;
    perform rules.check_purposes(
        purposes || array(select g.purpose::text from staff.purpose_grant g where g.login = staff_grant.login and g.purpose <> all(purposes))
    );
    perform rules.grant_purposes(login, purposes);
    insert into staff.unit_grant (login, unit) select staff_grant.login, u from unnest(units) u
    on conflict on constraint unit_grant_pkey do nothing;
end
$$;
comment on function api.staff_grant(text, text[], smallint[]) is 'Grants more purposes and units to a login. Definer: only seloste_accounts may grant purposes.';

create function api.staff_revoke(login text, purposes text[], units smallint[] default '{}') returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    taken text;
begin
    perform rules.check_main_user(login);
    if not exists (select from staff.login l where l.login = staff_revoke.login) then perform rules.refuse('login_unknown'); end if;
    for taken in select g.purpose from staff.purpose_grant g where g.login = staff_revoke.login and g.purpose = any(purposes) loop
        execute format('revoke %I from %I', taken, login);
    end loop;
    delete from staff.purpose_grant g where g.login = staff_revoke.login and g.purpose = any(purposes);
    delete from staff.unit_grant g where g.login = staff_revoke.login and g.unit = any(units);
end
$$;
comment on function api.staff_revoke(text, text[], smallint[]) is
'Takes purposes and units away; a session that works under one sees nothing from the next statement on. Definer: only seloste_accounts may revoke purposes.';

create function api.staff_change(login text, purposes text[], units smallint[], ends_on date, verifier text default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held staff.login;
begin
    perform rules.check_main_user(login);
    select l.* into held from staff.login l where l.login = staff_change.login and l.ended_at is null for update;
    if not found then perform rules.refuse('login_unknown'); end if;
    perform rules.check_purposes(purposes);
    if ends_on < rules.today() and ends_on is distinct from held.ends_on then perform rules.refuse('ends_in_the_past'); end if;
    perform api.staff_revoke(
        login, array(select g.purpose::text from staff.purpose_grant g where g.login = held.login and g.purpose <> all(coalesce(purposes, '{}'))),
        array(select g.unit from staff.unit_grant g where g.login = held.login and g.unit <> all(coalesce(units, '{}')))
    );
    perform api.staff_grant(login, coalesce(purposes, '{}'), coalesce(units, '{}'));
    if ends_on is distinct from held.ends_on then
        update staff.login l set ends_on = staff_change.ends_on where l.login = held.login;
        if not exists (select from pg_roles r where r.rolname = held.login and r.rolvaliduntil = '-infinity') then
            execute format('alter role %I valid until %L', login, rules.expiry_of(ends_on));
        end if;
    end if;
    if verifier is not null then perform api.staff_password(login, verifier); end if;
end
$$;
comment on function api.staff_change(text, text[], smallint[], date, text) is
'What a login holds from now on: exactly these purposes and units until this day, and a new password when there is one; all of it or nothing. A locked login stays locked without a new password. Definer: only seloste_accounts may change roles.';

create function api.staff_end(login text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    ended integer;
begin
    perform rules.check_main_user(login);
    if not exists (select from staff.login l where l.login = staff_end.login and l.ended_at is null) then perform rules.refuse('login_unknown'); end if;
    perform api.staff_revoke(login, array(select g.purpose::text from staff.purpose_grant g where g.login = staff_end.login),
        array(select g.unit from staff.unit_grant g where g.login = staff_end.login));
    execute format('alter role %I nologin password null', login);
    update staff.login l set ended_at = now(), ended_by = session_user where l.login = staff_end.login;
    select count(pg_terminate_backend(a.pid)) into ended from pg_stat_activity a where a.usename = staff_end.login and a.pid <> pg_backend_pid();
    return ended;
end
$$;
comment on function api.staff_end(text) is
'Ends a login everywhere: purposes and units taken away, no more logins, open sessions closed; answers how many. Definer: only seloste_accounts may change roles.';

create function api.staff_password(login text, verifier text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if login <> session_user then perform rules.check_main_user(login); end if;
    perform set_config('seloste.op', '', true);
    perform rules.check_verifier(verifier);
    if not exists (select from staff.login l where l.login = staff_password.login and l.ended_at is null and l.proof = 'password') then
        perform rules.refuse('login_unknown');
    end if;
    execute format('alter role %I password %L', login, verifier);
    update staff.login l set password_at = now(), password_by = session_user where l.login = staff_password.login;
    if login <> session_user then
        execute format('alter role %I valid until %L', login, rules.expiry_of((select l.ends_on from staff.login l where l.login = staff_password.login)));
    end if;
end
$$;
comment on function api.staff_password(text, text) is
'A new SCRAM verifier, for oneself or by the main user, whose doing so also unlocks the login. Definer: only seloste_accounts may change roles.';

create function api.staff_list() returns table (
    login text, person text, language text, proof text, purposes text[], units text[], granted_by text, granted_at timestamptz,
    ends_on date, ended_at timestamptz, locked boolean, connected integer
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not pg_has_role(session_user, 'seloste_accounts', 'member')
        and (rules.my_purpose() is null or rules.my_purpose() not in ('seloste_main_user', 'seloste_privacy')) then perform rules.refuse('not_yours'); end if;
    return query
    select l.login::text, l.person::text, l.language, l.proof,
        array(select g.purpose::text from staff.purpose_grant g where g.login = l.login order by 1),
        array(select u.name::text from staff.unit_grant g join register.unit u on u.id = g.unit where g.login = l.login order by 1),
        l.granted_by::text, l.granted_at, l.ends_on, l.ended_at,
        coalesce((select r.rolvaliduntil = '-infinity' from pg_roles r where r.rolname = l.login), false),
        (select count(*)::integer from pg_stat_activity a where a.usename = l.login and a.datname = current_database())
    from staff.login l order by l.ended_at nulls first, l.login;
end
$$;
comment on function api.staff_list() is 'All logins with what they hold, for the main user and data protection. Definer: grants are nobody''s to read.';

create function api.me() returns table (
    login text, person text, language text, purposes text[], units text[], unit_ids smallint[], ends_on date
)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select l.login::text, l.person::text, l.language,
        array(select g.purpose::text from staff.purpose_grant g where g.login = l.login order by 1),
        array(select u.name::text from staff.unit_grant g join register.unit u on u.id = g.unit where g.login = l.login order by u.name),
        array(select g.unit from staff.unit_grant g join register.unit u on u.id = g.unit where g.login = l.login order by u.name), l.ends_on
    from staff.login l
    where l.login = session_user and l.ended_at is null and (l.ends_on is null or l.ends_on >= rules.today());
end;
comment on function api.me() is 'Who the login is and what it holds: the one thing it may see before it has chosen a purpose. Definer: grants are nobody''s to read.';

grant execute on function api.staff_add(text, text, text[], smallint[], date, text, text), api.staff_grant(text, text[], smallint[]),
    api.staff_revoke(text, text[], smallint[]), api.staff_change(text, text[], smallint[], date, text), api.staff_end(text), api.staff_list() to seloste_main_user;
grant execute on function api.staff_list() to seloste_privacy;
grant execute on function api.me(), api.staff_password(text, text) to seloste_staff, seloste_billing, seloste_support, seloste_administration,
    seloste_relations, seloste_faults, seloste_marketing, seloste_privacy, seloste_main_user;
