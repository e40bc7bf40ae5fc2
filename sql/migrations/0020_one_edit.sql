-- Whether two words are one typing error apart, without a set of their letters: a guess asks it of a hundred words.
set local role seloste_owner;

create or replace function value.within_one_edit(one text, other text) returns boolean
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    least_length constant integer := least(length(one), length(other));
    shared integer := 0;
begin
    if greatest(length(one), length(other)) - least_length > 1 then return false; end if;
    while shared < least_length and substr(one, shared + 1, 1) = substr(other, shared + 1, 1) collate "C" loop
        shared := shared + 1;
    end loop;
    return substr(one, shared + 2) in (substr(other, shared + 2), substr(other, shared + 1))
        or substr(one, shared + 1) = substr(other, shared + 2)
        or (substr(one, shared + 3) = substr(other, shared + 3) and substr(one, shared + 1, 2) = reverse(substr(other, shared + 1, 2)));
end
$$;
