// Live parts: says so when nothing comes any more, begins again what could not begin, and goes to the log-in when
// that is why.
const AGAIN = 5000 // milliseconds
const page = document.documentElement

function lost(status) {
  if (status === 401) location.reload()
  page.toggleAttribute("data-stale", true)
}

function notBegun(part, status) {
  const address = part.getAttribute?.("hx-sse:connect")
  if (!address) return
  lost(status)
  setTimeout(() => {
    if (part.isConnected && !part._htmx?.sse) htmx.ajax("GET", address, { source: part })
  }, AGAIN)
}

document.addEventListener("htmx:sse:error", (event) => lost(event.detail.status))
document.addEventListener("htmx:response:error", (event) => notBegun(event.target, event.detail.ctx.response.status))
document.addEventListener("htmx:error", (event) => notBegun(event.target))
document.addEventListener("htmx:sse:after:connection", () => page.removeAttribute("data-stale"))
document.addEventListener("htmx:sse:after:message", () => page.removeAttribute("data-stale"))
