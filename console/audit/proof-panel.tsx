import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { useIntent } from '../shell/intents.ts'
import type { AuditStatus } from './api.ts'
import { Checkpoint } from './checkpoint.tsx'
import { Problems } from './problems.tsx'
import { auditStatusQuery } from './queries.ts'
import { useVerify } from './use-verify.ts'
import { checkedInWords, some, standingOf } from './words.ts'

/** How far the log is bound and proved, and what to keep of it elsewhere. */
export function ProofPanel() {
  const verify = useVerify()
  const status = useQuery(auditStatusQuery(verify.isPending))
  const { mutate } = verify
  useIntent(
    'verify-log',
    useCallback(() => mutate(false), [mutate]),
  )
  const isFull = verify.isPending ? verify.variables : null
  return (
    <Panel title="Proof">
      <Answered query={status} lines={5}>
        {(answer) => (
          <div className="audit-proof">
            <div className="form">
              <Standing status={answer} wished={isFull} />
              <Problems proof={answer.lastProof} />
              <Facts status={answer} />
              <Verify status={answer} wished={isFull} onVerify={mutate} />
            </div>
            <Checkpoint status={answer} />
          </div>
        )}
      </Answered>
    </Panel>
  )
}

type Wish = {
  status: AuditStatus
  /** What was asked for from here, all or the new; null when nothing is. */
  wished: boolean | null
}

function Standing({ status, wished }: Wish) {
  const running = status.running ?? (wished === null ? null : { entries: 0 })
  const { tone, label, words } = standingOf({ running, lastProof: status.lastProof })
  return (
    <div role="status" className="audit-standing">
      <Badge tone={tone}>{label}</Badge>
      <span>{words}</span>
      {running && <Progress entries={running.entries} of={wished === true ? Number(status.entries) : null} />}
    </div>
  )
}

/** Of a proof of what is new, nobody knows before how much that is. */
function Progress({ entries, of }: { entries: number; of: number | null }) {
  return (
    <span className="audit-progress">
      <progress
        aria-label="Proof"
        {...(of !== null && of > 0 && { max: of, value: Math.min(entries, of) })}
      />
      <span className="sub number">
        {of === null
          ? some(entries, 'entry', 'entries')
          : `${entries.toLocaleString()} of ${some(of, 'entry', 'entries')}`}
      </span>
    </span>
  )
}

function Facts({ status: { blocks, entries, epoch, oldestUnboundAt, lastProof } }: { status: AuditStatus }) {
  return (
    <dl className="facts">
      <Fact name="Bound">
        {some(entries, 'entry', 'entries')} in {some(blocks, 'block', 'blocks')}
        {epoch > 1 && <span className="sub">in {epoch} epochs: one for each database it lived in</span>}
      </Fact>
      <Fact name="Not bound yet">
        {oldestUnboundAt === null ? (
          'nothing'
        ) : (
          <>
            what came since <Moment at={oldestUnboundAt} as="ago" />
          </>
        )}
      </Fact>
      <Fact name="Last proof">
        {lastProof === null ? (
          <span className="nothing">none since Keyhold started</span>
        ) : (
          <>
            <Moment at={lastProof.at} as="ago" />, {lastProof.isFull ? 'of the whole log' : 'of what was new'}
            <span className="sub">{checkedInWords(lastProof)}</span>
          </>
        )}
      </Fact>
    </dl>
  )
}

function Verify({ status, wished, onVerify }: Wish & { onVerify: (isFull: boolean) => void }) {
  const isBusy = status.running !== null || wished !== null
  return (
    <div>
      <div className="actions">
        <Button tone="primary" icon="check" busy={isBusy && wished !== true} onClick={() => onVerify(false)}>
          Verify now
        </Button>
        <Button busy={isBusy && wished !== false} onClick={() => onVerify(true)}>
          Verify all
        </Button>
      </div>
      <p className="field-hint audit-hint">
        “Now” proves what came since the last proof; “all” hashes every entry again. Each day it is done by
        itself.
      </p>
    </div>
  )
}
