import { hostOf, refusalOf } from '../../../../kit/http-guard.ts'
import type { Journey } from './journey.ts'
import type { Objection } from './problem.ts'
import type { Step } from './step.ts'
import { fillKnown, namesIn } from './template.ts'

/** What journeys of an account may call beside public addresses. */
export interface Reach {
  /** This deployment's own address. */
  own: string
  /** Origins that may lie on private addresses. */
  privateOrigins: readonly string[]
}

/** What has the form of a journey and can only fail. */
export function objectionsTo(journey: Journey, reach: Reach): Objection[] {
  const lists = { steps: journey.steps ?? [], cleanup: journey.cleanup }
  return [
    ...targetObjections(journey, reach),
    ...variableObjections(journey),
    ...Object.entries(lists).flatMap(([list, steps]) => [
      ...addressObjections(journey, reach, steps).map(([index, wants]) => ({
        path: [list, index, 'request', 'url'],
        wants,
      })),
      ...doubled(steps).map((index) => ({
        path: [list, index, 'name'],
        wants: 'is the name of a step before it; figures are told of each by its name',
      })),
    ]),
  ]
}

export const originCure =
  'the operator may name its origin in KEYHOLD_JOURNEY_ORIGINS, for the journeys of the home account'

function targetObjections({ targets }: Journey, { privateOrigins }: Reach): Objection[] {
  return targets.flatMap((target, index) => {
    if (target === 'own' || privateOrigins.includes(target)) return []
    const url = new URL(target)
    const path = ['targets', index]
    if (url.hostname.includes('*')) return [{ path, wants: 'wants each origin by itself: * stands for none' }]
    const isPrivate = /(^|\.)localhost\.?$/.test(hostOf(url)) || refusalOf(url, false) !== null
    return isPrivate ? [{ path, wants: `${target} is a private address: ${originCure}` }] : []
  })
}

const variableObjections = ({ variables }: Journey): Objection[] =>
  Object.entries(variables).flatMap(([name, value]) => {
    const [inner] = typeof value === 'string' ? namesIn(value) : []
    return inner === undefined
      ? []
      : [{ path: ['variables', name], wants: `is taken as it stands: write {{${inner}}} where it is used` }]
  })

const addressObjections = (journey: Journey, reach: Reach, steps: readonly Step[]): [number, string][] =>
  steps.flatMap(({ request }, index): [number, string][] => {
    const wants = request ? objectionToAddress(journey, reach, request.url) : null
    return wants === null ? [] : [[index, wants]]
  })

/** As far as it is known before anything was called: null where the origin is extracted from an answer. */
function objectionToAddress({ targets, variables }: Journey, { own }: Reach, url: string): string | null {
  const isOwn = targets.includes('own')
  if (namesIn(url).includes('own') && !isOwn) return 'wants `own` among the targets'
  const text = fillKnown({ ...variables, own }, url)
  const [origin] = /^[^/?#{]*:\/\/[^/?#]*/.exec(text) ?? []
  if ((origin ?? text.split('/')[0]!).includes('{{')) return null
  if (origin === undefined || !URL.canParse(origin))
    return 'wants a whole address, such as https://shop.example.org/orders'
  const called = new URL(origin).origin
  return targets.includes(called) || (isOwn && called === new URL(own).origin)
    ? null
    : `${called} is not among the targets`
}

/** Where names stand that stood before. */
const doubled = (steps: readonly Step[]): number[] =>
  steps.flatMap(({ name }, index) => (steps.findIndex((step) => step.name === name) < index ? [index] : []))
