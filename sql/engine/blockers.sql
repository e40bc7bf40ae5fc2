-- Who holds a lock that a rebuild needs. The moment is empty where the asker may not see other people's sessions.
select distinct act.pid, act.usename as login, act.xact_start as since
from pg_catalog.pg_locks lock
join pg_catalog.pg_stat_activity act on act.pid = lock.pid
left join pg_catalog.pg_class rel on rel.oid = lock.relation
where lock.granted
    and lock.pid <> pg_backend_pid()
    and lock.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and (
        rel.relowner::regrole::text in ('seloste_owner', 'seloste_reader', 'seloste_writer', 'seloste_audit', 'seloste_accounts')
        or (lock.locktype = 'advisory' and lock.objid = 5310573)
    )
order by since, act.pid
