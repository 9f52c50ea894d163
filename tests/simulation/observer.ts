import type pg from 'pg'
import { tokenPlace } from '../../src/parts/connections/secrets.ts'
import { open } from '../../src/parts/vault/index.ts'
import type { World } from '../../src/kit/world.ts'
import type { Issued, Provider } from './provider.ts'

/** A row of the journal, with what the provider meant by it. */
export interface Kept {
  generation: number
  grantNo: number
  isRefused: boolean
  issued: Issued
}

export interface Attempt {
  generation: number
  fromGeneration: number
  grantNo: number
  state: string
}

/** What the database says of the connection between two steps. */
export interface View {
  step: number
  now: number
  status: string
  generation: number
  grantNo: number
  /** Of the shown token, as the row says it. */
  expiresAt: number
  journal: Kept[]
  attempts: Attempt[]
}

export interface Watched {
  accountId: string
  subjectId: string
  connectionId: string
}

interface Row {
  status: string
  generation: string
  grant_no: number
  expires_at: Date
  journal: { generation: number; grant_no: number; refused: boolean; sealed: string }[] | null
  attempts: { generation: number; from_generation: number; grant_no: number; state: string }[] | null
}

/** What is left when all is over. */
export interface Rest {
  sent: number
  stored: number
  isErased: boolean
}

/** Looks at the connection with a superuser's eyes, and opens what it finds: nothing is taken on trust. */
export class Observer {
  readonly #watcher: pg.Client
  readonly #provider: Provider
  readonly #opened = new Map<string, Issued>()

  constructor(watcher: pg.Client, provider: Provider) {
    this.#watcher = watcher
    this.#provider = provider
  }

  /** Null: there is no such connection any more. */
  async look(world: World, watched: Watched, moment: { step: number; now: number }): Promise<View | null> {
    const { rows } = await this.#watcher.query<Row>(
      `select c.status, c.generation, c.grant_no, c.access_expires_at as expires_at,
        (select json_agg(json_build_object('generation', v.generation, 'grant_no', v.grant_no, 'refused', v.refused, 'sealed', encode(v.access_token, 'base64')))
          from token_version v where v.connection_id = c.id and v.state = 'parsed') as journal,
        (select json_agg(json_build_object('generation', a.generation, 'from_generation', a.from_generation, 'grant_no', a.grant_no, 'state', a.state))
          from refresh_attempt a where a.connection_id = c.id) as attempts
        from connections c where c.id = $1`,
      [watched.connectionId],
    )
    const row = rows[0]
    if (!row) return null
    const journal: Kept[] = []
    for (const { generation, grant_no: grantNo, refused: isRefused, sealed } of row.journal ?? []) {
      const issued = await this.#open(world, watched, generation, Buffer.from(sealed, 'base64'))
      issued.kept = 'journal'
      journal.push({ generation, grantNo, isRefused, issued })
    }
    const attempts = (row.attempts ?? []).map(
      ({ generation, from_generation: fromGeneration, grant_no: grantNo, state }) => ({
        generation,
        fromGeneration,
        grantNo,
        state,
      }),
    )
    return {
      ...moment,
      status: row.status,
      generation: Number(row.generation),
      grantNo: row.grant_no,
      expiresAt: row.expires_at.getTime(),
      journal,
      attempts,
    }
  }

  /** Attempts that are open, everything that an end should have taken with it, and whether the user's key is gone. */
  async count({ connectionId, subjectId }: Watched): Promise<Rest> {
    const { rows } = await this.#watcher.query<Rest>(
      `select (select count(*)::int from refresh_attempt where connection_id = $1 and state = 'sent') as sent,
        (select count(*)::int from token_version where connection_id = $1) + (select count(*)::int from refresh_attempt where connection_id = $1)
          + (select count(*)::int from connection_bookkeeping where connection_id = $1) + (select count(*)::int from subjects where id = $2 and erasing_at is not null) as stored,
        not exists (select from subject_salt where subject_id = $2) as "isErased"`,
      [connectionId, subjectId],
    )
    return rows[0]!
  }

  /** Of what an instance wrote into its spill. */
  async seeSpilled(world: World, watched: Watched, generation: number, sealed: Buffer): Promise<void> {
    const issued = await this.#open(world, watched, generation, sealed)
    if (issued.kept === 'nowhere') issued.kept = 'spill'
  }

  /** Which of the provider's tokens a sealed access token is. */
  async #open(world: World, watched: Watched, generation: number, sealed: Buffer): Promise<Issued> {
    const name = `${generation} ${sealed.toString('base64')}`
    const known = this.#opened.get(name)
    if (known) return known
    const token = (await open(world, tokenPlace(watched, 'access_token', generation), sealed)).toString()
    const issued = this.#provider.issuedAs(token)
    if (!issued) throw new Error(`the journal holds ${token}, which the provider never issued`)
    this.#opened.set(name, issued)
    return issued
  }
}

export const shownOf = (view: View): Kept | undefined =>
  view.journal.find(({ generation }) => generation === view.generation)
