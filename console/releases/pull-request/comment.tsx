import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../kit/answered.tsx'
import { Code } from '../../kit/code.tsx'
import { Panel } from '../../kit/page.tsx'
import type { Pull } from '../pull-requests/api.ts'
import { commentQuery } from '../pull-requests/queries.ts'

/** What CI writes below the pull request: shown as the text it is. */
export function CommentPreview({ pull: { repository, prNumber } }: { pull: Pull }) {
  const comment = useQuery(commentQuery(repository, String(prNumber)))
  return (
    <Panel title="Comment" aside={<span className="sub">Markdown, as CI writes it</span>}>
      <Answered query={comment} lines={2}>
        {({ markdown }) => (
          <details className="unfold">
            <summary>Show what it says</summary>
            <Code text={markdown} label="Comment" copyLabel="Copy comment" />
          </details>
        )}
      </Answered>
    </Panel>
  )
}
