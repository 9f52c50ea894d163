import { useQuery } from '@tanstack/react-query'
import { Empty, Fading, Panel } from '../../kit/page.tsx'
import { RunLines } from '../journeys/run-lines.tsx'
import { runsQuery } from '../journeys/queries.ts'
import { Pages } from '../frame/pages.tsx'
import { pathTo } from '../place.ts'
import { Told } from '../frame/told.tsx'
import { useReleaseSearch } from '../use-repository.ts'

/** Every run that is kept, newest first. */
export function History({ name }: { name: string }) {
  const { cursor } = useReleaseSearch()
  const runs = useQuery(runsQuery({ journey: name, cursor, limit: 15 }))
  return (
    <Panel title="Runs">
      <Told query={runs} lines={4}>
        {(answer) =>
          answer.runs.length === 0 ? (
            <Empty title="It has not run yet." />
          ) : (
            <Fading busy={runs.isPlaceholderData}>
              <RunLines label="Runs, newest first" runs={answer.runs} />
              <Pages to={pathTo('journeys', name)} cursor={cursor} nextCursor={answer.nextCursor} />
            </Fading>
          )
        }
      </Told>
    </Panel>
  )
}
