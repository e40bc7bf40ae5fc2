-- needs: billing_writing
-- Credit notes: a new voucher beside the invoice it credits, whole or a part, which nobody changes either.
set local role seloste_owner;

create policy voucher_series_writer_all on register.voucher_series for all to seloste_writer using (true) with check (true);
grant select, insert, update on register.voucher_series to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.next_credit_number(issued_on date) returns text
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    insert into register.voucher_series as s (year_ends_on, last) values (rules.financial_year_end(issued_on), 1)
    on conflict on constraint voucher_series_pkey do update set last = s.last + 1
    returning 'H' || extract(year from s.year_ends_on)::integer || '-' || lpad(s.last::text, 5, '0');
end;
comment on function rules.next_credit_number(date) is
'The next number of a credit note in a financial year: two at once wait for each other, and one that is refused leaves no gap.';

create function rules.left_lines(wanted integer) returns table (nth bigint, rate text, net numeric, vat numeric)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with credited as (
        select l.value ->> 'rate' as rate, sum((l.value ->> 'net')::numeric) as net, sum((l.value ->> 'vat')::numeric) as vat
        from register.invoice c cross join lateral jsonb_array_elements(c.vat_lines) l where c.credits = wanted group by 1
    )
    select l.nth, l.value ->> 'rate', (l.value ->> 'net')::numeric + coalesce(c.net, 0), (l.value ->> 'vat')::numeric + coalesce(c.vat, 0)
    from register.invoice i
    cross join lateral jsonb_array_elements(i.vat_lines) with ordinality l (value, nth)
    left join credited c on c.rate = l.value ->> 'rate'
    where i.id = wanted;
end;
comment on function rules.left_lines(integer) is 'What of the rates of value added tax of an invoice is not credited yet.';

create function rules.credit_lines(wanted integer, amount numeric) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with gross as (
        select l.nth, l.rate, l.net, l.vat, sum(l.net + l.vat) over (order by l.nth) as until, sum(l.net + l.vat) over () as whole
        from rules.left_lines(wanted) l
    ), share as (
        select g.*, round(amount * g.until / g.whole, 2) - coalesce(lag(round(amount * g.until / g.whole, 2)) over (order by g.nth), 0) as part
        from gross g where g.whole > 0
    ), line as (
        select s.nth, s.rate, s.part,
            case when amount = s.whole then s.net when s.net + s.vat = 0 then 0 else round(s.part * s.net / (s.net + s.vat), 2) end as net
        from share s
    )
    select coalesce(jsonb_agg(
        jsonb_build_object('rate', l.rate, 'net', (-l.net)::numeric(12, 2)::text, 'vat', (l.net - l.part)::numeric(12, 2)::text) order by l.nth
    ), '[]') from line l;
end;
comment on function rules.credit_lines(integer, numeric) is
'A part of an invoice in its rates of value added tax: to the cent the sum, and the last part what is left of each.';

create function rules.release_overpaid(wanted integer) returns numeric
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    billed rules.invoice_standing;
    over numeric;
    matched register.allocation;
    freed numeric := 0;
begin
    select s.* into billed from rules.invoice_standing s where s.id = wanted;
    over := billed.paid + billed.credited - billed.total;
    for matched in select a.* from register.allocation a where a.invoice = wanted order by a.id desc loop
        exit when over <= 0;
        if matched.amount <= over then
            delete from register.allocation a where a.id = matched.id;
        else
            update register.allocation a set amount = a.amount - over where a.id = matched.id;
        end if;
        freed := freed + least(matched.amount, over);
        over := over - least(matched.amount, over);
    end loop;
    return freed;
end
$$;
comment on function rules.release_overpaid(integer) is
'Gives back to the customer what was paid of an invoice and is credited now: the last payment first; how much that was.';

create function rules.check_credit(billed rules.invoice_standing, amount numeric, reason text, issued_on date) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if amount is null or not amount between 0.01 and 9999999999.99 or scale(amount) > 2 then perform rules.refuse('amount_unfit'); end if;
    if amount > billed.total - billed.credited then
        perform rules.refuse('credit_exceeds', jsonb_build_object('left', (billed.total - billed.credited)::text));
    end if;
    if length(btrim(coalesce(reason, ''))) < 3 then perform rules.refuse('credit_reason_missing'); end if;
    if rules.names_identity_code(reason) then perform rules.refuse('identity_code_by_itself', '{"field": "reason"}'); end if;
    if issued_on > rules.today() then perform rules.refuse('credit_later'); end if;
    if issued_on < billed.issued_on then perform rules.refuse('credit_before_invoice'); end if;
    if rules.financial_year_end(issued_on) < rules.today() then
        perform rules.refuse('credit_year_over', jsonb_build_object('ended', rules.financial_year_end(issued_on)));
    end if;
end
$$;
comment on function rules.check_credit(rules.invoice_standing, numeric, text, date) is
'Refuses to credit more than was billed and is not credited, without a reason, before the invoice, in the future, or in a financial year that is over: its books are closed.';

create function api.credit_invoice(op uuid, invoice integer, amount numeric, reason text, issued_on date default null) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
    dated constant date := coalesce(issued_on, rules.today());
    lines jsonb;
    net numeric;
    made register.invoice;
    freed numeric;
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    perform rules.check_credit(billed, amount, reason, dated);
    lines := rules.credit_lines(billed.id, amount);
    if value.vat_sum(lines, 'net') + value.vat_sum(lines, 'vat') is distinct from -amount then lines := '[]'; end if;
    net := case lines
        when '[]' then -round(amount * (select i.net / i.total from register.invoice i where i.id = billed.id), 2)
        else value.vat_sum(lines, 'net')
    end;
    insert into register.invoice as i (party, kind, credits, number, issued_on, due_on, net, vat, total, vat_lines, reason)
    values (billed.party, 'credit_note', billed.id, rules.next_credit_number(dated), dated, dated, net, -amount - net, -amount, lines,
        credit_invoice.reason)
    returning i.* into made;
    freed := rules.release_overpaid(billed.id);
    return rules.billed(op, billed.party, jsonb_build_object(
        'invoice', billed.id, 'credit_note', made.id, 'number', made.number, 'freed', freed::text,
        'open', (select s.open::text from rules.invoice_standing s where s.id = billed.id)
    ));
end
$$;
comment on function api.credit_invoice(uuid, integer, numeric, text, date) is
'Credits an invoice of an opened customer, whole or a part, with tax in its proportions: a voucher with a number of its own, dated today unless another day of this financial year is said. What was paid and is credited is the customer''s. Definer: staff have no right to write tables.';

grant execute on function api.credit_invoice(uuid, integer, numeric, text, date) to seloste_billing;
