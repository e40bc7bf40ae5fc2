-- needs: history many support
-- What leaves the register in a file: said to whom, why and which fields before a row of it is told, and every customer in it logged as read.
set local role seloste_owner;

create policy export_writer_own on desk.export for all to seloste_writer
using (login = session_user and purpose = current_setting('role')::name)
with check (login = session_user and purpose = current_setting('role')::name);
create policy export_reader_own on desk.export for select to seloste_reader
using (login = session_user and purpose = current_setting('role')::name);
grant select, insert on desk.export to seloste_writer;
grant select on desk.export to seloste_reader;

create function rules.forget_exports() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    delete from desk.export e where e.at < now() - interval '1 day';
end;
comment on function rules.forget_exports() is 'Removes what was handed out a day ago; the record of it stays. Definer: it may be of a login that never comes back.';
grant execute on function rules.forget_exports() to seloste_writer;

reset role;
set local role seloste_audit;

create policy disclosure_reader_all on audit.disclosure for select to seloste_reader using (true);
grant select on audit.disclosure to seloste_reader;

create function rules.note_disclosure(used jsonb, format text, fields text[], count integer) returns bigint
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    insert into audit.disclosure (login, purpose, kind, recipient, country, basis, reason, format, fields, count)
    values (session_user, current_setting('role'), used ->> 'kind', rules.without_identity_codes(used ->> 'recipient'), used ->> 'country',
        rules.without_identity_codes(used ->> 'basis'), rules.without_identity_codes(used ->> 'reason'), note_disclosure.format, note_disclosure.fields,
        note_disclosure.count)
    returning id;
end;
comment on function rules.note_disclosure(jsonb, text, text[], integer) is
'Writes what is handed out into the log of disclosures. Definer: nobody else may write there.';
grant execute on function rules.note_disclosure(jsonb, text, text[], integer) to seloste_writer;

reset role;
set local role seloste_reader;

create function rules.export_columns() returns table (place integer, field text, entity text, column_name text)
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select row_number() over ()::integer, f.field, f.entity, f.column_name
    from (values
        ('number', 'party', 'id'), ('name', 'party', 'name'), ('kind', 'party', 'kind'), ('status', 'party', 'status'), ('language', 'party', 'language'),
        ('since', 'party', 'since'), ('ended_on', 'party', 'ended_on'), ('unit', 'party', 'unit'), ('business_id', 'identifier', 'value'),
        ('vat', 'identifier', 'value'), ('association', 'identifier', 'value'), ('e_invoice', 'identifier', 'value'),
        ('operator', 'identifier', 'operator'), ('email', 'contact_point', 'normal'), ('phone', 'contact_point', 'normal'),
        ('co', 'address', 'co'), ('street', 'address', 'street'), ('postcode', 'address', 'postcode'), ('town', 'address', 'town'),
        ('country', 'address', 'country'), ('persons', 'person', 'family_name'), ('person_email', 'contact_point', 'normal'),
        ('person_phone', 'contact_point', 'normal'), ('permission', 'party', 'permission')
    ) f (field, entity, column_name);
end;
comment on function rules.export_columns() is 'What can be handed out of a customer, and the column that decides who may: never an identity code, which has no column here.';

create function api.export_fields() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select f.field from rules.export_columns() f
    where rules.my_purpose() is not null and rules.may_see(f.entity, f.column_name)
        and (f.field not in ('email', 'phone') or rules.my_purpose() <> 'seloste_faults')
        and (f.field not in ('person_email', 'person_phone') or rules.may_see('person', 'family_name'))
    order by f.place;
end;
comment on function api.export_fields() is 'The fields that the purpose may hand out. Definer: reads the grants of staff.';

