-- Marketing permissions: a list of decisions that is only ever added to, and the suppressions that outlive erasure.
set local role seloste_owner;

create table register.product_group (
    code text primary key constraint product_group_code_is_plain check (code ~ '^[a-z_]{2,30}$'),
    fi text not null,
    en text not null
);
comment on table register.product_group is 'Groups of similar products: what the existing-customer exception (917/2014 § 200) covers.';
insert into register.product_group (code, fi, en) values
('hosting', 'Webhotellit', 'Web hosting'),
('domains', 'Verkkotunnukset', 'Domain names'),
('email', 'Sähköpostipalvelut', 'E-mail services'),
('servers', 'Palvelimet', 'Servers'),
('shops', 'Verkkokaupat', 'Web shops');

create table register.consent_wording (
    version integer primary key,
    valid_from date not null,
    fi text not null,
    sv text not null,
    en text not null
);
comment on table register.consent_wording is 'What a person was told when a permission was asked (suostumusteksti), by version.';
insert into register.consent_wording (version, valid_from, fi, sv, en) values
(1, '2024-01-01',
    'Saammeko lähettää sinulle tarjouksia palveluistamme? Voit kieltää markkinoinnin milloin tahansa maksutta.',
    'Får vi skicka dig erbjudanden om våra tjänster? Du kan när som helst avgiftsfritt förbjuda marknadsföring.',
    'May we send you offers of our services? You may refuse marketing at any time, free of charge.');

create table register.marketing_permission (
    id bigint generated always as identity primary key,
    party integer not null,
    person integer references register.person on delete cascade,
    scope smallint not null,
    channel value.channel not null,
    state text not null constraint marketing_permission_state_known
    check (state in ('consent', 'existing_customer', 'business_duty', 'refused', 'none')),
    section text not null,
    product_group text references register.product_group on delete restrict,
    how text not null constraint marketing_permission_how_known
    check (how in ('phone', 'email', 'form', 'meeting', 'letter', 'contract', 'message_link', 'correction')),
    wording integer references register.consent_wording on delete restrict,
    evidence value.line,
    taken_at timestamptz not null default now(),
    taken_by name not null default session_user,
    purpose name not null default current_setting('role'),
    source value.source not null default 'customer',
    source_ref value.line,
    obtained_on date not null default ((now() at time zone 'Europe/Helsinki')::date),
    obtained_by name not null default session_user,
    confirmed_on date,
    constraint marketing_permission_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete cascade,
    constraint marketing_permission_consent_has_wording check (state <> 'consent' or wording is not null),
    constraint marketing_permission_exception_has_group check (state <> 'existing_customer' or product_group is not null)
);
comment on table register.marketing_permission is
'Marketing permissions and refusals (suoramarkkinointiluvat ja -kiellot), in the order they were given; the latest counts and a refusal wins; none: what was recorded was never given.';
create index marketing_permission_of_party_index on register.marketing_permission (party, person, channel, id desc);

create table secret.suppression_key (
    only_one boolean primary key default true constraint suppression_key_is_one check (only_one),
    key bytea not null
);
comment on table secret.suppression_key is 'The key under which suppressed values are hashed, so that the list names nobody by itself.';
insert into secret.suppression_key (key) values (sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea));

create table register.suppression (
    id bigint generated always as identity primary key,
    channel value.channel not null,
    value_hash bytea not null,
    since timestamptz not null default now(),
    origin text not null constraint suppression_origin_known check (origin in ('person', 'ban_list', 'bounce')),
    lifted_at timestamptz,
    lifted_by name,
    version integer not null default 1
);
comment on table register.suppression is 'Numbers and addresses that must not be marketed to (kieltolista), as keyed hashes: it outlives the erasure of the customer.';
create index suppression_by_value on register.suppression (channel, value_hash);
