import { daysAfter } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { holdJourney, type JourneyRow, putStanding } from '../catalogue/store.ts'
import { type Journey, usualAlert } from '../document/journey.ts'
import { slotsOf, stepTimes } from '../figures/store.ts'
import { isOutOfOrder } from '../figures/times.ts'
import { alarms, burningOf, type Pace, type Slots, widened } from '../figures/uptime.ts'
import { pageOfRun } from '../own.ts'
import type { Mistake, Outcome } from '../run/result.ts'
import { afterBurn, afterMaintenance, afterRun, type Standing, type Told, untold } from './standing.ts'

const actor = { kind: 'job', id: 'releases.journeys' } as const
/** As long as the usual time of a step is looked for. */
const usualDays = 7

interface Of {
  accountId: string
  journeyId: string
}

/**
 * Books where a journey stands after a run of its schedule, and says what is news of it. In the caller's transaction, bound
 * to its account, after the run and its steps were booked. @param journey null: its document is not read any more
 */
export async function tellOfRun(
  world: World,
  { accountId, journeyId }: Of,
  journey: Journey | null,
  ran: { runId: string; outcome: Outcome; isDegraded: boolean; mistake: Mistake | null },
): Promise<void> {
  const { alert, slo } = journey ?? { alert: usualAlert }
  const held = await holdJourney(world, accountId, journeyId)
  if (!held) return
  const before: Standing = { ...untold, ...held.standing }
  const run = afterRun(before, { ...ran, at: world.now() }, alert)
  const { everySeconds } = held
  const burning =
    slo && everySeconds !== null
      ? await burningNow(world, { accountId, journeyId }, slo.availability, {
          everySeconds,
          afterFailures: alert.afterFailures,
        })
      : null
  const burn = afterBurn(run.standing, burning)
  await putStanding(world, accountId, journeyId, burn.standing)
  await tell(world, accountId, held, [...run.told, ...burn.told], {
    runId: ran.runId,
    url: pageOfRun(world.settings, held.name, ran.runId),
    ...(ran.mistake && inBrief(ran.mistake)),
  })
}

const longestMessage = 300

/**
 * What a run failed at, for the log, which keeps it for good: in one line, and without what an answer said, which begins at
 * the first quotation mark of a message. The run's page has it whole.
 */
function inBrief({ code, message, step }: Mistake): Record<string, string> {
  const [said, ...quoted] = message.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').split('"')
  const isCut = quoted.length > 0 || said!.length > longestMessage
  const kept = said!.slice(0, longestMessage).toWellFormed()
  return { ...(step !== null && { step }), code, message: isCut ? `${kept}…` : kept }
}

/** Says that the windows of maintenance were entered, or left. */
export async function tellOfMaintenance(
  world: World,
  { accountId, journeyId }: Of,
  inMaintenance: boolean,
): Promise<void> {
  const journey = await holdJourney(world, accountId, journeyId)
  if (!journey) return
  const before: Standing = { ...untold, ...journey.standing }
  const { standing, told } = afterMaintenance(before, inMaintenance)
  if (standing === before) return
  await putStanding(world, accountId, journeyId, standing)
  await tell(world, accountId, journey, told, {})
}

/** Whether one of its steps was slower than is usual for it, three runs in a row. */
export async function isSlowerThanUsual(world: World, { accountId, journeyId }: Of): Promise<boolean> {
  const times = await stepTimes(world, accountId, journeyId, daysAfter(world.now(), -usualDays))
  return times.some(isOutOfOrder)
}

async function burningNow(
  world: World,
  { accountId, journeyId }: Of,
  availability: number,
  pace: Pace,
): Promise<Standing['burning']> {
  const windows = alarms.flatMap(({ longSeconds, shortSeconds }) =>
    [longSeconds, shortSeconds].map((seconds) => widened(seconds, pace)),
  )
  const slots = new Map(
    (await slotsOf(world, accountId, journeyId, windows)).map((each) => [each.seconds, each]),
  )
  const none = (seconds: number): Slots => ({ seconds, up: 0, down: 0, unknown: 0 })
  return burningOf(availability, pace, (seconds) => slots.get(seconds) ?? none(seconds))
}

async function tell(
  world: World,
  accountId: string,
  { id, name }: JourneyRow,
  news: readonly Told[],
  about: Record<string, string>,
): Promise<void> {
  for (const { action, outcome, detail } of news)
    await record(world, {
      action,
      accountId,
      object: { kind: 'journey', id },
      actor,
      outcome,
      detail: { journey: name, ...about, ...detail },
    })
}
