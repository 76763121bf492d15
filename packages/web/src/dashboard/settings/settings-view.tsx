/** What can be changed while the server runs. */
import type { Setting } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { Shown } from '../parts/shown.js'
import { ViewHead } from '../parts/view-head.js'
import { SettingRow } from './setting-row.js'
import { groupsOf } from './setting-words.js'

export function SettingsView() {
  const { api } = usePage()
  const settings = useLoaded<{ items: readonly Setting[] }>((signal) => api.get('/settings', {}, signal), {
    question: 'settings',
  })
  return (
    <>
      <ViewHead title="Settings" />
      <p class="quiet">
        A change is good at once here, and within seconds on other instances. Who changed what is in the audit log.
      </p>
      <Shown of={settings}>
        {({ items }) =>
          groupsOf(items).map(([name, group]) => (
            <section key={name} aria-label={name}>
              <h2>{name}</h2>
              <div class="card settings">
                {group.map((it) => (
                  <SettingRow key={it.name} setting={it} refresh={settings.refresh} />
                ))}
              </div>
            </section>
          ))
        }
      </Shown>
    </>
  )
}
