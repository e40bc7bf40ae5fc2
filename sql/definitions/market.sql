-- needs: dictionary
-- May a person be marketed to: the rules of 917/2014 §§ 200–202 and GDPR 21(3), in the order in which they say no.
set local role seloste_owner;

create type rules.verdict as (allowed boolean, reason text, section text);

create function rules.suppression_hash(channel text, normal text) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select sha256(k.key || sha256(k.key || convert_to(suppression_hash.channel || ':' || normal, 'UTF8')))
    from secret.suppression_key k;
end;
comment on function rules.suppression_hash(text, text) is 'The keyed hash under which a number or address is suppressed. Definer: the key is granted to nobody else.';

create function rules.channel_of(kind text, channel text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
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
    select m.*
    from register.marketing_permission m
    where m.party = latest.party and m.person is not distinct from latest.person and m.channel = latest.channel
        and (m.product_group is null or latest.product_group is null or m.product_group = latest.product_group)
    order by m.id desc
    limit 1;
end;
comment on function rules.latest(integer, integer, text, text) is 'The latest decision on a channel. Definer: triggers of the owner ask it too; callers pass customers they see.';

create function rules.market_verdict(party integer, person integer, channel text, product_group text) returns rules.verdict
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    customer register.party;
    decision register.marketing_permission;
    by_duty boolean;
begin
    select p.* into customer from register.party p where p.id = market_verdict.party;
    if customer.id is null then return null; end if;
    decision := rules.latest(party, person, channel, product_group);
    if decision.state = 'refused' then return (false, 'refused', 'GDPR 21(3)'); end if;
    if decision.state is distinct from 'consent' and rules.is_suppressed(party, person, channel) then
        return (false, 'suppressed', 'GDPR 21(3)');
    end if;
    if customer.restricted then return (false, 'restricted', 'GDPR 18'); end if;
    if customer.protected and person is null then return (false, 'protected', 'VTJ-laki 36 §'); end if;
    if decision.state = 'consent' then return (true, 'consent', '917/2014 200 § 1'); end if;
    by_duty := person is not null and customer.kind not in ('person', 'sole_trader') and exists (
        select from register.person_role r
        where r.person = market_verdict.person and r.party = market_verdict.party and r.role in ('decision', 'administration')
            and (r.valid_to is null or r.valid_to >= rules.today())
    );
    if by_duty then return (true, 'business_duty', '917/2014 202 §'); end if;
    if person is null and customer.kind not in ('person', 'sole_trader') then
        return (true, 'business_address', '917/2014 202 §');
    end if;
    if channel in ('phone', 'post') and person is null then return (true, 'no_refusal', '917/2014 201 §'); end if;
    if decision.state = 'existing_customer' and customer.status = 'customer'
        and (product_group is null or decision.product_group = product_group) then
        return (true, 'existing_customer', '917/2014 200 § 3');
    end if;
    if person is not null and channel in ('phone', 'post') then return (false, 'not_their_duty', '917/2014 202 §'); end if;
    return (false, 'no_consent', '917/2014 200 § 1');
end
$$;
comment on function rules.market_verdict(integer, integer, text, text) is
'May this subject be marketed to on the channel, why, and by which section. Definer: the owner asks it when it marks who is open to marketing; callers pass customers they see.';

create function rules.channels() returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select array['email', 'sms', 'automated_call', 'phone', 'post'];
end;

grant execute on function rules.suppression_hash(text, text), rules.channel_of(text, text), rules.is_suppressed(integer, integer, text),
    rules.latest(integer, integer, text, text), rules.market_verdict(integer, integer, text, text), rules.channels()
    to seloste_reader, seloste_writer;
