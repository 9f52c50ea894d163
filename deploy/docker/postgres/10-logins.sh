#!/bin/sh
# Run once, by the postgres image when it makes its data folder: the two logins of Keyhold, none of them a superuser.
# keyhold_owner owns the database, migrates, and may make the roles that the migrations name.
# keyhold is what the process uses: it owns nothing, and no row-level security gives way to it.
set -eu

: "${DATABASE_PASSWORD_FILE:?}" "${DATABASE_OWNER_PASSWORD_FILE:?}"

# The passwords go in by variables of psql, so that neither a command line nor the server's log has them.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" << 'SQL'
\set password `cat "$DATABASE_PASSWORD_FILE"`
\set owner_password `cat "$DATABASE_OWNER_PASSWORD_FILE"`
\set name `printf %s "$POSTGRES_DB"`
set log_statement = 'none';
set log_min_error_statement = 'panic';
set log_min_duration_statement = -1;
begin;
create role keyhold_owner login nosuperuser nobypassrls nocreatedb createrole password :'owner_password';
create role keyhold login nosuperuser nobypassrls nocreatedb nocreaterole noinherit password :'password';
alter database :"name" owner to keyhold_owner;
revoke all on database :"name" from public;
grant connect, temporary on database :"name" to keyhold;
commit;
SQL
