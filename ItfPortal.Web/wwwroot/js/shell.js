// Menus are <details>; this adds what a menu's reader expects: Escape closes it and gives the focus back, a click elsewhere
// or on another menu closes it.
const openMenus = () => document.querySelectorAll('details:is(.menu, .choice)[open]');

document.addEventListener('click', event => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector('summary').focus();
  }
});

// What a filter does not ask for stays out of the address that is kept and passed on.
document.addEventListener('formdata', event => {
  if (event.target.method !== 'get') return;
  for (const [name, value] of [...event.formData]) {
    if (value === '') event.formData.delete(name);
  }
});

// A password that one wants to read while choosing it.
document.addEventListener('change', event => {
  const field = document.getElementById(event.target.dataset?.shows);
  if (field) field.type = event.target.checked ? 'text' : 'password';
});

// What stands in a list is copied line by line; a button prints.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copies], [data-prints]');
  if (!button) return;
  if ('prints' in button.dataset) { print(); return; }
  const lines = [...document.getElementById(button.dataset.copies).children].map(line => line.textContent.trim());
  await navigator.clipboard.writeText(lines.join('\n'));
  button.textContent = button.dataset.copied;
});

// After an enhanced navigation to another page, the focus goes to its title, as after a full load it would start at the top.
// A filter or a page of the same list is the same page: there the focus stays where the reader is.
let path = location.pathname;
Blazor.addEventListener('enhancedload', () => {
  if (location.pathname === path) return;
  path = location.pathname;
  const title = document.querySelector('h1');
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
});
