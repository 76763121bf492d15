import type { ComponentChildren } from 'preact'

/** What a view is. The focus goes here when somebody comes to it (dashboard/shell.tsx). */
export function ViewHead({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <header class="view-head">
      <h1 tabIndex={-1}>{title}</h1>
      {children && <div class="actions">{children}</div>}
    </header>
  )
}
