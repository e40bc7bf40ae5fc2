-- needs: merged save
-- Merging two customers that are one: every row goes to the one that is kept, with its source; what both have is kept once, the other in the log.
set local role seloste_owner;

create function rules.doubled(keep integer, dropped integer) returns table (entity text, id integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select 'contact_point', d.id from register.contact_point d
    where d.party = dropped and exists (
        select from register.contact_point k
        where k.party = keep and k.person is not distinct from d.person and k.normal = d.normal and (k.kind = 'email') = (d.kind = 'email')
    )
    union all
    select 'identifier', d.id from register.identifier d
    where d.party = dropped and exists (
        select from register.identifier k
        where k.party = keep and k.scheme = d.scheme and (k.value, k.operator) is not distinct from (d.value, d.operator)
    ) and (
        d.scheme <> 'hetu' or exists (select from secret.identity_code c where c.party = keep)
        or not exists (select from secret.identity_code c where c.party = dropped)
    )
    union all
    select 'address', d.id from register.address d
    where d.party = dropped and not d.guarded and exists (
        select from register.address k
        where k.party = keep and k.kind = d.kind
            and (k.co, k.street, k.number, k.entrance, k.apartment, k.po_box, k.postcode, k.town, k.country, k.valid_to)
            is not distinct from (d.co, d.street, d.number, d.entrance, d.apartment, d.po_box, d.postcode, d.town, d.country, d.valid_to)
    )
    union all
    select 'party_name', d.id from register.party_name d
    where d.party = dropped and exists (
        select from register.party_name k
        where k.party = keep and k.name = d.name and k.type = d.type and (k.valid_from, k.valid_to) is not distinct from (d.valid_from, d.valid_to)
    )
    union all
    select 'source_claim', d.id from register.source_claim d
    where d.party = dropped and exists (
        select from register.source_claim k
        where k.party = keep and k.source = d.source and k.datum = d.datum
            and (k.customer_said, k.address_said, k.contact_said, k.firm_said)
            is not distinct from (d.customer_said, d.address_said, d.contact_said, d.firm_said)
    )
    union all
    select 'firmographic', d.id from register.firmographic d
    where d.party = dropped and exists (
        select from register.firmographic k
        where k.party = keep and k.source = d.source and k.as_of = d.as_of
            and (k.legal_form, k.industry, k.industry_set, k.turnover, k.staff, k.offices, k.website)
            is not distinct from (d.legal_form, d.industry, d.industry_set, d.turnover, d.staff, d.offices, d.website)
    )
    union all
    select 'person_role', d.id from register.person_role d
    where d.party = dropped and exists (
        select from register.person_role k
        where k.party = keep and k.person = d.person and k.role = d.role and k.valid_to is not distinct from d.valid_to
            and d.service is null and k.service is null
    )
    union all
    select 'domain', d.id from register.domain d
    where d.party = dropped and exists (
        select from register.domain k where k.party = keep and k.name = d.name and k.ended_on is not distinct from d.ended_on
    );
end;
comment on function rules.doubled(integer, integer) is
'Rows of one customer that say what a row of the other says too. Definer: the owner merges by it; callers pass customers they see.';

create function rules.refusals_of(parties integer[]) returns table (id bigint, person integer, channel text, product_group text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select distinct l.id, s.person, c.channel, g.code
    from (select distinct m.party, m.person from register.marketing_permission m where m.party = any(parties)) s
    cross join unnest(rules.channels()) c (channel)
    cross join (select null as code union all select p.code from register.product_group p) g
    cross join lateral rules.latest(s.party, s.person, c.channel, g.code) l
    where l.state = 'refused';
end;
comment on function rules.refusals_of(integer[]) is 'Refusals of marketing in force, by subject, channel and product group.';

create function rules.keep_refusals(keep integer, refusals jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    was record;
begin
    for was in
        select r.* from jsonb_to_recordset(refusals) r (id bigint, person integer, channel text, product_group text) order by r.id
    loop
        continue when (rules.latest(keep, was.person, was.channel, was.product_group)).state is not distinct from 'refused';
        insert into register.marketing_permission (party, person, channel, state, section, product_group, how, wording, evidence,
            taken_at, taken_by, purpose, source, source_ref, obtained_on, obtained_by, confirmed_on)
        select keep, m.person, m.channel, m.state, m.section, m.product_group, m.how, m.wording, m.evidence,
            m.taken_at, m.taken_by, m.purpose, m.source, m.source_ref, m.obtained_on, m.obtained_by, m.confirmed_on
        from register.marketing_permission m where m.id = was.id;
    end loop;
end
$$;
comment on function rules.keep_refusals(integer, jsonb) is
'Lets a refusal win that a later decision of the other card would outrun: it is recorded anew as it was taken, GDPR 21(3).';

create function rules.move_rows(entity text, ids bigint[], target integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'update %s t set party = p.id, scope = p.scope%s from register.party p where p.id = $2 and t.%I = any($1)',
        case entity when 'identity_code' then 'secret.identity_code' else format('register.%I', entity) end,
        case when entity in ('address', 'source_claim') then ', guarded = p.protected' else '' end,
        case entity when 'identity_code' then 'party' else 'id' end
    ) using ids, target;
end
$$;
comment on function rules.move_rows(text, bigint[], integer) is 'Gives rows to another customer, as they are; the log says whose they were.';

create function rules.move_all(keep integer, dropped integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    entity text;
    ids bigint[];
    moved jsonb;
    versions jsonb := '[]';
begin
    foreach entity in array array[
        'party_name', 'identifier', 'address', 'service', 'domain', 'person_role', 'contact_point',
        'invoice', 'payment', 'allocation', 'reminder', 'dispute',
        'source_claim', 'credit_check', 'firmographic', 'interaction'
    ] loop
        execute format(
            'select array_agg(t.id), jsonb_agg(jsonb_build_object(''entity'', $2, ''id'', t.id, ''version'', t.version)) from register.%I t where t.party = $1',
            entity
        ) into ids, moved using dropped, entity;
        continue when ids is null;
        perform rules.move_rows(entity, ids, keep);
        versions := versions || moved;
    end loop;
    perform rules.move_rows('marketing_permission', array(select m.id from register.marketing_permission m where m.party = dropped), keep);
    perform rules.move_rows('merging', array(select m.id from register.merging m where m.party = move_all.dropped), keep);
    if exists (select from secret.identity_code c where c.party = dropped) then perform rules.move_rows('identity_code', array[dropped], keep); end if;
    return versions;
end
$$;
comment on function rules.move_all(integer, integer) is 'Gives every row of a customer to another; answers the versions of those that have one.';

create function rules.remove_doubled(keep integer, dropped integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    double record;
    version integer;
    versions jsonb := '[]';
begin
    for double in select d.* from rules.doubled(keep, dropped) d loop
        execute format('delete from register.%I t where t.id = $1 returning t.version', double.entity) into version using double.id;
        versions := versions || jsonb_build_object('entity', double.entity, 'id', double.id, 'version', version, 'removed', true);
    end loop;
    return versions;
end
$$;
comment on function rules.remove_doubled(integer, integer) is 'Removes what both customers have from one of them; the log keeps it with its source.';

create function rules.add_name(keep integer, dropped integer) returns jsonb
language sql set search_path = pg_catalog, pg_temp
begin atomic
    with added as (
        insert into register.party_name (party, name, type, valid_to, source, source_ref, obtained_on, obtained_by, confirmed_on)
        select keep, d.name, 'main', rules.today(), d.source, d.source_ref, d.obtained_on, d.obtained_by, d.confirmed_on
        from register.party d
        where d.id = dropped and not exists (select from register.party k where k.id = keep and k.name = d.name)
            and not exists (select from register.party_name n where n.party = keep and n.name = d.name)
        returning id
    )
    select coalesce(jsonb_agg(jsonb_build_object('entity', 'party_name', 'id', a.id, 'version', 1)), '[]') from added a;
end;
comment on function rules.add_name(integer, integer) is 'Keeps the name of a customer that is dropped as a past name, with its source.';

create function rules.join_rows(keep integer, dropped integer, op uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    refusals constant jsonb := (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from rules.refusals_of(array[keep, dropped]) r);
    versions jsonb;
begin
    versions := rules.remove_doubled(keep, dropped) || rules.move_all(keep, dropped) || rules.add_name(keep, dropped);
    perform rules.keep_refusals(keep, refusals);
    with moved as (
        update desk.draft d set party = keep where d.party = dropped returning d.id
    )
    select versions || coalesce(jsonb_agg(jsonb_build_object('entity', 'draft', 'id', m.id)), '[]') into versions from moved m;
    update register.party p set merged_into = keep, changed_at = clock_timestamp() where p.id = dropped;
    insert into register.merging (party, dropped, op, versions) values (keep, join_rows.dropped, join_rows.op, versions);
    return versions;
end
$$;
comment on function rules.join_rows(integer, integer, uuid) is
'Merges one customer into another. Definer: decisions on marketing are nobody''s to move; callers have checked both customers.';

grant execute on function rules.doubled(integer, integer), rules.join_rows(integer, integer, uuid) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.check_merge(keep integer, dropped integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    pair constant integer[] := array[keep, dropped];
    kept register.party;
    gone register.party;
begin
    if exists (select from unnest('{K1,K2,K3,K4,K9}'::text[]) c where not rules.may_write(c)) then perform rules.refuse('not_yours'); end if;
    if keep is null or dropped is null or keep = dropped then perform rules.refuse('merge_needs_two'); end if;
    if not pair <@ rules.open_parties() then perform rules.refuse('not_open'); end if;
    perform from register.party p where p.id = any(pair) order by p.id for update;
    select p.* into kept from register.party p where p.id = keep;
    select p.* into gone from register.party p where p.id = dropped;
    if kept.id is null or gone.id is null then perform rules.refuse('not_found'); end if;
    if (kept.kind in ('person', 'sole_trader')) <> (gone.kind in ('person', 'sole_trader')) then perform rules.refuse('merge_kinds_differ'); end if;
    if gone.protected and not kept.protected then perform rules.refuse('merge_protected'); end if;
    if exists (
        select from register.invoice k join register.invoice d on d.number = k.number where k.party = keep and d.party = dropped
    ) then
        perform rules.refuse('merge_invoice_numbers');
    end if;
    if (select count(distinct c.code) from secret.identity_code c where c.party = any(pair)) > 1 then
        perform rules.refuse('merge_identity_codes_differ');
    end if;
end
$$;
comment on function rules.check_merge(integer, integer) is
'Refuses to merge what is not open, not of one kind or has two identity codes, and a protected address into a card that shows it; locks both.';

create function api.merge_preview(keep integer, dropped integer) returns table (entity text, id integer, doubled boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.check_merge(keep, dropped);
    return query
    select r.entity, r.id, exists (select from rules.doubled(keep, merge_preview.dropped) d where d.entity = r.entity and d.id = r.id)
    from (
        select 'party_name' as entity, t.id from register.party_name t where t.party = merge_preview.dropped
        union all select 'identifier', t.id from register.identifier t where t.party = merge_preview.dropped
        union all select 'address', t.id from register.address t where t.party = merge_preview.dropped
        union all select 'contact_point', t.id from register.contact_point t where t.party = merge_preview.dropped
        union all select 'person_role', t.id from register.person_role t where t.party = merge_preview.dropped
        union all select 'invoice', t.id from register.invoice t where t.party = merge_preview.dropped
        union all select 'payment', t.id from register.payment t where t.party = merge_preview.dropped
        union all select 'service', t.id from register.service t where t.party = merge_preview.dropped
        union all select 'domain', t.id from register.domain t where t.party = merge_preview.dropped
        union all select 'source_claim', t.id from register.source_claim t where t.party = merge_preview.dropped
        union all select 'credit_check', t.id from register.credit_check t where t.party = merge_preview.dropped
        union all select 'firmographic', t.id from register.firmographic t where t.party = merge_preview.dropped
        union all select 'interaction', t.id from register.interaction t where t.party = merge_preview.dropped
    ) r;
end
$$;
comment on function api.merge_preview(integer, integer) is
'What merging would move from one opened customer to another, and what both have already; refused where merging would be. Definer: staff have no right to the rows of both at once.';

create function api.merge(op uuid, keep integer, dropped integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    versions jsonb;
begin
    if answer is not null then return answer; end if;
    perform rules.check_merge(keep, dropped);
    versions := rules.join_rows(keep, dropped, op);
    perform rules.refresh_parties(array[keep, dropped]);
    update register.party p set changed_at = clock_timestamp() where p.id = keep;
    perform pg_notify('seloste', json_build_object('party', p, 'op', op)::text) from unnest(array[keep, dropped]) p;
    return rules.note_done(op, jsonb_build_object(
        'outcome', 'merged', 'party', keep, 'dropped', dropped,
        'moved', (select count(*) from jsonb_array_elements(versions) v where not v ? 'removed' and v ->> 'entity' <> 'draft'),
        'doubled', (select count(*) from jsonb_array_elements(versions) v where v ? 'removed')
    ));
end
$$;
comment on function api.merge(uuid, integer, integer) is
'Merges an opened customer into another: its rows move with their sources, what both have is kept once, a refusal of marketing wins. Administration only. Definer: staff have no right to write tables.';

grant execute on function api.merge_preview(integer, integer), api.merge(uuid, integer, integer) to seloste_administration;
