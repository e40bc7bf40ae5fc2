-- Checks of accounts, references and tax lines that give the same answers without making a set of every character: a bank's statement
-- and a register's history are long.
set local role seloste_owner;

create or replace function value.mod_97(code text) returns integer
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    digits text collate "C" := code;
    letter text collate "C";
begin
    loop
        letter := substring(digits from '[A-Z]');
        exit when letter is null;
        digits := replace(digits, letter, (ascii(letter) - 55)::text);
    end loop;
    return nullif(digits, '')::numeric % 97;
end
$$;

create or replace function value.luhn_remainder(digits text) returns integer
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    figure integer;
    total integer;
begin
    for place in 1 .. length(digits) loop
        figure := ascii(substr(digits, length(digits) + 1 - place, 1)) - 48;
        total := coalesce(total, 0) + case when place % 2 = 1 then figure else figure * 2 / 10 + figure * 2 % 10 end;
    end loop;
    return total % 10;
end
$$;

create or replace function value.are_vat_lines(lines jsonb) returns boolean
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(lines) <> 'array' then return false; end if;
    if lines::text ~ '^\[(\{"net": "-?[0-9]{1,10}(\.[0-9]{1,2})?", "vat": "-?[0-9]{1,10}(\.[0-9]{1,2})?", "rate": "[0-9]{1,2}(\.[0-9]{1,2})?"\}(, )?)*\]$' then
        return true;
    end if;
    return not exists (
        select from jsonb_array_elements(lines) l
        where jsonb_typeof(l.value) <> 'object'
            or coalesce(l.value ->> 'rate', '') !~ '^[0-9]{1,2}(\.[0-9]{1,2})?$'
            or coalesce(l.value ->> 'net', '') !~ '^-?[0-9]{1,10}(\.[0-9]{1,2})?$'
            or coalesce(l.value ->> 'vat', '') !~ '^-?[0-9]{1,10}(\.[0-9]{1,2})?$'
    );
end
$$;

create or replace function value.vat_sum(lines jsonb, part text) returns numeric
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
    if not value.are_vat_lines(lines) then return null; end if;
    if jsonb_array_length(lines) = 1 then return coalesce((lines -> 0 ->> part)::numeric(12, 2), 0); end if;
    return (select coalesce(sum((l.value ->> part)::numeric(12, 2)), 0) from jsonb_array_elements(lines) l);
end
$$;
