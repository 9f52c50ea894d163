import type { World } from '../src/kit/world.ts'
import { aPerson, usualPassword } from '../src/parts/accounts/people/people.fixture.ts'
import type { Load, Loaded } from './account-callers.ts'
import { accountsFinding } from './accounts-finding.ts'
import { type AccountsSample, connectionCounts, type Contender, type Measured } from './accounts-samples.ts'
import { type BetterAuthKind, makeDatabase, readyBetterAuth } from './better-auth.ts'
import { ask, type Child } from './child.ts'
import { type MailingCrew, measureEnumeration } from './enumeration.ts'
import type { Finding } from './finding.ts'
import type { ServerChild } from './reads.ts'
import type { Stage } from './stage.ts'
import { cookiesFrom, proveSession, wired } from './wire.ts'

export interface AccountsPlan {
  rounds: number
  /** Of one measurement. */
  seconds: number
  /** Known addresses, and as many unknown ones, that are tried. */
  tries: number
  /** Whether Better Auth may be installed when it is not there. */
  mayInstall: boolean
}

/** Who is asked for people. */
export interface AccountsCrew extends MailingCrew {
  accountCallers(): Promise<Child<unknown>>
  house(name: string): Promise<ServerChild>
  betterAuth(kind: BetterAuthKind, environment: Record<string, string>): Promise<ServerChild>
}

const mostConnections = Math.max(...connectionCounts)

/** A server with people of its own. */
interface Asked {
  name: Contender
  port: number
  measures: readonly Measured[]
  signInPath: string
  sessionPath: string
  origin?: string
  /** One for each connection, so that nobody waits for another's row. */
  addresses: readonly string[]
}

/** Session checks and sign-ins beside Better Auth's on the same PostgreSQL, and what the time of an answer tells of an address. */
export async function measureAccounts(
  stage: Pick<Stage, 'world' | 'socketFolder'>,
  crew: AccountsCrew,
  plan: AccountsPlan,
  tell: (text: string) => void,
): Promise<Finding> {
  const callers = await crew.accountCallers()
  const beside = await readyBetterAuth(plan.mayInstall)
  if ('why' in beside) tell(`without Better Auth: ${beside.why}`)
  const asked = [
    await house(stage.world, (await crew.house('home-1')).ready.port),
    ...('why' in beside ? [] : await betterAuths(stage, crew)),
  ]
  const samples: AccountsSample[] = []
  // The first round warms up.
  for (let round = -1; round < plan.rounds; round++) {
    const measured = await measureRound(callers, asked, round, round < 0 ? 0.5 : plan.seconds)
    if (round >= 0) samples.push(...measured)
  }
  tell('accounts: session checks and sign-ins')
  const enumeration = await measureEnumeration(stage.world, callers, crew, plan.tries)
  tell('accounts: known and unknown addresses')
  return accountsFinding({ beside, samples, enumeration })
}

async function house(world: World, port: number): Promise<Asked> {
  const addresses: string[] = []
  for (let n = 0; n < mostConnections; n++) addresses.push((await aPerson(world)).address)
  const measures = ['session', 'sign-in'] as const
  return {
    name: 'Keyhold',
    port,
    measures,
    signInPath: '/auth/login',
    sessionPath: '/auth/session',
    addresses,
  }
}

const kinds: Record<BetterAuthKind, readonly Measured[]> = {
  'as it comes': ['session', 'sign-in'],
  'cookie cache': ['session'],
  argon2id: ['sign-in'],
}

async function betterAuths(
  { socketFolder }: Pick<Stage, 'socketFolder'>,
  crew: AccountsCrew,
): Promise<Asked[]> {
  const environment = await makeDatabase(socketFolder)
  const asked: Asked[] = []
  for (const [kind, measures] of Object.entries(kinds) as [BetterAuthKind, readonly Measured[]][]) {
    const migrates = asked.length === 0 ? { BENCH_MIGRATES: 'yes' } : {}
    const { port } = (await crew.betterAuth(kind, { ...environment, ...migrates })).ready
    const origin = `http://127.0.0.1:${port}`
    const addresses = Array.from(
      { length: mostConnections },
      (_, n) => `bench${n}@${asked.length}.example.org`,
    )
    // One after the other: each is hashed.
    for (const email of addresses)
      await cookiesFrom({
        method: 'POST',
        port,
        path: '/api/auth/sign-up/email',
        origin,
        body: { name: 'Bench', email, password: usualPassword },
      })
    asked.push({
      name: `Better Auth, ${kind}`,
      port,
      measures,
      origin,
      signInPath: '/api/auth/sign-in/email',
      sessionPath: '/api/auth/get-session',
      addresses,
    })
  }
  return asked
}

async function measureRound(
  callers: Child<unknown>,
  asked: readonly Asked[],
  round: number,
  seconds: number,
): Promise<AccountsSample[]> {
  const samples: AccountsSample[] = []
  for (const what of ['session', 'sign-in'] as const)
    for (const connections of connectionCounts) {
      const measured = asked.filter(({ measures }) => measures.includes(what))
      // In turns, so that none always profits from what the other left behind.
      for (const each of round % 2 === 0 ? measured : measured.toReversed()) {
        const requests = what === 'session' ? await sessionCheck(each) : signIns(each)
        const question: Load = { port: each.port, connections, requests, seconds }
        const loaded = await ask<Loaded>(callers, question)
        samples.push({ ...loaded, what, contender: each.name, connections, round })
      }
    }
  return samples
}

/** With a session that has just begun, so that what a cookie caches is not over in the middle. */
async function sessionCheck({ port, signInPath, sessionPath, origin, addresses }: Asked): Promise<string[]> {
  const [email = ''] = addresses
  const body = { email, password: usualPassword }
  const signIn = {
    method: 'POST',
    port,
    path: signInPath,
    body,
    ...(origin !== undefined && { origin }),
  } as const
  const check = { method: 'GET', port, path: sessionPath, cookies: await cookiesFrom(signIn) } as const
  await proveSession(check, email)
  return [wired(check)]
}

const signIns = ({ port, signInPath, origin, addresses }: Asked): string[] =>
  addresses.map((email) =>
    wired({
      method: 'POST',
      port,
      path: signInPath,
      body: { email, password: usualPassword },
      ...(origin !== undefined && { origin }),
    }),
  )
