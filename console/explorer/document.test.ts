import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsOf, isTryable, operationsOf, type OpenApi } from './document.ts'

const json = { '200': { content: { 'application/json': {} } } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const
const secret = { ...id, name: 'secret' }
const document: OpenApi = {
  paths: {
    '/livez': { get: { operationId: 'getLivez', tags: ['house'], responses: json } },
    '/strava/stats/ytd': { get: { operationId: 'getYtd', tags: ['house'], responses: json } },
    '/connect/{secret}': {
      get: { operationId: 'getConnect', tags: ['house'], parameters: [secret], responses: json },
    },
    '/api/connections/{id}/token': {
      get: {
        operationId: 'getToken',
        summary: 'A fresh token.',
        tags: ['connections'],
        security: [{ apiKey: ['connections:token'] }, { operator: [] }],
        parameters: [id],
        responses: json,
        'x-audit': 'token.read',
      },
      delete: {
        operationId: 'deleteIt',
        tags: ['connections'],
        security: [{ operator: [] }],
        responses: { '204': {} },
        'x-audit': 'connection.deleted',
      },
    },
  },
}
const operations = operationsOf(document)
const named = (name: string) => operations.find((operation) => operation.id === name)!

test('operations are grouped by part, what an app calls first', () => {
  const tags = groupsOf(operations, '').map(({ tag }) => tag)

  assert.deepEqual(tags, ['connections', 'strava', 'connect', 'house'])
})

test('words find an operation by its method, address and summary', () => {
  const found = groupsOf(operations, 'GET fresh token').flatMap((group) => group.operations)

  assert.deepEqual(
    found.map((operation) => operation.id),
    ['getToken'],
  )
})

test('who may call is read from the security of the operation', () => {
  assert.deepEqual([named('getToken').scope, named('getToken').audit], ['connections:token', 'token.read'])
  assert.deepEqual([named('deleteIt').scope, named('deleteIt').isOpenToAll], [null, false])
  assert.equal(named('getLivez').isOpenToAll, true)
})

test('only what reads, answers JSON and wants no secret in its address may be tried', () => {
  const tryable = operations.filter(isTryable).map((operation) => operation.id)

  assert.deepEqual(tryable, ['getLivez', 'getYtd', 'getToken'])
})
