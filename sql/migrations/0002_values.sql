-- What a value is: domains that know their check digits, and the forms in which names are searched, sorted and hashed.
-- Permanent: generated columns, indexes and constraints are built on these functions, so none of them changes its answer.
set local role seloste_owner;

create schema value;
comment on schema value is 'Domains and immutable functions that never change their answer.';
grant usage on schema value to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;


-- Check digits -----------------------------------------------------------------------------------------------------

create function value.digit(code text, place integer) returns integer
language sql immutable strict parallel safe
begin atomic
    select ascii(substr(code, place, 1)) - 48;
end;
comment on function value.digit(text, integer) is 'The digit at a place counted from one; for characters that are not digits, a number without meaning.';

create function value.business_id_remainder(digits text) returns integer
language sql immutable strict parallel safe
begin atomic
    select (
        7 * value.digit(digits, 1) + 9 * value.digit(digits, 2) + 10 * value.digit(digits, 3) + 5 * value.digit(digits, 4)
        + 8 * value.digit(digits, 5) + 4 * value.digit(digits, 6) + 2 * value.digit(digits, 7) + value.digit(digits, 8)
    ) % 11;
end;
comment on function value.business_id_remainder(text) is
'Weighted sum of the eight digits of a business ID (Y-tunnus) modulo 11: 0 when the check digit agrees.';

create function value.mod_97(code text) returns integer
language sql immutable strict parallel safe
begin atomic
    select (
        string_agg(case when sign between 'A' and 'Z' then (ascii(sign) - 55)::text else sign end, '' order by place)::numeric % 97
    )::integer
    from string_to_table(code collate "C", null) with ordinality as character (sign, place);
end;
comment on function value.mod_97(text) is 'ISO 7064 remainder of digits and capital letters, where A is 10 and Z is 35.';

create function value.reference_sum(padded text) returns integer
language sql immutable strict parallel safe
begin atomic
    select 7 * value.digit(padded, 1) + value.digit(padded, 2) + 3 * value.digit(padded, 3) + 7 * value.digit(padded, 4) + value.digit(padded, 5)
        + 3 * value.digit(padded, 6) + 7 * value.digit(padded, 7) + value.digit(padded, 8) + 3 * value.digit(padded, 9) + 7 * value.digit(padded, 10)
        + value.digit(padded, 11) + 3 * value.digit(padded, 12) + 7 * value.digit(padded, 13) + value.digit(padded, 14) + 3 * value.digit(padded, 15)
        + 7 * value.digit(padded, 16) + value.digit(padded, 17) + 3 * value.digit(padded, 18) + 7 * value.digit(padded, 19);
end;
comment on function value.reference_sum(text) is 'Sum of 19 digits by the weights 7, 3, 1 from the right.';

create function value.reference_check_digit(body text) returns integer
language sql immutable strict parallel safe
begin atomic
    select (10 - value.reference_sum(lpad(body, 19, '0')) % 10) % 10;
end;
comment on function value.reference_check_digit(text) is
'Check digit that follows the body of a reference number (viitenumero): weights 7, 3, 1 from the right.';

create function value.luhn_remainder(digits text) returns integer
language sql immutable strict parallel safe
begin atomic
    select (sum(case when place % 2 = 1 then figure else figure * 2 / 10 + figure * 2 % 10 end) % 10)::integer
    from (
        select place, value.digit(digits, length(digits) + 1 - place) as figure
        from generate_series(1, length(digits)) as place
    ) as from_the_right;
end;
comment on function value.luhn_remainder(text) is 'Luhn sum modulo 10, which a Finnish account number satisfies besides the check digits of the IBAN.';

create function value.day(year integer, month integer, day integer) returns date
language sql immutable strict parallel safe
begin atomic
    select case
        when month not between 1 and 12 then null
        when extract(month from make_date(year, month, 1) + (day - 1)) = month then make_date(year, month, 1) + (day - 1)
    end;
end;
comment on function value.day(integer, integer, integer) is 'The date, or NULL where the calendar has no such day.';

