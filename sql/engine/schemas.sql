-- The empty schemas that sql/definitions fills, and what holds for every function made there.
set local role seloste_owner;

create schema api;
comment on schema api is 'What staff call. Rebuilt: nothing may be kept here.';
grant usage on schema api to seloste_staff, seloste_watch;
grant usage, create on schema api to seloste_reader, seloste_writer, seloste_audit, seloste_accounts;

create schema rules;
comment on schema rules is 'Functions, triggers and views that policies and api stand on. Rebuilt: nothing may be kept here.';
grant usage, create on schema rules to seloste_reader, seloste_writer, seloste_audit, seloste_accounts;

-- PostgreSQL lets everybody run a new function; here each is granted by name.
alter default privileges revoke execute on functions from public;
set local role seloste_reader;
alter default privileges revoke execute on functions from public;
set local role seloste_writer;
alter default privileges revoke execute on functions from public;
set local role seloste_audit;
alter default privileges revoke execute on functions from public;
set local role seloste_accounts;
alter default privileges revoke execute on functions from public;
