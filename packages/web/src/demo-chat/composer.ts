/** The line where a person writes: Enter sends, Shift+Enter starts a new line, the field grows with the text. */
export function setUpComposer(form: HTMLFormElement, field: HTMLTextAreaElement, onText: (text: string) => void): void {
  const fit = () => {
    field.style.height = 'auto'
    const borders = field.offsetHeight - field.clientHeight
    field.style.height = `${field.scrollHeight + borders}px`
    form.classList.toggle('has-text', field.value.trim() !== '')
  }
  field.addEventListener('input', fit)
  field.addEventListener('keydown', (event) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = field.value.trim()
    if (text === '') return
    field.value = ''
    fit()
    onText(text)
  })
}
