import { useQuery } from '@tanstack/react-query'
import { Answered } from '../kit/answered.tsx'
import { Notice } from '../kit/notice.tsx'
import { Panel } from '../kit/page.tsx'
import { BackUpStep } from '../overview/back-up-step.tsx'
import { overviewQuery } from '../queries.ts'
import { CopyButton } from '../kit/copy-button.tsx'

/** Where the backup of the key stands, on which every stored token depends. */
export function MasterKey() {
  const overview = useQuery(overviewQuery)
  return (
    <Panel title="Master key">
      <Answered query={overview} lines={3}>
        {({ firstSteps: { keyBackedUp, keyFingerprint } }) => (
          <div className="form">
            {keyBackedUp ? (
              <>
                <Notice tone="good">
                  <p>An operator confirmed that a copy lies in a safe place.</p>
                </Notice>
                <p className="fingerprint">
                  <span className="sub">Its fingerprint, to recognise the copy by</span>
                  <code>{keyFingerprint}</code>
                  <CopyButton tone="icon" text={keyFingerprint} label="Copy fingerprint" />
                </p>
              </>
            ) : (
              <>
                <Notice tone="warn">
                  <p>Nobody has confirmed yet that there is a copy.</p>
                </Notice>
                <BackUpStep fingerprint={keyFingerprint} />
              </>
            )}
          </div>
        )}
      </Answered>
    </Panel>
  )
}
