/** Where the tests of this folder find a MongoDB: the one STREAMBOT_TEST_MONGODB_URI names, or one of their own. */
import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { MongodbServer } from './mongodb-server.fixture.js'

const URI = process.env['STREAMBOT_TEST_MONGODB_URI']

/** Why there is no MongoDB for tests; null: there is one. */
export const missingMongodb = URI === undefined ? MongodbServer.missing : null

/** A server with databases that nobody else uses. Disposing drops them. */
export class TestDatabases implements AsyncDisposable {
  readonly #names: string[] = []

  private constructor(
    readonly url: string,
    private readonly server: MongodbServer | null,
  ) {}

  static async start(): Promise<TestDatabases> {
    if (URI !== undefined) return new TestDatabases(URI, null)
    const server = await MongodbServer.start()
    return new TestDatabases(server.url, server)
  }

  newName(): string {
    const name = `streambot-test-${randomUUID()}`
    this.#names.push(name)
    return name
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.server) return this.server[Symbol.asyncDispose]()
    await using client = new MongoClient(this.url)
    for (const name of this.#names) await client.db(name).dropDatabase()
  }
}
