-- Facts of a company that a source tells and a person has left: remembered with the day, and not asked again until the source says otherwise.
set local role seloste_owner;

alter table register.source_claim add column firm_said jsonb;
-- squawk-ignore ban-drop-constraint
alter table register.source_claim drop constraint source_claim_datum_known;
-- squawk-ignore ban-drop-constraint
alter table register.source_claim drop constraint source_claim_says_one_thing;
-- squawk-ignore ban-drop-constraint
alter table register.source_claim drop constraint source_claim_is_small;
-- squawk-ignore constraint-missing-not-valid
alter table register.source_claim add constraint source_claim_datum_known check (datum in (
    'main', 'kind', 'relation', 'business_id', 'association', 'verified', 'parallel', 'auxiliary', 'former',
    'visit', 'post', 'billing', 'mobile', 'phone', 'email', 'legal_form', 'industry', 'turnover', 'staff', 'offices', 'website'
));
-- squawk-ignore constraint-missing-not-valid
alter table register.source_claim add constraint source_claim_says_one_thing check (
    num_nonnulls(customer_said, address_said, contact_said, firm_said) = 1
    and (address_said is not null) = (datum in ('visit', 'post', 'billing'))
    and (contact_said is not null) = (datum in ('mobile', 'phone', 'email'))
    and (firm_said is not null) = (datum in ('legal_form', 'industry', 'turnover', 'staff', 'offices', 'website'))
);
-- squawk-ignore constraint-missing-not-valid
alter table register.source_claim add constraint source_claim_is_small check (
    pg_column_size(customer_said) <= 4096 and pg_column_size(address_said) <= 4096 and pg_column_size(contact_said) <= 4096
    and pg_column_size(firm_said) <= 4096
);
