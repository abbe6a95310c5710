"""The sandbox's identity server: consent, tokens and connections.

https://developer.xero.com/documentation/guides/oauth2/auth-flow
"""
