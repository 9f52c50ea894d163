import { useMemo } from 'react'
import { roomsOf, type Room } from '../rooms.ts'
import { useStanding } from '../standing.ts'

/** The rooms of who is here: those of the work, and those of the own account. */
export function useRooms(): { main: readonly Room[]; account: readonly Room[]; all: readonly Room[] } {
  const standing = useStanding()
  return useMemo(() => {
    const { main, account } = standing ? roomsOf(standing) : { main: [], account: [] }
    return { main, account, all: [...main, ...account] }
  }, [standing])
}