create function rules.exported_points(parties integer[]) returns table (party integer, of_person boolean, email boolean, normals text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select c.party, c.person is not null, c.kind = 'email', string_agg(distinct c.normal, ', ' order by c.normal)
    from register.contact_point c
    where c.party = any(parties) and rules.may_see('contact_point', 'normal') and (c.marketable or rules.my_purpose() <> 'seloste_marketing')
        and case
            when c.person is null then rules.my_purpose() <> 'seloste_faults'
            else exists (
                select from register.person_role r
                where r.party = c.party and r.person = c.person and r.role = any((select rules.my_roles())::text[])
                    and (r.valid_to is null or r.valid_to >= rules.today())
            )
        end
    group by 1, 2, 3;
end;
comment on function rules.exported_points(integer[]) is
'Numbers and addresses of customers and of the persons the purpose sees, as the policies of the table say; for marketing those that may be used.';

create function rules.exported_addresses(parties integer[]) returns setof register.address
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct on (a.party) a.* from register.address a
    where a.party = any(parties) and not a.guarded and (a.valid_to is null or a.valid_to >= rules.today())
        and (rules.my_purpose() <> 'seloste_marketing' or (rules.market_verdict(a.party, null, 'post', null)).allowed)
    order by a.party, array_position(array['post', 'billing', 'visit', 'installation'], a.kind), a.id;
end;
comment on function rules.exported_addresses(integer[]) is
'The address of each customer to which post goes; never that of one with a non-disclosure order, for marketing only where post may be sent.';

create function rules.exported(parties integer[], fields text[]) returns table (party integer, cells jsonb)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with identifiers as (
        select i.party, i.scheme, string_agg(i.value, ', ' order by i.id) as value, min(i.operator) as operator
        from register.identifier i where i.party = any(parties) and i.value is not null group by 1, 2
    ), points as (
        select e.* from rules.exported_points(parties) e
    ), persons as (
        select r.party, string_agg(h.given_names || ' ' || h.family_name || ' (' || r.roles || ')', ', ' order by h.family_name, h.id) as named
        from (
            select r.party, r.person, string_agg(r.role, ', ' order by r.role) as roles from register.person_role r
            where r.party = any(parties) and r.role = any((select rules.my_roles())::text[]) and (r.valid_to is null or r.valid_to >= rules.today())
            group by 1, 2
        ) r join register.person h on h.id = r.person group by 1
    )
    select p.id, (
        select jsonb_object_agg(f, jsonb_build_object(
            'number', p.id, 'name', p.name, 'kind', p.kind, 'status', p.status, 'language', p.language, 'since', p.since, 'ended_on', p.ended_on,
            'unit', u.name, 'business_id', (select i.value from identifiers i where i.party = p.id and i.scheme = 'business_id'),
            'vat', (select i.value from identifiers i where i.party = p.id and i.scheme = 'vat'),
            'association', (select i.value from identifiers i where i.party = p.id and i.scheme = 'association'),
            'e_invoice', (select i.value from identifiers i where i.party = p.id and i.scheme = 'e_invoice'),
            'operator', (select i.operator from identifiers i where i.party = p.id and i.scheme = 'e_invoice'),
            'email', (select e.normals from points e where e.party = p.id and not e.of_person and e.email),
            'phone', (select e.normals from points e where e.party = p.id and not e.of_person and not e.email),
            'co', a.co, 'street', coalesce(nullif(concat_ws(' ', a.street, a.number, a.entrance, a.apartment), ''), 'PL ' || a.po_box),
            'postcode', a.postcode, 'town', a.town, 'country', a.country, 'permission', p.permission,
            'persons', (select h.named from persons h where h.party = p.id),
            'person_email', (select e.normals from points e where e.party = p.id and e.of_person and e.email),
            'person_phone', (select e.normals from points e where e.party = p.id and e.of_person and not e.email)
        ) -> f) from unnest(fields) f
    )
    from register.party p
    join register.unit u on u.id = p.unit
    left join rules.exported_addresses(parties) a on a.party = p.id
    where p.id = any(parties);
end;
comment on function rules.exported(integer[], text[]) is 'The fields of customers that are still in the scopes of the login, as the purpose sees them.';

create function api.export_page(export uuid, place integer, most integer default 500) returns table (place_now integer, cells jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    given desk.export;
    page integer[];
    fields text[];
begin
    select e.* into given from desk.export e
    where e.id = export_page.export and e.at > now() - interval '1 day' and rules.my_purpose() is not null
        and e.xid is distinct from pg_current_xact_id_if_assigned();
    if not found then perform rules.refuse('plan_unknown'); end if;
    page := given.parties[place + 1:place + least(greatest(most, 1), 1000)];
    fields := array(select f from unnest(given.fields) f where f in (select api.export_fields()));
    return query
    select (place + o.nth)::integer, x.cells
    from unnest(page) with ordinality o (id, nth) join rules.exported(page, fields) x on x.party = o.id order by o.nth;
end
$$;
comment on function api.export_page(uuid, integer, integer) is
'The next customers of what is handed out, logged in an earlier transaction. Definer: no card is open, so the tables are nobody''s to read.';

create function api.disclosures(before bigint default null, most integer default 100) returns table (
    id bigint, at timestamptz, login text, purpose text, kind text, recipient text, country text, basis text, reason text, format text, fields text[], count integer
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if rules.my_purpose() is distinct from 'seloste_privacy' then perform rules.refuse('not_yours'); end if;
    return query
    select d.id, d.at, d.login::text, d.purpose::text, d.kind, d.recipient, d.country, d.basis, d.reason, d.format, d.fields, d.count
    from audit.disclosure d where before is null or d.id < before order by d.id desc limit least(greatest(most, 1), 1000);
end
$$;
comment on function api.disclosures(bigint, integer) is 'What left the register, newest first; for data protection. Definer: the log is granted to nobody.';

grant execute on function api.disclosures(bigint, integer) to seloste_privacy;
grant execute on function api.export_fields(), api.export_page(uuid, integer, integer)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
grant execute on function api.export_fields() to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.in_eea(country text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select country = any(string_to_array('AT AX BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK', ' '));
end;
comment on function rules.in_eea(text) is 'Whether a country is in the European Economic Area: the notice promises that nothing goes beyond it.';

create function rules.check_use(used jsonb, format text, fields text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    denied constant text := (select f from unnest(fields) f where f not in (select api.export_fields()) limit 1);
begin
    if rules.my_purpose() is null then perform rules.refuse('purpose_not_yours'); end if;
    if coalesce(cardinality(fields), 0) = 0 or coalesce(format, '') not in ('csv', 'xlsx', 'json')
        or coalesce(used ->> 'kind', '') not in ('disclosure', 'own_use') or length(used::text) > 4000 then perform rules.refuse('changes_unreadable'); end if;
    if denied is not null then perform rules.refuse('export_field_not_yours', jsonb_build_object('field', denied)); end if;
    if length(btrim(coalesce(used ->> 'reason', ''))) < 10 then perform rules.refuse('reason_short'); end if;
    if used ->> 'kind' = 'disclosure' then
        if btrim(coalesce(used ->> 'recipient', '')) = '' then perform rules.refuse('export_recipient_missing'); end if;
        if btrim(coalesce(used ->> 'basis', '')) = '' then perform rules.refuse('export_basis_missing'); end if;
        if not coalesce(rules.in_eea(used ->> 'country'), false) then perform rules.refuse('export_outside_eea'); end if;
    end if;
end
$$;
comment on function rules.check_use(jsonb, text, text[]) is
'Refuses fields the purpose may not see, an own use without a reason, and a disclosure without recipient and statute or out of the European Economic Area.';

create function api.export_begin(op uuid, export uuid, selection jsonb, fields text[], format text, used jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    answer jsonb := rules.done(op);
    parties integer[];
    told text;
    record bigint;
begin
    if answer is not null then return answer; end if;
    perform rules.check_use(used, format, fields);
    perform rules.forget_exports();
    parties := rules.chosen(selection);
    parties := array(select p.id from register.party p where p.id = any(parties) order by p.sort_key, p.id);
    if parties = '{}' then perform rules.refuse('export_nobody'); end if;
    record := rules.note_disclosure(used, format, fields, cardinality(parties));
    insert into desk.export (id, disclosure, fields, parties) values (export_begin.export, record, export_begin.fields, parties)
    on conflict on constraint export_pkey do nothing;
    if not found then perform rules.refuse('operation_of_another'); end if;
    if used ->> 'kind' = 'disclosure' and fields && '{persons,person_email,person_phone}' then
        perform rules.disclose_persons(parties, rules.my_roles());
    end if;
    told := concat_ws(' · ', record::text, format, used ->> 'recipient', used ->> 'basis', used ->> 'reason');
    perform rules.log_read('export', null, parties[n:n + 999], null, least(1000, cardinality(parties) - n + 1), told)
    from generate_series(1, cardinality(parties), 1000) n;
    return rules.note_done(op, jsonb_build_object('total', cardinality(parties), 'disclosure', record));
end
$$;
comment on function api.export_begin(uuid, uuid, jsonb, text[], text, jsonb) is
'Records that customers are handed out: used {kind: disclosure, recipient, country, basis, reason} or {kind: own_use, reason}, at most 100 000 customers, each logged as read. Definer: staff write no log.';

grant execute on function api.export_begin(uuid, uuid, jsonb, text[], text, jsonb)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
