// The local chat: rooms at the left, the open one at the right. All state is here; the server's database is the truth.

import { avatarOf, brief, bubble, clock, isApart, make, paint, separator } from "./bubbles.js";
import { Composer } from "./composer.js";
import { Line } from "./line.js";

const BOT = "bot";
const EVERYONE = { id: "all", name: "所有人" };
const RECALL_MS = 2 * 60 * 1000;
const NEAR = 120; // pixels from an end that count as there
const $ = (id) => document.getElementById(id);

const me = document.body.dataset.me;
const remembered = `lanshao-seen ${me}`;
const seen = JSON.parse(localStorage.getItem(remembered) || "{}");
const rooms = new Map(); // by key: {key, title, members, last, unread, messages, before, loaded}
let open = null;
let now = 0; // the newest time that was told
let botName = "";

const scroller = $("scroller");
const log = $("log");
const line = new Line(me, heard, lineState);
const composer = new Composer(send);

const view = {
  me,
  address: (id) => line.fileAddress(id),
  known: (id) => open.messages.get(id),
  faceOf: (id) => open.members.find((person) => person.id === id)?.known,
  nameOf: (id) => callable(open).find((person) => person.id === id)?.name || id,
  quote: (message) => composer.setQuote(message, brief(message).slice(0, 60)),
  recall: (message) => line.ask("recall", { id: message.id }).catch((error) => composer.complain(error.message)),
  call: (id) => { const person = callable(open).find((one) => one.id === id); if (person) composer.call(person); },
  open: look,
  reveal,
};

function callable(room) {
  if (room.key === BOT) return [];
  return [{ id: BOT, name: botName }, EVERYONE, ...room.members.filter(({ id }) => id !== me)];
}

// ── the line ──

async function lineState(connected, why, byHand) {
  const [words, again] = $("banner").children;
  $("banner").hidden = connected;
  words.textContent = why;
  again.hidden = !byHand;
  if (connected) greet();
}

async function greet() {
  try { hello(await line.ask("hello", { seen })); } catch (error) { showTrouble(error); }
}
$("banner").lastElementChild.onclick = () => line.connect();

function showTrouble(error) {
  $("banner").hidden = false;
  $("banner").firstElementChild.textContent = error.message;
}

function hello(told) {
  botName = told.bot;
  rooms.clear();
  for (const room of told.rooms) {
    rooms.set(room.key, { ...room, last: room.last[0], messages: new Map(), before: "", loaded: false });
    if (room.last[0]) now = Math.max(now, room.last[0].at);
    if (!(room.key in seen)) seen[room.key] = room.last[0]?.at || 0;
  }
  showRooms();
  const wanted = rooms.get(open?.key) || rooms.get(decodeURIComponent(location.hash.slice(1)));
  if (wanted) enter(wanted, Boolean(open));
  else if (matchMedia("(min-width: 48rem)").matches) enter([...rooms.values()][1] || [...rooms.values()][0]);
}

function heard(frame) {
  const room = rooms.get(frame.room);
  if (frame.is === "roster") { greet(); return; }
  if (frame.is === "refused") { composer.complain(frame.why); return; }
  if (!room) return;
  if (frame.is === "message") arrived(frame, room);
  if (frame.is === "recalled") takenBack(frame, room);
}

function arrived(message, room) {
  now = Math.max(now, message.at);
  message.heard = Date.now();
  room.last = message;
  if (room.messages.has(message.id)) return;
  const isOpen = room === open;
  if (message.sender !== me && !(isOpen && isWatched())) room.unread += 1;
  if (room.loaded || room.coming) {
    const stick = isOpen && (isAtEnd() || message.sender === me);
    const before = newestOf(room);
    room.messages.set(message.id, message);
    if (isOpen && room.loaded) append(message, before, stick);
  }
  if (isOpen && isWatched()) markSeen(room);
  if (isOpen && message.sender !== me) $("spoken").textContent = `${message.name}：${brief(message).slice(0, 200)}`;
  showRooms();
}

function takenBack(frame, room) {
  const message = room.messages.get(frame.id);
  if (room.last?.id === frame.id) room.last = { ...room.last, recalled: true };
  if (message) {
    Object.assign(message, { recalled: true, text: "" });
    if (room === open) log.querySelector(`[data-id="${CSS.escape(frame.id)}"]`)?.replaceWith(bubble(message, view));
  }
  showRooms();
}

// ── the rooms ──

