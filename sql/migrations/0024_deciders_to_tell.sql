-- Deciders who came from Fonecta are to be told that their data are kept (GDPR 14): found by the day they came.
set local role seloste_owner;

-- squawk-ignore require-concurrent-index-creation
create index person_role_bought on register.person_role (scope, obtained_on) where role = 'decision' and source = 'fonecta' and valid_to is null;
