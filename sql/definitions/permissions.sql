-- needs: save
-- Marketing permissions: a decision is added, never changed; the latest counts and a refusal stops everything until the person says otherwise.
set local role seloste_reader;

create function api.may_market(party integer, person integer, channel text, product_group text default null)
returns table (allowed boolean, reason text, section text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.party p where p.id = may_market.party) then
        return query select false, 'not_found'::text, null::text;
        return;
    end if;
    return query select (v).allowed, (v).reason, (v).section from rules.market_verdict(party, person, channel, product_group) v;
end
$$;
comment on function api.may_market(integer, integer, text, text) is
'Whether a customer (person null) or one of its persons may be marketed to on a channel: yes or no, the reason as a code, the section of law. Definer: reads decisions of one customer in scope.';

create function api.permissions(party integer) returns table (
    person integer, channel text, allowed boolean, reason text, section text, state text, decision_section text, product_group text,
    how text, wording integer, evidence text, taken_at timestamptz, taken_by text, purpose text, decisions integer
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    reads constant boolean := rules.may_see('marketing_permission', 'state');
begin
    if permissions.party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = permissions.party)
        or not reads and not rules.may_write('K10') then return; end if;
    return query
    select s.person, c.channel, (v.v).allowed, (v.v).reason, (v.v).section, (l.l).state, (l.l).section, (l.l).product_group,
        (l.l).how, (l.l).wording, (l.l).evidence::text, (l.l).taken_at, (l.l).taken_by::text, (l.l).purpose::text,
        (select count(*)::integer from register.marketing_permission m
            where reads and m.party = permissions.party and m.person is not distinct from s.person and m.channel = c.channel)
    from (select null::integer as person union select unnest(rules.open_persons_of(permissions.party))) s
    cross join unnest(rules.channels()) with ordinality c (channel, place)
    cross join lateral (select rules.market_verdict(permissions.party, s.person, c.channel, null) as v) v
    left join lateral (select rules.latest(permissions.party, s.person, c.channel, null) as l) l on reads
    order by s.person nulls first, c.place;
end
$$;
comment on function api.permissions(integer) is
'Subject × channel of an opened customer: may it be used, why, and the decision it rests on, the last for those who may read decisions. Definer: the verdict looks at suppressions, which nobody may read.';

create function rules.open_persons_of(party integer) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct r.person), '{}') from register.person_role r
    where r.party = open_persons_of.party and r.person = any((select rules.open_persons())::integer[]) and r.role = any((select rules.my_roles())::text[])
        and (r.valid_to is null or r.valid_to >= rules.today());
end;
comment on function rules.open_persons_of(integer) is 'Persons of one opened customer whom the purpose may see.';

grant execute on function rules.open_persons_of(integer) to seloste_writer;
grant execute on function api.may_market(integer, integer, text, text), api.permissions(integer)
    to seloste_support, seloste_relations, seloste_marketing, seloste_privacy;

reset role;
set local role seloste_writer;

create function rules.section_of(state text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case state when 'consent' then '917/2014 200 § 1' when 'existing_customer' then '917/2014 200 § 3'
        when 'business_duty' then '917/2014 202 §' else 'GDPR 21(3)' end;
end;
comment on function rules.section_of(text) is 'The section of law a decision rests on.';

create function rules.suppress(party integer, person integer, channel text, lift boolean) returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    update register.suppression s set lifted_at = now(), lifted_by = session_user
    from register.contact_point c
    where lift and c.party = suppress.party and c.person is not distinct from suppress.person
        and rules.channel_of(c.kind, suppress.channel) and s.channel = suppress.channel and s.origin = 'person' and s.lifted_at is null
        and s.value_hash = rules.suppression_hash(suppress.channel, c.normal);
    insert into register.suppression (channel, value_hash, origin)
    select suppress.channel, rules.suppression_hash(suppress.channel, c.normal), 'person'
    from register.contact_point c
    where not lift and c.party = suppress.party and c.person is not distinct from suppress.person
        and rules.channel_of(c.kind, suppress.channel)
        and not exists (
            select from register.suppression s
            where s.channel = suppress.channel and s.lifted_at is null
                and s.value_hash = rules.suppression_hash(suppress.channel, c.normal)
        );
end;
comment on function rules.suppress(integer, integer, text, boolean) is
'Puts the numbers and addresses of a subject on the suppression list, or lifts what the person had put there.';

create function api.record_permission(
    op uuid, party integer, person integer, channel text, state text, how text, product_group text default null,
    wording integer default null, evidence text default null
) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    written register.marketing_permission;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K10') then perform rules.refuse('not_yours'); end if;
    if state = 'none' or how = 'correction' then perform rules.refuse('undone_only'); end if;
    if state <> 'refused' and rules.my_purpose() = 'seloste_support' then perform rules.refuse('refusal_only'); end if;
    if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if rules.names_identity_code(evidence) then perform rules.refuse('identity_code_by_itself', '{"field": "evidence"}'); end if;
    perform from register.party p where p.id = record_permission.party for update;
    if not found then perform rules.refuse('not_found'); end if;
    if person is not null and person <> all(rules.open_persons_of(party)) then perform rules.refuse('not_found'); end if;
    if state = 'business_duty' and (person is null or not exists (
        select from register.person_role r
        where r.person = record_permission.person and r.party = record_permission.party and r.role in ('decision', 'administration')
    )) then perform rules.refuse('duty_needs_role'); end if;
    if state in ('existing_customer', 'business_duty') and (rules.latest(party, person, channel, null)).state = 'refused' then
        perform rules.refuse('refusal_wins');
    end if;
    if state = 'existing_customer' and not exists (
        select from register.party p where p.id = record_permission.party and p.status = 'customer'
    ) then perform rules.refuse('not_a_customer'); end if;
    insert into register.marketing_permission (party, person, channel, state, section, product_group, how, wording, evidence)
    values (record_permission.party, record_permission.person, record_permission.channel, record_permission.state,
        rules.section_of(record_permission.state), record_permission.product_group, record_permission.how,
        case when state = 'consent' then coalesce(record_permission.wording, (
            select max(w.version) from register.consent_wording w where w.valid_from <= rules.today()
        )) else record_permission.wording end, record_permission.evidence)
    returning * into written;
    if state in ('refused', 'consent') then
        perform rules.suppress(party, person, channel, state = 'consent');
        perform rules.refresh_sharing(array[party]);
    end if;
    perform rules.refresh_parties(array[party]);
    perform pg_notify('seloste', json_build_object('party', party, 'op', op)::text);
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'party', party, 'id', written.id, 'state', written.state));
end
$$;
comment on function api.record_permission(uuid, integer, integer, text, text, text, text, integer, text) is
'Adds a decision on marketing: channel, consent, exception, duty or refusal, and how it was given. Support may add refusals only; after a refusal only a new consent counts. Definer: staff have no right to write tables.';
grant execute on function api.record_permission(uuid, integer, integer, text, text, text, text, integer, text)
    to seloste_support, seloste_relations, seloste_marketing;
