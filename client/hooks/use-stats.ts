import type { Keyhold } from '../keyhold.ts'
import type { Figure, PublicFigure, PublicStatsOf, StatsOf } from '../shapes.ts'
import { type Answer, type AnswerOptions, useAnswer } from './use-answer.ts'
import type { Ask } from './watched.ts'

interface Year {
  /** For `longest-run` and `longest-ride`; default the current one. */
  year?: number | undefined
}

/** Null: not known yet, nothing is asked. */
type ConnectionId = string | null

/**
 * Statistics of a connection (`data:read`), or of the deployment's owner as everyone may see them.
 * Metres and seconds. `stale: true` with `age_seconds` stands beside them while the provider cannot be reached.
 */
export function useStats<F extends Figure>(
  figure: F,
  options: AnswerOptions<StatsOf<F>> & Year & { connectionId: ConnectionId },
): Answer<StatsOf<F>>
export function useStats<F extends PublicFigure>(
  figure: F,
  options?: AnswerOptions<PublicStatsOf<F>> & Year & { connectionId?: undefined },
): Answer<PublicStatsOf<F>>
export function useStats(
  figure: string,
  options: AnswerOptions<unknown> & Year & { connectionId?: ConnectionId | undefined } = {},
): Answer<unknown> {
  const { connectionId, year } = options
  const path =
    connectionId === undefined ? `/strava/stats/${figure}` : `/api/connections/{id}/stats/${figure}`
  const isKnown = connectionId !== null
  return useAnswer(
    isKnown ? JSON.stringify([path, connectionId, year]) : null,
    (keyhold) => askFor(keyhold, path, { id: connectionId ?? undefined, year }),
    options,
  )
}

/** The overloads have told which figure has which shape. */
function askFor(
  keyhold: Keyhold,
  path: string,
  { id, year }: { id?: string | undefined; year?: number | undefined },
) {
  const get = keyhold.getIfChanged as unknown as (
    path: string,
    etag: string | null,
    asking: object,
  ) => ReturnType<Ask<unknown>>
  const params = { ...(id !== undefined && { path: { id } }), query: { year } }
  const ask: Ask<unknown> = (etag, signal) => get(path, etag, { params, signal })
  return ask
}
