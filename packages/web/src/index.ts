/**
 * Where the pages lie, for whoever serves them. A page is two folders served as one: markup and styles are kept as they
 * are written, scripts are what tsc makes of them. So the build needs no copying and a style changes without a build.
 */
export type {
  ButtonView,
  ChatView,
  EntityStyle,
  EntityView,
  FileView,
  MessageView,
  PressAnswer,
} from './demo-chat/chat-view.js'

export interface PageFolders {
  readonly markup: URL
  readonly scripts: URL
}

// Both `src` and `dist` lie one level below the package, so the same paths hold for either.
export const demoChatPage: PageFolders = {
  markup: new URL('../static/demo-chat/', import.meta.url),
  scripts: new URL('../dist/demo-chat/', import.meta.url),
}
