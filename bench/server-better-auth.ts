// Better Auth as its manual sets it up on Node: the pool of 10, no limits, no mail. What it imports is installed in this
// folder alone (package.json beside this file), so nothing here leans on its types.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { hash, verify } from '@node-rs/argon2'
import { cost } from '../src/parts/accounts/passwords/hash.ts'
import type { BetterAuthKind } from './better-auth.ts'
import { serveBench } from './child-side.ts'

type Auth = object
interface Password {
  hash(password: string): Promise<string>
  verify(given: { hash: string; password: string }): Promise<boolean>
}

// By names that the compiler does not follow.
const load = async <Module>(name: string): Promise<Module> => (await import(name)) as Module
const { betterAuth } = await load<{ betterAuth(options: object): Auth }>('better-auth')
const { toNodeHandler } = await load<{ toNodeHandler(auth: Auth): RequestListener }>('better-auth/node')
const { getMigrations } = await load<{
  getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }>
}>('better-auth/db/migration')

const kind = process.env.BENCH_KIND as BetterAuthKind
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const server = createServer()
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

const asKeyhold: Password = {
  hash: (password) => hash(password, cost),
  verify: (given) => verify(given.hash, given.password),
}

const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: process.env.BENCH_SECRET,
  database: pool,
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: { enabled: true, ...(kind === 'argon2id' && { password: asKeyhold }) },
  emailVerification: { sendVerificationEmail: () => Promise.resolve() },
  ...(kind === 'cookie cache' && { session: { cookieCache: { enabled: true, maxAge: 300 } } }),
}
if (process.env.BENCH_MIGRATES === 'yes') await (await getMigrations(options)).runMigrations()
server.on('request', toNodeHandler(betterAuth(options)))
serveBench({ port }, async () => {
  server.close()
  server.closeAllConnections()
  await pool.end()
})
