import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page } from '../kit/page.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <main className="alone">
      <Page title="Nothing here">
        <Empty title="This address leads nowhere.">
          <p>
            <Link to="/">Go to the overview</Link>
          </p>
        </Empty>
      </Page>
    </main>
  )
}

/** A page that could not be made: the server is away, or the console is at fault. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <main className="alone">
      <Page title="Keyhold">
        <ProblemNotice error={error} onRetry={retry} />
      </Page>
    </main>
  )
}
