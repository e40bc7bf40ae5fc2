-- needs: triggers
-- Sealing: leaves of both logs are closed into Merkle batches chained to each other; verifying finds one altered byte and names the record.
set local role seloste_audit;

create function rules.make_partition(log text, month date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    name constant text := log || to_char(month, '_YYYY_MM');
    since constant timestamptz := month::timestamp at time zone 'UTC';
    until constant timestamptz := (month + interval '1 month')::timestamp at time zone 'UTC';
    late boolean;
begin
    if to_regclass(format('audit.%I', name)) is not null then return; end if;
    execute format('select exists (select from audit.%I where at >= $1 and at < $2)', log || '_rest') into late using since, until;
    if late then return; end if;
    execute format('create table audit.%I partition of audit.%I for values from (%L) to (%L)', name, log, since, until);
    execute format('alter table audit.%I enable row level security', name);
end
$$;
comment on function rules.make_partition(text, date) is
'Makes the partition of a log for a month, unless lines of that month came first and lie among the rest, where they stay. Definer: only the owner of the logs may.';

create function rules.make_partitions() returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.make_partition(l.log, (date_trunc('month', now() at time zone 'UTC') + m.m * interval '1 month')::date)
    from unnest(array['read_log', 'change_log']) l (log) cross join generate_series(0, 2) m (m);
end;
comment on function rules.make_partitions() is 'Makes the partitions of this month and the next two. Definer: only the owner of the logs may.';

create function rules.head_of(id bigint, log text, members int8multirange, leaves integer, root bytea, previous bytea) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select value.leaf(id::text, log, members::text, leaves::text, encode(root, 'hex'), encode(previous, 'hex'));
end;
comment on function rules.head_of(bigint, text, int8multirange, integer, bytea, bytea) is 'The hash of a batch: it holds the hash of the batch before.';

create function rules.pending(wanted text, floor bigint) returns table (seq bigint, at timestamptz, leaf bytea)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    gaps int8multirange;
begin
    select int8multirange(int8range(floor, 9223372036854775807)) - coalesce(range_agg(m.m), '{}') into gaps
    from audit.batch b, unnest(b.members) m (m) where b.log = wanted and upper(b.members) > floor;
    if wanted = 'read' then
        return query
        select r.seq, r.at, r.leaf from unnest(gaps) g (g)
        cross join lateral (select r.* from audit.read_log r where r.seq >= lower(g.g) and r.seq < upper(g.g) order by r.seq limit 20000) r
        order by r.seq limit 20000;
    else
        return query
        select c.seq, c.at, c.leaf from unnest(gaps) g (g)
        cross join lateral (select c.* from audit.change_log c where c.seq >= lower(g.g) and c.seq < upper(g.g) order by c.seq limit 20000) c
        order by c.seq limit 20000;
    end if;
end
$$;
comment on function rules.pending(text, bigint) is 'Lines of a log that no batch holds yet, looked for in the gaps between batches alone: an hour may hold a million lines.';

create function rules.seal_log(wanted text) returns integer
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    floor bigint;
    new_members int8multirange;
    new_leaves bytea[];
    new_id bigint;
    last_head bytea;
    settled bigint;
begin
    select s.pending_from into floor from audit.sealer s where s.log = wanted for update;
    select range_agg(int8range(p.seq, p.seq, '[]')), array_agg(p.leaf order by p.seq), max(p.seq) filter (where p.at < now() - interval '1 hour')
    into new_members, new_leaves, settled
    from rules.pending(wanted, floor) p;
    if new_members is null then return 0; end if;
    select coalesce(max(b.id), 0) + 1 into new_id from audit.batch b;
    select coalesce((select b.head from audit.batch b where b.id = new_id - 1), '\x'::bytea) into last_head;
    insert into audit.batch (id, log, members, leaves, root, previous, head)
    values (new_id, wanted, new_members, cardinality(new_leaves), value.merkle_root(new_leaves), last_head,
        rules.head_of(new_id, wanted, new_members, cardinality(new_leaves), value.merkle_root(new_leaves), last_head));
    select min(s.least) into settled
    from (
        select greatest(floor, upper(b.members) - 50000) as least from audit.batch b
        where b.log = wanted and b.sealed_at < now() - interval '1 hour' order by b.id desc limit 1
    ) s;
    update audit.sealer s set pending_from = greatest(s.pending_from, coalesce(settled, 0)) where s.log = wanted;
    return cardinality(new_leaves);
end
$$;
comment on function rules.seal_log(text) is 'Seals what one log holds unsealed into a batch; answers how many lines.';

create or replace function audit.seal() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform from audit.sealer s where s.log = 'change' for update skip locked;
    if not found then return 0; end if;
    if to_regclass('audit.read_log' || to_char(now() at time zone 'UTC' + interval '1 month', '_YYYY_MM')) is null then
        perform rules.make_partitions();
    end if;
    return rules.seal_log('read') + rules.seal_log('change');
end
$$;
comment on function audit.seal() is
'Seals both logs; called every few seconds, by anybody; 0 while another seals. Definer: only the owner of the logs may write batches. Locks a private row, since an advisory lock can be taken by anybody.';

create function rules.check_leaves(wanted text, batch audit.batch) returns table (log text, seq bigint, problem text)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    found_leaves bytea[];
begin
    if wanted = 'read' then
        return query select 'read'::text, r.seq, 'record_altered'::text from audit.read_log r
        where r.seq >= lower(batch.members) and r.seq < upper(batch.members) and r.seq <@ batch.members and r.leaf <> rules.read_leaf(r);
        select array_agg(r.leaf order by r.seq) into found_leaves from audit.read_log r
        where r.seq >= lower(batch.members) and r.seq < upper(batch.members) and r.seq <@ batch.members;
    else
        return query select 'change'::text, c.seq, 'record_altered'::text from audit.change_log c
        where c.seq >= lower(batch.members) and c.seq < upper(batch.members) and c.seq <@ batch.members and c.leaf <> rules.change_leaf(c);
        select array_agg(c.leaf order by c.seq) into found_leaves from audit.change_log c
        where c.seq >= lower(batch.members) and c.seq < upper(batch.members) and c.seq <@ batch.members;
    end if;
    if coalesce(cardinality(found_leaves), 0) <> batch.leaves then
        return query select wanted, m.seq, 'record_missing'::text
        from (select generate_series(lower(r.r), upper(r.r) - 1) as seq from unnest(batch.members) r (r)) m
        where case wanted
            when 'read' then not exists (select from audit.read_log l where l.seq = m.seq)
            else not exists (select from audit.change_log l where l.seq = m.seq)
        end;
    elsif value.merkle_root(found_leaves) <> batch.root then
        return query select wanted, lower(batch.members), 'leaf_altered'::text;
    end if;
end
$$;
comment on function rules.check_leaves(text, audit.batch) is 'Records of one batch that are not what was sealed.';

create or replace function audit.verify() returns table (log text, seq bigint, problem text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    batch audit.batch;
    last_head bytea := '\x';
    last_id bigint := 0;
begin
    for batch in select * from audit.batch order by id loop
        if batch.id <> last_id + 1 then return query select batch.log, last_id + 1, 'batch_missing'::text; end if;
        if batch.previous <> last_head or batch.head <> rules.head_of(batch.id, batch.log, batch.members, batch.leaves, batch.root, batch.previous) then
            return query select batch.log, batch.id, 'batch_altered'::text;
        end if;
        last_head := batch.head;
        last_id := batch.id;
        return query select * from rules.check_leaves(batch.log, batch);
    end loop;
    return query
    select 'change'::text, 0::bigint, 'logging_off'::text from pg_trigger t
    where t.tgname like '%\_is\_logged' and t.tgenabled not in ('O', 'A') limit 1;
    return query
    select 'read'::text, p.seq, 'unsealed'::text from rules.pending('read', 0) p where p.at < now() - interval '1 hour'
    union all
    select 'change'::text, p.seq, 'unsealed'::text from rules.pending('change', 0) p where p.at < now() - interval '1 hour';
end
$$;
comment on function audit.verify() is
'Everything in the logs that is not what was written and sealed: altered or missing records and batches, and a table whose changes are not logged now. Definer: the logs are granted to nobody.';

create function api.seal() returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    select audit.seal();
end;
comment on function api.seal() is 'Seals the logs. Definer: only the owner of the logs may.';
create function api.verify_logs() returns table (log text, seq bigint, problem text)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    select v.log, v.seq, v.problem from audit.verify() v;
end;
comment on function api.verify_logs() is 'Checks both logs against their seals. Definer: the logs are granted to nobody.';
create function api.sealed_head() returns table (id bigint, head text, sealed_at timestamptz, lines bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select b.id, encode(b.head, 'hex'), b.sealed_at, (select sum(c.leaves) from audit.batch c) from audit.batch b order by b.id desc limit 1;
end;
comment on function api.sealed_head() is 'The last hash of the chain, to be kept outside the server. Definer: the logs are granted to nobody.';

grant execute on function api.seal() to seloste_watch, seloste_staff, seloste_billing, seloste_support, seloste_administration, seloste_relations,
    seloste_faults, seloste_marketing, seloste_privacy, seloste_main_user;
grant execute on function api.verify_logs(), api.sealed_head() to seloste_privacy, seloste_main_user;
select rules.make_partitions();
