-- needs: dictionary
-- May a person be marketed to: the rules of 917/2014 §§ 200–202 and GDPR 21(3), in the order in which they say no.
set local role seloste_owner;

create type rules.verdict as (allowed boolean, reason text, section text);

create function rules.hash_under(key bytea, channel text, normal text) returns bytea
language sql stable
begin atomic
    select sha256(key || sha256(key || convert_to(channel || ':' || normal, 'UTF8')));
end;
comment on function rules.hash_under(bytea, text, text) is 'The hash of a number or address under a key: what asks of many reads the key once, and the planner writes this where it is asked.';

create function rules.suppression_hash(channel text, normal text) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.hash_under(k.key, suppression_hash.channel, normal) from secret.suppression_key k;
end;
comment on function rules.suppression_hash(text, text) is 'The keyed hash under which a number or address is suppressed. Definer: the key is granted to nobody else.';

create function rules.channel_of(kind text, channel text) returns boolean
language sql immutable
begin atomic
    select case channel when 'email' then kind = 'email' when 'post' then false else kind in ('mobile', 'phone') end;
end;
comment on function rules.channel_of(text, text) is 'Whether a contact point of this kind serves the channel.';

create function rules.is_suppressed(party integer, person integer, channel text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from register.contact_point c
        join register.suppression s
            on s.channel = is_suppressed.channel and s.lifted_at is null
            and s.value_hash = rules.suppression_hash(is_suppressed.channel, c.normal)
        where c.party = is_suppressed.party and c.person is not distinct from is_suppressed.person
            and rules.channel_of(c.kind, is_suppressed.channel)
    );
end;
comment on function rules.is_suppressed(integer, integer, text) is 'Whether a number or address of the subject is suppressed. Definer: triggers of the owner ask it too; callers pass customers they see.';

create function rules.latest(party integer, person integer, channel text, product_group text)
returns register.marketing_permission
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select l.*
    from (
        select m.*
        from register.marketing_permission m
        where m.party = latest.party and m.person is not distinct from latest.person and m.channel = latest.channel
            and (m.product_group is null or latest.product_group is null or m.product_group = latest.product_group)
        order by m.id desc
        limit 1
    ) l
    where l.state <> 'none';
end;
comment on function rules.latest(integer, integer, text, text) is 'The latest decision on a channel, null when it says that none was ever given. Definer: triggers of the owner ask it too; callers pass customers they see.';

create function rules.channels() returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select array['email', 'sms', 'automated_call', 'phone', 'post'];
end;

create type rules.subject as (kind text, status text, restricted boolean, protected boolean, is_person boolean, by_duty boolean);

create function rules.judge(subject rules.subject, channel text, state text, decided_group text, wanted_group text, suppressed boolean)
returns rules.verdict
language sql immutable
begin atomic
    select case
        when state = 'refused' then (false, 'refused', 'GDPR 21(3)')::rules.verdict
        when suppressed then (false, 'suppressed', 'GDPR 21(3)')::rules.verdict
        when (subject).restricted then (false, 'restricted', 'GDPR 18')::rules.verdict
        when (subject).protected and not (subject).is_person then (false, 'protected', '661/2009 36 §')::rules.verdict
        when state = 'consent' then (true, 'consent', '917/2014 200 § 1')::rules.verdict
        when (subject).is_person and (subject).by_duty then (true, 'business_duty', '917/2014 202 §')::rules.verdict
        when (subject).is_person and channel in ('phone', 'post') then (false, 'not_their_duty', '917/2014 202 §')::rules.verdict
        when not (subject).is_person and (subject).kind not in ('person', 'sole_trader') then (true, 'business_address', '917/2014 202 §')::rules.verdict
        when channel in ('phone', 'post') then (true, 'no_refusal', '917/2014 201 §')::rules.verdict
        when state = 'existing_customer' and (subject).status = 'customer' and (wanted_group is null or decided_group = wanted_group)
            then (true, 'existing_customer', '917/2014 200 § 3')::rules.verdict
        else (false, 'no_consent', '917/2014 200 § 1')::rules.verdict
    end;
end;
comment on function rules.judge(rules.subject, text, text, text, text, boolean) is
'The rule itself, the same for one question and for a whole register: 917/2014 §§ 200–202, GDPR 18 and 21(3).';

create function rules.is_duty(role text, valid_to date) returns boolean
language sql stable
begin atomic
    select role in ('decision', 'administration') and (valid_to is null or valid_to >= (now() at time zone 'Europe/Helsinki')::date);
