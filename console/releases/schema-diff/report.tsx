import './report.css'
import { Code } from '../../kit/code.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Notice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { LevelMeter } from '../drawing/level-meter.tsx'
import { countText, scoreText } from '../figures.ts'
import type { Report, Schemas } from '../schema/api.ts'
import { lossesIn, summaryInWords, windowInWords } from '../schema/words.ts'
import { Findings } from './findings.tsx'
import { Renames } from './renames.tsx'
import { Files } from '../side-by-side/files.tsx'

/** All that was found between two schemas. */
export function ReportView({ report, schemas }: { report: Report; schemas: Schemas }) {
  return (
    <>
      <div className="columns">
        <div className="page">
          <Risk report={report} />
          <Renames renames={report.renames} />
          <Findings report={report} />
        </div>
        <div className="page">
          {report.migration && <Migration migration={report.migration} />}
          <Sql report={report} />
        </div>
      </div>
      <Files schemas={schemas} report={report} />
    </>
  )
}

function Risk({ report }: { report: Report }) {
  const { score, level, summary, windowRecommendation, provider, lockRules, findingsTotal, notes } = report
  return (
    <Panel title="Risk">
      <p className="report-score">
        <strong className="report-number number">{scoreText(score)}</strong>
        <span>
          of 100, {countText(findingsTotal, 'finding')}
          <span className="sub">{summaryInWords(summary)}</span>
        </span>
      </p>
      <LevelMeter score={score} level={level} />
      <dl className="facts">
        <Fact name="Best done">{windowInWords(windowRecommendation)}</Fact>
        <Fact name="Database">
          {provider}
          {lockRules.reason && <span className="sub">{lockRules.reason}</span>}
        </Fact>
      </dl>
      {notes.length > 0 && (
        <Notice>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Notice>
      )}
    </Panel>
  )
}

function Migration({
  migration: { path, reachesTarget, missing, extra },
}: {
  migration: NonNullable<Report['migration']>
}) {
  return (
    <Panel title="Your own migration">
      <p className="break">
        <code>{path}</code>{' '}
        {reachesTarget ? 'does all that Prisma would do.' : 'does not lead where Prisma would.'}
      </p>
      {missing.length > 0 && <Statements title="It leaves out" statements={missing} />}
      {extra.length > 0 && <Statements title="It does besides" statements={extra} />}
    </Panel>
  )
}

function Statements({ title, statements }: { title: string; statements: readonly string[] }) {
  return (
    <details className="unfold">
      <summary>
        {title} ({statements.length})
      </summary>
      <Code text={statements.join('\n')} label={title} copyLabel="Copy" />
    </details>
  )
}

function Sql({ report }: { report: Report }) {
  const { sql, migration } = report
  const losses = lossesIn(report)
  return (
    <Panel
      title="SQL"
      aside={<span className="sub">what Prisma would do{migration && ', not your own migration'}</span>}
    >
      {sql === null && <p className="nothing">Prisma writes none for this database.</p>}
      {sql !== null && sql.trim() === '' && <p className="nothing">Nothing has to be done.</p>}
      {sql !== null && sql.trim() !== '' && (
        <div className="report-sql">
          {losses.length > 0 && (
            <p className="break report-losses">
              What would be lost in it: <strong>{inWords(losses)}</strong>
            </p>
          )}
          <Code text={sql} label="SQL" copyLabel="Copy what Prisma would do" />
        </div>
      )}
    </Panel>
  )
}

const namedAtMost = 10

const inWords = (names: readonly string[]): string =>
  [
    ...names.slice(0, namedAtMost),
    ...(names.length > namedAtMost ? [`${names.length - namedAtMost} more`] : []),
  ].join(', ')
