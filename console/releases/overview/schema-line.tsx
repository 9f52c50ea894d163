import { useQuery } from '@tanstack/react-query'
import { Moment } from '../../kit/moment.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { levelTone } from '../drawing/level-meter.tsx'
import { capitalised, scoreText } from '../figures.ts'
import { diffsQuery } from '../schema/queries.ts'
import { CheckLine } from './check-line.tsx'

/** The risk of the last schema change. */
export function SchemaLine({ repository }: { repository: string }) {
  const query = useQuery(diffsQuery(repository))
  return (
    <CheckLine section="schema" title="Schema" repository={repository} query={query}>
      {({ diffs: [last] }) =>
        last === undefined ? (
          <span className="nothing">None was compared.</span>
        ) : (
          <>
            <span>
              {capitalised(last.level)}, {scoreText(last.score)} of 100
              <span className="sub">
                the last one, <Moment at={last.createdAt} as="ago" />
              </span>
            </span>
            <ChanceBar chance={last.score / 100} tone={levelTone[last.level]} />
          </>
        )
      }
    </CheckLine>
  )
}
