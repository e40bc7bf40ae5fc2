-- needs: row_security
-- What follows every change by itself: the scope of a child, the version, the line in the change log.
set local role seloste_owner;

create function rules.clock_columns() returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select '{heard_on,disclosed_on,tell_by,tell_why}'::text[];
end;
comment on function rules.clock_columns() is
'What of a person follows from contacts and disclosures (GDPR 14(3)): nobody writes it, no log keeps it twice, and it stands in no undoing''s way.';
grant execute on function rules.clock_columns() to seloste_writer;

create function rules.take_scope() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    select p.scope into new.scope from register.party p where p.id = new.party;
    if tg_table_name in ('address', 'source_claim') then
        select p.protected into new.guarded from register.party p where p.id = new.party;
    end if;
    return new;
end
$$;
comment on function rules.take_scope() is
'Gives a child the scope of its party, whatever was written. Definer: the party may be one that the writer does not see, and row security then refuses the child.';

create function rules.raise_version() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;

create function rules.keep_former_name() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('seloste.undoes', true), '') <> '' then return null; end if;
    insert into register.party_name (party, name, type, valid_to, source, source_ref, obtained_on, obtained_by, confirmed_on)
    values (old.id, old.name, 'main', rules.today(), old.source, old.source_ref, old.obtained_on, old.obtained_by, old.confirmed_on);
    return null;
end
$$;
comment on function rules.keep_former_name() is
'Keeps the name a customer had (notice N4: past names), unless it was a mistake that is being undone. Definer: the purpose that renames need not be one that adds names.';
create trigger party_keeps_former_name after update of name on register.party
for each row when (old.name is distinct from new.name) execute function rules.keep_former_name();

create function rules.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'SE001', message = 'append_only', table = tg_table_name;
end
$$;
create trigger marketing_permission_is_append_only before update of channel, state, section, product_group, how, wording, evidence,
    taken_at, taken_by, purpose, source, source_ref, obtained_on, obtained_by or delete on register.marketing_permission
for each row when (pg_trigger_depth() = 0) execute function rules.refuse_change();

create function rules.forget_roleless(wanted integer) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    delete from register.person h where h.id = wanted and not exists (select from register.person_role r where r.person = wanted);
end;
comment on function rules.forget_roleless(integer) is
'Removes a person who is nothing to any customer. Definer: their other roles may be at customers the login does not see.';
grant execute on function rules.forget_roleless(integer) to seloste_writer;

reset role;
set local role seloste_audit;

create function rules.log_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    was constant jsonb := to_jsonb(old);
    becomes constant jsonb := to_jsonb(new);
    operation constant uuid := nullif(current_setting('seloste.op', true), '')::uuid;
    difference jsonb;
begin
    select jsonb_object_agg(n.key, jsonb_build_array(was -> n.key, n.value)) into difference
    from jsonb_each(becomes) n
    where n.value is distinct from was -> n.key and n.key <> all(tg_argv[1:]);
    if difference is null then return null; end if;
    if tg_table_name = 'identity_code' then difference := '{"code": ["•", "•"]}'; end if;
    insert into audit.change_log (login, purpose, op, undoes, table_name, row_id, party, act, diff, leaf)
    values (
        session_user, current_setting('role'), operation,
        case when operation is not null then nullif(current_setting('seloste.undoes', true), '')::uuid end, tg_table_name,
        coalesce(becomes ->> tg_argv[0], ''),
        case tg_table_name when 'party' then (becomes ->> 'id')::integer else (becomes ->> 'party')::integer end,
        'update', difference, ''
    );
    return null;
end
$$;
comment on function rules.log_change() is
'Writes the difference of a row to the change log. Definer: nobody else may write there.';

create function rules.forgettable(entity text) returns text
language sql immutable
begin atomic
    select case entity when 'interaction' then 'summary' end;
end;
comment on function rules.forgettable(text) is 'The column whose words a line forgets before it goes itself, null for most: what was said with a customer (document 2, retention).';

create function rules.digest_of(line audit.change_log) returns bytea
language sql immutable
begin atomic
    select coalesce(line.digest, sha256(convert_to(line.salt::text || (line.diff -> rules.forgettable(line.table_name))::text, 'UTF8')));
end;
comment on function rules.digest_of(audit.change_log) is 'The salted hash of the words that a line may forget, or has forgotten.';

create function rules.sealed_difference(line audit.change_log) returns text
language sql immutable
begin atomic
    select case when line.salt is null and line.digest is null then line.diff::text
        else (line.diff - rules.forgettable(line.table_name))::text || encode(rules.digest_of(line), 'hex') end;
end;
comment on function rules.sealed_difference(audit.change_log) is 'What is sealed of a difference: all of it, but of words that may be forgotten their salted hash.';

