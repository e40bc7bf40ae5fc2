-- needs: save
-- Drafts: what a login typed and did not save; its own only, under the purpose it was typed in.
set local role seloste_writer;

create function api.keep_draft(id uuid, party integer, kind text, title text, fields jsonb) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    kept timestamptz;
begin
    if rules.my_purpose() is null then perform rules.refuse('purpose_not_yours'); end if;
    if party is not null and not exists (select from register.party p where p.id = keep_draft.party) then perform rules.refuse('not_found'); end if;
    if pg_current_xact_id_if_assigned() is null then perform set_config('synchronous_commit', 'off', true); end if;
    delete from desk.draft d where d.kept_at < now() - interval '30 days';
    insert into desk.draft as d (id, party, kind, title, fields)
    values (keep_draft.id, keep_draft.party, keep_draft.kind, rules.without_identity_codes(keep_draft.title),
        rules.without_identity_codes(keep_draft.fields::text)::jsonb)
    on conflict on constraint draft_pkey do update set fields = excluded.fields, title = excluded.title, kept_at = now()
    returning d.kept_at into kept;
    return kept;
exception
    when insufficient_privilege then
        perform rules.refuse('not_yours');
        return null;
    when data_exception or program_limit_exceeded then
        perform rules.refuse('changes_unreadable');
        return null;
end
$$;
comment on function api.keep_draft(uuid, integer, text, text, jsonb) is 'Keeps a draft, new or again, without identity codes, which are kept in one place only. Definer: the desk is nobody''s to write.';

create function api.drafts() returns table (id uuid, party integer, kind text, title text, fields jsonb, kept_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select d.id, d.party, d.kind, d.title, d.fields, d.kept_at from desk.draft d
    where rules.my_purpose() is not null and (d.party is null or exists (select from register.party p where p.id = d.party))
    order by d.kept_at desc;
end;
comment on function api.drafts() is 'Own drafts under the purpose in use, newest first. Definer: the desk is nobody''s to read.';

create function api.drop_draft(id uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
    with gone as (delete from desk.draft d where d.id = drop_draft.id returning 1)
    select exists (select from gone);
end;
comment on function api.drop_draft(uuid) is 'Throws an own draft away. Definer: the desk is nobody''s to write.';

grant execute on function api.keep_draft(uuid, integer, text, text, jsonb), api.drafts(), api.drop_draft(uuid)
    to seloste_billing, seloste_support, seloste_administration, seloste_relations, seloste_faults, seloste_marketing, seloste_privacy;
