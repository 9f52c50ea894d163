import type { ReactNode } from 'react'

/** The numbers behind a drawing, for screen readers and for whoever wants them exact. */
export function AsTable({
  label,
  head,
  rows,
}: {
  /** What the table holds. */
  label: string
  head: readonly string[]
  /** The first cell of a row is its heading. */
  rows: readonly (readonly ReactNode[])[]
}) {
  return (
    <details className="as-table">
      <summary>Show as a table</summary>
      <div className="table-scroll" role="region" aria-label={`${label}, as a table`} tabIndex={0}>
        <table className="table">
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              {head.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, ...cells], index) => (
              <tr key={index}>
                <th scope="row">{title}</th>
                {cells.map((cell, place) => (
                  <td key={place}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
