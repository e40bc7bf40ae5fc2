-- Takes away everything that sql/definitions makes: policies, grants on tables, triggers, and the schemas api and rules.
-- All tables are locked first, at once: a rebuild that would have to wait says so before it has done anything.
set local role seloste_owner;

do $clearing$
declare
    owners constant name[] := array['seloste_owner', 'seloste_reader', 'seloste_writer', 'seloste_audit', 'seloste_accounts'];
    held record;
begin
    for held in
        select rel.relowner::regrole as owner, string_agg(rel.oid::regclass::text, ', ' order by rel.oid) as tables
        from pg_catalog.pg_class rel
        where rel.relowner::regrole::name = any(owners) and rel.relkind in ('r', 'p') and not rel.relispartition
        group by rel.relowner
        order by rel.relowner
    loop
        execute format('set local role %s', held.owner);
        execute format('lock table %s in access exclusive mode', held.tables);
    end loop;

    for held in
        select policy.polname as name, rel.oid::regclass as on_table, rel.relowner::regrole as owner
        from pg_catalog.pg_policy policy
        join pg_catalog.pg_class rel on rel.oid = policy.polrelid
        where rel.relowner::regrole::name = any(owners)
    loop
        execute format('set local role %s', held.owner);
        execute format('drop policy %I on %s', held.name, held.on_table);
    end loop;

    for held in
        select distinct
            rel.oid::regclass as granted,
            case rel.relkind when 'S' then 'sequence' else 'table' end as kind,
            case acl.grantee when 0 then 'public' else acl.grantee::regrole::text end as grantee,
            rel.relowner::regrole as owner
        from pg_catalog.pg_class rel
        left join pg_catalog.pg_attribute col on col.attrelid = rel.oid and col.attacl is not null
        cross join lateral (
            select * from aclexplode(rel.relacl)
            union all
            select * from aclexplode(col.attacl)
        ) acl
        where rel.relowner::regrole::name = any(owners) and acl.grantee <> rel.relowner
    loop
        execute format('set local role %s', held.owner);
        execute format('revoke all on %s %s from %s', held.kind, held.granted, held.grantee);
    end loop;

    set local role seloste_owner;
    drop schema if exists api, rules cascade;
end
$clearing$;
