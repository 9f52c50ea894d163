import type { Client } from 'pg'
import { asSupervisor, databaseName, roles } from './door.ts'

/** Attributes of the two logins: neither may pass by row-level security; the app's inherits nothing and owns nothing. */
const attributes = {
  [roles.owner]: 'login inherit createrole nosuperuser nobypassrls nocreatedb noreplication',
  [roles.app]: 'login noinherit nocreaterole nosuperuser nobypassrls nocreatedb noreplication',
}

interface RoleState {
  rolname: string
  attributes: string
}

/** Makes the two logins and the database as far as they are missing, and takes back rights that a login should not have. */
export async function bootstrap(socketFolder: string): Promise<void> {
  await asSupervisor(socketFolder, async (client) => {
    const found = await roleStates(client)
    for (const [role, wanted] of Object.entries(attributes)) {
      const state = found.find((each) => each.rolname === role)
      if (!state) await client.query(`create role ${role} ${wanted}`)
      else if (state.attributes !== wanted) await client.query(`alter role ${role} ${wanted}`)
    }
    if (!(await hasDatabase(client)))
      await client.query(`create database ${databaseName} owner ${roles.owner}`)
  })
}

async function roleStates(client: Client): Promise<RoleState[]> {
  const { rows } = await client.query<RoleState>(
    `select rolname, concat_ws(' ',
       case when rolcanlogin then 'login' else 'nologin' end,
       case when rolinherit then 'inherit' else 'noinherit' end,
       case when rolcreaterole then 'createrole' else 'nocreaterole' end,
       case when rolsuper then 'superuser' else 'nosuperuser' end,
       case when rolbypassrls then 'bypassrls' else 'nobypassrls' end,
       case when rolcreatedb then 'createdb' else 'nocreatedb' end,
       case when rolreplication then 'replication' else 'noreplication' end) as attributes
     from pg_roles where rolname = any($1) limit 2`,
    [Object.keys(attributes)],
  )
  return rows
}

async function hasDatabase(client: Client): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1 limit 1', [
    databaseName,
  ])
  return rowCount === 1
}
