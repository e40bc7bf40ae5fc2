-- needs: billing_crediting controller undo
-- Billing history from files: invoices of the invoicing program and payments of the bank, each row taken once however often it is read.
set local role seloste_owner;

create function rules.is_known_payment(account text, archive_id text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from register.payment p
        where p.account is not distinct from is_known_payment.account and p.archive_id = is_known_payment.archive_id
    );
end;
comment on function rules.is_known_payment(text, text) is
'Whether a payment of the bank was imported already, by any unit: who asks holds the statement, so it is no secret to them. Definer: it may be another unit''s by now, and must not be booked twice.';
grant execute on function rules.is_known_payment(text, text) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.buyer(customer integer, business_id text) returns integer
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
    holders integer[] := case when business_id is not null then array(
        select distinct f.party from unnest(rules.my_scopes()) s (scope)
        cross join lateral (
            select i.party from register.identifier i
            where i.scope = s.scope and i.scheme = 'business_id' and i.value = buyer.business_id limit 3
        ) f
    ) end;
    here constant integer := (select p.id from register.party p where p.id = buyer.customer);
begin
    if customer is not null and here is null and coalesce(holders, '{}') = '{}' then perform rules.refuse('buyer_unknown'); end if;
    if here is not null then
        if cardinality(holders) > 0 and here <> all(holders) then perform rules.refuse('buyer_differs'); end if;
        return here;
    end if;
    if cardinality(holders) > 1 then perform rules.refuse('buyer_several'); end if;
    if coalesce(holders, '{}') = '{}' then perform rules.refuse('buyer_unknown'); end if;
    return holders[1];
end
$$;
comment on function rules.buyer(integer, text) is
'The customer of an invoice by its customer number and business ID, among those the login sees; refused when they differ, are several or none.';

