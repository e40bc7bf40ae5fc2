-- By when a person is to be told that their data are kept (GDPR 14(3)): a month after obtaining, the first communication or the first
-- disclosure, whichever is first; which of the three it was is told with the day.
-- squawk-ignore-file adding-field-with-default, require-concurrent-index-deletion
set local role seloste_owner;

create function value.first_since(obtained_on date, days date[]) returns date
language sql immutable parallel safe
begin atomic
    select min(d) from unnest(days) d where d >= obtained_on;
end;
comment on function value.first_since(date, date[]) is 'The first of some days that is not before the data were obtained; null where there is none.';

create function value.tell_by(obtained_on date, contacted_on date, heard_on date, disclosed_on date) returns date
language sql immutable parallel safe
begin atomic
    select least((obtained_on + interval '1 month')::date, value.first_since(obtained_on, array[contacted_on, heard_on, disclosed_on]));
end;
comment on function value.tell_by(date, date, date, date) is
'The day by which a person is to be told, GDPR 14(3): a month after obtaining, at the first communication (typed or logged), at the first disclosure.';

create function value.tell_why(obtained_on date, contacted_on date, heard_on date, disclosed_on date) returns text
language sql immutable parallel safe
begin atomic
    select case value.tell_by(obtained_on, contacted_on, heard_on, disclosed_on)
        when value.first_since(obtained_on, array[contacted_on, heard_on]) then 'contact'
        when value.first_since(obtained_on, array[disclosed_on]) then 'disclosure'
        else 'month'
    end;
end;
comment on function value.tell_why(date, date, date, date) is 'Which of the three days of GDPR 14(3) comes first: contact, disclosure or month.';
revoke execute on function value.first_since(date, date[]), value.tell_by(date, date, date, date), value.tell_why(date, date, date, date) from public;
grant execute on function value.first_since(date, date[]), value.tell_by(date, date, date, date), value.tell_why(date, date, date, date)
to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;

alter table register.person add column heard_on date, add column disclosed_on date;
update register.person h set heard_on = c.day
from (
    select p.id, min((i.at at time zone 'Europe/Helsinki')::date) as day
    from register.interaction i join register.person p on p.id = i.person
    where (i.at at time zone 'Europe/Helsinki')::date >= p.obtained_on group by p.id
) c
where c.id = h.id;
alter table register.person
    add column tell_by date generated always as (value.tell_by(obtained_on, contacted_on, heard_on, disclosed_on)) stored,
    add column tell_why text generated always as (value.tell_why(obtained_on, contacted_on, heard_on, disclosed_on)) stored;
comment on column register.person.heard_on is 'The first logged contact with the person since their data were obtained; follows from the contacts.';
comment on column register.person.disclosed_on is 'The first disclosure of the person''s data to another recipient, as the log of disclosures has it.';
drop index register.person_to_be_told;
