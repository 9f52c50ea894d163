import { z } from 'zod'
import { program } from '../kit/program.ts'
import type { Route } from '../kit/route.ts'

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

/** The OpenAPI 3.1 document of these routes. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
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
      },
    },
  }
}

function operationOf(route: Route): Json {
  const name = `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+(.)?/g, (_all, next?: string) => (next ?? '').toUpperCase())}`
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[1] === 'api' ? (route.path.split('/')[2] ?? 'api') : 'house'],
    security: securityOf(route),
    ...(parametersOf(route).length > 0 && { parameters: parametersOf(route) }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: {
          [route.body.kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded']: {
            schema: schemaOf(route.body.schema, 'input'),
          },
        },
      },
    }),
    responses: {
      ...successOf(route),
      default: {
        description: 'A problem document (RFC 9457) with a code and a hint.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    'x-audit': route.audit.kind === 'none' ? `none: ${route.audit.reason}` : route.audit.action,
  }
}

const securityOf = (route: Route): Json[] => {
  if (route.who.kind === 'anyone') return []
  return route.who.kind === 'operator'
    ? [{ operator: [] }]
    : [{ apiKey: [route.who.scope] }, { operator: [] }]
}

function parametersOf(route: Route): Json[] {
  if (!route.input) return []
  const schema = schemaOf(route.input, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isInPath = route.path.includes(`:${name}`)
    return {
      name,
      in: isInPath ? 'path' : 'query',
      required: isInPath || (schema.required ?? []).includes(name),
      schema: property,
    }
  })
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
