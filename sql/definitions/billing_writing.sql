-- needs: billing_reading undo
-- Billing history written: payments in and matched, reminders, disputes. Nothing here changes an invoice.
set local role seloste_writer;

create function rules.check_billed(invoice integer) returns rules.invoice_standing
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    billed rules.invoice_standing;
begin
    if not rules.may_write('K6') then perform rules.refuse('not_yours'); end if;
    select s.* into billed from rules.invoice_standing s where s.id = check_billed.invoice;
    if billed.id is null or billed.party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    perform rules.check_open(billed.party);
    select s.* into billed from rules.invoice_standing s where s.id = check_billed.invoice;
    if billed.kind = 'credit_note' then perform rules.refuse('credit_note_is_paid_out'); end if;
    return billed;
end
$$;
comment on function rules.check_billed(integer) is
'An invoice of an opened customer as it stands once the customer is locked; refused alike when it is hidden, absent or not open.';

create function rules.billed(op uuid, customer integer, answer jsonb) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    update register.party p set changed_at = clock_timestamp() where p.id = customer;
    perform pg_notify('seloste', json_build_object('party', customer, 'op', op)::text);
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'party', customer) || answer);
end
$$;
comment on function rules.billed(uuid, integer, jsonb) is 'Ends an act of billing: tells whoever looks at the customer, and remembers the answer.';

create function rules.left_of(payment integer) returns numeric
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select p.amount - (select coalesce(sum(a.amount), 0) from register.allocation a where a.payment = p.id)
    from register.payment p where p.id = left_of.payment;
end;
comment on function rules.left_of(integer) is 'What of a payment is not matched yet.';

create function rules.allocate(payment integer, billed rules.invoice_standing, most numeric default null) returns numeric
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    share constant numeric := least(coalesce(most, billed.open), billed.open, rules.left_of(payment));
begin
    if share > 0 then
        insert into register.allocation (party, payment, invoice, amount) values (billed.party, allocate.payment, billed.id, share);
    end if;
    return greatest(share, 0);
end
$$;
comment on function rules.allocate(integer, rules.invoice_standing, numeric) is
'Matches as much of a payment with an invoice as is left of the one and open of the other; how much that was.';

create function api.record_payment(
    op uuid, invoice integer, received_on date, amount numeric, payer text default null, message text default null
) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
    paid integer;
    share numeric;
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    if received_on is null then perform rules.refuse('value_missing'); end if;
    if received_on > rules.today() then perform rules.refuse('received_later'); end if;
    if amount is null or not amount between 0.01 and 9999999999.99 or scale(amount) > 2 then perform rules.refuse('amount_unfit'); end if;
    if rules.names_identity_code(concat_ws(' ', payer, message)) then
        perform rules.refuse('identity_code_by_itself', '{"field": "message"}');
    end if;
    insert into register.payment as p (party, received_on, amount, reference, payer, message)
    values (billed.party, record_payment.received_on, record_payment.amount, billed.reference, record_payment.payer, record_payment.message)
    returning p.id into paid;
    share := rules.allocate(paid, billed);
    return rules.billed(op, billed.party, jsonb_build_object(
        'invoice', billed.id, 'payment', paid, 'matched', share::text, 'left', (amount - share)::text, 'open', (billed.open - share)::text
    ));
end
$$;
comment on function api.record_payment(uuid, integer, date, numeric, text, text) is
'Records a payment of an invoice of an opened customer: as much as is open is matched, the rest is the customer''s. Definer: staff have no right to write tables.';

