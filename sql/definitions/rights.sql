-- needs: matrix dictionary
-- What the purpose in use may read and write, so that a screen can say it before it is tried; the refusal itself is elsewhere.
set local role seloste_reader;

create function api.rights() returns table (entity text, field text, may_write boolean)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select d.table_name::text, d.column_name::text,
        coalesce(c.may_write, false) and (d.table_name, d.column_name) <> ('party', 'permission') or d.table_name in ('person', 'person_role') and d.class = 'K9' and exists (
            select from dictionary.purpose_class k
            where k.purpose = current_setting('role')::name and k.class = 'K12' and k.may_write
        )
    from dictionary.data_column d
    left join dictionary.purpose_class c on c.purpose = current_setting('role')::name and c.class = d.class
    where d.schema_name = 'register' and d.class <> 'T'
        and has_column_privilege('register.' || d.table_name, d.column_name, 'select');
end;
comment on function api.rights() is 'Fields the purpose in use may see, and whether it may write them; the permission of a customer follows from its decisions.';

create function api.role_rights() returns table (role text, may_write boolean)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select r.role, r.may_write from dictionary.purpose_role r where r.purpose = current_setting('role')::name;
end;
comment on function api.role_rights() is 'What persons the purpose in use may see, and which of them it may add and change.';

grant execute on function api.rights(), api.role_rights() to seloste_billing, seloste_support, seloste_administration, seloste_relations,
    seloste_faults, seloste_marketing, seloste_privacy;

create function api.acts() returns setof text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct p.proname::text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'api' and has_function_privilege(p.oid, 'execute');
end;
comment on function api.acts() is 'Functions of this schema that the purpose in use may call, so that a screen offers no key in vain.';
grant execute on function api.acts() to seloste_billing, seloste_support, seloste_administration, seloste_relations,
    seloste_faults, seloste_marketing, seloste_privacy, seloste_main_user;
