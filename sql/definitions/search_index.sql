-- needs: triggers
-- What a customer is found by, kept true after every save, and what follows from its rows: town, permission, open to marketing or not.
set local role seloste_owner;

create function rules.role_letter(role text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case role when 'decision' then 'D' when 'administration' then 'A' when 'billing' then 'B' when 'technical' then 'T'
        when 'user' then 'U' when 'maintainer' then 'M' else '-' end;
end;
comment on function rules.role_letter(text) is 'The second letter of a token: whose it is, so that a purpose finds persons only by the roles it may see.';

create function rules.national(normal text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case when normal like '+358%' then '0' || substr(normal, 5) else substr(normal, 2) end;
end;
comment on function rules.national(text) is 'A number as it is dialled in Finland, digits only.';

create function rules.tokens_of(wanted integer) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select 'n-' || r from register.party p, unnest(value.rotations(value.search_form(p.name))) r (r) where p.id = wanted
    union
    select 'n-' || r from register.party_name n, unnest(value.rotations(value.search_form(n.name))) r (r) where n.party = wanted
    union
    select 't-' || value.search_form(t.town) || ' ' || value.search_form(p.name)
    from register.party p
    join register.address a on a.party = p.id and (a.valid_to is null or a.valid_to >= rules.today())
    cross join lateral (values (a.town), (a.town_sv)) t (town)
    where p.id = wanted and not p.protected and t.town is not null
    union
    select 'b-' || regexp_replace(lower(i.value), '[^a-z0-9]', '', 'g') from register.identifier i where i.party = wanted and i.value is not null
    union
    select 'c' || rules.role_letter(r.role) || rotation
    from register.person_role r
    join register.person h on h.id = r.person
    cross join lateral unnest(value.rotations(value.search_form(h.family_name || ' ' || h.given_names))) rotation
    where r.party = wanted and (r.valid_to is null or r.valid_to >= rules.today())
    union
    select t.token
    from register.contact_point c
    left join register.person_role r on r.person = c.person and r.party = c.party
    cross join lateral (values
        (case c.kind when 'email' then 'e' else 'p' end || rules.role_letter(r.role)
            || case c.kind when 'email' then c.normal else rules.national(c.normal) end),
        (case c.kind when 'email' then 'h' else 'q' end || rules.role_letter(r.role)
            || case c.kind when 'email' then split_part(c.normal, '@', 2) else reverse(substr(c.normal, 2)) end)
    ) t (token)
    where c.party = wanted;
end;
comment on function rules.tokens_of(integer) is 'Everything a customer is found by. Definer: reads all of one customer, for the index only.';

create function rules.words_of(tokens text[]) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(distinct w.w order by w.w), '{}')
    from unnest(tokens) t (t), unnest(value.words(substr(t.t, 3))) w (w)
    where left(t.t, 2) = 'n-' and length(w.w) between 3 and 40;
end;
comment on function rules.words_of(text[]) is 'The words of the names among tokens.';

create function rules.learn_words(of_scope smallint, words text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    new_word text;
begin
    foreach new_word in array words loop
        if exists (select from search.word w where w.scope = of_scope and w.word = new_word) then
            perform from search.word w where w.scope = of_scope and w.word = new_word for share;
            continue when found;
        end if;
        insert into search.word (scope, word) values (of_scope, new_word) on conflict do nothing;
        insert into search.suffix (scope, suffix, word)
        select of_scope, s, new_word from unnest(value.suffixes(new_word)) s on conflict do nothing;
        insert into search.deletion (scope, deletion, word)
        select of_scope, d, new_word from unnest(value.deletions(new_word)) d on conflict do nothing;
    end loop;
end
$$;
comment on function rules.learn_words(smallint, text[]) is 'Adds words to the dictionary of a scope. Definer: nobody else may write there.';

create function rules.forget_words(of_scope smallint, words text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    old_word text;
begin
    foreach old_word in array words loop
        perform from search.word w where w.scope = of_scope and w.word = old_word for update;
        delete from search.word w
        where w.scope = of_scope and w.word = old_word and not exists (
            select from search.token t
            where t.scope = of_scope and t.token >= 'n-' || old_word and t.token < 'n-' || old_word || '!'
        );
    end loop;
end
$$;
comment on function rules.forget_words(smallint, text[]) is
'Takes words that no name has any more out of the dictionary, so that erasure reaches it. Definer: nobody else may write there.';

create function rules.index_party(wanted integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    now_scope smallint;
    old_scope smallint;
    had text[];
    has text[];
begin
    select p.scope into now_scope from register.party p where p.id = wanted;
    select array_agg(t.token), min(t.scope) into had, old_scope from search.token t where t.party = wanted;
    select array_agg(t) into has from rules.tokens_of(wanted) t;
    delete from search.token t where t.party = wanted and t.token <> all(has);
    insert into search.token (scope, token, party)
    select now_scope, t, wanted from unnest(has) t where t <> all(coalesce(had, '{}'));
    perform rules.learn_words(now_scope, rules.words_of(has));
    perform rules.forget_words(now_scope, array(
        select unnest(rules.words_of(coalesce(had, '{}'))) except select unnest(rules.words_of(has)) order by 1
    ));
end
$$;
comment on function rules.index_party(integer) is 'Brings the tokens and words of one customer up to date. Definer: nobody else may write there.';

create function rules.move_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    words text[] := rules.words_of(array(select t.token from search.token t where t.party = new.id));
begin
    perform rules.learn_words(new.scope, words);
    perform rules.forget_words(old.scope, words);
    return null;
end
$$;
comment on function rules.move_words() is 'Takes the words of a customer to its new scope. Definer: nobody else may write there.';
create trigger party_z_moves_words after update on register.party
for each row when (old.scope is distinct from new.scope) execute function rules.move_words();

create function rules.figures_of(p register.party) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select array['all', 'kind ' || p.kind, 'status ' || p.status, 'permission ' || p.permission];
end;
comment on function rules.figures_of(register.party) is 'The counters a customer counts in.';

create function rules.tally_party() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op <> 'INSERT' then
        update search.tally t set count = t.count - 1 where t.scope = old.scope and t.figure = any(rules.figures_of(old));
    end if;
    if tg_op <> 'DELETE' then
        insert into search.tally as t (scope, figure, count)
        select new.scope, f, 1 from unnest(rules.figures_of(new)) f order by f
        on conflict (scope, figure) do update set count = t.count + 1;
    end if;
    return null;
end
$$;
comment on function rules.tally_party() is 'Keeps the counters of each scope. Definer: nobody else may write there.';
create trigger party_is_tallied_in after insert or delete on register.party for each row execute function rules.tally_party();
create trigger party_is_tallied_again after update on register.party for each row
when (old.scope is distinct from new.scope or old.kind is distinct from new.kind or old.status is distinct from new.status
    or old.permission is distinct from new.permission) execute function rules.tally_party();

create function rules.refresh_market(wanted integer) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    with subject (person) as (
        select null::integer union select r.person from register.person_role r where r.party = wanted
    ), verdict as (
        select s.person, c.channel, rules.market_verdict(wanted, s.person, c.channel, null) as v,
            (rules.latest(wanted, s.person, c.channel, null)).state as state
        from subject s cross join unnest(rules.channels()) c (channel)
    ), points as (
        update register.contact_point c set marketable = n.allowed
        from (
            select p.id, bool_or((v.v).allowed) as allowed
            from register.contact_point p
            join verdict v on v.person is not distinct from p.person and rules.channel_of(p.kind, v.channel)
            where p.party = wanted
            group by p.id
        ) n
        where c.id = n.id and c.marketable is distinct from n.allowed
    )
    update register.party p set marketable = n.marketable, permission = n.permission
    from (
        select bool_or((v.v).allowed) as marketable,
            case when bool_or(v.state <> 'refused') then 'given' when bool_or(v.state = 'refused') then 'refused' else 'none' end as permission
        from verdict v
    ) n
    where p.id = wanted and (p.marketable, p.permission) is distinct from (n.marketable, n.permission);
end;
comment on function rules.refresh_market(integer) is
'Marks a customer and its contact points as open to marketing or not. Definer: the mark decides what marketing sees, so nobody may write it.';

create function rules.refresh_party(wanted integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update register.party p set town = a.town, postcode = a.postcode
    from (
        select p.id, case when not p.protected then a.town end as town, case when not p.protected then a.postcode end as postcode
        from register.party p
        left join register.address a on a.party = p.id and (a.valid_to is null or a.valid_to >= rules.today())
        where p.id = wanted
        order by array_position(array['visit', 'post', 'billing', 'installation'], a.kind), a.id
        limit 1
    ) a
    where p.id = a.id and (p.town, p.postcode) is distinct from (a.town, a.postcode);
    perform rules.refresh_market(wanted);
    perform rules.index_party(wanted);
end
$$;
comment on function rules.refresh_party(integer) is
'Brings what follows from the rows of a customer up to date: town, marketing, search. Definer: nobody may write these by hand.';
grant execute on function rules.refresh_party(integer) to seloste_writer;
grant execute on function rules.role_letter(text), rules.national(text), rules.words_of(text[]) to seloste_reader;
