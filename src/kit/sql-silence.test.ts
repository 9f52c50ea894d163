import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gate } from '../../tests/support/net.ts'
import { Silence } from './sql-silence.ts'

/** A server that answers a probe as it is told, and one statement that nobody answers. */
function unanswered({ isThere }: { isThere: boolean }) {
  const dropped = gate()
  const probed = gate()
  const statement = gate()
  const server = { isThere, dropped, probed, statement, silence: null as unknown as Silence }
  server.silence = new Silence({
    quietMilliseconds: 1,
    async probe() {
      probed.open()
      if (!server.isThere) throw new Error('nothing came back')
    },
    drop: () => dropped.open(),
  })
  void server.silence.watch(statement.promise)
  return server
}

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

test('a server that answers neither a statement nor a probe is silent, and every connection is given up', async (t) => {
  const { silence, dropped } = unanswered({ isThere: false })
  t.after(() => silence.close())

  await dropped.promise

  assert.equal(silence.isSilent, true)
})

test('a statement that takes long at a server which answers a probe costs nobody the connection', async (t) => {
  const server = unanswered({ isThere: true })
  t.after(() => server.silence.close())
  let isDropped = false
  void server.dropped.promise.then(() => (isDropped = true))

  await server.probed.promise
  server.statement.open()
  await server.silence.watch(Promise.resolve())

  assert.deepEqual([server.silence.isSilent, isDropped], [false, false])
})

test('a silence is over when a probe is answered, whether anybody waits or not', async (t) => {
  const server = unanswered({ isThere: false })
  t.after(() => server.silence.close())
  await server.dropped.promise
  server.statement.open()

  server.isThere = true
  await until(() => !server.silence.isSilent)

  assert.equal(server.silence.isSilent, false)
})
