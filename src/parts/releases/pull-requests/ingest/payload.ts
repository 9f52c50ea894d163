import { z } from 'zod'
import { envelopeMembers, envelopeQuery } from '../../envelope/envelope.ts'
import {
  type FileFact,
  fileStatuses,
  longestPath,
  mostFiles,
  mostLines,
  oncePerPath,
} from '../facts/file-fact.ts'
import { ownershipOf } from '../findings/owners.ts'
import { revertsIn } from '../standing/reverts.ts'
import { states, type Note, type Telling } from '../standing/telling.ts'

const longestMetadata = 16_384

const count = z.int().min(0).max(1_000_000)
const lines = z.int().min(0).max(mostLines).default(0)
const commit = z.string().regex(/^[0-9a-f]{7,64}$/i, { error: 'wants 7 to 64 hex digits' })
const moment = z.iso.datetime({ offset: true, error: 'wants a moment such as 2026-01-01T00:00:00Z' })
const path = z.string().min(1).max(longestPath)
const metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= longestMetadata, {
    error: `wants at most ${longestMetadata} characters of JSON`,
  })

const fileShape = z.object({
  path,
  previousPath: path.nullable().default(null),
  status: z.enum(fileStatuses).default('changed'),
  additions: lines,
  deletions: lines,
  binary: z.boolean().default(false),
  generated: z
    .boolean()
    .nullable()
    .default(null)
    .describe('What `.gitattributes` says, as `git check-attr linguist-generated` prints it.'),
})

/** What source 004 sends: the sender has counted and scored by itself. */
export const countedShape = z.object({
  ...envelopeMembers,
  prNumber: envelopeMembers.prNumber.unwrap(),
  changedFilesCount: count,
  sensitivePathsCount: count,
  riskScore: z.number().min(0).max(1e9),
  metadata: metadata.nullish(),
})

/** Raw facts of one commit of a pull request, or its state alone. What the sender may have counted itself is a note. */
export const factsShape = z
  .object({
    ...countedShape.partial().shape,
    prNumber: envelopeMembers.prNumber.unwrap(),
    files: z.array(fileShape).max(mostFiles).optional(),
    title: z.string().max(1000).optional(),
    labels: z.array(z.string().max(200)).max(100).optional(),
    /** What the description says that it takes back is looked for; it is not kept. */
    body: z.string().max(300_000).optional(),
    draft: z.boolean().optional(),
    state: z.enum(states).optional(),
    headSha: commit.optional(),
    baseSha: commit.optional(),
    headBranch: envelopeMembers.branch,
    baseBranch: envelopeMembers.branch,
    mergeSha: commit.optional(),
    /** As the code host's own event says them, in its clock: with these, events of a CI are put in order. */
    updatedAt: moment.optional(),
    openedAt: moment.optional(),
    endedAt: moment.optional(),
    /** The text of CODEOWNERS; null: the repository has none. */
    codeowners: z.string().max(200_000).nullable().optional(),
  })
  .refine(({ files, state }) => files !== undefined || state !== undefined, {
    path: ['files'],
    error: 'wants the files of the change, or `state` alone',
  })

/** Beside a listing of git's, which is the body itself. */
export const listingShape = z.object({
  ...envelopeQuery,
  prNumber: envelopeQuery.prNumber.unwrap(),
  title: z.string().max(1000).optional(),
  labels: z
    .string()
    .max(2000)
    .transform((text) => text.split(',').flatMap((label) => label.trim() || []))
    .optional(),
  baseSha: commit.optional(),
})
export type GivenListing = z.infer<typeof listingShape>
/** Of whatever is sent to the common address: JSON needs none of them. */
export const parametersShape = listingShape.partial()

const nothing = { toldAt: null, action: null, before: null, reverts: { numbers: [], commits: [] } }
const lower = (sha: string | undefined): string | null => sha?.toLowerCase() ?? null

export const tellingOfCounts = (given: z.infer<typeof countedShape>): Telling => ({
  ...nothing,
  number: given.prNumber,
  headSha: lower(given.commit),
  baseSha: null,
  files: null,
  totals: null,
  note: noteOf(given),
})

export function tellingOfFacts(given: z.infer<typeof factsShape>): Telling {
  const files = given.files ? oncePerPath(given.files.map(fileOf)) : null
  const { codeowners } = given
  return {
    ...nothing,
    ...told(given),
    ...(codeowners !== undefined && files && { ownership: ownershipOf(codeowners, files) }),
    number: given.prNumber,
    toldAt: momentOf(given.updatedAt) ?? null,
    headSha: lower(given.headSha ?? given.commit),
    baseSha: lower(given.baseSha),
    files,
    totals: null,
    note: given.riskScore === undefined ? null : noteOf(given),
    reverts: revertsIn(given.body ?? '', given.repository),
  }
}

export const tellingOfListing = (given: GivenListing, files: readonly FileFact[]): Telling => ({
  ...nothing,
  number: given.prNumber,
  headSha: lower(given.commit),
  baseSha: lower(given.baseSha),
  files: oncePerPath(files),
  totals: null,
  note: null,
  ...(given.title !== undefined && { title: given.title }),
  ...(given.labels !== undefined && { labels: given.labels }),
})

const momentOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)

/** Members that were not sent are left out: they were not told. */
function told(given: z.infer<typeof factsShape>): Partial<Telling> {
  const openedAt = momentOf(given.openedAt)
  const endedAt = momentOf(given.endedAt)
  const { title, labels, draft, state, mergeSha, headBranch = given.branch, baseBranch } = given
  return {
    ...(title !== undefined && { title }),
    ...(labels !== undefined && { labels }),
    ...(draft !== undefined && { isDraft: draft }),
    ...(state !== undefined && { state }),
    ...(mergeSha !== undefined && { mergeSha: mergeSha.toLowerCase() }),
    ...(headBranch !== undefined && { headBranch }),
    ...(baseBranch !== undefined && { baseBranch }),
    ...(openedAt !== undefined && { openedAt }),
    ...(endedAt !== undefined && { endedAt }),
  }
}

const fileOf = ({
  binary,
  generated,
  additions,
  deletions,
  ...file
}: z.infer<typeof fileShape>): FileFact => ({
  ...file,
  additions: binary ? 0 : additions,
  deletions: binary ? 0 : deletions,
  isBinary: binary,
  isGenerated: generated,
})

type Counted = Pick<
  z.infer<typeof factsShape>,
  'changedFilesCount' | 'sensitivePathsCount' | 'riskScore' | 'metadata'
>

const noteOf = (given: Counted): Note => ({
  changedFilesCount: given.changedFilesCount ?? 0,
  sensitivePathsCount: given.sensitivePathsCount ?? 0,
  riskScore: given.riskScore ?? 0,
  metadata: given.metadata ?? null,
})
