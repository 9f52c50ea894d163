import type { Provider } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { wish } from '../shell/intents.ts'
import { useNavigate } from '@tanstack/react-router'

/** How a provider is set up, or what it allows when it is. */
export function ProviderDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const navigate = useNavigate()
  const { title, configured } = provider
  const connect = () => {
    onClose()
    wish('connect')
    void navigate({ to: '/connections', search: {} })
  }
  return (
    <Dialog title={configured ? title : `Set up ${title}`} onClose={onClose}>
      {configured ? <Allowed provider={provider} /> : <Steps provider={provider} />}
      <DialogActions>
        {configured && <Button onClick={connect}>Connect an account</Button>}
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Steps({ provider: { title, redirectUri, missing } }: { provider: Provider }) {
  return (
    <ol className="plain-steps">
      <li>
        Register an app at {title}, with this redirect URI:
        <Code text={redirectUri} label="Redirect URI" copyLabel="Copy redirect URI" />
      </li>
      <li>
        Give Keyhold what {title} shows you, in these environment variables:
        <ul className="variables">
          {missing.map((name) => (
            <li key={name}>
              <code>{name}</code>
              <CopyButton tone="icon" text={name} label={`Copy ${name}`} />
            </li>
          ))}
        </ul>
      </li>
      <li>Start Keyhold again. {title} then can be connected.</li>
    </ol>
  )
}

function Allowed({ provider: { redirectUri, scopes, defaultScopes, sandbox } }: { provider: Provider }) {
  return (
    <div className="form">
      {sandbox && (
        <p>A provider of pretend on this machine, offline. It is there until a real one is set up.</p>
      )}
      <div>
        <h3>Redirect URI</h3>
        <Code text={redirectUri} label="Redirect URI" copyLabel="Copy redirect URI" />
      </div>
      {scopes.length > 0 && (
        <div>
          <h3>Scopes</h3>
          <ul className="provider-scopes">
            {scopes.map(({ id, title }) => (
              <li key={id}>
                <code>{id}</code> {title}
                {defaultScopes.includes(id) && <span className="nothing"> · asked for by default</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
