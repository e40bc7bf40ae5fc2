-- What a log of changes may forget: what was said with a customer is kept for a shorter time than that it was written down.
set local role seloste_audit;

alter table audit.change_log add column salt uuid;
alter table audit.change_log add column digest bytea constraint change_log_digest_is_sha256 check (octet_length(digest) = 32);
comment on column audit.change_log.salt is
'Of a line with words that are forgotten before the line: sealed is their hash with this salt; both go with the words, so that nobody can try what they were.';
comment on column audit.change_log.digest is 'The salted hash of the words that were forgotten: what was sealed still holds.';
-- squawk-ignore require-concurrent-index-creation
create index change_log_forgettable on audit.change_log (at) where salt is not null;

reset role;
set local role seloste_owner;
-- squawk-ignore require-concurrent-index-creation
create index interaction_to_forget on register.interaction (closed_on) where summary <> '–';
