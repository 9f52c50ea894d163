import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SingleFlight } from './single-flight.ts'

test('those who ask while it is under way share one answer, and one failure', async () => {
  const flights = new SingleFlight<number>()
  let begun = 0
  const obtain = async () => {
    begun += 1
    if (begun === 2) throw new Error('lost')
    return begun
  }

  const together = await Promise.all([flights.share('a', obtain), flights.share('a', obtain)])
  const failing = await Promise.allSettled([flights.share('a', obtain), flights.share('a', obtain)])
  const after = await flights.share('a', obtain)

  assert.deepEqual(
    [together, failing.map(({ status }) => status), after],
    [[1, 1], ['rejected', 'rejected'], 3],
  )
})

test('another name is another flight', async () => {
  const flights = new SingleFlight<string>()

  const answers = await Promise.all(['a', 'b'].map((name) => flights.share(name, async () => name)))

  assert.deepEqual(answers, ['a', 'b'])
})
