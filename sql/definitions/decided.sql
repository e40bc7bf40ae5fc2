-- needs: permissions search_index
-- Permissions given and refused by month: counted as they are recorded, unit by unit, so that the first screen counts nothing.
set local role seloste_owner;

create function rules.month_figure(state text, taken_at timestamptz) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case state when 'refused' then 'refused ' else 'given ' end || to_char(taken_at at time zone 'Europe/Helsinki', 'YYYY-MM');
end;
comment on function rules.month_figure(text, timestamptz) is 'The counter of a decision: given or refused, and its month in Finland; that one was never given takes from those given.';

create function rules.tally_decisions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into search.tally as t (scope, figure, count)
    select b.scope & ~1, rules.month_figure(b.state, b.taken_at), sum(case b.state when 'none' then -b.many else b.many end)
    from (select n.scope, n.state, n.taken_at, count(*) as many from becomes n group by 1, 2, 3) b group by 1, 2 order by 1, 2
    on conflict on constraint tally_pkey do update set count = t.count + excluded.count;
    return null;
end
$$;
comment on function rules.tally_decisions() is
'Counts new decisions, once a statement. A counter is a unit''s, open to marketing or not: a decision changes that by itself. Definer: nobody else may write there.';
create trigger marketing_permission_is_tallied after insert on register.marketing_permission
referencing new table as becomes for each statement execute function rules.tally_decisions();

create function rules.move_decision() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    counter constant text := rules.month_figure(old.state, old.taken_at);
    step constant integer := case old.state when 'none' then -1 else 1 end;
begin
    update search.tally t set count = t.count - step where t.scope = old.scope & ~1 and t.figure = counter;
    if tg_op = 'UPDATE' then
        insert into search.tally as t (scope, figure, count) values (new.scope & ~1, counter, step)
        on conflict on constraint tally_pkey do update set count = t.count + excluded.count;
    end if;
    return null;
end
$$;
comment on function rules.move_decision() is 'Takes a decision to the counter of another unit with its customer, or away. Definer: nobody else may write there.';
create trigger marketing_permission_is_tallied_again after update of scope on register.marketing_permission
for each row when (old.scope & ~1 <> new.scope & ~1) execute function rules.move_decision();
create trigger marketing_permission_is_tallied_out after delete on register.marketing_permission
for each row execute function rules.move_decision();
grant execute on function rules.month_figure(text, timestamptz) to seloste_reader;

reset role;
set local role seloste_reader;

create function api.decided(months integer default 12) returns table (month date, given bigint, refused bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select m.m::date,
        greatest(coalesce(sum(t.count) filter (where t.figure like 'given %'), 0), 0)::bigint,
        greatest(coalesce(sum(t.count) filter (where t.figure like 'refused %'), 0), 0)::bigint
    from generate_series(
        date_trunc('month', rules.today() - make_interval(months => least(greatest(decided.months, 1), 60) - 1)),
        date_trunc('month', rules.today()::timestamp), interval '1 month'
    ) m (m)
    left join search.tally t on t.scope = any((select rules.my_scopes())::smallint[])
        and t.figure in ('given ' || to_char(m.m, 'YYYY-MM'), 'refused ' || to_char(m.m, 'YYYY-MM'))
    where rules.may_see('marketing_permission', 'state')
    group by m.m order by m.m;
end;
comment on function api.decided(integer) is
'How many permissions were given and refused in each of the last months in the units of the login, nothing to a purpose that does not see decisions; nobody is named, and a customer''s own state is not told. Definer: staff may not read counters.';
grant execute on function api.decided(integer) to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults,
    seloste_marketing, seloste_privacy;
