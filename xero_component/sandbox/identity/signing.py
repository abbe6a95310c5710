"""JSON Web Tokens signed with RS256, and the public key that checks them."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def sign(claims: Mapping[str, object]) -> str:
    """Make a JSON Web Token of the claims."""
    header = {"alg": "RS256", "kid": key_set()["keys"][0]["kid"], "typ": "JWT"}
    signed = ".".join(base64url(msgspec.json.encode(part)) for part in (header, claims))
    signature = _key().sign(signed.encode(), padding.PKCS1v15(), SHA256())
    return f"{signed}.{base64url(signature)}"


def key_set() -> dict[str, list[dict[str, str]]]:
    """Publish the public key as a JSON Web Key Set."""
    numbers = _key().public_key().public_numbers()
    modulus, exponent = (
        base64url(number.to_bytes((number.bit_length() + 7) // 8))
        for number in (numbers.n, numbers.e)
    )
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "n": modulus, "e": exponent}
    return {"keys": [{**key, "kid": sha256(modulus.encode()).hexdigest()[:32]}]}


def at_hash(access_token: str) -> str:
    """Bind an id_token to its access token (OpenID Connect Core, 3.1.3.6)."""
    return base64url(sha256(access_token.encode()).digest()[:16])


def base64url(data: bytes) -> str:
    """Encode without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()
