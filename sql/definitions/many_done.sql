-- needs: many
-- What was shown is done, a batch a transaction; and undone, a batch a transaction, by new changes that say what was so before.
set local role seloste_owner;

create function rules.suppress_many(wanted integer[], channels text[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    with own as materialized (
        select distinct s.channel, rules.hash_under(k.key, s.channel, c.normal) as hash
        from secret.suppression_key k
        cross join register.contact_point c
        cross join unnest(channels) s (channel)
        where c.party = any(wanted) and c.person is null and rules.channel_of(c.kind, s.channel)
    )
    insert into register.suppression (channel, value_hash, origin)
    select o.channel, o.hash, 'person'
    from own o
    left join lateral ( -- looked up one by one, whatever the planner thinks of the list: it fills while many are done
        select true as listed from register.suppression x
        where x.channel = o.channel and x.value_hash = o.hash and x.lifted_at is null
        limit 1
    ) x on true
    where x.listed is null;
end;
comment on function rules.suppress_many(integer[], text[]) is
'Puts the own numbers and addresses of customers on the suppression list. Definer: the key of the list is the owner''s.';

create function rules.correct_decisions(ids bigint[], units integer[]) returns table (party integer, channel text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
begin
    perform from register.party p where p.id in (
        select m.party from register.marketing_permission m where m.id = any(ids)
    ) order by p.id for update;
    return query
    with mine as (
        select m.* from register.marketing_permission m
        join register.party p on p.id = m.party and p.scope = m.scope
        where m.id = any(ids) and m.taken_by = session_user and m.state <> 'refused' and not p.restricted and p.unit = any(units) and not exists (
            select from register.marketing_permission l
            where l.party = m.party and l.person is not distinct from m.person and l.channel = m.channel and l.id > m.id
        )
    ), corrected as (
        insert into register.marketing_permission (
            party, person, scope, channel, state, section, product_group, how, wording, evidence, source, source_ref
        )
        select m.party, m.person, m.scope, m.channel, coalesce(b.state, 'none'), coalesce(b.section, 'GDPR 5(1)(d)'), b.product_group,
            coalesce(b.how, 'correction'), b.wording, b.evidence, coalesce(b.source, 'staff'), b.source_ref
        from mine m
        left join lateral (
            select b.* from register.marketing_permission b
            where b.party = m.party and b.person is not distinct from m.person and b.channel = m.channel and b.id < m.id
            order by b.id desc limit 1
        ) b on true
        returning marketing_permission.party, marketing_permission.channel
    )
    select c.party, c.channel::text from corrected c;
end
$$;
comment on function rules.correct_decisions(bigint[], integer[]) is
'Says again what was so before decisions that the login recorded, unless a later one stands; a refusal stands whatever it was undone with, GDPR 21(3). Definer: a customer may have left the scopes of marketing since, which may yet undo its own mistake.';

grant execute on function rules.suppress_many(integer[], text[]), rules.correct_decisions(bigint[], integer[]) to seloste_writer;

reset role;
set local role seloste_audit;

create function rules.lines_of_batch(wanted uuid) returns setof audit.change_log
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.* from audit.change_log c where c.op = wanted and c.login = session_user and c.act <> 'delete';
end;
comment on function rules.lines_of_batch(uuid) is 'What a batch of the login wrote. Definer: the log is granted to nobody.';
grant execute on function rules.lines_of_batch(uuid) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.write_permissions(wanted integer[], change jsonb) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    shown constant integer := case when change ->> 'state' = 'consent' then coalesce((change ->> 'wording')::integer, (
        select max(w.version) from register.consent_wording w where w.valid_from <= rules.today()
    )) end;
    channels constant text[] := array(select jsonb_array_elements_text(change -> 'channels'));
    written integer[];
begin
    with decided as (
        insert into register.marketing_permission (party, scope, channel, state, section, product_group, how, wording, evidence)
        select p.id, p.scope, o.channel, change ->> 'state', rules.section_of(change ->> 'state'), change ->> 'product_group',
            change ->> 'how', shown, change ->> 'evidence'
        from rules.outcomes(wanted, change) o join register.party p on p.id = o.party
        where o.outcome = 'change'
        returning party
    )
    select coalesce(array_agg(distinct d.party), '{}') into written from decided d;
    if change ->> 'state' = 'refused' then
        perform rules.suppress_many(written, channels);
        perform rules.refresh_sharing(written, channels);
    end if;
    return written;
end
$$;
comment on function rules.write_permissions(integer[], jsonb) is 'Adds one decision to each customer it changes.';

create function rules.write_many(wanted integer[], change jsonb) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    written integer[];
begin
    perform from register.party p where p.id = any(wanted) order by p.id for update;
    if change ->> 'what' = 'permission' then return rules.write_permissions(wanted, change); end if;
    with changed as (
        update register.party p set changed_at = clock_timestamp(),
            status = coalesce(change ->> 'status', p.status), unit = coalesce((change ->> 'unit')::smallint, p.unit)
        where p.id = any(wanted)
            and (p.status is distinct from coalesce(change ->> 'status', p.status) or p.unit <> coalesce((change ->> 'unit')::smallint, p.unit))
        returning p.id
    )
    select coalesce(array_agg(c.id), '{}') into written from changed c;
    return written;
end
$$;
comment on function rules.write_many(integer[], jsonb) is 'Locks the customers of a batch and changes those that are not yet so; answers which.';

create function rules.tell_many(op uuid, changed integer[], what text, reason text) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    select rules.refresh_markets_by(changed, what);
    select rules.log_read('many', null, changed, null, cardinality(changed), reason);
    select pg_notify('seloste', json_build_object('parties', changed, 'op', op)::text);
end;
comment on function rules.tell_many(uuid, integer[], text, text) is 'What follows from a batch: marks of marketing, a line in the read log, and a notice.';

create function rules.progress_of(act desk.many) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object('plan', act.id, 'total', cardinality(act.parties), 'handled', act.handled, 'changed', act.changed,
        'batches', cardinality(act.ops), 'undone', act.undone, 'restored', act.restored, 'kept', act.kept,
        'stands', act.change ->> 'state' is not distinct from 'refused');
end;
comment on function rules.progress_of(desk.many) is 'How far an act on many is done or undone; stands: it is made of refusals, which are not undone.';

create function api.many_apply(op uuid, plan uuid, most integer default 500) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.many;
    batch integer[];
    written integer[];
begin
    if answer is not null then return answer; end if;
    select m.* into act from desk.many m where m.id = many_apply.plan for update;
    if not found then perform rules.refuse('plan_unknown'); end if;
    if act.undone > 0 then perform rules.refuse('plan_undone'); end if;
    perform rules.check_many(act.change);
    batch := act.parties[act.handled + 1:act.handled + least(greatest(most, 1), 500)];
    if batch <> '{}' then
        written := rules.write_many(batch, act.change);
        perform rules.tell_many(op, written, act.change ->> 'what', rules.many_reason(act.change));
        update desk.many m set handled = m.handled + cardinality(batch), changed = m.changed + cardinality(written),
            ops = m.ops || many_apply.op
        where m.id = act.id returning m.* into act;
    end if;
    return rules.note_done(op, rules.progress_of(act));
end
$$;
comment on function api.many_apply(uuid, uuid, integer) is
'Does the next batch of a plan, 500 customers at most: what stands against one meanwhile leaves it out. Asked until handled is total; not asked again, what is done stays, to be undone. Definer: staff have no right to write tables.';

create function rules.restore_fields(undone uuid) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    restored integer[];
begin
    with lines as (
        select l.party, l.diff from rules.lines_of_batch(undone) l where l.table_name = 'party' and l.diff ?| array['status', 'unit']
    ), changed as (
        update register.party p set changed_at = clock_timestamp(),
            status = coalesce(l.diff -> 'status' ->> 0, p.status), unit = coalesce((l.diff -> 'unit' ->> 0)::smallint, p.unit)
        from lines l
        where p.id = l.party and p.status = coalesce(l.diff -> 'status' ->> 1, p.status)
            and p.unit = coalesce((l.diff -> 'unit' ->> 1)::smallint, p.unit)
            and coalesce((l.diff -> 'unit' ->> 0)::integer, p.unit) * 4 = any((select rules.my_scopes())::smallint[])
        returning p.id
    )
    select coalesce(array_agg(c.id), '{}') into restored from changed c;
    return restored;
end
$$;
comment on function rules.restore_fields(uuid) is 'Puts back the status and unit that a batch changed, where nobody has changed them since.';

create function rules.restore_permissions(undone uuid) returns integer[]
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    units constant integer[] := array(select distinct s / 4 from unnest(rules.my_scopes()) s);
    restored integer[];
begin
    select coalesce(array_agg(distinct c.party), '{}') into restored from rules.correct_decisions(
        array(select l.row_id::bigint from rules.lines_of_batch(undone) l where l.table_name = 'marketing_permission'), units
    ) c;
    return restored;
end
$$;
comment on function rules.restore_permissions(uuid) is 'Says again what was so before the decisions of a batch.';

create function api.many_undo(op uuid, plan uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    act desk.many;
    undone uuid;
    wrote integer;
    back integer[];
begin
    if answer is not null then return answer; end if;
    select m.* into act from desk.many m where m.id = many_undo.plan for update;
    if not found then perform rules.refuse('plan_unknown'); end if;
    if not rules.may_write(case act.change ->> 'what' when 'permission' then 'K10' else 'K1' end) then perform rules.refuse('not_yours'); end if;
    if act.change ->> 'state' = 'refused' then perform rules.refuse('undo_refusals_stand', jsonb_build_object('count', act.changed)); end if;
    undone := act.ops[cardinality(act.ops) - act.undone];
    if undone is not null then
        perform set_config('seloste.undoes', undone::text, true);
        select count(distinct l.party) into wrote from rules.lines_of_batch(undone) l where l.table_name in ('party', 'marketing_permission');
        back := case when act.change ->> 'what' = 'permission' then rules.restore_permissions(undone) else rules.restore_fields(undone) end;
        perform rules.tell_many(op, back, act.change ->> 'what', 'undo ' || rules.many_reason(act.change));
        update desk.many m set undone = m.undone + 1, restored = m.restored + cardinality(back),
            kept = m.kept + wrote - cardinality(back)
        where m.id = act.id returning m.* into act;
    end if;
    return rules.note_done(op, rules.progress_of(act));
end
$$;
comment on function api.many_undo(uuid, uuid) is
'Undoes the last batch of a plan that is not undone yet, by new changes; what somebody has changed since is kept and counted. Asked until undone is batches. Definer: staff have no right to write tables.';

create function api.many_last() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.progress_of(m) || jsonb_build_object('change', m.change, 'at', m.at) from desk.many m
    where rules.my_purpose() is not null and m.ops <> '{}' and m.undone < cardinality(m.ops)
    order by m.change ->> 'state' is not distinct from 'refused', m.at desc limit 1;
end;
comment on function api.many_last() is
'The login''s last act on many under this purpose that is not undone, and how far it is; one of refusals only where there is no other. Definer: the desk is nobody''s to read.';

grant execute on function api.many_last(), api.many_preview(uuid, jsonb, jsonb), api.many_apply(uuid, uuid, integer), api.many_undo(uuid, uuid)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_marketing;
