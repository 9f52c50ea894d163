import { base64url } from '../../kit/hash.ts'
import type { Log } from '../../kit/log.ts'
import type { Environment } from '../../kit/settings.ts'
import { strongBytes } from '../../kit/world.ts'
import { awakeInCalls } from '../functions/calls.ts'
import { driveDue } from '../functions/drive-due.ts'
import type { Instance } from '../functions/instance.ts'
import { startedOnce } from '../functions/once.ts'
import { refusal } from '../functions/refusal.ts'
import { pinoLog } from '../node/log.ts'
import { clientOf, type NetlifyFunction } from './context.ts'
import { readFunctionSettings } from './settings.ts'

/** Netlify ends a scheduled function after that long. */
const scheduleMilliseconds = 30_000

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
  const ready = startedOnce(environment, (given) => readFunctionSettings(given))
  const inCall = awakeInCalls<Instance>()
  return {
    answer: (request, context) =>
      unlessRefused(log, async () => {
        const { answer, rest } = await inCall(await ready(), ({ app }) =>
          app.fetch(request, { remoteAddress: clientOf(request, context) }),
        )
        // What goes on behind an answer would else be held still with the instance, and end with it.
        if (context.waitUntil) context.waitUntil(rest)
        else await rest
        return answer
      }),
    runDue: () =>
      unlessRefused(log, async () => {
        const { answer } = await inCall(await ready(), (instance) => driveDue(instance, scheduleMilliseconds))
        return Response.json(answer)
      }),
  }
}

async function unlessRefused(log: Log, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return refusal(log, error, base64url(strongBytes(12)))
  }
}
