/** The few log calls the bot makes; any pino logger fits. */
export interface BotLogger {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
