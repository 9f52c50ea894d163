import './styles/tokens.css'
import './styles/base.css'
import './kit/button.css'
import './kit/page.css'
import './kit/notice.css'
import './kit/field.css'
import './shell/shell.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Problem } from './api.ts'
import { noticeAttention } from './kit/attention.ts'
import { Toasts } from './kit/toast.tsx'
import { mayHelpToRetry, sessionQuery } from './queries.ts'
import { makeRouter } from './router.tsx'
import { applyTheme } from './shell/theme.ts'
import { takeTokenFromAddress } from './sign-in/link-token.ts'

applyTheme()
takeTokenFromAddress()
noticeAttention()

/** An ended session leads to the sign-in page, from wherever it was noticed. */
function leaveWhenSignedOut(error: unknown) {
  if (!(error instanceof Problem) || error.status !== 401) return
  // Whoever was not signed in is led away by the router's own guard.
  if (queries.getQueryData(sessionQuery.queryKey) === undefined) return
  const next = router.state.location.href
  queries.removeQueries(sessionQuery)
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
    <Toasts />
  </QueryClientProvider>,
)
