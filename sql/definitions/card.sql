-- needs: tickets
-- The card of an opened customer, part by part and whole. These functions run as the purpose itself: grants and policies decide, nothing
-- here does. Each part asks one question a purpose, written when the definitions are built, so that its plan is made once a session.
set local role seloste_reader;

create function rules.granted_columns(purpose name, entity regclass, row_type regtype) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select string_agg(
        format(
            case when has_column_privilege(granted_columns.purpose, granted_columns.entity, a.attname, 'select')
                then 't.%1$I::%2$s' else 'null::%2$s' end,
            a.attname, format_type(a.atttypid, a.atttypmod)
        ), ', ' order by a.attnum
    )
    from pg_type t
    join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0
    where t.oid = granted_columns.row_type
    having bool_or(has_column_privilege(granted_columns.purpose, granted_columns.entity, a.attname, 'select'));
end;
comment on function rules.granted_columns(name, regclass, regtype) is
'A select list of the columns of a row type that a purpose was granted of a table, nulls for the others; null when it was granted none.';

create function rules.make_part(part text, row_type regtype, entity regclass, which text) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'create function api.%1$I(wanted integer) returns setof %2$s
        language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
        as $part$ begin case current_setting(''role'') %3$s else return; end case;
        exception when insufficient_privilege then return; end $part$',
        part, row_type, (
            select string_agg(format('when %L then return query select %s from %s t %s;', p.purpose, c.columns, entity, which), ' ')
            from dictionary.purpose p
            cross join lateral rules.granted_columns(p.purpose, entity, row_type) c (columns)
            where c.columns is not null and p.purpose <> 'seloste_main_user'
        )
    );
    perform rules.grant_part(part);
end
$$;
comment on function rules.make_part(text, regtype, regclass, text) is
'Makes the function of api that answers the rows of one table on an opened card, in the columns that each purpose was granted when it was made.';

create function rules.grant_part(part text) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('comment on function api.%I(integer) is ''A part of an opened card; runs as the purpose: grants and policies decide what is in it.''', part);
    execute format('grant execute on function api.%I(integer) to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy', part);
end
$$;
comment on function rules.grant_part(text) is 'Says what a part of the card is, and grants it to every purpose that opens cards.';

create type rules.card_customer as (
    id integer, kind text, name text, language text, status text, since date, ended_on date, unit smallint, restricted boolean,
    protected boolean, permission text, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date,
    version integer, changed_at timestamptz
);
create type rules.card_name as (
    id integer, name text, type text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_identifier as (
    id integer, scheme text, value text, operator text, verified_on date, verified_how text, needed_for text,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_address as (
    id integer, kind text, co text, street text, number text, entrance text, apartment text, po_box text, postcode text, town text,
    town_sv text, country text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_contact_point as (
    id integer, person integer, kind text, given text, normal text, verified_on date, bounced_on date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_person as (
    id integer, given_names text, family_name text, title text, language text, told_on date, told_how text, contacted_on date, heard_on date,
    disclosed_on date, tell_by date, tell_why text,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_role as (
    id integer, person integer, role text, service integer, legal_basis text, may_order boolean, may_hear boolean, named_by text, valid_from date, valid_to date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_permission as (
    id bigint, person integer, channel text, state text, section text, product_group text, how text, wording integer, evidence text,
    taken_at timestamptz, taken_by text, purpose text, source text, source_ref text, obtained_on date, obtained_by text
);

create type rules.card_claim as (
    id integer, datum text, customer_said text, address_said text, contact_said text, firm_said text, standing text, decided_by text, decided_on date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_credit_check as (
    id integer, asked_on date, asked_for text, requester text, outcome text, decision text, decided_by text, decided_on date,
    told_on date, expires_on date, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_firmographic as (
    id integer, legal_form text, industry text, industry_set text, turnover text, staff text, offices integer, website text, as_of date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);

do $$
begin
    perform rules.make_part('card', 'rules.card_customer', 'register.party', 'where t.id = wanted');
    perform rules.make_part('card_names', 'rules.card_name', 'register.party_name', 'where t.party = wanted order by t.valid_to nulls first, t.id');
    perform rules.make_part('card_identifiers', 'rules.card_identifier', 'register.identifier', 'where t.party = wanted order by t.id');
    perform rules.make_part('card_addresses', 'rules.card_address', 'register.address', 'where t.party = wanted order by t.id');
    perform rules.make_part('card_contact_points', 'rules.card_contact_point', 'register.contact_point', 'where t.party = wanted order by t.person nulls first, t.id');
    perform rules.make_part('card_persons', 'rules.card_person', 'register.person', 'where t.id in (select r.person from register.person_role r where r.party = wanted) order by t.id');
    perform rules.make_part('card_roles', 'rules.card_role', 'register.person_role', 'where t.party = wanted order by t.person, t.id');
    perform rules.make_part('card_permissions', 'rules.card_permission', 'register.marketing_permission', 'where t.party = wanted order by t.id desc');
    perform rules.make_part('card_claims', 'rules.card_claim', 'register.source_claim', 'where t.party = wanted order by t.source, t.id');
    perform rules.make_part('card_credit_checks', 'rules.card_credit_check', 'register.credit_check', 'where t.party = wanted order by t.id desc');
    perform rules.make_part('card_firmographics', 'rules.card_firmographic', 'register.firmographic', 'where t.party = wanted order by t.as_of desc, t.id desc');
end
$$;
