import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import type { RootKey, Rotation } from './api.ts'
import { isUnderWay, progressInWords, recordsInWords, stateBadge } from './words.ts'

type Props = { keys: readonly RootKey[]; onDestroy: (key: RootKey) => void }

/** Keys that seal, newest first. */
export function RootKeyTable({ keys, onDestroy }: Props) {
  return (
    <table className="table root-key-table">
      <caption className="visually-hidden">Root keys, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">State</th>
          <th scope="col">Sealed under it</th>
          <th scope="col" className="from-medium">
            Made
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <RootKeyRow key={key.id} rootKey={key} onDestroy={() => onDestroy(key)} />
        ))}
      </tbody>
    </table>
  )
}

function RootKeyRow({ rootKey, onDestroy }: { rootKey: RootKey; onDestroy: () => void }) {
  const { id, state, rows, createdAt, rotation } = rootKey
  const { tone, label } = stateBadge(state)
  return (
    <tr className={state === 'retired' ? 'row-ended' : undefined}>
      <th scope="row">
        <span className="number">Key {id}</span>
        <span className="sub until-medium">
          <Moment at={createdAt} as="day" />
        </span>
      </th>
      <td>
        <Badge tone={tone}>{label}</Badge>
        {rotation && <span className="sub">by key {rotation.toKey}</span>}
      </td>
      <td className="number">
        {recordsInWords(rows ?? 0)}
        {rotation && isUnderWay(rootKey) && <Progress id={id} rotation={rotation} />}
        {rotation !== null && rotation.unreadable > 0 && (
          <span className="sub root-key-trouble">
            {recordsInWords(rotation.unreadable)} cannot be opened, and keep it in use
          </span>
        )}
        {state === 'retired' && <Destroy rootKey={rootKey} onDestroy={onDestroy} />}
      </td>
      <td className="from-medium">
        <Moment at={createdAt} as="day" />
      </td>
    </tr>
  )
}

function Progress({ id, rotation }: { id: number; rotation: Rotation }) {
  const { resealed, rowsAtStart } = rotation
  return (
    <span className="root-key-progress" role="status">
      <progress
        aria-label={`Sealing anew what is under key ${id}`}
        max={Math.max(1, rowsAtStart)}
        value={Math.min(resealed, rowsAtStart)}
      />
      <span className="sub">{progressInWords(rotation)}</span>
    </span>
  )
}

function Destroy({ rootKey: { id, destroyableAt }, onDestroy }: { rootKey: RootKey; onDestroy: () => void }) {
  const now = useNow()
  if (destroyableAt === null) return null
  if (Date.parse(destroyableAt) > now)
    return (
      <span className="sub">
        may be destroyed <Moment at={destroyableAt} as="ago" />
      </span>
    )
  return (
    <span className="root-key-destroy">
      <Button tone="danger" aria-label={`Destroy key ${id}`} onClick={onDestroy}>
        Destroy…
      </Button>
    </span>
  )
}
