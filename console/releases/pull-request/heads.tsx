import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { countText, percentText, shortCommit } from '../figures.ts'
import type { HeadRecord, Pull } from '../pull-requests/api.ts'
import { factsInWords, levelTones } from '../pull-requests/words.ts'

/** Each state that was sent, newest first: how the chance moved. */
export function Heads({ pull: { records, totalAnalyses, risk } }: { pull: Pull }) {
  if (records.length === 0) return null
  return (
    <Panel title="Heads" aside={<span className="sub">{countText(totalAnalyses, 'state')} sent</span>}>
      <ol className="lines heads">
        {records.map((record) => (
          <li key={record.id}>
            <span className="head-words">
              <code>{record.headSha ? shortCommit(record.headSha) : 'no commit named'}</code>
              <span className="sub">
                <Moment at={record.createdAt} as="ago" />
                {record.changedFilesCount !== null && ` · ${countText(record.changedFilesCount, 'file')}`}
                {record.isHead && ' · the head'}
              </span>
            </span>
            <HeadChance record={record} tone={risk ? levelTones[risk.level] : 'good'} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function HeadChance({ record, tone }: { record: HeadRecord; tone: 'good' | 'warn' | 'bad' }) {
  if (record.probability === null)
    return <Badge tone="neutral">{factsInWords(record.facts) ?? 'not judged'}</Badge>
  return (
    <span className="head-chance">
      <span className="number">{percentText(record.probability)}</span>
      <ChanceBar chance={record.probability} tone={record.isHead ? tone : 'neutral'} />
    </span>
  )
}
