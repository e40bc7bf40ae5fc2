-- needs: hosts undo
-- Products: listed with how many services are of each, added, changed, withdrawn and undone; what each has cost. Administration keeps them:
-- of the purposes that write services (document 2, K5) it is the one that answers for what is sold and on what terms; support writes what a
-- customer has, billing reads both, and the main user reads nothing but logins.
set local role seloste_owner;

create policy product_price_all_read on register.product_price for select using (true);
create policy product_writer_all on register.product for all to seloste_writer using (true) with check (true);
grant select on register.product_price to seloste_staff, seloste_reader;
grant insert, update, delete on register.product to seloste_writer;

create function rules.keep_price() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into register.product_price as h (product, starts_on, price) values (new.code, rules.today(), new.price)
    on conflict on constraint product_price_once do update set price = excluded.price;
    delete from register.product_price h
    where h.product = new.code and h.starts_on = rules.today() and h.price = (
        select b.price from register.product_price b
        where b.product = new.code and b.starts_on < rules.today() order by b.starts_on desc limit 1
    );
    return null;
end
$$;
comment on function rules.keep_price() is
'Keeps from which day a product costs what; a price that was changed back the same day leaves none. Definer: a product is changed by those who may, its history by nobody.';
create trigger product_keeps_price after insert or update of price on register.product
for each row execute function rules.keep_price();

create function rules.take_price() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('seloste.undoes', true), '') = '' then
        new.price := coalesce(new.price, (select p.price from register.product p where p.code = new.product));
    end if;
    return new;
end
$$;
comment on function rules.take_price() is 'Gives a new service the price its product has now: it keeps it whatever the list says later. What an undoing brings back is as it was.';
create trigger service_takes_price before insert on register.service
for each row when (new.price is null) execute function rules.take_price();
grant execute on function rules.take_price() to seloste_writer;

create function rules.check_product_unused() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from register.service s where s.product = new.code and s.state <> 'ended') then
        raise exception using errcode = 'SE001', message = 'product_in_use', detail = '{}';
    end if;
    return new;
end
$$;
comment on function rules.check_product_unused() is
'Refuses to end a product while a service is of it. Definer: the service may be one that the writer does not see.';
create trigger product_ends_unused before update of state on register.product
for each row when (new.state = 'ended' and old.state <> 'ended') execute function rules.check_product_unused();

