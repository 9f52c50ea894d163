import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { faults } from '../../src/kit/fault.ts'
import type { Route } from '../../src/kit/route.ts'
import { parts } from '../../src/parts.ts'
import { openApi } from '../../src/pipeline/openapi.ts'
import { ownRoutes } from '../../src/pipeline/own-routes.ts'
import { madeFrom } from './made-from.ts'
import { comment, type JsonSchema, memberText, typeText } from './typescript.ts'

interface Parameter {
  name: string
  in: string
  required: boolean
  schema: JsonSchema
}

type Content = Record<string, { schema?: JsonSchema }>

interface Operation {
  summary: string
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema> }
}

/** `client/schema.ts`: our own OpenAPI document and faults as types. */
export function clientSchema(): string {
  const routes: readonly Route[] = [
    ...ownRoutes(
      parts,
      () => [],
      () => false,
    ),
    ...parts.flatMap((part) => part.routes ?? []),
  ]
  const books = [faults.book, ...parts.flatMap((part) => part.faults ?? [])]
  const document = openApi(routes) as unknown as Document
  return formatted(`// ${madeFrom('the OpenAPI document and the books of faults')}

${schemaText(document)}
/** Every code of an error, by its HTTP status. */
export interface Faults {
${books
  .flatMap(({ specs }) => Object.entries(specs))
  .map(([code, { title, status }]) => `${comment(title)}${code}: ${status}`)
  .join('\n')}
}`)
}

/** The `paths` and `components` that `openapi-fetch` reads, unformatted. */
export function schemaText({ paths, components }: Document): string {
  const addresses = Object.entries(paths).map(([path, operations]) => {
    const each = Object.entries(operations).map(([method, operation]) => operationText(method, operation))
    return `${JSON.stringify(path)}: {\n${each.join('\n')}\n}`
  })
  const schemas = Object.entries(components.schemas).map(([name, schema]) => memberText(name, schema, true))
  return `export interface paths {\n${addresses.join('\n')}\n}\n
export interface components {\nschemas: {\n${schemas.join('\n')}\n}\n}\n`
}

function operationText(method: string, operation: Operation): string {
  const { summary, security, parameters = [], requestBody, responses } = operation
  const scopes = security.flatMap(({ apiKey = [] }) => apiKey)
  const who = scopes.length > 0 ? ` A key needs \`${scopes.join('` or `')}\`.` : ''
  const answers = Object.entries(responses).map(
    ([status, { content }]) => `${status}: { ${contentText(content)} }`,
  )
  return `${comment(summary + who)}${method}: {
${parametersText(parameters)}
${requestBody ? `requestBody${requestBody.required ? '' : '?'}: { ${contentText(requestBody.content)} }` : 'requestBody?: never'}
responses: {\n${answers.join('\n')}\n}
}`
}

function parametersText(parameters: readonly Parameter[]): string {
  const places = Object.entries(Object.groupBy(parameters, (parameter) => parameter.in))
  const each = places.map(([place, those]) => {
    const isNeeded = those!.some(({ required }) => required)
    const members = those!.map(({ name, schema, required }) => memberText(name, schema, required))
    return `${place}${isNeeded ? '' : '?'}: {\n${members.join('\n')}\n}`
  })
  return each.length === 0 ? 'parameters: Record<never, never>' : `parameters: {\n${each.join('\n')}\n}`
}

const contentText = (content: Content | undefined): string =>
  content === undefined
    ? 'content?: never'
    : `content: { ${Object.entries(content)
        .map(([type, { schema = {} }]) => `${JSON.stringify(type)}: ${typeText(schema)}`)
        .join('\n')} }`

/** As the formatter leaves it, so that formatting everything changes nothing. */
function formatted(text: string): string {
  const root = join(import.meta.dirname, '../..')
  const program = join(root, 'node_modules/oxfmt/bin/oxfmt')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--stdin-filepath', 'client/schema.ts'],
    { cwd: root, input: text, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`oxfmt could not read the client's types: ${stderr}`)
  return stdout
}
