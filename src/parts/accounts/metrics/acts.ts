import type { Metric, Point } from '../../../kit/metric.ts'
import type { CountedAct } from './store.ts'

interface Told {
  name: string
  help: string
  unit: string
  action: string
  /** Members of the act as attributes, and those values that are told with 0, too. */
  by?: { what?: string; why?: string; usual: readonly (readonly [what: string, why: string])[] }
}

const told: readonly Told[] = [
  {
    name: 'keyhold.registrations.last_day',
    help: 'People who signed up within 24 hours.',
    unit: '{person}',
    action: 'person.registered',
  },
  {
    name: 'keyhold.verification.proofs.last_day',
    help: 'Addresses that were proved within 24 hours.',
    unit: '{proof}',
    action: 'person.address_proved',
  },
  {
    name: 'keyhold.mail.refused.last_day',
    help: 'Mails that were asked for within 24 hours and not sent: verify (asked for again) or reset, as the person had too many, or the budget was used up.',
    unit: '{refusal}',
    action: 'person.mail_refused',
    by: {
      what: 'mail',
      why: 'by',
      usual: [
        ['verify', 'person'],
        ['verify', 'budget'],
        ['reset', 'person'],
        ['reset', 'budget'],
      ],
    },
  },
  {
    name: 'keyhold.sign_ins.last_day',
    help: 'Sign-ins within 24 hours.',
    unit: '{sign_in}',
    action: 'person.signed_in',
  },
  {
    name: 'keyhold.sign_ins.refused.last_day',
    help: 'Sign-ins refused within 24 hours: wrong password, an address or name that is nobody, or another reason.',
    unit: '{refusal}',
    action: 'person.sign_in_refused',
    by: {
      why: 'reason',
      usual: [
        ['', 'password'],
        ['', 'nobody'],
      ],
    },
  },
  {
    name: 'keyhold.sign_ins.locked.last_day',
    help: 'Accounts that were locked within 24 hours, after 100 wrong passwords in a row.',
    unit: '{lock}',
    action: 'person.sign_in_locked',
  },
  {
    name: 'keyhold.factors.refused.last_day',
    help: 'Wrong codes of authenticator apps, and wrong recovery codes, within 24 hours, by where they were typed.',
    unit: '{refusal}',
    action: 'factor.refused',
    by: { what: 'at', usual: ['sign_in', 'step_up', 'disable'].map((at) => [at, ''] as const) },
  },
  {
    name: 'keyhold.factors.locked.last_day',
    help: 'Accounts whose codes were locked for a quarter of an hour, within 24 hours.',
    unit: '{lock}',
    action: 'factor.locked',
  },
  {
    name: 'keyhold.passkeys.refused.last_day',
    help: "Passkeys' answers that were not accepted, within 24 hours.",
    unit: '{refusal}',
    action: 'passkey.refused',
  },
  {
    name: 'keyhold.sessions.reused.last_day',
    help: 'Refresh tokens that came a second time within 24 hours: each was copied, and its session ended.',
    unit: '{session}',
    action: 'session.reused',
  },
]

/** What the log tells of a day. They fall as well as rise, so they are gauges. */
export const actMetrics = (acts: readonly CountedAct[], verificationMails: number): Metric[] => [
  {
    name: 'keyhold.verification.mails.last_day',
    help: 'Mails to prove an address with that were made within 24 hours, the first and those asked for again.',
    kind: 'gauge',
    unit: '{mail}',
    points: [{ value: verificationMails }],
  },
  ...told.map(({ name, help, unit, action, by }): Metric => {
    const counted = acts.filter((act) => act.action === action)
    return { name, help, unit, kind: 'gauge', points: by ? pointsOf(counted, by) : [{ value: sum(counted) }] }
  }),
]

function pointsOf(acts: readonly CountedAct[], { what, why, usual }: NonNullable<Told['by']>): Point[] {
  const named = acts.map((act) => [what ? act.what : '', why ? act.why : ''] as const)
  const places = new Map([...usual, ...named].map((place) => [place.join(' '), place]))
  return [...places.values()].map(([whatValue, whyValue]) => ({
    value: sum(acts.filter((act) => (!what || act.what === whatValue) && (!why || act.why === whyValue))),
    attributes: { ...(what && { [what]: whatValue }), ...(why && { [why]: whyValue }) },
  }))
}

const sum = (acts: readonly CountedAct[]): number => acts.reduce((all, { n }) => all + n, 0)
