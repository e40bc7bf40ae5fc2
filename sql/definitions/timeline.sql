-- needs: timeline_changes support
-- The timeline of a customer: everything the purpose may see of what happened, in one order, a page at a time.
set local role seloste_reader;

create function rules.began(day date) returns timestamptz
language sql immutable
begin atomic
    select day::timestamp at time zone 'Europe/Helsinki';
end;
comment on function rules.began(date) is 'The first moment of a day in Finland: where a day stands among moments.';

create function rules.sees_services() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.may_see('service', 'product') and rules.my_purpose() <> 'seloste_faults';
end;
comment on function rules.sees_services() is 'Whether the purpose sees every service of an opened customer; for fault notices only those that are hit.';

-- Each kind of event is one question about the customer $1; another kind is another line. may_see is asked once a question.
do $make$
declare
    questions constant text[] := array[
        $q$ select i.at, 'contact' as kind, i.id::text as id, i.channel as what, i.staff::text as login, jsonb_build_object(
                'direction', i.direction, 'person', case when i.person = any((select rules.open_persons())::integer[]) then i.person end,
                'service', i.service, 'closed_on', i.closed_on, 'until', rules.kept_until(i.closed_on),
                'verified', case when (select rules.may_see('interaction', 'verified')) then i.verified end,
                'follow_up_on', case when (select rules.may_see('interaction', 'follow_up_on')) then i.follow_up_on end,
                'summary', case when (select rules.may_see('interaction', 'summary')) then i.summary end) as facts
            from register.interaction i where i.party = $1 and (select rules.may_see('interaction', 'channel')) $q$,
        $q$ select m.taken_at as at, 'permission' as kind, m.id::text as id, m.state as what, m.taken_by::text as login,
                jsonb_build_object('channel', m.channel, 'person', m.person, 'how', m.how, 'section', m.section) as facts
            from register.marketing_permission m where m.party = $1 and (select rules.may_see('marketing_permission', 'state')) $q$,
        $q$ select rules.began(n.valid_to) as at, 'name' as kind, n.id::text as id, n.type as what, n.obtained_by::text as login,
                jsonb_build_object('name', n.name, 'valid_from', n.valid_from) as facts
            from register.party_name n where n.party = $1 and n.valid_to is not null and (select rules.may_see('party_name', 'valid_to')) $q$,
        $q$ select rules.began(a.valid_to) as at, 'address' as kind, a.id::text as id, a.kind as what,
                case when (select rules.may_see('address', 'street')) then a.obtained_by::text end as login,
                case when (select rules.may_see('address', 'street')) then jsonb_build_object('street', a.street, 'number', a.number,
                    'po_box', a.po_box, 'postcode', a.postcode, 'town', a.town, 'valid_from', a.valid_from)
                else jsonb_build_object('town', a.town) end as facts
            from register.address a where a.party = $1 and a.valid_to is not null
                and (select rules.may_see('address', 'valid_to')) and (select rules.address_is_seen($1)) $q$,
        $q$ select rules.began(d.day) as at, 'service' as kind, s.id || '.' || d.what as id, d.what, s.obtained_by::text as login,
                jsonb_build_object('product', s.product, 'name', s.name, 'service', s.id, 'fi', p.fi, 'en', p.en) as facts
            from register.service s left join register.product p on p.code = s.product
            cross join lateral (values ('started', s.starts_on), ('ended', s.ends_on)) d (what, day)
            where s.party = $1 and d.day <= rules.today() and (select rules.sees_services()) $q$,
        $q$ select rules.began(i.issued_on) as at, 'invoice' as kind, i.id::text as id, i.kind as what, i.obtained_by::text as login,
                jsonb_build_object('number', i.number, 'total', i.total, 'due_on', i.due_on) as facts
            from register.invoice i where i.party = $1 and (select rules.may_see('invoice', 'number')) $q$,
        $q$ select rules.began(p.received_on) as at, 'payment' as kind, p.id::text as id, 'payment' as what, p.obtained_by::text as login,
                jsonb_build_object('amount', p.amount, 'reference', p.reference) as facts
            from register.payment p where p.party = $1 and (select rules.may_see('payment', 'amount')) $q$,
        $q$ select rules.began(r.sent_on) as at, 'reminder' as kind, r.id::text as id, r.step as what, r.obtained_by::text as login,
                jsonb_build_object('invoice', r.invoice, 'number', i.number, 'fee', r.fee) as facts
            from register.reminder r join register.invoice i on i.id = r.invoice
            where r.party = $1 and (select rules.may_see('reminder', 'step')) $q$,
        $q$ select rules.began(d.day) as at, 'customer' as kind, d.what as id, d.what, null::text as login, '{}'::jsonb as facts
            from register.party p cross join lateral (values ('since', p.since), ('ended', p.ended_on)) d (what, day)
            where p.id = $1 and d.day is not null and (select rules.may_see('party', 'since')) $q$,
        $q$ select coalesce(f.settled_at, f.at) as at, 'source' as kind, 'f' || f.id as id, 'fetch' as what, f.login::text as login,
                jsonb_build_object('source', f.source, 'purpose', f.purpose, 'found', f.found, 'settled', f.settled_at is not null,
                    'query', case when (select rules.may_see('identifier', 'value')) then f.query end,
                    'differences', rules.data_seen(f.differences), 'accepted', rules.data_seen(f.accepted)) as facts
            from rules.fetches_seen($1) f $q$,
        $q$ select c.* from rules.changes_as_events($1, $2, $3, :backward, $4) c where array['change', 'source'] && $2 $q$
    ];
    directed record;
