import { importsOf } from './imports.ts'
import { isTest, type Source, spot } from './sources.ts'

/** Where the world outside the process may be touched directly. */
export const isWorldsOwn = (path: string): boolean =>
  path === 'src/kit/world.ts' || path === 'src/kit/duration.ts' || path.startsWith('src/entry/')

interface Touch {
  what: string
  pattern: RegExp
}

const touches: readonly Touch[] = [
  {
    what: 'the clock',
    pattern:
      /\bDate\s*\.\s*now\b|\bnew\s+Date\b(?!\s*\(\s*[^)\s])|(?<!\bnew\s+)(?<![.\w$])Date\s*\(|\bTemporal\b/g,
  },
  { what: 'the clock', pattern: /(?<![.\w$])performance\b|\bhrtime\b/g },
  {
    what: 'chance',
    pattern:
      /\bMath\s*\.\s*random\b|\brandom(?:Bytes|UUID|Int|Fill(?:Sync)?)\b|\bgetRandomValues\b|\bgenerateKey\w*\b/g,
  },
  {
    what: 'a timer',
    pattern: /(?<![.\w$])set(?:Timeout|Interval)\b|\bAbortSignal\s*\.\s*timeout\b/g,
  },
  { what: 'the environment', pattern: /(?<![.\w$])process\b(?!\s*:)/g },
  { what: 'the network', pattern: /(?<![.\w$])(?:WebSocket|EventSource|XMLHttpRequest)\b/g },
  { what: 'everything', pattern: /(?<![.\w$])(?:globalThis|global)\b/g },
]

/** Modules that lead out of the process, and who may use them beside entry/. */
const gates: readonly { modules: RegExp; open: RegExp; what: string }[] = [
  {
    modules: /^node:(https?|http2|net|tls|dns|dgram)(\/|$)|^undici$/,
    open: /^src\/kit\/http-[a-z-]+\.ts$/,
    what: 'the network',
  },
  { modules: /^pg$/, open: /^src\/kit\/(sql(-[a-z]+)*|migrate)\.ts$/, what: 'the database' },
  { modules: /^ioredis$/, open: /^$/, what: 'the network' },
  { modules: /^node:timers(\/|$)/, open: /^src\/kit\/(world|duration)\.ts$/, what: 'timers' },
  { modules: /^node:fs(\/|$)/, open: /^src\/kit\/(program|packaged)\.ts$/, what: 'the disk' },
  {
    modules: /^node:(process|child_process|worker_threads|cluster|os|inspector)(\/|$)|^process$/,
    open: /^src\/kit\/isolated?\.ts$/,
    what: 'the host',
  },
]

/** Reaches past the `World` for clock, chance, network, environment or disk. */
export function reaches(sources: readonly Source[]): string[] {
  const ours = sources.filter(({ path }) => !isTest(path) && !isWorldsOwn(path))
  return ours.flatMap((source) => [...touchesIn(source), ...fetchesIn(source), ...gatesIn(source)])
}

const touchesIn = (source: Source): string[] =>
  touches.flatMap(({ what, pattern }) =>
    [...source.bare.matchAll(pattern)].map(
      (match) => `${spot(source, match.index)} touches ${what}: ${match[0].trim()}`,
    ),
  )

const gatesIn = (source: Source): string[] =>
  importsOf(source).flatMap(({ at, specifier }) =>
    gates
      .filter(({ modules, open }) => modules.test(specifier) && !open.test(source.path))
      .map(({ what }) => `${at} opens ${what}: ${specifier}`),
  )

/** The global `fetch`, called or handed on; a method or a member of that name is none. */
function fetchesIn(source: Source): string[] {
  const { bare } = source
  return [...bare.matchAll(/(?<![.\w$])fetch\b(?!\s*\??:)/g)]
    .filter(({ index }) => !isMethod(bare, index))
    .map(({ index }) => `${spot(source, index)} touches the network: fetch`)
}

/** `fetch(…) {` or `fetch(…): Type`, unless it is one side of a choice (`a ? fetch(b) : c`). */
function isMethod(bare: string, index: number): boolean {
  const opening = /^fetch\s*\(/.exec(bare.slice(index))
  if (!opening) return false
  const next = bare.slice(closingOf(bare, index + opening[0].length)).trimStart()[0]
  const before = bare.slice(0, index).trimEnd()
  return next === '{' || (next === ':' && !/(?:[?:=(,&|]|\bawait|\breturn)$/.test(before))
}

function closingOf(bare: string, from: number): number {
  let depth = 1
  let at = from
  for (; at < bare.length && depth > 0; at++) depth += bare[at] === '(' ? 1 : bare[at] === ')' ? -1 : 0
  return at
}

/** Ciphers are the vault's alone. */
export const strayCiphers = (sources: readonly Source[]): string[] =>
  sources
    .filter(({ path }) => !isTest(path) && !path.startsWith('src/parts/vault/'))
    .flatMap((source) =>
      [...source.bare.matchAll(/\bcreate(?:Cipher|Decipher)iv\b/g)].map(
        ({ index, 0: word }) => `${spot(source, index)} calls ${word}`,
      ),
    )

const providerNames =
  'strava|google|github|fitbit|spotify|microsoft|slack|xero|garmin|withings|gitlab|bitbucket|dropbox|hubspot|salesforce|quickbooks|discord|atlassian|linkedin'
/** A provider's own files: who it is, and what it unlocks. Their sources may cite another's pages. */
const ownFile = new RegExp(
  `^src/parts/(connections|datasets)/providers/(${providerNames}|linear|notion|oura|polar|withings|zoom)\\.ts$`,
)

export interface Exception {
  path: string
  /** What may be said there; anything when it is left out. */
  says?: readonly string[]
  reason: string
}

/** Names of providers in code, quoted text included and comments not, outside the providers' own files and these exceptions. */
export const namedProviders = (sources: readonly Source[], exceptions: readonly Exception[]): string[] =>
  sources
    .filter(({ path }) => !isTest(path) && !ownFile.test(path))
    .flatMap((source) =>
      [...source.spoken.matchAll(new RegExp(providerNames, 'gi'))]
        .filter(({ index }) => !exceptions.some((exception) => covers(exception, source, index)))
        .map(({ index, 0: name }) => `${spot(source, index)} names ${name}`),
    )

const covers = ({ path, says }: Exception, source: Source, index: number): boolean =>
  path === source.path &&
  (says === undefined ||
    says.some((words) => {
      const found = source.spoken.lastIndexOf(words, index)
      return found >= 0 && index < found + words.length
    }))

/** Exceptions that nothing needs any more. */
export const idleExceptions = (sources: readonly Source[], exceptions: readonly Exception[]): string[] => {
  const needed = (exception: Exception) =>
    namedProviders(sources, [exception]).length < namedProviders(sources, []).length
  return exceptions
    .flatMap((exception) =>
      (exception.says ?? [undefined]).map((words) =>
        words === undefined ? exception : { ...exception, says: [words] },
      ),
    )
    .filter((exception) => !needed(exception))
    .map(({ path, says }) => `${path} ${says?.join() ?? ''}`)
}
