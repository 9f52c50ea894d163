import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import { answerWith } from './isolated.ts'

/** What the tests of isolation ask of a worker. */
export type Order =
  | { kind: 'say'; words: string }
  | { kind: 'who' }
  | { kind: 'env' }
  | { kind: 'print' }
  | { kind: 'throw' }
  | { kind: 'exit' }
  | { kind: 'spin' }
  | { kind: 'rest' }
  | { kind: 'deep' }
  | { kind: 'hoard' }
  | { kind: 'pile' }
  | { kind: 'grow'; megabytes: number }

const held: unknown[] = []

answerWith(async (order: Order): Promise<string> => {
  switch (order.kind) {
    case 'say':
      return order.words
    case 'who':
      return String(threadId)
    case 'env':
      return Object.keys(process.env).join()
    case 'print':
      process.stderr.write('secret words')
      return String(process.stdout.write('secret words'))
    case 'throw':
      throw new Error('poisoned')
    case 'exit':
      return process.exit(7)
    case 'spin':
      for (;;) held.length = 0
    case 'rest':
      await sleep(60_000)
      return 'rested'
    case 'deep':
      // Native code, which nothing interrupts: the thread answers nobody until it comes back.
      spawnSync(process.execPath, ['--eval', 'setTimeout(() => undefined, 4_000)'])
      return 'back'
    case 'hoard':
      for (;;) held.push(Array.from({ length: 100_000 }, Object))
    case 'pile':
      for (let pile = [0.5]; ; pile = pile.concat(pile)) held[0] = pile
    case 'grow':
      held.push(new WebAssembly.Memory({ initial: order.megabytes * 16 }))
      return String(threadId)
  }
})
