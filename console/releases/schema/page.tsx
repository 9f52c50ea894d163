import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Fading } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { levelTone } from '../drawing/level-meter.tsx'
import { capitalised, countText, scoreText } from '../figures.ts'
import { TabFrame } from '../frame/frame.tsx'
import { Pages } from '../frame/pages.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { SendFirst, Told } from '../frame/told.tsx'
import { useReleaseSearch, useRepository } from '../use-repository.ts'
import type { KeptDiff } from './api.ts'
import { diffsQuery } from './queries.ts'
import { titleOf } from './words.ts'

/** Schema diffs: what a migration between two Prisma schemas would do to the rows, and to who waits. */
export default function SchemaTab() {
  const { name } = useRepository()
  return (
    <TabFrame
      section="schema"
      title="Schema"
      lead="What a migration between two Prisma schemas would do to the rows, and to who waits for them."
      actions={
        <RoomLink to={pathTo('schema', '+compare')} className="button button-primary">
          Compare two schemas
        </RoomLink>
      }
    >
      {name === null && <NothingYet />}
      {name && <Diffs key={name} repository={name} />}
    </TabFrame>
  )
}

function NothingYet() {
  const command = `git show main:prisma/schema.prisma > base.prisma; curl -F base=@base.prisma -F target=@prisma/schema.prisma -F repository=owner/name -F commit=$(git rev-parse HEAD) -H "X-API-Key: $KEYHOLD_KEY" "${location.origin}/internal/schema/diff"`
  return (
    <SendFirst title="No schemas were compared yet." command={command}>
      <p>Send the schema before and after from CI, or paste both here with the button above.</p>
    </SendFirst>
  )
}

function Diffs({ repository }: { repository: string }) {
  const { cursor } = useReleaseSearch()
  const diffs = useQuery(diffsQuery(repository, cursor))
  return (
    <Told query={diffs} lines={6}>
      {(answer) =>
        answer.diffs.length === 0 ? (
          <NothingYet />
        ) : (
          <Fading busy={diffs.isPlaceholderData}>
            <DiffTable diffs={answer.diffs} />
            <Pages to={pathTo('schema')} cursor={cursor} nextCursor={answer.nextCursor} />
          </Fading>
        )
      }
    </Told>
  )
}

function DiffTable({ diffs }: { diffs: readonly KeptDiff[] }) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows pull-table">
        <caption className="visually-hidden">Schema diffs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Commit</th>
            <th scope="col">Risk</th>
            <th scope="col" className="from-medium">
              Level
            </th>
          </tr>
        </thead>
        <tbody>
          {diffs.map((diff) => (
            <DiffRow key={diff.id} diff={diff} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DiffRow({ diff }: { diff: KeptDiff }) {
  const { id, score, level, findings, createdAt } = diff
  return (
    <tr>
      <th scope="row">
        <RoomLink to={pathTo('schema', id)} className="row-link">
          {titleOf(diff)}
        </RoomLink>
        <span className="sub">
          {countText(findings, 'finding')} · <Moment at={createdAt} as="ago" />
        </span>
      </th>
      <td>
        <span className="pull-chance">
          <span className="number">
            <strong>{scoreText(score)}</strong> <span className="sub-inline">of 100</span>
            <span className="sub-inline until-medium"> {level}</span>
          </span>
          <ChanceBar chance={score / 100} tone={levelTone[level]} />
        </span>
      </td>
      <td className="from-medium">
        <Badge tone={levelTone[level]}>{capitalised(level)}</Badge>
      </td>
    </tr>
  )
}
