import { address, defineSettings, feature, integer, oneOf, origins, secret } from '../../kit/settings.ts'

const secretsIn = (raw: string): readonly string[] => raw.split(',').flatMap((each) => each.trim() || [])

export const releaseSettings = defineSettings('releases', {
  prIntelEnabled: feature(
    'PR_INTEL_ENABLED',
    'Whether pull requests are taken and judged, true or false. Default: what the operator switched, else true.',
  ),
  flakyDetectorEnabled: feature(
    'FLAKY_DETECTOR_ENABLED',
    'Whether reports of tests are taken and judged, true or false. Default: what the operator switched, else true.',
  ),
  schemaDiffEnabled: feature(
    'SCHEMA_DIFF_ENABLED',
    'Whether database schemas are compared, true or false. Default: what the operator switched, else true.',
  ),
  syntheticJourneyEnabled: feature(
    'SYNTHETIC_JOURNEY_ENABLED',
    'Whether journeys run, true or false. Default: what the operator switched, else true.',
  ),
  syntheticUseRealRequests: oneOf(
    'SYNTHETIC_USE_REAL_REQUESTS',
    'Whether a run of journeys that names no mode makes real requests, true or false (then it is simulated, and says so). Default true.',
    ['true', 'false'] as const,
  ).default('true'),
  apiBaseUrl: address(
    'API_BASE_URL',
    'The address by which journeys call this deployment itself, where that is another than KEYHOLD_URL. Default KEYHOLD_URL.',
    { httpsInProduction: false },
  ),
  journeyOrigins: origins(
    'KEYHOLD_JOURNEY_ORIGINS',
    "Origins, comma-separated, on private addresses that the home account's journeys may call, such as http://staging:8080. Default none.",
  ),
  webhookSecrets: {
    ...secret(
      'PR_INTEL_WEBHOOK_SECRET',
      'What a CI or a code host signs its bodies with (HMAC-SHA256 in `X-Hub-Signature-256`), for the home account; during a change two, comma-separated. Default none: API keys alone. Production wants 32 bytes or more of each.',
      { longInProduction: true },
    ),
    secretsIn,
    read: (raw: string | undefined): readonly string[] => secretsIn(raw ?? ''),
  },
  keepDays: integer(
    'KEYHOLD_RELEASES_KEEP_DAYS',
    'How long what a CI sent is kept, days, 30 to 3650. Default 180.',
    { min: 30, max: 3650 },
  ).default(180),
})
