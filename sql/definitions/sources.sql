-- needs: undo
-- Who sees what outside sources say: differences, credit checks and what is known of a company; who decided is the database's to write.
set local role seloste_owner;

create policy source_claim_purpose_opened on register.source_claim for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and (address_said is null or not guarded or rules.if_in(party, (select rules.revealed_parties('address'))) is not null)
    and (firm_said is null or (select current_setting('role') in ('seloste_administration', 'seloste_relations', 'seloste_privacy')))
    and party = any((select rules.open_parties())::integer[])
);
create policy credit_check_purpose_opened on register.credit_check for select
to seloste_billing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and ((select current_setting('role') <> 'seloste_billing') or requester = session_user)
    and party = any((select rules.open_parties())::integer[])
);
create policy firmographic_purpose_opened on register.firmographic for select
to seloste_administration, seloste_relations, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and party = any((select rules.open_parties())::integer[])
);

do $$
declare
    kept text;
    in_scope constant text := 'rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[])';
begin
    foreach kept in array array['source_claim', 'credit_check', 'firmographic'] loop
        execute format('create policy %1$s_reader_scope on register.%1$I for select to seloste_reader using (%2$s)', kept, in_scope);
        execute format('create policy %1$s_writer_scope on register.%1$I for all to seloste_writer using (%2$s) with check (%2$s)', kept, in_scope);
        execute format('grant select on register.%I to seloste_reader', kept);
        execute format('grant select, insert, update, delete on register.%I to seloste_writer', kept);
    end loop;
end
$$;

create function rules.note_decision() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        if coalesce(current_setting('seloste.undoes', true), '') <> '' or new.decision is not distinct from old.decision then return new; end if;
        new.decided_by := null;
    end if;
    if new.decision is null then return new; end if;
    if new.decided_by is null then
        new.decided_by := session_user;
        new.decided_on := rules.today();
    end if;
    return new;
end
$$;
comment on function rules.note_decision() is 'Writes who decided on a credit check and when: a person with a login, since a decision is never left to a machine (GDPR 22).';
create trigger credit_check_notes_decision before insert or update of decision on register.credit_check
for each row execute function rules.note_decision();
grant execute on function rules.note_decision() to seloste_writer;

reset role;
set local role seloste_reader;

create function api.prepays(party integer) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if party <> all(rules.open_parties()) or not exists (select from register.party p where p.id = prepays.party) then
        perform rules.refuse('not_open');
    end if;
    return coalesce((
        select c.decision = 'prepay' from register.credit_check c
        where c.party = prepays.party and c.decision is not null and c.expires_on >= rules.today()
        order by c.decided_on desc, c.id desc limit 1
    ), false);
end
$$;
comment on function api.prepays(integer) is
'Whether an opened customer pays in advance by the last decision in force: all that customer relations see of a credit check. Definer: the checks themselves are granted to who asked for them.';
grant execute on function api.prepays(integer) to seloste_billing, seloste_relations;
