import type { World } from '../src/kit/world.ts'
import { aPerson, usualPassword } from '../src/parts/accounts/people/people.fixture.ts'
import { startLetterBox } from '../tests/support/letter-box.ts'
import type { Answered, Row } from './account-callers.ts'
import { ask, type Child } from './child.ts'
import { median } from './figures.ts'
import type { ServerChild } from './reads.ts'
import { wired } from './wire.ts'

/** What an address is to the server that is asked about it. */
export type Standing = 'nobody has it' | 'somebody proved it' | 'somebody holds it unproved'

export interface Answers {
  standing: Standing
  runs: number
  p50Milliseconds: number
  /** Share of the answers that left on the first beat; of sign-in, which knows no beat, null. */
  onFirstBeat: number | null
  /** Other statuses than what everybody gets. */
  odd: number
}

/** The first is what the others are compared with. */
export interface Enumeration {
  register: readonly Answers[]
  signIn: readonly Answers[]
}

/** Registration's, whose answers leave a whole number of beats after they were asked for. */
const beatMilliseconds = 125
const warmUps = 8

interface Door {
  path: string
  status: number
  beat: number | null
  standings: readonly Standing[]
  body(email: string, n: number): object
}

const register: Door = {
  path: '/auth/register',
  status: 201,
  beat: beatMilliseconds,
  standings: ['nobody has it', 'somebody proved it', 'somebody holds it unproved'],
  body: (email, n) => ({ email, username: `bench${n}`, password: 'a horse of another stable' }),
}

const signIn: Door = {
  path: '/auth/login',
  status: 401,
  beat: null,
  standings: ['nobody has it', 'somebody proved it'],
  body: (email) => ({ email, password: `not ${usualPassword}` }),
}

export interface MailingCrew {
  /** A house that has a server for its mail. */
  mailingHouse(name: string, smtpPort: number): Promise<ServerChild>
}

/** Each address is tried once, by a stranger in a network of its own, at a server whose mail has somewhere to go. */
export async function measureEnumeration(
  world: World,
  callers: Child<unknown>,
  crew: MailingCrew,
  tries: number,
): Promise<Enumeration> {
  const box = await startLetterBox()
  const house = await crew.mailingHouse('home-mail', box.port)
  try {
    const { port } = house.ready
    const runs = tries + warmUps
    const proved = await people(world, runs, true)
    const unproved = await people(world, runs, false)
    let strangers = 0
    const addresses: Record<Standing, (door: Door, n: number) => string> = {
      'nobody has it': ({ status }, n) => `nobody${n}.${status}@example.org`,
      'somebody proved it': (_, n) => proved[n]!,
      'somebody holds it unproved': (_, n) => unproved[n]!,
    }
    const through = async (door: Door): Promise<Answers[]> => {
      const turns = turnsOf(door.standings, runs)
      const row = turns.map(({ standing, n }, turn) => {
        const body = door.body(addresses[standing](door, n), turn)
        return {
          from: networkOf(strangers++),
          request: wired({ method: 'POST', port, path: door.path, body }),
        }
      })
      const answered = await ask<Answered[]>(callers, { port, row } satisfies Row)
      const counted = turns
        .map((turn, index) => ({ ...turn, ...answered[index]! }))
        .filter(({ n }) => n >= warmUps)
      return door.standings.map((standing) =>
        answersOf(
          door,
          standing,
          counted.filter((turn) => turn.standing === standing),
        ),
      )
    }
    return { signIn: await through(signIn), register: await through(register) }
  } finally {
    await house.stop()
    await box.close()
  }
}

async function people(world: World, count: number, isVerified: boolean): Promise<string[]> {
  const addresses: string[] = []
  for (let n = 0; n < count; n++) addresses.push((await aPerson(world, { isVerified })).address)
  return addresses
}

/** Each standing once in every turn, each time another one first. */
const turnsOf = (standings: readonly Standing[], runs: number): { standing: Standing; n: number }[] =>
  Array.from({ length: runs }, (_, n) =>
    standings.map((_, place) => ({ standing: standings[(place + n) % standings.length]!, n })),
  ).flat()

/** One loopback address for each network of /24. */
const networkOf = (stranger: number): string => `127.${10 + (stranger >> 8)}.${stranger & 255}.1`

function answersOf(door: Door, standing: Standing, answered: readonly Answered[]): Answers {
  const milliseconds = answered.map((answer) => answer.milliseconds)
  const { beat, status } = door
  return {
    standing,
    runs: answered.length,
    p50Milliseconds: median(milliseconds),
    onFirstBeat:
      beat === null ? null : milliseconds.filter((taken) => taken < 1.5 * beat).length / milliseconds.length,
    odd: answered.filter((answer) => answer.status !== status).length,
  }
}
