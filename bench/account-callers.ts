// Callers of accounts, in a process of their own: whole requests on raw sockets, whatever they carry.
import { Asking, opened } from './asking.ts'
import { serveBench } from './child-side.ts'
import { quantile } from './figures.ts'

/** As many as there are connections ask at once, again and again. */
export interface Load {
  port: number
  connections: number
  /** As they go over the wire, latin1; each connection sends one of them each time. */
  requests: readonly string[]
  seconds: number
}

/** Rate and times are of the answers that were 200. */
export interface Loaded {
  requests: number
  /** Answers other than 200, by status; 0: a connection that broke. */
  failures: Record<number, number>
  perSecond: number
  p50Milliseconds: number
  p99Milliseconds: number
}

/** One after the other, each on a connection of its own from an address of its own, as strangers come. */
export interface Row {
  port: number
  row: readonly { from: string; request: string }[]
}

/** What one of a {@link Row} got. */
export interface Answered {
  status: number
  milliseconds: number
}

process.on('message', (question: Load | Row) => {
  void ('row' in question ? askInRow(question) : load(question)).then((answer) => process.send?.(answer))
})
serveBench({}, () => undefined)

async function load({ port, connections, requests, seconds }: Load): Promise<Loaded> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)))
  const milliseconds: number[] = []
  const failures: Record<number, number> = {}
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  await Promise.all(
    sockets.map(async (socket, index) => {
      const asking = new Asking(socket)
      const request = requests[index % requests.length]!
      for (let sentAt = performance.now(); sentAt < endsAt;) {
        const { status } = await asking.send(request)
        const now = performance.now()
        // A refusal is quick, and no work done.
        if (status === 200) milliseconds.push(now - sentAt)
        else failures[status] = (failures[status] ?? 0) + 1
        sentAt = now
        if (status === 0) return
      }
    }),
  )
  const took = (performance.now() - startedAt) / 1000
  for (const socket of sockets) socket.destroy()
  milliseconds.sort((a, b) => a - b)
  return {
    requests: milliseconds.length,
    failures,
    perSecond: milliseconds.length / took,
    p50Milliseconds: quantile(milliseconds, 0.5),
    p99Milliseconds: quantile(milliseconds, 0.99),
  }
}

async function askInRow({ port, row }: Row): Promise<Answered[]> {
  const answered: Answered[] = []
  for (const { from, request } of row) {
    const socket = await opened(port, from)
    const sentAt = performance.now()
    const { status } = await new Asking(socket).send(request)
    answered.push({ status, milliseconds: performance.now() - sentAt })
    socket.destroy()
  }
  return answered
}
