import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { useStanding } from '../standing.ts'
import { useRooms } from './use-rooms.ts'

type Props = { shortcuts: 'on' | 'off'; onShortcuts: (value: 'on' | 'off') => void; onClose: () => void }

/** The keys, and the switch that turns them off for those whose voice or hand presses keys by accident. */
export function KeyHelp({ shortcuts, onShortcuts, onClose }: Props) {
  const rooms = useRooms().all
  const isOperator = useStanding()?.kind === 'operator'
  return (
    <Dialog title="Keyboard and help" onClose={onClose}>
      <dl className="key-list">
        {rooms.map((room) => (
          <KeyLine key={room.id} keys={['g', room.shortcut]} does={`Go to ${room.title}`} />
        ))}
        {isOperator && (
          <KeyLine keys={['Ctrl', 'K']} does="Go to or do anything, by its name (⌘ K on a Mac)" />
        )}
        <KeyLine keys={['/']} does="Go to the filter of a list" />
        <KeyLine keys={['?']} does="Show this help" />
        <KeyLine keys={['Esc']} does="Close a dialog" />
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={shortcuts === 'on'}
          onChange={(event) => onShortcuts(event.target.checked ? 'on' : 'off')}
        />
        <span className="check-title">Use these keys</span>
      </label>
      <p className="field-hint">
        {isOperator && (
          <>
            Something wrong with this Keyhold? <code>npm run keyhold doctor</code> names every problem with
            the command that fixes it.{' '}
          </>
        )}
        The API is described at <a href="/docs">/docs</a>.
      </p>
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function KeyLine({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
