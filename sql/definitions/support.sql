-- needs: save identity services due
-- Support contacts: who sees them, what may be claimed of a caller, and which of a login's own are still open.
set local role seloste_owner;

create policy interaction_purpose_opened on register.interaction for select
to seloste_support, seloste_administration, seloste_relations, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and party = any((select rules.open_parties())::integer[])
);
create policy interaction_reader_scope on register.interaction for select to seloste_reader
using (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]));
create policy interaction_writer_scope on register.interaction for all to seloste_writer
using (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]))
with check (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]));
grant select on register.interaction to seloste_reader, seloste_writer;
grant insert, update, delete on register.interaction to seloste_writer;

create function rules.hear_persons(wanted integer[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    update register.person h set heard_on = c.day
    from (
        select p.id, min((i.at at time zone 'Europe/Helsinki')::date) as day
        from register.person p
        left join register.interaction i on i.person = p.id and (i.at at time zone 'Europe/Helsinki')::date >= p.obtained_on
        where p.id = any(wanted) group by p.id
    ) c
    where c.id = h.id and h.heard_on is distinct from c.day;
end;
comment on function rules.hear_persons(integer[]) is
'Keeps when persons were first spoken or written to since their data were obtained, GDPR 14(3)(b). Definer: the contact may be in a unit the login does not see, and whose clock it stops is nobody''s to write.';

create function rules.hear_of_contact() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    perform rules.hear_persons(array_remove(array[
        case when tg_op <> 'INSERT' then old.person end, case when tg_op <> 'DELETE' then new.person end
    ], null));
    return null;
end
$$;
create trigger interaction_is_heard after insert or delete or update of person, at on register.interaction
for each row execute function rules.hear_of_contact();
grant execute on function rules.hear_persons(integer[]), rules.hear_of_contact() to seloste_writer;

create function rules.disclose_persons(parties integer[], roles text[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
    update register.person h set disclosed_on = rules.today()
    where h.told_on is null and h.disclosed_on is null and h.id in (
        select r.person from register.person_role r
        where r.party = any(parties) and r.role = any(roles) and (r.role in ('user', 'maintainer') or r.source = 'fonecta')
            and (r.valid_to is null or r.valid_to >= rules.today())
    );
end;
comment on function rules.disclose_persons(integer[], text[]) is
'Keeps when the data of persons who are to be told were first disclosed, GDPR 14(3)(c). Definer: whose clock it stops is nobody''s to write.';
grant execute on function rules.disclose_persons(integer[], text[]) to seloste_writer;

reset role;
set local role seloste_audit;

create function rules.was_matched(party integer, by text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from audit.read_log r
        where r.login = session_user and r.at > now() - interval '30 minutes'
            and r.act = 'match' and r.party = was_matched.party and r.reason = was_matched.by
    );
end;
comment on function rules.was_matched(integer, text) is
'Whether the login compared what a caller said of a customer in the last half hour, and it was right. Definer: the log is granted to nobody.';
grant execute on function rules.was_matched(integer, text) to seloste_writer;

reset role;
set local role seloste_writer;

create function rules.check_contact(party integer, id integer, fields jsonb, made jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
    person constant integer := (fields ->> 'person')::integer;
    claimed constant text := fields ->> 'verified';
begin
    if person is not null and person <> all(rules.persons_here(party, false)) and not made @> to_jsonb(person) then
        perform rules.refuse('not_found');
    end if;
    if claimed in ('identity_code', 'invoice') and not rules.was_matched(party, claimed)
        and claimed is distinct from (select i.verified from register.interaction i where i.id = check_contact.id) then
        perform rules.refuse('caller_not_matched');
    end if;
    if rules.without_identity_codes(fields ->> 'summary') <> fields ->> 'summary' then
        perform rules.refuse('identity_code_by_itself', '{"field": "summary"}');
    end if;
    if rules.is_moment(fields ->> 'at') and (fields ->> 'at')::timestamptz > now() + interval '5 minutes' then
        perform rules.refuse('contact_in_future');
    end if;
end
$$;
comment on function rules.check_contact(integer, integer, jsonb, jsonb) is
'Refuses a contact with somebody who is not the customer''s, a comparison that was never made, an identity code or half of one in the summary, and what has not happened yet.';

reset role;
set local role seloste_reader;

create type rules.card_contact as (
    id integer, party integer, person integer, service integer, at timestamptz, channel text, direction text, verified text, summary text, staff text,
    follow_up_on date, closed_on date, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
select rules.make_part('contact', 'rules.card_contact', 'register.interaction', 'where t.id = wanted');
comment on function api.contact(integer) is
'One contact with an opened customer, by its number; runs as the purpose: grants and policies decide what is in it.';

create type rules.card_contact_source as (
    id integer, at timestamptz, channel text, direction text, source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date
);
select rules.make_part('card_contacts', 'rules.card_contact_source', 'register.interaction', 'where t.party = wanted order by t.at desc, t.id desc limit 500');

create function rules.kept_until(closed_on date) returns date
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (kept_until.closed_on + r.lasts)::date from dictionary.retention r where r.rule = 'interaction';
end;
comment on function rules.kept_until(date) is 'When the summary of a contact that was closed is anonymised.';

create function api.summary_until(closed_on date) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select rules.kept_until(closed_on);
end;
comment on function api.summary_until(date) is
'When the summary of a contact closed on a day is anonymised. Definer: rules are called by those of the register alone.';

create function api.open_contacts(most integer default 16) returns table (
    id integer, party integer, name text, at timestamptz, channel text, follow_up_on date
)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select i.id, i.party, p.name::text, i.at, i.channel, i.follow_up_on
    from unnest(rules.my_scopes()) s (scope)
    join register.interaction i on i.scope = s.scope and i.staff = session_user and i.closed_on is null
    join register.party p on p.id = i.party
    where rules.may_see('interaction', 'summary')
    order by i.follow_up_on nulls last, i.at, i.id
    limit least(greatest(most, 0), 200);
end;
comment on function api.open_contacts(integer) is
'The login''s own contacts that are not closed, what is to be returned to first; without what was said, which is for opened cards. Definer: no card is open.';

create function rules.due_contact(until date) returns setof rules.due
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select i.follow_up_on, i.party, i.id::text, null::text, null::integer
    from unnest(rules.my_scopes()) s (scope)
    join register.interaction i on i.scope = s.scope and i.staff = session_user and i.closed_on is null
    where i.follow_up_on <= until and rules.may_write('K8');
end;
comment on function rules.due_contact(date) is 'Own open contacts to which one has promised to return.';

create function api.match_invoice(party integer, said text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    plain constant text := upper(regexp_replace(said, '\s', '', 'g'));
    matches boolean;
begin
    if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if not rules.take_match(party) then return null; end if;
    matches := exists (
        select from register.invoice i
        where i.party = match_invoice.party and (i.reference_key = value.reference_key(plain) or upper(i.number) = plain)
    );
    if matches then perform rules.log_read('match', party, null, null, null, 'invoice'); end if;
    return matches;
end
$$;
comment on function api.match_invoice(integer, text) is
'Whether an opened customer has an invoice of that reference or number, yes or no, as often as an identity code is compared, and then null. Definer: support reads no invoice.';

grant execute on function api.contact(integer), api.summary_until(date)
    to seloste_support, seloste_administration, seloste_relations, seloste_privacy;
grant execute on function api.open_contacts(integer), api.match_invoice(integer, text) to seloste_support;
