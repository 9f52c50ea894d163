import { Link } from '@tanstack/react-router'
import { Card } from '../people/card.tsx'

/** Where a mailed link leads after proving addresses was switched off: what it asks for would be refused. */
export function SwitchedOff({ children }: { children: string }) {
  return (
    <Card title="This is switched off here">
      <p className="card-lead">{children}</p>
      <Link to="/" className="button button-primary">
        Go on
      </Link>
    </Card>
  )
}
