-- needs: billing_import
-- A file of invoices or payments undone as one change, while nothing in the books stands on it: all of it, or nothing and what is in the way.
set local role seloste_audit;

create function rules.last_file(entity text) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    with file as materialized (
        select c.op, max(c.seq) as seq from audit.change_log c
        where c.login = session_user and c.purpose = current_setting('role')::name and c.table_name = entity and c.act = 'insert'
            and rules.is_of_file(c) and c.op is not null and c.undoes is null
        group by c.op
    )
    select f.op from file f where not rules.is_undone(f.op) order by f.seq desc limit 1;
end;
comment on function rules.last_file(text) is
'The last import of invoices, or of payments, of the login under this purpose that is not undone. Definer: the log is granted to nobody.';
grant execute on function rules.last_file(text) to seloste_writer;

reset role;
set local role seloste_owner;

create function rules.forget_voucher(entity text, wanted integer) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if entity = 'invoice' then
        delete from register.invoice i where i.id = wanted;
    else
        delete from register.payment p where p.id = wanted;
    end if;
end
$$;
comment on function rules.forget_voucher(text, integer) is
'Removes a voucher that goes with its import; triggers refuse any other. Definer: nobody may delete an invoice.';
grant execute on function rules.forget_voucher(text, integer) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.voucher_in_way(code text, voucher text) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    select rules.refuse(code, jsonb_build_object('voucher', voucher));
end;
comment on function rules.voucher_in_way(text, text) is 'Refuses to undo an import, naming the voucher that is in the way.';

create function rules.name_of_payment(paid register.payment) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(paid.archive_id, paid.reference, paid.id::text);
end;
comment on function rules.name_of_payment(register.payment) is 'By what a payment is told: the archive id of the bank, else its reference or number.';

create function rules.check_year_open(voucher text, ended date) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if ended < rules.today() then
        perform rules.refuse('undo_file_year_over', jsonb_build_object('voucher', voucher, 'ended', ended));
    end if;
end
$$;
comment on function rules.check_year_open(text, date) is 'Refuses to take a voucher out of a financial year that is over: its books are closed.';

create function rules.is_disputed_since(invoice integer, day date) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from register.dispute d where d.invoice = is_disputed_since.invoice and (d.closed_on is null or d.opened_on >= day)
    );
end;
comment on function rules.is_disputed_since(integer, date) is 'Whether an invoice is contested, or was since a day.';

create function rules.match_back(line audit.change_log, there register.allocation) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    was constant register.allocation := jsonb_populate_record(there, rules.fields_before(line));
    paid register.payment;
    billed register.invoice;
    share constant numeric := was.amount - coalesce(there.amount, 0);
begin
    select p.* into paid from register.payment p where p.id = was.payment for update;
    select i.* into billed from register.invoice i where i.id = was.invoice;
    if (line.act = 'delete') <> (there.id is null) or there.amount <> (line.diff -> 'amount' ->> 1)::numeric
        or paid.party is distinct from was.party or share > rules.left_of(paid.id) then
        perform rules.voucher_in_way('undo_file_matched', rules.name_of_payment(paid));
    end if;
    if share > billed.total - (select coalesce(sum(a.amount), 0) from register.allocation a where a.invoice = billed.id) then
        perform rules.voucher_in_way('undo_file_paid', billed.number);
    end if;
    if line.act = 'update' then
        update register.allocation a set amount = was.amount where a.id = there.id;
    else
        insert into register.allocation (id, party, payment, invoice, amount, source, source_ref, obtained_on, obtained_by, confirmed_on)
        values (line.row_id::integer, was.party, was.payment, was.invoice, was.amount, was.source, was.source_ref, was.obtained_on,
            was.obtained_by, was.confirmed_on);
    end if;
end
$$;
comment on function rules.match_back(audit.change_log, register.allocation) is
'Matches again what a credit note of the file had given back, where nobody has used it since.';

