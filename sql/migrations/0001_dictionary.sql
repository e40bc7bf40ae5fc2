-- The data dictionary: what kind of data each column holds, why, for how long, and which purpose may do what with it.
-- Its lines are kept in sql/definitions/dictionary.sql and sql/definitions/matrix.sql; the tests read it from here.
set local role seloste_owner;

create schema dictionary;
grant usage on schema dictionary to seloste_reader, seloste_writer, seloste_audit, seloste_accounts, seloste_staff;

create table dictionary.data_class (
    class text primary key constraint data_class_is_t_or_k check (class ~ '^(T|K([1-9]|1[0-5]))$'),
    fi text not null,
    en text not null
);
comment on table dictionary.data_class is 'Kinds of data K1–K15 (tietoryhmät); T is technical and says nothing of anybody.';

create table dictionary.purpose (
    purpose name primary key,
    fi text not null,
    en text not null,
    notice text not null
);
comment on table dictionary.purpose is 'The purposes of the notice (käyttötarkoitukset); each is a role of PostgreSQL.';

create table dictionary.purpose_class (
    purpose name not null references dictionary.purpose on delete cascade,
    class text not null references dictionary.data_class on delete cascade,
    may_read boolean not null,
    may_write boolean not null,
    condition text,
    primary key (purpose, class)
);
comment on table dictionary.purpose_class is 'The matrix purpose × class: column grants are made from it; no line means nothing.';

create table dictionary.data_column (
    schema_name name not null,
    table_name name not null,
    column_name name not null,
    class text not null references dictionary.data_class on delete cascade,
    purpose text not null,
    retention text not null,
    primary key (schema_name, table_name, column_name)
);
comment on table dictionary.data_column is 'Class, purpose and retention of every column.';

create table dictionary.purpose_column (
    purpose name not null references dictionary.purpose on delete cascade,
    table_name name not null,
    column_name name not null,
    may_read boolean not null,
    primary key (purpose, table_name, column_name)
);
comment on table dictionary.purpose_column is 'Where a purpose may read one column of a class and not the others, such as the town of an address.';

create table dictionary.purpose_role (
    purpose name not null references dictionary.purpose on delete cascade,
    role text not null,
    may_write boolean not null,
    primary key (purpose, role)
);
comment on table dictionary.purpose_role is 'Which persons of a customer a purpose may see and change, by what they are to the customer.';

create table dictionary.retention (
    rule text primary key,
    starts text not null,
    lasts interval,
    ends text not null,
    basis text not null
);
comment on table dictionary.retention is 'How long data are kept (säilytysaika): from when, how long, what happens then, on what basis.';
