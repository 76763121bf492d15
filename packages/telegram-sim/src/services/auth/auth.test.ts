import { beforeEach, describe, expect, it } from 'vitest'
import { TestServices, type TestClient } from '../services.fixture.js'

const TOKEN = '123456:a_secret_of_some_length'
const CODE = '22222'

let services: TestServices
beforeEach(() => {
  services = new TestServices()
})

function loginBot(client: TestClient, botAuthToken = TOKEN, api = { apiId: 1, apiHash: 'hash' }) {
  return client.call({ _: 'auth.importBotAuthorization', flags: 0, ...api, botAuthToken })
}

function whoAmI(client: TestClient) {
  return client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] })
}

async function askCode(client: TestClient, phoneNumber: string): Promise<string> {
  const settings = { _: 'codeSettings' } as const
  const sent = await client.call({ _: 'auth.sendCode', phoneNumber, apiId: 1, apiHash: 'hash', settings })
  return sent._ === 'auth.sentCode' ? sent.phoneCodeHash : ''
}

describe('bots', () => {
  it('nobody is anybody before logging in', async () => {
    await expect(whoAmI(services.client())).rejects.toMatchObject({ code: 401, text: 'AUTH_KEY_UNREGISTERED' })
  })

  it('a new token makes a bot, the same token is the same bot', async () => {
    const [first, second] = [services.client(), services.client()]
    await expect(loginBot(first)).resolves.toMatchObject({ user: { id: 123456, bot: true, self: true } })
    await loginBot(second)
    expect(await whoAmI(second)).toEqual(await whoAmI(first))
    expect(services.world.listAccounts()).toHaveLength(1)
  })

  it.each(['', 'x:y', '123', ':secret', '123456:other_secret'])('refuses the token %j', async (token) => {
    await loginBot(services.client())
    await expect(loginBot(services.client(), token)).rejects.toMatchObject({ text: 'ACCESS_TOKEN_INVALID' })
  })

  it('says what became of a revoked token', async () => {
    services.world.revokeToken(TOKEN, 'ACCESS_TOKEN_EXPIRED')
    await expect(loginBot(services.client())).rejects.toMatchObject({ text: 'ACCESS_TOKEN_EXPIRED' })
  })

  it('is sent home by another data centre', async () => {
    const abroad = services.client(null, { dcId: 1 })
    await expect(loginBot(abroad)).rejects.toMatchObject({ code: 303, text: 'USER_MIGRATE_2' })
  })

  it('minds api_id and api_hash only when the world was given a pair', async () => {
    const strict = new TestServices({ credentials: { apiId: 7, apiHash: 'seven' } })
    await expect(loginBot(strict.client())).rejects.toMatchObject({ code: 400, text: 'API_ID_INVALID' })
    await loginBot(strict.client(), TOKEN, { apiId: 7, apiHash: 'seven' })
  })

  it('is nobody again after logging out', async () => {
    const client = services.client()
    await loginBot(client)
    await client.call({ _: 'auth.logOut' })
    await expect(whoAmI(client)).rejects.toMatchObject({ text: 'AUTH_KEY_UNREGISTERED' })
  })
})

