import { setTimeout as pause } from 'node:timers/promises'

const patienceMilliseconds = 60_000

/** What must come and tells so itself. @throws Error with its name after a minute */
export async function comes<T>(name: string, coming: Promise<T>): Promise<T> {
  const ending = new AbortController()
  const late = pause(patienceMilliseconds, undefined, { signal: ending.signal }).then(() =>
    Promise.reject(new Error(`never came: ${name}`)),
  )
  late.catch(() => undefined)
  return Promise.race([coming, late]).finally(() => ending.abort())
}

/** Waits for something that must come and that nothing tells of. @throws Error with its name after a minute */
export async function until<T>(
  name: string,
  look: () => T | Promise<T>,
): Promise<Exclude<T, false | null | undefined>> {
  const patientUntil = performance.now() + patienceMilliseconds
  for (;;) {
    const seen = await look()
    if (seen) return seen as Exclude<T, false | null | undefined>
    if (performance.now() > patientUntil) throw new Error(`never came: ${name}`)
    await pause(10)
  }
}
