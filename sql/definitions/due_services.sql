-- needs: due services hosts
-- What falls due of services: domains that expire, and persons of hosts who are to be told that their data are kept.
set local role seloste_reader;

create function rules.due_domain(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select d.expires_on, d.party, d.name::text, 'domain:' || d.id, null::integer
    from unnest(rules.my_scopes()) s (scope)
    cross join lateral (
        select d.id, d.expires_on, d.party, d.name from register.domain d
        where d.scope = s.scope and d.ended_on is null and d.expires_on between rules.today() - 30 and until
        order by d.expires_on, d.id limit 200
    ) d
    where rules.may_write('K5');
end;
comment on function rules.due_domain(date) is
'Domains that expire, or did within a month, for those who keep services: per scope the first 200.';

create function rules.due_keeper(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct on (h.id) h.tell_by, null::integer, case when r.role = any((select rules.my_roles())::text[]) then h.given_names || ' ' || h.family_name end,
        'person:' || h.id, r.host
    from register.person_role r
    join register.person h on h.id = r.person
    where r.party is null and r.valid_to is null and h.told_on is null and h.tell_by <= until
        and (rules.my_purpose() = 'seloste_privacy' or rules.may_write('K12'))
    order by h.id, r.host;
end;
comment on function rules.due_keeper(date) is
'Persons who look after a host, perhaps of no customer, and are to be told that their data are kept, GDPR 14(3); the host they look after leads to them.';
