// One fresh instance of the Netlify function: loads the built file named by BENCH_FUNCTION, answers, and tells when.
import type { NetlifyFunction } from '../src/entry/netlify/context.ts'
import { tellColdStart } from './cold.ts'

await tellColdStart(async () => {
  const { default: answer } = (await import(process.env.BENCH_FUNCTION!)) as { default: NetlifyFunction }
  return async () => {
    const headers = { authorization: `Bearer ${process.env.BENCH_KEY}` }
    const waiting: Promise<unknown>[] = []
    const response = await answer(new Request(process.env.BENCH_URL!, { headers }), {
      ip: '203.0.113.7',
      waitUntil: (work) => waiting.push(work),
    })
    await response.text()
    return response.status
  }
})
