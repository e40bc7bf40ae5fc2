-- needs: tickets
-- The card of an opened customer. These functions run as the purpose itself: grants and policies decide, nothing here does.
set local role seloste_reader;

create function rules.seen_columns(table_name text, columns text[]) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select string_agg(
        format(
            case when has_column_privilege('register.' || table_name, c.name, 'select') then 't.%1$I::%2$s' else 'null::%2$s as %1$I' end,
            c.name, case t.typname when 'name' then 'text' else format_type(coalesce(nullif(t.typbasetype, 0), t.oid), a.atttypmod) end
        ), ', ' order by c.place
    )
    from unnest(columns) with ordinality c (name, place)
    join pg_attribute a on a.attrelid = ('register.' || table_name)::regclass and a.attname = c.name
    join pg_type t on t.oid = a.atttypid;
end;
comment on function rules.seen_columns(text, text[]) is 'A select list of the columns that were granted, in types without a domain, and nulls for the others.';

create function api.hidden_columns(table_name text) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select array(
        select d.column_name::text from dictionary.data_column d
        where d.schema_name = 'register' and d.table_name = hidden_columns.table_name
            and not has_column_privilege('register.' || hidden_columns.table_name, d.column_name, 'select')
        order by 1
    );
end;
comment on function api.hidden_columns(text) is 'Columns of a table of the register that the purpose may not see.';

create function api.card(wanted integer) returns table (
    id integer, kind text, name text, language text, status text, since date, ended_on date, unit smallint, restricted boolean,
    protected boolean, permission text, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date,
    version integer, changed_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.party t where t.id = $1', rules.seen_columns('party', array[
        'id', 'kind', 'name', 'language', 'status', 'since', 'ended_on', 'unit', 'restricted', 'protected', 'permission',
        'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version', 'changed_at'
    ])) using wanted;
end
$$;

create function api.card_names(wanted integer) returns table (
    id integer, name text, type text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.party_name t where t.party = $1 order by t.valid_to nulls first, t.id',
        rules.seen_columns('party_name', array[
            'id', 'name', 'type', 'valid_from', 'valid_to', 'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_identifiers(wanted integer) returns table (
    id integer, scheme text, value text, operator text, verified_on date, verified_how text, needed_for text,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.identifier t where t.party = $1 order by t.id',
        rules.seen_columns('identifier', array[
            'id', 'scheme', 'value', 'operator', 'verified_on', 'verified_how', 'needed_for',
            'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_addresses(wanted integer) returns table (
    id integer, kind text, co text, street text, number text, entrance text, apartment text, po_box text, postcode text, town text,
    town_sv text, country text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.address t where t.party = $1 order by t.id',
        rules.seen_columns('address', array[
            'id', 'kind', 'co', 'street', 'number', 'entrance', 'apartment', 'po_box', 'postcode', 'town', 'town_sv', 'country',
            'valid_from', 'valid_to', 'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_contact_points(wanted integer) returns table (
    id integer, person integer, kind text, given text, normal text, verified_on date, bounced_on date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.contact_point t where t.party = $1 order by t.person nulls first, t.id',
        rules.seen_columns('contact_point', array[
            'id', 'person', 'kind', 'given', 'normal', 'verified_on', 'bounced_on',
            'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_persons(wanted integer) returns table (
    id integer, given_names text, family_name text, title text, language text, told_on date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format(
        'select %s from register.person t where t.id in (select r.person from register.person_role r where r.party = $1) order by t.id',
        rules.seen_columns('person', array[
            'id', 'given_names', 'family_name', 'title', 'language', 'told_on',
            'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_roles(wanted integer) returns table (
    id integer, person integer, role text, may_order boolean, may_hear boolean, named_by text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.person_role t where t.party = $1 order by t.person, t.id',
        rules.seen_columns('person_role', array[
            'id', 'person', 'role', 'may_order', 'may_hear', 'named_by', 'valid_from', 'valid_to',
            'source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on', 'version'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

create function api.card_permissions(wanted integer) returns table (
    id bigint, person integer, channel text, state text, section text, product_group text, how text, wording integer, evidence text,
    taken_at timestamptz, taken_by text, purpose text, source text, source_ref text, obtained_on date, obtained_by text
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select %s from register.marketing_permission t where t.party = $1 order by t.id desc',
        rules.seen_columns('marketing_permission', array[
            'id', 'person', 'channel', 'state', 'section', 'product_group', 'how', 'wording', 'evidence',
            'taken_at', 'taken_by', 'purpose', 'source', 'source_ref', 'obtained_on', 'obtained_by'
        ])) using wanted;
exception when insufficient_privilege then return;
end
$$;

do $$
declare
    found record;
begin
    for found in
        select p.oid::regprocedure as name from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'api' and (p.proname like 'card%' or p.proname = 'hidden_columns')
    loop
        execute format('comment on function %s is ''A part of an opened card, one row each; runs as the purpose: grants and policies decide what is in it.''', found.name);
        execute format('grant execute on function %s to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy', found.name);
    end loop;
end
$$;
grant execute on function rules.seen_columns(text, text[]) to seloste_billing, seloste_support, seloste_administration,
    seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
