-- needs: search_index
-- How alike names and addresses are, however they were written.
set local role seloste_reader;

create function rules.core_words(form text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case when cardinality(c.core) > 0 then c.core else c.whole end
    from (
        select array(
            select distinct w from unnest(value.words(form)) w
            where w <> all('{oy,oyj,ab,abp,ay,ky,kb,kd,tmi,toiminimi,firma,fma,ry,rf,rs,sr,osk,ltd,inc,gmbh,as}'::text[]) and length(w) > 1
            order by w
        ) as core, array(select distinct w from unnest(value.words(form)) w order by w) as whole
    ) c;
end;
comment on function rules.core_words(text) is
'The words of a name in its search form, without those that only say what form of company it is, in no order of their own.';

create function rules.name_likeness(one text[], other text[], is_person boolean) returns integer
language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
declare
    mine text[];
    theirs text[];
    common integer;
begin
    if one = other then return 100; end if;
    mine := array(select w from unnest(one) w where w <> all(other));
    theirs := array(select w from unnest(other) w where w <> all(one));
    common := cardinality(one) - cardinality(mine);
    if least(cardinality(mine), cardinality(theirs)) = 0 then
        return case when common < 2 then 0 when is_person then 90 when greatest(cardinality(mine), cardinality(theirs)) = 1 then 65 else 50 end;
    end if;
    if greatest(cardinality(mine), cardinality(theirs)) > 2 or least(cardinality(mine), cardinality(theirs)) > 1 then return 0; end if;
    if not exists (
        select from unnest(mine) m cross join unnest(theirs) t
        where least(length(m), length(t)) >= case when common = 0 then 5 else 3 end and value.within_one_edit(m, t)
    ) then return 0; end if;
    if cardinality(mine) <> cardinality(theirs) then return case when common = 0 then 0 when is_person then 70 else 50 end; end if;
    return case when common = 0 then 80 else 90 end;
end
$$;
comment on function rules.name_likeness(text[], text[], boolean) is
'How alike two names are, 0 to 100: the same words, one of them a letter off, one or two words more, which in names of persons are second given names.';

create function rules.house(street text, number text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select substring(value.search_form(coalesce(street, '') || ' ' || coalesce(number, '')) from '^.*?[0-9]+');
end;
comment on function rules.house(text, text) is 'A street and number however they are split, without stair and apartment; null without a number.';
