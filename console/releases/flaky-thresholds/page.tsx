import './flaky-thresholds.css'
import { useQuery } from '@tanstack/react-query'
import { testSettingsQuery } from '../flaky/queries.ts'
import { DetailFrame } from '../frame/frame.tsx'
import { Told } from '../frame/told.tsx'
import { useRepository } from '../use-repository.ts'
import { ThresholdForm } from './form.tsx'

/** What decides about the tests of a repository, and who would be called otherwise before anything is saved. */
export function ThresholdsPage() {
  const { name } = useRepository()
  const settings = useQuery({
    ...testSettingsQuery(name ?? ''),
    enabled: Boolean(name),
    refetchOnWindowFocus: false,
  })
  return (
    <DetailFrame section="tests" title="Thresholds" lead={name}>
      <Told query={settings} lines={6}>
        {(found) => <ThresholdForm key={JSON.stringify(found)} settings={found} />}
      </Told>
    </DetailFrame>
  )
}
