import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Problem } from './api.ts'
import { readFilter } from './connections/filter.ts'
import { Skeleton } from './kit/page.tsx'
import { sessionQuery } from './queries.ts'
import { readSearch, writeSearch } from './shell/address.ts'
import { NotFound, RouteProblem } from './shell/dead-ends.tsx'
import { Shell } from './shell/shell.tsx'
import { pendingToken } from './sign-in/link-token.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(typeof search.next === 'string' ? { next: search.next } : {}),
    ...(search.ended === '1' ? { ended: '1' as const } : {}),
  }),
  beforeLoad: async ({ context }) => {
    if (pendingToken() !== null) return
    const session = await context.queries.ensureQueryData(sessionQuery).catch(() => null)
    if (session) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./sign-in/page.tsx'), 'SignInPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const refused = (error: unknown) => {
      if (error instanceof Problem && error.status === 401)
        throw redirect({ to: '/sign-in', search: { next: location.href } })
      throw error
    }
    await context.queries.ensureQueryData(sessionQuery).catch(refused)
  },
  component: Shell,
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/page.tsx'), 'OverviewPage'),
})

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import('./connections/page.tsx'), 'ConnectionsPage'),
})

const connectionsReturn = createRoute({
  getParentRoute: () => shell,
  path: '/connections/return',
  validateSearch: (search: Record<string, unknown>) =>
    typeof search.status === 'string' ? { status: search.status } : {},
  component: lazyRouteComponent(() => import('./connections/return.tsx'), 'ReturnPage'),
})

const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$id',
  validateSearch: (search: Record<string, unknown>) =>
    typeof search.status === 'string' ? { status: search.status } : {},
  component: lazyRouteComponent(() => import('./connections/detail.tsx'), 'ConnectionPage'),
})

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  validateSearch: (search: Record<string, unknown>) =>
    typeof search.cursor === 'string' ? { cursor: search.cursor } : {},
  component: lazyRouteComponent(() => import('./keys/page.tsx'), 'KeysPage'),
})

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([overview, connections, connectionsReturn, connection, keys]),
])

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Skeleton lines={4} />,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFound,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
