import { base64url } from '../../kit/hash.ts'
import type { Log } from '../../kit/log.ts'
import type { Environment } from '../../kit/settings.ts'
import { strongBytes, waitFor } from '../../kit/world.ts'
import { awakeInCalls } from '../functions/calls.ts'
import { driveDue } from '../functions/drive-due.ts'
import type { Instance } from '../functions/instance.ts'
import { startedOnce } from '../functions/once.ts'
import { refusal } from '../functions/refusal.ts'
import { within } from '../functions/within.ts'
import { pinoLog } from '../node/log.ts'
import { formatOf, isTick, readEvent } from './event.ts'
import { requestOf } from './request.ts'
import { type Result, resultOf } from './result.ts'
import { readLambdaSettings } from './settings.ts'

/** What Lambda hands in beside the event, as far as it is used here. */
export interface LambdaContext {
  awsRequestId?: string
  getRemainingTimeInMillis?: () => number
}

export type Answering = (event: unknown, context?: LambdaContext) => Promise<Result>
export type Driving = (event?: unknown, context?: LambdaContext) => Promise<Record<string, number>>

export interface LambdaFunctions {
  /** Every address of the app: API Gateway's events of both forms, and a function URL's. */
  answer: Answering
  /** What a server does by itself, once; for a schedule. Rejects when it cannot, so that AWS counts a failure. */
  runDue: Driving
  /** Either, by what the event is: for one function that has a gateway and a clock. */
  handler: (event: unknown, context?: LambdaContext) => Promise<Result | Record<string, number>>
  /** Resolves when the instance is made, or was refused (the first call tries again then), and after 8 s at most. */
  warm(): Promise<void>
}

/** Without a context: of a function with Lambda's own default, or of somebody who tries it out. */
const usualMilliseconds = 30_000
/** From the end of the work behind an answer until Lambda ends the function. */
const keptForAnswerMilliseconds = 1_000

/** All over one instance, which is made when the first of them is called. */
export function lambdaFunctions(
  environment: Environment,
  log: Log = pinoLog('info', { isHeldBack: false }),
): LambdaFunctions {
  const ready = startedOnce(environment, (given) => readLambdaSettings(given))
  const inCall = awakeInCalls<Instance>()

  const answer: Answering = async (event, context = {}) => {
    const requestId = idOf(context)
    const format = formatOf(event)
    try {
      const { request, peer } = requestOf(readEvent(event), requestId)
      const { answer, rest } = await inCall(await ready(), async ({ app }) =>
        resultOf(await app.fetch(request, peer), format),
      )
      // What goes on behind an answer is held still with the instance, as soon as it is answered.
      await within(leftIn(context) - keptForAnswerMilliseconds, rest, waitFor)
      return answer
    } catch (error) {
      return resultOf(refusal(log, error, requestId), format)
    }
  }

  const runDue: Driving = async (_event, context = {}) => {
    try {
      const { answer } = await inCall(await ready(), (instance) => driveDue(instance, leftIn(context)))
      return answer
    } catch (error) {
      refusal(log, error, idOf(context))
      throw error
    }
  }

  return {
    answer,
    runDue,
    handler: (event, context) => (isTick(event) ? runDue(event, context) : answer(event, context)),
    warm: () => within(warmingMilliseconds, ready().then(ignore, ignore), waitFor),
  }
}

/** A function that takes 10 s to load is loaded anew. */
const warmingMilliseconds = 8_000
const ignore = (): void => undefined

const leftIn = (context: LambdaContext): number => context.getRemainingTimeInMillis?.() ?? usualMilliseconds

/** Lambda's own name of the call, under which its log has it. */
const idOf = ({ awsRequestId = '' }: LambdaContext): string =>
  /^[\w-]{8,64}$/.test(awsRequestId) ? awsRequestId : base64url(strongBytes(12))
