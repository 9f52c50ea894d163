import type { Connection } from '../api.ts'

const width = 72
const height = 4

/** How much of the token's life is left, at a glance; the words beside it say it exactly. */
export function LifeBar({ connection, now }: { connection: Connection; now: number }) {
  if (connection.status !== 'active' || connection.expiresAt === null) return null
  const issuedAt = Date.parse(connection.refreshedAt ?? connection.connectedAt ?? connection.createdAt)
  const expiresAt = Date.parse(connection.expiresAt)
  const left = Math.min(1, Math.max(0, (expiresAt - now) / Math.max(1, expiresAt - issuedAt)))
  const isDue = connection.softExpiresAt !== null && now >= Date.parse(connection.softExpiresAt)
  return (
    <svg className="life-bar" width={width} height={height} aria-hidden="true">
      <rect className="life-bar-ground" width={width} height={height} rx={height / 2} />
      <rect
        className={isDue ? 'life-bar-due' : 'life-bar-left'}
        width={Math.max(height, width * left)}
        height={height}
        rx={height / 2}
      />
    </svg>
  )
}
