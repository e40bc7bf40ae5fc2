-- needs: card services
-- The whole card in one question: a column a part, in the order of the fields of db.customers.Card. A part more is a column more.
set local role seloste_reader;

create function api.whole_card(wanted integer) returns table (
    customer rules.card_customer,
    names rules.card_name[],
    identifiers rules.card_identifier[],
    addresses rules.card_address[],
    contact_points rules.card_contact_point[],
    persons rules.card_person[],
    roles rules.card_role[],
    services rules.card_service[],
    domains rules.card_domain[],
    claims rules.card_claim[],
    credit_checks rules.card_credit_check[],
    firmographics rules.card_firmographic[]
)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select c, array(select p from api.card_names(wanted) p),
        array(select p from api.card_identifiers(wanted) p),
        array(select p from api.card_addresses(wanted) p),
        array(select p from api.card_contact_points(wanted) p),
        array(select p from api.card_persons(wanted) p),
        array(select p from api.card_roles(wanted) p),
        array(select p from api.card_services(wanted) p),
        array(select p from api.card_domains(wanted) p),
        array(select p from api.card_claims(wanted) p),
        array(select p from api.card_credit_checks(wanted) p),
        array(select p from api.card_firmographics(wanted) p)
    from api.card(wanted) c;
end
$$;
select rules.grant_part('whole_card');
