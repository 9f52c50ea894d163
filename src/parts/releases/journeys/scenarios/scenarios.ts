import type { z } from 'zod'
import type { Journey } from '../document/journey.ts'
import { step, type Step } from '../document/step.ts'
import type { Stage } from '../run/plan.ts'

/** What of this deployment decides whether a scenario can be run. */
export interface Features {
  /** EMAIL_ENABLED: addresses are to be proved. */
  mail: boolean
  /** TWO_FACTOR_ENABLED. */
  twoFactor: boolean
}

interface Scenario {
  /** What has to have happened before it. */
  needs: readonly ('person' | 'session')[]
  /** Why it is left out; null: it is run. */
  skipped(features: Features): string | null
  steps: readonly Step[]
}

type Given = z.input<typeof step>
type Request = NonNullable<Given['request']>

const always = () => null
const made = (steps: readonly Given[]): Step[] => steps.map((each) => step.parse(each))

const get = (name: string, path: string, expect: Given['expect'] = []): Given => ({
  name,
  request: { url: `{{own}}${path}` },
  expect: [{ status: 200 }, ...(expect ?? [])],
})
const post = (name: string, path: string, request: Partial<Request>, status: number): Given => ({
  name,
  request: { method: 'POST', url: `{{own}}${path}`, ...request },
  expect: [{ status }],
})
const signIn = (name: string, requiresTwoFactor: boolean): Given => {
  const asked = post(
    name,
    '/auth/login',
    { json: { email: '{{user.email}}', password: '{{user.password}}' } },
    200,
  )
  return {
    ...asked,
    expect: [...asked.expect!, { jsonPath: '$.requiresTwoFactor', equals: requiresTwoFactor }],
  }
}
const csrf = { csrf: true } as const
const signedOut: Given = {
  name: 'is signed out',
  request: { url: '{{own}}/auth/me' },
  expect: [{ status: 401 }],
}

/**
 * Source 004's eight, in its order, and those of ours: all of them can be run as they stand here. They speak to the accounts
 * of this very deployment.
 */
const scenarios = {
  register: {
    needs: [],
    skipped: always,
    steps: made([
      { name: 'make somebody up', person: { as: 'user' } },
      post(
        'sign up',
        '/auth/register',
        {
          json: {
            email: '{{user.email}}',
            username: '{{user.username}}',
            password: '{{user.password}}',
            displayName: '{{user.name}}',
          },
        },
        201,
      ),
    ]),
  },
  verify: {
    needs: ['person'],
    skipped: ({ mail }) =>
      mail ? null : 'EMAIL_ENABLED is off: no mail is sent, and no address has to be proved',
    steps: made([
      {
        name: 'wait for the mail',
        mail: { to: '{{user.email}}', template: 'verify_address', timeoutSeconds: 10 },
        extract: { token: { link: 'fragment' } },
      },
      {
        ...post('prove the address', '/auth/verify-email', { json: { token: '{{token}}' } }, 200),
        expect: [{ status: 200 }, { jsonPath: '$.verified', equals: true }],
      },
    ]),
  },
  login: {
    needs: ['person'],
    skipped: always,
    steps: made([
      signIn('sign in', false),
      get('who is it', '/auth/me', [
        { jsonPath: '$.user.email', equals: '{{user.email}}' },
        { cookie: 'XSRF-TOKEN', exists: true },
      ]),
    ]),
  },
  createProfile: {
    needs: ['session'],
    skipped: always,
    steps: made([
      post(
        'make a profile',
        '/profiles',
        { json: { vanityUrl: '{{user.username}}', headline: 'Made by a synthetic journey' }, ...csrf },
        201,
      ),
    ]),
  },
  uploadMedia: {
    needs: ['session'],
    skipped: () => 'Keyhold keeps no media: there is nothing to upload to',
    steps: [],
  },
  searchSelf: {
    needs: ['session'],
    skipped: always,
    // There is no search: who is signed in finds itself by its session.
    steps: made([
      get('find itself', '/auth/session', [
        { jsonPath: '$.user.username', equals: '{{user.username}}' },
        { jsonPath: '$.session.id', exists: true },
      ]),
    ]),
  },
  exportData: {
    needs: ['session'],
    skipped: always,
    steps: made([
      get('copy of what is kept', '/auth/me/export', [
        { jsonPath: '$.personId', exists: true },
        { body: true, contains: '{{user.username}}' },
      ]),
    ]),
  },
  refresh: {
    needs: ['session'],
    skipped: always,
    steps: made([post('next tokens', '/auth/refresh', {}, 200), get('who is it', '/auth/me')]),
  },
  twoFactor: {
    needs: ['session'],
    skipped: ({ twoFactor }) =>
      twoFactor ? null : 'TWO_FACTOR_ENABLED is off: no second factor can be set up',
    steps: made([
      {
        ...post('set up an app', '/auth/2fa/setup', csrf, 200),
        extract: { appSecret: { jsonPath: '$.secret' } },
      },
      { name: 'its code', totp: { secret: '{{appSecret}}', as: 'firstCode' } },
      post('enable it', '/auth/2fa/enable', { json: { code: '{{firstCode}}' }, ...csrf }, 200),
      post('sign out', '/auth/logout', csrf, 200),
      signIn('sign in again', true),
      // A code is good once: the next one is taken, which a clock that is a little fast would show.
      { name: 'its next code', totp: { secret: '{{appSecret}}', as: 'nextCode', offset: 1 } },
      post('the second step', '/auth/2fa/verify', { json: { code: '{{nextCode}}' } }, 200),
      get('who is it', '/auth/me', [{ jsonPath: '$.user.twoFactorEnabled', equals: true }]),
    ]),
  },
  logout: {
    needs: ['session'],
    skipped: always,
    steps: made([post('sign out', '/auth/logout', csrf, 200), signedOut]),
  },
} satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios
export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[]

/** What is run where nobody says what: source 004's own order. */
export const usualScenarios: readonly ScenarioName[] = [
  'register',
  'verify',
  'login',
  'createProfile',
  'uploadMedia',
  'searchSelf',
  'exportData',
  'logout',
]

const otherwiseCalled = new Map<string, ScenarioName>([
  ['2FA', 'twoFactor'],
  ['2fa', 'twoFactor'],
])

/** @returns undefined for one that is none of ours */
export const scenarioCalled = (name: string): ScenarioName | undefined =>
  Object.hasOwn(scenarios, name) ? (name as ScenarioName) : otherwiseCalled.get(name)

/** How many people these make up. */
export const peopleIn = (names: readonly ScenarioName[]): number =>
  names.filter((name) => name === 'register').length

/** How many a run of a document makes up. */
export const peopleOf = ({ scenarios, steps = [] }: Journey): number =>
  scenarios
    ? peopleIn(scenarios.flatMap((name) => scenarioCalled(name) ?? []))
    : steps.filter(({ person }) => person).length

/** The stages of these scenarios, in this order: one that lacks what comes before it cannot pass, and is not begun. */
export function stagesOf(names: readonly ScenarioName[], features: Features): Stage[] {
  const has = { person: false, session: false }
  return names.map((name) => {
    const { needs, skipped, steps }: Scenario = scenarios[name]
    const missing = needs.find((each) => !has[each])
    if (name === 'register') has.person = true
    if (name === 'login') has.session = has.person
    if (name === 'logout') has.session = false
    const before = missing === 'session' ? 'login' : 'register'
    const reason = skipped(features)
    return {
      name,
      steps,
      skipped: reason,
      impossible: missing && reason === null ? `${name} needs ${before} before it` : null,
    }
  })
}
