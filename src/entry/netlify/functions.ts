import { Fault, faults, problemOf } from '../../kit/fault.ts'
import { base64url } from '../../kit/hash.ts'
import { type Environment, SettingsError } from '../../kit/settings.ts'
import { strongBytes } from '../../kit/world.ts'
import { KeyringError } from '../../parts/vault/index.ts'
import type { Log } from '../../kit/log.ts'
import { pinoLog } from '../node/log.ts'
import { awakeInCalls } from './calls.ts'
import { clientOf, type NetlifyFunction } from './context.ts'
import { driveDue } from './drive-due.ts'
import { type Instance, startInstance } from './start.ts'

export interface NetlifyFunctions {
  /** Every address of the app. */
  answer: NetlifyFunction
  /** What a server does by itself, once; for a schedule. */
  runDue: NetlifyFunction
}

/** Both functions over one instance, which is made when the first of them is called. */
export function netlifyFunctions(
  environment: Environment,
  log: Log = pinoLog('info', { isHeldBack: false }),
): NetlifyFunctions {
  const ready = startedOnce(environment)
  const inCall = awakeInCalls<Instance>()
  return {
    answer: (request, context) =>
      unlessRefused(log, async () => {
        const { response, rest } = await inCall(await ready(), ({ app }) =>
          app.fetch(request, { remoteAddress: clientOf(request, context) }),
        )
        // What goes on behind an answer would else be held still with the instance, and end with it.
        if (context.waitUntil) context.waitUntil(rest)
        else await rest
        return response
      }),
    runDue: () =>
      unlessRefused(log, async () => {
        const { response } = await inCall(await ready(), async (instance) =>
          Response.json(await driveDue(instance)),
        )
        return response
      }),
  }
}

async function unlessRefused(log: Log, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return refusal(log, error)
  }
}

/** A start that failed is tried again by the next call, but for one that only another deployment can mend. */
function startedOnce(environment: Environment): () => Promise<Instance> {
  let starting: Promise<Instance> | null = null
  return () =>
    (starting ??= startInstance(environment).catch((error: unknown) => {
      if (!(error instanceof SettingsError)) starting = null
      throw error
    }))
}

/** The public is told what kind of thing it is; what exactly, and its cure, is for the log. */
function refusal(log: Log, error: unknown): Response {
  const requestId = base64url(strongBytes(12))
  const isSetUp = !(error instanceof SettingsError || error instanceof KeyringError)
  const fault = error instanceof Fault ? error : isSetUp ? faults.INTERNAL() : faults.MISCONFIGURED()
  const words = isSetUp ? `cannot serve: ${fault.spec.title} ${fault.spec.hint}` : (error as Error).message
  log.error(words, { requestId, error })
  return Response.json(problemOf(fault, requestId), {
    status: fault.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(fault.retryAfterSeconds && { 'retry-after': String(fault.retryAfterSeconds) }),
    },
  })
}
