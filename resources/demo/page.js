// SPDX-License-Identifier: GPL-3.0-or-later
// Plays the stream through the Router and shows, from each segment's final address, which Terminal sent it.
'use strict';

const kLettersShown = 80;
const byId = (id) => document.getElementById(id);
const figures = { segments: 0, stalls: 0, fatal: 0, servers: {} };
window.demoFigures = figures; // for whoever tests the page

let terminals = [];
let player = null;

function scaled(value, units) {
  let unit = 0;
  while (value >= 1000 && unit + 1 < units.length) {
    value /= 1000;
    ++unit;
  }
  return `${value >= 100 || unit === 0 ? value.toFixed(0) : value.toPrecision(3)} ${units[unit]}`;
}
const bytes = (count) => scaled(count, ['B', 'kB', 'MB', 'GB', 'TB']);
const rate = (perSecond) => scaled(perSecond * 8, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']);
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const tokens = (micro) => (micro / 1e6).toLocaleString(undefined, { maximumFractionDigits: 3 });

function serverOf(url) {
  const authority = new URL(url).host;
  const index = terminals.findIndex((terminal) => terminal.authority === authority);
  return index < 0 ? { name: 'Router', color: 'var(--router)' }
                   : { name: terminals[index].name, color: `var(--c${index % 4})` };
}

function showSegment(url) {
  const server = serverOf(url);
  figures.segments += 1;
  figures.servers[server.name] = (figures.servers[server.name] || 0) + 1;
  const item = document.createElement('li');
  item.style.background = server.color;
  item.textContent = server.name[0].toUpperCase();
  item.title = `${server.name}: ${new URL(url).pathname.split('/').pop()}`;
  const list = byId('segments');
  list.append(item);
  while (list.children.length > kLettersShown) list.firstChild.remove();
}

function play(stream) {
  const video = byId('video');
  // A short buffer, so that one sees who serves while it plays, not who did when it began.
  player = new Hls({ startLevel: -1, maxBufferLength: 8, maxMaxBufferLength: 8, backBufferLength: 4 });
  player.on(Hls.Events.FRAG_LOADED, (_, data) => {
    const details = data.networkDetails;
    if (data.frag.type === 'main') showSegment(details.responseURL || details.url || data.frag.url);
  });
  player.on(Hls.Events.ERROR, (_, data) => {
    if (data.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) figures.stalls += 1;
    if (!data.fatal) return;
    figures.fatal += 1;
    byId('player').textContent = `${data.details}: trying again`;
    data.type === Hls.ErrorTypes.MEDIA_ERROR ? player.recoverMediaError() : player.startLoad();
  });
  video.addEventListener('ended', () => {
    video.currentTime = 0;
    video.play();
  });
  player.loadSource(stream);
  player.attachMedia(video);
  video.play().catch(() => {}); // a browser may want a click first
}

function cell(row, text, className) {
  const data = row.insertCell();
  data.textContent = text;
  if (className) data.className = className;
  return data;
}

function meterCell(row, value, limit, text) {
  const data = row.insertCell();
  const meter = document.createElement('meter');
  meter.max = limit || 1;
  meter.value = Math.min(value, meter.max);
  meter.title = text;
  data.append(meter, text);
}

function showTerminals() {
  const body = document.createElement('tbody');
  body.id = 'terminals';
  terminals.forEach((terminal, index) => {
    const row = body.insertRow();
    const name = cell(row, terminal.name);
    const mark = document.createElement('i');
    mark.style.background = `var(--c${index % 4})`;
    name.prepend(mark);
    cell(row, terminal.state, terminal.state === 'serving' ? 'good' : 'bad');
    cell(row, terminal.objects.toLocaleString(), 'n');
    meterCell(row, terminal.used, terminal.quota, `${bytes(terminal.used)} of ${bytes(terminal.quota)}`);
    meterCell(row, terminal.rate, terminal.limit, `${rate(terminal.rate)} of ${rate(terminal.limit)}`);
    cell(row, bytes(terminal.served), 'n');
    const asked = terminal.requests + terminal.sentBack;
    cell(row, asked ? percent(terminal.requests / asked) : '–', 'n');
    cell(row, `${terminal.checksPassed} / ${terminal.checksFailed}`, terminal.checksFailed ? 'n bad' : 'n');
    cell(row, tokens(terminal.credits), 'n');
  });
  byId('terminals').replaceWith(body);
}

function showLegend() {
  byId('legend').replaceChildren(...terminals.map((terminal, index) => {
    const item = document.createElement('li');
    const mark = document.createElement('i');
    mark.style.background = `var(--c${index % 4})`;
    item.append(mark, terminal.name);
    return item;
  }));
}

function showTotals(data) {
  byId('share').textContent = percent(data.servedByTerminals);
  byId('rate').textContent = rate(data.viewerRate);
  byId('bytes').textContent = bytes(data.bytes);
  byId('wrong').textContent = data.wrongBytes.toLocaleString();
  byId('wrong').className = data.wrongBytes ? 'bad' : 'good';
  byId('hit').textContent = percent(data.hitRatio);
  byId('failovers').textContent = data.failovers.toLocaleString();
  byId('ledger').textContent =
    `Epoch ${data.epoch}. The ledger ${data.ledgerBalanced ? 'is balanced' : 'is NOT balanced'}. ` +
    `${data.spotChecks.passed} spot checks passed, ${data.spotChecks.failed} failed.`;
}

async function refresh() {
  try {
    const data = await (await fetch('/status.json')).json();
    if (!data.terminals) return;
    terminals = data.terminals;
    showTotals(data);
    showTerminals();
    showLegend();
    if (!player) play(data.stream);
    const kinds = Object.entries(figures.servers).map(([name, count]) => `${name} ${count}`).join(', ');
    byId('player').textContent = `${figures.segments} segments (${kinds || 'none yet'}), ${figures.stalls} stalls`;
  } catch {
    byId('player').textContent = 'The demo has stopped.';
  }
}

refresh();
setInterval(refresh, 1000);
