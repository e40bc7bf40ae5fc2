-- needs: importing_rows
-- New customers of a file held against the rules of a save many at once. What is found fit here is fit; of what is not, the rules
-- themselves are asked row by row, which say why.
set local role seloste_writer;

create function rules.import_unlike(entity text, parts rules.import_part[]) returns integer[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    unlike integer[];
begin
    if entity not in ('party', 'party_name', 'identifier', 'address', 'person', 'person_role', 'contact_point') then
        return array(select p.nth from unnest(parts) p);
    end if;
    execute format(
        'select array_agg(distinct p.nth) from unnest($1) p
        cross join (select rules.blank(null::register.%1$I) as blank offset 0) b
        cross join lateral jsonb_populate_record(b.blank, p.fields || $2 || case when p.fields ? ''person'' then ''{"person": 1}''::jsonb else ''{}'' end) r
        cross join lateral (select to_jsonb(r) as kept offset 0) k
        where rules.broken(r) is not null
            or exists (select from jsonb_each_text(p.fields) f where f.value is distinct from k.kept ->> f.key and f.key <> ''person'')', entity
    ) into unlike using parts, case when entity in ('party', 'person') then '{}'::jsonb else '{"party": 1, "scope": 4}'::jsonb end;
    return coalesce(unlike, '{}');
exception
    when integrity_constraint_violation or data_exception then
        if cardinality(parts) = 1 then return array[parts[1].nth]; end if;
        return rules.import_unlike(entity, parts[:cardinality(parts) / 2]) || rules.import_unlike(entity, parts[cardinality(parts) / 2 + 1:]);
end
$$;
comment on function rules.import_unlike(text, rules.import_part[]) is
'Whose rows of a table would break a rule of it, or be kept otherwise than they were sent; where one cannot be read, the halves are asked by themselves.';

create function rules.import_unfit(plans jsonb[]) returns integer[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    parts constant rules.import_part[] := rules.import_parts(plans);
    denied constant text[] := rules.import_denied(parts);
    scopes constant smallint[] := rules.my_scopes();
    roles constant text[] := array(select w.role from dictionary.purpose_role w where w.purpose = rules.my_purpose() and w.may_write);
    unfit integer[] := array(
        select p.nth from unnest(parts) p
        group by p.nth having count(*) filter (where p.entity = 'party') <> 1 or pg_column_size(plans[p.nth]) > 262144
        union
        select p.nth from unnest(parts) p
        where case p.entity
            when 'party' then case
                when coalesce(p.fields ->> 'unit', '') !~ '^[0-9]{1,4}$' then true
                else (p.fields ->> 'unit')::integer * 4 <> all(scopes)
            end
            when 'identifier' then p.fields ->> 'scheme' = 'hetu'
            when 'person_role' then coalesce(p.fields ->> 'role', '') <> all(roles)
            else false
        end or exists (
            select from jsonb_object_keys(p.fields) k
            where p.entity || '.' || k = any(denied) and (k <> 'person' or p.entity not in ('person_role', 'contact_point'))
        )
    );
    tried text;
begin
    for tried in select distinct p.entity from unnest(parts) p loop
        unfit := unfit || rules.import_unlike(tried, array(select p from unnest(parts) p where p.entity = tried and p.nth <> all(unfit)));
    end loop;
    return unfit;
end
$$;
comment on function rules.import_unfit(jsonb[]) is
'Which of many plans of new customers may break a rule of a save. Their shape was held to when they were staged.';
