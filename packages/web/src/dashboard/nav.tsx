import { useEffect, useState } from 'preact/hooks'
import { Icon } from './parts/icon.js'
import { toHash, type ViewName } from './route.js'
import { VIEWS } from './views.js'

/** The menu: beside the view, or behind a button where there is no room. */
export function Nav({ names, current }: { readonly names: readonly ViewName[]; readonly current: ViewName }) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(false), [current])
  return (
    <nav
      class={isOpen ? 'menu open' : 'menu'}
      aria-label="Views"
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
    >
      <button
        type="button"
        class="button quiet menu-button"
        aria-expanded={isOpen}
        aria-controls="views"
        onClick={() => setOpen(!isOpen)}
      >
        <span aria-hidden="true">☰ </span>
        {VIEWS[current].title}
        <span class="unseen">: choose another view</span>
      </button>
      <ul id="views">
        {names.map((name) => (
          <li key={name}>
            <a href={toHash(name)} aria-current={name === current ? 'page' : undefined} onClick={() => setOpen(false)}>
              <Icon name={name} />
              {VIEWS[name].title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
