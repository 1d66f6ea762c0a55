"""A client of Nightlatch's gateway with the standard library alone. Copy it into your backend.

    stays = Nightlatch("http://127.0.0.1:8090", token="nl_...")
    stays.put("1001", {"listingId": "canal-house", "guest": {"fullName": "Ada Guest"},
                       "checkIn": "2027-03-01", "checkOut": "2027-03-04"}, key="outbox-17")

Every change is sent until the gateway has an answer: what is away (503), says to wait (429) or breaks off is
asked again, under the same key, so it has one effect however often it arrives.
"""

import http.client
import json
import time
import uuid
from urllib.parse import quote, urlencode, urlsplit

# The gateway answers a change within about a minute: 202 then says that it is kept.
ANSWERED_WITHIN_S = 90
# Too slow, or too many in a minute; 5xx is asked again too.
AGAIN = (408, 429)
PAUSE_S = 1
LONGEST_PAUSE_S = 60


class Refused(Exception):
    """The request was received and will not be done: sending the same again changes nothing."""

    def __init__(self, status, answer):
        super().__init__(answer.get("reason") or answer.get("detail") or f"status {status}")
        self.status = status
        # Of a verdict the type of the problem, "UnknownListing"; of problem details the last part of the page.
        self.type = answer.get("type", "").rpartition("#")[2]
        # "refused" or "too-late" where the answer is a verdict.
        self.outcome = answer.get("outcome")


class Away(Exception):
    """No answer came in time. Nobody knows whether the request was received: send the same later, under its key."""


class Nightlatch:
    """Asks one gateway. A call may take as long as `patience`, in seconds, before it raises Away."""

    def __init__(self, gateway, token=None, patience=300):
        address = urlsplit(gateway)
        secure = address.scheme == "https"
        self._connection = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._where = address.netloc
        self._before = address.path.rstrip("/")
        self._token = token
        self._patience = patience

    def put(self, reservation_id, booking, key=None):
        """Books a stay, or makes it what the booking says. Answers a verdict: applied, pending or superseded."""
        return self._call("PUT", _stay(reservation_id), booking, key=key)

    def change(self, reservation_id, change, key=None):
        """Moves check-in, check-out or listing; an extension is {"checkOut": "2027-03-05"}."""
        return self._call("PATCH", _stay(reservation_id), change, key=key)

    def cancel(self, reservation_id, revision=None, key=None):
        """Ends a stay. With the booking's revision it is remembered even if its put comes later."""
        query = "" if revision is None else "?" + urlencode({"revision": revision})
        return self._call("DELETE", _stay(reservation_id) + query, key=key)

    def show(self, reservation_id):
        """How a stay is now: its phase, when it opens and closes, its problem if it has one."""
        return self._call("GET", _stay(reservation_id))

    def credential(self, reservation_id):
        """The guest's PIN or the state of the key. Show it, and do not store it; Refused before there is one."""
        return self._call("GET", f"{_stay(reservation_id)}/credential")

    def _call(self, method, path, body=None, key=None):
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if method != "GET":
            # Made once and kept over all repeats, unless the caller has a number for this message.
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
            headers["Content-Type"] = "application/json"
        until = time.monotonic() + self._patience
        pause = PAUSE_S
        while True:
            status, wait, answer = self._ask(method, path, headers, body)
            if status in (200, 202):
                return answer
            if status is not None and status not in AGAIN and status < 500:
                raise Refused(status, answer)
            wait = pause if wait is None else wait
            if time.monotonic() + wait > until:
                raise Away(f"{method} got no answer that counts within {self._patience} s")
            time.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _ask(self, method, path, headers, body):
        """Once: status, seconds to wait if it says so, and what was answered; no status if the line broke."""
        line = self._connection(self._where, timeout=ANSWERED_WITHIN_S)
        try:
            text = None if body is None else json.dumps(body)
            line.request(method, self._before + path, text, headers)
            response = line.getresponse()
            after = response.getheader("Retry-After", "")
            wait = int(after) if after.isdigit() else None
            return response.status, wait, _read(response.read())
        except (OSError, http.client.HTTPException):
            return None, None, {}
        finally:
            line.close()


def _stay(reservation_id):
    return f"/stays/{quote(reservation_id, safe='')}"


def _read(raw):
    # A proxy in between may answer with a page of its own.
    try:
        answer = json.loads(raw)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
