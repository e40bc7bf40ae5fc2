-- needs: save
-- The personal identity code: in no list, no log, no export. Asked for with a reason, revealed in a later transaction, or only compared.
set local role seloste_writer;

create function api.set_identity_code(op uuid, party integer, code text, needed_for text, how text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    identifier integer;
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K4') then perform rules.refuse('not_yours'); end if;
    if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if rules.names_identity_code(concat_ws(' ', needed_for, how)) then perform rules.refuse('identity_code_by_itself'); end if;
    perform from register.party p where p.id = set_identity_code.party and p.kind in ('person', 'sole_trader') for update;
    if not found then
        perform rules.refuse('identity_code_of_persons_only');
    end if;
    delete from register.identifier i where i.party = set_identity_code.party and i.scheme = 'hetu';
    if code is not null then
        insert into register.identifier (party, scheme, verified_on, verified_how, needed_for)
        values (set_identity_code.party, 'hetu', rules.today(), how, set_identity_code.needed_for) returning id into identifier;
        insert into secret.identity_code (party, code, identifier) values (set_identity_code.party, upper(btrim(set_identity_code.code)), identifier);
    end if;
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'party', party));
end
$$;
comment on function api.set_identity_code(uuid, integer, text, text, text) is
'Stores or, with null, deletes the identity code of an opened person. Definer: the secret table is granted to nobody.';

create function rules.identity_code_of(party integer) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select c.code from secret.identity_code c where c.party = identity_code_of.party;
end;
comment on function rules.identity_code_of(integer) is 'The code of a customer in scope. Definer: the secret table is granted to nobody.';
create function rules.party_of_identity_code(code text) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select f.party from unnest(rules.my_scopes()) s (scope) cross join lateral (
        select c.party from secret.identity_code c where c.scope = s.scope and c.code = upper(btrim(party_of_identity_code.code)) limit 1
    ) f order by f.party limit 1;
end;
comment on function rules.party_of_identity_code(text) is 'The customer in scope with a code. Definer: the secret table is granted to nobody.';
grant execute on function rules.identity_code_of(integer), rules.party_of_identity_code(text) to seloste_reader;

reset role;
set local role seloste_reader;

create function api.ask_identity_code(party integer, reason text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if rules.my_purpose() is null or rules.my_purpose() not in ('seloste_billing', 'seloste_administration', 'seloste_privacy') then return 'not_yours'; end if;
    if length(btrim(coalesce(reason, ''))) < 10 then return 'reason_short'; end if;
    if party <> all(rules.open_parties()) then return 'not_open'; end if;
    if rules.without_identity_codes(reason) <> reason then return 'reason_holds_code'; end if;
    if not rules.take_ticket('identity_code', party, btrim(reason)) then return 'too_many'; end if;
    return 'opened';
end
$$;
comment on function api.ask_identity_code(integer, text) is
'Asks for the identity code of an opened customer, with a reason of 10 characters or more; commit, then reveal. Definer: tickets are nobody''s to write.';

create function api.reveal_identity_code(party integer) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if party <> all(rules.revealed_parties('identity_code')) or party <> all(rules.open_parties()) then perform rules.refuse('not_asked'); end if;
    return rules.identity_code_of(party);
end
$$;
comment on function api.reveal_identity_code(integer) is
'The identity code asked for in an earlier transaction; null when there is none. Definer: the secret table is granted to nobody.';

create function api.match_identity_code(party integer, last_four text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    tries integer;
    matches boolean;
begin
    if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if not rules.take_match(party) then return null; end if;
    matches := right(rules.identity_code_of(party), 4) = upper(btrim(last_four));
    if matches then perform rules.log_read('match', party, null, null, null, 'identity_code'); end if;
    return coalesce(matches, false);
end
$$;
comment on function api.match_identity_code(integer, text) is
'Whether the last four match, yes or no, three tries in ten minutes and then null; the code is not shown. Definer: the secret table is granted to nobody.';

create function api.find_identity_code(code text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    found_party integer := rules.party_of_identity_code(code);
begin
    perform rules.log_read('find', found_party, null, '(identity code)', case when found_party is null then 0 else 1 end, null);
    return found_party;
end
$$;
comment on function api.find_identity_code(text) is 'The id of the customer with this identity code, where the purpose may see it. Definer: the secret table is granted to nobody.';

grant execute on function api.ask_identity_code(integer, text), api.reveal_identity_code(integer)
    to seloste_billing, seloste_administration, seloste_privacy;
grant execute on function api.match_identity_code(integer, text), api.find_identity_code(text)
    to seloste_billing, seloste_support, seloste_administration, seloste_privacy;
reset role;
set local role seloste_writer;
grant execute on function api.set_identity_code(uuid, integer, text, text, text) to seloste_administration;
