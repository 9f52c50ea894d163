import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { Empty, Panel } from '../kit/page.tsx'
import type { Budget, BudgetWindow } from './api.ts'
import { Meter } from './meter.tsx'
import { budgetsQuery } from './queries.ts'
import { strainOf, takenInWords, windowInWords } from './words.ts'

/** How much of each provider's own rate limit is used, window by window. */
export function Budgets() {
  const budgets = useQuery(budgetsQuery)
  return (
    <Panel title="Provider budgets">
      <Answered query={budgets} lines={4}>
        {(answer) => <Told budgets={answer.budgets} />}
      </Answered>
    </Panel>
  )
}

function Told({ budgets }: { budgets: readonly Budget[] }) {
  if (budgets.length === 0)
    return (
      <Empty title="No provider is set up.">
        <Link to="/providers" search={{}}>
          Set one up
        </Link>
      </Empty>
    )
  const isTold = ({ windows, blockedUntil }: Budget) => windows.length > 0 || blockedUntil !== null
  const told = budgets.filter(isTold)
  const silent = budgets.filter((budget) => !isTold(budget)).map(({ title }) => title)
  return (
    <div className="form">
      {told.map((budget) => (
        <BudgetPart key={budget.provider} budget={budget} />
      ))}
      {silent.length > 0 && (
        <p className="sub">
          {silent.length === 1
            ? `${silent[0]} has told no limit yet: it is read from the headers of its answers.`
            : `${silent.join(', ')} have told no limit yet: it is read from the headers of their answers.`}
        </p>
      )}
      {told.some(({ windows }) => windows.length > 0) && (
        <p className="field-hint">
          Syncs and other work that nobody waits for stop at the mark. What is behind it is left to those who
          wait for an answer.
        </p>
      )}
    </div>
  )
}

function BudgetPart({ budget: { title, blockedUntil, windows } }: { budget: Budget }) {
  return (
    <section aria-label={`Budget of ${title}`} className="budget">
      <header className="budget-head">
        <h3>{title}</h3>
        {blockedUntil && (
          <span>
            <Badge tone="bad">Said 429</Badge>{' '}
            <span className="budget-until">
              nobody calls it before <Moment at={blockedUntil} as="exact" />
            </span>
          </span>
        )}
      </header>
      <ul className="budget-windows">
        {windows.map((window) => (
          <WindowLine key={window.window} window={window} />
        ))}
      </ul>
    </section>
  )
}

const strains = { background: 'syncs wait', all: 'used up' }

function WindowLine({ window }: { window: BudgetWindow }) {
  const { used, limit, backgroundLimit, resetsAt } = window
  const strain = strainOf(window)
  return (
    <li>
      <span className="meter-words">
        <span>
          {windowInWords(window)} <code className="budget-name">{window.window}</code>
        </span>
        <span className="number">
          {takenInWords(used, limit)}
          {strain !== 'none' && <span className="strain"> · {strains[strain]}</span>}
        </span>
      </span>
      <Meter taken={used} of={limit} mark={backgroundLimit} isStrained={strain !== 'none'} />
      <span className="sub">
        {resetsAt ? (
          <>
            starts anew <Moment at={resetsAt} as="ago" />
          </>
        ) : (
          'starts anew with the next call'
        )}
      </span>
    </li>
  )
}
