/** What there is to see, and which scopes open it: one of them is enough. */
import type { ComponentType } from 'preact'
import { AuditView } from './audit/audit-view.js'
import { BansView } from './people/bans-view.js'
import { BroadcastsView } from './broadcasts/broadcasts-view.js'
import { LinksView } from './links/links-view.js'
import { LogsView } from './logs/logs-view.js'
import { OverviewView } from './overview/overview-view.js'
import { PeopleView } from './people/people-view.js'
import type { Route, ViewName } from './route.js'
import { SettingsView } from './settings/settings-view.js'
import { StreamsView } from './streams/streams-view.js'
import { TokensView } from './tokens/tokens-view.js'

export interface View {
  readonly title: string
  readonly scopes: readonly string[]
  readonly show: ComponentType<{ readonly route: Route }>
}

export const VIEWS: Readonly<Record<ViewName, View>> = {
  overview: { title: 'Overview', scopes: ['stats', 'clients'], show: OverviewView },
  streams: { title: 'Streams', scopes: ['streams'], show: StreamsView },
  people: { title: 'People', scopes: ['users'], show: PeopleView },
  bans: { title: 'Bans', scopes: ['bans'], show: BansView },
  links: { title: 'Links', scopes: ['links'], show: LinksView },
  broadcasts: { title: 'Broadcasts', scopes: ['broadcast'], show: BroadcastsView },
  settings: { title: 'Settings', scopes: ['settings'], show: SettingsView },
  logs: { title: 'Logs', scopes: ['logs'], show: LogsView },
  audit: { title: 'Audit', scopes: ['logs'], show: AuditView },
  tokens: { title: 'API tokens', scopes: ['tokens'], show: TokensView },
}
