-- needs: codes search_index
-- A card is opened by a committed ticket: the trace of the read exists before anything can be read.
set local role seloste_audit;

create function rules.log_read(act text, party integer, shown integer[], term text, count integer, reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.read_log (login, purpose, act, party, shown, term, count, reason, leaf)
    values (session_user, current_setting('role'), log_read.act, log_read.party, log_read.shown,
        rules.without_identity_codes(log_read.term), log_read.count, rules.without_identity_codes(log_read.reason), '');
    raise log 'seloste read: login=% purpose=% act=% party=% count=%', session_user, current_setting('role'), act, party, count;
end
$$;
comment on function rules.log_read(text, integer, integer[], text, integer, text) is
'Writes a line to the read log, and to the log of the server, which a rollback does not undo. Definer: nobody else may write there.';

create function rules.take_ticket(act text, party integer, reason text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    recent integer;
    most constant integer := case take_ticket.act when 'card' then 120 else 20 end;
    why constant text := rules.without_identity_codes(left(take_ticket.reason, 500));
begin
    perform set_config('synchronous_commit', 'on', true);
    insert into audit.pace as p (login, taken_at) values (session_user, statement_timestamp())
    on conflict on constraint pace_pkey do update set taken_at = excluded.taken_at;
    delete from audit.ticket t where t.login = session_user and t.until < statement_timestamp() - interval '1 hour';
    select count(distinct t.party) into recent from audit.ticket t
    where t.login = session_user and t.act = take_ticket.act and t.opened_at > statement_timestamp() - interval '10 minutes';
    if recent >= most and not exists (
        select from audit.ticket t where t.login = session_user and t.party = take_ticket.party and t.act = take_ticket.act
            and t.opened_at > statement_timestamp() - interval '10 minutes'
    ) then
        perform rules.log_read('limit', take_ticket.party, null, null, recent, take_ticket.act);
        return false;
    end if;
    insert into audit.ticket (login, purpose, party, act, reason, until)
    values (session_user, current_setting('role'), take_ticket.party, take_ticket.act, why, statement_timestamp() + interval '15 minutes');
    perform rules.log_read(take_ticket.act, take_ticket.party, null, null, 1, why);
    return true;
end
$$;
comment on function rules.take_ticket(text, integer, text) is
'Writes the ticket that opens one customer to a login under its purpose for 15 minutes: 120 cards or 20 reveals in 10 minutes, then false. Definer: nobody else may write tickets.';
grant execute on function rules.log_read(text, integer, integer[], text, integer, text), rules.take_ticket(text, integer, text)
    to seloste_reader, seloste_writer;

reset role;
set local role seloste_reader;

create function api.open_card(party integer, reason text default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from register.party p where p.id = open_card.party) then return 'not_found'; end if;
    if not rules.take_ticket('card', party, reason) then return 'too_many'; end if;
    return 'opened';
end
$$;
comment on function api.open_card(integer, text) is
'Opens the card of a customer: answers opened, not_found (also for one that is hidden) or too_many. Commit before reading. Definer: tickets are nobody''s to write.';

create function api.open_address(party integer, reason text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from dictionary.purpose_class c where c.purpose = rules.my_purpose() and c.class = 'K15' and c.may_read
    ) then return 'not_yours'; end if;
    if length(btrim(coalesce(reason, ''))) < 10 then return 'reason_short'; end if;
    if party <> all(rules.open_parties()) then return 'not_open'; end if;
    if not rules.take_ticket('address', party, btrim(reason)) then return 'too_many'; end if;
    return 'opened';
end
$$;
comment on function api.open_address(integer, text) is
'Opens the addresses of a customer with a non-disclosure order, with a reason of 10 characters or more. Commit before reading. Definer: tickets are nobody''s to write.';

grant execute on function api.open_card(integer, text) to seloste_billing, seloste_support, seloste_administration, seloste_relations,
    seloste_faults, seloste_marketing, seloste_privacy;
grant execute on function api.open_address(integer, text) to seloste_billing, seloste_administration, seloste_privacy;

reset role;
set local role seloste_audit;
create function rules.counter_of(login name) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select format('audit.%I', 'comparisons of ' || login);
end;
comment on function rules.counter_of(name) is 'The sequence that counts comparisons of a login: what a rollback does not undo.';

create function rules.make_counter(login name) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('create sequence if not exists %s', rules.counter_of(login));
end
$$;
comment on function rules.make_counter(name) is 'Makes the counter of comparisons of a login. Definer: nobody else may make anything beside the logs.';

create function rules.counted_comparisons() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    counter constant text := rules.counter_of(session_user);
    period constant bigint := floor(extract(epoch from statement_timestamp()) / 600) * 1000;
    known bigint;
begin
    if to_regclass(counter) is null then return 1000; end if;
    execute format('select last_value from %s', counter) into known;
    if known < period then perform setval(counter::regclass, period); end if;
    return nextval(counter::regclass) - period;
end
$$;
comment on function rules.counted_comparisons() is
'How many comparisons the login has made in this period of ten minutes, this one too, rolled back or not. Definer: the counters are granted to nobody.';

create function rules.take_match(party integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    tries integer;
begin
    if rules.counted_comparisons() > 20 then
        perform rules.log_read('limit', party, null, null, null, 'match');
        return false;
    end if;
    select count(*) into tries from audit.read_log r
    where r.login = session_user and r.act = 'match' and r.reason is null and r.party = take_match.party and r.at > now() - interval '10 minutes';
    if tries >= 3 then return false; end if;
    perform rules.log_read('match', party, null, null, tries + 1, null);
    return true;
end
$$;
comment on function rules.take_match(integer) is 'Counts comparisons of an identity code: three a customer and twenty a login in ten minutes. Definer: reads the read log.';
create function rules.last_change(entity text, id text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object('by', c.login, 'at', c.at) from audit.change_log c
    where c.table_name = entity and c.row_id = last_change.id order by c.at desc limit 1;
end;
comment on function rules.last_change(text, text) is 'Who changed a row last, and when. Definer: reads the change log.';
grant execute on function rules.take_match(integer) to seloste_reader;
grant execute on function rules.make_counter(name) to seloste_accounts;
grant execute on function rules.last_change(text, text) to seloste_writer, seloste_reader;
