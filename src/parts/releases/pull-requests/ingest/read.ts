import type { z } from 'zod'
import { checked, parseJson } from '../../../../kit/checked.ts'
import { faults } from '../../../../kit/fault.ts'
import type { WholeBody } from '../../../../kit/route.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import { envelopeOfSent, type Sender } from '../../envelope/sent.ts'
import type { FileFact } from '../facts/file-fact.ts'
import { NumstatError, parseNumstat } from '../facts/numstat.ts'
import { pullRequestFaults } from '../faults.ts'
import type { Telling } from '../standing/telling.ts'
import {
  countedShape,
  factsShape,
  type GivenListing,
  listingShape,
  type parametersShape,
  tellingOfCounts,
  tellingOfFacts,
  tellingOfListing,
} from './payload.ts'

/** What came, read: of which repository, what it tells, and by what it is known again. */
export interface Delivered {
  envelope: Envelope
  telling: Telling
  content: string | Uint8Array
}

/** @throws BAD_JSON, BAD_REQUEST, TELLING_STALE */
export function readJson(sender: Sender, { bytes }: WholeBody): Delivered {
  const value = parseJson(bytes.toString('utf8'))
  const [body, telling] = isCounted(value) ? readCounts(value) : readFacts(value)
  const { sentAt: _, ...content } = body
  return { envelope: envelopeOfSent(sender, body), telling, content: JSON.stringify(content) }
}

/** Source 004's own members, without any of ours that tells more. */
const isCounted = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !('files' in value || 'state' in value) &&
  ['changedFilesCount', 'sensitivePathsCount', 'riskScore'].some((name) => name in value)

function readFacts(value: unknown): [z.infer<typeof factsShape>, Telling] {
  const body = checked(factsShape, value) as z.infer<typeof factsShape>
  return [body, tellingOfFacts(body)]
}

function readCounts(value: unknown): [z.infer<typeof countedShape>, Telling] {
  const body = checked(countedShape, value) as z.infer<typeof countedShape>
  return [body, tellingOfCounts(body)]
}

const listingTypes = ['application/octet-stream', 'text/plain', 'application/x-www-form-urlencoded']

/**
 * What `git diff --numstat -z` printed; the third type is what curl says of any body unless it is told another.
 * @throws UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST, NUMSTAT_INVALID
 */
export function readListing(
  sender: Sender,
  { bytes, contentType }: WholeBody,
  parameters: z.infer<typeof parametersShape>,
): Delivered {
  if (!listingTypes.includes(contentType))
    throw faults.UNSUPPORTED_MEDIA_TYPE({ takes: ['application/json', ...listingTypes].join(', ') })
  checked(listingShape.pick({ prNumber: true }), parameters)
  const given = parameters as GivenListing
  try {
    const telling = tellingOfListing(given, someOf(parseNumstat(bytes)))
    return { envelope: envelopeOfSent(sender, given), telling, content: listed(given, bytes) }
  } catch (error) {
    if (!(error instanceof NumstatError)) throw error
    const { record, byte, wants } = error
    throw pullRequestFaults.NUMSTAT_INVALID({ record, byte, wants }, { cause: error })
  }
}

/** With what the address says beside the envelope: with another title the same bytes tell something else. */
const listed = ({ title, labels, baseSha }: GivenListing, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify([title, labels, baseSha])}\n`), bytes])

/** A `git diff` that failed prints nothing, too. */
function someOf(files: FileFact[]): FileFact[] {
  if (files.length > 0) return files
  const wants = 'at least one file; of a change without any send JSON with `"files": []`'
  throw new NumstatError({ record: 1, byte: 0 }, wants)
}
