import { z } from 'zod'
import { pathProblem } from './json-path.ts'
import { schemaProblem } from './json-schema.ts'

const primitive = z.union([z.string().max(4096), z.number(), z.boolean(), z.null()])

/** What an expectation looks at: exactly one of these. */
const subjects = {
  status: z
    .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1).max(20)], {
      error: 'wants a status such as 200, or a list of them',
    })
    .optional(),
  header: z.string().min(1).max(200).optional(),
  cookie: z.string().min(1).max(200).optional(),
  jsonPath: z.string().min(1).max(500).optional(),
  body: z.literal(true).optional(),
  /** At most so many milliseconds for the request, redirects included. */
  latencyMilliseconds: z.int().min(1).max(120_000).optional(),
  schema: z.record(z.string(), z.json()).optional(),
} as const

/** How it is compared; several of them: all must hold. */
const matchers = {
  exists: z.boolean().optional(),
  equals: primitive.optional(),
  notEquals: primitive.optional(),
  oneOf: z.array(primitive).min(1).max(50).optional(),
  contains: z.string().min(1).max(4096).optional(),
  notContains: z.string().min(1).max(4096).optional(),
  startsWith: z.string().min(1).max(4096).optional(),
  endsWith: z.string().min(1).max(4096).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** How many values a JSONPath leads to. */
  count: z.int().min(0).max(1_000_000).optional(),
} as const

const subjectNames = Object.keys(subjects) as (keyof typeof subjects)[]
export const matcherNames = Object.keys(matchers) as (keyof typeof matchers)[]
/** These say all by themselves. */
const whole: ReadonlySet<string> = new Set(['status', 'latencyMilliseconds', 'schema'])

export const expectation = z.strictObject({ ...subjects, ...matchers }).superRefine((given, context) => {
  const refuse = (message: string, path: (string | number)[] = []) =>
    context.addIssue({ code: 'custom', message, path })
  const [subject, ...more] = subjectNames.filter((name) => given[name] !== undefined)
  const comparing = matcherNames.filter((name) => given[name] !== undefined)
  if (subject === undefined || more.length > 0)
    return refuse(`wants exactly one of ${subjectNames.join(', ')}`)
  if (whole.has(subject) && comparing.length > 0) return refuse(`wants ${subject} alone`, [comparing[0]!])
  if (!whole.has(subject) && comparing.length === 0)
    return refuse(`wants beside ${subject} one of ${matcherNames.join(', ')}`)
  if (given.count !== undefined && subject !== 'jsonPath') refuse('wants a jsonPath beside it', ['count'])
  const path = given.jsonPath === undefined ? null : pathProblem(given.jsonPath)
  if (path !== null) refuse(path, ['jsonPath'])
  const schema = given.schema === undefined ? null : schemaProblem(given.schema)
  if (schema !== null) refuse(schema.wants, ['schema', ...schema.path])
})

export type Expectation = z.infer<typeof expectation>
