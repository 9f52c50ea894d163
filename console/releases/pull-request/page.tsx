import './pull-request.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import type { Place } from '../place.ts'
import { PolicyPage } from '../pull-policy/page.tsx'
import { pullQuery } from '../pull-requests/queries.ts'
import { Told } from '../frame/told.tsx'
import { useRepository } from '../use-repository.ts'
import { Beside } from './beside.tsx'
import { Chance } from './chance.tsx'
import { CommentPreview } from './comment.tsx'
import { PullFacts } from './facts.tsx'
import { Findings } from './findings.tsx'
import { Heads } from './heads.tsx'
import { OutcomeDialog } from './outcome-dialog.tsx'

/** What stands behind the tab: a pull request, or what decides about them. */
export default function PullPlace({ place: { id } }: { place: Place }) {
  return id === '+policy' ? <PolicyPage /> : <PullPage id={id!} />
}

/** One pull request: how likely it brings a defect in, why, what else was found, and what came of it. */
function PullPage({ id }: { id: string }) {
  const { name } = useRepository()
  const pull = useQuery({ ...pullQuery(name ?? '', id), enabled: Boolean(name) })
  const [telling, setTelling] = useState(false)
  const title = pull.data?.title ? `#${id} ${pull.data.title}` : `Pull request ${id}`
  return (
    <DetailFrame
      section="pull-requests"
      title={title}
      lead={pull.data?.repository ?? name}
      actions={
        pull.data?.state === 'merged' && <Button onClick={() => setTelling(true)}>What came of it…</Button>
      }
    >
      <Told query={pull} lines={6}>
        {(found) => (
          <div className="columns">
            <div className="page">
              <Chance pull={found} />
              <Findings findings={found.findings} />
              <Beside pull={found} />
            </div>
            <div className="page">
              <PullFacts pull={found} />
              <Heads pull={found} />
              <CommentPreview pull={found} />
            </div>
          </div>
        )}
      </Told>
      {telling && pull.data && <OutcomeDialog pull={pull.data} onClose={() => setTelling(false)} />}
    </DetailFrame>
  )
}
