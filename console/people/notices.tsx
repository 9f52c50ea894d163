import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { sayDone, sayProblem } from '../kit/toast.tsx'
import { ResendProof } from '../mail-links/resend-proof.tsx'
import { standingQuery, usePerson } from '../standing.ts'
import { people } from './api.ts'
import { factorsQuery, useHasMail } from './queries.ts'
import { inWords } from './words.ts'

/** What a person should know in every room. */
export function PersonNotices() {
  const person = usePerson()
  if (!person) return null
  const { user, session } = person
  return (
    <div className="person-notices">
      {session.actingOperator !== null && (
        <Notice tone="warn">
          <p className="notice-title">
            You are looking through the eyes of {user.displayName ?? user.username ?? 'somebody else'}.
          </p>
          <p>You can read, and change nothing. They were told. Sign out to be yourself again.</p>
        </Notice>
      )}
      {user.eraseAt !== null && <ErasureNotice at={user.eraseAt} />}
      {!user.emailVerified && session.actingOperator === null && <UnprovedNotice email={user.email} />}
      <ResetNotice />
    </div>
  )
}

function ErasureNotice({ at }: { at: string }) {
  const queries = useQueryClient()
  const keep = useMutation({
    mutationFn: people.keep,
    onSuccess: () => sayDone('Your account stays.'),
    onError: (error) => sayProblem(inWords(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: standingQuery.queryKey }),
  })
  return (
    <Notice tone="warn">
      <p className="notice-title">
        Your account is erased, with everything in it, on <Moment at={at} />.
      </p>
      <div>
        <Button busy={keep.isPending} onClick={() => keep.mutate()}>
          Keep my account
        </Button>
      </div>
    </Notice>
  )
}

/** Where addresses need not be proved there is nothing to say. */
function UnprovedNotice({ email }: { email: string | null }) {
  if (!useHasMail()) return null
  return (
    <Notice tone="warn">
      <p className="notice-title">Confirm your address {email}.</p>
      <p>Until you follow the link in our mail you can look around, and change hardly anything.</p>
      <ResendProof />
    </Notice>
  )
}

function ResetNotice() {
  const queries = useQueryClient()
  const resetAt = useQuery(factorsQuery).data?.resetAt ?? null
  const keep = useMutation({
    mutationFn: people.keepFactors,
    onError: (error) => sayProblem(inWords(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: factorsQuery.queryKey }),
  })
  if (resetAt === null) return null
  return (
    <Notice tone="warn">
      <p className="notice-title">
        Your second steps are taken off on <Moment at={resetAt} />, as the operator was asked to.
      </p>
      <p>If you did not ask for that, somebody else did. Keep them, and change your password.</p>
      <div>
        <Button busy={keep.isPending} onClick={() => keep.mutate()}>
          I still have them, keep them
        </Button>
      </div>
    </Notice>
  )
}
