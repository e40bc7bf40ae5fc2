-- needs: triggers
-- Billing history: who sees and writes its rows, and what no one may do to an invoice.
set local role seloste_owner;

create policy financial_year_all_read on register.financial_year for select using (true);
create policy financial_year_accounts_all on register.financial_year for all to seloste_accounts using (true) with check (true);

do $$
declare
    billed text;
    in_scope constant text := 'rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[])';
begin
    foreach billed in array array['invoice', 'payment', 'allocation', 'reminder', 'dispute'] loop
        execute format(
            'create policy %1$s_purpose_opened on register.%1$s for select to seloste_billing, seloste_privacy using (
                rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
                and party = any((select rules.open_parties())::integer[])
            )', billed);
        execute format('create policy %1$s_reader_scope on register.%1$s for select to seloste_reader using (%2$s)', billed, in_scope);
        execute format('create policy %1$s_writer_scope on register.%1$s for all to seloste_writer using (%2$s) with check (%2$s)', billed, in_scope);
    end loop;
end
$$;
grant select on register.financial_year to seloste_staff, seloste_reader, seloste_writer, seloste_accounts;
grant insert, delete on register.financial_year to seloste_accounts;
grant select on register.invoice, register.payment, register.allocation, register.reminder, register.dispute to seloste_reader, seloste_writer;
grant insert on register.invoice to seloste_writer;
grant insert, update, delete on register.payment, register.allocation, register.reminder, register.dispute to seloste_writer;

create trigger invoice_is_append_only before update of kind, credits, number, issued_on, due_on, net, vat, total, vat_lines, currency,
    reference, reason, source, source_ref, obtained_on, obtained_by on register.invoice
for each row execute function rules.refuse_change();
create trigger payment_is_append_only before update of received_on, amount, reference, payer, message, account, archive_id,
    source, source_ref, obtained_on, obtained_by on register.payment
for each row execute function rules.refuse_change();

reset role;
set local role seloste_audit;

create function rules.is_of_file(line audit.change_log) returns boolean
language sql immutable
begin atomic
    select line.act in ('insert', 'delete') and (
        line.table_name = 'invoice' and line.diff ? 'source_ref' or line.table_name = 'payment' and line.diff ? 'archive_id'
    );
end;
comment on function rules.is_of_file(audit.change_log) is
'Whether a line is about a voucher that came from a file: what brought in or took out a file is undone as a file, not on a card.';
grant execute on function rules.is_of_file(audit.change_log) to seloste_owner;

create function rules.goes_with_file(entity text, id integer) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    with of_row as materialized ( -- a file has many lines, a row has few
        select c.* from audit.change_log c where c.table_name = entity and c.row_id = goes_with_file.id::text
    )
    select exists (
        select from of_row c
        where c.op = nullif(current_setting('seloste.undoes', true), '')::uuid and c.act = 'insert' and rules.is_of_file(c::audit.change_log)
            and c.login = session_user and c.purpose = current_setting('role')::name
    );
end;
comment on function rules.goes_with_file(text, integer) is
'Whether a voucher came with the import of the login that is being undone. Definer: the log is granted to nobody.';
grant execute on function rules.goes_with_file(text, integer) to seloste_owner;

reset role;
set local role seloste_owner;

create function rules.refuse_held() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if current_user = 'seloste_owner' and old.financial_year_ends_on >= (now() at time zone 'Europe/Helsinki')::date then
        if rules.goes_with_file('invoice', old.id) then return old; end if;
    end if;
    if old.hold_until >= (now() at time zone 'Europe/Helsinki')::date then
        raise exception using errcode = 'SE001', message = 'invoice_held', detail = json_build_object('until', old.hold_until)::text;
    end if;
    return old;
end
$$;
create trigger invoice_is_held before delete on register.invoice for each row execute function rules.refuse_held();

