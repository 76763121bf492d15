import { VIEW_NAMES, type ViewName } from './route.js'

/** What a session may see, in the order of the menu. */
export function allowedViews(
  scopes: readonly string[],
  views: Readonly<Record<ViewName, { readonly scopes: readonly string[] }>>,
): ViewName[] {
  return VIEW_NAMES.filter((name) => views[name].scopes.some((scope) => scopes.includes(scope)))
}
