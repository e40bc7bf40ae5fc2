-- needs: staff
-- The controller of the register: said by the main user or the installer, read by everybody, and asked by what comes in from files.
set local role seloste_owner;

create policy controller_all_read on register.controller for select using (true);
create policy controller_accounts_all on register.controller for all to seloste_accounts using (true) with check (true);
grant select on register.controller to seloste_staff, seloste_reader, seloste_writer, seloste_accounts;
grant insert, update on register.controller to seloste_accounts;

reset role;
set local role seloste_accounts;

create function api.controller_set(said jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    becomes register.controller;
begin
    perform rules.check_main_user(null);
    if jsonb_typeof(said) is distinct from 'object' or pg_column_size(said) > 8192 or exists (
        select from jsonb_object_keys(said) k
        where k not in ('name', 'business_id', 'vat_id', 'street', 'postcode', 'town', 'phone', 'email', 'ibans')
    ) then perform rules.refuse('changes_unreadable'); end if;
    select c.* into becomes from register.controller c;
    becomes := jsonb_populate_record(becomes, said || '{"only_one": true}');
    becomes.ibans := coalesce(becomes.ibans, '{}');
    insert into register.controller as c select (becomes).*
    on conflict on constraint controller_pkey do update
    set (name, business_id, vat_id, street, postcode, town, phone, email, ibans)
        = row(excluded.name, excluded.business_id, excluded.vat_id, excluded.street, excluded.postcode, excluded.town, excluded.phone,
            excluded.email, excluded.ibans);
end
$$;
comment on function api.controller_set(jsonb) is
'Says who the controller is: name and business ID, and what else is given; what is not stays. Logged as every change. Definer: only seloste_accounts may write it.';
grant execute on function api.controller_set(jsonb) to seloste_main_user;

reset role;
set local role seloste_reader;

create function api.controller() returns table (
    name text, business_id text, vat_id text, street text, postcode text, town text, phone text, email text, ibans text[]
)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select c.name::text, c.business_id::text, c.vat_id::text, c.street::text, c.postcode::text, c.town::text, c.phone::text, c.email::text,
        c.ibans::text[]
    from register.controller c;
end;
comment on function api.controller() is 'Who answers for the register, as the notice names it.';
grant execute on function api.controller() to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults,
    seloste_marketing, seloste_privacy, seloste_main_user, seloste_accounts;

reset role;
set local role seloste_writer;

create function rules.check_seller(business_id text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.controller) then perform rules.refuse('controller_missing'); end if;
    if not exists (select from register.controller c where c.business_id = check_seller.business_id) then
        perform rules.refuse('seller_differs');
    end if;
end
$$;
comment on function rules.check_seller(text) is 'Refuses an invoice whose seller is not the controller.';

create function rules.check_account(account text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.controller) then perform rules.refuse('controller_missing'); end if;
    if not exists (select from register.controller c where account = any(c.ibans::text[])) then
        perform rules.refuse('account_not_ours');
    end if;
end
$$;
comment on function rules.check_account(text) is 'Refuses a statement of an account that is not the controller''s.';
