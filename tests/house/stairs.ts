import { type Import, importsOf } from './imports.ts'
import { isTest, type Source } from './sources.ts'

/** Lowest first. Parts of one step are leaves: they never import each other. */
export const steps: readonly (readonly string[])[] = [
  ['limits'],
  ['vault'],
  ['audit'],
  ['messages'],
  ['accounts'],
  ['access'],
  ['connections'],
  ['datasets', 'receipts', 'releases'],
  ['operations'],
]

/** Files outside the house that code inside may read all the same, with the reason. */
const neighbours: Record<string, string> = {
  'sandbox/index.ts': 'entry/ starts the sandbox for the first run',
  'client/asked.ts': "entry/cli asks in the words of the API's document",
  'client/calls.ts': 'the same',
}

export interface Place {
  floor: 'kit' | 'parts' | 'app' | 'entry'
  part?: string
}

/** Where a file of src/ lives; `null` outside. */
export function placeOf(path: string): Place | null {
  const [top, floor, name] = path.split('/')
  if (top !== 'src' || floor === undefined) return null
  if (floor === 'kit' || floor === 'entry') return { floor }
  if (floor === 'parts' && name !== undefined) return { floor, part: name }
  return floor === 'pipeline' || name === undefined ? { floor: 'app' } : null
}

const stepOf = (part: string): number => steps.findIndex((step) => step.includes(part))

const height = ({ floor, part }: Place): number => {
  if (floor === 'parts') return 1 + stepOf(part!)
  return { kit: 0, app: 100, entry: 101 }[floor]
}

/** What is wrong with one import, in words; `null` when it goes down and by the front door. A test may take a side door. */
export function objectionTo({ from, target }: Import): string | null {
  const here = placeOf(from.path)
  if (target === null || here === null) return null
  const there = placeOf(target)
  if (there === null) return outside(from.path, here, target)
  if (there.part !== undefined && there.part !== here.part) {
    if (stepOf(there.part) < 0) return `no step of the stairs is called "${there.part}"`
    if (!isTest(from.path) && !/^src\/parts\/\w+\/index\.ts$/.test(target))
      return `enters the part ${there.part} by ${target}: its door is index.ts`
    if (height(here) === height(there))
      return `${here.part} and ${there.part} stand side by side and never import each other`
  }
  return height(there) > height(here) ? `climbs from ${nameOf(here)} up to ${nameOf(there)}` : null
}

const nameOf = ({ floor, part }: Place): string => part ?? floor

function outside(path: string, here: Place, target: string): string | null {
  if (isTest(path)) return null
  if (here.floor === 'entry' && neighbours[target]) return null
  return `leaves the house for ${target}`
}

/** Imports upwards, by a side door, or out of the house. */
export const climbs = (sources: readonly Source[]): string[] =>
  sources.flatMap((source) =>
    importsOf(source).flatMap((each) => {
      const objection = objectionTo(each)
      return objection === null ? [] : [`${each.at} ${objection}`]
    }),
  )

/** Folders of src/parts that stand on no step. */
export const homelessParts = (sources: readonly Source[]): string[] => [
  ...new Set(sources.map(({ path }) => placeOf(path)?.part ?? 'limits').filter((part) => stepOf(part) < 0)),
]

/** What a neighbour (sandbox, console, client) takes from the house: it should speak HTTP. */
export const trespasses = (sources: readonly Source[]): string[] =>
  sources
    .flatMap(importsOf)
    .flatMap(({ at, target }) => (target?.startsWith('src/') ? [`${at} imports ${target}`] : []))

/** Files that import themselves in the end, one line for each ring: `a.ts > b.ts > a.ts`. */
export function rings(sources: readonly Source[]): string[] {
  const targets = new Map(
    sources.map((source) => [source.path, importsOf(source).flatMap(({ target }) => target ?? [])]),
  )
  const settled = new Set<string>()
  const found: string[] = []
  const walk = (path: string, way: readonly string[]) => {
    const before = way.indexOf(path)
    if (before >= 0) found.push([...way.slice(before), path].join(' > '))
    if (before >= 0 || settled.has(path)) return
    for (const target of targets.get(path) ?? []) walk(target, [...way, path])
    settled.add(path)
  }
  for (const path of targets.keys()) walk(path, [])
  return found
}
