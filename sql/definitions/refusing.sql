-- needs: permissions
-- A person who says "no more" says it of every channel: one act, recorded whole or not at all.
set local role seloste_writer;

create function api.refuse_marketing(op uuid, party integer, person integer, how text, evidence text default null) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    answer jsonb := rules.done(op);
    refused text[];
begin
    if answer is not null then return answer; end if;
    if not rules.may_write('K10') then perform rules.refuse('not_yours'); end if;
    if how = 'correction' then perform rules.refuse('undone_only'); end if;
    if party <> all(rules.open_parties()) then perform rules.refuse('not_open'); end if;
    if rules.names_identity_code(evidence) then perform rules.refuse('identity_code_by_itself', '{"field": "evidence"}'); end if;
    perform from register.party p where p.id = refuse_marketing.party for update;
    if not found or person is not null and person <> all(rules.open_persons_of(party)) then perform rules.refuse('not_found'); end if;
    with written as (
        insert into register.marketing_permission as m (party, person, channel, state, section, how, evidence)
        select refuse_marketing.party, refuse_marketing.person, c.channel, 'refused', rules.section_of('refused'),
            refuse_marketing.how, refuse_marketing.evidence
        from unnest(rules.channels()) with ordinality c (channel, place)
        where (rules.latest(refuse_marketing.party, refuse_marketing.person, c.channel, null)).state is distinct from 'refused'
        order by c.place
        returning m.channel
    )
    select coalesce(array_agg(w.channel::text), '{}') into refused from written w;
    perform rules.suppress(party, person, c.channel, false) from unnest(refused) c (channel);
    perform rules.refresh_sharing(array[party]);
    perform rules.refresh_parties(array[party]);
    perform pg_notify('seloste', json_build_object('party', party, 'op', op)::text);
    return rules.note_done(op, jsonb_build_object('outcome', 'saved', 'party', party, 'channels', to_jsonb(refused)));
end
$$;
comment on function api.refuse_marketing(uuid, integer, integer, text, text) is
'Records a refusal on every channel that is not refused yet, of a customer (person null) or one of its persons. Definer: staff have no right to write tables.';
grant execute on function api.refuse_marketing(uuid, integer, integer, text, text) to seloste_support, seloste_relations, seloste_marketing;
