-- What time alone changes: the day up to which addresses and duties that end with a date have been put away, and drafts by their age.
set local role seloste_owner;

create table search.settled (
    only_one boolean primary key default true constraint settled_is_one check (only_one),
    day date not null
);
comment on table search.settled is 'The day in Finland up to which towns, marketing and search follow what ended: one row.';
alter table search.settled enable row level security;
insert into search.settled (day) values ((now() at time zone 'Europe/Helsinki')::date);

-- squawk-ignore require-concurrent-index-creation
create index draft_by_age on desk.draft (kept_at);
