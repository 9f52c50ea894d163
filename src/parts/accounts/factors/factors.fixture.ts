import type { TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { aPerson, type APerson } from '../people/people.fixture.ts'
import { type Answered, type Browser, browserWith, signedIn } from '../sessions/sessions.fixture.ts'
import { fromBase32 } from './base32.ts'
import { codeAt, stepOf } from './totp.ts'

/** Somebody signed in, whose authenticator app is enabled. */
export interface Enrolled extends APerson {
  browser: Browser
  recoveryCodes: string[]
  /** The code that enabled it. */
  enrolmentCode: string
  /** What the app shows now; so many steps later. */
  code(stepsLater?: number): string
}

export async function enrolled(world: TestWorld, given?: APerson): Promise<Enrolled> {
  const person = given ?? (await aPerson(world))
  const browser = await signedIn(world, person)
  const { body: made } = await browser.call('POST', '/auth/2fa/setup')
  const secret = fromBase32(String(made.secret))!
  const code = (stepsLater = 0) => codeAt(secret, stepOf(world.now()) + stepsLater)
  const enrolmentCode = code()
  const { body } = await browser.call('POST', '/auth/2fa/enable', { code: enrolmentCode })
  return { ...person, browser, code, enrolmentCode, recoveryCodes: body.recoveryCodes as string[] }
}

/** A browser that typed the password and is asked for the second step. */
export async function atSecondStep(world: TestWorld, { address, password }: APerson): Promise<Browser> {
  const browser = browserWith(world, '', [])
  const { body } = await browser.call('POST', '/auth/login', { email: address, password })
  if (body.requiresTwoFactor !== true) throw new Error(`no second step: ${JSON.stringify(body)}`)
  return browser
}

export const verify = (browser: Browser, code: string): Promise<Answered> =>
  browser.call('POST', '/auth/2fa/verify', { code })

/** Another code than the ones that are good now. */
export const wrongCode = ({ code }: Enrolled): string =>
  ['000000', '111111', '222222', '333333'].find((tried) => ![-1, 0, 1].some((step) => code(step) === tried))!

/** Mails that were queued for a person, by template, oldest first. */
export async function mailsTo(world: TestWorld, { personId }: APerson): Promise<string[]> {
  const sql = world.sql.as({ role: 'app', accountId: personId })
  const rows = await sql<{ template: string }>`
    select template from outgoing_mail order by created_at, id limit 100`
  return rows.map(({ template }) => template)
}

/** What the log of a person says, oldest first. */
export async function actionsOf(world: TestWorld, { personId }: APerson): Promise<string[]> {
  const { sql } = as(world, { role: 'app', accountId: personId })
  const rows = await sql<{ action: string }>`select action from audit_entry order by xid, id limit 1000`
  return rows.map(({ action }) => action)
}
