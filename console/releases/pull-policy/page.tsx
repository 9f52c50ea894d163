import './pull-policy.css'
import { useQuery } from '@tanstack/react-query'
import { DetailFrame } from '../frame/frame.tsx'
import { Told } from '../frame/told.tsx'
import { policyQuery } from '../pull-requests/queries.ts'
import { useRepository } from '../use-repository.ts'
import { PolicyForm } from './form.tsx'

/** What a repository calls sensitive, when a chance is medium or high, and what blocks. */
export function PolicyPage() {
  const { name } = useRepository()
  const policy = useQuery({
    ...policyQuery(name ?? ''),
    enabled: Boolean(name),
    refetchOnWindowFocus: false,
  })
  return (
    <DetailFrame section="pull-requests" title="Policy" lead={name}>
      <Told query={policy} lines={6}>
        {(found) => <PolicyForm key={JSON.stringify(found)} found={found} />}
      </Told>
    </DetailFrame>
  )
}
