-- Billing history: invoices as they were sent, payments, what is matched with what, reminders and disputes, and how long they are held.
set local role seloste_owner;

-- Values ---------------------------------------------------------------------------------------------------------------

create function value.made_reference(body text) returns text
language sql immutable strict parallel safe
begin atomic
    select case
        when body ~ '^0*[1-9][0-9]{2,18}$' then ltrim(body, '0') || value.reference_check_digit(ltrim(body, '0'))
    end;
end;
comment on function value.made_reference(text) is
'The reference number (viitenumero) made of 3–19 digits by appending the check digit; NULL of anything else.';

create function value.made_rf(reference text) returns text
language sql immutable strict parallel safe
begin atomic
    select case
        when reference ~ '^[0-9A-Z]{1,21}$' then 'RF' || lpad((98 - value.mod_97(reference || 'RF00'))::text, 2, '0') || reference
    end;
end;
comment on function value.made_rf(text) is 'The international reference (RF-viite, ISO 11649) of a reference number; NULL of anything else.';

create domain value.payment_reference as text collate "C"
constraint value_payment_reference_shape check (value ~ '^([1-9][0-9]{3,19}|RF[0-9]{2}[0-9A-Z]{1,21})$')
constraint value_payment_reference_check_digits check (
    case
        when value ~ '^[1-9][0-9]{3,19}$' then value.reference_check_digit(left(value, -1)) = value.digit(value, length(value))
        when value ~ '^RF[0-9]{2}[0-9A-Z]{1,21}$' then value.mod_97(substr(value, 5) || left(value, 4)) = 1
        else true
    end
);
comment on domain value.payment_reference is 'Reference of a payment: a reference number (viitenumero) or an international one (RF, ISO 11649), without blanks.';

create function value.reference_key(reference text) returns text
language sql immutable strict parallel safe
begin atomic
    select case
        when reference ~ '^RF[0-9]{2}0*[1-9][0-9]{3,19}$'
            and value.reference_check_digit(left(ltrim(substr(reference, 5), '0'), -1)) = value.digit(reference, length(reference))
            then ltrim(substr(reference, 5), '0')
        else reference
    end;
end;
comment on function value.reference_key(text) is
'What references that mean the same have in common: an RF reference around a reference number is that number.';

create function value.are_vat_lines(lines jsonb) returns boolean
language sql immutable strict parallel safe
begin atomic
    select case
        when jsonb_typeof(lines) = 'array' then not exists (
            select from jsonb_array_elements(lines) l
            where jsonb_typeof(l.value) <> 'object'
                or coalesce(l.value ->> 'rate', '') !~ '^[0-9]{1,2}(\.[0-9]{1,2})?$'
                or coalesce(l.value ->> 'net', '') !~ '^-?[0-9]{1,10}(\.[0-9]{1,2})?$'
                or coalesce(l.value ->> 'vat', '') !~ '^-?[0-9]{1,10}(\.[0-9]{1,2})?$'
        )
        else false
    end;
end;
comment on function value.are_vat_lines(jsonb) is 'Whether this is a breakdown of value added tax: [{rate, net, vat}], percents and euros as text.';

create function value.vat_sum(lines jsonb, part text) returns numeric
language sql immutable strict parallel safe
begin atomic
    select case
        when value.are_vat_lines(lines)
            then (select coalesce(sum((l.value ->> part)::numeric(12, 2)), 0) from jsonb_array_elements(lines) l)
    end;
end;
comment on function value.vat_sum(jsonb, text) is 'The sum of the nets or of the taxes of a breakdown.';

create function value.held_until(financial_year_ends_on date) returns date
language sql immutable strict parallel safe
begin atomic
    select make_date(extract(year from financial_year_ends_on)::integer + 6, 12, 31);
end;
comment on function value.held_until(date) is
'Until when a voucher is held: six years from the end of the calendar year in which its financial year ended (Bookkeeping Act 1336/1997, 2:10).';

-- What a purpose sees of a class of which it reads no row --------------------------------------------------------------

alter table dictionary.purpose_class add column extent text
constraint purpose_class_extent_known check (extent in ('flag', 'totals', 'headers', 'outcome'));
comment on column dictionary.purpose_class.extent is
'What a purpose is told of a class whose rows it does not read, by functions: only whether, only sums, only that and when, only the outcome.';

-- Tables ---------------------------------------------------------------------------------------------------------------

create table register.financial_year (
    starts_on date primary key,
    ends_on date not null,
    constraint financial_year_is_short_enough check (ends_on > starts_on and ends_on < starts_on + interval '18 months'),
    constraint financial_year_apart exclude using gist (daterange(starts_on, ends_on, '[]') with &&)
);
comment on table register.financial_year is
'Financial years of the controller (tilikausi) that are not calendar years; a day outside them belongs to its calendar year.';

