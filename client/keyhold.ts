import { type Asker, askerOf, type Asking, type KeyholdOptions } from './asker.ts'
import type { Call, CallIfChanged } from './calls.ts'
import { browserOrServer } from './retry.ts'
import { type Through, throughOf } from './through.ts'

export interface TokenOptions {
  /** How long the token must live, 0 to 3600 seconds. Default: the server's, 300. */
  minValidSeconds?: number
  signal?: AbortSignal
}

/**
 * Calls by method and address, as the OpenAPI document names them. Each answers the body.
 * @throws KeyholdError for everything that is not a success; the signal's reason when the caller gave up
 */
export interface Keyhold {
  get: Call<'get'>
  put: Call<'put'>
  post: Call<'post'>
  patch: Call<'patch'>
  delete: Call<'delete'>
  /** A read that costs no body while nothing changed. */
  getIfChanged: CallIfChanged
  /** A connection's access token, fresh. @throws KeyholdError `NEEDS_REAUTH` when its owner has to connect again */
  token(connectionId: string, options?: TokenOptions): Promise<string>
  /**
   * A `fetch` that goes to the connection's provider; the token stays in Keyhold. Tried once, and not timed.
   * @throws KeyholdError for what Keyhold refuses; the provider's own answers are answers
   */
  through(connectionId: string): Through
}

/** @throws RangeError, TypeError for options that cannot work; the key is in neither */
export const createKeyhold = (options: KeyholdOptions): Keyhold =>
  keyholdOf(askerOf(browserOrServer, options), throughOf(browserOrServer, options))

export function keyholdOf(ask: Asker, through: Keyhold['through']): Keyhold {
  const call = (method: string) => async (path: string, asking?: Asking) =>
    (await ask(method, path, asking))?.data
  const get = call('GET') as Call<'get'>
  return {
    get,
    put: call('PUT') as Call<'put'>,
    post: call('POST') as Call<'post'>,
    patch: call('PATCH') as Call<'patch'>,
    delete: call('DELETE') as Call<'delete'>,
    getIfChanged: ((path: string, etag: string | null, asking?: Asking) =>
      ask('GET', path, asking, etag)) as CallIfChanged,
    async token(id, { minValidSeconds, signal } = {}) {
      const query = minValidSeconds === undefined ? {} : { min_valid_seconds: minValidSeconds }
      const answer = await get('/api/connections/{id}/token', { params: { path: { id }, query }, signal })
      return answer.access_token
    },
    through,
  }
}