describe('people', () => {
  it('log in with phone and code', async () => {
    const ann = services.world.createUser({ phone: '+31 6 1234', firstName: 'Ann' })
    const client = services.client()
    const phoneCodeHash = await askCode(client, '+3161234')
    const signIn = { _: 'auth.signIn', phoneNumber: '3161234', phoneCodeHash } as const
    await expect(client.call({ ...signIn, phoneCode: '1' })).rejects.toMatchObject({ text: 'PHONE_CODE_INVALID' })
    await expect(client.call({ ...signIn, phoneCode: CODE })).resolves.toMatchObject({ user: { id: ann.id } })
    await expect(client.call({ ...signIn, phoneCode: CODE })).rejects.toMatchObject({ text: 'PHONE_CODE_EXPIRED' })
  })

  it('may have thousands of codes sent, of which only the last ones are good', async () => {
    services.world.createUser({ phone: '3161234' })
    const client = services.client()
    const first = await askCode(client, '3161234')
    for (let asked = 0; asked < 999; asked++) await askCode(client, '3161234')
    const signIn = { _: 'auth.signIn', phoneNumber: '3161234', phoneCode: '' } as const
    await expect(client.call({ ...signIn, phoneCodeHash: first })).rejects.toMatchObject({ text: 'PHONE_CODE_EMPTY' })
    await askCode(client, '3161234')
    await expect(client.call({ ...signIn, phoneCodeHash: first })).rejects.toMatchObject({ text: 'PHONE_CODE_EXPIRED' })
  })

  it('sign up with a phone nobody has, after the code', async () => {
    const client = services.client()
    const phoneCodeHash = await askCode(client, '+15550001')
    const name = { firstName: 'Bo', lastName: '' }
    const signUp = { _: 'auth.signUp', phoneNumber: '+15550001', phoneCodeHash, ...name } as const
    await expect(client.call(signUp)).rejects.toMatchObject({ text: 'PHONE_CODE_EMPTY' })
    const signIn = { _: 'auth.signIn', phoneNumber: '+15550001', phoneCodeHash, phoneCode: CODE } as const
    await expect(client.call(signIn)).resolves.toEqual({ _: 'auth.authorizationSignUpRequired' })
    await expect(client.call(signUp)).resolves.toMatchObject({ user: { firstName: 'Bo', phone: '15550001' } })
  })

  it('of another home are sent there', async () => {
    services.world.createUser({ phone: '999', homeDcId: 3 })
    services.world.createUser({ phone: '99988', homeDcId: 3 })
    await expect(askCode(services.client(), '99988')).rejects.toMatchObject({ code: 303, text: 'PHONE_MIGRATE_3' })
    await expect(askCode(services.client(), '999')).rejects.toMatchObject({ text: 'PHONE_NUMBER_INVALID' })
  })

  it('who are deleted cannot do anything', async () => {
    const ann = services.world.createUser()
    const client = services.client(ann)
    services.world.deleteAccount(ann.id)
    await expect(whoAmI(client)).rejects.toMatchObject({ code: 401, text: 'USER_DEACTIVATED' })
  })
})

describe('another data centre', () => {
  it('takes exported bytes once, and only where they were meant for', async () => {
    const bot = services.world.createBot()
    const home = services.client(bot)
    const { id, bytes } = await home.call({ _: 'auth.exportAuthorization', dcId: 3 })
    const importing = { _: 'auth.importAuthorization', id, bytes } as const
    const [wrong, right, late] = [1, 3, 3].map((dcId) => services.client(null, { dcId }))
    await expect(wrong?.call(importing)).rejects.toMatchObject({ text: 'AUTH_BYTES_INVALID' })
    await expect(right?.call(importing)).resolves.toMatchObject({ user: { id: bot.id } })
    await expect(late?.call(importing)).rejects.toMatchObject({ text: 'AUTH_BYTES_INVALID' })
    expect(right && (await whoAmI(right))).toMatchObject([{ id: bot.id }])
  })

  it('takes the last ones of thousands that were exported', async () => {
    const home = services.client(services.world.createBot())
    const exporting = () => home.call({ _: 'auth.exportAuthorization', dcId: 3 })
    const importing = ({ id, bytes }: Awaited<ReturnType<typeof exporting>>) =>
      services.client(null, { dcId: 3 }).call({ _: 'auth.importAuthorization', id, bytes })
    const [first, second] = [await exporting(), await exporting()]
    for (let asked = 2; asked <= 1000; asked++) await exporting()
    await expect(importing(first)).rejects.toMatchObject({ text: 'AUTH_BYTES_INVALID' })
    await expect(importing(second)).resolves.toMatchObject({ user: { bot: true } })
  })

  it.each([2, 9])('cannot be number %i, called from 2', async (dcId) => {
    const home = services.client(services.world.createBot())
    await expect(home.call({ _: 'auth.exportAuthorization', dcId })).rejects.toMatchObject({ text: 'DC_ID_INVALID' })
  })

  it('is found through help.getConfig before any login', async () => {
    const config = await services.client(null, { dcId: 1 }).call({ _: 'help.getConfig' })
    expect(config).toMatchObject({
      thisDc: 1,
      dcOptions: [{ id: 1 }, { id: 2, ipAddress: '127.0.0.3', port: 4432 }, { id: 3 }],
    })
  })
})
