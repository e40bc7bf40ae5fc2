-- needs: triggers
-- What a customer is found by, kept true after every save, and what follows from its rows: town, permission, open to marketing or not.
set local role seloste_owner;

create function rules.role_letter(role text) returns text
language sql immutable
begin atomic
    select case role when 'decision' then 'D' when 'administration' then 'A' when 'billing' then 'B' when 'technical' then 'T'
        when 'user' then 'U' when 'maintainer' then 'M' else '-' end;
end;
comment on function rules.role_letter(text) is 'The second letter of a token: whose it is, so that a purpose finds persons only by the roles it may see.';

create function rules.national(normal text) returns text
language sql immutable
begin atomic
    select case when normal like '+358%' then '0' || substr(normal, 5) else substr(normal, 2) end;
end;
comment on function rules.national(text) is 'A number as it is dialled in Finland, digits only.';

create function rules.needed_by(wanted integer) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    with recursive needed as (
        select wanted as host
        union
        select n.needs from needed o join register.host_need n on n.host = o.host
    )
    select array_agg(n.host) from needed n;
end;
comment on function rules.needed_by(integer) is 'A host and every host without which it does not work.';

create function rules.tokens_of(wanted integer[]) returns table (party integer, scope smallint, token text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    with called as (
        select p.id, value.search_form(p.name) as form from register.party p where p.id = any(wanted)
        union all
        select n.party, value.search_form(n.name) from register.party_name n where n.party = any(wanted)
    ), found (party, token) as (
        select c.id, 'n-' || r from called c cross join lateral unnest(value.rotations(c.form)) r
        union
        select p.id, 't-' || value.search_form(t.town) || ' ' || value.search_form(p.name)
        from register.party p
        join register.address a on a.party = p.id and (a.valid_to is null or a.valid_to >= rules.today())
        cross join lateral (values (a.town), (a.town_sv)) t (town)
        where p.id = any(wanted) and not p.protected and t.town is not null
        union
        select c.party, 'k-T-' || c.id || ' ' from register.interaction c where c.party = any(wanted)
        union
        select i.party, 'b-' || regexp_replace(lower(i.value), '[^a-z0-9]', '', 'g')
        from register.identifier i where i.party = any(wanted) and i.value is not null
        union
        select r.party, 'c' || rules.role_letter(r.role) || rotation
        from register.person_role r
        join register.person h on h.id = r.person
        cross join lateral unnest(value.rotations(value.search_form(h.family_name || ' ' || h.given_names))) rotation
        where r.party = any(wanted) and (r.valid_to is null or r.valid_to >= rules.today())
        union
        select c.party, t.token
        from register.contact_point c
        left join register.person_role r on r.person = c.person and r.party = c.party
        cross join lateral (values
            (case c.kind when 'email' then 'e' else 'p' end || rules.role_letter(r.role)
                || case c.kind when 'email' then c.normal else rules.national(c.normal) end),
            (case c.kind when 'email' then 'h' else 'q' end || rules.role_letter(r.role)
                || case c.kind when 'email' then split_part(c.normal, '@', 2) else reverse(substr(c.normal, 2)) end)
        ) t (token)
        where c.party = any(wanted) and (c.person is null or r.role is not null)
        union
        select d.party, 'd-' || t.name || '.'
        from register.domain d cross join lateral (values (d.name::text), (value.domain_ascii(d.name))) t (name)
        where d.party = any(wanted)
        union
        select s.party, 's-' || h.name || '.'
        from register.service s
        cross join lateral unnest(rules.needed_by(s.host)) n (host)
        join register.host h on h.id = n.host
        where s.party = any(wanted) and s.state <> 'ended' and s.host is not null
        union
        select s.party, 'x-' || k.mark || ' ' || p.sort_key
        from register.service s
        join register.party p on p.id = s.party
        cross join lateral (
            values (s.product || ' ' || s.state), ('* ' || s.state), (case when s.state <> 'ended' then s.product || ' *' end)
        ) k (mark)
        where s.party = any(wanted) and k.mark is not null
    )
    select f.party, p.scope, f.token from found f join register.party p on p.id = f.party where p.merged_into is null;
end;
comment on function rules.tokens_of(integer[]) is 'Everything customers are found by. Definer: reads all of them, for the index only.';

create type rules.scoped_word as (scope smallint, word text);

create function rules.words_of(scope smallint, token text) returns setof rules.scoped_word
language sql immutable
begin atomic
    select scope, w.w from unnest(value.words(substr(token, 3))) w (w) where left(token, 2) = 'n-' and length(w.w) between 3 and 40;
end;
comment on function rules.words_of(smallint, text) is 'The words of a token that is a name.';

create function rules.learn_words(words rules.scoped_word[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    unknown rules.scoped_word[];
begin
    perform from search.word w join unnest(words) n on n.scope = w.scope and n.word = w.word order by w.scope, w.word for share of w;
    unknown := array(
        select n from unnest(words) n
        where not exists (select from search.word w where w.scope = n.scope and w.word = n.word) order by n.scope, n.word
    );
    insert into search.word (scope, word) select distinct n.scope, n.word from unnest(unknown) n order by 1, 2 on conflict do nothing;
    insert into search.suffix (scope, suffix, word)
    select n.scope, s, n.word from unnest(unknown) n cross join lateral unnest(value.suffixes(n.word)) s on conflict do nothing;
    insert into search.deletion (scope, deletion, word)
    select n.scope, d, n.word from unnest(unknown) n cross join lateral unnest(value.deletions(n.word)) d on conflict do nothing;
end
$$;
comment on function rules.learn_words(rules.scoped_word[]) is 'Adds words to the dictionaries of scopes. Definer: nobody else may write there.';

create function rules.forget_words(words rules.scoped_word[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if cardinality(words) = 0 then return; end if;
    perform from search.word w join unnest(words) o on o.scope = w.scope and o.word = w.word order by w.scope, w.word for update of w;
    delete from search.word w using unnest(words) o
    where w.scope = o.scope and w.word = o.word and not exists (
        select from search.token t
        where t.scope = o.scope and t.token >= 'n-' || o.word and t.token < 'n-' || o.word || '!'
    );
end
$$;
comment on function rules.forget_words(rules.scoped_word[]) is
'Takes words that no name has any more out of the dictionaries, so that erasure reaches them. Definer: nobody else may write there.';

create function rules.index_parties(wanted integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    had rules.scoped_word[] := array(
        select distinct w from search.token t cross join lateral rules.words_of(t.scope, t.token) w where t.party = any(wanted)
    );
    has rules.scoped_word[];
begin
    with now_there as (
        select n.party, n.scope, n.token from rules.tokens_of(wanted) n
    ), gone as (
        delete from search.token t
        where t.party = any(wanted) and not exists (select from now_there n where n.party = t.party and n.token = t.token)
    ), added as (
        insert into search.token (scope, token, party) select n.scope, n.token, n.party from now_there n
        on conflict on constraint token_pkey do nothing
    )
    select array(select distinct w from now_there n cross join lateral rules.words_of(n.scope, n.token) w) into has;
    perform rules.learn_words(has);
    perform rules.forget_words(array(select unnest(had) except select unnest(has)));
end
$$;
comment on function rules.index_parties(integer[]) is 'Brings the tokens and words of customers up to date. Definer: nobody else may write there.';

create function rules.move_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    moved integer[] := array(select m.id from (select n.id, n.scope from becomes n except select o.id, o.scope from was o) m);
begin
    if moved = '{}' then return null; end if;
    perform rules.learn_words(array(
        select distinct w from becomes n join search.token t on t.party = n.id cross join lateral rules.words_of(n.scope, t.token) w
        where n.id = any(moved)
    ));
    perform rules.forget_words(array(
        select distinct w from was o join search.token t on t.party = o.id cross join lateral rules.words_of(o.scope, t.token) w
        where o.id = any(moved)
    ));
    return null;
end
$$;
comment on function rules.move_words() is 'Takes the words of customers to their new scope. Definer: nobody else may write there.';
create trigger party_z_moves_words after update on register.party
referencing old table as was new table as becomes for each statement execute function rules.move_words();

create function rules.forget_party() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    words rules.scoped_word[] := array(
        select distinct w from search.token t cross join lateral rules.words_of(t.scope, t.token) w where t.party = old.id
    );
begin
    delete from search.token t where t.party = old.id;
    delete from desk.draft d where d.party = old.id;
    perform rules.forget_words(words);
    return old;
end
$$;
comment on function rules.forget_party() is 'Takes the words of an erased customer out of the dictionaries, and what was being written about it off the desks. Definer: nobody else may write there.';
create trigger party_forgets_words before delete on register.party for each row execute function rules.forget_party();

create function rules.figures(kind text, status text, permission text) returns text[]
language sql immutable
begin atomic
    select array[
        'all', 'kind ' || kind, 'status ' || status, 'permission ' || permission,
        'kind ' || kind || ' status ' || status, 'kind ' || kind || ' permission ' || permission,
        'status ' || status || ' permission ' || permission, 'kind ' || kind || ' status ' || status || ' permission ' || permission
    ];
end;
comment on function rules.figures(text, text, text) is 'The counters a customer counts in: one for every combination of filters.';

create type rules.counted as (scope smallint, figure text, step bigint);

create function rules.tally_parties() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    steps rules.counted[] := '{}';
begin
    if tg_op <> 'INSERT' then
        steps := array(
            select (o.scope, f, -o.many)::rules.counted
            from (select w.scope, w.kind, w.status, w.permission, count(*) as many from was w group by 1, 2, 3, 4) o
            cross join lateral unnest(rules.figures(o.kind, o.status, o.permission)) f
        );
    end if;
    if tg_op <> 'DELETE' then
        steps := steps || array(
            select (n.scope, f, n.many)::rules.counted
            from (select b.scope, b.kind, b.status, b.permission, count(*) as many from becomes b group by 1, 2, 3, 4) n
            cross join lateral unnest(rules.figures(n.kind, n.status, n.permission)) f
        );
    end if;
    insert into search.tally as t (scope, figure, count)
    select s.scope, s.figure, sum(s.step) from unnest(steps) s group by 1, 2 having sum(s.step) <> 0 order by 1, 2
    on conflict on constraint tally_pkey do update set count = t.count + excluded.count;
    return null;
end
$$;
comment on function rules.tally_parties() is
'Keeps the counters of each scope, once a statement however many customers it writes. Definer: nobody else may write there.';
create trigger party_is_tallied_in after insert on register.party
referencing new table as becomes for each statement execute function rules.tally_parties();
create trigger party_is_tallied_again after update on register.party
referencing old table as was new table as becomes for each statement execute function rules.tally_parties();
create trigger party_is_tallied_out after delete on register.party
referencing old table as was for each statement execute function rules.tally_parties();

create function rules.refresh_markets(wanted integer[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    with verdict as (
        select v.* from rules.verdicts(wanted) v
    ), points as (
        update register.contact_point c set marketable = n.allowed
        from (
            select p.id, bool_or(v.allowed) as allowed
            from register.contact_point p
            join verdict v on v.party = p.party and coalesce(v.person, 0) = coalesce(p.person, 0) and rules.channel_of(p.kind, v.channel)
            where p.party = any(wanted)
            group by p.id
            having bool_or(v.allowed) is distinct from p.marketable
        ) n
        where c.id = n.id and c.marketable is distinct from n.allowed
    )
    update register.party p set marketable = n.marketable, permission = n.permission
    from (
        select v.party, bool_or(v.allowed) as marketable,
            case when bool_or(v.state <> 'refused') then 'given' when bool_or(v.state = 'refused') then 'refused' else 'none' end as permission
        from verdict v
        group by v.party
    ) n
    where p.id = n.party and (p.marketable, p.permission) is distinct from (n.marketable, n.permission);
end;
comment on function rules.refresh_markets(integer[]) is
'Marks customers and their contact points as open to marketing or not. Definer: the mark decides what marketing sees, so nobody may write it.';

create function rules.refresh_markets_by(wanted integer[], what text) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.refresh_markets(case what when 'permission' then wanted when 'status' then array(
        select distinct m.party from register.marketing_permission m where m.party = any(wanted) and m.state = 'existing_customer'
    ) end);
end;
comment on function rules.refresh_markets_by(integer[], text) is
'Marks those customers anew whose marks may follow from such a change: a status counts where somebody is said to be a customer (917/2014 200 § 3), a unit never. Definer: the mark decides what marketing sees.';

create function rules.refresh_sharing(wanted integer[], channels text[] default null) returns void
language sql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
    select rules.refresh_markets(s.others)
    from (
        select array(
            select distinct o.party
            from register.contact_point c join register.contact_point o on md5(o.normal) = md5(c.normal) and o.normal = c.normal
            where c.party = any(wanted) and o.party <> all(wanted) and (channels is null or c.person is null and exists (
                select from unnest(channels) s (channel) where rules.channel_of(c.kind, s.channel)
            ))
        ) as others offset 0
    ) s
    where s.others <> '{}';
end;
comment on function rules.refresh_sharing(integer[], text[]) is
'Marks anew every customer that shares a number or address with these, or their own ones of some channels: a refusal is of the number, wherever it is kept. Definer: they may be in units the login does not see.';
grant execute on function rules.refresh_sharing(integer[], text[]) to seloste_writer;

create function rules.refresh_towns(wanted integer[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    update register.party p set town = a.town, postcode = a.postcode
    from (
        select distinct on (p.id) p.id, case when not p.protected then a.town end as town,
            case when not p.protected then a.postcode end as postcode
        from register.party p
        left join register.address a on a.party = p.id and (a.valid_to is null or a.valid_to >= rules.today())
        where p.id = any(wanted)
        order by p.id, array_position(array['visit', 'post', 'billing', 'installation'], a.kind), a.id
    ) a
    where p.id = a.id and (p.town, p.postcode) is distinct from (a.town, a.postcode);
end;
comment on function rules.refresh_towns(integer[]) is 'Copies the town of the first address to the customer, never of a protected one. Definer: nobody may write it by hand.';

create function rules.refresh_parties(wanted integer[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.refresh_towns(wanted);
    select rules.refresh_markets(wanted);
    select rules.index_parties(wanted);
end;
comment on function rules.refresh_parties(integer[]) is
'Brings what follows from the rows of customers up to date: town, marketing, search. Definer: nobody may write these by hand.';
grant execute on function rules.refresh_parties(integer[]) to seloste_writer;
grant execute on function rules.role_letter(text), rules.national(text), rules.words_of(smallint, text) to seloste_reader;
