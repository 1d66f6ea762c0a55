"""The calls of a booking backend by hand: put, show, extend, cancel and PIN.

    export GATEWAY=http://127.0.0.1:8090        # npm run dev prints it
    export GATEWAY_TOKEN=nl_...                 # none on the gateway's own machine
    python3 stay.py put 1001 canal-house "Ada Guest" 2027-03-01 2027-03-04
    python3 stay.py extend 1001 2027-03-05
    python3 stay.py pin 1001

Exits 0 when it is done or kept, 1 when it is refused, 4 when nothing answers.
"""

import argparse
import json
import os
import sys

from nightlatch import Away, Nightlatch, Refused


def main():
    words = arguments().parse_args()
    stays = Nightlatch(words.gateway, os.environ.get("GATEWAY_TOKEN"), words.patience)
    try:
        print(json.dumps(answer_to(words, stays)))
        return 0
    except Refused as refused:
        print(f"{refused.type or refused.status}: {refused}", file=sys.stderr)
        return 1
    except Away as away:
        print(away, file=sys.stderr)
        return 4


def answer_to(words, stays):
    if words.word == "put":
        booking = {
            "listingId": words.listing,
            "guest": {"fullName": words.name},
            "checkIn": words.check_in,
            "checkOut": words.check_out,
        }
        if words.revision is not None:
            booking["revision"] = words.revision
        return stays.put(words.id, booking, words.key)
    if words.word == "extend":
        return stays.change(words.id, {"checkOut": words.check_out}, words.key)
    if words.word == "cancel":
        return stays.cancel(words.id, words.revision, words.key)
    if words.word == "show":
        return stays.show(words.id)
    return stays.credential(words.id)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gateway", default=os.environ.get("GATEWAY", "http://127.0.0.1:8090"))
    parser.add_argument("--patience", type=float, default=300, help="seconds until it gives up")
    parser.add_argument("--key", help="the number of the message in your outbox")
    parser.add_argument("--revision", type=int, help="of the booking: of two, the higher one counts")
    words = parser.add_subparsers(dest="word", required=True)
    put = words.add_parser("put", help="books a stay, or makes it this")
    for name in ("id", "listing", "name", "check_in", "check_out"):
        put.add_argument(name)
    extend = words.add_parser("extend", help="moves the check-out")
    extend.add_argument("id")
    extend.add_argument("check_out")
    for word, what in (("show", "how it is"), ("pin", "its PIN"), ("cancel", "ends it")):
        words.add_parser(word, help=what).add_argument("id")
    return parser


if __name__ == "__main__":
    sys.exit(main())
