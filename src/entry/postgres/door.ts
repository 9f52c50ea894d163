import { Client, DatabaseError } from 'pg'

/** Login names of the cluster; the first is for supervision alone. */
export const roles = { supervisor: 'keyhold_supervisor', owner: 'keyhold_owner', app: 'keyhold' } as const
export const databaseName = 'keyhold'

/**
 * The address of a database behind a socket's folder, for `pg` and libpq. Port and sslmode are named because `pg` would
 * otherwise take PGPORT and PGSSLMODE from the environment.
 */
export function urlOf(socketFolder: string, role: string, database: string = databaseName): string {
  const folder = encodeURIComponent(socketFolder)
  return `postgresql://${encodeURIComponent(role)}@/${encodeURIComponent(database)}?host=${folder}&port=5432&sslmode=disable`
}

/** Does some work as the supervising superuser in the database `postgres`, on a connection of its own. */
export async function asSupervisor<T>(
  socketFolder: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: urlOf(socketFolder, roles.supervisor, 'postgres'),
    application_name: 'keyhold supervisor',
    connectionTimeoutMillis: 5_000,
  })
  // A server that dies under us fails the statement; the event alone must not end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * `up`, `not yet` (it starts, recovers or ends), or `silent` (nobody behind the socket).
 * @throws the server's own error when it turns the supervisor away
 */
export async function knock(socketFolder: string): Promise<'up' | 'not yet' | 'silent'> {
  try {
    await asSupervisor(socketFolder, (client) => client.query('select 1'))
    return 'up'
  } catch (error) {
    if (!(error instanceof DatabaseError)) return 'silent'
    if (error.code === tooManyConnections) return 'up'
    if (notServingYet.includes(error.code ?? '')) return 'not yet'
    throw error
  }
}

const tooManyConnections = '53300'
// cannot_connect_now, admin_shutdown, crash_shutdown
const notServingYet = ['57P03', '57P01', '57P02']
