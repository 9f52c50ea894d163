import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { details, plainRows } from '../table.ts'
import { addEndpoints } from './webhook-endpoints.ts'

const address = '/api/providers/{provider}/subscription'

/** Events that providers post to this deployment, and those that it posts to apps. */
export function addWebhooks(program: Command, cli: Cli): void {
  const webhooks = program
    .command('webhooks')
    .description('Events that providers post here, and those that are posted to your app.')
  examples(webhooks, [
    ['webhooks subscribe strava', 'changes are then seen within seconds'],
    ['webhooks show strava', 'where they go'],
    ['webhooks endpoints create https://example.org/hooks', 'your app hears'],
  ])
  addEndpoints(webhooks.command('endpoints'), cli)
  const show = webhooks
    .command('show')
    .argument('<provider>', 'such as strava')
    .description('Whether the provider posts its events here.')
  examples(show, [['webhooks show strava', 'where they go']])
  actOnServer(cli, show, async ({ server, terminal }, [provider]) => {
    const found = await server.get(address, { path: { provider: provider! } })
    const rows: [string, string][] = [
      ['provider', found.provider],
      ['callback', found.callbackUrl],
      ['subscription', found.subscriptionId ?? 'none'],
    ]
    terminal.answer({ json: { ...found }, plain: plainRows(rows), human: details(rows, terminal.paint.dim) })
  })
  const subscribe = webhooks
    .command('subscribe')
    .argument('<provider>', 'such as strava')
    .description('Ask the provider to post its events here; KEYHOLD_URL must be reachable from there.')
  examples(subscribe, [['webhooks subscribe strava', 'once for a deployment']])
  actOnServer(cli, subscribe, async ({ server, terminal }, [provider]) => {
    const made = await server.post(address, { path: { provider: provider! } })
    terminal.answer({
      json: { ...made },
      plain: plainRows([[made.provider, made.callbackUrl, made.subscriptionId ?? '']]),
      human: `${made.provider} posts its events to ${made.callbackUrl}.`,
    })
  })
  const unsubscribe = webhooks
    .command('unsubscribe')
    .argument('<provider>', 'such as strava')
    .description('Ask the provider to post no more.')
  examples(unsubscribe, [['webhooks unsubscribe strava', 'before the address changes']])
  actOnServer(cli, unsubscribe, async ({ server, terminal }, [provider]) => {
    await server.remove(address, { path: { provider: provider! } })
    terminal.answer({
      json: { provider, subscriptionId: null },
      plain: plainRows([[provider!, '']]),
      human: `${provider} posts no more events here.`,
    })
  })
}
