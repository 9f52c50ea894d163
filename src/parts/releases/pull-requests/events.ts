/** What the log says of pull requests. */
export const pullRequestEvents = {
  'pull_request.judged': {
    text: 'A CI or a code host told something of a pull request, and it was judged anew.',
  },
  'pull_request.broke': {
    text: 'A merged pull request was taken back, mended or rolled back.',
  },
  'pull_request.outcome_told': { text: 'Somebody said what came of a pull request.' },
  'pull_request.policy_changed': { text: "A repository's policy for pull requests was changed." },
  'release_signature.refused': {
    text: 'Bodies for the release checks were refused for their signature; told once in ten minutes.',
  },
} as const
