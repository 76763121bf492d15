/** One setting: what it is, and, when somebody wants to, a field for what it shall be. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import type { Setting } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { Badge } from '../parts/badge.js'
import { Button } from '../parts/button.js'
import { FailureNote } from '../parts/failure-note.js'
import { AreaField, SelectField, TextField } from '../parts/field.js'
import { Moment } from '../parts/moment.js'
import { choicesOf, hintOf } from './setting-words.js'

export interface SettingRowProps {
  readonly setting: Setting
  readonly refresh: () => void
}

export function SettingRow({ setting, refresh }: SettingRowProps) {
  const { api, say } = usePage()
  const [isOpen, setOpen] = useState(false)
  const reset = useAction()
  const opener = useRef<HTMLDivElement>(null)
  const { name, value, defaultValue, changed } = setting
  const close = () => {
    setOpen(false)
    opener.current?.querySelector('button')?.focus()
  }
  const resetIt = async (signal: AbortSignal) => {
    const { value: now } = await api.send<Setting>('DELETE', `/settings/${name}`, signal)
    say(`${name} is ${now} again.`)
    refresh()
  }
  return (
    <div class="setting">
      <div>
        <h3>{name}</h3>
        <p class="quiet">
          {changed === null ? (
            'as configured'
          ) : (
            <>
              <Badge tone="fair">changed</Badge> <Moment at={changed.at} /> by {changed.userId ?? 'a program'};
              configured is {defaultValue}
            </>
          )}
        </p>
      </div>
      <p class="setting-value">{value}</p>
      <div class="actions" ref={opener}>
        <Button label={`Change ${name}`} onPress={() => setOpen(!isOpen)}>
          Change
        </Button>
        {changed !== null && (
          <Button label={`Reset ${name}`} isBusy={reset.isRunning} onPress={() => reset.run(resetIt)}>
            Reset
          </Button>
        )}
      </div>
      <FailureNote failure={reset.failure} />
      {isOpen && <SettingForm setting={setting} refresh={refresh} onClose={close} />}
    </div>
  )
}

function SettingForm({ setting, refresh, onClose }: SettingRowProps & { readonly onClose: () => void }) {
  const { api, say } = usePage()
  const action = useAction()
  const [value, setValue] = useState(setting.value)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), [])
  const { name, takes } = setting
  const choices = choicesOf(takes)
  const isAtField = fieldOf(action.failure) === 'value'
  const shared = {
    label: `New value of ${name}`,
    hint: hintOf(takes),
    refusal: isAtField ? wordsOf(action.failure) : null,
  }
  const save = async (signal: AbortSignal) => {
    const { value: now } = await api.send<Setting>('PUT', `/settings/${name}`, signal, {
      body: { value: value.trim() },
    })
    say(`${name} is ${now} now.`)
    refresh()
    onClose()
  }
  return (
    <form
      ref={form}
      class="setting-form"
      noValidate
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      onSubmit={(event) => {
        event.preventDefault()
        action.run(save)
      }}
    >
      {choices.length > 0 ? (
        <SelectField {...shared} value={value} onValue={setValue} choices={choices.map((it) => [it, it] as const)} />
      ) : takes.kind === 'list' ? (
        <AreaField {...shared} rows={3} value={value} onValue={setValue} />
      ) : (
        <TextField {...shared} value={value} onValue={setValue} autocomplete="off" spellcheck={false} />
      )}
      {!isAtField && <FailureNote failure={action.failure} />}
      <div class="actions">
        <button type="submit" class="button primary" aria-busy={action.isRunning}>
          Save
        </button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
