import type { Journey } from '../document/journey.ts'
import type { Step } from '../document/step.ts'
import type { Plan, Stage } from '../run/plan.ts'

/**
 * What is to be run of a document. @param own this deployment's own address
 * @param stages of its scenarios, if it names any
 */
export function planOf(journey: Journey, own: string, stages?: readonly Stage[]): Plan {
  const { steps = [], targets, cleanup, variables, secrets, timeoutSeconds, cleanupSeconds, retry } = journey
  const isOwn = stages !== undefined || targets.includes('own')
  return {
    stages: stages ?? steps.map(alone),
    cleanup,
    targets: [...targets.filter((target) => target !== 'own'), ...(isOwn ? [new URL(own).origin] : [])],
    own: isOwn ? own : '',
    variables,
    secrets,
    timeoutSeconds,
    cleanupSeconds,
    degradedAfterMilliseconds: journey.degradedAfterMilliseconds ?? null,
    retry: retry ?? null,
  }
}

const alone = (step: Step): Stage => ({ name: step.name, steps: [step], skipped: null, impossible: null })
