import type { Provider } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Events } from './events.tsx'
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
        <CodeLine text={redirectUri} label="Redirect URI" copyLabel="Copy redirect URI" />
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

function Allowed({ provider }: { provider: Provider }) {
  const { redirectUri, scopes, defaultScopes, sandbox } = provider
  return (
    <div className="form">
      {sandbox && (
        <p>A make-believe provider on this machine, offline. It stands in until a real one is set up.</p>
      )}
      <div>
        <h3>Redirect URI</h3>
        <CodeLine text={redirectUri} label="Redirect URI" copyLabel="Copy redirect URI" />
      </div>
      {scopes.length > 0 && (
        <div>
          <h3>Scopes</h3>
          <ul className="provider-scopes">
            {scopes.map(({ id, title }) => (
              <li key={id}>
                <code>{id}</code>
                <span className="sub">
                  {title}
                  {defaultScopes.includes(id) && ' · asked for by default'}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Events provider={provider} />
    </div>
  )
}
