import { useRef, useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import type { Stats } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { useLoaded } from '../data/use-loaded.js'
import { countOf } from '../format/count.js'
import { Dialog } from '../parts/dialog.js'
import { AreaField, SelectField, TextField } from '../parts/field.js'
import { createRequestKey } from './request-key.js'

/** Telegram's own (core.telegram.org/method/messages.sendMessage). */
const MAX_TEXT = 4096

export function BroadcastForm({ onSent }: { readonly onSent: () => void }) {
  const { say } = usePage()
  const [kind, setKind] = useState<'text' | 'post'>('text')
  const [text, setText] = useState('')
  const [post, setPost] = useState('')
  const [isAsking, setAsking] = useState(false)
  const message = kind === 'text' ? { text: text.trim() } : { post: post.trim() }
  const isEmpty = (message.text ?? message.post) === ''
  return (
    <>
      <form
        class="card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isEmpty) setAsking(true)
        }}
      >
        <SelectField
          label="What"
          value={kind}
          onValue={(value) => setKind(value as 'text' | 'post')}
          choices={[
            ['text', 'a text, as it is'],
            ['post', 'a copy of a post, with its file and its looks'],
          ]}
        />
        {kind === 'text' ? (
          <AreaField
            label="Text"
            hint={`${text.trim().length} of ${MAX_TEXT} characters, without markup`}
            rows={5}
            maxLength={MAX_TEXT}
            value={text}
            onValue={setText}
          />
        ) : (
          <TextField
            label="Link of the post"
            hint="Like https://t.me/name/5 or https://t.me/c/1234567890/5, of a chat that the bot sees"
            value={post}
            onValue={setPost}
          />
        )}
        <div class="actions">
          <button type="submit" class="button primary" disabled={isEmpty}>
            Look at it, then send…
          </button>
        </div>
      </form>
      {isAsking && (
        <Preview
          message={message}
          onClose={() => setAsking(false)}
          onSent={() => {
            say('The broadcast is on its way.')
            setText('')
            setPost('')
            onSent()
          }}
        />
      )}
    </>
  )
}

interface PreviewProps {
  readonly message: { readonly text?: string; readonly post?: string }
  readonly onSent: () => void
  readonly onClose: () => void
}

/** Sent twice, as after an answer that was lost, it is one broadcast: the name of the request stays as long as this is open. */
function Preview({ message, onSent, onClose }: PreviewProps) {
  const { api } = usePage()
  const action = useAction()
  const requestKey = useRef(createRequestKey())
  const run = async (signal: AbortSignal) => {
    const options = { body: message, requestKey: requestKey.current }
    await api.send('POST', '/broadcasts', signal, options)
    onSent()
    onClose()
  }
  const refusal = fieldOf(action.failure) === null ? null : wordsOf(action.failure)
  return (
    <Dialog
      title="Send this to everybody?"
      onClose={onClose}
      does={{ words: 'Send to everybody', action, run, isDanger: true, isFailureShown: refusal !== null }}
    >
      <People />
      <blockquote class="preview">{message.text ?? message.post}</blockquote>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </Dialog>
  )
}

function People() {
  const { api } = usePage()
  const may = useMay('stats')
  const stats = useLoaded<Stats | null>((signal) => (may ? api.get('/stats', {}, signal) : Promise.resolve(null)), {
    question: 'people',
  })
  const people = stats.data?.users ?? null
  return (
    <p>
      {people === null ? 'Everybody who has talked to the bot gets' : countOf(people, 'person gets', 'people get')} it
      once, as it is, without your name. What is sent cannot be taken back.
    </p>
  )
}
