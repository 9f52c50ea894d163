import { resident, type World } from '../../../../kit/world.ts'
import { type Finding, finding, many } from './finding.ts'

/** Which change of which repository; paths are those of its files. */
export interface About {
  accountId: string
  repositoryId: string
  commit: string | null
  prNumber: number
  paths: readonly string[]
}

/** What the other checks know of a change. They are handed in when the part starts, so that no check knows another. */
export interface Neighbours {
  /** Tests in these files that are flaky or broken now. */
  flakyTests(world: World, about: About): Promise<readonly TouchedTest[]>
  /** The schema diff of that commit, or of that pull request; null: none was sent. */
  schemaDiff(world: World, about: About): Promise<SchemaVerdict | null>
  /** The last journeys that ran for that commit, or for that pull request. */
  journeys(world: World, about: About): Promise<readonly JourneyVerdict[]>
}
export interface TouchedTest {
  id: string
  name: string
  path: string | null
  verdict: string
}
export interface SchemaVerdict {
  id: string
  /** low, medium, high or critical. */
  level: string
  /** 0 to 100. */
  score: number
  findings: number
}
export interface JourneyVerdict {
  id: string
  name: string
  status: string
}

/** Nobody stands beside. */
const alone: Neighbours = {
  flakyTests: () => Promise.resolve([]),
  schemaDiff: () => Promise.resolve(null),
  journeys: () => Promise.resolve([]),
}
const known = resident(() => ({ ...alone }))

/** Says who answers for the other checks in this process. */
export const meetNeighbours = (world: World, neighbours: Partial<Neighbours>): void =>
  void Object.assign(known(world), neighbours)

export interface Told {
  flakyTests: readonly TouchedTest[]
  schemaDiff: SchemaVerdict | null
  journeys: readonly JourneyVerdict[]
}

export async function askNeighbours(world: World, about: About): Promise<Told> {
  const neighbours = known(world)
  const [flakyTests, schemaDiff, journeys] = await Promise.all([
    neighbours.flakyTests(world, about),
    neighbours.schemaDiff(world, about),
    neighbours.journeys(world, about),
  ])
  return { flakyTests, schemaDiff, journeys }
}

/** A change of the schema names the cure while nobody compared the two schemas. */
export const withSchemaCheck = (findings: readonly Finding[], { schemaDiff }: Told): Finding[] =>
  findings.map((each) =>
    each.id === 'schema-change' && schemaDiff === null
      ? { ...each, text: `${each.text} Compare the two with the schema check.` }
      : each,
  )

/** What the other checks found that concerns the change. */
export function neighbourFindings({ flakyTests, schemaDiff, journeys }: Told): Finding[] {
  const failed = journeys.filter(({ status }) => status === 'failed')
  return [
    ...(flakyTests.length > 0
      ? [
          finding({
            id: 'flaky-tests-touched',
            severity: 'warning',
            text: `It touches ${many(flakyTests.length, 'test')} that cannot be relied on now.`,
            names: flakyTests.map(({ name }) => name),
            paths: [...new Set(flakyTests.flatMap(({ path }) => path ?? []))],
          }),
        ]
      : []),
    ...(schemaDiff !== null && ['high', 'critical'].includes(schemaDiff.level)
      ? [
          {
            ...finding({
              id: 'schema-risk',
              severity: 'warning',
              text: `Its schema diff is of ${schemaDiff.level} risk (${schemaDiff.score} of 100).`,
            }),
            count: schemaDiff.findings,
          },
        ]
      : []),
    ...(failed.length > 0
      ? [
          finding({
            id: 'journey-failed',
            severity: 'warning',
            text: `${many(failed.length, 'journey')} failed on it.`,
            names: failed.map(({ name }) => name),
          }),
        ]
      : []),
  ]
}