end;
comment on function rules.is_duty(text, date) is 'Whether a role is a duty to decide or administer, and is held now.';

create function rules.has_duty(kind text, party integer, person integer) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select kind not in ('person', 'sole_trader') and exists (
        select from register.person_role r
        where r.person = has_duty.person and r.party = has_duty.party and rules.is_duty(r.role, r.valid_to)
    );
end;
comment on function rules.has_duty(text, integer, integer) is
'Whether a person decides or administers at an organisation now. Definer: triggers of the owner ask it too; callers pass customers they see.';

create function rules.market_verdict(party integer, person integer, channel text, product_group text) returns rules.verdict
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.judge(
        (p.kind, p.status, p.restricted, p.protected, market_verdict.person is not null,
            market_verdict.person is not null and rules.has_duty(p.kind, p.id, market_verdict.person))::rules.subject,
        market_verdict.channel, l.state, l.product_group, market_verdict.product_group,
        rules.is_suppressed(p.id, market_verdict.person, market_verdict.channel)
    )
    from register.party p
    left join lateral rules.latest(p.id, market_verdict.person, market_verdict.channel, market_verdict.product_group) l on true
    where p.id = market_verdict.party;
end;
comment on function rules.market_verdict(integer, integer, text, text) is
'May this subject be marketed to on the channel, why, and by which section. Definer: the owner asks it when it marks who is open to marketing; callers pass customers they see.';

-- Of hundreds of customers the planner expects ten: a loop in a loop would compare each with each.
create function rules.verdicts(wanted integer[])
returns table (party integer, person integer, channel text, state text, allowed boolean, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off
begin atomic
    with subject as (
        select p.id as party, null::integer as person,
            (p.kind, p.status, p.restricted, p.protected, false, false)::rules.subject as subject
        from register.party p where p.id = any(wanted)
        union all
        select p.id, r.person,
            (p.kind, p.status, p.restricted, p.protected, true, p.kind not in ('person', 'sole_trader') and r.decides)::rules.subject
        from register.party p
        join (
            select r.party, r.person, bool_or(rules.is_duty(r.role, r.valid_to)) as decides
            from register.person_role r where r.party = any(wanted) group by r.party, r.person
        ) r on r.party = p.id
        where p.id = any(wanted)
    ), latest as (
        select distinct on (m.party, m.person, m.channel) m.party, m.person, m.channel, m.state, m.product_group
        from register.marketing_permission m where m.party = any(wanted)
        order by m.party, m.person, m.channel, m.id desc
    ), judged as (
        select s.party, s.person, c.channel, l.state, (j.j).allowed, (j.j).reason
        from subject s
        cross join unnest(rules.channels()) c (channel)
        left join latest l on l.party = s.party and l.person is not distinct from s.person and l.channel = c.channel and l.state <> 'none'
        cross join lateral (select rules.judge(s.subject, c.channel, l.state, l.product_group, null, false) as j offset 0) j
    ), point as materialized (
        select c.party, coalesce(c.person, 0) as person, c.kind, c.normal, k.key
        from secret.suppression_key k cross join register.contact_point c where c.party = any(wanted)
    ), suppressed as ( -- only of those who might be addressed otherwise: a keyed hash costs more than all the rest
        select distinct j.party, j.person, j.channel
        from judged j
        join point c on c.party = j.party and c.person = coalesce(j.person, 0) and rules.channel_of(c.kind, j.channel)
        cross join lateral (
            select from register.suppression x
            where x.channel = j.channel and x.lifted_at is null and x.value_hash = rules.hash_under(c.key, j.channel, c.normal)
            limit 1
        ) x
        where j.allowed and (select exists (select from register.suppression))
    )
    select j.party, j.person, j.channel, j.state, j.allowed and x.party is null,
        case when j.allowed and x.party is not null then 'suppressed' else j.reason end
    from judged j
    left join suppressed x on x.party = j.party and x.person is not distinct from j.person and x.channel = j.channel;
end;
comment on function rules.verdicts(integer[]) is
'Every subject and channel of customers with its verdict. Definer: the owner marks by it who is open to marketing.';

grant execute on function rules.suppression_hash(text, text), rules.channel_of(text, text), rules.is_suppressed(integer, integer, text),
    rules.latest(integer, integer, text, text), rules.market_verdict(integer, integer, text, text), rules.channels()
    to seloste_reader, seloste_writer;