create function value.birth_date(identity_code text) returns date
language sql immutable strict parallel safe
begin atomic
    select case
        when identity_code ~ '^[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9A-Z]$' then value.day(
            substr(identity_code, 5, 2)::integer + case
                when substr(identity_code, 7, 1) = '+' then 1800
                when substr(identity_code, 7, 1) ~ '[ABCDEF]' then 2000
                else 1900
            end,
            substr(identity_code, 3, 2)::integer,
            substr(identity_code, 1, 2)::integer
        )
    end;
end;
comment on function value.birth_date(text) is
'Date of birth in a personal identity code (henkilötunnus) with the century signs of 2023; NULL where there is no such day.';

create function value.identity_code_check_character(identity_code text) returns text
language sql immutable strict parallel safe
begin atomic
    select case
        when identity_code ~ '^[0-9]{6}.[0-9]{3}' then substr(
            '0123456789ABCDEFHJKLMNPRSTUVWXY',
            (substr(identity_code, 1, 6) || substr(identity_code, 8, 3))::integer % 31 + 1,
            1
        )
    end;
end;
comment on function value.identity_code_check_character(text) is 'The last character that the nine digits of a personal identity code ask for.';

create function value.is_test_identity_code(identity_code text) returns boolean
language sql immutable strict parallel safe
begin atomic
    select substr(identity_code, 8, 1) = '9';
end;
comment on function value.is_test_identity_code(text) is 'Whether the individual number is 900–999: temporary codes, the only ones in tests and demonstrations.';


-- Identifiers ------------------------------------------------------------------------------------------------------
-- PostgreSQL asks the constraints of a domain in the order of their names, so each holds its tongue where another speaks.

create domain value.identity_code as text collate "C"
constraint value_identity_code_shape check (value ~ '^[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9ABCDEFHJKLMNPRSTUVWXY]$')
constraint value_identity_code_date check (value !~ '^[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9A-Z]$' or value.birth_date(value) is not null)
constraint value_identity_code_number check (value !~ '^.{7}00[01]')
constraint value_identity_code_check_character check (
    value !~ '^[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9A-Z]$' or substr(value, 11, 1) = value.identity_code_check_character(value)
);
comment on domain value.identity_code is 'Personal identity code (henkilötunnus): the whole of its 11 characters is the key.';

create domain value.business_id as text collate "C"
constraint value_business_id_shape check (value ~ '^[0-9]{7}-[0-9]$')
constraint value_business_id_check_digit check (
    value !~ '^[0-9]{7}-[0-9]$' or value.business_id_remainder(left(value, 7) || right(value, 1)) = 0
);
comment on domain value.business_id is 'Business ID (Y-tunnus), 1234567-1.';

create domain value.vat_id as text collate "C"
constraint value_vat_id_shape check (value ~ '^FI[0-9]{8}$')
constraint value_vat_id_check_digit check (value !~ '^FI[0-9]{8}$' or value.business_id_remainder(substr(value, 3)) = 0);
comment on domain value.vat_id is 'Finnish VAT number (ALV-numero): FI and the business ID without its dash.';

create domain value.association_number as text collate "C"
constraint value_association_number_shape check (value ~ '^[1-9][0-9]{0,5}$');
comment on domain value.association_number is 'Number in the register of associations (yhdistysrekisterinumero); it has no check digit.';

create domain value.einvoice_address as text collate "C"
constraint value_einvoice_address_shape check (value ~ '^0037[0-9]{8}[0-9A-Z]{0,5}$')
constraint value_einvoice_address_check_digit check (
    value !~ '^0037[0-9]{8}[0-9A-Z]{0,5}$' or value.business_id_remainder(substr(value, 5, 8)) = 0
);
comment on domain value.einvoice_address is 'E-invoice address (verkkolaskuosoite, OVT): 0037, business ID without its dash, up to five characters.';

create domain value.einvoice_operator as text collate "C"
constraint value_einvoice_operator_shape check (value ~ '^[0-9A-Z]{4,20}$');
comment on domain value.einvoice_operator is 'Code of an e-invoice operator (välittäjätunnus).';

