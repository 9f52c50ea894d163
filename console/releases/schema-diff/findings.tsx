import { Code } from '../../kit/code.tsx'
import { Panel } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import type { Finding, Place, Report } from '../schema/api.ts'
import { lostPlace, toneOf } from '../schema/words.ts'

/** What may go wrong, the gravest first, each with what to do instead. */
export function Findings({ report: { findings, findingsTotal, ignored } }: { report: Report }) {
  return (
    <Panel title="Findings" aside={findings.length > 0 && <span className="sub">the gravest first</span>}>
      {findings.length === 0 ? (
        <p className="nothing">There is nothing to object to.</p>
      ) : (
        <ol className="lines report-findings">
          {findings.map((finding) => (
            <li key={finding.id}>
              <OneFinding finding={finding} />
            </li>
          ))}
        </ol>
      )}
      {findingsTotal > findings.length && (
        <p className="sub panel-foot">
          {(findingsTotal - findings.length).toLocaleString()} more are not shown.
        </p>
      )}
      {ignored.length > 0 && <Ignored ignored={ignored} />}
    </Panel>
  )
}

function OneFinding({ finding }: { finding: Finding }) {
  const { rule, title, severity, baseSeverity, message, remedy, sql, place } = finding
  const before = lostPlace(finding)
  return (
    <>
      <div className="finding-head">
        <h3>
          <code className="finding-rule">{rule}</code> {title}
        </h3>
        <span className="finding-severity number">
          {Math.ceil(severity)}
          {Math.ceil(severity) !== Math.ceil(baseSeverity) && (
            <span className="sub-inline"> of {Math.ceil(baseSeverity)}</span>
          )}
        </span>
        <span className="finding-bar">
          <ChanceBar chance={severity / 100} tone={toneOf(severity)} />
        </span>
      </div>
      <p className="break">
        {message}{' '}
        <span className="sub-inline">
          {placeText(place)}
          {before && `, before ${placeText(before)}`}
        </span>
      </p>
      <p className="finding-remedy">{remedy}</p>
      {sql && (
        <details className="unfold">
          <summary>Show the SQL</summary>
          <Code text={sql} label={`SQL for ${rule}`} copyLabel="Copy SQL" />
        </details>
      )}
    </>
  )
}

const placeText = ({ file, line }: Place): string => `${file}:${line}`

function Ignored({ ignored }: { ignored: Report['ignored'] }) {
  return (
    <details className="unfold panel-foot">
      <summary>Answered by a comment ({ignored.length})</summary>
      <ul className="lines">
        {ignored.map(({ id, rule, message, reason, answeredAt }) => (
          <li key={id}>
            <span className="break">
              <code className="finding-rule">{rule}</code> {message}
              <span className="sub">
                “{reason}”{answeredAt && `, at ${placeText(answeredAt)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
