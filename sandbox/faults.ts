import { z } from 'zod'
import { isTargeted, targets } from './endpoints.ts'
import type { Call } from './ledger.ts'

const where = {
  on: z.enum(targets),
  /** How many calls it strikes; `always` until it is removed. */
  times: z.union([z.int().min(1), z.literal('always')]).default(1),
  /** How many matching calls pass unharmed before. */
  skip: z.int().min(0).default(0),
  /** Strikes only calls with this grant type, of this athlete, of this app. */
  grantType: z.string().optional(),
  athleteId: z.int().optional(),
  clientId: z.string().optional(),
}
/** With `afterWork` the sandbox does what it was asked (rotates, revokes) and only then spoils the answer. */
const worst = { ...where, afterWork: z.boolean().default(false) }
const milliseconds = z.number().min(0)
const status = z.int().min(200).max(599)

const fault = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ kind: z.literal(kind), ...shape })

export const faultShape = z.discriminatedUnion('kind', [
  fault('rate_limit', { ...worst, retryAfter: z.union([z.number(), z.string()]).optional() }),
  fault('status', {
    ...worst,
    status: status.default(500),
    body: z.enum(['json', 'html', 'empty']).default('json'),
    retryAfter: z.union([z.number(), z.string()]).optional(),
  }),
  fault('html', { ...worst, status: status.default(200) }),
  fault('invalid_grant', worst),
  fault('invalid_client', worst),
  fault('redirect', { ...worst, status: status.default(302), location: z.string().default('/elsewhere') }),
  fault('hang', worst),
  fault('hold', worst),
  fault('reset', worst),
  fault('rotated_then_hang', where),
  fault('rotated_then_reset', where),
  fault('slow', {
    ...where,
    latencyMilliseconds: milliseconds.default(0),
    byteMilliseconds: milliseconds.default(0),
  }),
  fault('truncated', { ...where, bytes: z.int().min(0).optional() }),
  fault('cut', { ...where, bytes: z.int().min(0).optional() }),
  fault('wrong_content_type', { ...where, contentType: z.string().default('text/plain; charset=utf-8') }),
  fault('alter', {
    ...where,
    set: z.record(z.string(), z.unknown()).default({}),
    omit: z.array(z.string()).default([]),
  }),
  fault('huge', { ...where, bytes: z.int().min(1).max(64_000_000).default(10_000_000) }),
  fault('deep', { ...where, depth: z.int().min(1).max(5_000_000).default(100_000) }),
  fault('date_skew', { ...where, seconds: z.number() }),
])

/** A fault as a test writes it: `on` and `kind`, the rest has defaults. */
export type FaultInput = z.input<typeof faultShape>

/** A fault in the queue; `left` and `skip` count down. */
export type Fault = z.output<typeof faultShape> & { readonly id: string; left: number | 'always' }

/** The script of what goes wrong. The oldest fault that fits a call strikes it; a call is struck by one at most. */
export class Faults {
  #queue: Fault[] = []
  #number = 0

  /**
   * Queues a fault and returns its id.
   * @throws ZodError when it is none the sandbox knows
   */
  push(input: FaultInput): string {
    const parsed = faultShape.parse(input)
    this.#number += 1
    const id = `fault-${this.#number}`
    this.#queue.push({ ...parsed, id, left: parsed.times })
    return id
  }

  /** Finds the fault that strikes this call, and counts it. */
  take(call: Call): Fault | undefined {
    for (const one of this.#queue.filter((waiting) => fits(waiting, call))) {
      if (one.skip === 0) return this.#strike(one)
      one.skip -= 1
    }
    return undefined
  }

  /** Those still waiting to strike. */
  waiting(): readonly Fault[] {
    return this.#queue
  }

  /** Takes one out of the script, or all. */
  clear(id?: string): void {
    this.#queue = id === undefined ? [] : this.#queue.filter((one) => one.id !== id)
  }

  #strike(one: Fault): Fault {
    if (one.left !== 'always') one.left -= 1
    if (one.left === 0) this.clear(one.id)
    return one
  }
}

const fits = (one: Fault, call: Call): boolean =>
  isTargeted(one.on, call.endpoint) &&
  (one.grantType === undefined || one.grantType === call.grantType) &&
  (one.athleteId === undefined || one.athleteId === call.athleteId) &&
  (one.clientId === undefined || one.clientId === call.clientId)
