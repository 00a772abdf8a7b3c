// Live parts: says so when nothing comes any more, and goes to the log-in when that is why.
const page = document.documentElement
document.addEventListener("htmx:sse:error", (event) => {
  if (event.detail.status === 401) location.reload()
  page.toggleAttribute("data-stale", true)
})
document.addEventListener("htmx:sse:after:connection", () => page.removeAttribute("data-stale"))
document.addEventListener("htmx:sse:after:message", () => page.removeAttribute("data-stale"))
