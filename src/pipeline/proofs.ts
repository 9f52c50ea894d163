import { faults } from '../kit/fault.ts'
import { minutesAfter } from '../kit/duration.ts'
import type { Route, SignedIn } from '../kit/route.ts'
import { accountSettings } from '../parts/accounts/index.ts'
import type { Step } from './steps.ts'

/** Somebody signed in may be asked for more: the caller of a route for anyone only where it is looked for. */
const knowsPeople = (route: Route): boolean => route.who.kind !== 'anyone' || route.callerIfAny === true

/** Default deny: who has not proved the own address writes nowhere, but where a route says so. */
export const verified: Step = {
  name: 'verified',
  concerns: (route) => route.method !== 'GET' && route.whileUnverified !== true && knowsPeople(route),
  run({ caller }) {
    if (caller?.person && !caller.person.isVerified) throw faults.EMAIL_NOT_VERIFIED()
  },
}

/** Secrets are shown and changed to a person only who proved a moment ago who it is, by a second factor where it has one. */
export const stepUp: Step = {
  name: 'step-up',
  concerns: (route) => route.stepUp === true,
  run({ world, caller }) {
    const person = caller?.person
    if (!person) return
    const { stepUpMinutes } = world.settings(accountSettings)
    const isFresh = person.authAt > minutesAfter(world.now(), -stepUpMinutes)
    if (isFresh && (!person.hasSecondFactor || provedByFactor(person))) return
    throw faults.STEP_UP_REQUIRED({
      methods: waysOf(person),
      maxAgeSeconds: stepUpMinutes * 60,
    })
  },
}

/** Who comes by an issuer has no password of ours. */
const waysOf = ({ hasSecondFactor, methods }: SignedIn): readonly string[] =>
  hasSecondFactor ? secondFactors : methods.includes('ext') ? ['ext'] : ['pwd']

const secondFactors: readonly string[] = ['otp', 'hwk', 'rc']

const provedByFactor = ({ methods }: SignedIn): boolean =>
  methods.some((method) => secondFactors.includes(method))

/** An operator who looks through a person's eyes reads, and no secret. */
export const acting: Step = {
  name: 'acting',
  concerns: (route) => route.whileActing !== true && knowsPeople(route),
  run({ route, caller }) {
    if (caller?.person?.actingOperator == null) return
    const isRead = route.method === 'GET' && route.stepUp !== true
    if (isRead && (route.who.kind !== 'scope' || route.who.scope.endsWith(':read'))) return
    throw faults.ACTING_READS_ONLY()
  },
}
