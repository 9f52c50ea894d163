import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exitCodes } from '../../../src/entry/cli/exit-codes.ts'
import { said, type Said } from '../../../src/entry/cli/outside.fixture.ts'
import { type Home, type Started, aHome } from '../../cli/running.ts'
import { type LetterBox, startLetterBox } from '../../support/letter-box.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { type Asking, asking } from './asking.ts'
import { type Planting, planting } from './canary.ts'
import { type Issuer, manners, startIssuer } from './issuer.ts'
import type { Written } from './written.ts'

/** A server whose secrets are all canaries, and everything that was heard of it. */
export interface House extends Planting {
  home: Home
  /** Where backups, exports and crash reports go: beside the home. */
  folder: string
  issuer: Issuer
  receiver: Receiver
  /** Takes the mail to people. */
  letterBox: LetterBox
  server: Started
  servers: Started[]
  /** Answers to requests, and what commands said. */
  heard: Written[]
  ask: Asking
  /** The same with the operator's key. */
  asOperator: Asking
  /** The same with INTERNAL_API_KEY. */
  asMachine: Asking
  /** Runs a command line; `shows`: kinds of secrets that it prints by design. */
  command(words: string, options?: { shows?: readonly string[]; more?: readonly string[] }): Promise<Said>
  start(environment?: Record<string, string>): Promise<void>
  /** Writes a file that is given to the product. */
  give(name: string, text: string): string
  /** Those files: a secret may stand in them. */
  given: string[]
  /** SIGTERM; resolves when server and database have ended. */
  stop(): Promise<void>
  close(): Promise<void>
}

export async function aHouse(): Promise<House> {
  const secrets = planting()
  const home = aHome()
  const folder = join(dirname(home.folder), 'beside')
  const reports = join(folder, 'reports')
  mkdirSync(reports, { recursive: true })
  const [issuer, receiver, letterBox] = await Promise.all([
    startIssuer(secrets),
    startReceiver(),
    startLetterBox(),
  ])
  const environment = environmentOf(secrets, { folder, issuer, receiver, letterBox, reports })
  const heard: Written[] = []
  const ask = asking(() => house.server.url, heard)
  const withKey =
    (variable: string): Asking =>
    (path, options = {}) =>
      ask(path, {
        ...options,
        headers: { authorization: `Bearer ${environment[variable]}`, ...options.headers },
      })
  const house: House = {
    ...secrets,
    home,
    folder,
    issuer,
    receiver,
    letterBox,
    servers: [],
    heard,
    ask,
    asOperator: withKey('KEYHOLD_OPERATOR_KEY'),
    asMachine: withKey('INTERNAL_API_KEY'),
    get server() {
      return house.servers.at(-1)!
    },
    async command(words, { shows = [], more = [] } = {}) {
      const { PATH = '' } = process.env
      const env = { ...environment, PATH, KEYHOLD_HOME: home.folder, KEYHOLD_URL: house.server.url }
      const answer = await said([...words.split(' '), ...more], env)
      // Who misspells a command has tried nothing.
      assert.notEqual(answer.code, exitCodes.usage, `${words}: ${answer.stderr}`)
      const text = `${answer.code}\n${answer.stdout}\n${answer.stderr}`
      heard.push({ where: `command ${words}`, bytes: Buffer.from(text), shows })
      return answer
    },
    async start(more = {}) {
      const started = await home.start({ ...environment, ...more })
      house.servers.push(started)
      if (started.url === '') throw new Error(`the server did not start:\n${started.stderr()}`)
    },
    given: [],
    give(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      house.given.push(path)
      return path
    },
    async stop() {
      house.server.child.kill('SIGTERM')
      await house.server.ended
    },
    async close() {
      await home.remove()
      issuer.close()
      receiver.close()
      await letterBox.close()
    },
  }
  return house
}

interface Around {
  folder: string
  reports: string
  issuer: Issuer
  receiver: Receiver
  letterBox: LetterBox
}

function environmentOf(
  { plant, notice }: Planting,
  { folder, reports, issuer, receiver, letterBox }: Around,
): Record<string, string> {
  const key32 = (kind: string): string => {
    const bytes = Buffer.from(plant(kind)).subarray(0, 32)
    return notice(kind, bytes.toString('base64'), bytes)
  }
  const fallback = Buffer.from(plant('key of another system')).subarray(0, 32)
  const providers = Object.keys(manners)
    .filter((id) => id !== 'strava')
    .map(providerOf)
  writeFileSync(join(folder, 'providers.json'), JSON.stringify([...providers, keyProvider]))
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'debug',
    NODE_OPTIONS: `--report-uncaught-exception --report-on-fatalerror --report-directory=${reports}`,
    KEYHOLD_TEST_DEADLINE_SCALE: '0.1',
    KEYHOLD_PROVIDERS_FILE: join(folder, 'providers.json'),
    KEYHOLD_WEBHOOK_ORIGINS: receiver.url,
    AUDIT_CHECKPOINT_URL: `${receiver.url}/checkpoints`,
    FRONTEND_URL: receiver.url,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(letterBox.port),
    SMTP_USER: 'keyhold',
    SMTP_PASS: plant('password of a mail server'),
    FROM_EMAIL: 'keyhold@example.org',
    KEYHOLD_MASTER_KEY: key32('master key'),
    KEYHOLD_OPERATOR_KEY: `kho_${plant('operator key')}`,
    INTERNAL_API_KEY: plant('internal key', 'awkward').replaceAll(/[^\x21-\x7e]/g, '_'),
    ADMIN_KEY: plant('admin key'),
    ENCRYPTION_KEY: plant('key of another system'),
    FALLBACK_ENCRYPTION_KEY: notice('key of another system', fallback.toString('hex'), fallback),
    STATE_SECRET: plant('state secret'),
    ...Object.fromEntries(
      Object.keys(manners).flatMap((id) => [
        [`${id.toUpperCase()}_CLIENT_ID`, id],
        [
          `${id.toUpperCase()}_CLIENT_SECRET`,
          `${plant('client secret', 'awkward')},${plant('client secret')}`,
        ],
        [`${id.toUpperCase()}_BASE_URL`, `${issuer.url}/${id}`],
      ]),
    ),
  }
}

/** Every second one gives ID tokens and takes its secret in a header, the others in the form. */
const providerOf = (id: string, index: number) => ({
  id,
  title: id,
  issuer: `http://${id}.test`,
  authorizeUrl: `http://${id}.test/authorize`,
  tokenUrl: `http://${id}.test/token`,
  openid: index % 2 === 0,
  tokenEndpointAuth: index % 2 === 0 ? 'client_secret_basic' : 'client_secret_post',
  scopes: { default: ['read'] },
  rotation: 'single_use',
  identity:
    index % 2 === 0
      ? { from: 'id_token', subject: ['/sub'] }
      : { from: 'userinfo', url: `http://${id}.test/userinfo`, subject: ['/sub'], label: [['/name']] },
  revoke: {
    url: `http://${id}.test/revoke`,
    authentication: index % 2 === 0 ? 'client_secret_basic' : 'client_secret_post',
    token: 'refresh_token',
  },
  api: { baseUrls: [`http://${id}.test/api`] },
})

const keyProvider = {
  id: 'meta',
  title: 'Meta',
  kinds: ['api_key'],
  authorizeUrl: 'https://meta.test/oauth',
  tokenUrl: 'https://meta.test/token',
  scopes: {},
  identity: { from: 'token_answer', subject: ['/user_id'] },
}