create function rules.take_back_matching(line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    there register.allocation;
    made constant register.allocation := jsonb_populate_record(null::register.allocation, (
        select jsonb_object_agg(f.key, f.value -> 1) from jsonb_each(line.diff) f
    ));
    paid register.payment;
    billed register.invoice;
begin
    select a.* into there from register.allocation a where a.id = line.row_id::integer for update;
    if line.act <> 'insert' then
        perform rules.match_back(line, there);
        return;
    end if;
    select p.* into paid from register.payment p where p.id = made.payment for update;
    select i.* into billed from register.invoice i where i.id = made.invoice;
    if there.id is null and paid.id is not null and paid.party is null then return; end if;
    if there.id is null or there.amount <> made.amount then
        if exists (select from register.invoice c where c.credits = billed.id) then
            perform rules.voucher_in_way('undo_file_credited', billed.number);
        end if;
        perform rules.voucher_in_way('undo_file_matched', rules.name_of_payment(paid));
    end if;
    if there.party <> made.party then perform rules.voucher_in_way('undo_file_moved', rules.name_of_payment(paid)); end if;
    if rules.is_disputed_since(billed.id, paid.obtained_on) then perform rules.voucher_in_way('undo_file_disputed', billed.number); end if;
    delete from register.allocation a where a.id = there.id;
end
$$;
comment on function rules.take_back_matching(audit.change_log) is
'Takes a payment of a file off its invoice, unless it was matched by hand, given back or contested since; one that somebody took off already is off.';

create function rules.take_back_payment(line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    paid register.payment;
begin
    select p.* into paid from register.payment p where p.id = line.row_id::integer for update;
    if paid.id is null then perform rules.refuse_changed('payment', line.row_id, '{}'); end if;
    perform rules.check_year_open(rules.name_of_payment(paid), paid.financial_year_ends_on);
    if exists (select from register.allocation a where a.payment = paid.id) then
        perform rules.voucher_in_way('undo_file_matched', rules.name_of_payment(paid));
    end if;
    if line.act = 'update' then
        if paid.party <> (line.diff -> 'party' ->> 1)::integer then
            perform rules.voucher_in_way('undo_file_moved', rules.name_of_payment(paid));
        end if;
        update register.payment p set party = null where p.id = paid.id and p.party is not null;
    else
        if paid.party is not null then perform rules.voucher_in_way('undo_file_matched', rules.name_of_payment(paid)); end if;
        perform rules.forget_voucher('payment', paid.id);
    end if;
end
$$;
comment on function rules.take_back_payment(audit.change_log) is
'Takes a payment of a file out of the books, once it is matched with nothing and of nobody.';

create function rules.take_back_invoice(line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    billed register.invoice;
begin
    select i.* into billed from register.invoice i where i.id = line.row_id::integer;
    if billed.id is null then perform rules.refuse_changed('invoice', line.row_id, '{}'); end if;
    perform rules.check_year_open(billed.number, billed.financial_year_ends_on);
    if billed.party <> (line.diff -> 'party' ->> 1)::integer then perform rules.voucher_in_way('undo_file_moved', billed.number); end if;
    if exists (select from register.reminder r where r.invoice = billed.id) then
        perform rules.voucher_in_way('undo_file_reminded', billed.number);
    end if;
    if exists (select from register.allocation a where a.invoice = billed.id) then
        perform rules.voucher_in_way('undo_file_paid', billed.number);
    end if;
    if exists (select from register.invoice c where c.credits = billed.id) then
        perform rules.voucher_in_way('undo_file_credited', billed.number);
    end if;
    if exists (select from register.dispute d where d.invoice = billed.id) then
        perform rules.voucher_in_way('undo_file_disputed', billed.number);
    end if;
    perform rules.forget_voucher('invoice', billed.id);
end
$$;
comment on function rules.take_back_invoice(audit.change_log) is
'Takes an invoice of a file out of the books, unless it was reminded of, paid, credited or contested, or its financial year is over.';

create function rules.take_back_file(op uuid, undone uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    line audit.change_log;
    stray record;
begin
    perform set_config('seloste.op', op::text, true);
    perform set_config('seloste.undoes', undone::text, true);
    for line in select l.* from rules.own_lines(undone) l order by l.seq desc loop
        case line.table_name
            when 'allocation' then perform rules.take_back_matching(line);
            when 'payment' then perform rules.take_back_payment(line);
            when 'invoice' then perform rules.take_back_invoice(line);
            else perform rules.refuse_changed(line.table_name, line.row_id, '{}');
        end case;
    end loop;
    select s.* into stray from rules.strayed(op, undone) s;
    if found then perform rules.refuse_changed(stray.entity, stray.row_id, '{}'); end if;
end
$$;
comment on function rules.take_back_file(uuid, uuid) is 'Undoes every line of an import of vouchers, the last first: all of it, or nothing and a refusal.';

create function api.undo_file(op uuid, entity text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    wanted uuid;
    parties integer[];
    one integer;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K6') then perform rules.refuse('not_yours'); end if;
    wanted := rules.last_file(entity);
    if wanted is null then perform rules.refuse('undo_file_nothing'); end if;
    parties := array(select distinct l.party from rules.own_lines(wanted) l where l.party is not null);
    perform from register.party p where p.id = any(parties) order by p.id for update;
    perform rules.take_back_file(op, wanted);
    perform set_config('seloste.undoes', '', true);
    select jsonb_build_object(
        'outcome', 'undone', 'undone', wanted, 'file', string_agg(distinct l.diff -> 'source_ref' ->> 1, ', '), 'vouchers', count(*)
    ) into answer
    from rules.own_lines(wanted) l where l.table_name = entity and l.act = 'insert';
    foreach one in array parties loop
        perform pg_notify('seloste', json_build_object('party', one, 'op', op)::text);
    end loop;
    perform rules.log_read('import', null, parties, answer ->> 'file', (answer ->> 'vouchers')::integer, 'undo ' || entity);
    return rules.note_done(op, answer);
end
$$;
comment on function api.undo_file(uuid, text) is
'Undoes the login''s last import of invoices, or of payments, that is not undone yet, as one change; the file may come in again. Refused with the voucher that is in the way. Definer: staff have no right to write tables.';

grant execute on function api.undo_file(uuid, text) to seloste_billing;
