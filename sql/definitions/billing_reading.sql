-- needs: billing tickets find
-- Billing history read: what is open of an invoice is counted from its payments and credit notes, and asked under the rights of whoever asks.
set local role seloste_owner;

create view rules.invoice_standing with (security_invoker = true) as
select i.id, i.party, i.kind, i.number, i.issued_on, i.due_on, i.total, i.reference, m.paid, m.credited, m.disputed, m.step, s.open,
    case
        when i.kind = 'credit_note' then 'credit_note'
        when m.credited >= i.total and i.total > 0 then 'credited'
        when s.open = 0 then 'paid'
        when m.disputed then 'disputed'
        when i.due_on < rules.today() then 'overdue'
        else 'open'
    end as state,
    case when s.open > 0 and i.due_on < rules.today() then rules.today() - i.due_on else 0 end as days_over
from register.invoice i
cross join lateral (
    select
        (select coalesce(sum(a.amount), 0) from register.allocation a where a.invoice = i.id)::numeric(12, 2) as paid,
        (select coalesce(-sum(c.total), 0) from register.invoice c where c.credits = i.id)::numeric(12, 2) as credited,
        exists (select from register.dispute d where d.invoice = i.id and d.closed_on is null) as disputed,
        (
            select r.step from register.reminder r where r.invoice = i.id
            order by array_position(array['reminder', 'second', 'collection'], r.step) desc limit 1
        ) as step
) m
cross join lateral (
    select (case i.kind when 'invoice' then greatest(i.total - m.paid - m.credited, 0) else 0 end)::numeric(12, 2) as open
) s;
comment on view rules.invoice_standing is
'Invoices with what was paid and credited, what is open, and the state that follows: open, overdue, disputed, paid, credited; a credit note is none of them.';
grant select on rules.invoice_standing to seloste_reader, seloste_writer, seloste_billing, seloste_privacy;

reset role;
set local role seloste_reader;

create function rules.billing_extent() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select case when c.may_read then 'whole' else c.extent end
    from dictionary.purpose_class c
    where c.purpose = rules.my_purpose() and c.class = 'K6';
end;
comment on function rules.billing_extent() is
'How much of billing history the purpose is told: whole, totals, flag, or null for nothing. Definer: reads the grants of staff.';

