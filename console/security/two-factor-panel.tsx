import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { people, type Factors } from '../people/api.ts'
import { AtOrganisation, useIsFromOutside } from '../people/outside.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { factorsQuery } from '../people/queries.ts'
import { CodesDialog } from './codes-dialog.tsx'
import { DisableDialog } from './disable-dialog.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { useSecured } from './use-secured.ts'

/** The authenticator app, and the recovery codes for the day it is lost. */
export function TwoFactorPanel() {
  const factors = useQuery(factorsQuery)
  return (
    <Panel title="Two-factor authentication">
      <Answered query={factors}>
        {(answer) => (
          <>
            <AuthenticatorApp enabled={answer.authenticator} hasPasskey={answer.passkeys.length > 0} />
            {(answer.authenticator || answer.passkeys.length > 0) && <Recovery {...answer.recoveryCodes} />}
          </>
        )}
      </Answered>
    </Panel>
  )
}

type AppProps = { enabled: Factors['authenticator']; hasPasskey: boolean }

function AuthenticatorApp({ enabled, hasPasskey }: AppProps) {
  const [isEnding, setEnding] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const setUp = useMutation({ mutationFn: people.setUpApp, gcTime: 0 })
  const isFromOutside = useIsFromOutside()
  if (!enabled && isFromOutside) return <AtOrganisation />
  return (
    <>
      <StateOfApp enabled={enabled} hasPasskey={hasPasskey} />
      <PersonProblem error={setUp.error} />
      <div className="actions">
        {enabled ? (
          <Button onClick={() => setEnding(true)}>Take the app off</Button>
        ) : (
          <Button
            tone={hasPasskey ? 'plain' : 'primary'}
            busy={setUp.isPending}
            onClick={() => setUp.mutate()}
          >
            Set up an app
          </Button>
        )}
      </div>
      {setUp.data && <EnrolDialog made={setUp.data} onCodes={setCodes} onClose={setUp.reset} />}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {isEnding && <DisableDialog hasPasskey={hasPasskey} onClose={() => setEnding(false)} />}
    </>
  )
}

function StateOfApp({ enabled, hasPasskey }: AppProps) {
  if (enabled)
    return (
      <p>
        <Badge tone="good">On</Badge> since <Moment at={enabled.enabledAt} as="day" />: besides the password
        we ask for a code of your app{hasPasskey && ', or a passkey'}.
      </p>
    )
  if (hasPasskey)
    return (
      <p>
        <Badge tone="good">On</Badge>: besides the password we ask for your passkey. An app on your phone is
        one more way: it shows a code that changes every half a minute.
      </p>
    )
  return (
    <p>
      An app on your phone shows a code that changes every half a minute. With it nobody gets in by the
      password alone.
    </p>
  )
}

function Recovery({ left, isFew }: Factors['recoveryCodes']) {
  const secured = useSecured()
  const renew = useMutation({
    mutationFn: people.renewCodes,
    onSuccess: () => void secured(),
    gcTime: 0,
  })
  return (
    <>
      <p>
        {isFew && <Badge tone="warn">Few left</Badge>} {left} of 10 recovery codes are left. Each gets you in
        once, without your app or passkey.
      </p>
      <PersonProblem error={renew.error} />
      <div className="actions">
        <Button busy={renew.isPending} onClick={() => renew.mutate()}>
          Make new recovery codes
        </Button>
      </div>
      {renew.data && <CodesDialog codes={renew.data.recoveryCodes} onClose={renew.reset} />}
    </>
  )
}
