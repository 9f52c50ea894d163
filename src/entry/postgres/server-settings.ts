import { createHash } from 'node:crypto'

export interface ServerOptions {
  dataFolder: string
  socketFolder: string
  fsync: boolean
  /** Version of the programs, such as `18.4`. */
  version: string
}

/** The name under which a running server tells {@link markOf} what it was started with. */
export const markSetting = 'keyhold.started_with'

/** The server's whole command line. What stands here beats any configuration file. */
export function serverArguments(options: ServerOptions): string[] {
  const settings = { ...settingsOf(options), [markSetting]: markOf(options) }
  const switches = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', options.dataFolder, ...switches]
}

/** Changes with any setting or program version, so that a server found running can be told from the one we would start. */
export function markOf(options: ServerOptions): string {
  const { unix_socket_directories: _, ...settings } = settingsOf(options)
  return createHash('sha256')
    .update(JSON.stringify([options.version, settings]))
    .digest('hex')
    .slice(0, 16)
}

function settingsOf({ socketFolder, fsync }: ServerOptions): Record<string, string> {
  return {
    // The one door: a socket in a folder of our own. No address, so no password and no TLS either.
    listen_addresses: '',
    unix_socket_directories: quoted(socketFolder),
    unix_socket_permissions: '0700',
    port: '5432',
    ssl: 'off',
    max_connections: '100',
    shared_buffers: '128MB',
    // Planning and compiling would cost our short statements more than it gives.
    jit: 'off',
    ...(fsync ? { fsync: 'on' } : { fsync: 'off', full_page_writes: 'off' }),
    idle_in_transaction_session_timeout: '30s',
    timezone: 'UTC',
    ...logSettings,
  }
}

// Bound values and details of errors hold people's data and secrets: neither reaches the log.
const logSettings = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

// The setting is a list, in which a comma or a blank of the folder's name would count.
function quoted(folder: string): string {
  return `"${folder.replaceAll('"', '""')}"`
}
