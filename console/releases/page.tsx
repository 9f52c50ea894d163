import '../kit/room.css'
import './releases.css'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react'
import { Empty, Page, Skeleton } from '../kit/page.tsx'
import { OverviewTab } from './overview/page.tsx'
import { placeOf, type Place, type Section } from './place.ts'

/** Each tab, and each page behind one, is loaded when somebody goes there. */
const tabs: Record<Exclude<Section, 'overview'>, { all: Lazy; one: Lazy }> = {
  'pull-requests': {
    all: lazy(() => import('./pull-requests/page.tsx')),
    one: lazy(() => import('./pull-request/page.tsx')),
  },
  tests: { all: lazy(() => import('./flaky/page.tsx')), one: lazy(() => import('./flaky-test/page.tsx')) },
  schema: { all: lazy(() => import('./schema/page.tsx')), one: lazy(() => import('./schema-diff/page.tsx')) },
  journeys: {
    all: lazy(() => import('./journeys/page.tsx')),
    one: lazy(() => import('./journey/page.tsx')),
  },
}

type Lazy = LazyExoticComponent<ComponentType<{ place: Place }>>

/** The room of the release checks: is this change safe to let out? */
export default function ReleasesPage() {
  const { _splat: path = '' } = useParams({ strict: false })
  const place = placeOf(path)
  if (!place) return <Nowhere />
  if (place.section === 'overview') return <OverviewTab />
  const { all, one } = tabs[place.section]
  const Tab = place.id === null ? all : one
  return (
    // Anew for each: what stands meanwhile has no title, so that the focus waits for that of the new page.
    <Suspense key={`${place.section} ${place.id === null}`} fallback={<Skeleton lines={4} tall />}>
      <Tab place={place} />
    </Suspense>
  )
}

function Nowhere() {
  return (
    <Page title="Release checks">
      <Empty title="This address leads nowhere." />
    </Page>
  )
}
