-- needs: permissions
-- Acts on many customers at once. They are chosen by id or by a search; what may be done to each is decided for all together, shown,
-- and then done batch by batch to the customers shown. No card is opened by it and no detail is told: each batch is a line in the read log.
set local role seloste_owner;

create policy many_writer_own on desk.many for all to seloste_writer
using (login = session_user and purpose = current_setting('role')::name)
with check (login = session_user and purpose = current_setting('role')::name);
grant select, insert, update, delete on desk.many to seloste_writer;
grant execute on function rules.refresh_markets_by(integer[], text) to seloste_writer;

reset role;
set local role seloste_reader;

create function rules.found_all(typed text, wanted rules.filter, most integer) returns integer[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    asker constant rules.asker := rules.asker();
    scopes constant smallint[] := rules.scopes_for(asker.scopes, wanted);
    found integer[] := array(
        select distinct w.party from rules.stages(asker, typed) s cross join lateral rules.walk_on(scopes, s.lows, null, null, wanted, most) w
    );
begin
    if cardinality(found) >= 16 then return found; end if;
    return array(select f.id from unnest(rules.page_found(asker, typed, wanted, null, false, 64)) f);
end
$$;
comment on function rules.found_all(text, rules.filter, integer) is 'Everything the list shows for what was typed, also what it guesses where little was found.';

create function rules.chosen(selection jsonb) returns integer[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted constant rules.filter := rules.filter_of(coalesce(selection -> 'filters', '{}'));
    typed constant text := left(btrim(coalesce(selection ->> 'typed', '')), 100);
    named constant integer[] := array(select i::integer from jsonb_array_elements_text(selection -> 'parties') i);
    most constant integer := 100000;
    found integer[];
begin
    if selection ? 'parties' then
        found := array(select p.id from register.party p where p.id = any(named));
    elsif typed <> '' then
        found := rules.found_all(typed, wanted, most + 1);
    elsif wanted.mark is not null then
        found := array(
            select w.party from rules.walk_on(
                rules.scopes_for(rules.my_scopes(), wanted), array[wanted.mark], null, null, rules.but_mark(wanted), most + 1
            ) w
        );
    else
        found := array(
            select p.id from register.party p
            where p.scope = any((select rules.scopes_for(rules.my_scopes(), wanted))::smallint[]) and (wanted.kind is null or p.kind = wanted.kind)
                and (wanted.status is null or p.status = wanted.status) and (wanted.permission is null or p.permission = wanted.permission)
            limit most + 1
        );
    end if;
    if cardinality(found) > most then perform rules.refuse('too_many_at_once', jsonb_build_object('most', most)); end if;
    return array(
        select f from unnest(found) f
        except select i::integer from jsonb_array_elements_text(coalesce(selection -> 'but', '[]')) i
        order by 1
    );
end
$$;
comment on function rules.chosen(jsonb) is
'Ids of customers in scope: {parties}, or {typed, filters, but} as the list finds them, never more than 100 000. Definer: staff may not read the search tables.';

create function rules.suppressed_among(wanted integer[], channels text[]) returns table (party integer, channel text)
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    select distinct c.party, s.channel
    from (select from register.suppression limit 1) listed
    cross join register.contact_point c
    cross join unnest(channels) s (channel)
    cross join lateral (
        select from register.suppression x
        where x.channel = s.channel and x.lifted_at is null and x.value_hash = rules.suppression_hash(s.channel, c.normal)
        limit 1
    ) x
    where cardinality(channels) > 0 and c.party = any(wanted) and c.person is null and rules.channel_of(c.kind, s.channel);
end;
comment on function rules.suppressed_among(integer[], text[]) is
'Customers whose own number or address is suppressed on a channel. Definer: nobody may read the list of suppressions.';
grant execute on function rules.chosen(jsonb), rules.suppressed_among(integer[], text[]) to seloste_writer;

reset role;
set local role seloste_writer;

create type rules.outcome as (party integer, channel text, outcome text);

create function rules.check_permission_of_many(change jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    state constant text := coalesce(change ->> 'state', '');
    channels constant text[] := array(select jsonb_array_elements_text(change -> 'channels'));
begin
    if not rules.may_write('K10') then perform rules.refuse('not_yours'); end if;
    if state <> 'refused' and rules.my_purpose() = 'seloste_support' then perform rules.refuse('refusal_only'); end if;
    if state = 'business_duty' then perform rules.refuse('duty_needs_role'); end if;
    if state not in ('consent', 'existing_customer', 'refused') or channels = '{}' or not channels <@ rules.channels()
        or change ->> 'how' is null or change ->> 'how' = 'correction'
        or state = 'existing_customer' and (change ->> 'product_group' is null or not channels <@ array['email', 'sms', 'automated_call']) then
        perform rules.refuse('changes_unreadable');
    end if;
    if rules.names_identity_code(change ->> 'evidence') then
        perform rules.refuse('identity_code_by_itself', jsonb_build_object('field', 'evidence'));
    end if;
end
$$;
comment on function rules.check_permission_of_many(jsonb) is 'Refuses a decision that the purpose may not record, or that cannot be recorded for many at once.';

create function rules.check_many(change jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    case change ->> 'what'
        when 'permission' then
            perform rules.check_permission_of_many(change);
        when 'status', 'unit' then
            if not rules.may_write('K1') then perform rules.refuse('not_yours'); end if;
            if change ->> (change ->> 'what') is null then perform rules.refuse('changes_unreadable'); end if;
            perform rules.check_party(null, change - 'what');
        else
            perform rules.refuse('changes_unreadable');
    end case;
end
$$;
comment on function rules.check_many(jsonb) is
'Refuses a change that cannot be read or that the purpose may not make: {what: permission, channels, state, how, product_group, wording, evidence}, {what: status, status} or {what: unit, unit}.';

create function rules.decide(
    p register.party, state text, wanted_group text, last_state text, last_group text, group_state text, suppressed boolean, seen boolean
) returns text
language sql immutable
begin atomic
    select case
        when state = 'refused' then
            case when seen and last_state = 'refused' and (last_group is null or last_group = wanted_group) then 'already' else 'change' end
        when last_state = 'refused' or group_state = 'refused' then 'refusal_wins'
        when suppressed then 'suppressed'
        when p.protected then 'protected'
        when last_state = 'consent' then 'already'
        when state = 'consent' then 'change'
        when p.kind not in ('person', 'sole_trader') then 'persons_only'
        when p.status <> 'customer' then 'not_a_customer'
        when last_state = state and last_group = wanted_group then 'already'
        else 'change'
    end;
end;
comment on function rules.decide(register.party, text, text, text, text, text, boolean, boolean) is
'What a decision made for many does to one customer on one channel. A refusal wins: what many are said to have given does not lift what one has refused, GDPR 21(3).';

create function rules.permission_outcomes(wanted integer[], change jsonb) returns setof rules.outcome
language sql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off
begin atomic
    with asked as (
        select array(select jsonb_array_elements_text(change -> 'channels')) as channels, change ->> 'product_group' as product_group,
            rules.may_see('party', 'permission') as seen
    ), latest as (
        select distinct on (m.party, m.channel) m.party, m.channel, m.state, m.product_group
        from asked cross join register.marketing_permission m
        where m.party = any(wanted) and m.person is null and m.channel = any(asked.channels)
        order by m.party, m.channel, m.id desc
    ), of_group as (
        select distinct on (m.party, m.channel) m.party, m.channel, m.state
        from asked cross join register.marketing_permission m
        where m.party = any(wanted) and m.person is null and m.channel = any(asked.channels)
            and (m.product_group is null or m.product_group = asked.product_group)
        order by m.party, m.channel, m.id desc
    )
    select p.id, c.channel, rules.decide(
        p, change ->> 'state', asked.product_group, l.state, l.product_group, g.state, x.party is not null, asked.seen
    )
    from asked
    cross join register.party p
    cross join unnest(asked.channels) c (channel)
    left join latest l on l.party = p.id and l.channel = c.channel
    left join of_group g on g.party = p.id and g.channel = c.channel
    left join rules.suppressed_among(wanted, (select a.channels from asked a where change ->> 'state' <> 'refused')) x on x.party = p.id and x.channel = c.channel
    where p.id = any(wanted);
end;
comment on function rules.permission_outcomes(integer[], jsonb) is
'Customer × channel: change, already, or the code of what stands against it. A purpose that may not read permissions is not told who has refused already.';

create function rules.outcomes(wanted integer[], change jsonb) returns setof rules.outcome
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if change ->> 'what' = 'permission' then
        return query select * from rules.permission_outcomes(wanted, change);
    elsif change ->> 'what' = 'status' then
        return query select p.id, null::text, case when p.status = change ->> 'status' then 'already' else 'change' end
            from register.party p where p.id = any(wanted);
    else
        return query select p.id, null::text, case when p.unit = (change ->> 'unit')::smallint then 'already' else 'change' end
            from register.party p where p.id = any(wanted);
    end if;
end
$$;
comment on function rules.outcomes(integer[], jsonb) is 'What a change would do to each customer, on each channel.';

create function rules.many_reason(change jsonb) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select concat_ws(' ', change ->> 'what', change ->> 'state', change ->> 'status', change ->> 'unit',
        (select string_agg(c, ' ') from jsonb_array_elements_text(change -> 'channels') c));
end;
comment on function rules.many_reason(jsonb) is 'A change in a few words, for the read log.';

create function rules.told_outcomes(outcomes rules.outcome[], most integer) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with each as (
        select o.party, case
            when bool_or(o.outcome = 'change') then 'change' when bool_and(o.outcome = 'already') then 'already'
            else min(o.outcome) filter (where o.outcome <> 'already')
        end as outcome
        from unnest(outcomes) o group by o.party
    ), placed as (
        select e.outcome, p.id, p.name, row_number() over (partition by e.outcome order by p.sort_key, p.id) as place
        from each e join register.party p on p.id = e.party
    )
    select coalesce(jsonb_agg(g.told order by array_position(array['change', 'already'], g.outcome) nulls last, g.outcome), '[]')
    from (
        select l.outcome, jsonb_build_object('outcome', l.outcome, 'count', count(*), 'examples', coalesce(
            jsonb_agg(jsonb_build_array(l.id, l.name) order by l.place) filter (where l.place <= most), '[]'
        )) as told
        from placed l group by l.outcome
    ) g;
end;
comment on function rules.told_outcomes(rules.outcome[], integer) is
'Outcomes with how many customers each has and the first of them by name; a customer who changes on one channel changes.';

create function api.many_preview(plan uuid, selection jsonb, change jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    outcomes rules.outcome[];
    told jsonb;
    total integer;
begin
    perform rules.check_many(change);
    outcomes := array(select o from rules.outcomes(rules.chosen(selection), change) o);
    told := rules.told_outcomes(outcomes, 200);
    select coalesce(sum((t ->> 'count')::integer), 0) into total from jsonb_array_elements(told) t;
    delete from desk.many m where m.at < now() - interval '30 days' or m.id = many_preview.plan and m.ops = '{}';
    insert into desk.many (id, change, parties)
    values (plan, change, array(select distinct o.party from unnest(outcomes) o where o.outcome = 'change' order by 1))
    on conflict on constraint many_pkey do nothing;
    if not found then perform rules.refuse('operation_of_another'); end if;
    perform rules.log_read(
        'many', null, array(select (e ->> 0)::integer from jsonb_array_elements(told) t cross join jsonb_array_elements(t -> 'examples') e),
        nullif(left(btrim(selection ->> 'typed'), 100), ''), total, rules.many_reason(change)
    );
    return jsonb_build_object('plan', plan, 'total', total, 'outcomes', told);
end
$$;
comment on function api.many_preview(uuid, jsonb, jsonb) is
'What a change would do to the customers chosen, by outcome with counts and at most 200 names each, and keeps those it would change as a plan. Definer: staff may not read the search tables.';
