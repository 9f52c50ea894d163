import type { UseQueryResult } from '@tanstack/react-query'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Panel } from '../kit/page.tsx'
import type { Limits } from './api.ts'
import { countsByInWords, policyInWords } from './words.ts'

/** The limits in force, and where they are changed. */
export function Policies({ query }: { query: UseQueryResult<Limits> }) {
  return (
    <div className="limits-pair">
      <Panel title="Tiers of keys">
        <Answered query={query} lines={4}>
          {(limits) => <Tiers limits={limits} />}
        </Answered>
        <p className="field-hint panel-foot">
          Other numbers and further tiers come from <code>KEYHOLD_LIMITS</code>, the default from{' '}
          <code>KEYHOLD_KEY_TIER</code>; both are read at the start. The guide{' '}
          <code>docs/guides/limits.md</code> has the form.
        </p>
      </Panel>
      <Panel title="Other callers and routes">
        {query.isPending || query.data ? (
          <Answered query={query} lines={6}>
            {(limits) => <Others limits={limits} />}
          </Answered>
        ) : (
          <p className="sub">They are told together with the tiers.</p>
        )}
      </Panel>
    </div>
  )
}

function Tiers({ limits: { tiers, defaultTier } }: { limits: Limits }) {
  return (
    <table className="table policy-table">
      <caption className="visually-hidden">Tiers of keys</caption>
      <thead>
        <tr>
          <th scope="col">Tier</th>
          <th scope="col">A key may ask</th>
        </tr>
      </thead>
      <tbody>
        {tiers.map(({ name, policies }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
              {name === defaultTier && (
                <>
                  {' '}
                  <Badge tone="neutral">default</Badge>
                </>
              )}
            </th>
            <td className="number">
              {policies.map((policy) => (
                <span key={policy.name} className="policy-words">
                  {policyInWords(policy)}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Others({ limits: { policies } }: { limits: Limits }) {
  return (
    <table className="table policy-table">
      <caption className="visually-hidden">Policies of other callers and of routes</caption>
      <thead>
        <tr>
          <th scope="col">Policy</th>
          <th scope="col">May ask</th>
          <th scope="col" className="from-medium">
            Counts
          </th>
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <tr key={policy.name}>
            <th scope="row">
              <code>{policy.name}</code>
            </th>
            <td className="number">
              {policyInWords(policy)}
              <span className="sub until-medium">{countsByInWords[policy.countsBy]}</span>
            </td>
            <td className="from-medium policy-counts">{countsByInWords[policy.countsBy]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
