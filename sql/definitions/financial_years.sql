-- needs: billing staff
-- Financial years of the controller (tilikaudet): said by the main user where they are not calendar years; the holds of vouchers follow.
set local role seloste_owner;

create function rules.renew_financial_years(first_day date, last_day date) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    update register.invoice i set financial_year_ends_on = rules.financial_year_end(i.issued_on)
    where i.issued_on between first_day and last_day and i.financial_year_ends_on <> rules.financial_year_end(i.issued_on);
    update register.payment p set financial_year_ends_on = rules.financial_year_end(p.received_on)
    where p.received_on between first_day and last_day and p.financial_year_ends_on <> rules.financial_year_end(p.received_on);
end;
comment on function rules.renew_financial_years(date, date) is
'Counts anew to which financial year the vouchers of some days belong. Definer: how long a voucher is held is nobody''s to write.';
grant execute on function rules.renew_financial_years(date, date) to seloste_accounts;

reset role;
set local role seloste_accounts;

create function api.financial_year_set(starts_on date, ends_on date) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    first_day date;
    last_day date;
begin
    perform rules.check_main_user(null);
    if starts_on is null or ends_on is null then perform rules.refuse('value_missing'); end if;
    with gone as (
        delete from register.financial_year y
        where y.starts_on <= financial_year_set.ends_on and y.ends_on >= financial_year_set.starts_on
        returning y.starts_on, y.ends_on
    )
    select least(financial_year_set.starts_on, min(g.starts_on)), greatest(financial_year_set.ends_on, max(g.ends_on))
    into first_day, last_day from gone g;
    insert into register.financial_year (starts_on, ends_on) values (financial_year_set.starts_on, financial_year_set.ends_on);
    perform rules.renew_financial_years(first_day, last_day);
end
$$;
comment on function api.financial_year_set(date, date) is
'Says a financial year of the controller, in place of those it overlaps, and counts the holds of its vouchers anew. Definer: only seloste_accounts may write financial years.';

grant execute on function api.financial_year_set(date, date) to seloste_main_user;
