import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createKeyhold } from '../../../client/index.ts'
import { ConnectButton, KeyholdProvider, useConnection, useStats } from '../../../client/react.ts'

/** What the hooks told, in order, for the test to read. */
const told = { texts: [] as string[], answers: [] as unknown[], links: 0 }
Object.assign(globalThis, { told })

const keyhold = createKeyhold({ baseUrl: '/keyhold', retries: false })
const connectionId = new URLSearchParams(location.search).get('id')

function Year({ label }: { label: string }) {
  const { data, error } = useStats('ytd', { connectionId })
  const text = `${data?.data.run.count ?? 'nothing'} ${error?.code ?? 'well'}`
  if (told.texts.at(-1) !== text) told.texts.push(text)
  if (data && !told.answers.includes(data)) told.answers.push(data)
  return <output aria-label={label}>{text}</output>
}

function Status({ id }: { id: string | null }) {
  const { data, error, isLoading } = useConnection(id, { everySeconds: 60 })
  return <output aria-label="status">{isLoading ? 'loading' : (data?.status ?? error?.code)}</output>
}

function Page() {
  const [isShown, show] = useState(true)
  const [isKnown, know] = useState(false)
  const [turn, swap] = useState(0)
  return (
    <main>
      <h1>Behaviours</h1>
      <button onClick={() => show(!isShown)}>{isShown ? 'Hide' : 'Show'}</button>
      <button onClick={() => know(true)}>Know</button>
      <button onClick={() => swap(turn + 1)}>Swap</button>
      {isShown && <Year key={`one ${turn}`} label="one" />}
      {isShown && <Year key={`two ${turn}`} label="two" />}
      <Status id={isKnown ? connectionId : null} />
      {isShown && <ConnectButton createLink={link}>Connect</ConnectButton>}
      {isShown && <ConnectButton createLink={stubbornLink}>Connect anyway</ConnectButton>}
      <ConnectButton createLink={async () => 'javascript:document.title="run"'}>A script</ConnectButton>
      <ConnectButton createLink={() => Promise.reject(new Error('secret detail'))}>No link</ConnectButton>
    </main>
  )
}

async function link({ signal }: { signal: AbortSignal }): Promise<string> {
  told.links++
  return (await fetch('/connect-link', { method: 'POST', signal })).text()
}

/** Does not hear that nobody waits for it. */
const stubbornLink = async (): Promise<string> => (await fetch('/stubborn-link', { method: 'POST' })).text()

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <KeyholdProvider keyhold={keyhold}>
      <Page />
    </KeyholdProvider>
  </StrictMode>,
)
