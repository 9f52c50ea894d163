import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'

/** After a sign-in: what was asked for somebody else is forgotten, and the browser goes to where it was. */
export function useEntered(next: string): () => void {
  const queries = useQueryClient()
  const router = useRouter()
  return () => {
    queries.clear()
    router.history.push(next)
  }
}
