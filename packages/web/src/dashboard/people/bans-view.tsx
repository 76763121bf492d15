/** Bans in force. */
import { useState } from 'preact/hooks'
import type { Ban } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useList } from '../data/use-list.js'
import { Button } from '../parts/button.js'
import { Moment } from '../parts/moment.js'
import { Pager } from '../parts/pager.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash } from '../route.js'
import { BanDialog } from './ban-dialog.js'
import { Unban } from './unban.js'

export function BansView() {
  const { say } = usePage()
  const list = useList<Ban>('/bans', {})
  const [freed, setFreed] = useState<Ban | null>(null)
  const [isBanning, setBanning] = useState(false)
  const maySeePeople = useMay('users')
  const columns: readonly Column<Ban>[] = [
    {
      title: 'Person',
      isName: true,
      show: ({ userId }) => (maySeePeople ? <a href={toHash('people', userId)}>{userId}</a> : userId),
    },
    { title: 'Reason', show: (it) => it.reason ?? '–' },
    { title: 'Since', show: (it) => <Moment at={it.createdAt} /> },
    { title: 'Until', show: (it) => <Moment at={it.until} none="for good" /> },
    { title: 'By', show: (it) => it.bannedBy ?? 'a program' },
  ]
  const done = (words: string) => () => {
    say(words)
    list.refresh()
  }
  return (
    <>
      <ViewHead title="Bans">
        <Button look="danger" onPress={() => setBanning(true)}>
          Ban somebody…
        </Button>
      </ViewHead>
      <Shown of={list}>
        {({ items }) => (
          <Table
            label="Bans"
            columns={columns}
            rows={items}
            keyOf={(it) => it.userId}
            empty="Nobody is banned."
            actions={(it) => (
              <Button label={`Unban ${it.userId}`} onPress={() => setFreed(it)}>
                Unban…
              </Button>
            )}
          />
        )}
      </Shown>
      <Pager goBack={list.goBack} goOn={list.goOn} />
      {isBanning && <BanDialog id={null} name="somebody" onDone={done('Banned.')} onClose={() => setBanning(false)} />}
      {freed && (
        <Unban
          id={freed.userId}
          name={`person ${freed.userId}`}
          onDone={done(`${freed.userId} is not banned any more.`)}
          onClose={() => setFreed(null)}
        />
      )}
    </>
  )
}
