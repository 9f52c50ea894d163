import { Link } from '@tanstack/react-router'
import type { ConnectionFilter } from '../api.ts'
import type { AuditFilter } from '../audit/filter.ts'
import { Icon } from './icons.tsx'

type Props = {
  to: '/connections' | '/keys' | '/limits' | '/syncs' | '/audit' | '/people'
  /** What else stands in the address. */
  search: ConnectionFilter & AuditFilter & { connection?: string; name?: string }
  cursor: string | undefined
  nextCursor: string | null
}

/** The way through a list that the server gives page by page. Back is the browser's own. */
export function Pager({ to, search, cursor, nextCursor }: Props) {
  if (!cursor && !nextCursor) return null
  return (
    <nav className="pager" aria-label="Pages">
      {cursor ? (
        <Link to={to} search={search} className="button button-plain">
          <Icon name="back" />
          First page
        </Link>
      ) : (
        <span />
      )}
      {nextCursor && (
        <Link to={to} search={{ ...search, cursor: nextCursor }} className="button button-plain">
          Next page
          <Icon name="next" />
        </Link>
      )}
    </nav>
  )
}
