import { z } from 'zod'
import { faults } from '../../../../kit/fault.ts'
import { isolate, JobLost } from '../../../../kit/isolate.ts'
import { type Asked as AskedRequest, bytes, type WholeBody } from '../../../../kit/route.ts'
import { type Envelope, envelopeOf, envelopeQuery } from '../../envelope/envelope.ts'
import { flakyFaults } from '../faults.ts'
import { reportFormats } from '../readers/report.ts'
import { type Asked, longestUpload, type ReadAnswer, type Refused, type Upload } from './packed.ts'
import { sourceBody } from './source-shape.ts'

/** Query parameters of an upload: the envelope, and how to read it. */
export const uploadQuery = z.object({
  ...envelopeQuery,
  format: z.enum(reportFormats).optional(),
  root: z.string().min(1).max(1000).optional(),
})
export type UploadQuery = z.infer<typeof uploadQuery>

const report = z.string().meta({ description: 'A report as a test framework writes it.' })

/** Source 004's JSON, a report of any known format, or a form with several of them. */
export const uploadBody = bytes(longestUpload, {
  'application/json': sourceBody,
  'application/xml': report,
  'text/plain': report,
  'application/octet-stream': report,
  'multipart/form-data': z.record(z.string(), z.unknown()),
})

// One thread reads all uploads of a process, one after the other: it is the requests beside them that must not wait.
const readers = isolate<Asked, ReadAnswer>(new URL('./upload.worker.ts', import.meta.url), {
  deadlineSeconds: 20,
  maxMegabytes: 640,
  queuedAtMost: 32,
})

export interface Parsed {
  upload: Upload
  envelope: Envelope
}

/** @throws whatever is wrong with it, as 400, 413, 415 or 422 with the place */
export async function parseUpload(
  { bytes: raw, contentTypeHeader }: WholeBody,
  { format, root, ...query }: UploadQuery,
  request: AskedRequest,
): Promise<Parsed> {
  const answer = await ask({
    bytes: raw,
    contentTypeHeader,
    isGzip: isGzip(request),
    format: format ?? null,
    repository: query.repository ?? null,
    commit: query.commit ?? null,
    root: root ?? null,
  })
  if (answer.kind !== 'read') throw refusal(answer)
  return { upload: answer.upload, envelope: envelopeOf({ ...query, ...answer.upload.members }) }
}

function isGzip(request: AskedRequest): boolean {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return false
  if (encoding === 'gzip' || encoding === 'x-gzip') return true
  throw faults.UNSUPPORTED_MEDIA_TYPE({ takes: 'Content-Encoding: gzip, or none' })
}

async function ask(asked: Asked): Promise<ReadAnswer> {
  try {
    return await readers.ask(asked)
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
      const told = code === 'REPORT_UNKNOWN' ? { formats: [...reportFormats] } : { words }
      return flakyFaults[code]({ ...place, ...told, ...(refused.file !== null && { file: refused.file }) })
    }
  }
}
