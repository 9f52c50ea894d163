import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Key, KeyUses } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { connectionsQuery, keyUsesQuery } from '../queries.ts'
import { clientTitle, readsInWords } from './uses.ts'

/** What uses a key: the programs that show it, and the connections whose tokens it read. */
export function UsesDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const uses = useQuery(keyUsesQuery(apiKey.id))
  return (
    <Dialog title={`What uses ${apiKey.name}`} onClose={onClose}>
      <div className="form">
        <p className="sub uses-key">
          <code>{[apiKey.obfuscated, ...apiKey.scopes].join(' · ')}</code>
          {apiKey.userId && ` · only for ${apiKey.userId}`}
        </p>
        <Answered query={uses} lines={4}>
          {(answer) => (answer.clients.length === 0 ? <Unused /> : <Uses uses={answer} />)}
        </Answered>
        <DialogActions>
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

function Unused() {
  return (
    <p>
      Nothing has used it yet. Its first request puts the program here, by the <code>User-Agent</code> it
      sends.
    </p>
  )
}

function Uses({ uses: { clients, connections, readsSince } }: { uses: KeyUses }) {
  return (
    <>
      <section aria-labelledby="uses-programs">
        <h3 id="uses-programs">Programs</h3>
        <ul className="lines uses">
          {clients.map(({ client, firstUsedAt, lastUsedAt }) => (
            <li key={client}>
              <span className="break">
                {clientTitle(client)}
                <span className="sub">
                  since <Moment at={firstUsedAt} as="day" />
                </span>
              </span>
              <Moment at={lastUsedAt} as="ago" />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="uses-connections">
        <h3 id="uses-connections">Tokens it read</h3>
        {connections.length === 0 ? (
          <p className="sub">None: it has read no token yet.</p>
        ) : (
          <ReadConnections connections={connections} />
        )}
        {readsSince !== null && (
          <p className="sub uses-since">
            Counted since <Moment at={readsSince} />.
          </p>
        )}
      </section>
    </>
  )
}

function ReadConnections({ connections }: Pick<KeyUses, 'connections'>) {
  const known = useQuery(connectionsQuery({}, 100)).data
  const hasEnded = (id: string) =>
    known !== undefined && known.nextCursor === null && !known.connections.some((each) => each.id === id)
  return (
    <ul className="lines uses">
      {connections.map(({ connectionId, reads, lastReadAt }) => {
        const connection = known?.connections.find(({ id }) => id === connectionId)
        return (
          <li key={connectionId}>
            <span className="break">
              {hasEnded(connectionId) ? (
                'A connection that has ended'
              ) : (
                <Link to="/connections/$id" params={{ id: connectionId }} search={{}}>
                  {connection ? nameOf(connection) : <code>{connectionId}</code>}
                </Link>
              )}
              <span className="sub">
                {readsInWords(reads)}
                {connection && ` · ${connection.userId}`}
              </span>
            </span>
            <Moment at={lastReadAt} as="ago" />
          </li>
        )
      })}
    </ul>
  )
}
