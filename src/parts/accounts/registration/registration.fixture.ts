import type { Letter, Mail } from '../../../kit/mail.ts'
import type { Environment } from '../../../kit/settings.ts'
import { type TestWorld, testWorld } from '../../../../tests/support/world.ts'
import { messages } from '../../messages/index.ts'
import { hashQueue } from '../passwords/hash-queue.ts'
import { usualPassword } from '../people/people.fixture.ts'

const sending = messages.jobs!.find(({ name }) => name === 'mail.send')!

export interface Answered {
  status: number
  text: string
  body: Record<string, unknown>
  headers: Headers
}

export interface House {
  world: TestWorld
  /** What was sent until now, the oldest first. */
  letters: Letter[]
  /** As a program without cookies asks. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>
  /** Sends what waits. @returns what was sent just now */
  delivered(): Promise<Letter[]>
  /** Delivers, and tells the token of the newest letter to that address. */
  tokenFor(address: string): Promise<string>
}

/** A house whose mail arrives. */
export async function houseWithMail(environment: Environment = {}): Promise<House> {
  const letters: Letter[] = []
  const mail: Mail = { send: async (letter) => void letters.push(letter) }
  const world = await testWorld({ mail, environment })
  const house: House = {
    world,
    letters,
    post: (path, body, headers) => postTo(world, path, body, headers),
    async delivered() {
      const before = letters.length
      await sending.run(world, 5_000)
      await world.settled()
      return letters.slice(before)
    },
    async tokenFor(address) {
      await house.delivered()
      const letter = letters.findLast(({ to }) => to === address)
      if (!letter) throw new Error('no letter to that address')
      return tokenIn(letter)
    },
  }
  return house
}

/**
 * What scanners of mail do with a link: GET and HEAD of its page, and of what takes its token.
 * @returns the cookies that were set
 */
export async function scan({ world }: House, token: string, page: string, route: string): Promise<string[]> {
  const cookies: string[] = []
  for (const method of ['GET', 'HEAD'])
    for (const path of [page, route, `${route}/${token}`]) {
      const request = new Request(`http://localhost:3000${path}?token=${token}`, { method })
      cookies.push(...(await world.app.fetch(request)).headers.getSetCookie())
    }
  return cookies
}

export const tokenIn = ({ text }: Pick<Letter, 'text'>): string => {
  const [, token] = /#([\w-]{43})\b/.exec(text) ?? []
  if (!token) throw new Error('the letter holds no link with a token')
  return token
}

export async function postTo(
  world: Pick<TestWorld, 'app'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  )
  const text = await response.text()
  return {
    status: response.status,
    text,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  }
}

let signedUp = 0

/** Somebody fills in the form. */
export function form(options: { email?: string; username?: string; password?: string } = {}) {
  signedUp += 1
  return {
    email: `new${signedUp}@example.org`,
    username: `new${signedUp}`,
    password: usualPassword,
    ...options,
  }
}

/** How many hashes of passwords were made while that was done. */
export async function hashesOf(world: TestWorld, work: () => Promise<unknown>): Promise<number> {
  const before = hashQueue(world).begun
  await work()
  return hashQueue(world).begun - before
}

/** What the log of a person says. */
export const logOfPerson = ({ sql }: TestWorld, accountId: string) =>
  sql.as({ role: 'app', accountId })<{ action: string; outcome: string; detail: string | null }>`
    select action, outcome, detail from audit_entry order by xid, id limit 1000`
