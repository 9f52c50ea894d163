import { Badge, type Tone } from '../../kit/badge.tsx'
import { Panel } from '../../kit/page.tsx'
import { levels, LevelMeter, type Level } from '../drawing/level-meter.tsx'
import { capitalised, countText } from '../figures.ts'
import { pathTo } from '../place.ts'
import type { Pull } from '../pull-requests/api.ts'
import { RoomLink } from '../frame/room-link.tsx'

/** What the other checks say of the same commit. */
export function Beside({ pull: { schemaDiff, flakyTests, journeys } }: { pull: Pull }) {
  return (
    <Panel title="The other checks of this commit">
      <dl className="facts beside">
        <div>
          <dt>Schema</dt>
          <dd>
            {schemaDiff ? <SchemaLine diff={schemaDiff} /> : <Nothing>No schemas were compared.</Nothing>}
          </dd>
        </div>
        <div>
          <dt>Tests it touches</dt>
          <dd>
            {flakyTests.length === 0 ? (
              <Nothing>None that is flaky or broken.</Nothing>
            ) : (
              <ul className="beside-list">
                {flakyTests.map(({ id, name, path, verdict }) => (
                  <li key={id}>
                    <RoomLink to={pathTo('tests', id)}>{name}</RoomLink>{' '}
                    <Badge tone={verdict === 'broken' ? 'bad' : 'warn'}>{capitalised(verdict)}</Badge>
                    {path && <span className="sub break">{path}</span>}
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
        <div>
          <dt>Journeys</dt>
          <dd>
            {journeys.length === 0 ? (
              <Nothing>None ran.</Nothing>
            ) : (
              <ul className="beside-list">
                {journeys.map(({ id, name, status }) => (
                  <li key={id}>
                    <RoomLink to={pathTo('journeys', 'runs', id)}>{name}</RoomLink>{' '}
                    <Badge tone={journeyTone(status)}>{capitalised(status.replaceAll('_', ' '))}</Badge>
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  )
}

const Nothing = ({ children }: { children: string }) => <span className="nothing">{children}</span>

const journeyTone = (status: string): Tone =>
  status === 'failed' ? 'bad' : status.startsWith('passed') ? 'good' : 'neutral'

function SchemaLine({ diff: { id, level, score, findings } }: { diff: NonNullable<Pull['schemaDiff']> }) {
  const known = levels.find((each): each is Level => each === level)
  return (
    <>
      <RoomLink to={pathTo('schema', id)}>{countText(findings, 'finding')}</RoomLink>
      {known && <LevelMeter score={score} level={known} />}
    </>
  )
}
