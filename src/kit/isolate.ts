import { Worker } from 'node:worker_threads'
import { after, type Timer } from './duration.ts'

/** Why a job has no answer. */
export type LossReason =
  /** The handler threw; `cause` has its words. */
  | 'failed'
  /** The worker ended in mid-job: out of memory, a crash, or a module that cannot be loaded. */
  | 'died'
  /** Not answered within `deadlineSeconds`. */
  | 'late'
  /** More jobs wait than `queuedAtMost`: this one was never begun. */
  | 'crowded'
  /** `close()` was called. */
  | 'closed'

/** A job without an answer. The jobs before and after it are not concerned. */
export class JobLost extends Error {
  override readonly name = 'JobLost'
  readonly reason: LossReason
  constructor(reason: LossReason, options: { cause?: unknown } = {}) {
    super(`the isolated job was lost: ${reason}`, options)
    this.reason = reason
  }
}

export interface IsolateOptions {
  /**
   * From the moment a worker takes the job up, a first start of the worker (about 0.1 s) included. Fractions are fine. It is
   * the worker's own computing time that counts, so that a busy machine makes nobody late; by the clock on the wall a job may
   * take five times as long.
   */
  deadlineSeconds: number
  /**
   * JavaScript heap of each worker; a job that needs more ends it. WebAssembly memory is outside that heap and cannot be
   * capped from here: a worker that holds more of it than this after a job is replaced before the next.
   */
  maxMegabytes: number
  /** After that many jobs a worker is replaced by a fresh one. Default 200. */
  jobsPerWorker?: number
  /** How many work side by side. Default 1. */
  workersAtMost?: number
  /** After so long without a job a worker ends, and gives back its memory. Default 300. */
  idleSeconds?: number
  /** Jobs that wait for a worker; one more is refused as `crowded`. Of one lane half as many may wait. Default 32. */
  queuedAtMost?: number
}

export interface AskOptions {
  /** Whose job it is. Of one lane only one is worked at a time, so that nobody keeps all workers from the others. */
  lane?: string
  /** In place of the isolate's own. */
  deadlineSeconds?: number
}

export interface Isolate<Asked, Answer> {
  /** Both ways by structured clone. @throws {@link JobLost} */
  ask(message: Asked, options?: AskOptions): Promise<Answer>
  /** Ends the workers and loses what is under way. A later `ask` is lost as `closed`. */
  close(): Promise<void>
}

/** What a worker says of a job. */
export type Reply = { answer: unknown; heldMegabytes: number; computedSeconds: number } | { failure: string }

interface Job {
  message: unknown
  lane: string | undefined
  deadlineSeconds: number
  resolve(answer: never): void
  reject(loss: JobLost): void
}

interface Station {
  worker: Worker
  job: Job | null
  /** Of the job that it has, else of its idleness. */
  timer: Timer | null
  /** Until it is weighed again. */
  scale: Timer | null
  jobsDone: number
  /** Its computing time up to the job it has. */
  computedBefore: number
}

const looksAtMost = 5

/**
 * A heap that reaches V8's own limit by one large allocation ends the process, not the thread. So that limit lies where no
 * job gets by doubling what it holds, and the thread is weighed on its way there.
 */
const outOfReachMegabytes = 2_048
const weighMilliseconds = 25
/** What is not collected yet is weighed, too. */
const uncollected = 1.5

/**
 * Hostile or heavy work in threads of its own, so that neither a crash nor a long computation reaches the requests beside
 * it. The module is a `.ts` file that calls `answerWith` of `isolated.ts`:
 *
 * ```ts
 * // reports.worker.ts
 * answerWith(async ({ bytes }: Asked): Promise<Answer> => readReport(bytes))
 * // read.ts
 * const readers = isolate<Asked, Answer>(new URL('./reports.worker.ts', import.meta.url), { deadlineSeconds: 5, maxMegabytes: 256 })
 * const answer = await readers.ask({ bytes })
 * ```
 *
 * Expected trouble (a truncated file) is a value of `Answer`: whatever the handler throws loses the job, and ends the worker,
 * whose memory nobody trusts any more. A worker gets no environment, and what it prints is thrown away, as it may quote its
 * input. Workers start with the first job, hold up the end of the process only while they have one, and end with it.
 *
 * The file is named `*.worker.ts` and its address written as above: that is how `deploy/bundle.ts` finds it.
 */
