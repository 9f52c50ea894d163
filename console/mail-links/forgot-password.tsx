import { Link } from '@tanstack/react-router'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { useHasMail } from '../people/queries.ts'
import { noOwnReset } from '../people/words.ts'
import { MailForm } from './mail-form.tsx'

/** Asks for a link to set a new password with. */
export function ForgotPasswordPage() {
  const isOff = useHasMail() === false
  return (
    <Card title="Set a new password">
      <p className="card-lead">
        {isOff ? noOwnReset : 'We mail you a link. It works once, within half an hour.'}
      </p>
      {!isOff && <MailForm label="Mail me a link" send={people.forgotPassword} isMain />}
      <CardFoot>
        <p>
          <Link to="/sign-in">Back to signing in</Link>
        </p>
      </CardFoot>
    </Card>
  )
}
