-- needs: staff
-- Units of the company: made by the main user or the installer, named once, never removed while customers belong to them.
set local role seloste_owner;
create policy unit_accounts_add on register.unit for insert to seloste_accounts with check (true);
grant insert on register.unit to seloste_accounts;

reset role;
set local role seloste_accounts;

create function api.unit_add(name text) returns smallint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    added smallint;
begin
    perform rules.check_main_user(null);
    insert into register.unit (id, name)
    values ((select coalesce(max(u.id), 0) + 1 from register.unit u), btrim(unit_add.name)) returning id into added;
    return added;
end
$$;
comment on function api.unit_add(text) is 'Adds a unit and answers its number. Definer: only seloste_accounts may add units.';

grant execute on function api.unit_add(text) to seloste_main_user;
