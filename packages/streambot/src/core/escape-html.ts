/** Text as Telegram's HTML (core.telegram.org/bots/api#html-style): what people wrote can never become markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
