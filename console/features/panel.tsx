import './features.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import type { Flag } from './api.ts'
import { CsrfTable } from './csrf-table.tsx'
import { featuresQuery } from './queries.ts'
import { SwitchDialog, type Switching } from './switch-dialog.tsx'
import { aboutFlags, sourceInWords } from './words.ts'

/** Features that can be switched while all runs: whether each is on, who says so, and what switching it means. */
export function FeaturesPanel() {
  const features = useQuery(featuresQuery)
  const [switching, setSwitching] = useState<Switching | null>(null)
  if (features.data === null) return null
  return (
    <Panel title="Features" className="features">
      <Answered query={features} lines={5}>
        {(answer) =>
          answer && (
            <>
              <p className="sub">What is switched here holds in every process within two seconds.</p>
              {answer.flags.map((flag) => (
                <Feature key={flag.name} flag={flag} onSwitch={(to) => setSwitching({ flag, to })} />
              ))}
              <CsrfTable csrf={answer.csrf} />
            </>
          )
        }
      </Answered>
      {switching && <SwitchDialog {...switching} onClose={() => setSwitching(null)} />}
    </Panel>
  )
}

type Props = { flag: Flag; onSwitch: (to: boolean | null) => void }

function Feature({ flag, onSwitch }: Props) {
  const { name, title, on, from, changedAt } = flag
  return (
    <div className="setting feature" role="group" aria-label={title}>
      <div className="feature-words">
        <p>
          {title} <Badge tone={on ? 'good' : 'warn'}>{on ? 'On' : 'Off'}</Badge>
        </p>
        <p className="sub">{aboutFlags[name].about}</p>
        <p className="sub break">
          <code>{name}</code>, {sourceInWords(flag)}
          {changedAt && (
            <>
              , <Moment at={changedAt} as="ago" />
            </>
          )}
        </p>
      </div>
      {from !== 'environment' && (
        <div className="feature-acts">
          {from === 'operator' && (
            <Button tone="quiet" aria-label={`As by default: ${title}`} onClick={() => onSwitch(null)}>
              As by default
            </Button>
          )}
          <Button aria-label={`Switch ${on ? 'off' : 'on'}…: ${title}`} onClick={() => onSwitch(!on)}>
            Switch {on ? 'off' : 'on'}…
          </Button>
        </div>
      )}
    </div>
  )
}
