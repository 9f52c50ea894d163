// One fresh instance of the Netlify function: loads the built file named by BENCH_FUNCTION, answers, and tells when.
import type { NetlifyFunction } from '../src/entry/netlify/context.ts'
import { serveBench } from './child-side.ts'

export interface ColdStart {
  /** Since the process was begun, milliseconds. */
  begunAt: number
  loadedAt: number
  answeredAt: number
  /** Of this process until then, user and system. */
  cpuMilliseconds: number
  againMilliseconds: number
  status: number
}

const url = process.env.BENCH_URL!
const begunAt = performance.now()
const { default: answer } = (await import(process.env.BENCH_FUNCTION!)) as { default: NetlifyFunction }
const loadedAt = performance.now()
const first = await asked()
const answeredAt = performance.now()
const { user, system } = process.cpuUsage()
await asked()
const cold: ColdStart = {
  begunAt,
  loadedAt,
  answeredAt,
  cpuMilliseconds: (user + system) / 1000,
  againMilliseconds: performance.now() - answeredAt,
  status: first,
}
serveBench(cold, () => process.exit())

async function asked(): Promise<number> {
  const request = new Request(url, { headers: { authorization: `Bearer ${process.env.BENCH_KEY}` } })
  const waiting: Promise<unknown>[] = []
  const response = await answer(request, { ip: '203.0.113.7', waitUntil: (work) => waiting.push(work) })
  await response.text()
  return response.status
}
