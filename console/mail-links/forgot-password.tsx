import { Link } from '@tanstack/react-router'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { MailForm } from './mail-form.tsx'

/** Asks for a link to set a new password with. */
export function ForgotPasswordPage() {
  return (
    <Card title="Set a new password">
      <p className="card-lead">We mail you a link. It works once, within half an hour.</p>
      <MailForm label="Mail me a link" send={people.forgotPassword} isMain />
      <CardFoot>
        <p>
          <Link to="/sign-in">Back to signing in</Link>
        </p>
      </CardFoot>
    </Card>
  )
}
