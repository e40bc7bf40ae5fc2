-- needs: triggers card
-- Services and domains on the card, hosts beside it: who sees and writes which rows, and what the tables keep true by themselves.
set local role seloste_owner;

create policy service_purpose_opened on register.service for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and ((select current_setting('role') <> 'seloste_faults') or rules.if_in(host, (select rules.affected_hosts())) is not null)
    and party = any((select rules.open_parties())::integer[])
);
create policy domain_purpose_opened on register.domain for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_privacy
using (
    rules.if_in(scope, (select rules.my_scopes())) is not null and rules.if_in(party, (select rules.open_parties())) is not null
    and ((select current_setting('role') <> 'seloste_faults') or rules.if_in(service, (select rules.affected_services())) is not null)
    and party = any((select rules.open_parties())::integer[])
);

-- A host is no customer's and tells of nobody. The persons who look after it are read by functions alone, once it is opened: a second policy
-- on roles and contact points would be asked beside that of the cards, and EXPLAIN would show which rows it was asked of.
create policy host_purpose_read on register.host for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_privacy using (true);
create policy host_need_purpose_read on register.host_need for select
to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_privacy using (true);
create policy host_reader_all on register.host for select to seloste_reader using (true);
create policy host_need_reader_all on register.host_need for select to seloste_reader using (true);
create policy host_writer_all on register.host for all to seloste_writer using (true) with check (true);
create policy host_need_writer_all on register.host_need for all to seloste_writer using (true) with check (true);

create policy person_role_reader_of_host on register.person_role for select to seloste_reader using (party is null);
create policy contact_point_reader_of_host on register.contact_point for select to seloste_reader using (party is null);
create policy person_role_writer_of_host on register.person_role for all to seloste_writer using (party is null) with check (party is null);
create policy contact_point_writer_of_host on register.contact_point for all to seloste_writer using (party is null) with check (party is null);

create function rules.take_product_group() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    new.product_group := coalesce((select p.product_group from register.product p where p.code = new.product), '');
    return new;
end
$$;
comment on function rules.take_product_group() is 'Gives a service the group of its product: all that marketing sees of it.';
create trigger service_takes_product_group before insert or update of product, product_group on register.service
for each row execute function rules.take_product_group();

create function rules.refuse_circle() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    lock table register.host_need in share row exclusive mode;
    if new.needs = any(rules.depending_on(array[new.host])) then
        raise exception using errcode = 'check_violation', constraint = 'host_need_not_round', table = 'host_need', schema = 'register';
    end if;
    return new;
end
$$;
comment on function rules.refuse_circle() is
'Refuses a host that needs what needs it, however far round. Definer: it locks the table, since two halves of a circle may come at once.';
create trigger host_need_is_no_circle before insert or update of host, needs on register.host_need
for each row execute function rules.refuse_circle();
grant execute on function rules.take_product_group() to seloste_writer;

reset role;
set local role seloste_reader;

create type rules.card_service as (
    id integer, product text, product_group text, name text, state text, starts_on date, ends_on date, price numeric(12, 2), host integer,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);
create type rules.card_domain as (
    id integer, name text, registry text, expires_on date, registrant text, technical integer, service integer, ended_on date,
    source text, source_ref text, obtained_on date, obtained_by text, confirmed_on date, version integer
);

do $$
begin
    perform rules.make_part('card_services', 'rules.card_service', 'register.service', 'where t.party = wanted order by t.id');
    perform rules.make_part('card_domains', 'rules.card_domain', 'register.domain', 'where t.party = wanted order by t.expires_on, t.id');
end
$$;
