import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { nameOf } from '../connections/words.ts'
import { copyText } from '../kit/copy.ts'
import { useRemembered } from '../kit/remembered.ts'
import { sayDone } from '../kit/toast.tsx'
import { dataSetsQuery } from '../data-queries.ts'
import { connectionsQuery, overviewQuery, providersQuery } from '../queries.ts'
import { wish } from '../shell/intents.ts'
import { useRooms } from '../shell/use-rooms.ts'
import { applyTheme, themeChoices, themes, type Theme } from '../shell/theme.ts'
import { useSyncNow } from '../syncs/use-sync-now.ts'
import type { Command } from './commands.ts'

/** Everything that can be gone to or done from anywhere. */
export function useCommands(onHelp: () => void): Command[] {
  return [...useRoomCommands(), ...useActions(onHelp), ...useConnectionCommands(), ...useRedirectUris()]
}

function useRoomCommands(): Command[] {
  const navigate = useNavigate()
  return useRooms().all.map(({ id, title, path, shortcut }) => ({
    id: `room-${id}`,
    title,
    detail: `g ${shortcut}`,
    words: 'go to room',
    group: 'Rooms',
    run: () => void navigate({ to: path }),
  }))
}

function useActions(onHelp: () => void): Command[] {
  const navigate = useNavigate()
  const url = useQuery(overviewQuery).data?.url
  const [, setTheme] = useRemembered<Theme>('theme', themes)
  const group = 'Actions'
  return [
    {
      id: 'connect',
      title: 'Connect an account',
      words: 'new link',
      group,
      run: () => {
        wish('connect')
        void navigate({ to: '/connections', search: {} })
      },
    },
    {
      id: 'create-key',
      title: 'Create an API key',
      words: 'new',
      group,
      run: () => {
        wish('create-key')
        void navigate({ to: '/keys', search: {} })
      },
    },
    {
      id: 'add-endpoint',
      title: 'Add a webhook endpoint',
      words: 'new',
      group,
      run: () => {
        wish('add-endpoint')
        void navigate({ to: '/webhooks' })
      },
    },
    {
      id: 'breakers',
      title: 'Breakers and provider budgets',
      words: 'reset circuit quota rate',
      group,
      isQuiet: true,
      run: () => void navigate({ to: '/limits', search: {} }),
    },
    {
      id: 'find-token',
      title: 'Who read this token?',
      words: 'audit leak find hash',
      group,
      run: () => {
        wish('find-token')
        void navigate({ to: '/audit', search: {} })
      },
    },
    {
      id: 'verify-log',
      title: 'Verify the audit log',
      words: 'proof prove',
      group,
      run: () => {
        wish('verify-log')
        void navigate({ to: '/audit', search: {} })
      },
    },
    {
      id: 'rotate-root-key',
      title: 'Rotate the root key',
      words: 'seal vault',
      group,
      run: () => {
        wish('rotate-root-key')
        void navigate({ to: '/settings' })
      },
    },
    ...themeChoices.map(({ value, title }) => ({
      id: `theme-${value}`,
      title: `Theme: ${title}`,
      words: 'colours appearance',
      group: 'Actions' as const,
      isQuiet: true,
      run: () => {
        setTheme(value)
        applyTheme(value)
      },
    })),
    ...(url === undefined
      ? []
      : [
          {
            id: 'copy-url',
            title: "Copy Keyhold's address",
            detail: url,
            group,
            isQuiet: true,
            run: () => copy(url),
          } as const,
        ]),
    { id: 'docs', title: 'API reference', words: 'docs openapi', group, run: () => location.assign('/docs') },
    { id: 'help', title: 'Keyboard and help', detail: '?', words: 'shortcuts', group, run: onHelp },
  ]
}

function useConnectionCommands(): Command[] {
  const navigate = useNavigate()
  const sync = useSyncNow()
  const all = useQuery(connectionsQuery({}, 100)).data?.connections ?? []
  const sets = useQuery(dataSetsQuery).data?.dataSets ?? []
  return [
    ...sets.map((set) => ({
      id: `sync-${set.connectionId}`,
      title: `Sync now: ${nameOf(set)}`,
      detail: set.userId,
      words: 'refresh fetch',
      group: 'Actions' as const,
      run: () => sync.mutate({ id: set.connectionId, name: nameOf(set) }),
    })),
    ...all.map((connection) => ({
      id: `connection-${connection.id}`,
      title: nameOf(connection),
      detail: `${connection.provider} · ${connection.userId}`,
      words: `connection ${connection.id}`,
      group: 'Connections' as const,
      run: () => void navigate({ to: '/connections/$id', params: { id: connection.id }, search: {} }),
    })),
    ...sets.map((set) => ({
      id: `statistics-${set.connectionId}`,
      title: `Statistics: ${nameOf(set)}`,
      detail: set.userId,
      group: 'Connections' as const,
      isQuiet: true,
      run: () => void navigate({ to: '/statistics', search: { connection: set.connectionId } }),
    })),
  ]
}

function useRedirectUris(): Command[] {
  const providers = useQuery(providersQuery).data?.providers ?? []
  return providers.map(({ id, title, redirectUri, configured }) => ({
    id: `redirect-${id}`,
    title: `Copy redirect URI: ${title}`,
    detail: redirectUri,
    words: 'provider callback',
    group: 'Actions',
    isQuiet: !configured,
    run: () => copy(redirectUri),
  }))
}

function copy(text: string) {
  void copyText(text).then((copied) =>
    copied ? sayDone('Copied.', text) : sayDone('The browser does not let this page copy.', text),
  )
}
