import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { IconButton } from '../kit/button.tsx'
import { Icon, Mark } from '../kit/icons.tsx'
import { useRemembered } from '../kit/remembered.ts'
import { Segmented } from '../kit/segmented.tsx'
import { roomQuery } from '../queries.ts'
import type { Room } from '../rooms.ts'
import { useStanding } from '../standing.ts'
import { RoomIcon } from './room-icon.tsx'
import { SignOut } from './sign-out.tsx'
import { applyTheme, themeChoices, themes, type Theme } from './theme.ts'
import { useRooms } from './use-rooms.ts'
import { Who } from './who.tsx'

type Props = {
  onHelp: () => void
  /** Undefined: who is here has none. */
  onPalette: (() => void) | undefined
}

/** The column at the left; on narrow screens a bar that unfolds. */
export function Navigation({ onHelp, onPalette }: Props) {
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [first] = useRooms().main

  useEffect(() => setOpen(false), [path])

  return (
    <header className={open ? 'side side-open' : 'side'}>
      <div className="side-head">
        <Link
          to={first?.path ?? '/'}
          className="wordmark"
          aria-label={`Keyhold, ${first?.title.toLowerCase()}`}
        >
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
          {onPalette && <PaletteButton onPalette={onPalette} />}
          <RoomLinks />
        </div>
        <SideFoot onHelp={onHelp} />
      </div>
    </header>
  )
}

function PaletteButton({ onPalette }: { onPalette: () => void }) {
  return (
    <button type="button" className="palette-button" onClick={onPalette}>
      <Icon name="search" />
      <span>Go to…</span>
      <kbd>{/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  )
}

function RoomLinks() {
  const { main, account } = useRooms()
  return (
    <nav aria-label="Rooms">
      {[main, account].map(
        (rooms, place) =>
          rooms.length > 0 && (
            <ul key={place} className="rooms">
              {rooms.map((room) => (
                <RoomLink key={room.id} room={room} />
              ))}
            </ul>
          ),
      )}
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
        <RoomIcon id={room.id} />
        {room.title}
      </Link>
    </li>
  )
}

function SideFoot({ onHelp }: { onHelp: () => void }) {
  const standing = useStanding()
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
      {standing?.person && <Who person={standing.person} />}
      {standing?.kind === 'operator' && (
        <p className="side-note">
          <span className={`environment environment-${standing.session.environment}`}>
            {standing.session.environment}
          </span>
          <span>v{standing.session.version}</span>
        </p>
      )}
    </div>
  )
}
