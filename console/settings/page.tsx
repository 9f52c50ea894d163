import '../kit/room.css'
import './settings.css'
import type { Session } from '../api.ts'
import { useQuery } from '@tanstack/react-query'
import { CopyButton } from '../kit/copy-button.tsx'
import { Answered } from '../kit/answered.tsx'
import { FeaturesPanel } from '../features/panel.tsx'
import { RootKeysPanel } from '../keys-rotation/panel.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { Page, Panel } from '../kit/page.tsx'
import { OutboxPanel } from '../outbox/panel.tsx'
import { overviewQuery } from '../queries.ts'
import { standingQuery } from '../standing.ts'
import { Appearance } from './appearance.tsx'
import { MasterKey } from './master-key.tsx'

/** The room of settings: those of this browser, and what is to be known of the deployment. */
export function SettingsPage() {
  return (
    <Page
      title="Settings"
      lead="How the console looks in this browser, and where this deployment stands. The deployment itself is set up by environment variables."
    >
      <div className="settings">
        <Appearance />
        <Deployment />
        <MasterKey />
        <SessionFacts />
        <FeaturesPanel />
        <OutboxPanel />
        <RootKeysPanel />
      </div>
    </Page>
  )
}

function Deployment() {
  const overview = useQuery(overviewQuery)
  return (
    <Panel title="This deployment">
      <Answered query={overview} lines={4}>
        {({ url, version, environment }) => (
          <>
            <dl className="facts">
              <Fact name="Address">
                <code className="break">{url}</code>
                <CopyButton tone="icon" text={url} label="Copy address" />
              </Fact>
              <Fact name="Environment">{environment}</Fact>
              <Fact name="Version">{version}</Fact>
              <Fact name="API">
                <a href="/docs">Reference</a> · <a href="/openapi.json">OpenAPI document</a>
              </Fact>
            </dl>
            <p className="field-hint">
              <code>npm run keyhold doctor</code> checks all settings and names the command that fixes what is
              wrong.
            </p>
          </>
        )}
      </Answered>
    </Panel>
  )
}

function SessionFacts() {
  const standing = useQuery(standingQuery)
  return (
    <Panel title="Your session">
      <Answered query={standing} lines={3}>
        {(answer) => answer.kind === 'operator' && <OperatorFacts session={answer.session} />}
      </Answered>
    </Panel>
  )
}

function OperatorFacts({ session: { signedInAt, expiresAt, home } }: { session: Session }) {
  return (
    <dl className="facts">
      <Fact name="Signed in">
        <Moment at={signedInAt} />
      </Fact>
      <Fact name="Ends">
        <Moment at={expiresAt} />, or after an hour without use
      </Fact>
      <Fact name="Account">
        <code className="break">{home.accountId}</code>
        <CopyButton tone="icon" text={home.accountId} label="Copy account id" />
      </Fact>
    </dl>
  )
}
