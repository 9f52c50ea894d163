import { Panel } from '../kit/page.tsx'
import { useRemembered } from '../kit/remembered.ts'
import { Segmented } from '../kit/segmented.tsx'
import { onOff } from '../shell/shortcuts.ts'
import { applyTheme, themeChoices, themes, type Theme } from '../shell/theme.ts'

/** What this browser remembers. */
export function Appearance() {
  const [theme, setTheme] = useRemembered<Theme>('theme', themes)
  const [shortcuts, setShortcuts] = useRemembered('shortcuts', onOff)
  const choose = (next: Theme) => {
    setTheme(next)
    applyTheme(next)
  }
  return (
    <Panel title="This browser">
      <div className="setting">
        <p>
          Theme
          <span className="sub">“System” follows what your device says.</span>
        </p>
        <Segmented
          legend="Theme"
          choices={themeChoices.map(({ value, title }) => ({ value, label: title }))}
          value={theme}
          onChange={choose}
        />
      </div>
      <div className="setting">
        <label className="check">
          <input
            type="checkbox"
            checked={shortcuts === 'on'}
            onChange={(event) => setShortcuts(event.target.checked ? 'on' : 'off')}
          />
          <span>
            <span className="check-title">Use single keys</span>
            <span className="check-detail">
              <kbd>?</kbd> shows them all; <kbd>g</kbd> and a letter goes to a room. <kbd>Ctrl</kbd>{' '}
              <kbd>K</kbd> works in any case.
            </span>
          </span>
        </label>
      </div>
    </Panel>
  )
}
