// The callers, in a process of their own: keep-alive connections on raw sockets, each sending its next request when its
// last answer is whole. Costs a few microseconds a request, so that what is measured is the server.
import { Asking, opened } from './asking.ts'
import { serveBench } from './child-side.ts'
import { quantile } from './figures.ts'

export interface Calling {
  ports: readonly number[]
  callers: number
  paths: readonly string[]
  key: string
  /** How long; when absent each path is asked for once. */
  seconds?: number
  /** Collect the bodies that differ (in a storm all should carry one token). */
  bodies?: boolean
}

export interface Called {
  requests: number
  /** Answers other than 200, and connections that broke. */
  failures: number
  /** From the first byte sent to the last answer. */
  seconds: number
  p50Milliseconds: number
  p99Milliseconds: number
  mostMilliseconds: number
  bodies: string[]
}

process.on('message', (calling: Calling) => {
  void call(calling).then((called) => process.send?.(called))
})
serveBench({}, () => undefined)

async function call(calling: Calling): Promise<Called> {
  const sockets = await Promise.all(
    Array.from({ length: calling.callers }, (_, index) =>
      opened(calling.ports[index % calling.ports.length]!),
    ),
  )
  const milliseconds: number[] = []
  const bodies = new Set<string>()
  let failures = 0
  let next = 0
  const startedAt = performance.now()
  const endsAt = calling.seconds === undefined ? Infinity : startedAt + calling.seconds * 1000
  const more = () =>
    calling.seconds === undefined ? next < calling.paths.length : performance.now() < endsAt
  await Promise.all(
    sockets.map(async (socket) => {
      const asked = new Asking(socket, calling.key)
      while (more()) {
        const sentAt = performance.now()
        const answer = await asked.get(calling.paths[next++ % calling.paths.length]!)
        milliseconds.push(performance.now() - sentAt)
        if (answer.status !== 200) failures += 1
        if (calling.bodies) bodies.add(answer.body())
        if (answer.status === 0) return
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  for (const socket of sockets) socket.destroy()
  milliseconds.sort((a, b) => a - b)
  return {
    requests: milliseconds.length,
    failures,
    seconds,
    p50Milliseconds: quantile(milliseconds, 0.5),
    p99Milliseconds: quantile(milliseconds, 0.99),
    mostMilliseconds: milliseconds.at(-1) ?? 0,
    bodies: [...bodies],
  }
}
