import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../api.ts'
import { IconButton } from '../kit/button.tsx'
import { Icon, Mark } from '../kit/icons.tsx'
import { useRemembered } from '../kit/remembered.ts'
import { Segmented } from '../kit/segmented.tsx'
import { sayProblem } from '../kit/toast.tsx'
import { roomQuery, sessionQuery } from '../queries.ts'
import { rooms, type Room } from '../rooms.ts'
import { applyTheme, themeChoices, themes, type Theme } from './theme.ts'

/** The column at the left; on narrow screens a bar that unfolds. */
export function Navigation({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })

  useEffect(() => setOpen(false), [path])

  return (
    <header className={open ? 'side side-open' : 'side'}>
      <div className="side-head">
        <Link to="/" className="wordmark" aria-label="Keyhold, overview">
          <Mark />
          <span>Keyhold</span>
        </Link>
        <button
          type="button"
          className="icon-button side-toggle"
          aria-expanded={open}
          aria-controls="side-rest"
          aria-label="Menu"
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'close' : 'menu'} />
        </button>
      </div>
      <div className="side-rest" id="side-rest">
        <div>
          <button type="button" className="palette-button" onClick={onPalette}>
            <Icon name="search" />
            <span>Go to…</span>
            <kbd>{/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'}</kbd>
          </button>
          <RoomLinks />
        </div>
        <SideFoot onHelp={onHelp} />
      </div>
    </header>
  )
}

function RoomLinks() {
  return (
    <nav aria-label="Rooms">
      <ul className="rooms">
        {rooms.map((room) => (
          <RoomLink key={room.id} room={room} />
        ))}
      </ul>
    </nav>
  )
}

function RoomLink({ room }: { room: Room }) {
  const isPresent = useQuery(roomQuery(room)).data !== false
  if (!isPresent) return null
  return (
    <li>
      <Link
        to={room.path}
        className="room"
        activeOptions={{ exact: room.path === '/', includeSearch: false }}
      >
        <Icon name={room.id} size={20} />
        {room.title}
      </Link>
    </li>
  )
}

function SideFoot({ onHelp }: { onHelp: () => void }) {
  const session = useQuery(sessionQuery).data
  const [theme, setTheme] = useRemembered<Theme>('theme', themes)
  const choose = (next: Theme) => {
    setTheme(next)
    applyTheme(next)
  }
  return (
    <div className="side-foot">
      <div className="side-tools">
        <Segmented legend="Theme" choices={themeChoices} value={theme} onChange={choose} />
        <IconButton icon="help" label="Keyboard and help" onClick={onHelp} />
        <SignOut />
      </div>
      {session && (
        <p className="side-note">
          <span className={`environment environment-${session.environment}`}>{session.environment}</span>
          <span>v{session.version}</span>
        </p>
      )}
    </div>
  )
}

function SignOut() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSuccess: async () => {
      queries.removeQueries(sessionQuery)
      await navigate({ to: '/sign-in' })
      queries.clear()
    },
    onError: (error) => sayProblem(error, () => signOut.mutate()),
  })
  return <IconButton icon="leave" label="Sign out" onClick={() => signOut.mutate()} />
}
