-- needs: tickets
-- Search and lists. Everything is equality or a range of prefixes on text in C order, below row security, per scope.
set local role seloste_reader;

create function rules.may_see(table_name text, column_name text) returns boolean
language sql stable
begin atomic
    select coalesce(has_column_privilege(rules.my_purpose(), 'register.' || table_name, column_name, 'select'), false);
end;
comment on function rules.may_see(text, text) is 'Whether the purpose in use was granted a column of the register.';
grant execute on function rules.may_see(text, text) to seloste_writer;

create function rules.sees_any_of(entity text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from dictionary.data_column d
        where d.schema_name = 'register' and d.table_name = entity and d.class <> 'T' and rules.may_see(entity, d.column_name::text)
    );
end;
comment on function rules.sees_any_of(text) is 'Whether the purpose was granted more of a table than what rows are found by: otherwise its rows are nothing to it.';
grant execute on function rules.sees_any_of(text) to seloste_writer;

create type rules.asker as (purpose name, scopes smallint[], persons text[], owners text[], sees text[]);

create function rules.asker() returns rules.asker
language sql stable
begin atomic
    select (
        m.purpose, rules.my_scopes(), p.letters, case when m.purpose <> 'seloste_faults' then array['-'] else '{}' end || p.letters, s.columns
    )::rules.asker
    from (select rules.my_purpose() as purpose offset 0) m
    cross join lateral (
        select coalesce(array_agg(rules.role_letter(r.role)), '{}') as letters from dictionary.purpose_role r where r.purpose = m.purpose
    ) p
    cross join lateral (
        select coalesce(array_agg(c.t || '.' || c.c), '{}') as columns
        from (values
            ('party', 'status'), ('party', 'town'), ('party', 'permission'), ('party', 'protected'), ('party_name', 'name'),
            ('identifier', 'value'), ('contact_point', 'normal'), ('domain', 'name'), ('invoice', 'reference'),
            ('interaction', 'channel')
        ) c (t, c)
        where has_column_privilege(m.purpose, 'register.' || c.t, c.c, 'select')
    ) s;
end;
comment on function rules.asker() is
'Who asks, once a question: its scopes, the letters of persons it may see and of owners of contact points it may find (its persons'', and the customer''s own), and what of a list it may see.';

create function rules.dialled(typed text) returns text
language sql immutable
begin atomic
    select case
        when typed ~ '^\s*(\+|00)358' then '0' || substr(regexp_replace(regexp_replace(typed, '^\s*(\+|00)', ''), '[^0-9]', '', 'g'), 4)
        else regexp_replace(regexp_replace(typed, '^\s*00', ''), '[^0-9]', '', 'g')
    end;
end;
comment on function rules.dialled(text) is 'The digits of a number as typed, in the national form.';

create type rules.stage as (place integer, kind text, lows text[]);

create function rules.stages(asker rules.asker, typed text) returns setof rules.stage
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    form constant text := value.search_form(typed);
    lower_typed constant text := lower(btrim(typed));
    plain constant text := regexp_replace(lower(typed), '[^a-z0-9]', '', 'g');
    numeric_look constant boolean := typed ~ '^[-+0-9 ()/.]+$' and plain ~ '^[0-9]{2}';
    domain constant text := regexp_replace(lower_typed, '^([a-z]+://)?(www[.])?([^/]*).*$', '\3');
    hosting constant boolean := domain !~ '[\s@]' and length(domain) >= 3 and 'domain.name' = any(asker.sees);
    whole constant boolean := domain ~ '[.].*[.]$';
    reach constant boolean := 'contact_point.normal' = any(asker.sees) and asker.purpose <> 'seloste_marketing';
begin
    if lower_typed ~ '^\s*t-?[0-9]{1,9}$' and 'interaction.channel' = any(asker.sees) then
        return next (0, 'ticket', array['k-T-' || (regexp_replace(typed, '[^0-9]', '', 'g'))::integer || ' '])::rules.stage;
    end if;
    if plain ~ '[0-9]' and length(plain) >= 2 and typed !~ '@' and 'identifier.value' = any(asker.sees) then
        return next (1, 'number', array['b-' || plain])::rules.stage;
    end if;
    if numeric_look and reach then
        return next (2, 'phone', array(select 'p' || o || rules.dialled(typed) from unnest(asker.owners) o))::rules.stage;
        if length(plain) >= 4 then
            return next (3, 'phone_end', array(select 'q' || o || reverse(plain) from unnest(asker.owners) o))::rules.stage;
        end if;
    end if;
    if numeric_look then return; end if;
    if typed !~ '@' and form <> '' and not whole then
        return next (4, 'name', array['n-' || form])::rules.stage;
        if cardinality(asker.persons) > 0 then
            return next (5, 'person', array(select 'c' || p || form from unnest(asker.persons) p))::rules.stage;
        end if;
        if 'party.town' = any(asker.sees) then return next (6, 'town', array['t-' || form])::rules.stage; end if;
    end if;
    if hosting and asker.purpose <> 'seloste_faults' then return next (7, 'domain', array['d-' || domain])::rules.stage; end if;
    if lower_typed !~ '\s' and length(lower_typed) >= 2 and reach and not whole then
        if lower_typed !~ '^@' then
            return next (8, 'email', array(select 'e' || o || lower_typed from unnest(asker.owners) o))::rules.stage;
        end if;
        if lower_typed ~ '^@|[.]' then
            return next (9, 'host', array(select 'h' || o || ltrim(lower_typed, '@') from unnest(asker.owners) o))::rules.stage;
        end if;
    end if;
    if hosting then return next (10, 'server', array['s-' || domain])::rules.stage; end if;
