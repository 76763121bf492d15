/** What admins and programs did. */
import type { AuditEntry } from '../api/shapes.js'
import { useList } from '../data/use-list.js'
import { Moment } from '../parts/moment.js'
import { Pager } from '../parts/pager.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { detailsOf } from './details.js'

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'What', isName: true, show: (it) => it.action },
  { title: 'To', show: (it) => it.target ?? '–' },
  { title: 'Who', show: (it) => it.actor },
  { title: 'When', show: (it) => <Moment at={it.at} /> },
  { title: 'Details', show: (it) => <span class="fields">{detailsOf(it.details) || '–'}</span> },
]

export function AuditView() {
  const list = useList<AuditEntry>('/audit', {})
  return (
    <>
      <ViewHead title="Audit" />
      <Shown of={list}>
        {({ items }) => (
          <Table
            label="Audit log"
            columns={COLUMNS}
            rows={items}
            keyOf={(it) => it.id}
            isStale={list.isStale}
            empty="Nobody has changed anything yet."
          />
        )}
      </Shown>
      <Pager goBack={list.goBack} goOn={list.goOn} />
    </>
  )
}
