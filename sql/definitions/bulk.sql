-- needs: search_index decided
-- Filling an empty register: rows are copied in without their triggers, and what follows from them is made for many customers at once.
set local role seloste_owner;

create function rules.pause_triggers(paused boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
begin
    for found in
        select distinct t.tgrelid::regclass as name from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('register', 'secret') and not t.tgisinternal
    loop
        execute format('alter table %s %s trigger user', found.name, case when paused then 'disable' else 'enable' end);
    end loop;
end
$$;
comment on function rules.pause_triggers(boolean) is 'Stops or starts the triggers of the register in this transaction; only the owner of the tables may.';

create function rules.take_indexes_away() returns text[]
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
    again text[] := '{}';
    keys text[] := '{}';
begin
    for found in
        select c.conrelid::regclass as name, c.conname as key, pg_get_constraintdef(c.oid) as made from pg_constraint c
        where c.connamespace::regnamespace::text in ('register', 'search', 'secret')
            and (c.contype = 'f' or c.contype = 'p' and c.conrelid = 'search.token'::regclass)
        order by c.contype = 'f'
    loop
        execute format('alter table %s drop constraint %I', found.name, found.key);
        keys := keys || format('alter table %s add constraint %I %s', found.name, found.key, found.made);
    end loop;
    for found in
        select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as made from pg_index i
        join pg_class c on c.oid = i.indrelid
        where c.relnamespace::regnamespace::text in ('register', 'search')
            and not i.indisunique and not i.indisexclusion
            and i.indexrelid::regclass::text !~ '(party_name|identifier|address|person_role|contact_point|domain|service|interaction)_of_party_index$'
    loop
        execute format('drop index %s', found.name);
        again := again || found.made;
    end loop;
    return again || keys;
end
$$;
comment on function rules.take_indexes_away() is
'Drops the indexes and foreign keys that filling would keep busy, but for those that tokens are made by; answers the statements that make and check them again, for the same transaction.';

create function rules.index_new_parties(wanted integer[]) returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    insert into search.token (scope, token, party) select t.scope, t.token, t.party from rules.tokens_of(wanted) t;
end;
comment on function rules.index_new_parties(integer[]) is 'Tokens of customers that had none; the words follow by rules.learn_all_words().';

create function rules.learn_all_words() returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    insert into search.word (scope, word)
    select distinct t.scope, w.word from search.token t cross join lateral (select split_part(substr(t.token, 3), ' ', 1)) w (word)
    where t.token >= 'n-' and t.token < 'n.' and length(w.word) between 3 and 40;
    insert into search.suffix (scope, suffix, word)
    select w.scope, s, w.word from search.word w cross join lateral unnest(value.suffixes(w.word)) s on conflict do nothing;
    insert into search.deletion (scope, deletion, word)
    select w.scope, d, w.word from search.word w cross join lateral unnest(value.deletions(w.word)) d on conflict do nothing;
end;
comment on function rules.learn_all_words() is 'The dictionary of every scope, from its tokens: each word of a name begins one of them.';

create function rules.check_empty() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from register.party) then
        raise exception using errcode = 'SE001', message = 'register_not_empty';
    end if;
end
$$;
comment on function rules.check_empty() is 'Refuses to fill a register that holds customers.';

create function rules.count_again() returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
    update register.person h set heard_on = c.day
    from (
        select i.person, min((i.at at time zone 'Europe/Helsinki')::date) as day from register.interaction i where i.person is not null group by 1
    ) c
    where c.person = h.id and c.day >= h.obtained_on;
    delete from search.tally;
    insert into search.tally (scope, figure, count)
    select p.scope, f, count(*) from register.party p cross join lateral unnest(rules.figures(p.kind, p.status, p.permission)) f group by 1, 2;
    insert into search.tally (scope, figure, count)
    select m.scope & ~1, rules.month_figure(m.state, m.taken_at), sum(case m.state when 'none' then -1 else 1 end)
    from register.marketing_permission m group by 1, 2;
    select setval(pg_get_serial_sequence('register.party', 'id'), greatest((select max(p.id) from register.party p), 1));
    select setval(pg_get_serial_sequence('register.service', 'id'), greatest((select max(s.id) from register.service s), 1));
    select setval(pg_get_serial_sequence('register.host', 'id'), greatest((select max(h.id) from register.host h), 1));
    select setval(pg_get_serial_sequence('register.person', 'id'), greatest((select max(p.id) from register.person p), 1));
    select setval(pg_get_serial_sequence('register.identifier', 'id'), greatest((select max(i.id) from register.identifier i), 1));
    select setval(pg_get_serial_sequence('register.invoice', 'id'), greatest((select max(i.id) from register.invoice i), 1));
    select setval(pg_get_serial_sequence('register.payment', 'id'), greatest((select max(p.id) from register.payment p), 1));
end;
comment on function rules.count_again() is 'Counts the register anew and moves the sequences past its rows.';