create function rules.leaf_of_change(
    seq bigint, at timestamptz, login name, purpose name, op uuid, undoes uuid, table_name text, row_id text, party integer, act text,
    sealed text, xid xid8
) returns bytea
language sql stable
begin atomic
    select sha256('\x00'::bytea || value.octets(seq::text) || value.octets((extract(epoch from at) * 1000000)::bigint::text)
        || value.octets(login::text) || value.octets(purpose::text) || value.octets(op::text) || value.octets(undoes::text)
        || value.octets(table_name) || value.octets(row_id) || value.octets(party::text) || value.octets(act)
        || value.octets(sealed) || value.octets(xid::text));
end;
comment on function rules.leaf_of_change(bigint, timestamptz, name, name, uuid, uuid, text, text, integer, text, text, xid8) is
'The hash of a line of the change log: length-prefixed fields, moments in microseconds. What value.leaf says of these fields, written out so that the planner puts it where many lines are written.';

create function rules.change_leaf(line audit.change_log) returns bytea
language sql stable
begin atomic
    select rules.leaf_of_change(
        line.seq, line.at, line.login, line.purpose, line.op, line.undoes, line.table_name, line.row_id, line.party, line.act,
        rules.sealed_difference(line), line.xid
    );
end;
comment on function rules.change_leaf(audit.change_log) is 'The hash of a line of the change log as it is.';

create function rules.log_rows() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    operation constant uuid := nullif(current_setting('seloste.op', true), '')::uuid;
    of_each constant jsonb := nullif(current_setting('seloste.ops', true), '')::jsonb;
    undoing constant uuid := case when operation is not null then nullif(current_setting('seloste.undoes', true), '')::uuid end;
    undone constant jsonb := nullif(current_setting('seloste.undone', true), '')::jsonb;
begin
    with line as materialized (
        select nextval('audit.change_log_seq_seq') as seq, clock_timestamp() as at, session_user as login, current_setting('role')::name as purpose,
            coalesce(o.op::uuid, operation) as op, coalesce((undone ->> o.op)::uuid, undoing) as undoes,
            tg_table_name::text as table_name, coalesce(n.whole ->> tg_argv[0], '') as row_id,
            (n.whole ->> case tg_table_name when 'party' then 'id' else 'party' end)::integer as party, lower(tg_op) as act,
            case tg_table_name when 'identity_code' then '{"code": ["•", "•"]}' else d.diff end as diff, pg_current_xact_id() as xid
        from (select to_jsonb(l) as whole from logged l) n
        cross join lateral (
            select jsonb_object_agg(f.key, case tg_op when 'INSERT' then array[null, f.value] else array[f.value, null] end) as diff
            from jsonb_each(n.whole - tg_argv[1:]) f where f.value <> 'null'
        ) d
        cross join lateral (
            select of_each ->> case tg_table_name when 'person' then 'person ' || (n.whole ->> 'id') when 'party' then n.whole ->> 'id' else n.whole ->> 'party' end as op
        ) o
        where d.diff is not null
    )
    insert into audit.change_log (seq, at, login, purpose, op, undoes, table_name, row_id, party, act, diff, xid, leaf) overriding system value
    select l.seq, l.at, l.login, l.purpose, l.op, l.undoes, l.table_name, l.row_id, l.party, l.act, l.diff, l.xid,
        case when l.diff ? rules.forgettable(l.table_name) then '' -- stamped with a salt
        else rules.leaf_of_change(l.seq, l.at, l.login, l.purpose, l.op, l.undoes, l.table_name, l.row_id, l.party, l.act, l.sealed, l.xid) end
    from (select n.*, n.diff::text as sealed from line n offset 0) l;
    return null;
end
$$;
comment on function rules.log_rows() is
'Writes new rows, or those that went, to the change log, all of a statement at once, each with its hash: what is done to many is logged as fast. Definer: nobody else may write there.';

create function rules.read_leaf(line audit.read_log) returns bytea
language sql stable
begin atomic
    select value.leaf(
        line.seq::text, (extract(epoch from line.at) * 1000000)::bigint::text, line.login::text, line.purpose::text, line.act,
        line.party::text, line.shown::text, line.term, line.count::text, line.reason, line.xid::text
    );
end;
comment on function rules.read_leaf(audit.read_log) is 'The hash of a line of the read log: length-prefixed fields, moments in microseconds.';

create function rules.stamp_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if new.diff ? rules.forgettable(new.table_name) then new.salt := gen_random_uuid(); end if;
    new.leaf := rules.change_leaf(new);
    return new;
end
$$;
create function rules.stamp_read() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    new.leaf := rules.read_leaf(new);
    return new;
end
$$;
create trigger change_log_stamps before insert on audit.change_log for each row when (new.leaf = '') execute function rules.stamp_change();
create trigger read_log_stamps before insert on audit.read_log for each row execute function rules.stamp_read();
grant execute on function rules.log_change(), rules.log_rows() to seloste_owner;