create function api.match_payment(op uuid, payment integer, invoice integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
    paid register.payment;
    share numeric;
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    select p.* into paid from register.payment p where p.id = match_payment.payment for update;
    if paid.id is null or paid.party is not null and paid.party <> all(rules.open_parties()) then perform rules.refuse('not_found'); end if;
    if rules.left_of(paid.id) <= 0 then perform rules.refuse('payment_used_up'); end if;
    if billed.open = 0 then perform rules.refuse('invoice_settled'); end if;
    if paid.party <> billed.party and exists (select from register.allocation a where a.payment = paid.id) then
        perform rules.refuse('payment_of_another');
    end if;
    update register.payment p set party = billed.party where p.id = paid.id and p.party is distinct from billed.party;
    share := rules.allocate(paid.id, billed);
    return rules.billed(op, billed.party, jsonb_build_object(
        'invoice', billed.id, 'payment', paid.id, 'matched', share::text, 'left', rules.left_of(paid.id)::text, 'open', (billed.open - share)::text
    ));
end
$$;
comment on function api.match_payment(uuid, integer, integer) is
'Matches what is left of a payment with an invoice of an opened customer, whose it is from then on. Definer: staff have no right to write tables.';

create function api.unmatch_payment(op uuid, allocation integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    matched register.allocation;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K6') then perform rules.refuse('not_yours'); end if;
    select a.* into matched from register.allocation a where a.id = unmatch_payment.allocation;
    if matched.id is null then perform rules.refuse('not_open'); end if;
    perform rules.check_open(matched.party);
    delete from register.allocation a where a.id = matched.id;
    if not found then perform rules.refuse('not_found'); end if;
    update register.payment p set party = null
    where p.id = matched.payment and not exists (select from register.allocation a where a.payment = p.id);
    return rules.billed(op, matched.party, jsonb_build_object('invoice', matched.invoice, 'payment', matched.payment, 'matched', matched.amount::text));
end
$$;
comment on function api.unmatch_payment(uuid, integer) is
'Takes a payment off an invoice of an opened customer; matched with nothing it waits among the unmatched. Definer: staff have no right to write tables.';

create function api.note_reminder(op uuid, invoice integer, step text, sent_on date, fee numeric) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
    steps constant text[] := array['reminder', 'second', 'collection'];
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    if billed.disputed then perform rules.refuse('reminder_disputed'); end if;
    if billed.open = 0 then perform rules.refuse('invoice_settled'); end if;
    if sent_on is null or sent_on <= billed.due_on or sent_on > rules.today() then perform rules.refuse('reminder_not_due'); end if;
    if array_position(steps, step) is distinct from coalesce(array_position(steps, billed.step), 0) + 1 then
        perform rules.refuse('reminder_out_of_order');
    end if;
    if fee is null or not fee between 0 and 1000 or scale(fee) > 2 then perform rules.refuse('reminder_fee_is_small'); end if;
    if fee > 5 and step <> 'collection' and exists (select from register.party p where p.id = billed.party and p.kind = 'person') then
        perform rules.refuse('reminder_fee_consumer');
    end if;
    insert into register.reminder (party, invoice, step, sent_on, fee)
    values (billed.party, billed.id, note_reminder.step, note_reminder.sent_on, note_reminder.fee);
    return rules.billed(op, billed.party, jsonb_build_object('invoice', billed.id));
end
$$;
comment on function api.note_reminder(uuid, integer, text, date, numeric) is
'Notes that an invoice of an opened customer was reminded of: in order, after its due day, not while it is disputed. Definer: staff have no right to write tables.';

create function api.open_dispute(op uuid, invoice integer, reason text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    if billed.disputed then perform rules.refuse('dispute_is_open'); end if;
    if billed.open = 0 then perform rules.refuse('invoice_settled'); end if;
    if rules.names_identity_code(reason) then perform rules.refuse('identity_code_by_itself', '{"field": "reason"}'); end if;
    insert into register.dispute (party, invoice, opened_on, reason) values (billed.party, billed.id, rules.today(), open_dispute.reason);
    return rules.billed(op, billed.party, jsonb_build_object('invoice', billed.id));
end
$$;
comment on function api.open_dispute(uuid, integer, text) is
'Notes that a customer contests an invoice, and why. Definer: staff have no right to write tables.';

create function api.close_dispute(op uuid, invoice integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    billed rules.invoice_standing;
begin
    if answer is not null then return answer; end if;
    billed := rules.check_billed(invoice);
    update register.dispute d set closed_on = rules.today() where d.invoice = billed.id and d.closed_on is null;
    if not found then perform rules.refuse('dispute_is_closed'); end if;
    return rules.billed(op, billed.party, jsonb_build_object('invoice', billed.id));
end
$$;
comment on function api.close_dispute(uuid, integer) is
'Notes that an invoice is contested no longer. Definer: staff have no right to write tables.';

grant execute on function api.record_payment(uuid, integer, date, numeric, text, text), api.match_payment(uuid, integer, integer),
    api.unmatch_payment(uuid, integer), api.note_reminder(uuid, integer, text, date, numeric), api.open_dispute(uuid, integer, text),
    api.close_dispute(uuid, integer) to seloste_billing;
