import { Icon } from '../../kit/icons.tsx'
import { RoomLink } from './room-link.tsx'

type Props = {
  to: string
  /** What else stands in the address. */
  search?: Record<string, string | undefined>
  cursor: string | undefined
  nextCursor: string | null
}

/** The way through a list that the server gives page by page. Back is the browser's own. */
export function Pages({ to, search = {}, cursor, nextCursor }: Props) {
  if (!cursor && !nextCursor) return null
  return (
    <nav className="pager" aria-label="Pages">
      {cursor ? (
        <RoomLink to={to} search={search} className="button button-plain">
          <Icon name="back" />
          First page
        </RoomLink>
      ) : (
        <span />
      )}
      {nextCursor && (
        <RoomLink to={to} search={{ ...search, cursor: nextCursor }} className="button button-plain">
          Next page
          <Icon name="next" />
        </RoomLink>
      )}
    </nav>
  )
}
