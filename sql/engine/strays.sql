-- What was made without saying whose it is: it would belong to the installer, and a function that runs with its owner's rights would be his.
select pg_catalog.pg_describe_object(made.classid, made.objid, 0) as stray
from (
    select 'pg_catalog.pg_proc'::regclass as classid, oid as objid, pronamespace as schema, proowner as owner from pg_catalog.pg_proc
    union all
    select 'pg_catalog.pg_class'::regclass, oid, relnamespace, relowner from pg_catalog.pg_class where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select 'pg_catalog.pg_type'::regclass, oid, typnamespace, typowner from pg_catalog.pg_type where typtype in ('d', 'e', 'r')
    union all
    select 'pg_catalog.pg_namespace'::regclass, oid, oid, nspowner from pg_catalog.pg_namespace where nspname <> 'public'
) made
where made.schema::regnamespace::text !~ '^(pg_|information_schema)'
    and made.owner::regrole::text not in ('seloste_owner', 'seloste_reader', 'seloste_writer', 'seloste_audit', 'seloste_accounts')
    and not exists (select from pg_catalog.pg_depend where classid = made.classid and objid = made.objid and deptype = 'e')
order by stray
