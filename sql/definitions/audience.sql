-- needs: many
-- Whom may we market to about something, and why not the others: the rule of one question, asked of everybody who was found.
set local role seloste_owner;

create function rules.reached(wanted integer[], channel text) returns table (party integer, person integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select distinct c.party, c.person from register.contact_point c
    where c.party = any(wanted) and rules.channel_of(c.kind, reached.channel) and c.bounced_on is null
    union
    select a.party, s.person
    from register.address a
    cross join lateral (
        select null::integer as person union all select r.person from register.person_role r where r.party = a.party
    ) s
    where reached.channel = 'post' and a.party = any(wanted) and (a.valid_to is null or a.valid_to >= rules.today());
end;
comment on function rules.reached(integer[], text) is
'Subjects with an address for a channel. Definer: callers pass customers they see, and learn of an address only that there is one.';

create function rules.verdicts_on(wanted integer[], channel text, product_group text, roles text[])
returns table (party integer, person integer, allowed boolean, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    with subject as (
        select p.id as party, null::integer as person,
            (p.kind, p.status, p.restricted, p.protected, false, false)::rules.subject as subject
        from register.party p where p.id = any(wanted)
        union all
        select p.id, r.person, (p.kind, p.status, p.restricted, p.protected, true, rules.has_duty(p.kind, p.id, r.person))::rules.subject
        from register.party p
        join (
            select distinct r.party, r.person from register.person_role r
            where r.party = any(wanted) and r.role = any(roles) and (r.valid_to is null or r.valid_to >= rules.today())
        ) r on r.party = p.id
        where p.id = any(wanted)
    ), latest as (
        select distinct on (m.party, m.person) m.party, m.person, m.state, m.product_group
        from register.marketing_permission m
        where m.party = any(wanted) and m.channel = verdicts_on.channel
            and (m.product_group is null or verdicts_on.product_group is null or m.product_group = verdicts_on.product_group)
        order by m.party, m.person, m.id desc
    ), suppressed as (
        select distinct c.party, c.person
        from (select from register.suppression limit 1) listed
        cross join register.contact_point c
        cross join lateral (
            select from register.suppression x
            where x.channel = verdicts_on.channel and x.lifted_at is null
                and x.value_hash = rules.suppression_hash(verdicts_on.channel, c.normal)
            limit 1
        ) x
        where c.party = any(wanted) and rules.channel_of(c.kind, verdicts_on.channel)
    )
    select s.party, s.person, (j.j).allowed, (j.j).reason
    from subject s
    left join latest l on l.party = s.party and l.person is not distinct from s.person and l.state <> 'none'
    left join suppressed x on x.party = s.party and x.person is not distinct from s.person
    cross join lateral (
        select rules.judge(s.subject, verdicts_on.channel, l.state, l.product_group, verdicts_on.product_group, x.party is not null) as j
    ) j;
end;
comment on function rules.verdicts_on(integer[], text, text, text[]) is
'Verdicts of customers, and of their persons in some roles, on one channel about one group of products. Definer: the key of the suppressions is the owner''s; callers pass customers they see.';
grant execute on function rules.reached(integer[], text), rules.verdicts_on(integer[], text, text, text[]) to seloste_reader;

reset role;
set local role seloste_reader;

create function rules.audience_of(wanted integer[], channel text, product_group text) returns table (party integer, may boolean, reason text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select v.party, bool_or(v.allowed and r.party is not null), coalesce(
        (array_agg(v.reason order by v.person nulls first) filter (where v.allowed and r.party is not null))[1],
        case when bool_or(v.allowed) then 'no_address' else (array_agg(v.reason order by v.person nulls first))[1] end
    )
    from rules.verdicts_on(wanted, audience_of.channel, audience_of.product_group, rules.my_roles()) v
    left join rules.reached(wanted, audience_of.channel) r on r.party = v.party and r.person is not distinct from v.person
    group by v.party;
end;
comment on function rules.audience_of(integer[], text, text) is
'Whether a customer may be marketed to, itself or through one of its persons that the purpose may see, and the first reason why or why not.';

create function api.audience(selection jsonb, channel text, product_group text default null) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    told jsonb;
    total bigint;
begin
    if not rules.may_see('marketing_permission', 'state') then perform rules.refuse('not_yours'); end if;
    if channel is null or channel <> all(rules.channels()) then perform rules.refuse('changes_unreadable'); end if;
    with placed as (
        select a.may, a.reason, p.id, p.name, row_number() over (partition by a.may, a.reason order by p.sort_key, p.id) as place
        from rules.audience_of(rules.chosen(selection), audience.channel, audience.product_group) a
        join register.party p on p.id = a.party
    ), counted as (
        select l.may, l.reason, count(*) as count,
            jsonb_agg(jsonb_build_array(l.id, l.name) order by l.place) filter (where l.place <= 200) as examples
        from placed l group by l.may, l.reason
    )
    select coalesce(jsonb_agg(jsonb_build_object('may', c.may, 'outcome', c.reason, 'count', c.count, 'examples', c.examples)
        order by c.may desc, c.count desc, c.reason), '[]'), coalesce(sum(c.count), 0)
    into told, total from counted c;
    perform rules.log_read(
        'many', null, array(select (e ->> 0)::integer from jsonb_array_elements(told) t cross join jsonb_array_elements(t -> 'examples') e),
        nullif(left(btrim(selection ->> 'typed'), 100), ''), total::integer, concat_ws(' ', 'audience', channel, product_group)
    );
    return jsonb_build_object('total', total, 'outcomes', told);
end
$$;
comment on function api.audience(jsonb, text, text) is
'Whom of the customers chosen we may market to on a channel about a group of products, and why not the others: by reason with counts and at most 200 names each. Definer: staff may not read the search tables.';

grant execute on function api.audience(jsonb, text, text) to seloste_relations, seloste_marketing, seloste_privacy;