create function rules.product_is_used(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (select from register.service s where s.product = wanted);
end;
comment on function rules.product_is_used(text) is 'Whether a service is or was of a product. Definer: it may be one that the asker does not see.';
grant execute on function rules.product_is_used(text) to seloste_writer;

reset role;
set local role seloste_audit;

create function rules.changes_of_product(wanted text) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from audit.change_log c where c.table_name = 'product' and c.row_id = wanted;
end;
comment on function rules.changes_of_product(text) is 'Lines of the change log of a product. Definer: the log is granted to nobody.';
grant execute on function rules.changes_of_product(text) to seloste_reader;

reset role;
set local role seloste_reader;

create function api.product_counts() returns table (product text, services bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select s.product, count(*) from register.service s
    where s.scope = any((select rules.my_scopes())::smallint[]) and s.state <> 'ended' and rules.may_see('service', 'product')
    group by s.product;
end;
comment on function api.product_counts() is
'How many services that have not ended the login sees of each product. Definer: services are read of opened cards only, counts are of nobody.';

create function api.product(wanted text) returns table (
    code text, fi text, en text, product_group text, state text, price numeric, period text, version integer
)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select p.code, p.fi, p.en, p.product_group, p.state, p.price, p.period, p.version from register.product p where p.code = wanted;
end;
comment on function api.product(text) is 'One product as it is now.';

create function api.product_groups() returns table (code text, fi text, en text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select g.code, g.fi::text, g.en::text from register.product_group g order by g.code;
end;
comment on function api.product_groups() is 'What products are alike for marketing (917/2014 § 200).';

create function api.product_prices(wanted text) returns table (starts_on date, price numeric)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select h.starts_on, h.price from register.product_price h where h.product = wanted order by h.starts_on desc;
end;
comment on function api.product_prices(text) is 'What a product costs and has cost, the last price first.';

create function api.product_history(wanted text, before bigint default null, most integer default 100) returns table (
    seq bigint, at timestamptz, login text, purpose text, op uuid, entity text, row_id text, act text, diff jsonb, undone_at timestamptz
)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.seq, c.at, c.login::text, c.purpose::text, c.op, c.table_name, c.row_id, c.act, c.diff,
        case when c.undoes is not null then rules.operation_at(c.undoes) end
    from rules.changes_of_product(wanted) c
    where (before is null or c.seq < before) and rules.may_see('service', 'product')
    order by c.seq desc limit least(greatest(most, 0), 1000);
end;
comment on function api.product_history(text, bigint, integer) is
'What was changed of a product, newest first. Definer: the log is granted to nobody.';

grant execute on function api.product_counts(), api.product(text), api.product_groups(), api.product_prices(text),
    api.product_history(text, bigint, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy;

reset role;
set local role seloste_writer;

create function rules.check_product(code text, fields jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(fields) is distinct from 'object' or pg_column_size(fields) > 8192 or exists (
        select from jsonb_each(fields) f
        where f.key not in ('fi', 'en', 'product_group', 'state', 'price', 'period') or jsonb_typeof(f.value) in ('object', 'array')
    ) then perform rules.refuse('changes_unreadable'); end if;
    if code is not null and fields ? 'product_group' and rules.product_is_used(code) and not exists (
        select from register.product p where p.code = check_product.code and p.product_group = fields ->> 'product_group'
    ) then perform rules.refuse('product_group_is_used'); end if;
end
$$;
comment on function rules.check_product(text, jsonb) is
'Refuses fields a product has not, and another group for a product somebody has: it says what may be marketed to them (917/2014 § 200).';

create function rules.write_product(code text, fields jsonb) returns register.product
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    written register.product;
    broken text;
    field text;
begin
    if code is null then
        insert into register.product as p (code, fi, en, product_group, state, price, period)
        select regexp_replace(left(value.search_form(fields ->> 'fi'), 40), '[^a-z0-9]+', '_', 'g'), r.fi, r.en, r.product_group,
            coalesce(r.state, 'sold'), r.price, coalesce(r.period, 'month')
        from jsonb_populate_record(null::register.product, fields) r
        returning p.* into written;
    else
        update register.product p
        set fi = r.fi, en = r.en, product_group = r.product_group, state = r.state, price = r.price, period = r.period
        from (select (jsonb_populate_record(o, fields)).* from register.product o where o.code = write_product.code) r
        where p.code = write_product.code
        returning p.* into written;
    end if;
    perform rules.as_sent(to_jsonb(written), fields);
    return written;
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name, field = column_name;
        raise exception using errcode = 'SE002',
            message = case
                when broken = 'product_pkey' then 'product_exists'
                else coalesce(nullif(broken, ''), case sqlstate when '23502' then 'value_missing' else 'value_unfit' end)
            end,
            detail = jsonb_strip_nulls(jsonb_build_object('entity', 'product', 'id', coalesce(code, 'new'), 'field', case field when 'code' then 'fi' else nullif(field, '') end))::text;
end
$$;
comment on function rules.write_product(text, jsonb) is
'Adds a product under a code made of its Finnish name, or changes one; a rule it breaks is named with the column.';

create function api.save_product(op uuid, code text, version integer, fields jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    there register.product;
begin
    if answer is not null then return answer; end if;
    perform rules.check_product(code, fields);
    if code is not null then
        select p.* into there from register.product p where p.code = save_product.code for update;
        if there.code is null then perform rules.refuse('not_found'); end if;
        if there.version is distinct from save_product.version then
            delete from desk.operation o where o.op = save_product.op;
            return jsonb_build_object('outcome', 'stale', 'rows', jsonb_build_array(jsonb_build_object(
                'entity', 'product', 'id', code, 'version', there.version, 'theirs', to_jsonb(there) - 'code' - 'version',
                'change', rules.last_change('product', code)
            )));
        end if;
    end if;
    there := rules.write_product(code, fields);
    perform pg_notify('seloste', json_build_object('product', there.code, 'op', op)::text);
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'product', there.code, 'version', there.version));
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.save_product(uuid, text, integer, jsonb) is
'Saves a product, new (no code) or changed over the version read; answers saved, or stale with what is there now. Definer: staff have no right to write tables.';

create function rules.take_back_product(line audit.change_log) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    there jsonb;
    changed text[];
begin
    select to_jsonb(p) into there from register.product p where p.code = line.row_id for update;
    changed := array(select f.key from jsonb_each(line.diff) f where there ->> f.key is distinct from f.value ->> 1 order by 1);
    if (there is null) <> (line.act = 'delete') or there is not null and changed <> '{}' then
        perform rules.refuse_changed('product', line.row_id, case when there is null then '{}' else changed end);
    end if;
    case line.act
        when 'insert' then
            if rules.product_is_used(line.row_id) then perform rules.refuse('product_in_use'); end if;
            delete from register.product p where p.code = line.row_id;
        when 'delete' then
            insert into register.product select (jsonb_populate_record(null::register.product, rules.fields_before(line) || '{"version": 1}')).*;
        else
            perform rules.write_product(line.row_id, rules.fields_before(line));
    end case;
end
$$;
comment on function rules.take_back_product(audit.change_log) is
'Undoes one line of the log about a product: an added one goes unless somebody has it, a changed one is as it was, a removed one comes back.';

create function api.undo_product(op uuid, code text, redo boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    wanted uuid;
    line audit.change_log;
begin
    if answer is not null then return answer; end if;
    wanted := rules.next_own_act('product', code, coalesce(redo, false));
    if wanted is null then perform rules.refuse(case when redo then 'redo_nothing' else 'undo_nothing' end); end if;
    perform set_config('seloste.undoes', wanted::text, true);
    for line in select l.* from rules.own_lines(wanted) l where l.table_name = 'product' order by l.seq desc loop
        perform rules.take_back_product(line);
    end loop;
    answer := rules.told_of(wanted) || jsonb_build_object(
        'outcome', 'undone', 'product', line.row_id, 'gone', not exists (select from register.product p where p.code = line.row_id)
    );
    perform pg_notify('seloste', json_build_object('product', line.row_id, 'op', op)::text);
    return rules.note_done(op, answer);
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.undo_product(uuid, text, boolean) is
'Undoes the login''s own last change of a product, of any where none is named, or takes the last undoing back. Definer: staff have no right to write tables.';

grant execute on function api.save_product(uuid, text, integer, jsonb), api.undo_product(uuid, text, boolean) to seloste_administration;