begin
    for directed in select * from (values ('after', '<', 'desc', 'false'), ('before', '>', 'asc', 'true')) d (side, sign, direction, backward) loop
        execute format(
            'create function rules.events_%1$s(party integer, kinds text[], place jsonb, most integer) returns setof rules.event
            language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
            as $body$ begin return query select e.* from (%2$s) e order by e.at %3$s, e.kind %3$s, e.id %3$s limit $4; end $body$',
            directed.side,
            (select string_agg(format(
                '(select e.at, e.kind, e.id, e.what, e.login, e.facts from (%s) e where e.kind = any($2)
                    and ($3 is null or (e.at, e.kind, e.id) %s (($3 ->> 0)::timestamptz, $3 ->> 1, $3 ->> 2))
                    order by e.at %3$s, e.kind %3$s, e.id %3$s limit $4)', replace(q, ':backward', directed.backward), directed.sign, directed.direction
            ), ' union all ') from unnest(questions) q),
            directed.direction
        );
        execute format('comment on function rules.events_%s(integer, text[], jsonb, integer) is ''A page of a timeline.''', directed.side);
    end loop;
end
$make$;

create function rules.event_kinds() returns text[]
language sql immutable
begin atomic
    select '{contact,change,permission,name,address,service,invoice,payment,reminder,customer,source}'::text[];
end;
comment on function rules.event_kinds() is 'What a timeline is made of.';

create function api.timeline_kinds() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select k from unnest(rules.event_kinds()) with ordinality o (k, place)
    where case k
        when 'contact' then rules.may_see('interaction', 'channel')
        when 'permission' then rules.may_see('marketing_permission', 'state')
        when 'name' then rules.may_see('party_name', 'valid_to')
        when 'address' then rules.may_see('address', 'valid_to')
        when 'service' then rules.sees_services()
        when 'invoice' then rules.may_see('invoice', 'number')
        when 'payment' then rules.may_see('payment', 'amount')
        when 'reminder' then rules.may_see('reminder', 'step')
        when 'customer' then rules.may_see('party', 'since')
        when 'source' then rules.sees_sources()
        else rules.my_purpose() is not null
    end
    order by place;
end;
comment on function api.timeline_kinds() is 'Kinds of events the purpose may see in a timeline. Definer: rules are called by those of the register alone.';

create function api.timeline(party integer, kinds text[] default null, place jsonb default null, backward boolean default false, most integer default 64)
returns table (at timestamptz, kind text, id text, what text, login text, facts jsonb, "position" jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted constant text[] := coalesce(kinds, rules.event_kinds());
    page constant integer := least(greatest(most, 0), 500);
begin
    if party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = timeline.party) then
        perform rules.refuse('not_open');
    end if;
    if place is not null and not (jsonb_typeof(place) = 'array' and coalesce(rules.is_moment(place ->> 0), false)) then
        perform rules.refuse('question_unreadable');
    end if;
    if place is null then perform rules.log_read('history', party, null, 'timeline', null, null); end if;
    if backward then
        return query select e.*, jsonb_build_array(e.at, e.kind, e.id) from rules.events_before(party, wanted, place, page) e;
    else
        return query select e.*, jsonb_build_array(e.at, e.kind, e.id) from rules.events_after(party, wanted, place, page) e;
    end if;
exception
    when datetime_field_overflow or invalid_datetime_format then perform rules.refuse('question_unreadable');
end
$$;
comment on function api.timeline(integer, text[], jsonb, boolean, integer) is
'A page of what happened to an opened customer, newest first, after or before a place, as far as the purpose sees it. Definer: the log is granted to nobody.';

grant execute on function api.timeline(integer, text[], jsonb, boolean, integer), api.timeline_kinds()
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