create domain value.reference_number as text collate "C"
constraint value_reference_number_shape check (value ~ '^[1-9][0-9]{3,19}$')
constraint value_reference_number_check_digit check (
    value !~ '^[1-9][0-9]{3,19}$' or value.reference_check_digit(left(value, -1)) = value.digit(value, length(value))
);
comment on domain value.reference_number is 'Reference number of a payment (viitenumero), without leading zeros or blanks.';

create domain value.rf_reference as text collate "C"
constraint value_rf_reference_shape check (value ~ '^RF[0-9]{2}[0-9A-Z]{1,21}$')
constraint value_rf_reference_check_digits check (
    value !~ '^RF[0-9]{2}[0-9A-Z]{1,21}$' or value.mod_97(substr(value, 5) || left(value, 4)) = 1
);
comment on domain value.rf_reference is 'International reference (RF-viite, ISO 11649), without blanks.';

create domain value.iban as text collate "C"
constraint value_iban_shape check (value ~ '^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$' and (value !~ '^FI' or value ~ '^FI[0-9]{16}$'))
constraint value_iban_check_digits check (
    value !~ '^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$' or value.mod_97(substr(value, 5) || left(value, 4)) = 1
)
constraint value_iban_account check (value !~ '^FI[0-9]{16}$' or value.luhn_remainder(substr(value, 5)) = 0);
comment on domain value.iban is 'Bank account (IBAN), without blanks.';


-- Places, contacts, text ---------------------------------------------------------------------------------------------

create domain value.postcode as text collate "C"
constraint value_postcode_shape check (value ~ '^[0-9A-Z]([0-9A-Z -]{0,14}[0-9A-Z])?$');
comment on domain value.postcode is 'Postcode of any country; value.postcode_fits says what Finland asks.';

create function value.postcode_fits(postcode text, country text) returns boolean
language sql immutable strict parallel safe
begin atomic
    select country not in ('FI', 'AX') or postcode ~ '^[0-9]{5}$';
end;
comment on function value.postcode_fits(text, text) is 'Whether a postcode may stand in a country: five digits in Finland and Åland.';

create domain value.country as text collate "C"
constraint value_country_known check (value = any(string_to_array(
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG '
    'CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL '
    'GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA '
    'LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP '
    'NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV '
    'SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW', ' '
)));
comment on domain value.country is 'Country by ISO 3166-1 alpha-2, and XK for Kosovo as the European Union uses it.';

create domain value.phone as text collate "C"
constraint value_phone_shape check (value ~ '^\+[1-9][0-9]{4,14}$');
comment on domain value.phone is 'Telephone number by E.164, +358445550100.';

create domain value.email as text collate "C"
constraint value_email_length check (octet_length(value) <= 254)
constraint value_email_lower_case check (value = lower(value collate "pg_c_utf8"))
constraint value_email_shape check (
    octet_length(value) > 254
    or value ~ ('^[^@\u0001-\u0020"(),:;<>\[\]\\\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]+@'
        '[^\u0001-\u002c\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]+$')
    and value ~ '@([^.]+\.)+[^.]{2,}$' and value !~ '^\.|\.\.|\.@'
);
comment on domain value.email is 'E-mail address in lower case, its domain in the letters that people read.';

