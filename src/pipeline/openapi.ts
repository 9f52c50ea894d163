import { z } from 'zod'
import { program } from '../kit/program.ts'
import { type Body, type Route, scopesOf } from '../kit/route.ts'
import { takesKey } from './idempotency.ts'

type Json = Record<string, unknown>

const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'hint', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    hint: { type: 'string' },
    requestId: { type: 'string' },
  },
}

const header = (description: string, type: 'integer' | 'string'): Json => ({ description, schema: { type } })

/** Every answer of a route that is limited carries the last five of these headers. */
const refusedByLimit: Json = {
  description: 'A limit on requests is used up; `violated-policies` names it.',
  headers: {
    'Retry-After': header('Seconds: who waits so long is admitted, if nobody else came.', 'integer'),
    'RateLimit-Policy': header('A list of policies: `"name";q=limit;w=seconds`.', 'string'),
    RateLimit: header('A list of what is left: `"name";r=units;t=seconds until more`.', 'string'),
    'X-RateLimit-Limit': header('The limit of the tightest policy.', 'integer'),
    'X-RateLimit-Remaining': header('What is left of it.', 'integer'),
    'X-RateLimit-Reset': header('When all of it is back, seconds since 1970.', 'integer'),
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** The OpenAPI 3.1 document of these routes. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = templateOf(route)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
    // Of a GET whose bytes are our own a client knows without being told.
    if (route.method === 'GET' && route.output.kind === 'stream')
      paths[path].head = operationOf(route, 'head')
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keyhold',
      version: program.version,
      description: 'Ask for a token: it is fresh, or one word says why not.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key (kh_…); X-API-Key is taken too.' },
        operator: {
          type: 'apiKey',
          in: 'cookie',
          name: 'kh_operator',
          description: "The operator's session.",
        },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Hub-Signature-256',
          description:
            '`sha256=` and the HMAC-SHA256 of the raw body under PR_INTEL_WEBHOOK_SECRET, in hex. Beside it alone the query says nothing of the body.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-kh_session',
          description:
            "A person's session. Writes send what the cookie `XSRF-TOKEN` holds as the header `X-CSRF-Token`; so do the operator's.",
        },
      },
    },
  }
}

/** The path as the document writes it: `/api/keys/{id}`; what a last `*` takes is called `path`. */
export const templateOf = ({ path }: Pick<Route, 'path'>): string =>
  path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')

function operationOf(route: Route, method = route.method.toLowerCase()): Json {
  const name = `${method}${route.path.replace(/[^A-Za-z0-9]+(.)?/g, (_all, next?: string) => (next ?? '').toUpperCase())}`
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[1] === 'api' ? (route.path.split('/')[2] ?? 'api') : 'house'],
    security: securityOf(route),
    ...(parametersOf(route).length > 0 && { parameters: parametersOf(route) }),
    ...(route.body && {
      requestBody: {
        required: route.body.kind !== 'stream',
        content: contentOf(route.body),
      },
    }),
    responses: {
      ...successOf(route),
      ...(route.limits !== 'none' && { 429: refusedByLimit }),
      default: {
        description: 'A problem document (RFC 9457) with a code and a hint.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    'x-audit': route.audit.kind === 'none' ? `none: ${route.audit.reason}` : route.audit.action,
  }
}

function contentOf({ kind, schema, media }: Body): Json {
  if (media) return Object.fromEntries(Object.entries(media).map(mediaType))
  if (kind === 'stream' || kind === 'bytes') return { '*/*': { schema: {} } }
  const type = kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
  return { [type]: { schema: schemaOf(schema, 'input') } }
}

const mediaType = ([type, schema]: [string, z.ZodType]): [string, Json] => [
  type,
  { schema: schemaOf(schema, 'input') },
]

function securityOf(route: Route): Json[] {
  if (route.who.kind === 'anyone') return []
  switch (route.who.kind) {
    case 'operator':
      return [{ operator: [] }, { session: [] }]
    case 'person':
      return [{ session: [] }]
    case 'scope': {
      const byKey = scopesOf(route.who).map((scope) => ({ apiKey: [scope] }))
      if (route.who.byKeyOnly) return byKey
      const signed = route.who.orSigned === undefined ? [] : [{ signature: [] }]
      return [...byKey, ...signed, { operator: [] }, { session: [] }]
    }
  }
}

function parametersOf(route: Route): Json[] {
  const rest = [
    ...(route.path.endsWith('/*') ? [restOfPath] : []),
    ...(takesKey(route) ? [idempotencyKey] : []),
  ]
  if (!route.input) return rest
  const schema = schemaOf(route.input, 'input') as { properties?: Record<string, Json>; required?: string[] }
  const named = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isInPath = route.path.includes(`:${name}`)
    return {
      name,
      in: isInPath ? 'path' : 'query',
      required: isInPath || (schema.required ?? []).includes(name),
      schema: property,
    }
  })
  return [...named, ...rest]
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', description: 'For 24 hours the same key is answered the same, and acts once.' },
}

/** Slashes included, and not percent-encoded: more than OpenAPI can say of a parameter. */
const restOfPath: Json = {
  name: 'path',
  in: 'path',
  required: true,
  schema: { type: 'string', description: 'The rest of the address, slashes as they are, with any query.' },
}

function successOf(route: Route): Json {
  switch (route.output.kind) {
    case 'schema':
      return {
        [route.output.status ?? 200]: {
          description: 'Done.',
          content: { 'application/json': { schema: schemaOf(route.output.schema, 'output') } },
        },
      }
    case 'page':
      return {
        200: { description: 'A page for people.', content: { 'text/html': { schema: { type: 'string' } } } },
      }
    case 'document':
      return { 200: { description: 'A document.', content: { [route.output.contentType]: {} } } }
    case 'stream':
      return {
        200: { description: 'The answer of another, with its own status.', content: { '*/*': {} } },
      }
    case 'redirect':
      return { 303: { description: 'The browser is sent on.' } }
    case 'empty':
      return { 204: { description: 'Done.' } }
  }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // A moment leaves as text (RFC 3339).
      if (zodSchema._zod.def.type === 'pipe' && io === 'output')
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  }) as Json
  delete made.$schema
  return made
}
