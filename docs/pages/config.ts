import { parts } from '../../src/parts.ts'
import { madeFrom, table } from './made-from.ts'

/** What the entries read before any part is there: where things are, and how this process runs. */
export const entryVariables: Record<string, string> = {
  DATABASE_URL:
    "A PostgreSQL server, 15 or newer, with the app's login. Default: an embedded one in the home.",
  DATABASE_URL_FILE: 'In functions (Netlify, AWS Lambda): a file that holds DATABASE_URL.',
  DATABASE_OWNER_URL:
    'The same database with the login that owns it, direct and not pooled: for migrations. Default: DATABASE_URL.',
  FORCE_COLOR: 'Any value: colours although the output is no terminal.',
  KEYHOLD_AWS_ACCESS_KEY_ID:
    "On Netlify alone: AWS_ACCESS_KEY_ID, which is Netlify's own there; so are the next two. Default: none.",
  KEYHOLD_AWS_REGION: "On Netlify alone: AWS_REGION. Default: the one in the key's ARN.",
  KEYHOLD_AWS_SECRET_ACCESS_KEY: 'On Netlify alone: AWS_SECRET_ACCESS_KEY.',
  KEYHOLD_DEBUG: 'Any value: the CLI shows where an unforeseen error came from.',
  KEYHOLD_HOME: 'Folder of the keys, the embedded database and its log. Default .keyhold.',
  KEYHOLD_POSTGRES_BIN:
    "Folder of a system's postgres and initdb, 15 or newer, for the embedded database. Default: those of the npm package.",
  KEYHOLD_PREPARED_STATEMENTS:
    '`on` when DATABASE_URL leads to no pooler, or to one that knows prepared statements. Default off; the embedded database always uses them.',
  KEYHOLD_SANDBOX:
    '`off` starts without the sandbox provider, which is there as long as no provider is configured. Never in production.',
  KEYHOLD_FAILPOINT:
    'For fault tests with NODE_ENV=test: the labelled point at which the process stops or ends.',
  NO_COLOR: 'Any value: no colours.',
  NODE_ENV: '`production` counts like ENVIRONMENT=production.',
  TERM: '`dumb`: no colours.',
  URL: 'An older name of KEYHOLD_URL.',
}

/** Every variable: what it is, its unit, range and default. */
export function configPage(): string {
  const sections = parts
    .flatMap((part) => part.settings ?? [])
    .map(({ part, shape }) => {
      const rows = Object.values(shape).map(({ variable, isSecret, requiredInProduction, text }) => [
        `\`${variable}\``,
        text,
        [isSecret && 'secret', requiredInProduction && 'needed in production'].filter(Boolean).join(', '),
      ])
      return `## ${part}\n\n${table(['variable', 'what it is', ''], rows)}`
    })
  const entries = table(
    ['variable', 'what it is'],
    Object.entries(entryVariables).map(([name, text]) => [`\`${name}\``, text]),
  )
  return `# Configuration

${madeFrom("the parts' settings")} All mistakes are told at once. A secret may stand in a file instead, named by the variable with \`_FILE\` behind it. Production (\`NODE_ENV=production\` or \`ENVIRONMENT=production\`) refuses missing, short, reused and example secrets.

## before any part

${entries}
${sections.join('\n')}`
}
