-- needs: search_index
-- What was merged: where a customer that was dropped is kept now, and what goes with the one that keeps it.
set local role seloste_owner;

create policy merging_purpose_opened on register.merging for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and party = any((select rules.open_parties())::integer[])
);
create policy merging_reader_scope on register.merging for select to seloste_reader
using (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]));
create policy merging_writer_scope on register.merging for all to seloste_writer
using (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]))
with check (rules.if_in(scope, (select rules.my_scopes())) is not null and scope = any((select rules.my_scopes())::smallint[]));
grant select on register.merging to seloste_reader, seloste_writer;
grant update (undone_at, undone_by) on register.merging to seloste_writer;

create function rules.merged_with(wanted integer) returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select array(select m.dropped from register.merging m where m.party = wanted and m.undone_at is null);
end;
comment on function rules.merged_with(integer) is
'Customers merged into one: what the logs say of them is said of it. Definer: the functions of the logs see no customers; callers pass one they see.';
grant execute on function rules.merged_with(integer) to seloste_audit, seloste_reader, seloste_writer;

create function rules.forget_merged() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    delete from register.party p where p.merged_into = old.id;
    return null;
end
$$;
comment on function rules.forget_merged() is 'Erases with a customer those merged into it. Definer: nobody sees them any more.';
create trigger party_forgets_merged after delete on register.party for each row execute function rules.forget_merged();

reset role;
set local role seloste_reader;

create function api.kept_as(party integer) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off
begin atomic
    select f.party from unnest(rules.my_scopes()) s (scope) cross join lateral (
        select m.party from register.merging m
        where m.scope = s.scope and m.dropped = kept_as.party and m.undone_at is null limit 1
    ) f limit 1;
end;
comment on function api.kept_as(integer) is
'Into which customer, that the purpose sees, one was merged; null when into none. Asked per scope, so that hidden and absent are the same. Definer: row security lets staff read opened cards only.';

create function api.mergings(party integer) returns table (id integer, dropped integer, name text, merged_at timestamptz, merged_by text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if mergings.party is null or mergings.party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    return query
    select m.id, m.dropped, rules.name_of_merged(m.dropped), m.merged_at, m.merged_by::text from register.merging m
    where m.party = mergings.party and m.undone_at is null order by m.id desc;
end
$$;
comment on function api.mergings(integer) is
'What was merged into an opened customer, the last first: the only one that can be taken apart now. Definer: row security hides what was merged.';

reset role;
set local role seloste_owner;
create function rules.name_of_merged(dropped integer) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select p.name from register.party p where p.id = dropped and p.merged_into is not null;
end;
comment on function rules.name_of_merged(integer) is 'The name of a customer that was merged into another. Definer: row security hides it; callers pass one they see the keeper of.';
grant execute on function rules.name_of_merged(integer) to seloste_reader;

reset role;
set local role seloste_reader;
grant execute on function api.kept_as(integer) to seloste_billing, seloste_support, seloste_administration, seloste_relations,
    seloste_faults, seloste_marketing, seloste_privacy;
grant execute on function api.mergings(integer) to seloste_billing, seloste_administration, seloste_relations, seloste_privacy;
