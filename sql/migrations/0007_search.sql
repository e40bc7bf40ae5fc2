-- Search: words, numbers and addresses turned into tokens that leakproof b-tree operators can find below row security.
-- A token begins with a letter of its kind: n name, t town, b business ID and other numbers, p phone reversed, e e-mail, h host of an e-mail.
set local role seloste_owner;
create schema search;
grant usage on schema search to seloste_reader, seloste_writer;

create table search.token (
    scope smallint not null,
    token text collate "C" not null,
    party integer not null,
    constraint token_of_party foreign key (party, scope)
    references register.party (id, scope) on update cascade on delete cascade,
    primary key (party, token)
);
comment on table search.token is 'What a customer is found by.';
create index token_by_scope on search.token (scope, token, party);

create table search.word (
    scope smallint not null,
    word text collate "C" not null,
    primary key (scope, word)
);
comment on table search.word is 'The words of the names in one scope: a dictionary for typing errors and parts of words.';

create table search.suffix (
    scope smallint not null,
    suffix text collate "C" not null,
    word text collate "C" not null,
    primary key (scope, suffix, word),
    constraint suffix_of_word foreign key (scope, word) references search.word on delete cascade
);
comment on table search.suffix is 'Ends of words of three letters and more: a part of a word is the beginning of one of its ends.';

create table search.deletion (
    scope smallint not null,
    deletion text collate "C" not null,
    word text collate "C" not null,
    primary key (scope, deletion, word),
    constraint deletion_of_word foreign key (scope, word) references search.word on delete cascade
);
comment on table search.deletion is 'Words with one letter left out: two words one typing error apart share one.';
create index suffix_of_word_index on search.suffix (scope, word);
create index deletion_of_word_index on search.deletion (scope, word);

create table search.tally (
    scope smallint not null,
    figure text not null,
    count bigint not null,
    primary key (scope, figure)
);
comment on table search.tally is 'Counters a scope, so that nothing is counted when a list is opened.';
