import { z } from 'zod'
import { faults } from '../../../../kit/fault.ts'
import { isolate, JobLost } from '../../../../kit/isolate.ts'
import { type Asked as AskedRequest, bytes, type WholeBody } from '../../../../kit/route.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import { envelopeOfSent, type Sender } from '../../envelope/sent.ts'
import { flakyFaults } from '../faults.ts'
import { reportFormats } from '../readers/report.ts'
import type { uploadMembers } from './members.ts'
import { type Asked, longestUpload, type ReadAnswer, type Refused, type Upload } from './packed.ts'
import { sourceBody } from './source-shape.ts'

const report = z.string().meta({ description: 'A report as a test framework writes it.' })

/** Source 004's JSON, a report of any known format, or a form with several of them. */
export const uploadBody = bytes(longestUpload, {
  'application/json': sourceBody,
  'application/xml': report,
  'text/plain': report,
  'application/octet-stream': report,
  'multipart/form-data': z.record(z.string(), z.unknown()),
})

// Two threads read the uploads of a process, those of one account one after the other: neither the requests beside them
// nor the uploads of the others wait for whoever sends what is slow to read.
const readers = isolate<Asked, ReadAnswer>(new URL('./upload.worker.ts', import.meta.url), {
  deadlineSeconds: secondsFor(longestUpload),
  maxMegabytes: 640,
  workersAtMost: 2,
  // Half of it for one account: the shards of one CI run often end at once, and none is to be sent away.
  queuedAtMost: 64,
})

/** The slowest 20 MB that are known take 6 s. */
function secondsFor(bytes: number): number {
  return 5 + (bytes / longestUpload) * 15
}

interface Uploading extends Sender {
  input: z.infer<typeof uploadMembers>
  body: WholeBody
  request: AskedRequest
}

export interface Parsed {
  upload: Upload
  envelope: Envelope
}

/** @throws whatever is wrong with it, as 400, 413, 415 or 422 with the place */
export async function parseUpload({ input, body, request, ...sender }: Uploading): Promise<Parsed> {
  const { bytes: raw, contentTypeHeader } = body
  const { format, root, folder, ...query } = input
  const asked: Asked = {
    bytes: raw,
    contentTypeHeader,
    isGzip: isGzip(request),
    format: format ?? null,
    repository: query.repository ?? null,
    commit: query.commit ?? null,
    root: root ?? null,
    folder: folder ?? null,
  }
  const answer = await ask(asked, sender.caller.accountId)
  if (answer.kind !== 'read') throw refusal(answer)
  return { upload: answer.upload, envelope: envelopeOfSent(sender, { ...query, ...answer.upload.members }) }
}

function isGzip(request: AskedRequest): boolean {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return false
  if (encoding === 'gzip' || encoding === 'x-gzip') return true
  throw faults.UNSUPPORTED_MEDIA_TYPE({ takes: 'Content-Encoding: gzip, or none' })
}

async function ask(asked: Asked, accountId: string): Promise<ReadAnswer> {
  const deadlineSeconds = secondsFor(asked.isGzip ? longestUpload : asked.bytes.length)
  try {
    return await readers.ask(asked, { lane: accountId, deadlineSeconds })
  } catch (error) {
    if (!(error instanceof JobLost)) throw error
    if (error.reason === 'crowded' || error.reason === 'closed')
      throw flakyFaults.REPORTS_WAITING({ retryAfterSeconds: 5 }, { cause: error })
    throw flakyFaults.REPORT_TOO_HEAVY({}, { cause: error })
  }
}

function refusal(refused: Refused): Error {
  switch (refused.kind) {
    case 'large':
      return faults.BODY_TOO_LARGE({ limitBytes: longestUpload })
    case 'form':
      return flakyFaults.FORM_MALFORMED()
    case 'violations':
      return faults.BAD_REQUEST({ violations: refused.violations })
    case 'json':
      return faults.BAD_JSON({ position: refused.position, line: refused.line, column: refused.column })
    case 'trouble': {
      const { code, words, ...place } = refused.trouble
      // Source 004 is told of all formats in the words' place; the gate says why.
      const told = code === 'REPORT_UNKNOWN' ? { formats: [...reportFormats], why: words } : { words }
      return flakyFaults[code]({ ...place, ...told, ...(refused.file !== null && { file: refused.file }) })
    }
  }
}