create function rules.forget_words(entity text, ids text[]) returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    with forgotten as (
        update audit.change_log c
        set digest = rules.digest_of(c), salt = null, diff = jsonb_set(c.diff, array[rules.forgettable(c.table_name)], (
            select jsonb_agg(case when w.v = 'null' then w.v else '"•"' end order by w.place)
            from jsonb_array_elements(c.diff -> rules.forgettable(c.table_name)) with ordinality w (v, place)
        ))
        where c.table_name = entity and c.row_id = any(ids) and c.salt is not null
        returning 1
    )
    select count(*)::integer from forgotten;
end;
comment on function rules.forget_words(text, text[]) is
'Forgets the words of some rows in the log; answers how many lines. That, when and by whom they were written is kept, and what was sealed still holds. Definer: nobody else may write there.';

create function rules.words_before(moment timestamptz) returns table (party integer, row_id text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.party, c.row_id, max(c.at) from audit.change_log c where c.salt is not null and c.at < moment group by 1, 2;
end;
comment on function rules.words_before(timestamptz) is 'Rows of which the log holds words from before a moment. Definer: the log is granted to nobody.';
grant execute on function rules.forget_words(text, text[]), rules.words_before(timestamptz) to seloste_owner;
grant execute on function rules.change_leaf(audit.change_log), rules.read_leaf(audit.read_log) to seloste_owner, seloste_reader;

reset role;
set local role seloste_owner;
grant execute on function rules.take_scope(), rules.raise_version(), rules.keep_former_name(), rules.refuse_change() to seloste_writer;

do $$
declare
    watched record;
    content text;
    logged text;
    unlogged text;
    follows constant text[] := array['id', 'scope', 'guarded', 'sort_key', 'version', 'created_at', 'changed_at', 'marketable']
        || rules.clock_columns();
begin
    for watched in
        select dc.schema_name, dc.table_name,
            bool_or(dc.column_name = 'version') as versioned, bool_or(dc.column_name = 'scope') as scoped
        from dictionary.data_column dc
        where dc.schema_name in ('register', 'secret', 'staff')
            and dc.table_name not in ('suppression_key', 'product_group', 'product_price', 'voucher_series', 'consent_wording')
        group by 1, 2
    loop
        select string_agg(quote_ident(dc.column_name), ', ') into content
        from dictionary.data_column dc
        where dc.schema_name = watched.schema_name and dc.table_name = watched.table_name and (dc.class <> 'T' or dc.table_name = 'product' and dc.column_name not in ('code', 'version'))
            and dc.column_name <> all('{town,postcode,permission}' || rules.clock_columns())
            and not exists ( -- any trigger before it makes PostgreSQL take every generated column for updated
                select from pg_attribute a
                where a.attrelid = format('%I.%I', watched.schema_name, watched.table_name)::regclass and a.attname = dc.column_name
                    and a.attgenerated <> ''
            )
            or dc.schema_name = watched.schema_name and dc.table_name = watched.table_name and watched.table_name = 'address'
            and dc.column_name in ('town', 'postcode');
        if watched.scoped and watched.table_name <> 'party' then
            execute format('create trigger %1$s_takes_scope before insert on %2$I.%1$I for each row when (new.scope is null) execute function rules.take_scope()', watched.table_name, watched.schema_name);
        end if;
        if watched.versioned then
            execute format('create trigger %1$s_raises_version before update of %3$s on %2$I.%1$I for each row execute function rules.raise_version()', watched.table_name, watched.schema_name, content);
        end if;
        -- A row whose logged columns stay as they were writes no line: most updates only take along a scope or a mark.
        select string_agg(quote_ident(dc.column_name), ', ') into logged
        from dictionary.data_column dc
        where dc.schema_name = watched.schema_name and dc.table_name = watched.table_name and dc.column_name <> all(follows)
            and (watched.table_name <> 'party' or dc.column_name not in ('town', 'postcode', 'permission'));
        unlogged := case watched.table_name when 'identity_code' then '''party''' when 'login' then '''login''' when 'purpose_grant' then '''login'''
                when 'product' then '''code''' when 'controller' then '''only_one'''
                when 'unit_grant' then '''login''' else '''id''' end
            || (select string_agg(', ' || quote_literal(f), '') from unnest(follows) f)
            || case when watched.table_name = 'party' then ', ''town'', ''postcode'', ''permission''' else '' end;
        execute format('create trigger %1$s_is_logged after update of %4$s on %2$I.%1$I for each row when ((%5$s) is distinct from (%6$s)) execute function rules.log_change(%3$s)', watched.table_name, watched.schema_name, unlogged, logged,
            'row(old.' || replace(logged, ', ', ', old.') || ')', 'row(new.' || replace(logged, ', ', ', new.') || ')');
        execute format('create trigger %1$s_is_logged_gone after delete on %2$I.%1$I referencing old table as logged for each statement execute function rules.log_rows(%3$s)', watched.table_name, watched.schema_name, unlogged);
        execute format('create trigger %1$s_is_logged_new after insert on %2$I.%1$I referencing new table as logged for each statement execute function rules.log_rows(%3$s)', watched.table_name, watched.schema_name, unlogged);
    end loop;
end
$$;
