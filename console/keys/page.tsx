import '../kit/room.css'
import './keys.css'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { Key } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Fading, Page, Skeleton } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import { keysQuery } from '../queries.ts'
import { useIntent } from '../shell/intents.ts'
import { CreateDialog } from './create-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { KeyTable } from './table.tsx'
import { UsesDialog } from './uses-dialog.tsx'

/** The room of API keys: what your own programs show to Keyhold. */
export function KeysPage() {
  const { cursor } = useSearch({ from: '/shell/keys' })
  const keys = useQuery(keysQuery(cursor))
  const [creating, setCreating] = useState(false)
  const begin = useCallback(() => setCreating(true), [])
  useIntent('create-key', begin)
  const [revoking, setRevoking] = useState<Key | null>(null)
  const [opened, setOpened] = useState<Key | null>(null)
  // What the dialog tells of the last use, the row behind it tells too.
  const open = (key: Key) => {
    setOpened(key)
    void keys.refetch()
  }
  const create = (
    <Button tone="primary" icon="plus" onClick={begin}>
      Create a key
    </Button>
  )
  return (
    <Page
      title="API keys"
      lead="What your own programs show to Keyhold. Stored as a fingerprint only, so a lost key cannot be shown again."
      actions={create}
    >
      {keys.isPending && <Skeleton lines={4} tall />}
      {keys.isError && (
        <ProblemNotice error={keys.error} onRetry={() => void keys.refetch()} retrying={keys.isFetching} />
      )}
      {keys.data?.keys.length === 0 && !cursor && (
        <Empty title="There is no key yet.">
          <p>Create one for each of your programs, with no more scopes than it needs.</p>
          <Button tone="primary" icon="plus" onClick={begin}>
            Create a key
          </Button>
        </Empty>
      )}
      {keys.data && keys.data.keys.length > 0 && (
        <Fading busy={keys.isPlaceholderData}>
          <KeyTable keys={keys.data.keys} onOpen={open} onRevoke={setRevoking} />
        </Fading>
      )}
      {keys.data && <Pager to="/keys" search={{}} cursor={cursor} nextCursor={keys.data.nextCursor} />}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      {opened && <UsesDialog apiKey={opened} onClose={() => setOpened(null)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}
