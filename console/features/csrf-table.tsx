import type { Features } from './api.ts'
import { csrfFailures, isQuiet } from './words.ts'

const number = new Intl.NumberFormat()

/** Writes of signed-in browsers that CSRF protection refused, or would have refused while it is off. */
export function CsrfTable({ csrf }: Pick<Features, 'csrf'>) {
  if (isQuiet(csrf)) return <p className="field-hint">CSRF protection found nothing wrong since the start.</p>
  return (
    <table className="table csrf-table">
      <caption>
        Writes that CSRF protection found wrong, in the process that answered, since its start
      </caption>
      <thead>
        <tr>
          <th scope="col">What was wrong</th>
          <th scope="col">Refused</th>
          <th scope="col">Let through while off</th>
        </tr>
      </thead>
      <tbody>
        {csrfFailures.map(([failure, title]) => (
          <tr key={failure}>
            <th scope="row">{title}</th>
            <td className="number">{number.format(csrf.refused[failure])}</td>
            <td className="number">{number.format(csrf.reported[failure])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
