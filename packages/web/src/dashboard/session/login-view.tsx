/** The way in: by the bot's link, or with a token of the API. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Api } from '../api/api.js'
import { useAction } from '../data/use-action.js'
import { TextField } from '../parts/field.js'
import type { Door } from './door.js'
import { loginWordsOf } from './login-words.js'

export interface LoginProps {
  readonly api: Api
  readonly door: Door
  /** Why somebody is here again; null: for the first time. */
  readonly why: string | null
}

export function LoginView({ api, door, why }: LoginProps) {
  const [token, setToken] = useState('')
  const action = useAction()
  const bot = useBotName(api)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const refusal = action.failure === null ? null : loginWordsOf(action.failure, 'token')
  return (
    <main class="login">
      <h1 ref={heading} tabIndex={-1}>
        StreamBot dashboard
      </h1>
      {why && (
        <p class="note failure" role="alert">
          {why}
        </p>
      )}
      <section class="card">
        <h2>By the bot</h2>
        <p>
          Send <code>/dashboard</code> to{' '}
          {bot === null ? 'the bot' : <a href={`https://t.me/${encodeURIComponent(bot)}`}>@{bot}</a>} in a private chat
          and press its button. The link works once, for five minutes, and for admins only.
        </p>
      </section>
      <form
        class="card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (token.trim() !== '') action.run((signal) => door.logIn({ token: token.trim() }, signal))
        }}
      >
        <h2>With a token</h2>
        <TextField
          type="password"
          label="API token"
          hint="Begins with sb_. What it may do is what you may do here."
          autocomplete="off"
          spellcheck={false}
          refusal={refusal}
          value={token}
          onValue={(value) => {
            setToken(value)
            action.forget()
          }}
        />
        <div class="actions">
          <button type="submit" class="button primary" aria-busy={action.isRunning} disabled={token.trim() === ''}>
            Log in
          </button>
        </div>
      </form>
    </main>
  )
}

/** What anybody may know. null: not known, or not yet */
function useBotName(api: Api): string | null {
  const [name, setName] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    api
      .outside<{ bot: { username: string | null } }>('GET', '/api/info', stop.signal)
      .then(({ bot }) => setName(bot.username))
      // It is a convenience: the sentence does without.
      .catch(() => {})
    return () => stop.abort()
  }, [api])
  return name
}
