import type { z } from 'zod'
import { checked, parseJson } from '../../../../kit/checked.ts'
import { faults } from '../../../../kit/fault.ts'
import type { WholeBody } from '../../../../kit/route.ts'
import { envelopeOfSent, type Sender } from '../../envelope/sent.ts'
import { readForm } from './form.ts'
import { refuseCrowd } from './many.ts'
import { readMarked } from './marked.ts'
import { questionOf, type Sent, sentShape } from './sent.ts'

const takes = 'application/json, multipart/form-data, text/plain'

/**
 * What a body asks, as JSON, as a form with files, or as one text with marks. Query parameters may say what the body does not.
 * @throws BAD_JSON with the place, BAD_REQUEST, UNSUPPORTED_MEDIA_TYPE
 */
export async function readSent(
  sender: Sender,
  body: WholeBody,
  query: Readonly<Record<string, unknown>>,
): Promise<Sent> {
  const sent = await readBody(body)
  refuseCrowd(sent)
  const given = checked(sentShape, { ...query, ...sent }) as z.infer<typeof sentShape>
  const unread = Object.keys(sent).filter((name) => !Object.hasOwn(sentShape.shape, name))
  return { envelope: envelopeOfSent(sender, given), question: questionOf(given, unread) }
}

function readBody(body: WholeBody): object | Promise<object> {
  const { bytes, contentType } = body
  if (contentType === 'application/json') return objectIn(bytes)
  if (contentType === 'multipart/form-data') return readForm(body)
  if (contentType === 'text/plain') return readMarked(bytes.toString('utf8'))
  throw faults.UNSUPPORTED_MEDIA_TYPE({ takes })
}

function objectIn(bytes: Buffer): object {
  const value = parseJson(bytes.toString('utf8'))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw faults.BAD_REQUEST({ violations: [{ at: '/', wants: 'an object' }] })
}
