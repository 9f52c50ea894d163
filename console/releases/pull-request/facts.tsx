import { Badge, type Tone } from '../../kit/badge.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { ShareBar } from '../drawing/share-bar.tsx'
import { countText, shortCommit } from '../figures.ts'
import type { Change, Check, Pull } from '../pull-requests/api.ts'
import { PullStanding } from '../pull-requests/list.tsx'
import { outcomeInWords } from '../pull-requests/words.ts'

const conclusions: Record<Check['conclusion'], { tone: Tone; words: string }> = {
  neutral: { tone: 'neutral', words: 'Says nothing: blocks nobody' },
  success: { tone: 'good', words: 'Passes' },
  failure: { tone: 'bad', words: 'Fails' },
  action_required: { tone: 'warn', words: 'Wants the files of the change' },
}

/** How big the change is, what the check says, and what came of it. */
export function PullFacts({ pull }: { pull: Pull }) {
  const { change, check, headBranch, baseBranch, headSha, openedAt, endedAt, label, outcomes } = pull
  const { tone, words } = conclusions[check.conclusion]
  return (
    <Panel title="The change">
      {change && <Size change={change} />}
      <dl className="facts">
        <Fact name="State">
          <PullStanding pull={{ ...pull, isBroken: label === 'defective' }} />
        </Fact>
        <Fact name="Check">
          <Badge tone={tone}>{words}</Badge>
        </Fact>
        {headBranch && (
          <Fact name="Branch">
            <code>{headBranch}</code>
            {baseBranch && (
              <>
                {' '}
                into <code>{baseBranch}</code>
              </>
            )}
          </Fact>
        )}
        {headSha && (
          <Fact name="Commit">
            <code title={headSha}>{shortCommit(headSha)}</code>
          </Fact>
        )}
        <Fact name="Opened">
          <Moment at={openedAt} />
        </Fact>
        {endedAt && (
          <Fact name="Ended">
            <Moment at={endedAt} />
          </Fact>
        )}
        {outcomes.map((outcome, place) => (
          <Fact key={place} name={place === 0 ? 'What came of it' : ''}>
            {outcomeInWords(outcome)}
            <span className="sub">
              <Moment at={outcome.at} as="day" />
              {outcome.source === 'found' && ', found by Keyhold'}
            </span>
          </Fact>
        ))}
      </dl>
    </Panel>
  )
}

function Size({ change: { totals, generated, content, measures } }: { change: Change }) {
  const made = generated ? generated.additions + generated.deletions : 0
  const kept = content ? content.additions + content.deletions : 0
  return (
    <div className="pull-size">
      <ShareBar
        label="Lines"
        shares={[
          { name: 'lines added', count: measures.la, className: 'share-good' },
          { name: 'removed', count: measures.ld, className: 'share-bad' },
          { name: 'in files nobody wrote by hand', count: made, className: 'share-faint' },
          { name: 'in documents, pictures and data', count: kept, className: 'share-faint' },
        ]}
      />
      <p className="sub">
        {countText(totals.files, 'file')}
        {measures.nd !== null && ` in ${countText(measures.nd, 'folder')}`}
        {generated &&
          generated.files > 0 &&
          `, ${generated.files.toLocaleString()} of them not written by hand`}
        {measures.fix && '. It says that it mends a defect'}
      </p>
    </div>
  )
}
