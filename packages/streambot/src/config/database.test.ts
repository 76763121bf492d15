import { describe, expect, it } from 'vitest'
import { nameInUrl, readStore } from './database.js'
import { EnvReader, type Env } from './env-reader.js'

function read(env: Env) {
  const reader = new EnvReader(env)
  const { store } = readStore(reader, 'data')
  return { store, problems: reader.problems.map((problem) => problem.message) }
}

const UNREADABLE = [
  'mongodb://user:s3cret@p4ss/w0rd@host/db',
  'mongodb://user:s3cret@p4ss@host/db',
  'mongodb://user:s3cret/p4ss@host/db',
  'mongodb://user:s3cret?p4ss@host/db',
  'mongodb://user:s3cret#p4ss@host/db',
  'mongodb://user:s3cret:p4ss@host/db',
  'mongodb://user:s3cret%p4ss@host/db',
  'mongodb+srv://s3cret@p4ss:w0rd@host/db',
  'mongodb://:s3cret@host/db',
  'mongodb://user:s3cret@',
  'mongodb:///s3cret',
  'mongodb://host:s3cret/db',
  'mongodb://host,/s3cret',
  'mongodb://host/s3cret/db',
]

describe('the address of a MongoDB', () => {
  it.each<[string, string]>([
    ['mongodb://host/files', 'files'],
    ['mongodb://host', 'streambot'],
    ['mongodb://host/', 'streambot'],
    ['mongodb://host?replicaSet=rs0', 'streambot'],
    ['mongodb://host/?authMechanismProperties=SERVICE_REALM:a@b/c', 'streambot'],
    ['mongodb://user@host:27017,other:27018/my_files-2?w=1', 'my_files-2'],
    ['mongodb://user:p%40ss%2Fw0rd@[::1]:27017,[2001:db8::1]/files', 'files'],
    ['mongodb://user:@host/files', 'files'],
    ["mongodb://user:a!$&'()*+,;=-._~ü@host/files", 'files'],
    ['mongodb://%2Ftmp%2Fmongodb-27017.sock/files', 'files'],
    ['MONGODB+SRV://user:password@db.example.org/files', 'files'],
  ])('is read: %s', (url, databaseName) => {
    expect(read({ DATABASE_URL: url })).toEqual({
      store: { provider: 'mongodb', databaseName, whenAway: 'wait' },
      problems: [],
    })
    expect(nameInUrl(url)).toBe(databaseName)
  })

  it.each(UNREADABLE)('is refused, and not repeated, where it cannot be read as it was meant: %s', (url) => {
    const { problems } = read({ DATABASE_URL: url })
    expect(problems).toEqual([
      expect.stringMatching(/^DATABASE_URL is no address of a MongoDB, .*percent-encoded: @ as %40, \/ as %2F/),
    ])
    expect(problems.join()).not.toMatch(/s3cret|p4ss|w0rd/)
    expect(() => nameInUrl(url)).toThrow(expect.objectContaining({ code: 'bad_config' }))
    expect(() => nameInUrl(url)).not.toThrow(/s3cret|p4ss|w0rd/)
  })

  it.each(['my.app', 'my$app', 'm%79app', 'x'.repeat(64)])(
    'is refused where it names a database %s: no other one is taken silently',
    (name) => {
      const url = `mongodb://user:hunter2@host/${name}?w=1`
      const { problems } = read({ DATABASE_URL: url })
      expect(problems).toEqual([expect.stringMatching(/^DATABASE_URL .*letters, digits, - and _ only.*DATABASE_NAME/)])
      expect(problems.join()).not.toMatch(/hunter2|host/)
      expect(() => nameInUrl(url)).toThrow(expect.objectContaining({ code: 'bad_config' }))
    },
  )

  it('may name anything to log in at where DATABASE_NAME says which database is used', () => {
    const url = 'mongodb://user@host/$external?authMechanism=MONGODB-X509'
    expect(read({ DATABASE_URL: url, DATABASE_NAME: 'files' })).toEqual({
      store: { provider: 'mongodb', databaseName: 'files', whenAway: 'wait' },
      problems: [],
    })
  })
})