function showRooms() {
  $("rooms").replaceChildren(...[...rooms.values()].map((room) => {
    const button = make("button", "room");
    button.type = "button";
    button.onclick = () => enter(room);
    if (room === open) button.setAttribute("aria-current", "true");
    const words = room.last ? `${room.key === BOT || room.last.kind === "system" ? "" : `${room.last.name}：`}${brief(room.last)}` : "还没有人说话";
    const lines = make("span", "lines");
    lines.append(make("bdi", "name", room.title), make("bdi", "dim", words.slice(0, 60)));
    button.append(avatarOf(room.title.replace(/^驻/, ""), room.key !== BOT), lines);
    if (room.last) button.append(make("time", "dim", clock(room.last.at)));
    if (room.unread) {
      const badge = make("span", "unread", room.unread > 99 ? "99+" : String(room.unread));
      badge.append(make("span", "unseen", " 条未读"));
      button.append(badge);
    }
    const item = make("li");
    item.append(button);
    return item;
  }));
  const waiting = [...rooms.values()].reduce((sum, room) => sum + room.unread, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${open ? open.title : "本机聊天"} · 蓝哨`;
}

async function enter(room, again) {
  open = room;
  history.replaceState(null, "", `#${encodeURIComponent(room.key)}`);
  document.body.dataset.view = "talk";
  $("title").textContent = room.key === BOT ? `${room.title}（私聊）` : `${room.title}（${room.members.length}）`;
  if (!again) {
    log.replaceChildren();
    composer.enter(room.key, callable(room));
  }
  $("newest").hidden = true;
  if (room.loaded) draw(room);
  else await load(room);
  markSeen(room);
  showRooms();
  if (matchMedia("(hover: hover)").matches && !again) $("words").focus();
}
$("back").onclick = () => {
  document.body.dataset.view = "list";
  open = null;
  showRooms();
  $("rooms").querySelector("button")?.focus();
};

function markSeen(room) {
  room.unread = 0;
  seen[room.key] = Math.max(seen[room.key] || 0, room.last?.at || 0);
  localStorage.setItem(remembered, JSON.stringify(seen));
}

// ── the open room ──

async function load(room) {
  room.coming = true; // what is said meanwhile is kept
  try {
    const page = await line.ask("earlier", { room: room.key, before: room.before });
    const shown = [...page.messages.map((message) => [message.id, message]), ...room.messages];
    room.messages = new Map(shown);
    room.before = page.before;
    if (!room.loaded && room === open) log.replaceChildren(); // what was seen before the line broke
    room.loaded = true;
    if (room === open) return draw(room, page.messages.length);
  } catch (error) {
    composer.complain(error.message);
  }
}

// The whole room anew; with `added`, so many stand newly before the others, and what one looks at stays where it is.
function draw(room, added = 0) {
  const was = log.childElementCount ? scroller.scrollHeight - scroller.scrollTop : 0;
  const items = [];
  let before = null;
  for (const message of [...room.messages.values()].slice(0, log.childElementCount ? added : undefined)) {
    items.push(...itemsOf(message, before));
    before = message;
  }
  log.prepend(...items);
  tellBeginning(room);
  scroller.scrollTop = was ? scroller.scrollHeight - was : scroller.scrollHeight;
  expire();
}

function tellBeginning(room) {
  const begin = room.key === BOT ? "这里还没有人说话。试试发“帮助”。" : "这里还没有人说话。";
  const none = room.messages.size ? "没有更早的消息了" : begin;
  $("beginning").textContent = room.before ? "往上翻看更早的消息" : none;
  $("beginning").hidden = false;
}

const itemsOf = (message, before) => [...(isApart(before, message) ? [separator(message.at)] : []), bubble(message, view)];
const newestOf = (room) => [...room.messages.values()].at(-1);
const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
let atEnd = true; // as far as the last scroll went: what grows below must not push the end out of sight
new ResizeObserver(() => { if (atEnd) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);
const isWatched = () => document.visibilityState === "visible" && isAtEnd();

function append(message, before, stick) {
  log.append(...itemsOf(message, before));
  tellBeginning(open);
  if (stick) scroller.scrollTop = scroller.scrollHeight;
  else $("newest").hidden = false;
  expire();
}

// What is two minutes old cannot be taken back any more: by the chat's clock, and by one's own where that goes faster.
function expire() {
  for (const button of log.querySelectorAll(".recall")) {
    const message = open.messages.get(button.closest("li").dataset.id);
    if (message && now - message.at > RECALL_MS && !(Date.now() - message.heard < RECALL_MS)) button.remove();
  }
}

let loading = false;
scroller.onscroll = async () => {
  atEnd = isAtEnd();
  if (atEnd) {
    $("newest").hidden = true;
    if (open?.unread && isWatched()) { markSeen(open); showRooms(); }
  }
  if (loading || !open?.before || scroller.scrollTop > NEAR) return;
  loading = true;
  await load(open);
  loading = false;
};
$("skip").onclick = () => $("words").focus();
$("newest").onclick = () => { scroller.scrollTop = scroller.scrollHeight; };
document.addEventListener("visibilitychange", () => { if (open && isWatched()) { markSeen(open); showRooms(); } });

function reveal(id) {
  const item = log.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!item) { composer.complain("那条消息在更早的地方，请往上翻。"); return; }
  item.scrollIntoView({ block: "center" });
  item.classList.add("shown");
  setTimeout(() => item.classList.remove("shown"), 2000);
}

async function send({ text, mentions, quote, files, sent }) {
  const room = open;
  for (const file of files) {
    await line.upload(room.key, file);
    sent(file);
  }
  if (text) await line.ask("say", { room: room.key, text, mentions, quote });
}

// ── windows ──

function look(address) {
  $("viewer").querySelector("img").src = address;
  $("viewer").querySelector("a").href = address;
  $("viewer").showModal();
}
$("viewer").querySelector("button").onclick = () => $("viewer").close();
$("viewer").onclick = (event) => { if (event.target === $("viewer")) $("viewer").close(); };

const place = $("place").querySelector("form");
$("pin").onclick = () => $("place").showModal();
place.querySelector("button[type=button]").onclick = () => $("place").close();
place.onsubmit = () => {
  const { label, latitude, longitude } = Object.fromEntries(new FormData(place));
  const where = { latitude: Number(latitude), longitude: Number(longitude) };
  line.ask("pin", { room: open.key, label, ...where }).catch((error) => composer.complain(error.message));
};

paint(document.querySelector(".rooms .avatar"), document.querySelector(".rooms .avatar").dataset.name);
