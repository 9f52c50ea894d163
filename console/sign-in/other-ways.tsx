import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { people } from '../people/api.ts'
import { knowsPasskeys, signWithPasskey } from '../people/passkey.ts'
import { PersonProblem } from '../people/problem.tsx'
import { waysInQuery } from '../people/queries.ts'

/** Without a password: a passkey, where the browser knows them; the operators' provider, where there is one. */
export function OtherWays({ next, onEntered }: { next: string; onEntered: () => void }) {
  const provider = useQuery(waysInQuery).data?.provider
  if (!knowsPasskeys() && !provider) return null
  return (
    <div className="card-ways">
      {knowsPasskeys() && <ByPasskey onEntered={onEntered} />}
      {provider && (
        <a className="button button-plain" href={providerAddress(next)}>
          Sign in by your organisation, at {provider}
        </a>
      )}
    </div>
  )
}

/** Where the provider sends the browser back to afterwards: a path of ours, without what stands in a fragment. */
export function providerAddress(next: string): string {
  const path = next.length <= 500 ? next.replace(/#.*$/, '') : '/'
  return `/auth/oidc/start?next=${encodeURIComponent(path)}`
}

function ByPasskey({ onEntered }: { onEntered: () => void }) {
  const signIn = useMutation({
    mutationFn: async () => people.passkeySignIn(await signWithPasskey(await people.passkeySignInOptions())),
    onSuccess: onEntered,
    gcTime: 0,
  })
  return (
    <>
      <Button icon="keys" busy={signIn.isPending} onClick={() => signIn.mutate()}>
        Sign in with a passkey
      </Button>
      <PersonProblem error={signIn.error} />
    </>
  )
}
