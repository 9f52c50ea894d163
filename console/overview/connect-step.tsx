import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../api.ts'
import { returnAddress } from '../connections/return-address.ts'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Skeleton } from '../kit/page.tsx'
import { providersQuery } from '../queries.ts'

/** One press to a connected account: the sandbox is a provider of pretend, on this machine. */
export function ConnectStep() {
  const providers = useQuery(providersQuery)
  const connect = useMutation({
    mutationFn: (provider: string) => api.connectLink({ userId: 'me', provider, returnTo: returnAddress() }),
    onSuccess: (link) => location.assign(link.connectUrl),
  })
  if (providers.isPending) return <Skeleton lines={2} />
  if (providers.isError)
    return (
      <ProblemNotice
        error={providers.error}
        onRetry={() => void providers.refetch()}
        retrying={providers.isFetching}
      />
    )
  const sandbox = providers.data.providers.find((provider) => provider.sandbox)
  if (!sandbox) {
    return (
      <p>
        <Link to="/connections" search={{}}>
          Connect an account
        </Link>{' '}
        of a provider that you have set up.
      </p>
    )
  }
  return (
    <>
      <p>
        The sandbox behaves like a real provider but runs on this machine, offline. Its page asks for your
        consent and leads back here.
      </p>
      {connect.isError && <ProblemNotice error={connect.error} />}
      <p>
        <Button
          tone="primary"
          icon="connections"
          busy={connect.isPending || connect.isSuccess}
          onClick={() => connect.mutate(sandbox.id)}
        >
          Connect the sandbox
        </Button>
      </p>
    </>
  )
}
