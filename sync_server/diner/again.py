"""A page that comes anew by itself: in its place, so that who listens to it or has made it larger stays where
she is; as a whole only where no script runs.

``main`` says in ``data-again`` after how many seconds, as long as there is something to wait for.
"""

from __future__ import annotations

import base64
import hashlib

SCRIPT = """
(function () {
  var timer, main = document.querySelector("main");
  function wait() {
    var seconds = main.getAttribute("data-again");
    clearTimeout(timer);
    if (seconds) timer = setTimeout(look, seconds * 1000);
  }
  function look() {
    if (document.hidden) return wait();
    fetch(location.href, { cache: "no-store" }).then(function (told) {
      return told.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), now = page.querySelector("main");
      if (!now) return;
      if (now.innerHTML !== main.innerHTML) main.innerHTML = now.innerHTML;
      main.className = now.className;
      main.setAttribute("data-again", now.getAttribute("data-again") || "");
      document.title = page.title;
    }).catch(function () {}).then(wait);
  }
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && main.getAttribute("data-again")) look();
  });
  wait();
})();
"""


def allowing(policy: str, *scripts: str) -> str:
    """A page's policy that lets these inline scripts run, and no other."""
    digests = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts)
    named = " ".join(f"'sha256-{digest}'" for digest in digests)
    return policy.replace("script-src 'self'", f"script-src {named}")
