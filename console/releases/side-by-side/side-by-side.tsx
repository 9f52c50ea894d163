import './side-by-side.css'
import { Fragment, useMemo, useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { compareLines, foldRows, type Row, type Stretch } from './line-diff.ts'
import type { LineMark } from './pairs.ts'

type Props = {
  base: string
  target: string
  marks: readonly LineMark[]
}

const signs: Record<Row['kind'], { base: string; target: string }> = {
  same: { base: '', target: '' },
  changed: { base: '−', target: '+' },
  removed: { base: '−', target: '' },
  added: { base: '', target: '+' },
}

const shownAtFirst = 400

/** Two schemas line by line; one above the other where the window is narrow. What is alike and far away is folded. */
export function SideBySide({ base, target, marks }: Props) {
  const [most, setMost] = useState(shownAtFirst)
  const [baseLines, targetLines] = useMemo(() => [base.split(/\r?\n/), target.split(/\r?\n/)], [base, target])
  const stretches = useMemo(() => foldRows(compareLines(baseLines, targetLines)), [baseLines, targetLines])
  const marksAt = useMemo(() => marksByLine(marks), [marks])
  const { shown, hidden } = cut(stretches, most)
  return (
    <>
      <table className="sides">
        <caption className="visually-hidden">Both schemas, line by line</caption>
        <colgroup>
          <col className="side-numbers" />
          <col />
          <col className="side-numbers" />
          <col />
        </colgroup>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Line before</th>
            <th scope="col">Before</th>
            <th scope="col">Line after</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((stretch, place) => (
            <StretchRows
              key={place}
              stretch={stretch}
              lines={{ base: baseLines, target: targetLines }}
              marksAt={marksAt}
            />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <p className="panel-foot">
          <Button onClick={() => setMost(most + shownAtFirst * 2)}>
            Show more of {hidden.toLocaleString()} lines
          </Button>
        </p>
      )}
    </>
  )
}

type Lines = { base: readonly string[]; target: readonly string[] }
type MarksAt = ReadonlyMap<string, readonly LineMark[]>

function StretchRows({ stretch, lines, marksAt }: { stretch: Stretch; lines: Lines; marksAt: MarksAt }) {
  const [open, setOpen] = useState(stretch.kind === 'shown')
  if (!open)
    return (
      <tr className="side-fold">
        <td colSpan={4}>
          <button type="button" onClick={() => setOpen(true)}>
            {stretch.rows.length.toLocaleString()} lines are alike
          </button>
        </td>
      </tr>
    )
  return stretch.rows.map((row) => (
    <LineRow key={`${row.base} ${row.target}`} row={row} lines={lines} marksAt={marksAt} />
  ))
}

function LineRow({ row, lines, marksAt }: { row: Row; lines: Lines; marksAt: MarksAt }) {
  return (
    <tr className={`side-row side-${row.kind}`}>
      {(['base', 'target'] as const).map((side) => {
        const line = row[side]
        const marks = line === null ? undefined : marksAt.get(`${side} ${line}`)
        return (
          <Fragment key={side}>
            <td className={`side-number side-number-${side}`}>{line}</td>
            <td className={`side-line side-line-${side}${line === null ? ' side-none' : ''}`}>
              {line !== null && (
                <>
                  <span className="side-sign">{signs[row.kind][side]}</span>
                  <code>{lines[side][line - 1]}</code>
                </>
              )}
              {marks?.map(({ text, tone }) => (
                <span key={text} className={`side-mark side-mark-${tone}`}>
                  {text}
                </span>
              ))}
            </td>
          </Fragment>
        )
      })}
    </tr>
  )
}

function marksByLine(marks: readonly LineMark[]): MarksAt {
  const all = new Map<string, LineMark[]>()
  for (const mark of marks) {
    const key = `${mark.side} ${mark.line}`
    all.set(key, [...(all.get(key) ?? []), mark])
  }
  return all
}

/** The first stretches with at most so many rows in sight, so that a schema of thousands of lines stays quick. */
function cut(stretches: readonly Stretch[], most: number): { shown: Stretch[]; hidden: number } {
  const shown: Stretch[] = []
  let left = most
  let hidden = 0
  for (const stretch of stretches) {
    const rows = stretch.kind === 'folded' ? 1 : stretch.rows.length
    if (left <= 0) hidden += stretch.rows.length
    else if (rows <= left) shown.push(stretch)
    else {
      shown.push({ ...stretch, rows: stretch.rows.slice(0, left) })
      hidden += stretch.rows.length - left
    }
    left -= rows
  }
  return { shown, hidden }
}