export function isolate<Asked, Answer>(module: URL, options: IsolateOptions): Isolate<Asked, Answer> {
  const { maxMegabytes, jobsPerWorker = 200, workersAtMost = 1 } = options
  const { idleSeconds = 300, queuedAtMost = 32 } = options
  const stations = new Set<Station>()
  const queue: Job[] = []
  let isClosed = false

  function begin(): Station {
    const worker = new Worker(module, {
      env: {},
      execArgv: [],
      // Kept apart from ours and never read, as reading would keep the process alive; the worker itself is mute.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxMegabytes + outOfReachMegabytes },
    })
    const station: Station = { worker, job: null, timer: null, scale: null, jobsDone: 0, computedBefore: 0 }
    worker.on('message', (reply: Reply) => take(station, reply))
    worker.on('messageerror', (cause) => give(station, 'died', cause))
    worker.on('error', (cause) => give(station, 'died', cause))
    worker.on('exit', () => give(station, 'died'))
    stations.add(station)
    return station
  }

  function hand(station: Station, job: Job): void {
    station.timer?.cancel()
    station.job = job
    station.worker.ref()
    watch(station, job, job.deadlineSeconds, 1)
    weigh(station, job)
    try {
      station.worker.postMessage(job.message)
    } catch (cause) {
      give(station, 'failed', cause)
    }
  }

  function watch(station: Station, job: Job, seconds: number, look: number): void {
    station.timer = after(seconds * 1_000, async () => {
      // A thread deep in native code does not tell: it has what is left of its time by the clock.
      const toTell = job.deadlineSeconds * (looksAtMost - look)
      const untold = after(toTell * 1_000, () => give(station, 'late'))
      station.timer = untold
      const left = job.deadlineSeconds - (await computedBy(station))
      if (station.job !== job) return
      untold.cancel()
      if (left <= 0 || look >= looksAtMost) give(station, 'late')
      else watch(station, job, Math.max(left, job.deadlineSeconds / 10), look + 1)
    })
  }

  function weigh(station: Station, job: Job): void {
    station.scale = after(
      weighMilliseconds,
      async () => {
        const heldMegabytes = await heldBy(station)
        if (station.job !== job) return
        if (heldMegabytes > maxMegabytes * uncollected) give(station, 'died', new Error('it held too much'))
        else weigh(station, job)
      },
      { keepsProcessAlive: false },
    )
  }

  function take(station: Station, reply: Reply): void {
    if ('failure' in reply) return give(station, 'failed', new Error(reply.failure))
    const { job } = station
    settle(station)
    station.jobsDone += 1
    station.computedBefore = reply.computedSeconds
    job?.resolve(reply.answer as never)
    if (station.jobsDone >= jobsPerWorker || reply.heldMegabytes > maxMegabytes) discard(station)
    next()
  }

  /** Gives a worker up, with the job it has. */
  function give(station: Station, reason: LossReason, cause?: unknown): void {
    const { job } = station
    settle(station)
    discard(station)
    job?.reject(new JobLost(reason, { cause }))
    next()
  }

  function settle(station: Station): void {
    station.timer?.cancel()
    station.scale?.cancel()
    station.job = null
    station.timer = after(idleSeconds * 1_000, () => discard(station), { keepsProcessAlive: false })
    station.worker.unref()
  }

  function discard(station: Station): void {
    station.timer?.cancel()
    if (!stations.delete(station)) return
    // Its end is awaited by nobody: a thread deep in a computation is stopped when it looks up.
    void station.worker.terminate()
  }

  function next(): void {
    for (;;) {
      const at = queue.findIndex(({ lane }) => lane === undefined || !isBusy(lane))
      const station = at < 0 ? undefined : idle()
      if (!station) return
      hand(station, queue.splice(at, 1)[0]!)
    }
  }

  const isBusy = (lane: string): boolean => [...stations].some(({ job }) => job?.lane === lane)

  function isCrowded(lane: string | undefined): boolean {
    const ofLane = lane === undefined ? 0 : queue.filter((job) => job.lane === lane).length
    return queue.length >= queuedAtMost || ofLane >= Math.ceil(queuedAtMost / 2)
  }

  function idle(): Station | undefined {
    const free = [...stations].find(({ job }) => job === null)
    return free ?? (stations.size < workersAtMost ? begin() : undefined)
  }

  return {
    ask: (message, { lane, deadlineSeconds = options.deadlineSeconds } = {}) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new JobLost('closed'))
        if (isCrowded(lane)) return reject(new JobLost('crowded'))
        queue.push({ message, lane, deadlineSeconds, resolve, reject })
        next()
      }),
    async close() {
      isClosed = true
      for (const job of queue.splice(0)) job.reject(new JobLost('closed'))
      const ending = [...stations].map(({ worker }) => worker.terminate())
      for (const station of stations) give(station, 'closed')
      await Promise.all(ending)
    },
  }
}

/** Megabytes of its heap; none where Node cannot tell (before 24), or it is gone. */
async function heldBy({ worker }: Station): Promise<number> {
  if (!('getHeapStatistics' in worker)) return 0
  const heap = await worker.getHeapStatistics().catch(() => null)
  return heap ? heap.used_heap_size / 1e6 : 0
}

/** Seconds that the worker computed for the job it has; endless where Node cannot tell (before 24.6). */
async function computedBy({ worker, computedBefore }: Station): Promise<number> {
  if (!('cpuUsage' in worker)) return Infinity
  const used = await worker.cpuUsage().catch(() => null)
  return used ? (used.user + used.system) / 1e6 - computedBefore : Infinity
}
