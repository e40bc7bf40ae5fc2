-- The roles of the register: one set for the whole server, shared by all its databases.
-- Safe to run again, by two databases at once, and by a superuser or by a role with CREATEROLE.

do $roles$
declare
    owners constant text[] := array['seloste_owner', 'seloste_reader', 'seloste_writer', 'seloste_audit', 'seloste_accounts'];
    proofs constant text[] := array['seloste_peer', 'seloste_password'];
    purposes constant text[] := array[
        'seloste_billing', 'seloste_support', 'seloste_administration', 'seloste_relations',
        'seloste_faults', 'seloste_marketing', 'seloste_privacy', 'seloste_main_user'
    ];
    installer_is_superuser constant boolean := (select rolsuper from pg_catalog.pg_roles where rolname = current_user);
    wanted record;
begin
    set local client_min_messages = warning;

    for wanted in
        select *
        from (values
            ('seloste_owner', 'Owns the tables and schemas of the register; nobody logs in as it'),
            ('seloste_reader', 'Owns the functions that read: not the owner of the tables, so row security holds inside them'),
            ('seloste_writer', 'Owns the functions that change the register; row security holds inside them'),
            ('seloste_audit', 'Owns the logs and the functions that write them'),
            ('seloste_accounts', 'Owns the functions that create logins and grant purposes'),
            ('seloste_staff', 'Every staff login is a member: it may connect and name what schema api holds, nothing more'),
            ('seloste_watch', 'The watch: seals the logs, locks attacked logins, lets days end; reads and writes no table'),
            ('seloste_peer', 'Logins proved by the operating system user (SSH and the Unix socket)'),
            ('seloste_password', 'Logins proved by a password (SCRAM)'),
            ('seloste_billing', 'Purpose: billing (laskutus)'),
            ('seloste_support', 'Purpose: technical support (tekninen tuki)'),
            ('seloste_administration', 'Purpose: administration (hallinnointi)'),
            ('seloste_relations', 'Purpose: customer relations (asiakassuhteet)'),
            ('seloste_faults', 'Purpose: fault notices (vikatiedotus)'),
            ('seloste_marketing', 'Purpose: direct marketing (suoramarkkinointi)'),
            ('seloste_privacy', 'Purpose: data protection (tietosuoja)'),
            ('seloste_main_user', 'Purpose: logins, units and grants (pääkäyttäjä)')
        ) as role (name, meaning)
    loop
        begin
            execute format('create role %I nologin', wanted.name);
        exception
            when duplicate_object or unique_violation then null;
        end;
        if pg_catalog.shobj_description(wanted.name::regrole, 'pg_authid') is distinct from wanted.meaning then
            execute format('comment on role %I is %L', wanted.name, wanted.meaning);
        end if;
    end loop;

    if not (select rolcreaterole from pg_catalog.pg_roles where rolname = 'seloste_accounts') then
        alter role seloste_accounts createrole;
    end if;

    -- A role that was there before, with rights of its own, would turn every promise below into a wish.
    for wanted in
        select rolname as name
        from pg_catalog.pg_roles
        where rolname = any(owners || proofs || purposes || array['seloste_staff', 'seloste_watch'])
            and (rolcanlogin or rolsuper or rolcreatedb or rolreplication or rolbypassrls or (rolcreaterole and rolname <> 'seloste_accounts'))
    loop
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('role %I has attributes that the register does not give it', wanted.name),
            hint = format('alter role %I nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls', wanted.name);
    end loop;

    for wanted in
        -- The installer becomes an owner by SET ROLE only; a superuser may without a grant.
        select name, current_user::text as holder, false as may_grant, false as inherits, true as may_set
        from unnest(owners || array['seloste_watch']) as owner (name)
        where not installer_is_superuser
        union all
        -- The functions of accounts hand these out and use none of them.
        select name, 'seloste_accounts', true, false, false
        from unnest(proofs || purposes || array['seloste_staff']) as handed_out (name)
        union all
        -- A login that has chosen a purpose keeps the use of schema api.
        select 'seloste_staff', name, false, true, false
        from unnest(purposes) as purpose (name)
    loop
        continue when exists (
            select
            from pg_catalog.pg_auth_members
            where roleid = wanted.name::regrole
                and member = wanted.holder::regrole
                and inherit_option = wanted.inherits
                and set_option = wanted.may_set
                and (admin_option or not wanted.may_grant)
        );
        execute format(
            'grant %I to %I with admin %s, inherit %s, set %s',
            wanted.name, wanted.holder, wanted.may_grant::text, wanted.inherits::text, wanted.may_set::text
        );
    end loop;
end
$roles$;
