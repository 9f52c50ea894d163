import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { faults } from '../../src/kit/fault.ts'
import { CommitUnknown, type Sql, type SqlContext } from '../../src/kit/sql.ts'
import type { Seeded } from '../faults/support/seeded.ts'
import type { Living, Stage } from './stage.ts'

/** An instance as the database sees it. */
export interface Client extends Living {
  /** Every statement fails, as it does when the server is down. */
  isDatabaseAway: boolean
  /** Its transactions that are open. */
  open: Set<OpenTransaction>
}

export interface OpenTransaction {
  sql: Sql
  inside: <T>(act: () => T) => T
  commit(value: unknown): Promise<unknown>
  rollback(error: unknown): Promise<unknown>
}

interface Operation {
  /** Gives the answer to who awaits it; null while the server is at it. */
  deliver: (() => void) | null
  done: Promise<void>
  /** Gives free what it locked. */
  ends: boolean
}

const ticksMilliseconds = [3, 5, 10, 20, 50]
/** A busy machine is slow; nothing but a mistake takes longer. */
const patienceMilliseconds = 30_000

/**
 * The real database behind a stage: each statement is a step. One runs at a time; one that waits for a lock of another's
 * transaction stands aside, and is answered right after the step that gave the lock free.
 */
export class StagedDatabase {
  readonly #stage: Stage
  readonly #chance: Seeded
  /** Sees everybody's locks, and sets the clock. */
  readonly #watcher: pg.Client
  readonly #onChange: () => Promise<void>
  #clock = -1
  #blocked: Operation[] = []

  constructor(stage: Stage, chance: Seeded, watcher: pg.Client, onChange: () => Promise<void>) {
    this.#stage = stage
    this.#chance = chance
    this.#watcher = watcher
    this.#onChange = onChange
  }

  /** While somebody waits for a lock nobody may die: the order in which PostgreSQL cleans up is not ours to say. */
  get isBlocked(): boolean {
    return this.#blocked.length > 0
  }

