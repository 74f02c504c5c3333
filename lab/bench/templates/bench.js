'use strict';
// The server keeps all state and renders all markup, with every text escaped. This script asks
// for the parts of the page that have changed, and puts them in place.
const address = document.body.dataset.address;
const shown = new Map(); // the markup of each part, to leave alone what has not changed

const parts = () => [...document.querySelectorAll('[data-part]')].map((place) => place.id);

// Output that grows is followed, unless somebody has scrolled up to read.
const isAtEnd = (pre) => pre.scrollHeight - pre.scrollTop - pre.clientHeight < pre.clientHeight / 3;
function scrollDown(pre, to = Infinity) { pre.scrollTop = Math.min(to, pre.scrollHeight); }
document.querySelectorAll('pre[data-follows]').forEach((pre) => scrollDown(pre));

// Output that has ended opens at its first ✗, or at its first line.
function openOutput(pre) {
  const text = pre.firstChild;
  const at = text?.data.indexOf('✗') ?? -1;
  if (at < 0) return scrollDown(pre, 0);
  const mark = document.createRange();
  mark.setStart(text, at);
  mark.setEnd(text, at + 1);
  scrollDown(pre, pre.scrollTop + mark.getBoundingClientRect().top - pre.getBoundingClientRect().top - 10);
}

// partOf returns a part, or null if the bench does not give it. While it is away that is so for all
// parts; they are asked for again when it is back.
async function partOf(where) {
  try {
    const answer = await fetch(where);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

async function refresh(part) {
  const place = document.getElementById(part);
  if (!place) return;
  const scenario = encodeURIComponent(document.body.dataset.scenario ?? '');
  const text = await partOf(`${address}/part/${part}?scenario=${scenario}`);
  if (text === null || shown.get(part) === text) return;
  const fresh = new DOMParser().parseFromString(text, 'text/html').body;
  const same = !shown.has(part) && fresh.innerHTML.trim() === place.innerHTML.trim(); // as the page came
  shown.set(part, text);
  if (same) return;
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const open = [...place.querySelectorAll('details')].map((details) => details.open);
  const read = [...place.querySelectorAll('pre')].map((pre) => (isAtEnd(pre) && 'follows' in pre.dataset ? Infinity : pre.scrollTop));
  place.replaceChildren(...fresh.childNodes);
  place.querySelectorAll('details').forEach((details, at) => { details.open = Boolean(open[at]); });
  place.querySelectorAll('pre').forEach((pre, at) => {
    if (at in read) scrollDown(pre, read[at]);
    if ('opens' in pre.dataset && (read[at] ?? Infinity) === Infinity) openOutput(pre);
  });
  if (focused) (document.getElementById(focused.id) ?? place).focus(); // the keyboard goes on from here
  document.body.dispatchEvent(new CustomEvent('refreshed', { detail: part }));
}

// Parts are asked for one after the other, each at most once while it waits.
const waiting = new Set();
let asking = false;
async function ask(names) {
  names.forEach((name) => waiting.add(name));
  if (asking) return;
  asking = true;
  try {
    for (const part of waiting) {
      waiting.delete(part);
      await refresh(part);
    }
  } finally {
    asking = false;
  }
}

// While the bench is away, the page says so. A screen reader reads out text that appears, so
// the place is empty until then.
function showAway(away) {
  const place = document.getElementById('away');
  const says = away ? place.dataset.says : '';
  if (place.textContent !== says) place.textContent = says; // once, however often it is tried
}

// A browser has few connections to one server. So only a page that is seen listens.
let events = null;
function listen() {
  if (document.hidden) {
    events?.close();
    events = null;
  } else if (!events) {
    events = new EventSource(`${address}/events`);
    events.onopen = () => { showAway(false); ask(parts()); };
    events.onmessage = (event) => ask(event.data.split(' '));
    events.onerror = () => showAway(true);
  }
}
if (address) {
  document.addEventListener('visibilitychange', listen);
  listen();
}

// refused shows beside a form why it was not taken; nothing if why is empty.
function refused(form, why) {
  form.querySelector('.refused')?.remove();
  if (!why) return;
  const told = document.createElement('p');
  told.className = 'refused';
  told.setAttribute('role', 'alert');
  told.textContent = why;
  form.append(told);
}

// A form that only starts something leaves the page where it is.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!('quiet' in form.dataset)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const action = new URL(form.getAttribute('action'), `${location.origin}${address}/`);
  const answer = await fetch(action, { method: 'POST', body, headers: { 'X-Quiet': 'yes' } }).catch(() => null);
  refused(form, answer && !answer.ok ? await answer.text() : '');
  form.dispatchEvent(new CustomEvent('sent', { bubbles: true, detail: Boolean(answer?.ok) }));
});

// What is filled in and not sent yet is kept in this browser, for a reload.
const draft = `draft of ${address}`;
let drafts; // undefined: this browser keeps nothing
try { drafts = window.localStorage; } catch { /* it is not allowed to */ }
document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-draft]');
  if (form) drafts?.setItem(draft, JSON.stringify([...new FormData(form)]));
});
document.addEventListener('sent', (event) => {
  if (event.detail && 'draft' in event.target.dataset) drafts?.removeItem(draft);
});
function fillIn() {
  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  for (const [name, value] of JSON.parse(drafts?.getItem(draft) ?? '[]')) {
    for (const field of form.querySelectorAll('input')) {
      if (field.name !== name) continue;
      if (field.type !== 'checkbox') field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
}
document.body.addEventListener('refreshed', fillIn);
fillIn();

// What the page covers until there is a guess is open from then on.
document.body.addEventListener('refreshed', (event) => {
  if (event.detail !== 'guess' || document.querySelector('#guess form')) return;
  document.querySelectorAll('details.answer').forEach((answer) => { answer.open = true; });
});

// Another scenario is looked at without leaving the page; its address is kept for a reload.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-scenario]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  document.body.dataset.scenario = link.dataset.scenario;
  history.replaceState(null, '', link.href);
  await ask(['scenarios', 'look']);
  document.querySelector('#look').scrollIntoView({ block: 'nearest' });
});

// What is compared leaves little room for the list: the chosen row stays in view.
document.addEventListener('toggle', (event) => {
  if (event.target.matches('.compare')) document.querySelector('#scenarios [aria-current]')?.scrollIntoView({ block: 'nearest' });
}, { capture: true });

// What a command of the page prints is below its button, and may be out of view.
let ran = '';
document.addEventListener('sent', (event) => {
  if (event.target.classList.contains('run')) ran = event.target.nextElementSibling.id;
});
document.body.addEventListener('refreshed', (event) => {
  if (event.detail === ran) document.getElementById(ran).scrollIntoView({ block: 'nearest' });
});
