import { z } from 'zod'

/**
 * What everything that a CI sends is about. Members of a JSON body, or query parameters of a raw upload. Names are the
 * CI's own: a run that is tried again has the same `ciRunId` and the next `attempt`.
 */
export interface Envelope {
  /** Such as `owner/name`; null: the repository `default`. */
  repository: string | null
  /** The whole hash, or at least 7 digits of it; lower-case. */
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  /** 1 to 1,000. Default 1. */
  attempt: number
  /** Which of several machines of one run; empty where there is one. */
  shard: string
  /** Such as `linux node-24`: tests are judged for each alone. */
  environment: string
  /** When it was sent, by the sender's clock. */
  sentAt: Date | null
}

/** Whatever is about nothing named. */
export const defaultRepository = 'default'

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u, { error: 'wants one line without control characters' })
const named = (most: number) => line(most).min(1)

/** No two names look the same for what nobody sees in them: blanks, marks of direction, characters of no width. */
export const repositoryName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u, {
    error: 'wants one line of characters that are seen, without blanks, such as acme/app',
  })

const common = {
  repository: repositoryName.optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/i, { error: 'wants 7 to 64 hex digits' })
    .optional(),
  branch: named(250).optional(),
  shard: line(100).optional(),
  environment: line(100).optional(),
  sentAt: z.iso.datetime({ offset: true, error: 'wants a moment such as 2026-01-01T00:00:00Z' }).optional(),
}
const prNumber = z.int().min(1).max(2_147_483_647)
const attempt = z.int().min(1).max(1000)

/** Members of a JSON body. */
export const envelopeMembers = {
  ...common,
  prNumber: prNumber.optional(),
  ciRunId: z.union([named(200), z.int().min(0).transform(String)]).optional(),
  attempt: attempt.optional(),
}

/** Query parameters of a raw upload. */
export const envelopeQuery = {
  ...common,
  prNumber: z.coerce
    .number({ error: 'wants the number of a pull request, such as 12' })
    .pipe(prNumber)
    .optional(),
  ciRunId: named(200).optional(),
  attempt: z.coerce.number().pipe(attempt).optional(),
}

/** A checked body or query. */
export type GivenEnvelope = z.infer<z.ZodObject<typeof envelopeMembers>>

/** Out of a checked body or query, whatever else stands there. */
export const envelopeOf = (given: GivenEnvelope): Envelope => ({
  repository: given.repository ?? null,
  commit: given.commit?.toLowerCase() ?? null,
  branch: given.branch ?? null,
  prNumber: given.prNumber ?? null,
  ciRunId: given.ciRunId ?? null,
  attempt: given.attempt ?? 1,
  shard: given.shard ?? '',
  environment: given.environment ?? '',
  sentAt: given.sentAt === undefined ? null : new Date(given.sentAt),
})
