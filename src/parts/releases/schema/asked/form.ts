import { parseJson } from '../../../../kit/checked.ts'
import { faults } from '../../../../kit/fault.ts'
import type { WholeBody } from '../../../../kit/route.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { filesAtMost, refuseMany } from './many.ts'

/** Names of parts that hold a schema or the migration, and the member of the JSON that each is. */
const fileParts: Readonly<Record<string, 'baseSchema' | 'targetSchema' | 'migration'>> = {
  base: 'baseSchema',
  baseSchema: 'baseSchema',
  target: 'targetSchema',
  targetSchema: 'targetSchema',
  migration: 'migration',
}
const numbers = new Set(['prNumber', 'attempt'])

/** Two sides, the migration, and the members of the envelope. */
const partsAtMost = 3 * filesAtMost + 100

/**
 * A form, as `curl -F base=@schema.prisma -F target=@new.prisma` sends it: a schema or a migration of several files
 * repeats its part, and `rowCounts` is JSON. What else it has are members of the envelope.
 * @throws BAD_REQUEST where it is no form, or of too many parts
 */
export async function readForm(body: WholeBody): Promise<object> {
  refuseParts(body)
  const members: Record<string, unknown> = {}
  const sides: Partial<Record<string, SchemaFile[]>> = {}
  for (const [name, value] of await partsOf(body)) {
    const member = fileParts[name]
    if (member === undefined) members[name] = fieldOf(name, await textOf(value))
    else {
      const files = (sides[member] ??= [])
      files.push(await fileOf(value, member === 'migration' ? 'migration.sql' : 'schema.prisma'))
      refuseMany(`/${member}`, files.length, filesAtMost, 'files')
    }
  }
  return { ...members, ...sides }
}

/** A form is read as a whole: its parts are counted before. */
function refuseParts({ bytes, contentTypeHeader }: WholeBody): void {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentTypeHeader) ?? []
  const boundary = `\r\n--${quoted ?? bare}`
  let count = 0
  for (
    let at = bytes.indexOf(boundary);
    at >= 0 && count <= partsAtMost;
    at = bytes.indexOf(boundary, at + 1)
  )
    count += 1
  refuseMany('/', count, partsAtMost, 'parts')
}

async function partsOf({ bytes, contentTypeHeader }: WholeBody): Promise<FormData> {
  try {
    const whole = new Response(new Uint8Array(bytes), { headers: { 'content-type': contentTypeHeader } })
    return await whole.formData()
  } catch (error) {
    const violations = [{ at: '/', wants: 'a form of parts between its boundary' }]
    throw faults.BAD_REQUEST({ violations }, { cause: error })
  }
}

function fieldOf(name: string, text: string): unknown {
  if (name === 'rowCounts') return parseJson(text)
  return numbers.has(name) ? Number(text) : text
}

const textOf = (value: FormDataEntryValue): string | Promise<string> =>
  typeof value === 'string' ? value : value.text()

async function fileOf(value: FormDataEntryValue, otherwise: string): Promise<SchemaFile> {
  const path = typeof value === 'string' || value.name === 'blob' ? otherwise : value.name
  return { path: path || otherwise, content: await textOf(value) }
}
