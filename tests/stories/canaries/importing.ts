import { keyOfSource } from '../../../src/parts/connections/imports/source-002.ts'
import { sha256 } from '../../../src/kit/hash.ts'
import { legacyKeyFrom, legacyKeyFromHex } from '../../../src/parts/vault/index.ts'
import { makeBlob, makeLabelled } from '../../../src/parts/vault/legacy/aes-gcm.fixture.ts'
import { makeFernet } from '../../../src/parts/vault/legacy/fernet.fixture.ts'
import type { House } from './house.ts'

/** Accounts and keys of four systems are taken over: well, with the wrong key, and from files that are damaged. */
export async function takeOver(house: House): Promise<void> {
  for (const take of [from000, from002, from003, from001]) await take(house)
  const { command, plant } = house
  const password = plant('password of a database')
  await command('import 000 --dry-run --from', { more: [`postgres://owner:${password}@127.0.0.1:1/old`] })
}

const later = '2099-01-01 00:00:00+00'

async function from000({ plant, give, command, notice }: House): Promise<void> {
  const hex = Buffer.from(plant('key of another system')).subarray(0, 32).toString('hex')
  notice('key of another system', hex, Buffer.from(hex, 'hex'))
  const key = legacyKeyFromHex(hex)
  const token = (kind: string) => makeLabelled(key, plant(`${kind} of another system`))
  const rows = Array.from({ length: 12 }, (_, index) =>
    [
      uuid(index),
      `user-${index}`,
      9000 + index,
      token('access token'),
      token('refresh token'),
      later,
      'read',
    ].join(','),
  )
  const keys = give('keys.env', `FALLBACK_ENCRYPTION_KEY=${hex}\n`)
  const head = 'id,user_id,athlete_id,encrypted_access_token,encrypted_refresh_token,expires_at,scope'
  const csv = give('tokens.csv', [head, ...rows, ''].join('\n'))
  await command('import 000 --from', { more: [csv, '--keys-file', keys] })
  const wrong = give('wrong.env', `${plant('key of another system')}\n`)
  await command('import 000 --from', { more: [csv, '--keys-file', wrong] })
  // Where a ciphertext belongs stands the token itself.
  const bare = give(
    'bare.csv',
    [head, `${uuid(99)},u,1,${plant('access token of another system')},x,${later},read`, ''].join('\n'),
  )
  await command('import 000 --from', { more: [bare, '--keys-file', keys] })
}

async function from002({ plant, give, command }: House): Promise<void> {
  const secret = plant('key of another system')
  const key = await keyOfSource(secret)
  const keyFile = give('002.env', `ENCRYPTION_KEY="${secret}"\n`)
  const token = (kind: string) => makeFernet(key, plant(`${kind} of another system`))
  const csv = give(
    'auth.csv',
    `id,athlete_id,access_token,refresh_token,expires_at\n1,777,${token('access token')},${token('refresh token')},4070908800\n`,
  )
  await command('import 002 --from', { more: [csv, '--encryption-key-file', keyFile] })
}

async function from003({ plant, give, command }: House): Promise<void> {
  const salt = plant('key of another system')
  const key = await legacyKeyFrom('42', { salt, iterations: 100_000 })
  const quoted = (value: object) => `"${makeBlob(key, JSON.stringify(value)).replaceAll('"', '""')}"`
  const rows = [1, 2, 3].map(
    (id) =>
      `${id},42,meta,KPI,${quoted({ access_token: plant('API key of another system'), account_id: String(id) })},`,
  )
  const account = { type: 'service_account', private_key: plant('API key of another system') }
  const head = 'id,user_id,service,name,encrypted_data,deleted_at'
  const csv = give('credentials.csv', [head, ...rows, `9,42,ga4,KPI,${quoted(account)},`, ''].join('\n'))
  const saltFile = give('003.env', `ENCRYPTION_KEY_SALT=${salt}\n`)
  await command('import 003 --from', { more: [csv, '--salt-file', saltFile] })
}

async function from001({ plant, give, command, ask, notice }: House): Promise<void> {
  const keys = Array.from({ length: 4 }, () => {
    const hex = sha256(plant('API key of another system')).toString('hex')
    return notice('API key of another system', `mk_live_${hex}`)
  })
  const rows = keys.map(
    (key, index) =>
      `${uuid(index)},${uuid(index)},Key,${sha256(key).toString('hex')},${key.slice(0, 12)},{search:read},true,`,
  )
  const csv = give(
    'api-keys.csv',
    ['id,user_id,name,key_hash,key_prefix,scopes,is_active,expires_at', ...rows, ''].join('\n'),
  )
  await command('import 001-keys --from', { more: [csv, '--map', 'search:read=connections:read'] })
  for (const key of keys) await ask('/api/connections', { headers: { 'x-api-key': key } })
}

const uuid = (index: number): string => `7b0c1f9e-0000-4000-8000-${String(index).padStart(12, '0')}`
