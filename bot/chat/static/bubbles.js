// Makes the elements of a conversation. Whatever people wrote is put in as text, never as markup.

const ZONE = { timeZone: "Asia/Shanghai" };
const CLOCK = new Intl.DateTimeFormat("zh-CN", { ...ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("zh-CN", { ...ZONE, month: "long", day: "numeric" });
const GAP_MS = 5 * 60 * 1000; // between two messages, before the time is told
const COLOURS = 8;
const CALLED = { image: "[照片]", video: "[视频]", audio: "[语音]", location: "[位置]", forward: "[聊天记录]" };

export const clock = (at) => CLOCK.format(at);
export const moment = (at) => `${DAY.format(at)} ${CLOCK.format(at)}`;

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// The words of a message on one line, for the list of rooms, for quotes and for who listens.
export function brief(message) {
  if (message.recalled) return "撤回了一条消息";
  if (message.kind === "file") return `[文件] ${message.file || message.text}`;
  if (message.kind === "system") return change(message.text);
  return CALLED[message.kind] || message.text;
}

// A person by the end of his name, a room by the beginning of its own.
export function paint(avatar, name, isRoom) {
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 9973;
  const letters = [...name].filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  avatar.textContent = (isRoom ? letters.slice(0, 2) : letters.slice(-2)).join("") || "？";
  avatar.classList.add(`colour-${sum % COLOURS}`);
}

export function avatarOf(name, isRoom) {
  const avatar = make("span", "avatar");
  avatar.setAttribute("aria-hidden", "true");
  paint(avatar, name, isRoom);
  return avatar;
}

export function separator(at) {
  const item = make("li", "aside");
  const time = make("time", "", moment(at));
  time.dateTime = new Date(at).toISOString();
  item.append(time);
  return item;
}

export const isApart = (before, message) => !before || message.at - before.at > GAP_MS;

// One message. `view`: {me, address(id), known(id), nameOf(id), faceOf(id), quote(message), recall(message), call(id),
// open(address), reveal(id)}.
export function bubble(message, view) {
  const own = message.sender === view.me;
  const item = make("li", own ? "said own" : "said");
  item.dataset.id = message.id;
  if (message.recalled || message.kind === "system") {
    item.className = "aside";
    item.append(message.recalled ? `${own ? "您" : `“${message.name}”`}撤回了一条消息` : change(message.text));
    return item;
  }
  const head = make("p", "by");
  head.append(make("bdi", "", message.name), " ");
  const time = make("time", "", clock(message.at));
  time.dateTime = new Date(message.at).toISOString();
  head.append(time, acts(message, own, view));
  const body = make("div", `body ${message.kind}`);
  body.append(...content(message, view));
  const column = make("div", "column");
  column.append(head, body);
  if (message.quote) column.append(quoted(message.quote, view));
  item.append(avatarOf(view.faceOf(message.sender) || message.name), column);
  return item;
}

function acts(message, own, view) {
  const row = make("span", "acts");
  const add = (words, act) => {
    const button = make("button", "link", words);
    button.type = "button";
    button.setAttribute("aria-label", `${words}：${message.name}，${brief(message).slice(0, 20)}`);
    button.onclick = act;
    row.append(button);
    return button;
  };
  add("引用", () => view.quote(message));
  if (!own && message.room !== "bot") add("@TA", () => view.call(message.sender));
  if (own) add("撤回", () => view.recall(message)).classList.add("recall");
  return row;
}

function quoted(quote, view) {
  const known = view.known(quote.id);
  const name = quote.name || known?.name;
  const words = quote.text || (known && brief(known));
  const button = make("button", "quoted", name ? `${name}：${words}` : "较早的一条消息");
  button.type = "button";
  button.setAttribute("aria-label", `引用了 ${button.textContent}，跳到那里`);
  button.onclick = () => view.reveal(quote.id);
  return button;
}

function content(message, view) {
  const address = view.address(message.id);
  switch (message.kind) {
    case "image": return message.lost ? [lost("照片")] : [photo(message, address, view)];
    case "video": return message.lost ? [lost("视频")] : [player("video", message, address)];
    case "audio": return message.lost ? [lost("语音")] : [player("audio", message, address)];
    case "file": return message.lost ? [lost("文件")] : [paper(message, address)];
    case "location": return [pin(message)];
    case "text": return [words(message, view)];
    default: return [make("span", "dim", message.text || "[这种消息看不到内容]")];
  }
}

function words(message, view) {
  const text = make("bdi", "text");
  const called = message.sender === "bot" ? (message.mentions || []) : [];
  text.textContent = called.map((id) => `@${view.nameOf(id)} `).join("") + message.text;
  return text;
}

function photo(message, address, view) {
  const button = make("button", "photo");
  button.type = "button";
  button.setAttribute("aria-label", `看大图：${message.name} ${clock(message.at)} 的照片`);
  const picture = make("img");
  picture.alt = "";
  picture.loading = "lazy";
  picture.src = address;
  picture.onerror = () => button.replaceWith(paper({ ...message, file: "照片（点击下载）" }, address));
  button.append(picture);
  button.onclick = () => view.open(address);
  return button;
}

function player(tag, message, address) {
  const media = make(tag);
  media.controls = true;
  media.playsInline = true;
  media.preload = tag === "video" ? "metadata" : "none";
  media.src = address;
  media.setAttribute("aria-label", `${message.name} ${clock(message.at)} 的${tag === "video" ? "视频" : "语音"}`);
  media.onerror = () => media.replaceWith(paper({ ...message, file: tag === "video" ? "视频（点击下载）" : "语音（点击下载）" }, address));
  return media;
}

function paper(message, address) {
  const link = make("a", "paper");
  link.href = address;
  link.download = "";
  const name = message.file || message.text || "文件";
  link.append(make("span", "sort", (/\.([a-z0-9]{1,5})$/i.exec(name) || [, "文件"])[1].toUpperCase()), make("bdi", "", name));
  if (message.size) link.append(make("span", "dim", size(message.size)));
  return link;
}

function pin(message) {
  const card = make("span", "pin");
  card.append(make("bdi", "", message.text || "位置"));
  if (message.location) {
    const [latitude, longitude] = message.location;
    card.append(make("span", "dim", `纬度 ${latitude.toFixed(5)}，经度 ${longitude.toFixed(5)}`));
  }
  return card;
}

const lost = (what) => make("span", "dim", `${what}没有收到`);

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// What a notice of the platform says.
function change(text) {
  const [what, first, second] = text.split("\n");
  switch (what) {
    case "joined": return `“${first || "一位成员"}”加入了群聊`;
    case "left": return `“${first || "一位成员"}”退出了群聊`;
    case "renamed": return `“${first}”把群昵称改为“${second}”`;
    case "topic": return `群名由“${first}”改为“${second}”`;
    default: return text;
  }
}
