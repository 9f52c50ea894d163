import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../kit/answered.tsx'
import { AsTable } from '../../kit/as-table.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Panel } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { Reliability } from '../charts/reliability.tsx'
import { countText, percentText } from '../figures.ts'
import type { Model } from './api.ts'
import { modelQuery } from './queries.ts'

/** Whether what was told came true. */
export function Quality({ repository }: { repository: string }) {
  const model = useQuery(modelQuery(repository))
  return (
    <Panel title="Did it come true?">
      <Answered query={model} lines={4}>
        {(answer) => (
          <>
            {answer.quality ? <Known model={answer} quality={answer.quality} /> : <TooFew model={answer} />}
            <Coverage coverage={answer.coverage} />
          </>
        )}
      </Answered>
    </Panel>
  )
}

/** Figures of a few say more than they know, so they are not shown. */
function TooFew({ model: { outcomes, positives, waiting, needed } }: { model: Model }) {
  return (
    <div className="quality-few">
      <p>
        Hidden until {needed.outcomes} merged pull requests have an outcome, {needed.positives} of them with a
        defect and {needed.negatives} without: fewer would look more certain than they are. An outcome is
        known {needed.days} days after the merge.
      </p>
      <ChanceBar chance={outcomes / needed.outcomes} tone="neutral" />
      <p className="sub">
        {outcomes.toLocaleString()} of {needed.outcomes} so far, {positives.toLocaleString()} of{' '}
        {needed.positives} with a defect
        {waiting > 0 && `; ${waiting.toLocaleString()} wait for their days`}.
      </p>
    </div>
  )
}

function Known({ model, quality }: { model: Model; quality: NonNullable<Model['quality']> }) {
  const { auc, brier, brierBase, brierSkill, ece, bins } = quality
  return (
    <>
      <div className="quality">
        <Reliability
          bins={bins.map(({ told, share, low, high, count }) => ({
            predicted: told,
            observed: share,
            low,
            high,
            count,
          }))}
        />
        <dl className="facts">
          <Fact name="Outcomes">
            {countText(model.outcomes, 'merged pull request')},{' '}
            {percentText(model.positives / model.outcomes)} with a defect
          </Fact>
          <Fact name="Order (AUC)">
            {auc === null ? 'not known' : auc.toFixed(2)}
            <span className="sub">
              how often the one with a defect was told the higher chance; 0.5 is a coin
            </span>
          </Fact>
          <Fact name="Error (Brier)">
            {brier.toFixed(3)}
            <span className="sub">
              {brierSkill === null
                ? `always telling the average errs by ${brierBase.toFixed(3)}`
                : `${percentText(Math.abs(brierSkill))} ${brierSkill < 0 ? 'worse' : 'better'} than always telling the average (${brierBase.toFixed(3)})`}
            </span>
          </Fact>
          <Fact name="Distance (ECE)">
            {percentText(ece, 1)}
            <span className="sub">how far the told and the true share lie apart, on average</span>
          </Fact>
          <Fact name="Calibrated">
            {model.calibration ? "by this repository's own outcomes" : 'no: the shipped model as it is'}
          </Fact>
        </dl>
      </div>
      <AsTable
        label="Told and true shares"
        head={['Told', 'Pull requests', 'Told on average', 'Came true', '95 of 100 lie in']}
        rows={bins.map(({ from, to, count, told, share, low, high }) => [
          `${percentText(from)} to ${percentText(to)}`,
          count.toLocaleString(),
          percentText(told),
          percentText(share),
          `${percentText(low)} to ${percentText(high)}`,
        ])}
      />
    </>
  )
}

function Coverage({ coverage: { days, seen, analysed } }: { coverage: Model['coverage'] }) {
  if (seen === 0) return null
  return (
    <p className="sub panel-foot">
      Of {countText(seen, 'pull request')} told of in {days} days, the files of {analysed.toLocaleString()}{' '}
      are known
      {analysed < seen && ': the others cannot be judged'}.
    </p>
  )
}
