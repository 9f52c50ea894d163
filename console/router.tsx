import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readAuditFilter } from './audit/filter.ts'
import { csrfTokenIn } from './call.ts'
import { readFilter } from './connections/filter.ts'
import { Skeleton } from './kit/page.tsx'
import { isSignedOut } from './problem.ts'
import { hasRoomAt, roomsOf } from './rooms.ts'
import { readSearch, textIn, writeSearch } from './shell/address.ts'
import { NotFound, RouteProblem } from './shell/dead-ends.tsx'
import { pendingToken } from './sign-in/link-token.ts'
import { standingQuery } from './standing.ts'
import { readDeliveryFilter } from './webhooks/filter.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => ({ ...textIn(search, 'next'), ...textIn(search, 'ended') }),
  beforeLoad: async ({ context }) => {
    if (pendingToken('/sign-in') !== null) return
    const standing = await context.queries.ensureQueryData(standingQuery).catch(() => null)
    if (standing) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./sign-in/page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./sign-up/page.tsx'), 'SignUpPage'),
})

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('./mail-links/verify-email.tsx'), 'VerifyEmailPage'),
})

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('./mail-links/confirm-email.tsx'), 'ConfirmEmailPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./mail-links/forgot-password.tsx'), 'ForgotPasswordPage'),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./mail-links/reset-password.tsx'), 'ResetPasswordPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const refused = (error: unknown) => {
      // What signing out takes away is left of a session that ended by itself, or elsewhere.
      const ended = csrfTokenIn(document.cookie) === null ? {} : { ended: '1' }
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { next: location.href, ...ended } })
      throw error
    }
    const standing = await context.queries.ensureQueryData(standingQuery).catch(refused)
    if (!hasRoomAt(standing, location.pathname)) throw redirect({ to: roomsOf(standing).main[0]!.path })
  },
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
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

/** Its tabs and their pages are told apart by the room itself, so that nothing of them is loaded elsewhere. */
const releases = createRoute({
  getParentRoute: () => shell,
  path: '/releases',
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: lazyRouteComponent(() => import('./releases/page.tsx')),
})

const inReleases = createRoute({ getParentRoute: () => releases, path: '$' })

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: readAuditFilter,
  component: lazyRouteComponent(() => import('./audit/page.tsx'), 'AuditPage'),
})

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: (search) => ({ ...textIn(search, 'name'), ...textIn(search, 'cursor') }),
  component: lazyRouteComponent(() => import('./everybody/page.tsx'), 'EverybodyPage'),
})

const somebody = createRoute({
  getParentRoute: () => shell,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./everybody/detail.tsx'), 'SomebodyPage'),
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

const security = createRoute({
  getParentRoute: () => shell,
  path: '/security',
  component: lazyRouteComponent(() => import('./security/page.tsx'), 'SecurityPage'),
})

const myData = createRoute({
  getParentRoute: () => shell,
  path: '/my-data',
  component: lazyRouteComponent(() => import('./my-data/page.tsx'), 'MyDataPage'),
})

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile/page.tsx'), 'ProfilePage'),
})

const routeTree = root.addChildren([
  signIn,
  signUp,
  verifyEmail,
  confirmEmail,
  forgotPassword,
  resetPassword,
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
    releases.addChildren([inReleases]),
    audit,
    people,
    somebody,
    explorer,
    settings,
    security,
    myData,
    profile,
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
