import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useReleaseSearch } from '../use-repository.ts'

type Props = {
  /** As of `pathTo`. */
  to: string
  /** What the address says beside the repository, which stays. */
  search?: Record<string, string | undefined>
  className?: string
  current?: boolean
  children: ReactNode
}

/** A link to another place of the room, about the same repository. */
export function RoomLink({ to, search = {}, className, current = false, children }: Props) {
  const { repository } = useReleaseSearch()
  return (
    <Link
      to="/releases/$"
      params={{ _splat: to }}
      search={{ ...(repository !== undefined && { repository }), ...defined(search) }}
      {...(className !== undefined && { className })}
      activeOptions={{ exact: true }}
      activeProps={{}}
      {...(current && { 'aria-current': 'page' as const })}
    >
      {children}
    </Link>
  )
}

const defined = (search: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
