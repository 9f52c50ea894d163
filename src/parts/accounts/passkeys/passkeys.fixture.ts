import assert from 'node:assert/strict'
import { type How, type SoftwarePasskey, softwarePasskey } from '../../../../tests/support/passkey.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { aPerson, type APerson } from '../people/people.fixture.ts'
import { type Answered, type Browser, browserWith, signedIn } from '../sessions/sessions.fixture.ts'

export type Options = { challenge: string }

export async function ask(browser: Browser, path: string): Promise<Options> {
  const { status, body } = await browser.call('POST', path)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as Options
}

export async function enrol(browser: Browser, passkey: SoftwarePasskey, how?: How): Promise<Answered> {
  const options = await ask(browser, '/auth/passkeys/options')
  return browser.call('POST', '/auth/passkeys', { name: 'Laptop', response: passkey.create(options, how) })
}

export async function signIn(world: TestWorld, passkey: SoftwarePasskey, how?: How): Promise<Answered> {
  const browser = browserWith(world, '', [])
  const options = await ask(browser, '/auth/passkeys/sign-in/options')
  return browser.call('POST', '/auth/passkeys/sign-in', { response: passkey.get(options, how) })
}

export interface Holder extends APerson {
  browser: Browser
  passkey: SoftwarePasskey
  recoveryCodes: string[]
}

export async function holder(world: TestWorld, signCount = 0): Promise<Holder> {
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const passkey = softwarePasskey(signCount)
  const { status, body } = await enrol(browser, passkey)
  assert.equal(status, 201, JSON.stringify(body))
  return { ...person, browser, passkey, recoveryCodes: body.recoveryCodes as string[] }
}