create function api.billing_glance(wanted integer) returns table (
    extent text, flag text, open numeric, overdue numeric, disputed numeric, unused numeric,
    open_count integer, overdue_count integer, disputed_count integer
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    told constant text := rules.billing_extent();
begin
    if told is null then perform rules.refuse('not_yours'); end if;
    if wanted is null or wanted <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    return query
    select told,
        case when bool_or(s.open > 0 and s.days_over > 0) then 'overdue' when bool_or(s.open > 0) then 'open' else 'none' end,
        case when told <> 'flag' then coalesce(sum(s.open), 0) end,
        case when told <> 'flag' then coalesce(sum(s.open) filter (where s.days_over > 0), 0) end,
        case when told <> 'flag' then coalesce(sum(s.open) filter (where s.disputed), 0) end,
        case when told <> 'flag' then rules.unused_payments(wanted) end,
        case when told = 'whole' then (count(*) filter (where s.open > 0))::integer end,
        case when told = 'whole' then (count(*) filter (where s.open > 0 and s.days_over > 0))::integer end,
        case when told = 'whole' then (count(*) filter (where s.open > 0 and s.disputed))::integer end
    from rules.invoice_standing s
    where s.party = wanted;
end
$$;
comment on function api.billing_glance(integer) is
'What an opened customer owes, as far as the purpose is told: sums and counts, sums alone, or only none, open or overdue. Definer: only billing and data protection read invoices.';

create function rules.unused_payments(wanted integer) returns numeric
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(sum(p.amount - (select coalesce(sum(a.amount), 0) from register.allocation a where a.payment = p.id)), 0)
    from register.payment p where p.party = wanted;
end;
comment on function rules.unused_payments(integer) is 'What a customer has paid too much: payments that no invoice has used up.';

create function api.invoices(wanted integer, place jsonb default null, backward boolean default false, most integer default 64) returns table (
    id integer, kind text, number text, issued_on date, due_on date, total numeric, reference text, paid numeric, credited numeric,
    open numeric, state text, days_over integer, disputed boolean, step text
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    past_day constant date := (place ->> 0)::date;
    past_id constant integer := (place ->> 1)::integer;
begin
    return query
    select s.id, s.kind, s.number::text, s.issued_on, s.due_on, s.total, s.reference::text, s.paid, s.credited, s.open, s.state,
        s.days_over, s.disputed, s.step
    from (
        select i.id as key, i.issued_on as day from register.invoice i
        where i.party = wanted and (place is null
            or not backward and (i.issued_on, i.id) < (past_day, past_id) or backward and (i.issued_on, i.id) > (past_day, past_id))
        order by case when backward then i.issued_on end, case when backward then i.id end, i.issued_on desc, i.id desc
        limit least(greatest(most, 1), 200)
    ) page
    join rules.invoice_standing s on s.id = page.key
    order by case when backward then s.issued_on end, case when backward then s.id end, s.issued_on desc, s.id desc;
end
$$;
comment on function api.invoices(integer, jsonb, boolean, integer) is
'Invoices of an opened customer, the newest first (or, backward, the oldest first), after a place [issued_on, id]; runs as the purpose.';

create function api.ageing(wanted integer) returns table (bucket text, count integer, open numeric)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select b.bucket, count(s.id)::integer, coalesce(sum(s.open), 0)
    from (values ('not_due', null, 0), ('to_30', 1, 30), ('to_60', 31, 60), ('to_90', 61, 90), ('over_90', 91, null)) b (bucket, low, high)
    left join rules.invoice_standing s
        on s.party = wanted and s.open > 0 and (b.low is null or s.days_over >= b.low) and (b.high is null or s.days_over <= b.high)
    group by b.bucket, b.low order by b.low nulls first;
end;
comment on function api.ageing(integer) is 'What is open of an opened customer by days overdue: not due, 1–30, 31–60, 61–90, over 90; runs as the purpose.';

create function api.invoice(wanted integer) returns table (
    id integer, party integer, kind text, number text, credits text, issued_on date, due_on date, net numeric, vat numeric, total numeric,
    vat_lines jsonb, currency text, reference text, rf text, paid numeric, credited numeric, open numeric, state text, days_over integer,
    disputed boolean, financial_year_ends_on date, hold_until date,
    reason text, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date
)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select i.id, i.party, i.kind, i.number::text, (select c.number::text from register.invoice c where c.id = i.credits), i.issued_on, i.due_on,
        i.net, i.vat, i.total, i.vat_lines, i.currency, i.reference::text,
        case when i.reference ~ '^[0-9]' then value.made_rf(i.reference) end,
        s.paid, s.credited, s.open, s.state, s.days_over, s.disputed, i.financial_year_ends_on, i.hold_until,
        i.reason::text, i.source::text, i.source_ref::text, i.obtained_on, i.obtained_by::text, i.confirmed_on
    from register.invoice i join rules.invoice_standing s on s.id = i.id
    where i.id = wanted;
end;
comment on function api.invoice(integer) is 'One invoice of an opened customer, its state and until when it is held; runs as the purpose.';

create function api.invoice_events(wanted integer) returns table (
    kind text, id integer, at date, amount numeric, step text, told text, reference text, archive_id text, until date, by text
)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select e.*
    from (
        select 'payment' as kind, a.id, p.received_on as at, a.amount, null::text, coalesce(p.payer, p.message)::text, p.reference::text,
            p.archive_id::text, null::date, a.obtained_by::text
        from register.allocation a join register.payment p on p.id = a.payment where a.invoice = wanted
        union all
        select 'credit', c.id, c.issued_on, c.total, null, concat_ws(': ', c.number, c.reason), c.reference::text, null, null, c.obtained_by::text
        from register.invoice c where c.credits = wanted
        union all
        select 'reminder', r.id, r.sent_on, r.fee, r.step, null, null, null, null, r.obtained_by::text
        from register.reminder r where r.invoice = wanted
        union all
        select 'dispute', d.id, d.opened_on, null, null, d.reason::text, null, null, d.closed_on, d.obtained_by::text
        from register.dispute d where d.invoice = wanted
    ) e
    order by e.at, array_position(array['payment', 'credit', 'reminder', 'dispute'], e.kind), e.id;
end;
comment on function api.invoice_events(integer) is
'What happened to an invoice of an opened customer: payments matched, credit notes, reminders and disputes; runs as the purpose.';

create function rules.invoice_hits(typed text, most integer) returns table (invoice integer, party integer, by text, found text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select f.id, f.party, f.by, f.found
    from (
        select typed as number, value.reference_key(ltrim(regexp_replace(upper(typed), '[^0-9A-Z]', '', 'g'), '0')) as key
    ) t
    cross join unnest(rules.my_scopes()) s (scope)
    cross join lateral (
        (
            select i.id, i.party, 'reference' as by, i.reference::text as found from register.invoice i
            where i.scope = s.scope and i.reference_key = t.key order by i.id limit most
        )
        union all
        (
            select i.id, i.party, 'number', i.number::text from register.invoice i
            where i.scope = s.scope and i.number = t.number order by i.id limit most
        )
    ) f
    where t.key <> '' and length(typed) >= 3;
end;
comment on function rules.invoice_hits(text, integer) is
'Invoices with a whole reference or number, asked per scope, so that hidden and absent are the same.';

create function api.find_invoice(typed text) returns table (invoice integer, party integer)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    asked constant text := left(btrim(coalesce(typed, '')), 60);
    hit record;
begin
    if not rules.may_see('invoice', 'reference') then perform rules.refuse('not_yours'); end if;
    select h.invoice, h.party into hit
    from rules.invoice_hits(asked, 200) h join rules.invoice_standing s on s.id = h.invoice
    order by s.open = 0, s.kind = 'credit_note', s.due_on, s.id limit 1;
    perform rules.log_read('find', hit.party, null, asked, (hit.invoice is not null)::integer, null);
    if hit.invoice is not null then
        return query select hit.invoice, hit.party;
    end if;
end
$$;
comment on function api.find_invoice(text) is
'The invoice of a reference (in fives, RF or plain) or a number, the oldest open one first, and its customer; nothing for one that is hidden or not there. Definer: staff read invoices of opened cards only.';

create function api.unmatched_payments(place jsonb default null, backward boolean default false, most integer default 64) returns table (
    id integer, received_on date, amount numeric, reference text, payer text, message text, archive_id text, unit_name text
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
    past_day constant date := (place ->> 0)::date;
    past_id constant integer := (place ->> 1)::integer;
    shown integer;
begin
    if not rules.may_see('payment', 'payer') then perform rules.refuse('not_yours'); end if;
    return query
    select f.id, f.received_on, f.amount, f.reference::text, f.payer::text, f.message::text, f.archive_id::text, u.name::text
    from unnest(rules.my_scopes()) s (scope)
    cross join lateral (
        select p.* from register.payment p
        where p.party is null and p.scope = s.scope and (place is null
            or not backward and (p.received_on, p.id) < (past_day, past_id) or backward and (p.received_on, p.id) > (past_day, past_id))
        order by case when backward then p.received_on end, case when backward then p.id end, p.received_on desc, p.id desc
        limit least(greatest(most, 1), 200)
    ) f
    join register.unit u on u.id = f.scope / 4
    order by case when backward then f.received_on end, case when backward then f.id end, f.received_on desc, f.id desc
    limit least(greatest(most, 1), 200);
    get diagnostics shown = row_count;
    perform rules.log_read('list', null, null, 'unmatched payments', shown, null);
end
$$;
comment on function api.unmatched_payments(jsonb, boolean, integer) is
'Payments of the login''s units that belong to no customer yet, the newest first, after a place [received_on, id]. Definer: they are on no card.';

grant execute on function api.billing_glance(integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy;
grant execute on function api.invoices(integer, jsonb, boolean, integer), api.ageing(integer), api.invoice(integer), api.invoice_events(integer),
    api.find_invoice(text), api.unmatched_payments(jsonb, boolean, integer) to seloste_billing, seloste_privacy;
grant execute on function rules.invoice_hits(text, integer) to seloste_writer;
