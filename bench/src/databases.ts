/**
 * Databases for measurements, gone after them: SQLite files, and databases of the MongoDB that STREAMBOT_TEST_MONGODB_URI names or else of
 * a FerretDB of this run's own.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openStores, type Stores } from 'streambot'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { makeDirectory, removeDirectory } from './leftovers.js'

const URI = process.env['STREAMBOT_TEST_MONGODB_URI']

export interface Database {
  /** How a server is told of it. */
  readonly env: Readonly<Record<string, string>>
  open(): Promise<Stores>
}

export class Databases implements AsyncDisposable {
  readonly #names: string[] = []

  private constructor(
    private readonly directory: string,
    /** null: there is none to be had, as `mongodbIs` explains. */
    private readonly mongodbUrl: string | null,
    private readonly ferretdb: MongodbServer | null,
  ) {}

  static async start(): Promise<Databases> {
    const directory = await makeDirectory()
    if (URI !== undefined) return new Databases(directory, URI, null)
    if (MongodbServer.missing !== null) return new Databases(directory, null, null)
    const ferretdb = await MongodbServer.start()
    return new Databases(directory, ferretdb.url, ferretdb)
  }

  /** What answers for MongoDB in this run, or why nothing does. */
  get mongodbIs(): string {
    if (this.ferretdb) return 'FerretDB, which finds by id at best and does not wait for its disk'
    return this.mongodbUrl === null ? `none: ${MongodbServer.missing}` : 'the server of STREAMBOT_TEST_MONGODB_URI'
  }

  /** Speaks for MongoDB with few records only. */
  get isStandIn(): boolean {
    return this.ferretdb !== null
  }

  sqlite(): Database {
    const path = join(this.directory, `${randomUUID()}.db`)
    return {
      env: { DATABASE_URL: `sqlite:${path}` },
      open: () => openStores({ provider: 'sqlite', path, whenAway: 'wait' }, null),
    }
  }

  mongodb(): Database | null {
    const url = this.mongodbUrl
    if (url === null) return null
    const databaseName = `streambot-bench-${randomUUID()}`
    this.#names.push(databaseName)
    return {
      env: { DATABASE_URL: url, DATABASE_NAME: databaseName },
      open: () => openStores({ provider: 'mongodb', databaseName, whenAway: 'wait' }, url),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeDirectory(this.directory)
    if (this.ferretdb) await this.ferretdb[Symbol.asyncDispose]()
    else if (this.mongodbUrl !== null) await this.#drop(this.mongodbUrl)
  }

  async #drop(url: string): Promise<void> {
    const { MongoClient } = await import('mongodb')
    await using client = new MongoClient(url)
    for (const name of this.#names) await client.db(name).dropDatabase()
  }
}
