import { sha256 } from '../../kit/hash.ts'
import { bookMadeReadable, bookOfMigrations, type Migration } from '../../kit/migrate.ts'
import { type Logins, quoted } from './admin-sql.ts'

/**
 * The schema as a script for `psql -f`, which runs it as the owner's login. Applies what is not applied yet, each
 * migration in a transaction of its own, so that it brings an older database up to date, too; `keyhold migrate` finds
 * nothing to do afterwards. Stops at the first mistake.
 */
export function schemaSql(migrations: readonly Migration[], { login, owner }: Logins): string {
  // The whole session becomes the owner: a migration that takes a role and gives it back would be somebody else's from there on.
  return `-- Run with psql -f, connected to Keyhold's database: as the owner's login, or as a superuser.
\\set ON_ERROR_STOP on
set session authorization ${quoted(owner)};
${bookOfMigrations};

${migrations.map((migration) => applied(migration, login)).join('\n\n')}

${bookMadeReadable};

reset session authorization;`
}

// The whole file stands between dollar quotes of a kind that no migration uses, so that psql looks at nothing in it.
const applied = ({ number, name, sql }: Migration, login: string): string => `-- ${name}
select not exists (select from schema_migrations where number = ${number}) as is_due \\gset
\\if :is_due
begin;
select set_config('keyhold.login', ${literal(login)}, true) \\g /dev/null
do $migration$ begin execute $keyhold$${sql}$keyhold$; end $migration$;
insert into schema_migrations (number, name, checksum) values (${number}, ${literal(name)}, '\\x${sha256(sql).toString('hex')}');
commit;
\\endif`

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
