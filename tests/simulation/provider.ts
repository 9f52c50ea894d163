import { type Exchange } from '../../src/kit/http-client.ts'
import type { Seeded } from '../faults/support/seeded.ts'
import { answered } from '../support/net.ts'
import type { Living, Moment } from './stage.ts'

/**
 * How providers treat a refresh token that was used. `strict`: the old one is dead at once. `grace`: taken for another
 * ten minutes. `reuse`: presenting a used one kills the grant. `static`: it stays. `pair`: as Strava does, it may change or
 * stay, account and app have one grant, which an access token alone can end.
 */
export const kinds = ['strict', 'grace', 'reuse', 'static', 'pair'] as const
export type Kind = (typeof kinds)[number]

/** How often each comes: more of those with more to go wrong. */
export const kindsInTurn: readonly Kind[] = [
  'strict',
  'grace',
  'reuse',
  'static',
  'pair',
  'grace',
  'strict',
  'reuse',
  'grace',
  'pair',
]

export const graceSeconds = 600
export const accessTokenSeconds = 3600

/** A refresh token of a grant's line and the access token that came with it. */
export interface Issued {
  grant: number
  serial: number
  accessToken: string
  refreshToken: string
  at: number
  expiresAt: number
  /** Who heard of it, if anybody did. */
  heardBy: Living | null
  /** Where it was seen last, but for the hands of who heard of it. */
  kept: 'nowhere' | 'spill' | 'journal'
}

/** By our own revocation, by its person, or because a used token was presented. */
export type Death = 'revoked' | 'withdrawn' | 'reused'

export interface Grant {
  no: number
  serial: number
  rotatedAt: number
  death: { cause: Death; step: number } | null
}

const refused = answered(400, { error: 'invalid_grant' })

/** The provider's own books: grants, each a line of refresh tokens, of which the newest is good. */
export class Provider {
  readonly kind: Kind
  readonly grants: Grant[] = []
  readonly issued: Issued[] = []
  readonly #chance: Seeded
  readonly #moment: Moment

  constructor(kind: Kind, chance: Seeded, moment: Moment) {
    this.kind = kind
    this.#chance = chance
    this.#moment = moment
  }

  /** A person consents. */
  consent(): Issued {
    const grant: Grant = { no: this.grants.length + 1, serial: 0, rotatedAt: 0, death: null }
    this.grants.push(grant)
    return this.#rotate(grant)
  }

  /** The person withdraws what was granted, on the provider's own pages. */
  withdraw(): void {
    for (const grant of this.grants) this.#end(grant, 'withdrawn')
  }

  /** A consent that came to nothing is ended by who asked for it. */
  forget({ grant }: Issued): void {
    this.#end(this.grants[grant - 1]!, 'revoked')
  }

  /** One refresh, at the moment the provider decides it. */
  refresh(refreshToken: string): { exchange: Exchange; issued: Issued | null } {
    const [grant, serial] = this.#lookUp(refreshToken)
    if (!grant || !this.takes(refreshToken)) {
      if (this.kind === 'reuse' && grant && serial < grant.serial) this.#end(grant, 'reused')
      return { exchange: refused, issued: null }
    }
    const stays = this.kind === 'static' || (this.kind === 'pair' && this.#chance.share() < 0.3)
    const issued = stays ? this.#issue(grant) : this.#rotate(grant)
    return { exchange: answered(200, answerOf(issued)), issued }
  }

  /** Ends a grant by a token of it that lives; says yes to any. */
  revoke(token: string): Exchange {
    const [grant] = this.#lookUp(token)
    if (this.kind === 'pair') return this.#deauthorise(token)
    if (grant && this.takes(token)) this.#end(grant, 'revoked')
    return answered(200, {})
  }

  /** Whether a refresh token would be taken now. */
  takes(refreshToken: string): boolean {
    const [grant, serial] = this.#lookUp(refreshToken)
    if (!grant || grant.death) return false
    const isInGrace =
      this.kind === 'grace' &&
      serial === grant.serial - 1 &&
      this.#moment.now < grant.rotatedAt + graceSeconds * 1000
    return serial === grant.serial || isInGrace
  }

  issuedAs(token: string): Issued | undefined {
    return this.issued.find(
      ({ accessToken, refreshToken }) => accessToken === token || refreshToken === token,
    )
  }

  #deauthorise(accessToken: string): Exchange {
    const issued = this.issued.find((each) => each.accessToken === accessToken)
    const isGood = issued && issued.expiresAt > this.#moment.now && !this.grants[issued.grant - 1]!.death
    if (!isGood) return answered(401, { message: 'Authorization Error' })
    for (const grant of this.grants) this.#end(grant, 'revoked')
    return answered(200, {})
  }

  #rotate(grant: Grant): Issued {
    grant.serial += 1
    grant.rotatedAt = this.#moment.now
    return this.#issue(grant)
  }

  #issue({ no, serial }: Grant): Issued {
    const at = this.#moment.now
    const issued: Issued = {
      grant: no,
      serial,
      accessToken: `access-${no}-${this.issued.length}`,
      refreshToken: `refresh-${no}-${serial}`,
      at,
      expiresAt: at + accessTokenSeconds * 1000,
      heardBy: null,
      kept: 'nowhere',
    }
    this.issued.push(issued)
    return issued
  }

  #end(grant: Grant, cause: Death): void {
    grant.death ??= { cause, step: this.#moment.taken }
  }

  #lookUp(token: string): [Grant | undefined, number] {
    const [, no, serial] = token.split('-').map(Number)
    return [this.grants[(no ?? 0) - 1], serial ?? 0]
  }
}

const answerOf = ({ accessToken, refreshToken }: Issued) => ({
  token_type: 'Bearer',
  access_token: accessToken,
  refresh_token: refreshToken,
  expires_in: accessTokenSeconds,
})