  /** The database as this instance sees it. */
  for(client: Client, real: Sql): Sql {
    const single = <Row extends object>(text: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> =>
      this.#operation(client, nameOf(text), () => real<Row>(text, ...values), { ends: !isSelect(text) })
    return Object.assign(single, {
      as: (context: SqlContext) => this.for(client, real.as(context)),
      transaction: <T>(work: (sql: Sql) => Promise<T>) => this.#transaction(client, real, work),
    })
  }

  /** What a server does with the transactions of a client that is gone. */
  async abandon(client: Client): Promise<void> {
    for (const transaction of client.open)
      await transaction.rollback(new Error('its client died')).catch(() => undefined)
    client.open.clear()
    await this.#answerUnblocked()
  }

  async #transaction<T>(client: Client, real: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
    const { actor } = this.#stage
    const transaction = await this.#operation(client, 'begin', () => begin(real), {})
    client.open.add(transaction)
    let value: T
    try {
      value = await transaction.inside(() =>
        this.#stage.as(actor, () => work(this.#inside(client, transaction.sql))),
      )
    } catch (error) {
      return this.#end(client, 'rollback', transaction, () => transaction.rollback(error)) as Promise<T>
    }
    return this.#end(client, 'commit', transaction, () =>
      this.#commit(client, transaction, value),
    ) as Promise<T>
  }

  #inside(client: Client, real: Sql): Sql {
    const run = <Row extends object>(text: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> =>
      this.#operation(client, nameOf(text), () => real<Row>(text, ...values), {})
    const sql: Sql = Object.assign(run, {
      as: (context: SqlContext) => this.#inside(client, real.as(context)),
      transaction: <T>(work: (sql: Sql) => Promise<T>) => work(sql),
    })
    return sql
  }

  #end(
    client: Client,
    what: string,
    transaction: OpenTransaction,
    act: () => Promise<unknown>,
  ): Promise<unknown> {
    const ended = () => act().finally(() => client.open.delete(transaction))
    return this.#operation(client, what, ended, { ends: true, always: true })
  }

  /** The answer to a commit may get lost, whether it happened or not. */
  async #commit(client: Client, transaction: OpenTransaction, value: unknown): Promise<unknown> {
    if (!client.isDatabaseAway) return transaction.commit(value)
    const happened = this.#chance.share() < 0.5
    this.#stage.tell(
      `${client.name} hears nothing of its commit, which ${happened ? 'happened' : 'did not happen'}`,
    )
    const unknown = new CommitUnknown('the answer to COMMIT never came')
    await (happened ? transaction.commit(value) : transaction.rollback(unknown).catch(() => undefined))
    throw unknown
  }

  #operation<T>(
    client: Client,
    what: string,
    act: () => Promise<T>,
    { ends = false, always = false },
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const take = () => {
        if (!client.isDatabaseAway || always) return this.#run(act, resolve, reject, ends)
        reject(faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 }))
      }
      this.#stage.add({ owner: client, what, take })
    })
  }

  async #run<T>(
    act: () => Promise<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
    ends: boolean,
  ): Promise<void> {
    if (!this.#stage.isFree) await this.#setClock()
    const operation: Operation = { deliver: null, ends, done: Promise.resolve() }
    operation.done = act().then(
      (value) => void (operation.deliver = () => resolve(value)),
      (error: unknown) => void (operation.deliver = () => reject(error)),
    )
    if (this.#stage.isFree) return operation.done.then(() => operation.deliver!())
    if (!(await this.#isAnswered(operation))) {
      this.#stage.tell('   … waits for a lock')
      this.#blocked.push(operation)
      return
    }
    if (ends) {
      await this.#onChange()
      await this.#answerUnblocked()
    }
    operation.deliver!()
  }

  /** False: it waits for a lock. */
  async #isAnswered(operation: Operation): Promise<boolean> {
    const until = performance.now() + patienceMilliseconds
    for (let tick = 0; performance.now() < until; tick++) {
      await doneWithin(operation, ticksMilliseconds[Math.min(tick, ticksMilliseconds.length - 1)]!)
      if (operation.deliver) return true
      if ((await this.#waiting()) > this.#blocked.length) return false
    }
    throw new Error('a statement hangs')
  }

  /** All that the last step let go, in the order in which they began to wait. */
  async #answerUnblocked(): Promise<void> {
    const until = performance.now() + patienceMilliseconds
    while (this.#blocked.length > 0) {
      const answered = this.#blocked.filter(({ deliver }) => deliver !== null)
      if (answered.length + (await this.#waiting()) === this.#blocked.length) {
        if (answered.length === 0) return
        this.#blocked = this.#blocked.filter(({ deliver }) => deliver === null)
        this.#stage.tell(`   … ${answered.length} got the lock`)
        if (answered.some(({ ends }) => ends)) await this.#onChange()
        for (const { deliver } of answered) deliver!()
      }
      if (performance.now() > until) throw new Error('a lock is not given on')
      await pause(1)
    }
  }

  async #waiting(): Promise<number> {
    const { rows } = await this.#watcher.query<{ waiting: number }>(
      // Ours alone: the server's own vacuum waits for locks too.
      `select count(distinct a.pid)::int as waiting from pg_locks l join pg_stat_activity a using (pid)
       where not l.granted and a.datname = current_database() and a.backend_type = 'client backend'`,
    )
    return rows[0]!.waiting
  }

  async #setClock(): Promise<void> {
    if (this.#clock === this.#stage.now) return
    this.#clock = this.#stage.now
    await this.#watcher.query('update simulation.clock set moment = $1', [new Date(this.#clock)])
  }
}

/** Opens a transaction that lies open until it is told how to end. */
function begin(real: Sql): Promise<OpenTransaction> {
  return new Promise((opened, failed) => {
    const ended = real.transaction(
      (sql) =>
        new Promise((resolve, reject) => {
          opened({
            sql,
            inside: AsyncLocalStorage.snapshot(),
            commit: (value) => (resolve(value), ended),
            rollback: (error) => (reject(error), ended),
          })
        }),
    )
    ended.catch(failed)
  })
}

function doneWithin({ done }: Operation, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    void done.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const isSelect = (text: TemplateStringsArray): boolean =>
  /^\s*select\b/i.test(text[0]!) && !/_put|_drop|audit_release|audit_append/.test(text[0]!)

/** Verb and first table: enough for a story. */
const nameOf = (text: TemplateStringsArray): string => {
  const words = text.join('?').replace(/\s+/g, ' ').trim()
  const table = /\b(?:from|into|update)\s+([a-z_]+)/i.exec(words)?.[1]
  const lock = /for (no key )?update/.test(words) ? ' for update' : ''
  return `${words.split(' ', 1)[0]!} ${table ?? words.slice(7, 40)}${lock}`
}
