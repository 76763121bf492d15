/** What the commands of admins do, as the list of commands says it. */
export const commands = {
  logs: 'what the server has logged',
  broadcast: 'send a message to everybody (in answer to it)',
  ban: 'ban somebody, with reason and time',
  unban: 'lift a ban',
  users: 'look through the people',
  user: 'all about one person',
  authorize: 'let somebody in, with limits of their own',
  deauthorize: 'as everybody again',
  revoke: 'end a link',
  token: 'access to the API for programs',
  memory: 'who uses how much memory',
  streams: 'downloads under way, to see and stop',
  clients: 'how the bots are doing',
  settings: 'change settings while it runs',
  doctor: 'check the set-up',
  dashboard: 'a page to look after all of it',
}
