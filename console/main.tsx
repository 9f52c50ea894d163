import './styles/tokens.css'
import './styles/base.css'
import './kit/button.css'
import './kit/page.css'
import './kit/notice.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { proveBy } from './call.ts'
import { noticeAttention } from './kit/attention.ts'
import { Toasts } from './kit/toast.tsx'
import { isSignedOut } from './problem.ts'
import { mayHelpToRetry } from './queries.ts'
import { makeRouter } from './router.tsx'
import { applyTheme } from './shell/theme.ts'
import { takeTokenFromAddress } from './sign-in/link-token.ts'
import { standingQuery } from './standing.ts'
import { askForProof, StepUp } from './step-up/step-up.tsx'

applyTheme()
takeTokenFromAddress()
proveBy(askForProof)
noticeAttention()

/** An ended session leads to the sign-in page, from wherever it was noticed. */
function leaveWhenSignedOut(error: unknown) {
  if (!isSignedOut(error)) return
  // Whoever was not signed in is led away by the router's own guard.
  if (queries.getQueryData(standingQuery.queryKey) === undefined) return
  const next = router.state.location.href
  queries.removeQueries(standingQuery)
  void router.navigate({ to: '/sign-in', search: { next, ended: '1' } }).then(() => queries.clear())
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: { queries: { retry: mayHelpToRetry, staleTime: 3_000 } },
})
const router = makeRouter(queries)

createRoot(document.getElementById('console')!).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
    <StepUp />
    <Toasts />
  </QueryClientProvider>,
)
