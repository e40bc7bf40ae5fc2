-- õ follows o, as Finnish order has it by CLDR (asked of ICU 72), where it followed ö until now.
set local role seloste_owner;

create or replace function value.sort_primary(name text) returns text
language sql immutable strict parallel safe
begin atomic
    select replace(replace(
        translate(
            regexp_replace(
                normalize(
                    -- Punctuation in ICU's order takes the signs before the digits; { | } after z are å ä ö.
                    translate(
                        lower(normalize(name, NFC) collate "pg_c_utf8"),
                        U&'_-\2013\2014,;:!?.''\2018\2019\00B4"\201C\201D()[]{}\00A7@*/\\&#%`^+<=>|~$åäæöøü',
                        '!"""#$%&&''(((()))**+++++,,,,-....///////{||}}y'
                    ),
                    NFKD
                ),
                '[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+', '', 'g'
            ),
            'đðłħıŧŋ', 'ddlhitn'
        ),
        'ß', 'ss'), 'œ', 'oe');
end;

-- The keys of the names that have one, and where these stand among the customers of a product.
delete from search.token t using register.party p
where p.id = t.party and p.name ~ '[õÕ]' and t.token like 'x-%';
update register.party set name = name where name ~ '[õÕ]';
insert into search.token (scope, token, party)
select s.scope, 'x-' || k.mark || ' ' || p.sort_key, s.party
from register.service s
join register.party p on p.id = s.party and p.merged_into is null
cross join lateral (
    values (s.product || ' ' || s.state), ('* ' || s.state), (case when s.state <> 'ended' then s.product || ' *' end)
) k (mark)
where k.mark is not null and p.name ~ '[õÕ]'
on conflict do nothing;
