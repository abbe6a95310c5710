"""Xero's own OpenAPI files as the judge of what the component sends and the sandbox answers.

Set XERO_OPENAPI_DIR to a folder with the files of https://github.com/XeroAPI/Xero-OpenAPI, and run
the tests as ever: a message that the files do not allow fails the test that caused it.
"""
