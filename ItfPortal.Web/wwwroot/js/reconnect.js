// Shows the state of the connection that Blazor reports to #components-reconnect-modal.
const modal = document.getElementById('components-reconnect-modal');
const root = document.documentElement;
const patience = 1000;
let timer;

function show(state) {
  modal.dataset.state = state;
  root.dataset.connection = 'lost';
  timer ??= setTimeout(() => { modal.hidden = false; }, patience);
}

function hide() {
  clearTimeout(timer);
  timer = undefined;
  modal.hidden = true;
  delete modal.dataset.state;
  delete root.dataset.connection;
}

// A replaced server knows the circuit no more, or could not take it back: the same address again is the right page again.
const reload = () => location.reload();

modal.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  if (state === 'hide') { hide(); return; }
  show(state);
  if (state === 'failed') document.addEventListener('visibilitychange', retryWhenSeen);
  if (state === 'rejected') reload();
});

async function retry() {
  document.removeEventListener('visibilitychange', retryWhenSeen);
  show('retrying');
  try {
    // False: the server was reached and no longer has the circuit. An exception: it was not reached.
    if (await Blazor.reconnect()) return;
    if (await Blazor.resumeCircuit()) hide();
    else reload();
  } catch {
    show('failed');
    document.addEventListener('visibilitychange', retryWhenSeen);
  }
}

async function resume() {
  try {
    if (await Blazor.resumeCircuit()) hide();
    else reload();
  } catch {
    show('resume-failed');
  }
}

function retryWhenSeen() {
  if (document.visibilityState === 'visible') retry();
}

document.getElementById('components-reconnect-button').addEventListener('click', retry);
document.getElementById('components-resume-button').addEventListener('click', resume);
