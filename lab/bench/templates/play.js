'use strict';
// A play goes on while it is looked at. This script adds what is new to the lists of the page, and
// sends what somebody types. Like bench.js it shows only markup that the server has rendered.

// Each list is asked for what it lacks, one question at a time.
const growing = new Map();
async function grow(list) {
  growing.set(list, growing.has(list) ? 'again' : 'once');
  if (growing.get(list) === 'again') return;
  try {
    do {
      growing.set(list, 'once');
      await add(list);
    } while (growing.get(list) === 'again');
  } catch {
    // The bench is away: bench.js says so, and asks again when it is back.
  } finally {
    growing.delete(list);
  }
}

// The arrows shrink with the page, but not so far that nobody can read them.
function fit(around) {
  const width = around.querySelector('[data-heads] svg')?.getAttribute('width') ?? 0;
  around.style.setProperty('--least', `${0.8 * width}px`);
}

async function add(list) {
  const { grows, next = '0', take = '', most } = list.dataset;
  const answer = await fetch(`${address}/grow/${grows}?from=${next}&take=${encodeURIComponent(take)}`);
  if (answer.status === 204) { // the bench was started again, and no server since
    list.replaceChildren();
    Object.assign(list.dataset, { next: '0', take: '' });
  }
  if (answer.status !== 200) return;
  const came = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const items = came.querySelector('ol');
  const around = list.parentElement;
  const atEnd = isAtEnd(around);
  const anew = 'anew' in items.dataset;
  if (anew) list.replaceChildren();
  const heads = came.querySelector('[data-heads]');
  if (heads && anew) {
    around.querySelector('[data-heads]').replaceChildren(...heads.childNodes);
    fit(around);
  }
  for (const item of [...items.children]) {
    const svg = item.querySelector('svg');
    if (svg && !anew && svg.dataset.away !== '0') {
      svg.style.setProperty('--away', `${svg.dataset.away}px`);
      svg.style.setProperty('--long', `${2 * Math.abs(svg.dataset.away)}px`);
      item.classList.add('flies');
    }
    list.append(item);
  }
  while (most && list.children.length > Number(most)) list.firstElementChild.remove();
  list.dataset.next = items.dataset.next;
  list.dataset.take = items.dataset.take;
  if (atEnd || anew) around.scrollTop = around.scrollHeight;
}

let last = ''; // the part that had the focus
document.addEventListener('focusin', (event) => { last = event.target.closest('[data-part]')?.id ?? ''; });

document.body.addEventListener('refreshed', ({ detail: part }) => {
  const place = document.getElementById(part);
  document.querySelectorAll(`[data-grows="${part}"]`).forEach(grow);
  const answer = document.getElementById(`${part}-text`);
  if (answer) answer.type = place.querySelector('[data-asked]') ? 'password' : 'text';
  if (part === 'people' && place.textContent.trim().split(/\s+/).length !== document.querySelectorAll('.box').length) location.reload();
  if (last === part && document.activeElement === document.body) place.querySelector('button:not(:disabled)')?.focus();
});

// Lines are sent in the order in which they were typed. The field is free for more at once. A line
// that could not be sent comes back.
let sending = Promise.resolve();
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('.send')) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const text = form.elements.text.value;
  form.elements.text.value = '';
  form.elements.text.focus();
  sending = sending.then(() => fetch(form.action, { method: 'POST', body, headers: { 'X-Quiet': 'yes' } })).catch(() => null).then(async (answer) => {
    if (answer?.ok) return refused(form, '');
    refused(form, answer ? await answer.text() : 'The bench does not answer.');
    if (!form.elements.text.value) form.elements.text.value = text;
  });
});

document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (event.key !== 'Enter' || !event.shiftKey || !field.matches?.('.send input')) return;
  event.preventDefault();
  field.setRangeText('⏎', field.selectionStart, field.selectionEnd, 'end');
});

// After connecting, the focus goes to the field for typing. Why a line was refused is over then.
document.addEventListener('sent', (event) => {
  document.getElementById(event.target.dataset.then ?? '')?.focus();
  const send = event.target.closest('.box')?.querySelector('.send');
  if (send) refused(send, '');
});

// A slider says what it means while it moves.
document.addEventListener('input', (event) => {
  const { words, off = 'off' } = event.target.dataset;
  if (!words) return;
  const text = event.target.value === '0' ? off : words.replace('%', event.target.value);
  event.target.setAttribute('aria-valuetext', text);
  event.target.nextElementSibling.textContent = text;
});

// Controls apply when they rest. A slider that is moved by keys changes at each step, and the steps
// on the way are no wish of anybody.
const resting = new WeakMap(); // the timer of each form
const rest = 600; // milliseconds; a key that is held down repeats much faster
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-apply]');
  if (!form) return;
  clearTimeout(resting.get(form));
  resting.set(form, setTimeout(() => form.requestSubmit(), rest));
});

document.querySelectorAll('[data-grows]').forEach(({ parentElement: around }) => {
  fit(around);
  around.scrollTop = around.scrollHeight;
});
