"""Says who the logged-in owner is, for `Aftercare.identify(token)`. Python 3.8 or newer, nothing to install.

As a program it prints a token: AFTERCARE_SECRET=... python3 identity.py https://cars.example https://chat.example 2026-11 owner-7
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def identity_token(site, chat, kid, secret, owner_id, email=None, name=None):
    """`site` and `chat` are the origins of your site and of the chat; the owner is that of your own session, never what the browser says."""
    head = {"alg": "HS256", "typ": "JWT", "kid": kid}
    claims = {"iss": site, "aud": chat, "sub": owner_id, "exp": int(time.time()) + 3600}
    claims.update({key: value for key, value in (("email", email), ("name", name)) if value})
    signed = ".".join(_part(json.dumps(one).encode()) for one in (head, claims))
    return signed + "." + _part(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


if __name__ == "__main__":
    site, chat, kid, *owner = sys.argv[1:]
    print(identity_token(site, chat, kid, os.environ["AFTERCARE_SECRET"], *owner), end="")
