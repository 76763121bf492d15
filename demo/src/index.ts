/** What the journeys in a browser drive. */
export { Demo } from './demo.js'
export { ChatServer } from './server/chat-server.js'
