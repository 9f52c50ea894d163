import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { isolate, type IsolateOptions, JobLost, type LossReason } from './isolate.ts'
import type { Order } from './isolate.fixture.ts'

const module = new URL('./isolate.fixture.ts', import.meta.url)

function workers(t: TestContext, options: Partial<IsolateOptions> = {}) {
  const some = isolate<Order, string>(module, { deadlineSeconds: 20, maxMegabytes: 64, ...options })
  t.after(() => some.close())
  return some
}

const lostAs = (reason: LossReason) => (error: unknown) => error instanceof JobLost && error.reason === reason

test('a worker answers, and keeps its memory from one job to the next', async (t) => {
  const some = workers(t)

  const said = await some.ask({ kind: 'say', words: 'hello' })
  const threads = [await some.ask({ kind: 'who' }), await some.ask({ kind: 'who' })]

  assert.equal(said, 'hello')
  assert.equal(threads[0], threads[1])
})

test('a job that throws is lost with its words, and the next one has a fresh worker', async (t) => {
  const some = workers(t)
  const before = await some.ask({ kind: 'who' })

  const loss = await some.ask({ kind: 'throw' }).catch((error: unknown) => error)
  const after = await some.ask({ kind: 'who' })

  assert.ok(lostAs('failed')(loss))
  assert.match(String((loss as JobLost).cause), /poisoned/)
  assert.notEqual(after, before)
})

test('a worker that ends in mid-job loses that job alone', async (t) => {
  const some = workers(t)

  const dying = assert.rejects(some.ask({ kind: 'exit' }), lostAs('died'))
  const next = some.ask({ kind: 'say', words: 'still here' })

  await dying
  assert.equal(await next, 'still here')
})

test('a job that needs more memory than allowed ends its worker, not the process', async (t) => {
  const some = workers(t, { maxMegabytes: 16 })

  await assert.rejects(some.ask({ kind: 'hoard' }), lostAs('died'))

  assert.equal(await some.ask({ kind: 'say', words: 'alive' }), 'alive')
})

test('a computation without end is stopped at the deadline', async (t) => {
  const some = workers(t, { deadlineSeconds: 1 })

  await assert.rejects(some.ask({ kind: 'spin' }), lostAs('late'))
})

test('a job that only waits is stopped too, later', async (t) => {
  const some = workers(t, { deadlineSeconds: 0.2 })
  await some.ask({ kind: 'who' }).catch(() => null)

  await assert.rejects(some.ask({ kind: 'rest' }), lostAs('late'))
})

test('a job deep in native code, whose thread answers nothing, is given up at five times its deadline', async (t) => {
  const some = workers(t)
  await some.ask({ kind: 'who' })

  const deep = some.ask({ kind: 'deep' }, { deadlineSeconds: 0.2 })

  await assert.rejects(deep, lostAs('late'))
  assert.equal(await some.ask({ kind: 'say', words: 'next' }), 'next')
})

test('a worker is replaced after the jobs it may do', async (t) => {
  const some = workers(t, { jobsPerWorker: 2 })

  const threads = []
  for (let job = 0; job < 4; job++) threads.push(await some.ask({ kind: 'who' }))

  assert.equal(threads[0], threads[1])
  assert.equal(threads[2], threads[3])
  assert.notEqual(threads[1], threads[2])
})

test('a job that fills its memory in large pieces ends its worker, not the process', async (t) => {
  const some = workers(t, { maxMegabytes: 64 })

  await assert.rejects(some.ask({ kind: 'pile' }), lostAs('died'))

  assert.equal(await some.ask({ kind: 'say', words: 'still here' }), 'still here')
})

test('a worker that holds more memory outside its heap than allowed is replaced', async (t) => {
  const some = workers(t)

  const before = await some.ask({ kind: 'grow', megabytes: 80 })
  const after = await some.ask({ kind: 'grow', megabytes: 1 })

  assert.notEqual(after, before)
  assert.equal(await some.ask({ kind: 'who' }), after)
})

test('a worker that nobody asks ends, and the next job has a fresh one', async (t) => {
  const some = workers(t, { idleSeconds: 0 })
  const first = await some.ask({ kind: 'who' })

  let next = first
  while (next === first) {
    await new Promise(setImmediate)
    next = await some.ask({ kind: 'who' })
  }

  assert.notEqual(next, first)
})

test('jobs share the workers there may be, and one more than may wait is refused', async (t) => {
  const some = workers(t, { workersAtMost: 2, queuedAtMost: 1 })

  const busy = [some.ask({ kind: 'rest' }), some.ask({ kind: 'rest' })]
  const waiting = some.ask({ kind: 'rest' })
  const losses = [...busy, waiting].map((each) => assert.rejects(each, lostAs('closed')))

  await assert.rejects(some.ask({ kind: 'rest' }), lostAs('crowded'))
  await some.close()
  await Promise.all(losses)
})

test('of one lane one job is worked at a time, and half of those that may wait wait', async (t) => {
  const some = workers(t, { workersAtMost: 2, queuedAtMost: 4 })

  const mine = [1, 2, 3].map(() => some.ask({ kind: 'rest' }, { lane: 'mine' }))
  const losses = mine.map((each) => assert.rejects(each, lostAs('closed')))

  await assert.rejects(some.ask({ kind: 'rest' }, { lane: 'mine' }), lostAs('crowded'))
  assert.equal(
    await some.ask({ kind: 'say', words: 'I need not wait' }, { lane: 'yours' }),
    'I need not wait',
  )
  await some.close()
  await Promise.all(losses)
})

test('a job may have a deadline of its own', async (t) => {
  const some = workers(t)

  await assert.rejects(some.ask({ kind: 'spin' }, { deadlineSeconds: 0.5 }), lostAs('late'))
})

test('after the end nothing is taken up', async (t) => {
  const some = workers(t)
  await some.close()

  await assert.rejects(some.ask({ kind: 'who' }), lostAs('closed'))
})

test('a module that cannot be loaded loses the job', async (t) => {
  const some = isolate(new URL('./no-such.worker.ts', import.meta.url), {
    deadlineSeconds: 20,
    maxMegabytes: 64,
  })
  t.after(() => some.close())

  await assert.rejects(some.ask({}), lostAs('died'))
})

test('a worker sees no environment, as it may run what a stranger wrote', async (t) => {
  const some = workers(t)

  assert.equal(await some.ask({ kind: 'env' }), '')
})

test('an idle worker does not keep the process alive, a busy one does, and what it prints is not heard', async () => {
  const program = `
    import { isolate } from '${new URL('./isolate.ts', import.meta.url)}'
    const some = isolate(new URL('${module}'), { deadlineSeconds: 20, maxMegabytes: 64 })
    some.ask({ kind: 'print' })
    some.ask({ kind: 'say', words: 'done' }).then((words) => process.stdout.write(words))`

  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    {
      timeout: 30_000,
    },
  )

  assert.deepEqual([stdout, stderr], ['done', ''])
})
