-- needs: history drafts staff
-- What falls due. A kind of duty is one function rules.due_<kind>(until) that seloste_reader may call, and its words: api.due asks all there are.
set local role seloste_reader;

create type rules.due as (due_on date, party integer, ref text, item text, host integer);
create type rules.due_line as (kind text, due_on date, party integer, ref text, item text, host integer);

create function rules.due_told(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct on (w.party, h.id) t.day, w.party,
        case when w.role = any((select rules.my_roles())::text[]) then h.given_names || ' ' || h.family_name end, 'person:' || h.id, null::integer
    from unnest(rules.my_scopes()) s (scope)
    cross join lateral (
        (select r.party, r.person, r.role, r.obtained_on from register.person_role r
        where r.scope = s.scope and r.role in ('user', 'maintainer') and r.valid_to is null and r.obtained_on <= until - 27
        order by r.obtained_on desc limit 200)
        union all
        (select r.party, r.person, r.role, r.obtained_on from register.person_role r
        where r.scope = s.scope and r.role in ('user', 'maintainer') and r.valid_to is null and r.obtained_on > until - 27
        order by r.obtained_on desc limit 200)
        union all
        (select r.party, r.person, r.role, r.obtained_on from register.person_role r
        where r.scope = s.scope and r.role = 'decision' and r.source = 'fonecta' and r.valid_to is null
        order by r.obtained_on desc limit 200)
    ) w
    join register.person h on h.id = w.person
    cross join lateral (select value.tell_by(w.obtained_on, h.contacted_on, h.heard_on, h.disclosed_on) as day) t
    where h.told_on is null and t.day <= until and (rules.my_purpose() = 'seloste_privacy' or exists (
        select from dictionary.purpose_role p where p.purpose = rules.my_purpose() and p.role = 'maintainer' and p.may_write
    ))
    order by w.party, h.id, t.day;
end;
comment on function rules.due_told(date) is
'Users, maintainers and deciders bought from Fonecta who are to be told that their data are kept, within a month, at the first communication or disclosure at the latest, GDPR 14(3): those who name them, and data protection. Of each scope the newest 200 are looked at, and as many obtained within the month.';

create function rules.due_address(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select a.valid_to, a.party, null::text, 'address:' || a.id, null::integer from register.address a
    where rules.may_write('K3') and a.scope = any((select rules.my_scopes())::smallint[]) and a.valid_to between rules.today() and until
        and not a.guarded and not exists (
            select from register.address n
            where n.party = a.party and n.kind = a.kind and n.id <> a.id and (n.valid_to is null or n.valid_to > a.valid_to)
        );
end;
comment on function rules.due_address(date) is 'Addresses that end without another of their kind after them, for those who write addresses; protected ones show only when asked for.';

create function rules.due_role(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select r.valid_to, r.party, null::text, 'person_role:' || r.id, null::integer from register.person_role r
    where r.scope = any((select rules.my_scopes())::smallint[]) and r.valid_to between rules.today() and until and exists (
        select from dictionary.purpose_role p where p.purpose = rules.my_purpose() and p.role = r.role and p.may_write
    );
end;
comment on function rules.due_role(date) is 'Roles of persons that end, for those who give such roles.';

create function rules.due_login(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select l.ends_on, null::integer, l.login::text, null::text, null::integer from staff.login l
    where l.ended_at is null and l.ends_on <= until + 23 and rules.my_purpose() is not null
        and (l.login = session_user or rules.my_purpose() = 'seloste_main_user');
end;
comment on function rules.due_login(date) is 'The login''s own end, a month ahead; for the main user the ends of all logins.';

reset role;
set local role seloste_writer;

create function rules.due_draft(until date) returns setof rules.due
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select ((d.kept_at + interval '30 days') at time zone 'Europe/Helsinki')::date, d.party, d.id::text, null::text, null::integer from desk.draft d
    where ((d.kept_at + interval '30 days') at time zone 'Europe/Helsinki')::date <= until
        and (d.party is null or exists (select from register.party p where p.id = d.party));
end;
comment on function rules.due_draft(date) is 'Own drafts under this purpose that soon go by themselves. Definer: the desk is nobody''s to read.';
grant execute on function rules.due_draft(date) to seloste_reader;

reset role;
set local role seloste_reader;

create function rules.all_due(until date) returns setof rules.due_line
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
begin
    for found in
        select p.proname as name from pg_proc p
        where p.pronamespace = 'rules'::regnamespace and p.prorettype = 'rules.due'::regtype and p.proname like 'due\_%' order by 1
    loop
        return query execute format('select %L::text, d.* from rules.%I($1) d limit 200', substr(found.name, 5), found.name) using until;
    end loop;
end
$$;
comment on function rules.all_due(date) is 'What falls due until a day, or was due before, of every kind there is: at most 200 of each.';

create function rules.due_until(until date) returns date
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select least(coalesce(until, rules.today() + 7), rules.today() + 366);
end;
comment on function rules.due_until(date) is 'The last day asked about: a week from now unless one is said.';

create function api.due(until date default null) returns table (
    kind text, due_on date, party integer, name text, ref text, item text, host integer
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    lines constant rules.due_line[] := array(select d from rules.all_due(rules.due_until(due.until)) d);
    shown constant integer[] := array(select distinct l.party from unnest(lines) l where l.party is not null order by 1);
begin
    if shown <> '{}' then perform rules.log_read('list', null, shown, null, cardinality(shown), 'due'); end if;
    perform rules.log_read('list', null, null, h.name, count(*)::integer, 'due')
    from unnest(lines) l join register.host h on h.id = l.host group by h.name;
    return query
    select l.kind, l.due_on, l.party, coalesce(p.name::text, h.name::text), l.ref, l.item, l.host
    from unnest(lines) l left join register.party p on p.id = l.party left join register.host h on h.id = l.host
    where l.party is null or p.id is not null
    order by l.due_on, l.kind, p.sort_key, l.party, l.ref;
end
$$;
comment on function api.due(date) is
'What this purpose must do until a day, a week from now unless one is said, and what is overdue: kind, day and whose; leaves a line in the read log. Definer: staff may not read lists of details.';

create function api.due_counts(until date default null) returns table (kind text, count bigint, first_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select d.kind, count(*), min(d.due_on) from rules.all_due(rules.due_until(due_counts.until)) d group by d.kind order by 3, 1;
end;
comment on function api.due_counts(date) is 'How much falls due of each kind, 200 for more, and the first day; names nobody. Definer: staff may not read lists of details.';

grant execute on function api.due(date), api.due_counts(date) to seloste_billing, seloste_support, seloste_administration,
    seloste_relations, seloste_faults, seloste_marketing, seloste_privacy, seloste_main_user;
