-- needs: save dictionary
-- Whether a new row would keep every rule of its table, asked without writing it: made from the constraints themselves, so that they agree.
set local role seloste_owner;

do $$
declare
    kept record;
begin
    for kept in
        select c.oid, c.relname as name from pg_class c
        where c.oid in ('register.party'::regclass, 'register.party_name'::regclass, 'register.identifier'::regclass, 'register.address'::regclass,
            'register.person'::regclass, 'register.person_role'::regclass, 'register.contact_point'::regclass)
    loop
        execute format(
            'create function rules.blank(of register.%1$I) returns register.%1$I
            language sql stable set search_path = pg_catalog, pg_temp
            return (select jsonb_populate_record(of, jsonb_build_object(%2$s)))', kept.name,
            (
                select string_agg(format('%L, %s', a.attname, pg_get_expr(d.adbin, d.adrelid)), ', ' order by a.attnum)
                from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = kept.oid and a.attgenerated = '' and a.attidentity = '' and not a.attisdropped
            )
        );
        execute format(
            'create function rules.broken(r register.%1$I) returns text
            language sql stable set search_path = pg_catalog, pg_temp
            return (select case %2$s end from (select r.*) %1$I)', kept.name,
            (
                select string_agg(c.condition, ' ' order by c.place)
                from (
                    select 1 as place, format('when %I is null then %L', a.attname, 'value_missing ' || a.attname) as condition
                    from pg_attribute a
                    join dictionary.data_column d on d.schema_name = 'register' and d.table_name = kept.name and d.column_name = a.attname
                    where a.attrelid = kept.oid and a.attnotnull and a.attgenerated = '' and a.attidentity = '' and not a.atthasdef and d.class <> 'T'
                    union all
                    select 2, format('when not (%s) then %L', pg_get_expr(c.conbin, c.conrelid), c.conname)
                    from pg_constraint c where c.conrelid = kept.oid and c.contype = 'c'
                ) c
            )
        );
        execute format('comment on function rules.blank(register.%1$I) is ''A row of the table with what a column holds when nothing is said.''', kept.name);
        execute format('comment on function rules.broken(register.%1$I) is ''The constraint that a new row breaks, null when it keeps all.''', kept.name);
        execute format('grant execute on function rules.blank(register.%1$I), rules.broken(register.%1$I) to seloste_writer', kept.name);
    end loop;
end
$$;

reset role;
set local role seloste_writer;

create function rules.check_fits(entity text, fields jsonb, key text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    broken text;
    field text;
    kept jsonb;
begin
    case entity
        when 'party' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.party), fields) r;
        when 'party_name' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.party_name), fields) r;
        when 'identifier' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.identifier), fields) r;
        when 'address' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.address), fields) r;
        when 'person' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.person), fields) r;
        when 'person_role' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.person_role), fields) r;
        when 'contact_point' then
            select rules.broken(r), to_jsonb(r) into broken, kept from jsonb_populate_record(rules.blank(null::register.contact_point), fields) r;
        else perform rules.refuse('not_yours');
    end case;
    if broken is not null then raise check_violation using constraint = split_part(broken, ' ', 1), column = split_part(broken, ' ', 2); end if;
    perform rules.as_sent(kept, fields);
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name, field = column_name;
        raise exception using errcode = 'SE002', message = coalesce(nullif(broken, ''), 'value_unfit'),
            detail = jsonb_strip_nulls(jsonb_build_object('entity', entity, 'key', key, 'field', nullif(field, '')))::text;
end
$$;
comment on function rules.check_fits(text, jsonb, text) is 'Refuses a new row as writing it would, without writing it.';
