import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Fading, Panel, Skeleton } from '../../kit/page.tsx'
import { countText } from '../figures.ts'
import { testsApi, type Preview, type Thresholds } from '../flaky/api.ts'
import { verdictTitles, verdictTones } from '../flaky/words.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'

const patienceMilliseconds = 400
const shownFlips = 30

/** Who would be called otherwise under what stands in the form; nothing is saved by looking. */
export function Flips({ repository, wanted }: { repository: string; wanted: Thresholds | null }) {
  const asked = useSettled(wanted === null ? null : JSON.stringify(wanted))
  const preview = useQuery({
    queryKey: ['releases', 'tests', repository, 'preview', asked],
    queryFn: ({ signal }) => testsApi.preview(repository, JSON.parse(asked!) as Thresholds, signal),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title="Who would be called otherwise">
      <div role="status" aria-live="polite">
        {wanted === null && <p className="nothing">A number is missing or out of its range.</p>}
        {preview.isError && <ProblemNotice error={preview.error} />}
        {wanted !== null && preview.isPending && <Skeleton lines={2} />}
        {wanted !== null && preview.data && (
          <Fading busy={preview.isPlaceholderData}>
            <Known preview={preview.data} />
          </Fading>
        )}
      </div>
    </Panel>
  )
}

function Known({ preview: { flips, flipCount, looked, cleanFlips } }: { preview: Preview }) {
  const clean = cleanFlips.healthy + cleanFlips.unknown
  return (
    <div>
      <p>
        {flipCount === 0 ? 'Nobody' : countText(flipCount, 'test')}{' '}
        <span className="sub-inline">of {countText(looked, 'test')} with a failure</span>
      </p>
      {clean > 0 && (
        <p className="sub">
          Of those without one {cleanFlips.healthy.toLocaleString()} become healthy and{' '}
          {cleanFlips.unknown.toLocaleString()} not known.
        </p>
      )}
      <ul className="lines flips">
        {flips.slice(0, shownFlips).map(({ testId, title, environment, from, to }) => (
          <li key={`${testId} ${environment}`}>
            <RoomLink to={pathTo('tests', testId)} search={environment === '' ? {} : { environment }}>
              {title}
            </RoomLink>
            <span className="flip-verdicts">
              <span className="sub-inline">{verdictTitles[from].toLowerCase()} →</span>{' '}
              <Badge tone={verdictTones[to]}>{verdictTitles[to]}</Badge>
            </span>
          </li>
        ))}
      </ul>
      {flipCount > shownFlips && <p className="sub">{(flipCount - shownFlips).toLocaleString()} more.</p>}
    </div>
  )
}

/** What was typed, once the typing rests. */
function useSettled(text: string | null): string | null {
  const [settled, setSettled] = useState(text)

  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), patienceMilliseconds)
    return () => clearTimeout(timer)
  }, [text])

  return settled
}
