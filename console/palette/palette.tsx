import './palette.css'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Dialog } from '../kit/dialog.tsx'
import { findCommands, inGroups, placeAfterKey, type Command } from './commands.ts'
import { useCommands } from './use-commands.ts'

/** Everything by its name: type, choose with the arrow keys, Enter. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [place, setPlace] = useState(0)
  const found = inGroups(findCommands(useCommands(onHelp), typed))
  const chosen = found[Math.min(place, found.length - 1)]
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const press = (event: KeyboardEvent) => {
    const to = placeAfterKey(event.key, Math.min(place, found.length - 1), found.length)
    if (to !== undefined) setPlace(to)
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Go to or do" onClose={onClose} look="palette">
      <input
        className="palette-input"
        role="combobox"
        aria-label="Go to or do"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${chosen.id}`}
        aria-autocomplete="list"
        placeholder="Go to a room, a connection, or do something"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setPlace(0)
        }}
        onKeyDown={press}
      />
      <ul className="palette-list" role="listbox" id={`${id}-list`} aria-label="What was found">
        {found.map((command, index) => (
          <Choice
            key={command.id}
            id={`${id}-${command.id}`}
            command={command}
            isChosen={command === chosen}
            isFirst={command.group !== found[index - 1]?.group}
            onRun={() => run(command)}
            onPoint={() => setPlace(index)}
          />
        ))}
      </ul>
      <p className="palette-foot" role="status">
        {found.length === 0 ? 'Nothing has this name.' : <Keys />}
      </p>
    </Dialog>
  )
}

function Keys() {
  return (
    <>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> choose
      </span>
      <span>
        <kbd>Enter</kbd> go
      </span>
      <span>
        <kbd>Esc</kbd> close
      </span>
    </>
  )
}

type ChoiceProps = {
  id: string
  command: Command
  isChosen: boolean
  isFirst: boolean
  onRun: () => void
  onPoint: () => void
}

function Choice({ id, command, isChosen, isFirst, onRun, onPoint }: ChoiceProps) {
  const line = useRef<HTMLLIElement>(null)

  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])

  return (
    <>
      {isFirst && (
        <li className="palette-group" role="presentation">
          {command.group}
        </li>
      )}
      {/* The keys are the field's: the focus never leaves it. */}
      <li
        ref={line}
        id={id}
        role="option"
        aria-selected={isChosen}
        className="palette-choice"
        onClick={onRun}
        onPointerMove={onPoint}
      >
        <span>{command.title}</span>
        {command.detail && <span className="palette-detail clip">{command.detail}</span>}
      </li>
    </>
  )
}
