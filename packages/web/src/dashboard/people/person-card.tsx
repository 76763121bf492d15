/** All that is known of one person, and what there is to decide about them. */
import { useState } from 'preact/hooks'
import type { DescribedPerson } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { useLoaded } from '../data/use-loaded.js'
import { Button } from '../parts/button.js'
import { FailureNote } from '../parts/failure-note.js'
import { Shown } from '../parts/shown.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash } from '../route.js'
import { BanDialog } from './ban-dialog.js'
import { LimitsDialog } from './limits-dialog.js'
import { PersonFacts } from './person-facts.js'
import { Unban } from './unban.js'

type Open = 'ban' | 'unban' | 'limits' | null

export function PersonCard({ id }: { readonly id: string }) {
  const { api } = usePage()
  const person = useLoaded<DescribedPerson>((signal) => api.get(`/users/${encodeURIComponent(id)}`, {}, signal), {
    question: id,
  })
  return (
    <>
      <p>
        <a href={toHash('people')}>← All people</a>
      </p>
      <ViewHead title={person.data ? nameOf(person.data) : `Person ${id}`}>
        {person.data && <PersonActions person={person.data} refresh={person.refresh} />}
      </ViewHead>
      <Shown of={person}>{(data) => <PersonFacts person={data} />}</Shown>
    </>
  )
}

function PersonActions({ person, refresh }: { readonly person: DescribedPerson; readonly refresh: () => void }) {
  const { say } = usePage()
  const [open, setOpen] = useState<Open>(null)
  const mayBan = useMay('bans')
  const maySeeLinks = useMay('links')
  const name = nameOf(person)
  const close = () => setOpen(null)
  const done = (words: string) => () => {
    say(`${name} ${words}`)
    refresh()
  }
  return (
    <>
      {mayBan && person.ban === null && person.stats.standing !== 'admin' && (
        <Button look="danger" onPress={() => setOpen('ban')}>
          Ban…
        </Button>
      )}
      {mayBan && person.ban !== null && <Button onPress={() => setOpen('unban')}>Unban…</Button>}
      <Authorisation person={person} onDone={refresh} />
      <Button onPress={() => setOpen('limits')}>Limits…</Button>
      {maySeeLinks && (
        <a class="button plain" href={toHash('links', null, { owner: String(person.id) })}>
          Their links
        </a>
      )}
      {open === 'ban' && <BanDialog id={person.id} name={name} onDone={done('is banned.')} onClose={close} />}
      {open === 'unban' && (
        <Unban id={person.id} name={name} onDone={done('is not banned any more.')} onClose={close} />
      )}
      {open === 'limits' && <LimitsDialog person={person} onDone={done('has other limits now.')} onClose={close} />}
    </>
  )
}

function Authorisation({ person, onDone }: { readonly person: DescribedPerson; readonly onDone: () => void }) {
  const { api, say } = usePage()
  const action = useAction()
  const isAuthorized = person.user?.isAuthorized ?? false
  const turn = async (signal: AbortSignal) => {
    await api.send('PATCH', `/users/${person.id}`, signal, { body: { isAuthorized: !isAuthorized } })
    say(isAuthorized ? `${nameOf(person)} is as everybody again.` : `${nameOf(person)} is authorised.`)
    onDone()
  }
  return (
    <>
      <Button isBusy={action.isRunning} onPress={() => action.run(turn)}>
        {isAuthorized ? 'Take authorisation away' : 'Authorise'}
      </Button>
      <FailureNote failure={action.failure} />
    </>
  )
}

function nameOf({ id, user }: DescribedPerson): string {
  return user?.firstName || `Person ${id}`
}
