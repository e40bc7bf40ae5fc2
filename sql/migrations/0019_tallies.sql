-- Counters of every combination of kind, status and permission: a list is counted exactly, whatever it is narrowed to, without reading it.
set local role seloste_owner;

insert into search.tally (scope, figure, count)
select p.scope, f.figure, count(*)
from register.party p
cross join lateral unnest(array[
    format('kind %s status %s', p.kind, p.status), format('kind %s permission %s', p.kind, p.permission),
    format('status %s permission %s', p.status, p.permission), format('kind %s status %s permission %s', p.kind, p.status, p.permission)
]) f (figure)
group by p.scope, f.figure;
