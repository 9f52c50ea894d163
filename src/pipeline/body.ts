import { checked, parseJson } from '../kit/checked.ts'
import { type FaultMaker, faults } from '../kit/fault.ts'
import type { Route, SentBody, WholeBody } from '../kit/route.ts'

/** Longest body of a route that takes one, bytes. */
export const longestBody = 1_048_576

const contentTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/**
 * Reads and checks a body. One that was read already, for its signature, is not read again.
 * @throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, BAD_JSON, BAD_REQUEST
 */
export async function readBody({ body }: Route, request: Request, read?: Buffer): Promise<unknown> {
  if (!body) return undefined
  if (body.kind === 'stream') return passing(request, body.maxBytes ?? longestBody)
  const whole = read ?? (await readWhole(request, body.maxBytes))
  const contentTypeHeader = request.headers.get('content-type') ?? ''
  const contentType = contentTypeHeader.split(';')[0]!.trim().toLowerCase()
  if (body.kind === 'bytes') return { bytes: whole, contentType, contentTypeHeader } satisfies WholeBody
  const text = whole.toString('utf8')
  const takes = contentTypes[body.kind]
  // A schema that takes nothing is of a body that may be left out.
  if (text === '' && body.schema.safeParse(undefined).success) return undefined
  if (contentType !== takes && !(text === '' && body.kind === 'form'))
    throw faults.UNSUPPORTED_MEDIA_TYPE({ takes })
  const value: unknown =
    body.kind === 'json' ? parseJson(text) : Object.fromEntries(new URLSearchParams(text))
  return checked(body.schema, value)
}

export interface Reading {
  /** Told of the bytes that came, as they come; what it throws ends the reading. */
  came?: (bytes: number) => void
  /** What to say of a body that is too large. Default BODY_TOO_LARGE. */
  tooLarge?: FaultMaker
}

/** @throws `tooLarge` at one byte more than `limitBytes`, BODY_CUT_OFF where the connection ends before the body does */
export async function readWhole(
  request: Request,
  limitBytes = longestBody,
  { came, tooLarge = faults.BODY_TOO_LARGE }: Reading = {},
): Promise<Buffer> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > limitBytes) throw tooLarge({ limitBytes })
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of whileItComes(request.body)) {
    size += chunk.length
    if (size > limitBytes) throw tooLarge({ limitBytes })
    came?.(chunk.length)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Whatever goes wrong with a body on its way is the sender's connection. */
async function* whileItComes(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>
  } catch (error) {
    throw faults.BODY_CUT_OFF({}, { cause: error })
  }
}

/** A body that is not read here, only counted. @throws BODY_TOO_LARGE when it says so itself */
function passing({ body, headers }: Request, limitBytes: number): SentBody | null {
  const declared = headers.get('content-length')
  const bytes = declared !== null && /^\d{1,15}$/.test(declared) ? Number(declared) : null
  if (bytes !== null && bytes > limitBytes) throw faults.BODY_TOO_LARGE({ limitBytes })
  if (!body || bytes === 0) return null
  let seen = 0
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.length
      if (seen > limitBytes) throw faults.BODY_TOO_LARGE({ limitBytes })
      controller.enqueue(chunk)
    },
  })
  return { stream: body.pipeThrough(counting), bytes }
}
