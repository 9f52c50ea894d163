import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** CPU time used so far, seconds; null where /proc does not tell. */
export interface CpuReading {
  servers: number | null
  postgres: number | null
  /** Of the whole machine. */
  machine: number | null
  at: number
}

export interface CpuUse {
  /** Seconds of CPU of the server processes and of PostgreSQL's. */
  servers: number | null
  postgres: number | null
  /** Share of the machine that neither they nor the callers used, 0 to 1: what others took from the measurement. */
  others: number | null
}

/** @param callerPid its CPU is part of the measurement, not of the others' load */
export function readCpu(
  serverPids: readonly number[],
  postmasterPid: number,
  callerPid: number,
): CpuReading & { callers: number | null } {
  return {
    servers: sum(serverPids.map(ofProcess)),
    postgres: sum([postmasterPid, ...childrenOf(postmasterPid)].map(ofProcess)),
    callers: sum([ofProcess(callerPid), ofProcess(process.pid)]),
    machine: ofMachine(),
    at: performance.now(),
  }
}

export function cpuBetween(before: ReturnType<typeof readCpu>, after: ReturnType<typeof readCpu>): CpuUse {
  const used = (name: 'servers' | 'postgres' | 'callers' | 'machine') =>
    before[name] === null || after[name] === null ? null : Math.max(0, after[name] - before[name])
  const [servers, postgres, callers, machine] = [
    used('servers'),
    used('postgres'),
    used('callers'),
    used('machine'),
  ]
  const capacity = ((after.at - before.at) / 1000) * cpus().length
  const others =
    machine === null || servers === null || postgres === null || callers === null
      ? null
      : Math.max(0, machine - servers - postgres - callers) / capacity
  return { servers, postgres, others }
}

/** All threads, to the nanosecond: the ticks of /proc/<pid>/stat are too coarse for twenty idle backends. */
function ofProcess(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return (
      threads.reduce(
        (all, thread) =>
          all + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
        0,
      ) / 1e9
    )
  } catch {
    return null // no Linux, or it has just ended
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return [] // no Linux
  }
}

/** User, nice, system, irq and softirq of all cores, in ticks of 10 ms. */
function ofMachine(): number | null {
  try {
    const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]!
      .split(/\s+/)
      .map(Number)
    return (user! + nice! + system! + irq! + softirq!) / 100
  } catch {
    return null // no Linux
  }
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.includes(null) && values.every((value) => value === null)
    ? null
    : values.reduce<number>((all, value) => all + (value ?? 0), 0)
