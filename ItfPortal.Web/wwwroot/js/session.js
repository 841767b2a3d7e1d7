// Asks whether the session lives, shows #session-end before it ends, and leaves for the sign-in page when it has. Asking is no activity.
import { typed } from './typed.js';

const every = 4000;
const patience = 60000;
let due = 0;
let closed = false;
let asking = false;

const box = () => document.getElementById('session-end');

function leave() {
  location.assign(`${box().dataset.leave}&ReturnUrl=${encodeURIComponent(location.pathname + location.search)}`);
}

function show(state) {
  const shown = box();
  for (const part of shown.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== state.kind;
  for (const time of shown.querySelectorAll('time')) time.textContent = state.until;
  shown.querySelector('[data-typed]').hidden = !typed();
  shown.hidden = closed && state.kind === 'absolute';
}

async function ask() {
  if (asking || !box()) return;
  asking = true;
  try {
    // While it says so it wants to know what was done in another tab.
    const rest = !box().hidden || Date.now() >= due;
    const answer = await fetch(box().dataset.stateUrl + (rest ? '?reste' : ''), { cache: 'no-store', redirect: 'error' });
    if (answer.status !== 200 || !box()) return;
    const state = await answer.json();
    if (state.kind === 'over') { leave(); return; }
    if (state.left <= state.warn) {
      show(state);
      due = Date.now() + Math.min(every, state.left * 1000);
      if (state.left * 1000 < every) setTimeout(ask, state.left * 1000 + 200);
    } else {
      box().hidden = true;
      due = Date.now() + Math.min((state.left - state.warn) * 1000, patience);
    }
  } catch {
    // The server is not reached: nothing is known, and the page's own notice says so.
  } finally {
    asking = false;
  }
}

function askAll() {
  due = 0;
  ask();
}

// A tab that nobody sees asks only when its own time is up.
setInterval(() => { if (document.visibilityState === 'visible' || Date.now() >= due) ask(); }, every);
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') askAll(); });
addEventListener('pageshow', event => { if (event.persisted) askAll(); });
Blazor.addEventListener('enhancedload', askAll);

document.addEventListener('submit', async event => {
  if (event.target.parentElement !== box() || !box()) return;
  event.preventDefault();
  await fetch(event.target.action, { method: 'POST', body: new URLSearchParams(new FormData(event.target)), redirect: 'error' }).catch(() => {});
  askAll();
});

document.addEventListener('click', event => {
  if (event.target.closest?.('#session-end button[type=button]')) {
    closed = true;
    box().hidden = true;
  }
});
