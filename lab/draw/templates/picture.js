'use strict';
if (window.parent !== window) document.documentElement.classList.add('framed'); // the page around it says the rest
// This script only shows and hides what is already on the page. It sets text as
// text, never as markup: anybody may have sent it.
const all = (selector) => [...document.querySelectorAll(selector)];
const ladder = document.querySelector('#ladder');
const bytes = document.querySelector('#bytes');
const items = all('#ladder li');
const rows = all('.row');

// What belongs to a client and to a step is looked up once: there may be thousands of rows.
const ofClient = new Map();
const ofStep = new Map();
const note = (index, key, value) => { index.has(key) ? index.get(key).push(value) : index.set(key, [value]); };
rows.forEach((row) => {
  note(ofClient, row.parentElement.dataset.client, row.parentElement);
  row.dataset.steps.split(' ').forEach((label) => note(ofStep, label, row));
});

const off = new Set(); // the clients that are not shown
let lit = []; // the rows of the chosen step
let chosen = null; // the row whose bytes are shown
let reached = null; // the row to which Tab goes

// wanted reports whether the filter and the folds let an item be seen.
function wanted(item) {
  const open = !item.classList.contains('folded') || item.dataset.open === 'true' || item.firstChild.classList.contains('lit');
  return open && !off.has(item.dataset.client);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

const small = matchMedia('(max-width: 37rem)');

// dump returns bytes as hexadecimal, with their text beside it. Before them come from bytes
// that are not shown. The byte with the number wrong is marked, if it is there. Each line begins
// with the number of its first byte, decimal as in the story of a failure. Lines that repeat the
// one above are only counted.
function dump(hex, from, wrong) {
  const whole = element('pre', '');
  const columns = small.matches ? 8 : 16;
  const line = (at) => hex.slice(at, at + 2 * columns);
  const holds = (at) => wrong >= from + at / 2 && wrong < from + at / 2 + columns;
  for (let at = 0; at < hex.length; at += 2 * columns) {
    let same = 0;
    while (at > 0 && line(at) === line(at - 2 * columns) && !holds(at)) { at += 2 * columns; same++; }
    if (same > 0) whole.append(`      … ${same} more of these\n`);
    if (at >= hex.length) break;
    const part = line(at).match(/../g);
    const text = part.map((byte) => {
      const code = parseInt(byte, 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : code === 10 ? '⏎' : '·';
    });
    const mark = wrong - from - at / 2;
    whole.append(String(from + at / 2).padStart(4, '0') + '  ');
    if (mark >= 0 && mark < part.length) {
      whole.append(part.slice(0, mark).map((byte) => byte + ' ').join(''), element('mark', part[mark]));
      whole.append(part.slice(mark + 1).map((byte) => ' ' + byte).join('').padEnd(3 * (columns - mark)));
      whole.append(text.slice(0, mark).join(''), element('mark', text[mark]), text.slice(mark + 1).join('') + '\n');
    } else {
      whole.append(part.join(' ').padEnd(3 * columns + 1) + ' ' + text.join('') + '\n');
    }
  }
  return whole;
}

function chooseRow(row) {
  chosen?.removeAttribute('aria-current');
  chosen = row;
  showBytes();
}

const unchosen = [...bytes.childNodes]; // what is there while no row is chosen

function showBytes() {
  bytes.replaceChildren(...(chosen ? [] : unchosen));
  if (!chosen) return;
  chosen.setAttribute('aria-current', 'true');
  bytes.append(element('p', chosen.querySelector('i').textContent));
  const { bytes: hex, at = 0, wrong = NaN, more } = chosen.dataset;
  if (hex) bytes.append(dump(hex, Number(at), Number(wrong)));
  if (more) bytes.append(element('p', more));
  showMark();
}

function showMark() {
  const mark = bytes.querySelector('mark');
  if (mark) bytes.scrollTop = mark.offsetTop - bytes.offsetTop - bytes.firstChild.offsetHeight - 3 * mark.offsetHeight; // below the heading, which stays
}
small.addEventListener('change', showBytes);

function chooseStep(label) {
  all('.step').forEach((step) => step.setAttribute('aria-pressed', step.dataset.step === label));
  ladder.classList.toggle('some', Boolean(label));
  const before = lit;
  lit = ofStep.get(label) ?? [];
  before.forEach((row) => row.classList.remove('lit'));
  lit.forEach((row) => row.classList.add('lit'));
  before.concat(lit).forEach((row) => { row.parentElement.hidden = !wanted(row.parentElement); });
  const first = lit.find((row) => !row.parentElement.hidden);
  if (first) first.scrollIntoView({ block: 'center' });
}

document.querySelector('aside')?.addEventListener('click', (event) => {
  const step = event.target.closest('.step');
  if (step) chooseStep(step.getAttribute('aria-pressed') === 'true' ? '' : step.dataset.step);
});

// Tab reaches one row. The arrow keys choose which one.
function reach(row, focus) {
  if (reached) reached.tabIndex = -1;
  reached = row ?? null;
  if (!row) return;
  row.tabIndex = 0;
  if (focus) row.focus();
}

// seen returns the first row that is shown, from an item on, in steps of 1 or -1.
function seen(from, by) {
  for (let at = from; items[at]; at += by) {
    if (!items[at].hidden && items[at].firstChild.classList.contains('row')) return items[at].firstChild;
  }
  return null;
}

// A picture of a failure opens at the arrow with the wrong byte, or at the one that shows what should
// have come, or at the first line that did not come, or else at what the failed step did first: a
// write, or a read, or the fold that hides it. The row of the failure is in view as well, unless it
// is too far below, and what should have come, unless that is too far above.
const meant = document.querySelector('.row.meant');
const guilty = document.querySelector('.row.guilty') ?? meant;
const failed = document.querySelector('.row.failed:not(.missing)');
const subject = guilty ?? document.querySelector('.row.missing') ?? firstOfFailed() ?? failed;
reach(guilty ?? seen(0, 1), false);
if (guilty) chooseRow(guilty);

function firstOfFailed() {
  const ofIt = failed ? ofStep.get(failed.dataset.steps).filter((row) => row.matches('.data')) : [];
  let item = (ofIt.find((row) => 'writes' in row.dataset) ?? ofIt[0])?.parentElement;
  while (item?.hidden) item = item.previousElementSibling; // up to the fold
  return item?.firstChild;
}

// openThere scrolls each part of the page to what matters in it.
function openThere() {
  if (subject) {
    const last = showDown();
    showAcross(subject);
    showOnPage(last);
  }
  showMark();
  document.querySelector('aside:has(.failed)')?.scrollTo(0, document.querySelector('.step:has(.failed)').offsetTop);
  document.querySelectorAll('#ribbons i').forEach((notch) => { notch.closest('#ribbons').scrollLeft = notch.offsetLeft - 100; });
  document.querySelector('#printed:not([data-first])')?.scrollTo(0, 1e6); // its newest lines
}

const above = 2 * 34; // the heads, and a row above the subject

// showDown scrolls the arrows down, and returns the last row that should be in view.
function showDown() {
  const last = failed ?? subject;
  const room = ladder.clientHeight / 1.1;
  const end = last.offsetTop + last.offsetHeight;
  const isFar = end - subject.offsetTop > room - above;
  if (isFar) ladder.scrollTop = subject.offsetTop - (guilty ? ladder.clientHeight / 3 : above);
  else ladder.scrollTop = Math.max(end - room, guilty ? subject.offsetTop - ladder.clientHeight / 3 : 0);
  if (meant && end - meant.offsetTop <= room - above) ladder.scrollTop = Math.min(ladder.scrollTop, meant.offsetTop - above);
  return isFar ? subject : last;
}

// showAcross scrolls the arrows to the right until the right end of one is in view.
function showAcross(row) {
  const arrow = [...row.querySelectorAll('.arrow')].find((line) => line.checkVisibility());
  const beyond = arrow ? arrow.getBoundingClientRect().right - ladder.getBoundingClientRect().right : 0;
  if (beyond > 0) ladder.scrollLeft += beyond + 70;
}

// showOnPage scrolls the page until a row is in view, and no further: the verdict is at its top. It
// does nothing where each part of the page scrolls by itself. It does not move a page around this one.
function showOnPage(row) {
  scrollTo(0, 0);
  const below = Math.min(row.getBoundingClientRect().bottom, ladder.getBoundingClientRect().bottom) - innerHeight;
  const most = subject.getBoundingClientRect().top - above;
  if (below > 0) scrollBy(0, Math.ceil(Math.min(below, most)));
}

// In a frame the page gets its size only after this script has run. So the page opens again whenever
// the arrows get another size, until the reader does something.
openThere();
const sized = new ResizeObserver(openThere);
sized.observe(ladder);
['pointerdown', 'wheel', 'keydown', 'click'].forEach((act) => addEventListener(act, () => sized.disconnect(), { capture: true, once: true, passive: true }));

// Where the server's life line is scrolled out of view, a line beside the times stands for it.
const server = Number(document.querySelector('.heads').dataset.server);
const past = () => ladder.classList.toggle('past', ladder.scrollLeft > server);
ladder.addEventListener('scroll', past);
past();

ladder.addEventListener('click', (event) => {
  const row = event.target.closest('.row');
  const fold = event.target.closest('.fold');
  if (row) {
    reach(row, false);
    chooseRow(row === chosen ? null : row);
    if (chosen) bytes.scrollIntoView({ block: 'nearest' });
  }
  if (fold) unfold(fold);
});

ladder.addEventListener('keydown', (event) => {
  const at = items.indexOf(document.activeElement.parentElement);
  const to = { ArrowDown: [at + 1, 1], ArrowUp: [at - 1, -1], Home: [0, 1], End: [items.length - 1, -1] }[event.key];
  if (to === undefined || !document.activeElement.matches('.row')) return;
  event.preventDefault();
  reach(seen(...to) ?? reached, true);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    chooseStep('');
    chooseRow(null);
  }
});

// A fold hides the rows up to the next one that is not folded.
function unfold(fold) {
  const open = fold.getAttribute('aria-expanded') !== 'true';
  fold.setAttribute('aria-expanded', open);
  for (let item = fold.parentElement.nextElementSibling; item && item.classList.contains('folded'); item = item.nextElementSibling) {
    item.dataset.open = open;
    item.hidden = !wanted(item);
  }
}

all('.client').forEach((box) => box.addEventListener('change', () => {
  box.checked ? off.delete(box.value) : off.add(box.value);
  ofClient.get(box.value)?.forEach((item) => { item.hidden = !wanted(item); });
  if (!reached || reached.parentElement.hidden) reach(seen(0, 1), false);
}));

const themes = ['as the system', 'light', 'dark'];
document.querySelector('#theme').addEventListener('click', (event) => {
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme || themes[0]) + 1) % themes.length];
  root.dataset.theme = next;
  event.target.textContent = 'theme: ' + next;
});
