/**
 * Records in rows; on a phone each row is a card. The roles are written out, because a browser forgets that something is a table once it is laid
 * out as cards.
 */
import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  readonly title: string
  readonly show: (row: Row) => ComponentChildren
  /** Numbers stand under each other. */
  readonly isNumber?: boolean
  /** What the row is called. One column has it. */
  readonly isName?: boolean
}

export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
  /** What there is to do with a row. */
  readonly actions?: (row: Row) => ComponentChildren
  readonly empty: string
  readonly isStale?: boolean
}

export function Table<Row>({ label, columns, rows, keyOf, actions, empty, isStale = false }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>
  return (
    <table role="table" aria-label={label} aria-busy={isStale}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumber }) => (
            <th key={title} role="columnheader" scope="col" class={isNumber ? 'number' : ''}>
              {title}
            </th>
          ))}
          {actions && (
            <th role="columnheader" scope="col">
              <span class="unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.title} column={column} row={row} />
            ))}
            {actions && (
              <td role="cell" class="row-actions">
                {actions(row)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { title, show, isNumber, isName } = column
  const shown = (
    <>
      <span class="cell-title" aria-hidden="true">
        {title}
      </span>
      <span class="cell-value">{show(row)}</span>
    </>
  )
  if (isName) {
    return (
      <th role="rowheader" scope="row" class="name">
        {shown}
      </th>
    )
  }
  return (
    <td role="cell" class={isNumber ? 'number' : ''}>
      {shown}
    </td>
  )
}