end
$$;
comment on function rules.stages(rules.asker, text) is
'Where to look for what was typed, in order (a name with the dot of the root after it is that domain or host alone): kinds of tokens the purpose may see, each with the beginnings to look for.';

create type rules.filter as (kind text, status text, unit smallint, permission text, mark text);

create function rules.mark_of(product text, state text) returns text
language sql immutable
begin atomic
    select 'x-' || coalesce(product, '*') || ' ' || coalesce(state, '*') || ' ' where product is not null or state is not null;
end;
comment on function rules.mark_of(text, text) is
'How the token begins that customers with a product have, or with a service in a state: a product alone means that it has not ended.';

create function rules.is_marked(party integer, mark text) returns boolean
language sql stable
begin atomic
    select exists (
        select from search.token x where x.party = is_marked.party and x.token >= mark and x.token < mark || U&'\+10FFFF'
    );
end;
comment on function rules.is_marked(integer, text) is 'Whether a customer has a token that begins so: a product, or a service in a state.';

create function rules.filter_of(filters jsonb) returns rules.filter
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(filters ->> 'unit', '1') !~ '^[0-9]{1,4}$' then perform rules.refuse('question_unreadable'); end if;
    return (
        filters ->> 'kind', case when filters ? 'status' and rules.may_see('party', 'status') then filters ->> 'status' end,
        (filters ->> 'unit')::smallint,
        case when filters ? 'permission' and rules.may_see('party', 'permission') then filters ->> 'permission' end,
        case when rules.may_see('service', 'product') and rules.my_purpose() <> 'seloste_faults' then
            rules.mark_of(filters ->> 'product', filters ->> 'service')
        end
    )::rules.filter;
end
$$;
comment on function rules.filter_of(jsonb) is 'Filters as typed, without those on columns that the purpose may not see: they would tell what is in them.';

create function rules.scopes_for(scopes smallint[], wanted rules.filter) returns smallint[]
language sql immutable
begin atomic
    select case when wanted.unit is null then scopes else array(select s from unnest(scopes) s where s / 4 = wanted.unit) end;
end;
comment on function rules.scopes_for(smallint[], rules.filter) is 'The scopes that a filter leaves.';

create type rules.hit as (token text, party integer);

-- In the text of a statement that calls these their queries take the place of the call: no SET, one SELECT.
create function rules.walk_on(scopes smallint[], lows text[], past text, past_party integer, wanted rules.filter, most integer)
returns setof rules.hit
language sql stable
begin atomic
    select f.token, f.party from unnest(scopes) s (scope) cross join unnest(lows) l (low) cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= greatest(l.low, past) and t.token < l.low || U&'\+10FFFF'
            and (past is null or t.token > past or t.party > past_party)
            and (wanted is null or exists (
                select from register.party p where p.id = t.party and (wanted.kind is null or p.kind = wanted.kind)
                    and (wanted.status is null or p.status = wanted.status)
                    and (wanted.permission is null or p.permission = wanted.permission)
                    and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
                offset 0 -- asked of each hit: without this, of all customers at once
            ))
        order by t.token, t.party limit most
    ) f order by f.token, f.party limit most;
end;
comment on function rules.walk_on(smallint[], text[], text, integer, rules.filter, integer) is
'One page of tokens that begin with any of the beginnings, after a place, per scope.';