create domain value.line as text collate "C"
constraint value_line_bidi check (value !~ '[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
constraint value_line_blanks check (value !~ '^ | $|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]')
constraint value_line_control check (value !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffb]')
constraint value_line_length check (length(value) between 1 and 200)
constraint value_line_normal check (length(value) > 200 or value is nfc normalized);
comment on domain value.line is 'One line that a person wrote: no controls, no marks that turn or hide text, plain blanks, Unicode NFC, 1–200 characters.';

create domain value.note as text collate "C"
constraint value_note_bidi check (value !~ '[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
constraint value_note_blanks check (value !~ '^[ \n]|[ \n]$')
constraint value_note_control check (value !~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffb]')
constraint value_note_length check (length(value) between 1 and 4000)
constraint value_note_normal check (length(value) > 4000 or value is nfc normalized);
comment on domain value.note is 'Some lines that a person wrote, as value.line but with line feeds, 1–4000 characters.';

create domain value.language as text collate "C"
constraint value_language_known check (value in ('fi', 'sv', 'en'));
comment on domain value.language is 'Language in which a customer is served.';

create domain value.channel as text collate "C"
constraint value_channel_known check (value in ('email', 'sms', 'automated_call', 'phone', 'post'));
comment on domain value.channel is 'Channel of marketing (917/2014 § 200 asks a consent for the first three).';

create domain value.source as text collate "C"
constraint value_source_known check (
    value in ('customer', 'staff', 'call', 'e-mail', 'ytj', 'prh_associations', 'asiakastieto', 'fonecta')
);
comment on domain value.source is 'Where a datum was obtained (tietolähde).';

create domain value.login as text collate "C"
constraint value_login_shape check (value ~ '^[a-z][a-z0-9_.-]{1,30}$')
constraint value_login_reserved check (value !~ '^(pg_|seloste_|postgres$|public$|none$)');
comment on domain value.login is 'Name of a login: one PostgreSQL role a person.';


-- Forms in which a name is searched and sorted -----------------------------------------------------------------------

create function value.search_form(name text) returns text
language sql immutable strict parallel safe
begin atomic
    select btrim(regexp_replace(
        replace(replace(replace(replace(
            translate(
                lower(regexp_replace(normalize(name, NFKD), '[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+', '', 'g') collate "pg_c_utf8"),
                'øđðłħıŧŋς', 'oddlhitnσ'
            ),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u1680\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+', ' ', 'g'
    ));
end;
comment on function value.search_form(text) is
'Lower case without accents, punctuation as single blanks: Hämäläinen → hamalainen. Used when storing and when asking.';

create function value.sort_primary(name text) returns text
language sql immutable strict parallel safe
begin atomic
    select replace(replace(
        translate(
            regexp_replace(
                normalize(
                    -- Punctuation in ICU's order takes the signs before the digits; { | } after z are å ä ö.
                    translate(
                        lower(normalize(name, NFC) collate "pg_c_utf8"),
                        U&'_-\2013\2014,;:!?.''\2018\2019\00B4"\201C\201D()[]{}\00A7@*/\\&#%`^+<=>|~$åäæöøõü',
                        '!"""#$%&&''(((()))**+++++,,,,-....///////{||}}}y'
                    ),
                    NFKD
                ),
                '[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+', '', 'g'
            ),
            'đðłħıŧŋ', 'ddlhitn'
        ),
        'ß', 'ss'), 'œ', 'oe');
end;
comment on function value.sort_primary(text) is 'The letters of a name in Finnish order, accents that do not make a letter left out.';

create function value.sort_form(name text) returns text
language sql immutable strict parallel safe
begin atomic
    select value.sort_primary(name) || case
        when normalize(name, NFC) ~ '[^\u0020-\u007eåäöÅÄÖ]' then E'\u0001' || lower(normalize(name, NFC) collate "pg_c_utf8")
        else ''
    end;
end;
comment on function value.sort_form(text) is
'Key of the Finnish order for a column of collate "C"; names that differ by an accent alone follow each other.';

create function value.words(search_form text) returns text[]
language sql immutable strict parallel safe
begin atomic
    select array_remove(string_to_array(search_form, ' '), '');
end;
comment on function value.words(text) is 'The words of a search form in their order.';

create function value.rotations(search_form text) returns text[]
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    word constant text[] := value.words(search_form);
    found text[] := '{}';
    turned text;
begin
    for place in 1 .. cardinality(word) loop
        turned := array_to_string(word[place:] || word[:place - 1], ' ');
        if turned <> all(found) then found := found || turned; end if;
    end loop;
    return found;
end
$$;
comment on function value.rotations(text) is 'The name begun from each of its words: a b c, b c a, c a b; a prefix of one finds any word.';

create function value.reversed(code text) returns text
language sql immutable strict parallel safe
begin atomic
    select reverse(code);
end;
comment on function value.reversed(text) is 'Last character first, so that the end of a number is a prefix.';

create function value.deletions(word text) returns text[]
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    found text[] := array[word];
    lacking text;
begin
    for place in 1 .. length(word) loop
        lacking := left(word, place - 1) || substr(word, place + 1);
        if lacking <> all(found) then found := found || lacking; end if;
    end loop;
    return found;
end
$$;
comment on function value.deletions(text) is 'The word and every form of it that lacks one letter.';

create function value.suffixes(word text) returns text[]
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
    found text[] := '{}';
begin
    for place in 1 .. length(word) - 2 loop
        found := found || substr(word, place);
    end loop;
    return found;
end
$$;
comment on function value.suffixes(text) is 'The word and its ends of three letters or more: a prefix of one finds the middle of a word.';

create function value.common_prefix(one text, other text) returns integer
language sql immutable strict parallel safe
begin atomic
    select (coalesce(min(place), least(length(one), length(other)) + 1) - 1)::integer
    from generate_series(1, least(length(one), length(other))) as place
    where substr(one, place, 1) <> substr(other, place, 1) collate "C";
end;
comment on function value.common_prefix(text, text) is 'How many letters two words share from their start.';

create function value.within_one_edit(one text, other text) returns boolean
language sql immutable strict parallel safe
begin atomic
    select case
        when abs(length(one) - length(other)) > 1 then false
        else (
            select substr(one, shared + 2) in (substr(other, shared + 2), substr(other, shared + 1))
                or substr(one, shared + 1) = substr(other, shared + 2)
                or (substr(one, shared + 3) = substr(other, shared + 3) and substr(one, shared + 1, 2) = reverse(substr(other, shared + 1, 2)))
            from (select value.common_prefix(one, other) as shared) as start
        )
    end;
end;
comment on function value.within_one_edit(text, text) is 'Whether one letter added, dropped or replaced, or two neighbours changed about, makes the words the same.';


-- Hashes of the change log -------------------------------------------------------------------------------------------

create function value.octets(field text) returns bytea
language sql immutable parallel safe
begin atomic
    select case
        when field is null then '\x00'::bytea
        else '\x01'::bytea || int4send(octet_length(field)) || decode(replace(field, '\', '\\'), 'escape')
    end;
end;
comment on function value.octets(text) is 'A field that no other field can be taken for: a mark for NULL, or its length and its UTF-8. Not STRICT: NULL is a value here.';

create function value.leaf(variadic fields text[]) returns bytea
language sql immutable strict parallel safe
begin atomic
    select sha256('\x00'::bytea || coalesce(string_agg(value.octets(field), ''::bytea order by place), ''::bytea))
    from unnest(fields) with ordinality as part (field, place);
end;
comment on function value.leaf(text[]) is 'Leaf hash of one line of a log (RFC 6962: 0x00 before the fields).';

create function value.merkle_level(nodes bytea[]) returns bytea[]
language sql immutable strict parallel safe
begin atomic
    select array_agg(node order by pair)
    from (
        select (place + 1) / 2 as pair,
            case count(*) when 2 then sha256('\x01'::bytea || string_agg(hash, ''::bytea order by place)) else string_agg(hash, ''::bytea) end as node
        from unnest(nodes) with ordinality as below (hash, place)
        group by (place + 1) / 2
    ) as parents;
end;
comment on function value.merkle_level(bytea[]) is 'The nodes above these: pairs hashed with 0x01 before them, a last odd one lifted as it is.';

create function value.merkle_root(leaves bytea[]) returns bytea
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    nodes bytea[] := leaves;
begin
    if array_position(leaves, null) is not null then
        raise null_value_not_allowed using message = 'a leaf of a Merkle tree is missing';
    end if;
    while cardinality(nodes) > 1 loop
        nodes := value.merkle_level(nodes);
    end loop;
    return coalesce(nodes[1], sha256(''::bytea));
end
$$;
comment on function value.merkle_root(bytea[]) is 'Root over leaf hashes in their order, as RFC 6962 builds it; the hash of nothing for none.';


revoke execute on all functions in schema value from public;
grant execute on all functions in schema value
to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;