create function rules.same_invoice(known register.invoice, given jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select (known.kind, known.issued_on, known.due_on, known.net, known.vat, known.total, known.reference::text)
        is not distinct from (given ->> 'kind', (given ->> 'issued_on')::date, (given ->> 'due_on')::date, (given ->> 'net')::numeric,
            (given ->> 'vat')::numeric, (given ->> 'total')::numeric, given ->> 'reference');
end;
comment on function rules.same_invoice(register.invoice, jsonb) is 'Whether an invoice that is given is the one that is there.';

create function rules.add_invoice(given jsonb, source_ref text) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    customer integer;
    known register.invoice;
    credited integer;
    added integer;
begin
    perform rules.check_seller(given ->> 'seller_id');
    customer := rules.buyer((given ->> 'customer')::integer, given ->> 'business_id');
    perform from register.party p where p.id = customer for update;
    select i.* into known from register.invoice i where i.party = customer and i.number = given ->> 'number';
    if known.id is not null then
        if not rules.same_invoice(known, given) then perform rules.refuse('invoice_differs'); end if;
        return jsonb_build_object('outcome', 'same', 'party', customer, 'invoice', known.id);
    end if;
    select i.id into credited from register.invoice i
    where i.party = customer and i.number = given ->> 'credits' and i.kind = 'invoice' and given ->> 'kind' = 'credit_note';
    insert into register.invoice as i (party, kind, credits, number, issued_on, due_on, net, vat, total, vat_lines, currency, reference, source_ref)
    values (
        customer, given ->> 'kind', credited, given ->> 'number', (given ->> 'issued_on')::date, (given ->> 'due_on')::date,
        (given ->> 'net')::numeric, (given ->> 'vat')::numeric, (given ->> 'total')::numeric, coalesce(given -> 'vat_lines', '[]'),
        given ->> 'currency', given ->> 'reference', add_invoice.source_ref
    )
    returning i.id into added;
    if credited is not null then perform rules.release_overpaid(credited); end if;
    return jsonb_build_object('outcome', 'new', 'party', customer, 'invoice', added);
end
$$;
comment on function rules.add_invoice(jsonb, text) is 'Adds an invoice of a file, or finds that it is there already.';

create function rules.add_invoices(invoices jsonb, source_ref text) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    given record;
    answers jsonb := '[]';
    broken text;
    said text;
begin
    for given in select g.value as row, g.nth from jsonb_array_elements(invoices) with ordinality g (value, nth) order by g.nth loop
        begin
            answers := answers || (rules.add_invoice(given.row, source_ref) || jsonb_build_object('nth', given.nth));
        exception
            when sqlstate 'SE001' then
                get stacked diagnostics said = message_text;
                answers := answers || jsonb_build_object('nth', given.nth, 'outcome', 'refused', 'code', said);
            when integrity_constraint_violation or data_exception then
                get stacked diagnostics broken = constraint_name;
                answers := answers || jsonb_build_object('nth', given.nth, 'outcome', 'refused', 'code', coalesce(nullif(broken, ''), 'value_unfit'));
        end;
    end loop;
    return answers;
end
$$;
comment on function rules.add_invoices(jsonb, text) is 'Adds the invoices of a file one by one: a refused one stands in no other''s way.';

create function rules.take_file(op uuid, dry boolean) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('seloste.op', '', true);
    if dry is distinct from false then return; end if;
    if rules.done(op) is not null then perform rules.refuse('operation_of_another'); end if;
    if rules.is_undone(op) then perform rules.refuse('import_undone_since'); end if;
end
$$;
comment on function rules.take_file(uuid, boolean) is
'Makes what follows a part of the one operation that a file is, however many times it is asked; a dry run is none.';

create function api.import_invoices(invoices jsonb, source_ref text, dry boolean, op uuid default gen_random_uuid()) returns table (
    nth integer, outcome text, party integer, invoice integer, code text
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answers jsonb;
begin
    if not rules.may_write('K6') then perform rules.refuse('not_yours'); end if;
    if jsonb_typeof(invoices) is distinct from 'array' or pg_column_size(invoices) > 4194304 or jsonb_array_length(invoices) > 1000
        or source_ref is null
    then
        perform rules.refuse('invoices_unreadable');
    end if;
    perform rules.take_file(op, dry);
    begin
        answers := rules.add_invoices(invoices, source_ref);
        if dry is distinct from false then raise exception using errcode = 'SE009'; end if;
    exception when sqlstate 'SE009' then null;
    end;
    perform rules.log_read('find', null, null, source_ref, jsonb_array_length(invoices), 'invoices');
    return query
    select a.* from jsonb_to_recordset(answers) a (nth integer, outcome text, party integer, invoice integer, code text) order by a.nth;
end
$$;
comment on function api.import_invoices(jsonb, text, boolean, uuid) is
'Adds invoices of a file, which is one operation, to the customers the login sees: new, same or refused, each with its reason; dry, it says so and writes nothing. Definer: staff have no right to write tables.';

create function rules.match_by_reference(payment integer) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
    paid register.payment;
    customer integer;
    billed rules.invoice_standing;
    matched integer[] := '{}';
begin
    select p.* into paid from register.payment p where p.id = match_by_reference.payment;
    if paid.reference is not null then
        select s.party into customer
        from rules.invoice_hits(paid.reference, 200) h join rules.invoice_standing s on s.id = h.invoice
        where h.by = 'reference' and s.kind = 'invoice'
        order by s.open = 0, s.due_on, s.id limit 1;
    end if;
    if customer is null then return jsonb_build_object('outcome', 'unmatched', 'invoices', '[]'::jsonb, 'left', paid.amount); end if;
    perform from register.party p where p.id = customer for update;
    update register.payment p set party = customer where p.id = paid.id;
    for billed in
        select s.* from rules.invoice_hits(paid.reference, 200) h join rules.invoice_standing s on s.id = h.invoice
        where h.by = 'reference' and s.party = customer and s.open > 0 order by s.due_on, s.id
    loop
        exit when rules.left_of(paid.id) <= 0;
        perform rules.allocate(paid.id, billed);
        matched := matched || billed.id;
    end loop;
    return jsonb_build_object(
        'outcome', case
            when rules.left_of(paid.id) > 0 then 'over'
            when exists (select from rules.invoice_standing s where s.id = any(matched) and s.open > 0) then 'partly'
            else 'matched'
        end,
        'party', customer, 'invoices', to_jsonb(matched), 'left', rules.left_of(paid.id)
    );
end
$$;
comment on function rules.match_by_reference(integer) is
'Gives a payment to the customer of its reference and matches it with what is open under it, the oldest first; otherwise it stays unmatched.';

create function rules.add_payment(given jsonb, account text, source_ref text, unit smallint) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    added integer;
begin
    if given ->> 'archive_id' is null then perform rules.refuse('payments_unreadable'); end if;
    if rules.is_known_payment(account, given ->> 'archive_id') then return '{"outcome": "known", "invoices": []}'; end if;
    if (given ->> 'received_on')::date > rules.today() then perform rules.refuse('received_later'); end if;
    if rules.names_identity_code(concat_ws(' ', given ->> 'payer', given ->> 'message')) then
        given := given || jsonb_build_object(
            'payer', rules.without_identity_codes(given ->> 'payer'), 'message', rules.without_identity_codes(given ->> 'message')
        );
    end if;
    insert into register.payment as p (scope, received_on, amount, reference, payer, message, account, archive_id, source_ref)
    values (
        unit * 4, (given ->> 'received_on')::date, (given ->> 'amount')::numeric, given ->> 'reference', given ->> 'payer', given ->> 'message',
        add_payment.account, given ->> 'archive_id', add_payment.source_ref
    )
    returning p.id into added;
    return rules.match_by_reference(added) || jsonb_build_object('payment', added);
end
$$;
comment on function rules.add_payment(jsonb, text, text, smallint) is
'Adds a payment of the bank, unless it is there already, and matches it; an identity code that a payer wrote is taken out.';

create function rules.add_payments(payments jsonb, account text, source_ref text, unit smallint) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    given record;
    answers jsonb := '[]';
    broken text;
    said text;
begin
    for given in select g.value as row, g.nth from jsonb_array_elements(payments) with ordinality g (value, nth) order by g.nth loop
        begin
            answers := answers || (rules.add_payment(given.row, account, source_ref, unit) || jsonb_build_object('nth', given.nth));
        exception
            when sqlstate 'SE001' then
                get stacked diagnostics said = message_text;
                answers := answers || jsonb_build_object('nth', given.nth, 'outcome', 'refused', 'code', said);
            when integrity_constraint_violation or data_exception then
                get stacked diagnostics broken = constraint_name;
                answers := answers || jsonb_build_object('nth', given.nth, 'outcome', 'refused', 'code', coalesce(nullif(broken, ''), 'value_unfit'));
        end;
    end loop;
    return answers;
end
$$;
comment on function rules.add_payments(jsonb, text, text, smallint) is 'Adds the payments of a statement one by one: a refused one stands in no other''s way.';

create function api.import_payments(payments jsonb, account text, source_ref text, unit smallint, dry boolean, op uuid default gen_random_uuid()) returns table (
    nth integer, outcome text, payment integer, party integer, invoices jsonb, "left" numeric, code text
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answers jsonb;
    touched integer;
begin
    if not rules.may_write('K6') then perform rules.refuse('not_yours'); end if;
    if unit is null or unit * 4 <> all(rules.my_scopes()) then perform rules.refuse('unit_not_yours'); end if;
    perform rules.check_account(account);
    if jsonb_typeof(payments) is distinct from 'array' or pg_column_size(payments) > 4194304 or jsonb_array_length(payments) > 1000 then
        perform rules.refuse('payments_unreadable');
    end if;
    perform rules.take_file(op, dry);
    begin
        answers := rules.add_payments(payments, account::value.iban, source_ref, unit);
        if dry is distinct from false then raise exception using errcode = 'SE009'; end if;
        for touched in select distinct (a ->> 'party')::integer from jsonb_array_elements(answers) a where a ->> 'party' is not null loop
            perform pg_notify('seloste', json_build_object('party', touched)::text);
        end loop;
    exception when sqlstate 'SE009' then null;
    end;
    perform rules.log_read('find', null, null, source_ref, jsonb_array_length(payments), 'payments');
    return query
    select a.* from jsonb_to_recordset(answers)
        a (nth integer, outcome text, payment integer, party integer, invoices jsonb, "left" numeric, code text) order by a.nth;
end
$$;
comment on function api.import_payments(jsonb, text, text, smallint, boolean, uuid) is
'Adds payments of a bank''s statement, whose file is one operation, and matches them by reference: matched, partly, over, unmatched, known or refused; dry, it says so and writes nothing. Definer: staff have no right to write tables.';

grant execute on function api.import_invoices(jsonb, text, boolean, uuid), api.import_payments(jsonb, text, text, smallint, boolean, uuid)
    to seloste_billing;
