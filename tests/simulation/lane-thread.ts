/** The thread of a {@link import('./lane.ts').Lane}: a seed comes in, its outcome goes out. */
import { parentPort } from 'node:worker_threads'
import { layGround } from './ground.ts'
import { simulate } from './simulation.ts'

const lane = parentPort!
const ground = await layGround()

lane.on('message', async (seed: number | 'close') => {
  if (seed !== 'close') return lane.postMessage(await simulate(ground, seed))
  lane.close()
  await ground.close()
})
