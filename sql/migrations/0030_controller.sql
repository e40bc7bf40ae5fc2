-- Who answers for the register (rekisterinpitäjä): one record, named by the notice, by invoices and by statements of its accounts.
set local role seloste_owner;

create table register.controller (
    only_one boolean primary key default true constraint controller_is_one check (only_one),
    name value.line not null,
    business_id value.business_id not null,
    vat_id value.vat_id,
    street value.line,
    postcode value.postcode constraint controller_postcode_is_finnish check (postcode ~ '^[0-9]{5}$'),
    town value.line,
    phone value.phone,
    email value.email,
    ibans value.iban [] not null default '{}',
    constraint controller_vat_is_its_own check (vat_id = 'FI' || replace(business_id, '-', ''))
);
comment on table register.controller is
'The controller (rekisterinpitäjä): a company, no person; whose invoices and accounts billing history is of.';
