/** What the log says of schema diffs. */
export const schemaEvents = {
  'schema_diff.kept': { text: 'Two schemas of a repository were compared, and what was found is kept.' },
} as const
