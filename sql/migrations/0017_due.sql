-- What falls due is found by its day, scope by scope; and decisions on marketing are counted by month, so that nothing is counted when the
-- first screen is opened.
set local role seloste_owner;

-- squawk-ignore require-concurrent-index-creation
create index person_role_to_tell on register.person_role (scope, obtained_on) where role in ('user', 'maintainer') and valid_to is null;
-- squawk-ignore require-concurrent-index-creation
create index person_role_by_end on register.person_role (scope, valid_to) where valid_to is not null;
-- squawk-ignore require-concurrent-index-creation
create index address_by_end on register.address (scope, valid_to) where valid_to is not null;

insert into search.tally (scope, figure, count)
select m.scope & ~1, case m.state when 'refused' then 'refused ' else 'given ' end || to_char(m.taken_at at time zone 'Europe/Helsinki', 'YYYY-MM'),
    sum(case m.state when 'none' then -1 else 1 end)
from register.marketing_permission m
group by 1, 2;
