-- needs: billing_reading due
-- What falls due in billing: invoices that are overdue, and vouchers whose hold ends.
set local role seloste_reader;

create function rules.due_invoice(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    select i.due_on, i.party, s.number::text, 'invoice:' || i.id, null::integer
    from unnest(rules.my_scopes()) c (scope)
    cross join lateral (
        select v.id, v.party, v.due_on from register.invoice v
        where v.scope = c.scope and v.kind = 'invoice' and v.due_on < least(until + 1, rules.today()) and v.due_on >= rules.today() - 90
        order by v.due_on desc limit 200
    ) i
    join rules.invoice_standing s on s.id = i.id
    where rules.may_write('K6') and s.state = 'overdue';
end;
comment on function rules.due_invoice(date) is
'Invoices that became overdue within 90 days and are not disputed, for those who write billing. Of each scope the newest 200 are looked at.';

create function rules.due_hold(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    select i.hold_until, i.party, i.number, 'invoice:' || i.id, null::integer
    from unnest(rules.my_scopes()) c (scope)
    cross join lateral (
        select v.id, v.hold_until, v.party, v.number::text as number from register.invoice v
        where v.scope = c.scope and v.hold_until between rules.today() and until
        order by v.hold_until limit 200
    ) i
    where rules.my_purpose() = 'seloste_privacy';
end;
comment on function rules.due_hold(date) is
'Invoices whose hold under the Bookkeeping Act ends, for data protection: after it they go. Of each scope 200 are looked at.';
