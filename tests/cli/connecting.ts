import assert from 'node:assert/strict'
import type { Got } from '../../client/asked.ts'
import { aBrowser, locationOf } from '../support/browser.ts'
import type { Started } from './running.ts'

/** Follows a connect link as a person does: link page, provider, approval, back. @returns where the provider asked */
export async function follow(link: string): Promise<URL> {
  const browser = aBrowser()
  assert.equal((await browser.get(link)).status, 200)
  const authorize = locationOf(await browser.submit(link))
  const decided = await aBrowser().submit(authorize, { decision: 'approve' })
  const back = await browser.get(locationOf(decided))
  assert.equal(back.status, 200, await back.text())
  return authorize
}

/** Connects the sandbox account for a user. @returns the connection's id, and the provider's origin */
export async function connect(server: Started, user: string): Promise<{ id: string; provider: string }> {
  const { code, stdout, stderr } = await server.keyhold('connect', 'sandbox', '--user', user)
  assert.equal(code, 0, stderr)
  const { origin } = await follow(stdout.trim())
  const { connections } = await server.answerTo<Got<'/api/connections'>>('connections', '--user', user)
  return { id: connections[0]!.id, provider: origin }
}
