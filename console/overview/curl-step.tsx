import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { connectionsQuery } from '../queries.ts'
import { curlLine } from './steps.ts'

/** A real key in a line that works as it stands. */
export function CurlStep({ url, isConnected }: { url: string; isConnected: boolean }) {
  const queries = useQueryClient()
  const list = useQuery({ ...connectionsQuery({ status: 'active' }), enabled: isConnected })
  const create = useMutation({
    mutationFn: () =>
      api.createKey({
        name: 'First steps',
        scopes: ['connections:read', 'connections:token'],
        expiresInDays: 30,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
  })
  const connectionId = list.data?.connections[0]?.id ?? '<connection id>'
  return (
    <>
      <p>
        Your app asks for a token with an API key. This makes one that may read connections and tokens for 30
        days.
      </p>
      {create.isError && <ProblemNotice error={create.error} />}
      {create.data ? (
        <div role="status">
          <p>Paste it into a terminal. The key is shown only now; it can be revoked under API keys.</p>
          <Code
            text={curlLine(url, connectionId, create.data.key)}
            label="curl line that reads the token"
            copyLabel="Copy the line"
          />
        </div>
      ) : (
        <p>
          <Button tone="primary" icon="keys" busy={create.isPending} onClick={() => create.mutate()}>
            Make a key and the curl line
          </Button>
        </p>
      )}
    </>
  )
}
