import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { sharedCluster } from '../support/cluster.ts'
import { templateName } from '../support/migrated.ts'
import type { Outcome } from './simulation.ts'

/** A thread that runs schedules, one after the other, on a ground of its own. */
export interface Lane {
  simulate(seed: number): Promise<Outcome>
  close(): Promise<void>
}

/** One that has run a thousand schedules takes three times as long for the next; another begins with an empty memory. */
const schedulesOfThread = 200

/** Away from the test runner's own thread, which takes note of every promise, and several cores wide. */
export async function openLane(): Promise<Lane> {
  const cluster = { ...(await sharedCluster()), template: await templateName() }
  const env = { ...process.env, KEYHOLD_TEST_CLUSTER: JSON.stringify(cluster) }
  const begin = () => new Worker(new URL('lane-thread.ts', import.meta.url), { env })
  let thread = begin()
  let taken = 0
  const close = async (): Promise<void> => {
    thread.postMessage('close')
    await once(thread, 'exit')
  }
  return {
    async simulate(seed) {
      if (taken === schedulesOfThread) {
        await close()
        thread = begin()
        taken = 0
      }
      taken += 1
      thread.postMessage(seed)
      const [outcome] = (await once(thread, 'message')) as [Outcome]
      return outcome
    },
    close,
  }
}
