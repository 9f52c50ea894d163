import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { schemaText } from './client.ts'
import { type JsonSchema, memberText, typeText } from './typescript.ts'

const flat = (schema: JsonSchema): string => typeText(schema).replace(/\s+/g, ' ')
const text: JsonSchema = { type: 'string' }
const none: JsonSchema = { type: 'null' }

describe('the TypeScript of a schema', () => {
  const cases: [says: string, schema: JsonSchema, wanted: string][] = [
    ['anything', {}, 'unknown'],
    ['a whole number', { type: 'integer' }, 'number'],
    ['a literal', { const: true }, 'true'],
    ['one of several', { type: 'string', enum: ['a', "b'"] }, `"a" | "b'"`],
    ['nullable by a list of types', { type: ['string', 'null'] }, 'string | null'],
    ['nullable by a choice, each once', { anyOf: [text, text, none] }, 'string | null'],
    ['a choice with anything in it', { anyOf: [{}, none] }, 'unknown'],
    ['a choice of one', { oneOf: [text] }, 'string'],
    ['all of several', { allOf: [{ anyOf: [text, none] }, text] }, '(string | null) & string'],
    ['an array', { type: 'array', items: text }, 'string[]'],
    ['an array of choices', { type: 'array', items: { anyOf: [text, none] } }, '(string | null)[]'],
    ['an array of anything', { type: 'array' }, 'unknown[]'],
    ['a tuple', { type: 'array', prefixItems: [text, none] }, '[string, null]'],
    ['a tuple with a rest', { type: 'array', prefixItems: [text], items: none }, '[string, ...null[]]'],
    [
      'an object',
      { type: 'object', properties: { a: text, 'b-c': none }, required: ['a'] },
      '{ "a": string "b-c"?: null }',
    ],
    ['an object of anything', { type: 'object' }, 'Record<string, unknown>'],
    ['an empty object', { type: 'object', additionalProperties: false }, 'Record<string, never>'],
    [
      'a record',
      { type: 'object', additionalProperties: text, propertyNames: text },
      'Record<string, string>',
    ],
    ['a record of anything', { type: 'object', additionalProperties: {} }, 'Record<string, unknown>'],
    [
      'a record of known names, all there',
      {
        type: 'object',
        additionalProperties: text,
        propertyNames: { enum: ['a', 'b'] },
        required: ['a', 'b'],
      },
      'Record<"a" | "b", string>',
    ],
    [
      'a record of known names, some there',
      { type: 'object', additionalProperties: text, propertyNames: { enum: ['a', 'b'] } },
      'Partial<Record<"a" | "b", string>>',
    ],
    [
      'an object with further members',
      { type: 'object', properties: { a: text }, additionalProperties: {} },
      '{ "a"?: string } & Record<string, unknown>',
    ],
    ['a reference', { $ref: '#/components/schemas/Problem' }, "components['schemas']['Problem']"],
  ]
  for (const [says, schema, wanted] of cases)
    test(says, () => {
      assert.equal(flat(schema), wanted)
    })
})

test('what a type cannot say stands above the member', () => {
  const member = memberText(
    'at',
    { anyOf: [{ type: 'string', format: 'date-time' }, none], default: null },
    false,
  )
  const limit = memberText(
    'limit',
    { type: 'integer', minimum: 1, maximum: 100, description: 'Ends */ here.' },
    true,
  )

  assert.equal(member, '/** date-time, default null */\n"at"?: string | null')
  assert.equal(limit, '/** Ends *\\/ here. 1 to 100 */\n"limit": number')
})

test('a keyword, type or reference that nobody foresaw stops it: the types would lie', () => {
  assert.throws(() => typeText({ type: 'object', patternProperties: {} } as JsonSchema), /patternProperties/)
  assert.throws(() => typeText({ type: 'date' }), /date/)
  assert.throws(() => typeText({ $ref: 'elsewhere.json' }), /elsewhere/)
})

test('an operation tells its parameters by place, its body, its answers and the scope of its key', () => {
  const made = schemaText({
    paths: {
      '/api/things/{id}': {
        patch: {
          summary: 'Changes a thing.',
          security: [{ apiKey: ['things:write'] }, { operator: [] }],
          parameters: [
            { name: 'id', in: 'path', required: true, schema: text },
            { name: 'wait', in: 'query', required: false, schema: text },
          ],
          requestBody: { required: true, content: { 'application/json': { schema: text } } },
          responses: { 200: { content: { 'application/json': { schema: none } } }, 204: {} },
        },
      },
    },
    components: { schemas: {} },
  }).replace(/\s+/g, ' ')

  assert.match(made, /\/\*\* Changes a thing\. A key needs `things:write`\. \*\/ patch:/)
  assert.match(made, /parameters: \{ path: \{ "id": string \} query\?: \{ "wait"\?: string \} \}/)
  assert.match(made, /requestBody: \{ content: \{ "application\/json": string \} \}/)
  assert.match(made, /200: \{ content: \{ "application\/json": null \} \} 204: \{ content\?: never \}/)
})
