-- What outside api and rules would be lost with them. Policies and triggers are rebuilt anyway.
with recursive rebuilt (classid, objid) as (
    select 'pg_catalog.pg_namespace'::regclass::oid, oid
    from pg_catalog.pg_namespace
    where nspname in ('api', 'rules')
    union
    select dep.classid, dep.objid
    from pg_catalog.pg_depend dep
    join rebuilt on rebuilt.classid = dep.refclassid and rebuilt.objid = dep.refobjid
    where dep.deptype in ('i', 'a') or rebuilt.classid = 'pg_catalog.pg_namespace'::regclass
)
select distinct pg_catalog.pg_describe_object(dep.classid, dep.objid, dep.objsubid) as dependent
from pg_catalog.pg_depend dep
join rebuilt on rebuilt.classid = dep.refclassid and rebuilt.objid = dep.refobjid
where (dep.classid, dep.objid) not in (select classid, objid from rebuilt)
    and dep.classid not in (
        'pg_catalog.pg_policy'::regclass, 'pg_catalog.pg_trigger'::regclass, 'pg_catalog.pg_event_trigger'::regclass
    )
order by dependent
