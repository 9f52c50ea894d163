import { Code } from '../../kit/code.tsx'
import { Panel } from '../../kit/page.tsx'
import { percentText } from '../figures.ts'
import type { Rename } from '../schema/api.ts'

/** What would be dropped and made anew, and looks like the same by another name: the SQL that keeps the rows. */
export function Renames({ renames }: { renames: readonly Rename[] }) {
  if (renames.length === 0) return null
  return (
    <Panel title={renames.length === 1 ? 'A rename?' : 'Renames?'} className="renames">
      <p>
        Prisma would drop and make anew, and the values would be lost. If it is a rename, put this in its
        place.
      </p>
      <ul className="lines">
        {renames.map(({ kind, table, from, to, score, sql, rule }) => (
          <li key={`${table} ${from} ${to}`}>
            <p className="break">
              <code>{from}</code> → <code>{to}</code>
              <span className="sub">
                {kind === 'column' ? `a column of ${table}` : 'a table'}, {certainty(rule, score)}
              </span>
            </p>
            {sql && <Code text={sql} label={`Rename of ${from}`} copyLabel="Copy the rename" />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** A changed `@map` on the same field leaves no doubt. */
const certainty = (rule: string, score: number): string =>
  rule === 'D5' ? 'certain by its @map' : `${percentText(score)} alike`
