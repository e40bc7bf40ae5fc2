-- The purposes of the notice and what each may read and write: document 2's matrix, from which the column grants are made.
set local role seloste_owner;

delete from dictionary.purpose_column;
delete from dictionary.purpose_role;
delete from dictionary.purpose_class;
delete from dictionary.data_column;
delete from dictionary.data_class;
delete from dictionary.retention;

insert into dictionary.data_class (class, fi, en) values
('T', 'Tekninen', 'Technical'),
('K1', 'Asiakkaan perustiedot', 'Customer'),
('K2', 'Puhelin ja sähköposti', 'Phone and e-mail'),
('K3', 'Osoite', 'Address'),
('K4', 'Henkilötunnus', 'Personal identity code'),
('K5', 'Palvelut', 'Services'),
('K6', 'Laskutus', 'Billing history'),
('K7', 'Luottotiedot', 'Credit check'),
('K8', 'Yhteydenotot', 'Support contacts'),
('K9', 'Yhteyshenkilöt', 'Contact persons'),
('K10', 'Markkinointiluvat', 'Marketing permissions'),
('K11', 'Yritystiedot', 'Firmographics'),
('K12', 'Käyttäjät ja ylläpitäjät', 'Users and maintainers'),
('K13', 'Rekisteröidyn oikeudet', 'Rights of the data subject'),
('K14', 'Käyttäjätunnukset ja lokit', 'Logins and logs'),
('K15', 'Turvakiellon alainen osoite', 'Protected address');

insert into dictionary.purpose (purpose, fi, en, notice) values
('seloste_billing', 'Laskutus', 'Billing', 'Laskutukseen'),
('seloste_support', 'Tekninen tuki', 'Technical support', 'Tekniseen tukeen'),
('seloste_administration', 'Hallinnointi', 'Administration', 'Hallinnointiin'),
('seloste_relations', 'Asiakassuhteet', 'Customer relations', 'Asiakassuhteiden hoitoon'),
('seloste_faults', 'Vikatiedotus', 'Fault notices', 'Vikatilanteista tiedottamiseen'),
('seloste_marketing', 'Suoramarkkinointi', 'Direct marketing', 'Suoramarkkinointiin'),
('seloste_privacy', 'Tietosuoja', 'Data protection', 'Yhteydet rekisteriä koskevissa asioissa'),
('seloste_main_user', 'Pääkäyttäjä', 'Main user', 'Pääkäyttäjän myöntämä henkilökohtainen käyttäjätunnus')
on conflict (purpose) do update set fi = excluded.fi, en = excluded.en, notice = excluded.notice;