create function rules.walk_back(scopes smallint[], lows text[], past text, past_party integer, wanted rules.filter, most integer)
returns setof rules.hit
language sql stable
begin atomic
    select f.token, f.party from unnest(scopes) s (scope) cross join unnest(lows) l (low) cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= l.low and t.token < l.low || U&'\+10FFFF'
            and (past is null or t.token <= past) and (past is null or t.token < past or t.party < past_party)
            and (wanted is null or exists (
                select from register.party p where p.id = t.party and (wanted.kind is null or p.kind = wanted.kind)
                    and (wanted.status is null or p.status = wanted.status)
                    and (wanted.permission is null or p.permission = wanted.permission)
                    and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
                offset 0
            ))
        order by t.token desc, t.party desc limit most
    ) f order by f.token desc, f.party desc limit most;
end;
comment on function rules.walk_back(smallint[], text[], text, integer, rules.filter, integer) is
'One page of tokens that begin with any of the beginnings, before a place, per scope.';

create function rules.spellings(scopes smallint[], typed_word text) returns setof rules.scoped_word
language sql stable
begin atomic
    with near as materialized (
        select distinct s.scope, d.word
        from unnest(scopes) s (scope)
        cross join unnest(value.deletions(typed_word)) x (deletion)
        cross join lateral (
            select d.word from search.deletion d where d.scope = s.scope and d.deletion = x.deletion limit 40
        ) d
    ), spelling as materialized (
        select n.word from (select distinct n.word from near n) n where n.word <> typed_word and value.within_one_edit(n.word, typed_word)
    )
    select n.scope, n.word from near n where n.word = any(array(select s.word from spelling s)) limit 60;
end;
comment on function rules.spellings(smallint[], text) is 'Words of the dictionaries one typing error away.';

create function rules.words_with(scopes smallint[], part text) returns setof rules.scoped_word
language sql stable
begin atomic
    select distinct s.scope, x.word
    from unnest(scopes) s (scope)
    cross join lateral (
        select x.word from search.suffix x
        where x.scope = s.scope and x.suffix >= part and x.suffix < part || U&'\+10FFFF' and x.word <> x.suffix
        limit 8
    ) x
    limit 60;
end;
comment on function rules.words_with(smallint[], text) is 'Words of the dictionaries that hold a part somewhere after their beginning.';

create type rules.found as (id integer, place integer, kind text, token text, low text);

create function rules.named_by(names rules.scoped_word[], place integer, kind text, wanted rules.filter, most integer) returns setof rules.found
language sql stable
begin atomic
    select distinct on (f.token, f.party) f.party, named_by.place, named_by.kind, f.token, f.low
    from unnest(names) n (scope, word)
    cross join lateral (
        select t.token, t.party, 'n-' || n.word as low from search.token t
        where t.scope = n.scope and t.token >= 'n-' || n.word and t.token < 'n-' || n.word || U&'\+10FFFF'
            and (wanted is null or exists (
                select from register.party p where p.id = t.party and (wanted.kind is null or p.kind = wanted.kind)
                    and (wanted.status is null or p.status = wanted.status)
                    and (wanted.permission is null or p.permission = wanted.permission)
                    and (wanted.mark is null or rules.is_marked(p.id, wanted.mark))
            ))
        order by t.token, t.party limit 8
    ) f
    order by f.token, f.party
    limit most;
end;
comment on function rules.named_by(rules.scoped_word[], integer, text, rules.filter, integer) is
'Customers whose names begin with guessed words, each word in the scope whose dictionary has it.';

create function rules.guessed(scopes smallint[], form text, wanted rules.filter, hits integer) returns rules.found[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    words constant text[] := value.words(form);
    guessed rules.found[] := '{}';
begin
    if cardinality(words) = 1 and length(form) >= 3 then
        guessed := array(select n from rules.named_by(array(select w from rules.words_with(scopes, form) w), 21, 'part', wanted, 20) n);
    end if;
    if hits = 0 and guessed = '{}' and cardinality(words) between 1 and 6 and length(form) >= 4 then
        guessed := array(select n from rules.named_by(array(
            select (s.scope, turned.form)::rules.scoped_word
            from generate_subscripts(words, 1) i
            cross join lateral rules.spellings(scopes, words[i]) s
            cross join lateral (values
                (array_to_string(words[:i - 1] || s.word || words[i + 1:], ' ')),
                (array_to_string(s.word || words[i + 1:] || words[:i - 1], ' '))
            ) turned (form)
            where length(words[i]) >= 4 and (
                cardinality(words) <= 3 or not exists (
                    select from search.word w where w.scope = any(scopes) and w.word = words[i]
                    offset 0 -- looked up word by word: without this, every word there is is read
                )
            )
        ), 22, 'similar', wanted, 20) n);
    end if;
    return array(select f from (select distinct on (g.id) g.* from unnest(guessed) g order by g.id, g.place, g.token) f);
end
$$;
comment on function rules.guessed(smallint[], text, rules.filter, integer) is
'Where else to look when little was found: parts of words, and when nothing was, words one typing error away; of a long name only those no name has.';
