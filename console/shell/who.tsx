import { Button } from '../kit/button.tsx'
import type { PersonSession } from '../people/api.ts'
import { useActing } from '../standing.ts'

/** Who is signed in; one who looks after the deployment may go to the own account and back. */
export function Who({ person: { user } }: { person: PersonSession }) {
  const [acting, setActing] = useActing()
  const change = () => {
    setActing(acting === 'home' ? 'own' : 'home')
    // Nothing that was asked for one account may be shown for the other.
    location.assign(acting === 'home' ? '/connections' : '/')
  }
  return (
    <div className="side-who">
      <span className="visually-hidden">Signed in as </span>
      {user.displayName ?? user.username ?? user.email}
      {user.isOperator && (
        <Button tone="quiet" onClick={change}>
          {acting === 'home' ? 'To my own connections' : 'To the deployment'}
        </Button>
      )}
    </div>
  )
}
