-- needs: dictionary
-- Personal identity codes in free text: no log keeps one, and no field but its own takes one.
set local role seloste_reader;

create function rules.without_identity_codes(written text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select regexp_replace(written, '(?<![0-9])[0-9]{6}\s*[-+A-FU-Ya-fu-y\u2010-\u2014\u2212]\s*[0-9]{1,3}\s*[0-9A-Za-z]?', '(identity code)', 'g');
end;
comment on function rules.without_identity_codes(text) is
'A text for a log, with everything that looks like a personal identity code, whole or half typed, taken out.';

create function rules.names_identity_code(written text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select exists (
        select from regexp_matches(upper(written), '[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9A-Y]', 'g') m (found)
        where value.birth_date(m.found[1]) is not null and right(m.found[1], 1) = value.identity_code_check_character(m.found[1])
    );
end;
comment on function rules.names_identity_code(text) is 'Whether a text holds a real personal identity code, by its date and its check character.';

grant execute on function rules.without_identity_codes(text), rules.names_identity_code(text) to seloste_writer, seloste_audit;
