import type { Connection } from '../shapes.ts'
import { type Answer, type AnswerOptions, useAnswer } from './use-answer.ts'

/**
 * A connection with its status (`connections:read`): `needs_reauth` says that its owner has to connect again.
 * @param id null as long as it is not known: nothing is asked
 */
export const useConnection = (
  id: string | null,
  options: AnswerOptions<Connection> = {},
): Answer<Connection> =>
  useAnswer<Connection>(
    id === null ? null : JSON.stringify(['/api/connections/{id}', id]),
    (keyhold) => (etag, signal) =>
      keyhold.getIfChanged('/api/connections/{id}', etag, { params: { path: { id: id! } }, signal }),
    options,
  )
