import { serveBench } from './child-side.ts'

/** Where the time of a first answer goes. */
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

/** Loads a function that nobody called before, asks it twice, and tells when it was what. @param load returns how to ask it */
export async function tellColdStart(load: () => Promise<() => Promise<number>>): Promise<void> {
  const begunAt = performance.now()
  const ask = await load()
  const loadedAt = performance.now()
  const status = await ask()
  const answeredAt = performance.now()
  const { user, system } = process.cpuUsage()
  await ask()
  const cold: ColdStart = {
    begunAt,
    loadedAt,
    answeredAt,
    cpuMilliseconds: (user + system) / 1000,
    againMilliseconds: performance.now() - answeredAt,
    status,
  }
  serveBench(cold, () => process.exit())
}
