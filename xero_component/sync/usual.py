"""What is read where nobody says which streams."""

from xero_component.sync.stream import STREAMS, Stream


def is_usual(stream: Stream) -> bool:
    """Tell whether a stream is of an object that Xero opens to every app.

    Reports are left to be chosen by name: they cost calls for every month, or every contact.
    """
    return stream.obj is not None and not (stream.withdrawn or stream.restricted)


def usual_streams() -> list[Stream]:
    """Return the streams to read where none are named."""
    return [stream for stream in STREAMS.values() if is_usual(stream)]