insert into dictionary.purpose_class (purpose, class, may_read, may_write, condition) values
('seloste_billing', 'T', true, false, null),
('seloste_billing', 'K1', true, true, null),
('seloste_billing', 'K2', true, false, 'persons with the role billing, and the customer''s own'),
('seloste_billing', 'K3', true, true, null),
('seloste_billing', 'K4', true, false, 'masked; revealed with a reason'),
('seloste_billing', 'K5', true, false, null),
('seloste_billing', 'K6', true, true, null),
('seloste_billing', 'K7', true, true, 'the checks that the login asked for itself'),
('seloste_billing', 'K9', true, false, 'persons with the role billing'),
('seloste_billing', 'K15', true, false, 'with a reason'),
('seloste_support', 'T', true, false, null),
('seloste_support', 'K1', true, false, null),
('seloste_support', 'K2', true, true, 'technical persons, users and maintainers, and the customer''s own'),
('seloste_support', 'K4', true, false, 'masked; the last four compared'),
('seloste_support', 'K5', true, true, null),
('seloste_support', 'K8', true, true, null),
('seloste_support', 'K9', true, true, 'technical persons and users; users and maintainers written'),
('seloste_support', 'K10', false, true, 'a refusal only'),
('seloste_support', 'K12', true, true, null),
('seloste_administration', 'T', true, false, null),
('seloste_administration', 'K1', true, true, null),
('seloste_administration', 'K2', true, true, null),
('seloste_administration', 'K3', true, true, null),
('seloste_administration', 'K4', true, true, 'masked; revealed with a reason'),
('seloste_administration', 'K5', true, true, null),
('seloste_administration', 'K9', true, true, null),
('seloste_administration', 'K11', true, false, null),
('seloste_administration', 'K12', true, false, null),
('seloste_administration', 'K15', true, true, 'with a reason'),
('seloste_relations', 'T', true, false, null),
('seloste_relations', 'K1', true, true, null),
('seloste_relations', 'K2', true, true, null),
('seloste_relations', 'K3', true, false, null),
('seloste_relations', 'K5', true, false, null),
('seloste_relations', 'K9', true, true, null),
('seloste_relations', 'K10', true, true, null),
('seloste_relations', 'K11', true, false, null),
('seloste_relations', 'K12', true, false, null),
('seloste_faults', 'T', true, false, null),
('seloste_faults', 'K2', true, false, 'technical persons, users and maintainers'),
('seloste_faults', 'K5', true, false, 'hosts, and what depends on those opened'),
('seloste_faults', 'K9', true, false, 'technical persons'),
('seloste_faults', 'K12', true, false, null),
('seloste_marketing', 'T', true, false, null),
('seloste_marketing', 'K1', true, false, 'customers who may be marketed to'),
('seloste_marketing', 'K2', true, false, 'channels that may be used'),
('seloste_marketing', 'K3', true, false, 'the postcode; the whole when post may be sent'),
('seloste_marketing', 'K9', true, false, 'decision makers'),
('seloste_marketing', 'K10', true, true, null),
('seloste_marketing', 'K11', true, false, null),
('seloste_privacy', 'T', true, false, null),
('seloste_privacy', 'K1', true, false, null),
('seloste_privacy', 'K2', true, false, null),
('seloste_privacy', 'K3', true, false, null),
('seloste_privacy', 'K4', true, false, 'masked; revealed with a reason'),
('seloste_privacy', 'K5', true, false, null),
('seloste_privacy', 'K6', true, false, null),
('seloste_privacy', 'K7', true, false, 'the outcome: the entries are not kept'),
('seloste_privacy', 'K8', true, false, null),
('seloste_privacy', 'K9', true, false, null),
('seloste_privacy', 'K10', true, false, null),
('seloste_privacy', 'K11', true, false, null),
('seloste_privacy', 'K12', true, false, null),
('seloste_privacy', 'K13', true, true, null),
('seloste_privacy', 'K14', true, false, null),
('seloste_privacy', 'K15', true, false, 'with a reason'),
('seloste_main_user', 'K14', true, true, 'grants and counts, through functions');

-- What a purpose is told of a class of which it reads no row.
insert into dictionary.purpose_class (purpose, class, may_read, may_write, condition, extent) values
('seloste_support', 'K6', false, false, 'whether something is open or overdue', 'flag'),
('seloste_administration', 'K6', false, false, 'sums of a customer', 'totals'),
('seloste_relations', 'K6', false, false, 'sums of a customer', 'totals'),
('seloste_administration', 'K8', false, false, 'when, how and with whom, not what was said', 'headers'),
('seloste_relations', 'K8', false, false, 'when, how and with whom, not what was said', 'headers');

-- One column of a class and not the others: the name for fault notices, the town for support, the postcode and product group for marketing.
insert into dictionary.purpose_column (purpose, table_name, column_name, may_read) values
('seloste_faults', 'party', 'name', true),
('seloste_faults', 'party', 'kind', true),
('seloste_faults', 'party', 'language', true),
('seloste_faults', 'party', 'unit', true),
('seloste_support', 'party', 'town', true),
('seloste_support', 'address', 'town', true),
('seloste_support', 'address', 'town_sv', true),
('seloste_support', 'address', 'kind', true),
('seloste_support', 'address', 'valid_to', true),
('seloste_marketing', 'service', 'product_group', true),
('seloste_marketing', 'party', 'town', false);

