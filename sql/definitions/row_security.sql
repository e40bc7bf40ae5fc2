-- needs: scopes
-- Row security of every table. Staff see details only of cards they opened; the reading and writing functions only the rows of their scopes.
set local role seloste_owner;

do $$
declare
    found record;
begin
    for found in
        select c.oid::regclass as name from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('dictionary', 'register', 'secret', 'staff', 'search', 'desk') and c.relkind in ('r', 'p')
            and not c.relrowsecurity
    loop
        execute format('alter table %s enable row level security', found.name);
    end loop;
end
$$;

-- What every login may know: the dictionary, units, product groups and wordings name nobody.
create policy data_class_all_read on dictionary.data_class for select using (true);
create policy purpose_all_read on dictionary.purpose for select using (true);
create policy purpose_class_all_read on dictionary.purpose_class for select using (true);
create policy data_column_all_read on dictionary.data_column for select using (true);
create policy purpose_column_all_read on dictionary.purpose_column for select using (true);
create policy purpose_role_all_read on dictionary.purpose_role for select using (true);
create policy retention_all_read on dictionary.retention for select using (true);
create policy unit_all_read on register.unit for select using (true);
create policy product_group_all_read on register.product_group for select using (true);
create policy consent_wording_all_read on register.consent_wording for select using (true);
create policy product_all_read on register.product for select using (true);

-- Purposes: details of opened cards, in scopes of the login. Each condition is said twice: by if_in, which a filter asks first, and by
-- an operator, which an index can use.
create policy party_purpose_opened on register.party for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(id, (select rules.open_parties())) is not null
    and scope = any((select rules.my_scopes())::smallint[]) and id = any((select rules.open_parties())::integer[])
);

create policy party_name_purpose_opened on register.party_name for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and party = any((select rules.open_parties())::integer[])
);

create policy identifier_purpose_opened on register.identifier for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and ((select current_setting('role') not in ('seloste_relations', 'seloste_marketing')) or scheme <> 'hetu')
    and party = any((select rules.open_parties())::integer[])
);

create policy address_purpose_opened on register.address for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and (not guarded or rules.if_in(party, (select rules.revealed_parties('address'))) is not null)
    and ((select current_setting('role') <> 'seloste_marketing') or rules.if_in(party, (select rules.postable_parties())) is not null)
    and party = any((select rules.open_parties())::integer[])
);

create policy person_purpose_opened on register.person for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (rules.if_in(id, (select rules.open_persons())) is not null and id = any((select rules.open_persons())::integer[]));

create policy person_role_purpose_opened on register.person_role for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and rules.if_in(role, (select rules.my_roles())) is not null
    and party = any((select rules.open_parties())::integer[])
);

create policy contact_point_purpose_opened on register.contact_point for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and (marketable or (select current_setting('role') <> 'seloste_marketing'))
    and case
        when person is null then (select current_setting('role') <> 'seloste_faults')
        else rules.if_in(person, (select rules.open_persons())) is not null
    end
    and party = any((select rules.open_parties())::integer[])
);

create policy marketing_permission_purpose_opened on register.marketing_permission for select
to seloste_relations, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and party = any((select rules.open_parties())::integer[])
);

-- Functions that read and write for a login keep to its scopes; which card is open they ask themselves. Nobody but they reads the search
-- tables, scope by scope, so that no plan shows which condition a row failed: the operator is enough there, and a fifth of a search faster.
do $$
declare
    guarded record;
    by_index constant text := 'scope = any((select rules.my_scopes())::smallint[])';
    in_scope constant text := 'rules.if_in(scope, (select rules.my_scopes())) is not null and ' || by_index;
begin
    for guarded in
        select s.schema_name, s.table_name, s.reads, s.writes
        from (values
            ('register', array['party', 'party_name', 'identifier', 'address', 'person_role', 'contact_point', 'marketing_permission',
                'service', 'domain'], true, true),
            ('search', array['token', 'word', 'suffix', 'deletion', 'tally'], true, false),
            ('secret', array['identity_code'], false, true)
        ) t (schema_name, table_names, reads, writes)
        cross join lateral (select t.schema_name, n as table_name, t.reads, t.writes from unnest(t.table_names) n) s
    loop
        if guarded.reads then
            execute format('create policy %2$s_reader_scope on %1$I.%2$I for select to seloste_reader using (%3$s)',
                guarded.schema_name, guarded.table_name, case guarded.schema_name when 'search' then by_index else in_scope end);
        end if;
        if guarded.writes then
            execute format('create policy %2$s_writer_scope on %1$I.%2$I for all to seloste_writer using (%3$s) with check (%3$s)',
                guarded.schema_name, guarded.table_name, in_scope);
        end if;
    end loop;
end
$$;
create policy person_reader_all on register.person for select to seloste_reader using (true);
create policy person_writer_all on register.person for all to seloste_writer using (true) with check (true);
create policy suppression_reader_all on register.suppression for select to seloste_reader using (true);
create policy suppression_writer_all on register.suppression for all to seloste_writer using (true) with check (true);
create policy suppression_key_reader_all on secret.suppression_key for select to seloste_reader using (true);

create policy login_owners_all on staff.login for all to seloste_reader, seloste_accounts, seloste_audit using (true) with check (true);
create policy purpose_grant_owners_all on staff.purpose_grant for all to seloste_reader, seloste_accounts using (true) with check (true);
create policy unit_grant_owners_all on staff.unit_grant for all to seloste_reader, seloste_accounts using (true) with check (true);

create policy draft_writer_own on desk.draft for all to seloste_writer
using (login = session_user and purpose = current_setting('role')::name)
with check (login = session_user and purpose = current_setting('role')::name);
create policy operation_writer_own on desk.operation for all to seloste_writer
using (login = session_user) with check (login = session_user);

grant select on all tables in schema dictionary to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;
grant select on register.unit, register.product_group, register.product, register.consent_wording to seloste_staff, seloste_writer, seloste_reader, seloste_accounts;
grant select on register.party, register.party_name, register.identifier, register.address, register.person, register.person_role,
    register.contact_point, register.marketing_permission, register.suppression, register.service, register.domain, register.host,
    register.host_need to seloste_reader, seloste_writer;
grant insert, update on register.party, register.suppression to seloste_writer;
grant insert, update, delete on register.party_name, register.identifier, register.address, register.person, register.person_role,
    register.contact_point, register.service, register.domain, register.host, register.host_need, secret.identity_code to seloste_writer;
grant insert on register.marketing_permission to seloste_writer;
grant select on secret.identity_code to seloste_writer;
grant usage on schema secret to seloste_reader;
grant select on secret.suppression_key to seloste_reader;
grant select on search.token, search.word, search.suffix, search.deletion, search.tally to seloste_reader;
grant select on staff.login, staff.purpose_grant, staff.unit_grant to seloste_reader;
grant select, insert, update on staff.login to seloste_accounts;
grant select, insert, delete on staff.purpose_grant, staff.unit_grant to seloste_accounts;
grant select, insert, update, delete on desk.draft, desk.operation to seloste_writer;

reset role;
set local role seloste_audit;
do $$
declare
    found record;
begin
    for found in
        select c.oid::regclass as name from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'audit' and c.relkind in ('r', 'p') and not c.relrowsecurity
    loop
        execute format('alter table %s enable row level security', found.name);
    end loop;
end
$$;
create policy ticket_reader_all on audit.ticket for select to seloste_reader using (true);
grant select on audit.ticket to seloste_reader;
