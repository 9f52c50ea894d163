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
import { readAuditFilter } from './audit/filter.ts'
import { readFilter } from './connections/filter.ts'
import { Skeleton } from './kit/page.tsx'
import { sessionQuery } from './queries.ts'
import { readSearch, textIn, writeSearch } from './shell/address.ts'
import { NotFound, RouteProblem } from './shell/dead-ends.tsx'
import { Shell } from './shell/shell.tsx'
import { pendingToken } from './sign-in/link-token.ts'
import { readDeliveryFilter } from './webhooks/filter.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => ({ ...textIn(search, 'next'), ...textIn(search, 'ended') }),
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
  validateSearch: (search) => textIn(search, 'status'),
  component: lazyRouteComponent(() => import('./connections/return.tsx'), 'ReturnPage'),
})

const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$id',
  validateSearch: (search) => textIn(search, 'status'),
  component: lazyRouteComponent(() => import('./connections/detail.tsx'), 'ConnectionPage'),
})

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  validateSearch: (search) => textIn(search, 'cursor'),
  component: lazyRouteComponent(() => import('./keys/page.tsx'), 'KeysPage'),
})

const statistics = createRoute({
  getParentRoute: () => shell,
  path: '/statistics',
  validateSearch: (search) => ({ ...textIn(search, 'connection'), ...textIn(search, 'measure') }),
  component: lazyRouteComponent(() => import('./statistics/page.tsx'), 'StatisticsPage'),
})

const syncs = createRoute({
  getParentRoute: () => shell,
  path: '/syncs',
  validateSearch: (search) => ({ ...textIn(search, 'connection'), ...textIn(search, 'cursor') }),
  component: lazyRouteComponent(() => import('./syncs/page.tsx'), 'SyncsPage'),
})

const providers = createRoute({
  getParentRoute: () => shell,
  path: '/providers',
  validateSearch: (search) => ({ ...textIn(search, 'find'), ...textIn(search, 'state') }),
  component: lazyRouteComponent(() => import('./providers/page.tsx'), 'ProvidersPage'),
})

const limits = createRoute({
  getParentRoute: () => shell,
  path: '/limits',
  validateSearch: (search) => textIn(search, 'cursor'),
  component: lazyRouteComponent(() => import('./limits/page.tsx'), 'LimitsPage'),
})

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks/page.tsx'), 'WebhooksPage'),
})

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/webhooks/$id',
  validateSearch: readDeliveryFilter,
  component: lazyRouteComponent(() => import('./webhooks/detail.tsx'), 'EndpointPage'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: readAuditFilter,
  component: lazyRouteComponent(() => import('./audit/page.tsx'), 'AuditPage'),
})

const explorer = createRoute({
  getParentRoute: () => shell,
  path: '/explorer',
  // What is typed into the forms stays out of the address: it may be anybody's.
  validateSearch: (search) => textIn(search, 'operation'),
  component: lazyRouteComponent(() => import('./explorer/page.tsx'), 'ExplorerPage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/page.tsx'), 'SettingsPage'),
})

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    overview,
    connections,
    connectionsReturn,
    connection,
    statistics,
    syncs,
    providers,
    keys,
    limits,
    webhooks,
    webhook,
    audit,
    explorer,
    settings,
  ]),
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
