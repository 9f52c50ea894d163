import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Empty, Fading, Panel } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import type { Allowance, LimitedKey, Limits } from './api.ts'
import { Meter } from './meter.tsx'
import { limitedKeysQuery } from './queries.ts'
import { TierDialog } from './tier-dialog.tsx'
import { takenInWords } from './words.ts'

/** Keys that can be used, each with its tier and what it has taken. */
export function LimitedKeys({ limits }: { limits: Limits | undefined }) {
  const { cursor } = useSearch({ from: '/shell/limits' })
  const keys = useQuery(limitedKeysQuery(cursor))
  const [chosen, setChosen] = useState<LimitedKey | null>(null)
  return (
    <Panel title="Keys" aside={<Link to="/keys">All API keys</Link>} className="limited-keys">
      <Answered query={keys} lines={4}>
        {(answer) =>
          answer.keys.length === 0 && cursor === undefined ? (
            <Empty title="There is no key that can be used." />
          ) : (
            <Fading busy={keys.isPlaceholderData}>
              <KeyTable keys={answer.keys} limits={limits} onChange={setChosen} />
              <Pager to="/limits" search={{}} cursor={cursor} nextCursor={answer.nextCursor} />
            </Fading>
          )
        }
      </Answered>
      {chosen && limits && <TierDialog limited={chosen} limits={limits} onClose={() => setChosen(null)} />}
    </Panel>
  )
}

type TableProps = {
  keys: readonly LimitedKey[]
  limits: Limits | undefined
  onChange: (key: LimitedKey) => void
}

function KeyTable({ keys, limits, onChange }: TableProps) {
  return (
    <table className="table limited-table">
      <caption className="visually-hidden">API keys that can be used, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col" className="from-medium">
            Tier
          </th>
          <th scope="col">Taken</th>
          <th scope="col" className="from-wide">
            Last used
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} limited={key} limits={limits} onChange={() => onChange(key)} />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = { limited: LimitedKey; limits: Limits | undefined; onChange: () => void }

function KeyRow({ limited, limits, onChange }: RowProps) {
  const { name, obfuscated, userId, lastUsedAt, allowances } = limited
  return (
    <tr>
      <th scope="row">
        <span className="break">{name}</span>
        <span className="sub">
          <code>{obfuscated}</code>
        </span>
        {userId && <span className="sub break">only for {userId}</span>}
        <span className="sub until-medium">
          <TierWords limited={limited} limits={limits} />
        </span>
      </th>
      <td className="from-medium">
        <TierWords limited={limited} limits={limits} />
      </td>
      <td>
        <ul className="allowances">
          {allowances.map((allowance) => (
            <AllowanceLine key={allowance.policy} allowance={allowance} />
          ))}
        </ul>
      </td>
      <td className="from-wide">
        {lastUsedAt ? <Moment at={lastUsedAt} as="ago" /> : <span className="nothing">never</span>}
      </td>
      <td className="limited-action">
        <Button tone="quiet" aria-label={`Change the tier of ${name}`} onClick={onChange}>
          Tier…
        </Button>
      </td>
    </tr>
  )
}

function TierWords({ limited: { tier }, limits }: Pick<RowProps, 'limited' | 'limits'>) {
  const name = tier ?? limits?.defaultTier ?? ''
  const isGone = tier !== null && limits !== undefined && !limits.tiers.some((each) => each.name === tier)
  return (
    <>
      <code>{name}</code>
      {tier === null && ' by default'}
      {isGone && limits && <span className="sub strain">not there any more: {limits.defaultTier} holds</span>}
    </>
  )
}

function AllowanceLine({ allowance: { policy, units, left, wholeAt } }: { allowance: Allowance }) {
  const taken = units - left
  return (
    <li>
      <span className="meter-words">
        <span>{policy}</span>
        <span className="number" title={wholeAt === null ? undefined : `All there again ${wholeAt}`}>
          {takenInWords(taken, units)}
          {left === 0 && <span className="strain"> · refused</span>}
        </span>
      </span>
      <Meter taken={taken} of={units} isStrained={left === 0} />
    </li>
  )
}
