import { randomBytes } from 'node:crypto'
import { fingerprint } from './fingerprint.ts'

/** An athlete's consent to an app, and the tokens that came of it. */
export interface Grant {
  readonly id: string
  readonly clientId: string
  readonly athleteId: number
  scopes: string[]
  readonly madeAt: number
  endedAt: number | null
  /** `deauthorized`, `revoked`, `reuse_detected`, `code_replayed` or `taken_back`. */
  endedBecause: string | null
  access: AccessToken | null
  refresh: RefreshToken | null
}

export interface AccessToken {
  readonly text: string
  readonly grant: Grant
  readonly scopes: string[]
  /** Seconds since 1970. */
  expiresAt: number
  isRevoked: boolean
}

export interface RefreshToken {
  readonly text: string
  readonly fingerprint: string
  readonly grant: Grant
  /** The token it was made from; `null` for the first one. */
  readonly parent: RefreshToken | null
  /** When another token took its place, milliseconds since 1970. */
  supersededAt: number | null
  /** A token made from it came back, so its answer had arrived. */
  isSuccessorUsed: boolean
  /** How often it was presented, answered with tokens, answered with *new* tokens, and refused. */
  readonly uses: { presented: number; succeeded: number; rotated: number; refused: number }
}

/** All grants, live and ended, and every token ever made. */
export class Grants {
  readonly #grants = new Map<string, Grant>()
  readonly #refreshTokens = new Map<string, RefreshToken>()
  readonly #accessTokens = new Map<string, AccessToken>()

  open(clientId: string, athleteId: number, scopes: string[], now: number): Grant {
    const id = `grant-${this.#grants.size + 1}`
    const made = { madeAt: now, endedAt: null, endedBecause: null, access: null, refresh: null }
    const grant: Grant = { id, clientId, athleteId, scopes, ...made }
    this.#grants.set(id, grant)
    return grant
  }

  end(grant: Grant, because: string, now: number): void {
    if (grant.endedAt !== null) return
    grant.endedAt = now
    grant.endedBecause = because
  }

  makeAccessToken(grant: Grant, expiresAt: number): AccessToken {
    const token = { text: randomText(), grant, scopes: grant.scopes, expiresAt, isRevoked: false }
    this.#accessTokens.set(token.text, token)
    grant.access = token
    return token
  }

  makeRefreshToken(grant: Grant, parent: RefreshToken | null): RefreshToken {
    const text = randomText()
    const token = {
      text,
      fingerprint: fingerprint(text),
      grant,
      parent,
      supersededAt: null,
      isSuccessorUsed: false,
      uses: { presented: 0, succeeded: 0, rotated: 0, refused: 0 },
    }
    this.#refreshTokens.set(text, token)
    grant.refresh = token
    return token
  }

  all(): Grant[] {
    return [...this.#grants.values()]
  }

  /** The living grants of an athlete, of an app, of both, or of anybody. */
  live(of: { athleteId?: number | undefined; clientId?: string | undefined } = {}): Grant[] {
    return this.all().filter(
      (grant) =>
        grant.endedAt === null &&
        (of.athleteId === undefined || grant.athleteId === of.athleteId) &&
        (of.clientId === undefined || grant.clientId === of.clientId),
    )
  }

  find(id: string | undefined): Grant | undefined {
    return id === undefined ? undefined : this.#grants.get(id)
  }

  refreshToken(text: string | undefined): RefreshToken | undefined {
    return text === undefined ? undefined : this.#refreshTokens.get(text)
  }

  accessToken(text: string | undefined): AccessToken | undefined {
    return text === undefined ? undefined : this.#accessTokens.get(text)
  }

  refreshTokens(): RefreshToken[] {
    return [...this.#refreshTokens.values()]
  }

  /** How often a refresh token was used. All zero for one that was never made here. */
  usesOf(text: string): RefreshToken['uses'] {
    return this.refreshToken(text)?.uses ?? { presented: 0, succeeded: 0, rotated: 0, refused: 0 }
  }
}

/** Whether the token opens anything at this moment. */
export const isLive = (token: AccessToken, nowSeconds: number): boolean =>
  token.grant.endedAt === null && !token.isRevoked && token.expiresAt > nowSeconds

const randomText = (): string => randomBytes(20).toString('hex')
