import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import type { Repository } from '../api.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { BranchDialog } from './branch-dialog.tsx'
import { PullsLine } from './pulls-line.tsx'
import { SchemaLine } from './schema-line.tsx'
import { TestsLine } from './tests-line.tsx'

/** One repository: how each of its checks stands, each a way to its tab. */
export function RepositoryCard({ repository }: { repository: Repository }) {
  const { name, defaultBranch } = repository
  const [naming, setNaming] = useState(false)
  return (
    <li className="panel repository-card">
      <header className="panel-head">
        <h2 className="break">
          <RoomLink to={pathTo('pull-requests')} search={{ repository: name }} className="plain-link">
            {name}
          </RoomLink>
        </h2>
        <Button
          tone="quiet"
          aria-label={`Branch: ${defaultBranch ?? 'not named'}, the default one of ${name}`}
          onClick={() => setNaming(true)}
        >
          Branch: {defaultBranch ?? 'not named'}
        </Button>
      </header>
      <div className="check-lines">
        <PullsLine repository={name} />
        <TestsLine repository={name} />
        <SchemaLine repository={name} />
      </div>
      {naming && <BranchDialog repository={repository} onClose={() => setNaming(false)} />}
    </li>
  )
}
