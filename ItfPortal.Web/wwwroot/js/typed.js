// What was typed on a page and is not saved. A change of language loads the page again: what is in its forms goes along.
const key = 'itf-typed';
const fields = () => [...document.querySelectorAll('main form[method="post" i] :is(input, textarea, select)')]
  .filter(field => field.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type));

function changed(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some(option => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  return field.value !== field.defaultValue;
}

// Fields of an island's dialogs have no name: the circuit knows what is in them.
const loose = () => [...document.querySelectorAll('main dialog[open] :is(input, textarea)')].some(field => field.value !== field.defaultValue);

export const typed = () => loose() || fields().some(changed);

const place = (field, all) => `${field.form.querySelector('[name=_handler]')?.value ?? ''}/${field.name}/${all.filter(other => other.name === field.name && other.form === field.form).indexOf(field)}`;

document.addEventListener('submit', event => {
  if (event.target.querySelector('[name=langue]') === null) return;
  const all = fields();
  const values = all.filter(changed).map(field => [place(field, all), field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value]);
  if (values.length > 0) sessionStorage.setItem(key, JSON.stringify({ at: location.pathname + location.search, values }));
});

function restore() {
  const kept = sessionStorage.getItem(key);
  if (!kept) return;
  sessionStorage.removeItem(key);
  const { at, values } = JSON.parse(kept);
  if (at !== location.pathname + location.search) return;
  const all = fields();
  const known = new Map(values);
  for (const field of all) {
    const value = known.get(place(field, all));
    if (typeof value === 'boolean') field.checked = value;
    else if (value !== undefined) field.value = value;
  }
}

restore();
