-- needs: sources
-- A fetch from an outside source: noted when the answer came, settled when a person has accepted or left each difference.
set local role seloste_audit;

create function rules.log_fetch(source text, query text, party integer, payload_hash bytea, found integer) returns bigint
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    insert into audit.external_fetch (source, query, party, payload_hash, found)
    values (log_fetch.source, rules.without_identity_codes(log_fetch.query), log_fetch.party, log_fetch.payload_hash, log_fetch.found)
    returning id;
end;
comment on function rules.log_fetch(text, text, integer, bytea, integer) is 'Notes that an outside source was asked and has answered. Definer: nobody else may write there.';

create function rules.fetch_source(wanted bigint) returns text
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    select f.source::text from audit.external_fetch f
    where f.id = wanted and f.login = session_user and f.purpose = current_setting('role')::name and f.settled_at is null
    for update;
end;
comment on function rules.fetch_source(bigint) is 'The source of a fetch of the login that waits to be settled, and the fetch locked. Definer: the log is granted to nobody.';

create function rules.log_settling(wanted bigint, party integer, differences text[], accepted text[], op uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    update audit.external_fetch f
    set party = log_settling.party, differences = log_settling.differences, accepted = log_settling.accepted, op = log_settling.op, settled_at = now()
    where f.id = wanted;
end;
comment on function rules.log_settling(bigint, integer, text[], text[], uuid) is 'Notes which differences of a fetch were accepted. Definer: nobody else may write there.';

create function rules.fetches_of(wanted integer) returns setof audit.external_fetch
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select f.* from audit.external_fetch f where f.party = any(wanted || rules.merged_with(wanted));
end;
comment on function rules.fetches_of(integer) is 'What was fetched of a customer and of those merged into it. Definer: the log is granted to nobody.';
grant execute on function rules.fetches_of(integer) to seloste_reader;
grant execute on function rules.log_fetch(text, text, integer, bytea, integer), rules.fetch_source(bigint),
    rules.log_settling(bigint, integer, text[], text[], uuid) to seloste_writer;

reset role;
set local role seloste_reader;

create function api.fetches(party integer) returns table (
    id bigint, at timestamptz, login text, purpose text, source text, query text, payload_hash bytea, found integer,
    differences text[], accepted text[], settled_at timestamptz
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = fetches.party) then
        perform rules.refuse('not_open');
    end if;
    return query
    select f.id, f.at, f.login::text, f.purpose::text, f.source::text, f.query, f.payload_hash, f.found, f.differences, f.accepted, f.settled_at
    from rules.fetches_of(party) f order by f.at desc;
end
$$;
comment on function api.fetches(integer) is
'What was fetched of an opened customer from outside sources, the last first, for data protection. Definer: the log is granted to nobody.';
grant execute on function api.fetches(integer) to seloste_privacy;

reset role;
set local role seloste_writer;

create function api.note_fetch(op uuid, source text, query text, party integer, payload_hash bytea, hits integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
begin
    if answer is not null then return answer; end if;
    if source is null or source not in ('ytj', 'prh_associations', 'asiakastieto', 'fonecta') then perform rules.refuse('source_unknown'); end if;
    if query is null or length(query) not between 1 and 200 or octet_length(payload_hash) is distinct from 32 or hits is null or hits < 0 then
        perform rules.refuse('changes_unreadable');
    end if;
    if party is not null and party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    return rules.note_done(op, jsonb_build_object('outcome', 'noted', 'fetch', rules.log_fetch(source, query, party, payload_hash, hits)));
end
$$;
comment on function api.note_fetch(uuid, text, text, integer, bytea, integer) is
'Notes that an outside source has answered: what was asked, of which opened customer, how many were found, and the SHA-256 of the answer, of which nothing else is kept. Definer: staff have no right to write logs.';

create function rules.class_of_claim(datum text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case when datum in ('visit', 'post', 'billing') then 'K3' when datum in ('mobile', 'phone', 'email') then 'K2' when datum = any('{firm,legal_form,industry,turnover,staff,offices,website}'::text[]) then 'K11' else 'K1' end;
end;
comment on function rules.class_of_claim(text) is 'The class of what a source says: an address, a number, facts of a company, or the customer itself.';
grant execute on function rules.class_of_claim(text) to seloste_reader;

create function rules.may_claim(class text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select rules.may_write(class) or class = 'K11' and rules.may_see('firmographic', 'as_of');
end;
comment on function rules.may_claim(text) is
'Whether the purpose decides about what a source says: it writes such data, or reads facts of companies, which nobody types.';

create function rules.check_claims(claims jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    claim jsonb;
begin
    if jsonb_typeof(claims) is distinct from 'array' or pg_column_size(claims) > 262144 then perform rules.refuse('changes_unreadable'); end if;
    for claim in select c from jsonb_array_elements(claims) c loop
        if jsonb_typeof(claim) <> 'object' or jsonb_typeof(claim -> 'said') is distinct from 'object' or claim -> 'said' = '{}'
            or coalesce(claim ->> 'standing', '') not in ('open', 'ours', 'theirs') or jsonb_typeof(claim -> 'datum') is distinct from 'string'
            or exists (select from jsonb_each(claim -> 'said') f where jsonb_typeof(f.value) in ('object', 'array')) then
            perform rules.refuse('changes_unreadable');
        end if;
        if rules.names_identity_code((claim -> 'said')::text) then
            perform rules.refuse('identity_code_by_itself', jsonb_build_object('field', claim ->> 'datum'));
        end if;
        if not rules.may_claim(rules.class_of_claim(claim ->> 'datum')) then
            perform rules.refuse('field_not_yours', jsonb_build_object('entity', 'source_claim', 'field', claim ->> 'datum'));
        end if;
    end loop;
end
$$;
comment on function rules.check_claims(jsonb) is 'Refuses claims that cannot be read, that hold an identity code, or whose class the purpose may not write.';

create function rules.said_by(c register.source_claim) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(c.customer_said, c.address_said, c.contact_said, c.firm_said);
end;
comment on function rules.said_by(register.source_claim) is 'What a claim says, of whichever class it is.';

create function rules.keep_claims(customer integer, origin text, reference text, claims jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    delete from register.source_claim c
    where c.party = customer and c.source = origin and rules.may_claim(rules.class_of_claim(c.datum)) and rules.row_is_open('source_claim', to_jsonb(c))
        and not exists (select from jsonb_array_elements(claims) n where n ->> 'datum' = c.datum and n -> 'said' = rules.said_by(c));
    update register.source_claim c
    set standing = n ->> 'standing', source_ref = reference, obtained_on = rules.today(),
        decided_by = case when n ->> 'standing' <> 'open' then session_user end, decided_on = case when n ->> 'standing' <> 'open' then rules.today() end
    from jsonb_array_elements(claims) n
    where c.party = customer and c.source = origin and n ->> 'datum' = c.datum and n -> 'said' = rules.said_by(c) and n ->> 'standing' <> c.standing;
    insert into register.source_claim (
        party, datum, customer_said, address_said, contact_said, firm_said, standing, decided_by, decided_on, source, source_ref
    )
    select customer, n ->> 'datum', case k.class when 'K1' then n -> 'said' end, case k.class when 'K3' then n -> 'said' end,
        case k.class when 'K2' then n -> 'said' end, case k.class when 'K11' then n -> 'said' end, n ->> 'standing', case when n ->> 'standing' <> 'open' then session_user end,
        case when n ->> 'standing' <> 'open' then rules.today() end, origin, reference
    from (select distinct on (e ->> 'datum', e -> 'said') e as n from jsonb_array_elements(claims) e) d
    cross join lateral rules.class_of_claim(n ->> 'datum') k (class)
    where not exists (
        select from register.source_claim c
        where c.party = customer and c.source = origin and c.datum = n ->> 'datum' and rules.said_by(c) = n -> 'said'
    );
end
$$;
comment on function rules.keep_claims(integer, text, text, jsonb) is
'What a source says otherwise now, and how it was decided: what it said before and says no more goes.';

create function rules.keep_firmographic(customer integer, origin text, reference text, firm jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    last register.firmographic;
    given register.firmographic;
begin
    if firm is null or firm = 'null' or firm = '{}' then return; end if;
    if not rules.may_see('firmographic', 'as_of') then perform rules.refuse('not_yours'); end if;
    if jsonb_typeof(firm) <> 'object' or rules.names_identity_code(firm::text) or exists (
        select from jsonb_each(firm) f
        where f.key <> all(array['legal_form', 'industry', 'industry_set', 'turnover', 'staff', 'offices', 'website', 'as_of'])
            or jsonb_typeof(f.value) in ('object', 'array')
    ) then perform rules.refuse('changes_unreadable'); end if;
    select f.* into last from register.firmographic f where f.party = customer and f.source = origin order by f.as_of desc, f.id desc limit 1;
    given := jsonb_populate_record(null::register.firmographic, firm);
    if last.id is not null and last.as_of = coalesce(given.as_of, rules.today()) then
        update register.firmographic f
        set legal_form = given.legal_form, industry = given.industry, industry_set = given.industry_set, turnover = given.turnover,
            staff = given.staff, offices = given.offices, website = given.website, source_ref = reference, obtained_on = rules.today()
        where f.id = last.id;
    else
        insert into register.firmographic (party, legal_form, industry, industry_set, turnover, staff, offices, website, as_of, source, source_ref)
        values (customer, given.legal_form, given.industry, given.industry_set, given.turnover, given.staff, given.offices, given.website,
            coalesce(given.as_of, rules.today()), origin, reference);
    end if;
exception
    when integrity_constraint_violation or data_exception then
        raise exception using errcode = 'SE002', message = 'value_unfit', detail = '{"entity": "firmographic"}';
end
$$;
comment on function rules.keep_firmographic(integer, text, text, jsonb) is
'Keeps what a source says of a company on a day, in place of what it said of the same day. Nobody types it: it comes from a source, brought by a purpose that reads it.';

create function api.settle(
    op uuid, fetched bigint, party integer, changes jsonb, claims jsonb, firm jsonb, differences text[], accepted text[], reference text
) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    origin text;
    customer integer;
begin
    if answer is not null then return answer; end if;
    origin := rules.fetch_source(fetched);
    if origin is null then perform rules.refuse('fetch_settled'); end if;
    perform rules.check_claims(claims);
    answer := rules.save_changes(op, party, changes);
    if answer ->> 'outcome' <> 'saved' then return answer; end if;
    customer := (answer ->> 'party')::integer;
    perform rules.keep_claims(customer, origin, reference, claims);
    perform rules.keep_firmographic(customer, origin, reference, firm);
    perform rules.log_settling(fetched, customer, coalesce(differences, '{}'), coalesce(accepted, '{}'), op);
    return answer;
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
    when integrity_constraint_violation then
        perform rules.refuse('changes_unreadable');
        return null;
end
$$;
comment on function api.settle(uuid, bigint, integer, jsonb, jsonb, jsonb, text[], text[], text) is
'Settles a fetch of the login: saves the accepted differences of one customer, opened or new, keeps what was left so that it is not asked again, and notes which were which; one operation, answered as a save. Definer: staff have no right to write tables.';

create function api.decide(op uuid, party integer, claim integer, version integer, standing text, changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    there register.source_claim;
begin
    if answer is not null then return answer; end if;
    if party is null or party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if coalesce(standing, '') not in ('ours', 'theirs') then perform rules.refuse('changes_unreadable'); end if;
    select c.* into there from register.source_claim c where c.id = decide.claim and c.party = decide.party for update;
    if there.id is null or not rules.row_is_open('source_claim', to_jsonb(there)) then perform rules.refuse('not_found'); end if;
    if not rules.may_write(rules.class_of_claim(there.datum)) then
        perform rules.refuse('field_not_yours', jsonb_build_object('entity', 'source_claim', 'field', there.datum));
    end if;
    if there.version is distinct from decide.version then perform rules.refuse('claim_changed'); end if;
    answer := rules.save_changes(op, party, changes);
    if answer ->> 'outcome' <> 'saved' then return answer; end if;
    update register.source_claim c set standing = decide.standing, decided_by = session_user, decided_on = rules.today() where c.id = there.id;
    return answer;
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
end
$$;
comment on function api.decide(uuid, integer, integer, integer, text, jsonb) is
'Decides between the register and a source that says otherwise: ours stays, or theirs is taken with the changes it needs; one operation, answered as a save. Definer: staff have no right to write tables.';

grant execute on function api.note_fetch(uuid, text, text, integer, bytea, integer),
    api.settle(uuid, bigint, integer, jsonb, jsonb, jsonb, text[], text[], text),
    api.decide(uuid, integer, integer, integer, text, jsonb) to seloste_billing, seloste_administration, seloste_relations;
