import type { z } from 'zod'
import { faults } from '../kit/fault.ts'
import type { Route, SentBody } from '../kit/route.ts'

/** Longest body of a route that takes one, bytes. */
export const longestBody = 1_048_576

const contentTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/** Reads and checks a body. @throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, BAD_JSON, BAD_REQUEST */
export async function readBody(route: Route, request: Request): Promise<unknown> {
  if (!route.body) return undefined
  if (route.body.kind === 'stream') return passing(request, route.body.maxBytes ?? longestBody)
  const takes = contentTypes[route.body.kind]
  const given = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  const text = await readText(request)
  // A schema that takes nothing is of a body that may be left out.
  if (text === '' && route.body.schema.safeParse(undefined).success) return undefined
  if (given !== takes && !(text === '' && route.body.kind === 'form'))
    throw faults.UNSUPPORTED_MEDIA_TYPE({ takes })
  const value: unknown =
    route.body.kind === 'json' ? parseJson(text) : Object.fromEntries(new URLSearchParams(text))
  return checked(route.body.schema, value)
}

async function readText(request: Request): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > longestBody) throw faults.BODY_TOO_LARGE({ limitBytes: longestBody })
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > longestBody) throw faults.BODY_TOO_LARGE({ limitBytes: longestBody })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const told = /position (\d+)/.exec((error as Error).message)?.[1]
    const position = told === undefined ? text.length : Number(told)
    const before = text.slice(0, position).split('\n')
    throw faults.BAD_JSON(
      { position, line: before.length, column: before.at(-1)!.length + 1 },
      { cause: error },
    )
  }
}

/** Levels of a body or of parameters; deeper ones would end the stack of whoever walks through them. */
const mostLevels = 64

/** The first thing that is taken nowhere: text that PostgreSQL takes for none (U+0000, half a character), or too many levels. */
function oddity(value: unknown, at: string, level = 0): Violation | null {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? { at: at || '/', wants: 'text without U+0000 and without half characters' }
      : null
  if (typeof value !== 'object' || value === null) return null
  if (level >= mostLevels) return { at: at || '/', wants: `at most ${mostLevels} levels` }
  for (const [name, member] of Object.entries(value)) {
    const odd = oddity(name, at) ?? oddity(member, `${at}/${name}`, level + 1)
    if (odd !== null) return odd
  }
  return null
}

/** One place that is wrong: a JSON pointer, and what belongs there. */
export interface Violation {
  at: string
  wants: string
}

/** @throws BAD_REQUEST naming every place that is wrong, by JSON pointer */
export function checked(schema: z.ZodType, value: unknown): unknown {
  const odd = oddity(value, '')
  if (odd !== null) throw faults.BAD_REQUEST({ violations: [odd] })
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const violations: Violation[] = result.error.issues
    .slice(0, 50)
    .map((issue) => ({ at: `/${issue.path.join('/')}`, wants: issue.message }))
  throw faults.BAD_REQUEST({ violations })
}
