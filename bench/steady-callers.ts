// Callers that do not wait for each other, in a process of their own: a request leaves when its time has come, whether the
// last one is answered or not. What a request waits for a free connection counts as its own waiting.
import { Asking, opened } from './asking.ts'
import { serveBench } from './child-side.ts'
import { quantile } from './figures.ts'

/** Begins on this message, and tells what came of it on the next, `{ stop: true }`. */
export interface Steady {
  port: number
  key: string
  paths: readonly string[]
  perSecond: number
}

export interface SteadyCalled {
  requests: number
  /** Answers other than 200, and connections that broke. */
  failures: number
  seconds: number
  p50Milliseconds: number
  p99Milliseconds: number
  mostMilliseconds: number
}

const connections = 32

let running: Promise<() => Promise<SteadyCalled>> | null = null
process.on('message', (message: Steady | { stop: true }) => {
  if ('stop' in message) void running?.then((stop) => stop()).then((called) => process.send?.(called))
  else running = begun(message)
})
serveBench({}, () => undefined)

async function begun({ port, key, paths, perSecond }: Steady): Promise<() => Promise<SteadyCalled>> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)))
  const free = sockets.map((socket) => new Asking(socket, key))
  const milliseconds: number[] = []
  const due: { path: string; at: number }[] = []
  const underWay = new Set<Promise<void>>()
  let failures = 0
  let sent = 0
  const startedAt = performance.now()
  const ask = async (asking: Asking, path: string, at: number) => {
    const { status } = await asking.get(path)
    milliseconds.push(performance.now() - at)
    if (status !== 200) failures += 1
    if (status !== 0) free.push(asking)
  }
  const leave = () => {
    while (due.length > 0 && free.length > 0) {
      const { path, at } = due.shift()!
      const asked = ask(free.shift()!, path, at).finally(() => (underWay.delete(asked), leave()))
      underWay.add(asked)
    }
  }
  const timer = setInterval(() => {
    const wanted = Math.floor(((performance.now() - startedAt) / 1000) * perSecond)
    for (; sent < wanted; sent++)
      due.push({ path: paths[sent % paths.length]!, at: startedAt + (sent / perSecond) * 1000 })
    leave()
  }, 1)
  return async () => {
    clearInterval(timer)
    const seconds = (performance.now() - startedAt) / 1000
    while (underWay.size > 0) await Promise.all(underWay)
    for (const socket of sockets) socket.destroy()
    milliseconds.sort((a, b) => a - b)
    return {
      requests: milliseconds.length,
      failures: failures + due.length,
      seconds,
      p50Milliseconds: quantile(milliseconds, 0.5),
      p99Milliseconds: quantile(milliseconds, 0.99),
      mostMilliseconds: milliseconds.at(-1) ?? 0,
    }
  }
}
