import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gate } from '../../tests/support/net.ts'
import { Gather, type Together } from './gather.ts'

/** Answers what it was asked, as soon as the test opens the flight. */
function airport(longestMilliseconds = 10_000) {
  const flights: { batch: readonly Together<string>[]; land(): void; crash(cause: Error): void }[] = []
  const gather = new Gather<string, string>({
    nameOf: (asked) => asked,
    longestMilliseconds,
    send(batch) {
      const landed = gate()
      return new Promise((resolve, reject) => {
        void landed.promise.then(() => resolve(batch.map(({ asked, count }) => `${asked} ${count}`)))
        flights.push({ batch, land: landed.open, crash: reject })
      })
    },
    refusal: (cause) => new Error(`refused: ${String(cause)}`),
  })
  return { gather, flights, ask: (asked: string) => gather.ask(asked) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what is asked in one turn goes together, and equal questions are one place in it', async () => {
  const { ask, flights } = airport()

  const answers = Promise.all([ask('a'), ask('b'), ask('a')])
  await turn()
  flights[0]!.land()

  assert.deepEqual(await answers, ['a 2', 'b 1', 'a 2'])
  assert.equal(flights.length, 1)
})

test('what comes while a flight is under way is asked anew, after it, also when it is the same', async () => {
  const { ask, flights } = airport()

  const first = ask('a')
  await turn()
  const second = ask('a')
  await turn()
  const underWay = flights.length
  flights[0]!.land()
  await first
  flights[1]!.land()

  assert.deepEqual([underWay, await second, flights.length], [1, 'a 1', 2])
})

test('a flight that fails refuses those in it, and the next one goes', async () => {
  const { ask, flights } = airport()

  const first = ask('a')
  await turn()
  const second = ask('a')
  flights[0]!.crash(new Error('shot down'))
  await assert.rejects(first, /shot down/)
  flights[1]!.land()

  assert.equal(await second, 'a 1')
})

test('a flight that takes too long refuses those in it and those who wait behind it', async () => {
  const { ask } = airport(20)

  const first = ask('a')
  await turn()
  const second = ask('a')

  for (const asked of [first, second]) await assert.rejects(asked, /slow/)
})

test('an answer that came while this process was held still is no late one', async () => {
  const { ask, flights } = airport(20)

  const asked = ask('a')
  await turn()
  // Seen by whoever looks at what came, and that is after the timers.
  setTimeout(() => setImmediate(() => flights[0]!.land()), 0)
  const heldUntil = performance.now() + 60
  while (performance.now() < heldUntil);

  assert.equal(await asked, 'a 1')
})