create table register.invoice (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    kind text not null default 'invoice' constraint invoice_kind_known check (kind in ('invoice', 'credit_note')),
    credits integer references register.invoice on delete restrict,
    number value.line not null constraint invoice_number_length check (length(number) <= 40),
    issued_on date not null,
    due_on date not null constraint invoice_due_after_issued check (due_on >= issued_on),
    net numeric(12, 2) not null,
    vat numeric(12, 2) not null,
    total numeric(12, 2) not null,
    vat_lines jsonb not null default '[]' constraint invoice_vat_lines_readable check (value.are_vat_lines(vat_lines)),
    currency text not null default 'EUR' constraint invoice_currency_is_euro check (currency = 'EUR'),
    reference value.payment_reference,
    reference_key text collate "C" generated always as (value.reference_key(reference)) stored,
    financial_year_ends_on date not null,
    hold_until date not null generated always as (value.held_until(financial_year_ends_on)) stored,
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint invoice_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete restrict,
    constraint invoice_number_once unique (party, number),
    constraint invoice_total_adds_up check (net + vat = total),
    constraint invoice_vat_adds_up check (
        vat_lines = '[]' or value.vat_sum(vat_lines, 'net') = net and value.vat_sum(vat_lines, 'vat') = vat
    ),
    constraint invoice_sign_fits_kind check (case kind when 'invoice' then total >= 0 and credits is null else total <= 0 end)
);
comment on table register.invoice is
'Invoices and credit notes (laskut, hyvityslaskut) as they were sent: facts that are added and never changed. What is open of one is counted.';
comment on column register.invoice.hold_until is 'The last day of the hold of the Bookkeeping Act; before it no invoice can be deleted.';
create index invoice_of_party_index on register.invoice (party, issued_on desc, id desc);
create index invoice_by_reference on register.invoice (scope, reference_key, id) where reference_key is not null;
create index invoice_by_number on register.invoice (scope, number, id);
create index invoice_credited on register.invoice (credits) where credits is not null;
create index invoice_by_hold on register.invoice (scope, hold_until);

create table register.payment (
    id integer generated by default as identity primary key,
    party integer,
    scope smallint not null,
    received_on date not null,
    amount numeric(12, 2) not null constraint payment_is_positive check (amount > 0),
    reference value.payment_reference,
    payer value.line,
    message value.line,
    account value.iban,
    archive_id value.line constraint payment_archive_id_length check (length(archive_id) <= 40),
    financial_year_ends_on date not null,
    hold_until date not null generated always as (value.held_until(financial_year_ends_on)) stored,
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint payment_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete restrict
);
comment on table register.payment is
'Payments received (suoritukset), typed or from a bank''s statement; without a customer one waits in the unit that imported it to be matched.';
create index payment_of_party_index on register.payment (party, received_on desc, id desc);
create index payment_unmatched on register.payment (scope, received_on desc, id desc) where party is null;
-- One payment of a bank is kept once in the whole company: whoever imports a statement holds it already, so that it was imported is no secret.
create unique index payment_of_bank_once on register.payment (account, archive_id) nulls not distinct where archive_id is not null;

create table register.allocation (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    payment integer not null references register.payment on delete cascade,
    invoice integer not null references register.invoice on delete restrict,
    amount numeric(12, 2) not null constraint allocation_is_positive check (amount > 0),
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint allocation_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete restrict,
    constraint allocation_once unique (payment, invoice)
);
comment on table register.allocation is 'How much of a payment is matched with which invoice (kohdistus); what is over is the customer''s.';
create index allocation_of_party_index on register.allocation (party);
create index allocation_of_invoice on register.allocation (invoice);

create table register.reminder (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    invoice integer not null references register.invoice on delete restrict,
    step text not null constraint reminder_step_known check (step in ('reminder', 'second', 'collection')),
    sent_on date not null,
    fee numeric(12, 2) not null default 0 constraint reminder_fee_is_small check (fee between 0 and 1000),
    source value.source not null default 'staff',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint reminder_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete restrict,
    constraint reminder_step_once unique (invoice, step)
);
comment on table register.reminder is 'Reminders of an invoice (maksumuistutus, toinen muistutus, perintäkirje), with their day and fee.';
create index reminder_of_party_index on register.reminder (party);

create table register.dispute (
    id integer generated by default as identity primary key,
    party integer not null,
    scope smallint not null,
    invoice integer not null references register.invoice on delete restrict,
    opened_on date not null,
    reason value.line not null,
    closed_on date constraint dispute_closed_after_opened check (closed_on >= opened_on),
    source value.source not null default 'customer',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    version integer not null default 1,
    constraint dispute_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete restrict
);
comment on table register.dispute is 'An invoice that the customer contests (riitautus), why, from when to when.';
create index dispute_of_party_index on register.dispute (party);
create index dispute_of_invoice on register.dispute (invoice);
create unique index dispute_open_once on register.dispute (invoice) where closed_on is null;
