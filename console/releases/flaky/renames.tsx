import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../kit/button.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone, sayProblem } from '../../kit/toast.tsx'
import { percentText, shortCommit } from '../figures.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { testsApi, type Rename } from './api.ts'
import { renamesQuery } from './queries.ts'

const mostShown = 10

/** Tests that vanished where others appeared, of all or of one test; nothing is merged by itself. */
export function Renames({ repository, testId }: { repository: string; testId?: string }) {
  const renames = useQuery(renamesQuery(repository)).data?.renames ?? []
  const shown = renames.filter(({ oldId, newId }) => testId === undefined || [oldId, newId].includes(testId))
  if (shown.length === 0) return null
  return (
    <Panel title="The same test by another name?">
      <ul className="lines">
        {shown.slice(0, mostShown).map((rename) => (
          <RenameLine key={`${rename.oldId} ${rename.newId}`} rename={rename} />
        ))}
      </ul>
      {shown.length > mostShown && (
        <p className="sub panel-foot">{shown.length - mostShown} more after these.</p>
      )}
    </Panel>
  )
}

function RenameLine({
  rename: { oldId, newId, oldTitle, newTitle, file, commit, likeness },
}: {
  rename: Rename
}) {
  const queries = useQueryClient()
  const merge = useMutation({
    mutationFn: () => testsApi.merge(oldId, newId),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases', 'tests'] })
      sayDone('They are one test now; its verdict follows within seconds.')
    },
    onError: (error) => sayProblem(error),
  })
  return (
    <li>
      <span className="break">
        <s>{oldTitle}</s> → <RoomLink to={pathTo('tests', newId)}>{newTitle}</RoomLink>
        <span className="sub">
          {percentText(likeness)} alike
          {file && ` · ${file}`}
          {commit && ` · since ${shortCommit(commit)}`}
        </span>
      </span>
      <Button
        aria-label={`Merge ${oldTitle} into ${newTitle}`}
        busy={merge.isPending}
        onClick={() => merge.mutate()}
      >
        Merge
      </Button>
    </li>
  )
}
