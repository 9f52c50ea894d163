import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Panel } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { Contributions } from '../drawing/contributions.tsx'
import { capitalised, percentText } from '../figures.ts'
import type { Pull, Risk } from '../pull-requests/api.ts'
import { peersQuery } from '../pull-requests/queries.ts'
import { factorText, indexInWords, intervalInWords, levelTones } from '../pull-requests/words.ts'
import { Peers } from './peers.tsx'

/** How likely a pull request brings a defect in, where that stands among the others, and why. */
export function Chance({ pull }: { pull: Pull }) {
  const { risk } = pull
  return (
    <Panel title="Chance that it brings a defect in">
      {risk ? <Known pull={pull} risk={risk} /> : <NotKnown />}
    </Panel>
  )
}

function NotKnown() {
  return (
    <p className="nothing">
      Nothing is known of its files, so nothing is said. Send what <code>git diff --numstat -z</code> prints,
      and it is judged.
    </p>
  )
}

function Known({ pull, risk }: { pull: Pull; risk: Risk }) {
  const { probability, interval, level, index, reasons, isCalibrated, isProvisional } = risk
  const peers = useQuery(peersQuery(pull.repository)).data?.pullRequests ?? []
  const others = peers.filter((each) => each.facts === 'complete' && each.prNumber !== pull.prNumber)
  return (
    <div className="pull-known">
      <p className="pull-figure">
        <strong className="pull-number number">{percentText(probability)}</strong>
        <span>
          <Badge tone={levelTones[level]}>{capitalised(level)}</Badge>
          <span className="sub">{intervalInWords(interval)}</span>
        </span>
      </p>
      <div>
        <ChanceBar
          chance={probability}
          interval={[interval.low, interval.high]}
          tone={levelTones[level]}
          tall
        />
        <p className="pull-scale" aria-hidden="true">
          <span>0 %</span>
          <span>50 %</span>
          <span>100 %</span>
        </p>
      </div>
      {isProvisional && <p className="sub">Provisional: the totals alone are known, not the files.</p>}
      {index && <Peers probability={probability} others={others} words={indexInWords(index)} />}
      <h3>Why</h3>
      <Contributions
        label="What raises and what lowers it"
        rows={reasons.map(({ measure, text, contribution }) => ({
          key: measure,
          title: text,
          value: contribution,
          text: factorText(contribution),
        }))}
      />
      <p className="sub">
        Factors of the odds, which begin at those of a usual change, {percentText(risk.usualProbability)}.{' '}
        {isCalibrated
          ? `They lead to ${percentText(risk.modelProbability)}, calibrated by this repository's own outcomes.`
          : 'By the shipped model: this repository has too few outcomes of its own.'}
      </p>
    </div>
  )
}