-- Of a contact administration and relations know when it was, with whom and whether it is closed, not what was said.
insert into dictionary.purpose_column (purpose, table_name, column_name, may_read)
select p.purpose, 'interaction', c.column_name, true
from (values ('seloste_administration'), ('seloste_relations')) p (purpose)
cross join unnest('{at,channel,direction,person,service,staff,closed_on,source,obtained_on,obtained_by}'::text[]) c (column_name);

-- What row security compares says who is restricted and who is open to marketing, and the sort key is the name: nobody needs to read them.
insert into dictionary.purpose_column (purpose, table_name, column_name, may_read)
select p.purpose, g.table_name, g.column_name, false
from dictionary.purpose p
cross join (values
    ('party', 'scope'), ('party', 'sort_key'), ('party', 'marketable'), ('party_name', 'scope'), ('identifier', 'scope'),
    ('address', 'scope'), ('address', 'guarded'), ('person_role', 'scope'), ('contact_point', 'scope'), ('contact_point', 'marketable'),
    ('marketing_permission', 'scope'), ('merging', 'scope'), ('invoice', 'scope'), ('payment', 'scope'), ('allocation', 'scope'),
    ('reminder', 'scope'), ('dispute', 'scope'), ('service', 'scope'), ('domain', 'scope'),
    ('source_claim', 'scope'), ('source_claim', 'guarded'), ('credit_check', 'scope'), ('firmographic', 'scope'), ('interaction', 'scope')
) g (table_name, column_name);

insert into dictionary.purpose_role (purpose, role, may_write)
select p.purpose, r.role, r.role = any(p.writes)
from (values
    ('seloste_billing', array['billing'], array[]::text[]),
    ('seloste_support', array['technical', 'user', 'maintainer'], array['user', 'maintainer']),
    ('seloste_administration', array['decision', 'administration', 'billing', 'technical', 'user', 'maintainer'],
        array['decision', 'administration', 'billing', 'technical']),
    ('seloste_relations', array['decision', 'administration', 'billing', 'technical', 'user', 'maintainer'],
        array['decision', 'administration', 'billing', 'technical']),
    ('seloste_faults', array['technical', 'user', 'maintainer'], array[]::text[]),
    ('seloste_marketing', array['decision'], array[]::text[]),
    ('seloste_privacy', array['decision', 'administration', 'billing', 'technical', 'user', 'maintainer'], array[]::text[])
) p (purpose, reads, writes)
cross join lateral unnest(p.reads) r (role);

insert into dictionary.retention (rule, starts, lasts, ends, basis) values
('party', 'the last hold ends', null, 'delete', 'purpose ended'),
('contact', 'the party or person goes', null, 'delete', 'purpose ended'),
('person', 'role ended', interval '12 months', 'delete', 'default of the controller'),
('identity_code', 'contract ended and no open claim', interval '0 days', 'delete the value, keep that it was verified', 'Data Protection Act 29 §'),
('permission', 'reliance on it ended', interval '3 years', 'delete; the suppression stays', 'GDPR 7(1)'),
('suppression', 'never', null, 'kept', 'GDPR 21(3)'),
('invoice', 'end of the calendar year in which the financial year ended', interval '6 years', 'delete', 'Bookkeeping Act 2:10'),
('interaction', 'closed', interval '24 months', 'anonymise the summary', 'default of the controller'),
('firmographic', 'as_of', interval '24 months', 'delete', 'default of the controller'),
('credit_check', 'decided', interval '6 months', 'keep the class of the outcome alone, 24 months', 'default of the controller'),
('external_fetch', 'asked', interval '6 years', 'delete', 'with the change log'),
('staff', 'login ended', interval '6 years', 'delete', 'with the change log'),
('read_log', 'written', interval '2 years', 'drop by partition', 'default of the controller'),
('change_log', 'written', interval '6 years', 'drop by partition', 'default of the controller'),
('import', 'brought in', interval '7 days', 'delete the text of rows; that they were brought in after 30 days', 'default of the controller'),
('export', 'asked for', interval '1 day', 'delete', 'default of the controller'),
('disclosure', 'handed out', interval '6 years', 'delete', 'default of the controller'),
('draft', 'last kept', interval '30 days', 'delete', 'default of the controller'),
('technical', 'with its row', null, 'delete', 'with its row');
