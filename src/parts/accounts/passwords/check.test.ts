import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import { type Environment, readSettings, SettingsError } from '../../../kit/settings.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import { checkPassword, type Names } from './check.ts'

const worldWith = (environment: Environment = {}): World => {
  const reading = { environment, production: false, readFile: () => '' }
  return { settings: readSettings(reading, [accountSettings]) } as World
}

async function refusalOf(text: string, names: Names = {}, environment?: Environment): Promise<string | null> {
  try {
    await checkPassword(worldWith(environment), text, names)
    return null
  } catch (error) {
    if (error instanceof Fault) return error.code
    throw error
  }
}

test('B1: twelve characters are enough, whatever they are, and eleven are not', async () => {
  assert.equal(await refusalOf('TestPass123!', { username: 'testuser', address: 'test@example.com' }), null)
  assert.equal(await refusalOf('zwölf Äpfel!'), null)
  assert.equal(await refusalOf('mnbgfrtzhuj'), 'PASSWORD_TOO_SHORT')
})

test('B1: characters are counted, not the units they are written in', async () => {
  assert.equal(await refusalOf('🌲🦊🌧️🪨🍄🐌🦉🌾🍂🪵'), 'PASSWORD_TOO_SHORT')
  assert.equal(await refusalOf('🌲🦊🌧🪨🍄🐌🦉🌾🍂🪵🌰🦔'), null)
})

test('B1: a long one is taken whole, up to 1,024 bytes', async () => {
  const words = 'umbrella green tractor seven '

  assert.equal(await refusalOf(words.repeat(35)), null)
  assert.equal(await refusalOf(words.repeat(36)), 'PASSWORD_TOO_LONG')
})

test('B1: the operator may ask for more', async () => {
  assert.equal(await refusalOf('TestPass123!', {}, { PASSWORD_MIN_LENGTH: '15' }), 'PASSWORD_TOO_SHORT')
})

test('B1: the operator may ask for eight, and not for fewer', () => {
  assert.doesNotThrow(() => worldWith({ PASSWORD_MIN_LENGTH: '8' }))
  assert.throws(() => worldWith({ PASSWORD_MIN_LENGTH: '7' }), SettingsError)
})

test('B2: the whole password may not be a name of the account or of the service', async () => {
  const names = { username: 'ada-lovelace-1815', address: 'countess.of.lovelace@example.org' }

  for (const name of ['Ada-Lovelace-1815', 'COUNTESS.of.lovelace', 'countess.of.lovelace@example.org'])
    assert.equal(await refusalOf(name, names), 'PASSWORD_IS_NAME')
  assert.equal(
    await refusalOf('Our Training Log', {}, { KEYHOLD_APP_NAME: 'Our training log' }),
    'PASSWORD_IS_NAME',
  )
  assert.equal(await refusalOf('ada-lovelace-1815 sails', names), null)
})

test('B2: what is guessed first is refused', async () => {
  assert.equal(await refusalOf('Password1234'), 'PASSWORD_COMMON')
})
