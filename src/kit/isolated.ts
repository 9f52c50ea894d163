import { memoryUsage, stderr, stdout, threadCpuUsage } from 'node:process'
import { parentPort } from 'node:worker_threads'
import type { Reply } from './isolate.ts'

/** A worker module's half of {@link isolate}: answers each message, one after another, in the order they come. */
export function answerWith<Asked, Answer>(handle: (message: Asked) => Answer | Promise<Answer>): void {
  for (const stream of [stdout, stderr]) stream.write = () => true
  parentPort?.on('message', (message: Asked) => {
    void reply(handle, message).then((said) => parentPort?.postMessage(said))
  })
}

async function reply<Asked, Answer>(
  handle: (message: Asked) => Answer | Promise<Answer>,
  message: Asked,
): Promise<Reply> {
  try {
    const answer = await handle(message)
    const { user, system } = threadCpuUsage()
    return { answer, heldMegabytes: memoryUsage().external / 2 ** 20, computedSeconds: (user + system) / 1e6 }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