create function rules.refuse_bank_payment() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if current_user = 'seloste_owner' and old.financial_year_ends_on >= (now() at time zone 'Europe/Helsinki')::date then
        if rules.goes_with_file('payment', old.id) then return old; end if;
    end if;
    if old.archive_id is not null and old.hold_until >= (now() at time zone 'Europe/Helsinki')::date then
        raise exception using errcode = 'SE001', message = 'payment_of_bank';
    end if;
    return old;
end
$$;
create trigger payment_of_bank_is_held before delete on register.payment for each row execute function rules.refuse_bank_payment();

create function rules.financial_year_end(day date) returns date
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(
        (select y.ends_on from register.financial_year y where day between y.starts_on and y.ends_on),
        make_date(extract(year from day)::integer, 12, 31)
    );
end;
comment on function rules.financial_year_end(date) is 'When the financial year (tilikausi) of a day ends.';

create function rules.take_financial_year() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    new.financial_year_ends_on := rules.financial_year_end(
        case tg_table_name when 'invoice' then (to_jsonb(new) ->> 'issued_on')::date else (to_jsonb(new) ->> 'received_on')::date end
    );
    return new;
end
$$;
comment on function rules.take_financial_year() is
'Gives a voucher its financial year, whatever was written. Definer: nobody but the register says how long a voucher is held.';
create trigger invoice_takes_financial_year before insert or update of financial_year_ends_on on register.invoice
for each row execute function rules.take_financial_year();
create trigger payment_takes_financial_year before insert or update of financial_year_ends_on on register.payment
for each row execute function rules.take_financial_year();

create function rules.place_payment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if new.party is null then
        new.scope := old.scope / 4 * 4;
    else
        select p.scope into new.scope from register.party p where p.id = new.party;
    end if;
    return new;
end
$$;
comment on function rules.place_payment() is
'Moves a payment to the scope of the customer it is matched with, and back to the unit it came from. Definer: the customer may be one that the writer does not see, and row security then refuses the row.';
create trigger payment_is_placed before update of party on register.payment
for each row when (old.party is distinct from new.party) execute function rules.place_payment();

create function rules.keep_together() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.invoice i where i.id = new.invoice and i.party = new.party) then
        raise exception using errcode = 'SE001', message = 'not_found', detail = '{}';
    end if;
    return new;
end
$$;
comment on function rules.keep_together() is
'Refuses a row about an invoice of another customer. Definer: the other may be one that the writer does not see.';

create function rules.check_allocation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    paid register.payment;
    billed register.invoice;
begin
    select p.* into paid from register.payment p where p.id = new.payment for update;
    select i.* into billed from register.invoice i where i.id = new.invoice;
    if paid.party is distinct from new.party or billed.party is distinct from new.party then
        raise exception using errcode = 'SE001', message = 'not_found', detail = '{}';
    end if;
    if new.amount > paid.amount - (select coalesce(sum(a.amount), 0) from register.allocation a where a.payment = paid.id) then
        raise exception using errcode = 'SE001', message = 'payment_used_up', detail = '{}';
    end if;
    if new.amount > billed.total - (select coalesce(sum(a.amount), 0) from register.allocation a where a.invoice = billed.id) then
        raise exception using errcode = 'SE001', message = 'invoice_settled', detail = '{}';
    end if;
    return new;
end
$$;
comment on function rules.check_allocation() is
'Refuses to match what belongs to two customers, more than was paid, or more than was billed. Definer: either may be one that the writer does not see.';
create trigger allocation_is_checked before insert on register.allocation for each row execute function rules.check_allocation();
create trigger reminder_keeps_together before insert on register.reminder for each row execute function rules.keep_together();
create trigger dispute_keeps_together before insert on register.dispute for each row execute function rules.keep_together();
grant execute on function rules.refuse_held(), rules.refuse_bank_payment(), rules.take_financial_year(), rules.place_payment(), rules.keep_together(),
    rules.check_allocation() to seloste_writer;
grant execute on function rules.financial_year_end(date) to seloste_reader, seloste_writer, seloste_accounts;
grant execute on function value.made_reference(text), value.made_rf(text), value.reference_key(text), value.are_vat_lines(jsonb),
    value.vat_sum(jsonb, text), value.held_until(date) to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;
