import { cpus, release } from 'node:os'
import { median } from './figures.ts'
import type { Finding, Wanted } from './finding.ts'
import { bareOf, cases, type Sample, type Server } from './reads.ts'
import type { Storm } from './storm.ts'

/** One line of the table: medians over the rounds. */
export interface Line {
  server: Sample['server']
  callers: number
  processes: number
  perSecond: number
  /** Median of the rounds' own ratios, as what disturbed one round disturbed both servers. */
  overBare: number
  p50Milliseconds: number
  p99Milliseconds: number
  serverMicroseconds: number | null
  postgresMicroseconds: number | null
  /** Share of the machine that others took meanwhile. */
  others: number | null
  failures: number
}

export interface Report {
  versions: Record<string, string>
  loadAverage: { before: number[]; after: number[] }
  /** Median of a single-row commit. */
  commitMilliseconds: number
  lines: Line[]
  storm: Storm | null
  findings: readonly Finding[]
  wanted: Wanted[]
}

export function reportOf(given: {
  samples: readonly Sample[]
  servers: readonly Server[]
  commitMilliseconds: readonly number[]
  storm: Storm | null
  findings: readonly Finding[]
  postgresVersion: string
  loadBefore: number[]
  loadAfter: number[]
}): Report {
  const lines = cases.flatMap((of) => given.servers.map((server) => lineOf(given.samples, { ...of, server })))
  const commitMilliseconds = median(given.commitMilliseconds)
  return {
    versions: {
      node: process.version,
      postgres: given.postgresVersion,
      system: `${process.platform} ${release()}`,
      cpu: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    },
    loadAverage: { before: given.loadBefore, after: given.loadAfter },
    commitMilliseconds,
    lines,
    storm: given.storm,
    findings: given.findings,
    wanted: [
      ...(lines.length > 0 ? wantedOfReads(lines, commitMilliseconds) : []),
      ...(given.storm ? wantedOfStorm(given.storm) : []),
      ...given.findings.flatMap(({ wanted }) => wanted),
    ],
  }
}

function lineOf(samples: readonly Sample[], of: Pick<Sample, 'server' | 'callers' | 'processes'>): Line {
  const matching = (server: string) =>
    samples.filter(
      (sample) =>
        sample.server === server && sample.callers === of.callers && sample.processes === of.processes,
    )
  const own = matching(of.server)
  const bare = matching(bareOf[of.server])
  const middle = (figure: (sample: Sample) => number) => median(own.map(figure))
  const each = (used: 'servers' | 'postgres') =>
    own.some((sample) => sample[used] === null)
      ? null
      : middle((sample) => (sample[used]! / sample.requests) * 1e6)
  return {
    ...of,
    perSecond: middle((sample) => sample.perSecond),
    overBare: middle(
      (sample) => sample.perSecond / bare.find(({ round }) => round === sample.round)!.perSecond,
    ),
    p50Milliseconds: middle((sample) => sample.p50Milliseconds),
    p99Milliseconds: middle((sample) => sample.p99Milliseconds),
    serverMicroseconds: each('servers'),
    postgresMicroseconds: each('postgres'),
    others: own.some((sample) => sample.others === null) ? null : middle((sample) => sample.others!),
    failures: own.reduce((all, sample) => all + sample.failures, 0),
  }
}

function wantedOfReads(lines: readonly Line[], commitMilliseconds: number): Wanted[] {
  const line = (server: Server, callers: number) =>
    lines.filter((line) => line.server === server && line.callers === callers && line.processes === 1)
  const most = commitMilliseconds + 0.5
  const ratio = (server: Server, wanted: number) =>
    line(server, 32).map(({ overBare }) => ({
      text: `32 callers, 1 process, ${server}: ${overBare.toFixed(2)} x the bare server (wanted: at least ${wanted.toFixed(2)})`,
      isReached: overBare >= wanted,
    }))
  return [
    ...ratio('warm', 0.9),
    ...line('warm', 1).map(({ p50Milliseconds }) => ({
      text: `1 caller: p50 ${p50Milliseconds.toFixed(2)} ms (wanted: at most one commit + 0.5 ms = ${most.toFixed(2)} ms)`,
      isReached: p50Milliseconds <= most,
    })),
    ...ratio('figure', 0.8),
    ...ratio('own figure', 0.8),
    {
      text: `failed reads: ${lines.reduce((all, line) => all + line.failures, 0)} (wanted: none)`,
      isReached: lines.every((line) => line.failures === 0),
    },
  ]
}

function wantedOfStorm({ rounds }: Storm): Wanted[] {
  const over = median(rounds.map((round) => round.overLatencyMilliseconds))
  const isOnce = rounds.every(
    (round) => round.providerCalls === 1 && round.tokens === 1 && round.failures === 0,
  )
  return [
    {
      text: `storm: one provider call, one token and no failed read in ${rounds.filter((round) => round.providerCalls === 1 && round.tokens === 1 && round.failures === 0).length} of ${rounds.length} rounds`,
      isReached: isOnce,
    },
    {
      text: `storm: last answer ${over.toFixed(0)} ms after the provider's latency, median (wanted: at most 100)`,
      isReached: over <= 100,
    },
  ]
}
