-- Credit notes made here: why, and their numbers one after the other without a gap.
-- squawk-ignore-file constraint-missing-not-valid
set local role seloste_owner;

alter table register.invoice
    add column reason value.line,
    add constraint invoice_reason_of_credit check (reason is null or kind = 'credit_note');
comment on column register.invoice.reason is 'Why a credit note was made.';

create table register.voucher_series (
    year_ends_on date primary key,
    last integer not null constraint voucher_series_counts check (last > 0)
);
comment on table register.voucher_series is
'The last number of the credit notes of a financial year: taken in the transaction of the note, so that none is missing (Bookkeeping Act 2:5).';
