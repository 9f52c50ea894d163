import { openApi, templateOf } from '../../src/pipeline/openapi.ts'
import { ownRoutes } from '../../src/pipeline/own-routes.ts'
import { type Route, scopesOf } from '../../src/kit/route.ts'
import { parts } from '../../src/parts.ts'
import { madeFrom } from './made-from.ts'
import { type Shape, shapeText } from './shape.ts'

interface Parameter {
  name: string
  in: string
  required: boolean
  schema: Shape
}

interface Operation {
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Shape }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: Shape }> }>
}

const routes: readonly Route[] = [
  ...ownRoutes(
    parts,
    () => [],
    () => false,
  ),
  ...parts.flatMap((part) => part.routes ?? []),
]

/** Every address: who may call it, what it takes, what it answers, how it is audited. */
export function apiPage(): string {
  const { paths } = openApi(routes) as { paths: Record<string, Record<string, Operation>> }
  const described = routes.map((route) => ({
    route,
    operation: paths[templateOf(route)]![route.method.toLowerCase()]!,
  }))
  const rooms = Object.entries(Object.groupBy(described, ({ operation }) => operation.tags[0]!)).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  )
  const sections = rooms.map(
    ([tag, those]) =>
      `## ${tag}\n\n${those!.map(({ route, operation }) => sectionOf(route, operation)).join('\n')}`,
  )
  return `# Addresses\n\n${madeFrom('the routes')} The same, for machines: \`/openapi.json\`. Every error is one of [these](faults.md).\n\n${sections.join('\n')}`
}

function sectionOf(route: Route, operation: Operation): string {
  const facts = [`- Who: ${whoOf(route)}`, `- Audit: ${auditOf(route)}`]
  if (route.dialect) facts.push(`- Errors as source system ${route.dialect} tells them`)
  const parameters = (operation.parameters ?? []).map(
    (each) =>
      `- ${each.in} \`${each.name}\`: \`${shapeText(each.schema)}\`${each.required ? '' : ', may be left out'}`,
  )
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `\nTakes (${type}):\n${fenced(schema)}`,
  )
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status !== 'default' && status !== '429')
    .map(([, answer]) => answerOf(answer))
  return `### \`${route.method} ${templateOf(route)}\`\n\n${route.summary}\n\n${[...facts, ...parameters].join('\n')}\n${[...body, ...answers].join('')}`
}

function answerOf({ description, content }: Operation['responses'][string]): string {
  const [[type, { schema }] = ['', { schema: undefined }]] = Object.entries(content ?? {})
  if (!schema || type !== 'application/json')
    return `\nAnswers: ${description.toLowerCase().replace(/\.$/, '')}${type && ` (${type})`}.\n`
  return `\nAnswers:\n${fenced(schema)}`
}

const fenced = (schema: Shape): string => `\`\`\`ts\n${shapeText(schema)}\n\`\`\`\n`

const whoOf = ({ who }: Route): string => {
  if (who.kind === 'scope')
    return `a key with ${scopesOf(who)
      .map((scope) => `\`${scope}\``)
      .join(' or ')}${who.byKeyOnly ? ', and no signed-in browser' : ', or the operator'}`
  return who.kind === 'operator' ? 'the operator' : 'anyone'
}

const auditOf = ({ audit }: Route): string =>
  audit.kind === 'none' ? `none: ${audit.reason}` : `\`${audit.action}\``
